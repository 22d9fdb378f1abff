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
    reached counterparties before and after it, self apart, with tainted cents between. Masks: ``splitting``,
    ``gathering`` (at least ``fan`` of them with tainted cents), ``cash_out`` (tainted cents came to a stop account or
    to one that has no further transfers in the data, so that they left our sight), ``hub``. ``victims``,
    ``victim_cents``: accounts outside the trace whose money went into an account of it (out of it, backward) and
    could have left together with reached transfers: within dwell and strictly before them. The largest come first.
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
    inside = np.zeros(t.accounts, dtype=bool)
    inside[leaves] = inside[arrives] = inside[problem.seeds] = True
    account = np.flatnonzero(inside)
    # accounts of the trace get running numbers
    number = np.cumsum(inside) - 1
    i_from, i_to, i_seed = number[leaves], number[arrives], number[problem.seeds]
    received, passed_on = sums(i_to, trace.tainted, len(account)), sums(i_from, trace.tainted, len(account))
    given_up = trace.given_up[account]
    standing = received - passed_on - given_up
    standing[i_seed] = received[i_seed]
    sources, targets = partners(i_to, i_from, trace.tainted, account), partners(i_from, i_to, trace.tainted, account)
    ends = trace.index.degree()[account] == 0
    ends |= np.isin(account, problem.stops)
    ends[i_seed] = False
    victims, victim_cents = other_victims(trace, inside)
    return Points(
        account,
        first_levels(trace, i_to, i_seed, len(account)),
        received,
        passed_on,
        given_up,
        standing,
        sources,
        targets,
        splitting=targets >= problem.fan,
        gathering=sources >= problem.fan,
        cash_out=ends & (received > 0),
        hub=np.isin(account, trace.hubs),
        victims=victims,
        victim_cents=victim_cents,
    )


def first_levels(trace: Trace, i_to: np.ndarray, i_seed: np.ndarray, count: int) -> np.ndarray:
    level = np.full(count, trace.problem.hops, dtype=np.int32)
    np.minimum.at(level, i_to, trace.hop)
    level[i_seed] = 0
    return level


def sums(number: np.ndarray, cents: np.ndarray, count: int) -> np.ndarray:
    total = np.zeros(count, dtype=np.int64)
    some = np.flatnonzero(cents)
    np.add.at(total, number[some], cents[some])
    return total


def partners(of: np.ndarray, with_whom: np.ndarray, tainted: np.ndarray, account: np.ndarray) -> np.ndarray:
    """For each account the number of different others it shares a tainted transfer with."""
    some = np.flatnonzero((tainted > 0) & (of != with_whom))
    pairs = np.unique(of[some].astype(np.int64) * max(len(account), 1) + with_whom[some])
    return np.bincount(pairs // max(len(account), 1), minlength=len(account))


def other_victims(trace: Trace, inside: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Accounts outside the trace with a transfer into it that has a reached one in its window; their cents."""
    index, t = trace.index, trace.problem.transfers
    reached = np.zeros(len(index) + 1, dtype=np.int32)
    reached[trace.places + 1] = 1
    np.cumsum(reached, out=reached)
    window = index.windows(trace.problem.dwell)
    outside = np.flatnonzero((window != 0) & ~np.repeat(inside, index.degree()) & inside[index.payee])
    window = window[outside]
    row = index.row[outside[reached[window & 0xFFFFFFFF] > reached[window >> 32]]]
    payer = (t.dst if trace.problem.backward else t.src)[row]
    who, which = np.unique(payer, return_inverse=True)
    cents = sums(which, t.cents[row], len(who))
    order = np.lexsort((who, -cents))
    return who[order], cents[order]
