"""The books of accounts: their transfers in order, what is covered, what is left.

Within an account the events stand in order of time, payments before receipts of the same time. An account that pays
more than it has received uses money of its own (opening balance, cash paid in); that part of the payment is not
*covered* by any receipt.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from anbao.engines.tracing.transfers import Transfers, canonical_order


@dataclass(frozen=True, eq=False)
class Books:
    """``rows`` (of the transfers) and the columns after it: what touches a kept account, in canonical order.

    ``event``: for every event the transfer (position in ``rows``); ``receipt``: whether it is one; ``owner``: its
    account; ``covered``: cents of it that come from (or go into) known money; ``before``: known money in the account
    before it. A transfer between two kept accounts has two events. Events stand by owner, then in order.
    """

    rows: np.ndarray
    src: np.ndarray
    dst: np.ndarray
    cents: np.ndarray
    time: np.ndarray
    event: np.ndarray
    receipt: np.ndarray
    owner: np.ndarray
    covered: np.ndarray
    before: np.ndarray


def open_books(transfers: Transfers, rows: np.ndarray, accounts: np.ndarray) -> Books:
    """Books of the ``accounts``; ``rows`` holds every transfer that touches one of them."""
    src, dst, cents, time = (column[rows] for column in (transfers.src, transfers.dst, transfers.cents, transfers.time))
    order = canonical_order(time, src, dst, cents)
    rows, src, dst, cents, time = (column[order] for column in (rows, src, dst, cents, time))
    kept = np.zeros(transfers.accounts, dtype=bool)
    kept[accounts] = True
    event, receipt, owner = events(src, dst, time, kept)
    covered, before = balances(owner, np.where(receipt, cents[event], -cents[event]))
    return Books(rows, src, dst, cents, time, event, receipt, owner, covered, before)


def events(src, dst, time, kept) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Payments and receipts of kept accounts by owner, time, payments first, canonical order."""
    count = len(src)
    place = np.arange(count, dtype=np.int64)
    opens = np.ones(count, dtype=bool)
    opens[1:] = time[1:] != time[:-1]
    start = np.maximum.accumulate(np.where(opens, place, 0))
    size = np.diff(np.append(np.flatnonzero(opens), count))[np.cumsum(opens) - 1] if count else place
    # a time with n transfers has 2n slots: its payments in order, then its receipts
    pays, gets = start + place, start + place + size
    what = np.empty(2 * count, dtype=np.int64)
    what[pays], what[gets] = place, place + count
    bits = (2 * count).bit_length()
    payer, payee = kept[src], kept[dst]
    keys = np.concatenate(
        [src[payer].astype(np.int64) << bits | pays[payer], dst[payee].astype(np.int64) << bits | gets[payee]]
    )
    keys.sort()
    which = what[keys & ((1 << bits) - 1)]
    return which % max(count, 1), which >= count, keys >> bits


def balances(owner: np.ndarray, signed: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Covered cents of each event and known money before it; ``signed`` is positive for receipts.

    Known money is the running sum lifted by its lowest point so far, which is what the account must have had of its
    own.
    """
    if not len(owner):
        return signed.copy(), signed.copy()
    opens = np.ones(len(owner), dtype=bool)
    opens[1:] = owner[1:] != owner[:-1]
    first = np.flatnonzero(opens)
    number = np.cumsum(opens) - 1
    total = np.cumsum(signed)
    running = total - (total[first] - signed[first])[number]
    # each account is pushed below all before it, so that one running minimum serves all of them
    flow = np.add.reduceat(np.abs(signed), first)
    push = np.cumsum(flow + np.append(0, flow[:-1]) + 1)[number]
    own = np.maximum(-(np.minimum.accumulate(running - push) + push), 0)
    own_before = np.append(0, own[:-1])
    own_before[first] = 0
    covered = np.abs(signed) - (own - own_before)
    before = running - signed + own_before
    return covered, before
