"""What the accounts of a trace are: where money stands, splits, gathers, leaves, and who else paid in.

Forward, an account *receives* tainted cents, *passes on* some, some are *given up* (they left beyond a limit) and the
rest *stands* there. Backward read the same columns from the other end: received = what of the sought money it paid,
passed on = what of that is explained by reached receipts, given up = explained by receipts beyond a limit, standing =
money of its own: an origin.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from anbao.engines.tracing.solve import Trace


@dataclass(frozen=True, eq=False)
class Points:
    """``account``: every account of the trace, ascending; the columns after it run beside it.

    ``level``: hop at which the trace first came there, 0 for seeds. Cents: ``received``, ``passed_on``, ``given_up``,
    ``standing``; for a seed ``passed_on`` is all it sent and ``standing`` what came back. ``sources``, ``targets``:
    reached counterparties before and after it, self apart. Masks: ``splitting``, ``gathering`` (at least ``fan`` of
    them with tainted cents), ``cash_out`` (tainted cents came to a stop account or to one that has no further
    transfers in the data, so that they left our sight), ``hub``. ``victims``, ``victim_cents``: accounts outside the
    trace whose money went into an account of it (out of it, backward) and could have left together with reached
    transfers: within dwell and strictly before them. The largest come first.
    """

    account: np.ndarray
    level: np.ndarray
    received: np.ndarray
    passed_on: np.ndarray
    given_up: np.ndarray
    standing: np.ndarray
    sources: np.ndarray
    targets: np.ndarray
    splitting: np.ndarray
    gathering: np.ndarray
    cash_out: np.ndarray
    hub: np.ndarray
    victims: np.ndarray
    victim_cents: np.ndarray


def find_points(trace: Trace) -> Points:
    problem, t = trace.problem, trace.problem.transfers
    near, far = (t.dst, t.src) if problem.backward else (t.src, t.dst)
    leaves, arrives = near[trace.rows], far[trace.rows]
    account = np.union1d(np.concatenate([leaves, arrives]), problem.seeds)
    count, seed = len(account), np.isin(account, problem.seeds)
    i_from, i_to = np.searchsorted(account, leaves), np.searchsorted(account, arrives)
    received, passed_on = sums(i_to, trace.tainted, count), sums(i_from, trace.tainted, count)
    given_up = trace.given_up[account]
    level = np.full(count, np.iinfo(np.int32).max, dtype=np.int32)
    np.minimum.at(level, i_to, trace.hop)
    level[seed] = 0
    # what comes back to a seed stays there; what it sends is the source
    standing = np.where(seed, received, received - passed_on - given_up)
    some = trace.tainted > 0
    sources, targets = partners(i_to, i_from, some, count), partners(i_from, i_to, some, count)
    ends = ~np.isin(account, near) | np.isin(account, problem.stops)
    victims, victim_cents = other_victims(trace, near, far, account)
    return Points(
        account,
        level,
        received,
        passed_on,
        given_up,
        standing,
        sources,
        targets,
        splitting=targets >= problem.fan,
        gathering=sources >= problem.fan,
        cash_out=ends & ~seed & (received > 0),
        hub=np.isin(account, trace.hubs),
        victims=victims,
        victim_cents=victim_cents,
    )


def sums(index: np.ndarray, values: np.ndarray, count: int) -> np.ndarray:
    total = np.zeros(count, dtype=np.int64)
    np.add.at(total, index, values)
    return total


def partners(of: np.ndarray, with_whom: np.ndarray, counts: np.ndarray, count: int) -> np.ndarray:
    """For each account the number of different others it shares a counting transfer with."""
    counts = counts & (of != with_whom)
    pairs = np.unique(of[counts].astype(np.int64) * max(count, 1) + with_whom[counts])
    return np.bincount(pairs // max(count, 1), minlength=count)


def other_victims(trace: Trace, near, far, account) -> tuple[np.ndarray, np.ndarray]:
    """Payers outside the trace whose payment could have left with reached money, and how much they paid that way."""
    problem, t = trace.problem, trace.problem.transfers
    time = -t.time if problem.backward else t.time
    inside = np.zeros(t.accounts, dtype=bool)
    inside[account] = True
    onward = np.zeros(t.accounts, dtype=bool)
    onward[near[trace.rows]] = True
    paid_in = np.flatnonzero(onward[far] & ~inside[near])
    # the next reached departure of the payee after the payment, if it comes within dwell
    departures = trace.rows[np.lexsort((time[trace.rows], near[trace.rows]))]
    order = np.lexsort((time[paid_in], far[paid_in]))
    paid_in = paid_in[order]
    found = next_after(near[departures], time[departures], far[paid_in], time[paid_in])
    known = found >= 0
    next_time = time[departures[np.maximum(found, 0)]] if len(departures) else np.zeros(len(paid_in), dtype=np.int64)
    together = paid_in[known & (next_time - time[paid_in] <= problem.dwell)]
    who, which = np.unique(near[together], return_inverse=True)
    cents = sums(which, t.cents[together], len(who))
    order = np.lexsort((who, -cents))
    return who[order], cents[order]


def next_after(group, time, of_group, after) -> np.ndarray:
    """Index of the first (group, time) with the same group and a strictly later time, or -1. Both sides sorted."""
    # merge: put the questions behind the entries of their own time and read the next entry
    groups = np.concatenate([group, of_group])
    times = np.concatenate([time, after])
    asks = np.concatenate([np.zeros(len(group), dtype=np.int8), np.ones(len(of_group), dtype=np.int8)])
    order = np.lexsort((asks, times, groups))
    entries_before = np.cumsum(asks[order] == 0)
    asked = asks[order] == 1
    answer = np.empty(len(of_group), dtype=np.int64)
    answer[order[asked] - len(group)] = entries_before[asked]
    same = np.zeros(len(answer), dtype=bool)
    valid = answer < len(group)
    same[valid] = group[answer[valid]] == of_group[valid]
    return np.where(same, answer, -1)
