"""The answer: reached transfers with hop and tainted cents, the accounts they touch, and what those are."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from anbao.engines.tracing import cents as whole_cents
from anbao.engines.tracing.books import Books, open_books
from anbao.engines.tracing.faults import Fault, TracingError
from anbao.engines.tracing.index import Index
from anbao.engines.tracing.points import Points, find_points
from anbao.engines.tracing.problem import Method, Problem
from anbao.engines.tracing.prorata import pro_rata
from anbao.engines.tracing.reach import levels
from anbao.engines.tracing.transfers import canonical_order


@dataclass(frozen=True, eq=False)
class Trace:
    """Reached transfers by hop, time, payer, payee, amount.

    ``rows``: positions in ``problem.transfers``; ``hop``, ``tainted`` (cents): of each. ``given_up``: cents that left
    each account beyond a limit, by account number. ``hubs``: accounts the trace came to and did not follow because of
    the hub limit.
    """

    problem: Problem
    rows: np.ndarray
    hop: np.ndarray
    tainted: np.ndarray
    given_up: np.ndarray
    hubs: np.ndarray

    def __len__(self) -> int:
        return len(self.rows)

    @cached_property
    def points(self) -> Points:
        """Accounts by role: what stands where, splitting, gathering, cash-out, other victims."""
        return find_points(self)

    @property
    def hub_rule(self) -> str:
        """The hub rule in words, to be shown beside every answer."""
        limit, way = self.problem.hub, "incoming" if self.problem.backward else "outgoing"
        if limit is None:
            return "hub rule: none, every account is followed"
        return f"hub rule: accounts with more than {limit} {way} transfers are not followed; {len(self.hubs)} met"


def solve(problem: Problem, *, index: Index | None = None) -> Trace:
    """Trace. An ``index`` made before for the same transfers and direction saves the preparation."""
    index = index or Index(problem.transfers, backward=problem.backward)
    if index.transfers is not problem.transfers or index.backward != problem.backward:
        raise TracingError([Fault("index", "the index is of other transfers or direction", "索引与转账数据不符")])
    hubs, closed = closed_accounts(problem, index)
    hop = levels(index, problem.seeds, problem.hops, problem.dwell, closed)
    reached = np.flatnonzero(hop)
    rows, hop = index.row[reached].astype(np.int64), hop[reached].astype(np.int32)
    tainted, given_up = money(problem, rows, hop, closed)
    t = problem.transfers
    order = canonical_order(t.time[rows], t.src[rows], t.dst[rows], t.cents[rows])
    order = order[np.argsort(hop[order], kind="stable")]
    arrived = np.zeros(t.accounts, dtype=bool)
    arrived[far_end(problem, rows)] = True
    return Trace(problem, rows[order], hop[order], tainted[order], given_up, np.flatnonzero(hubs & arrived))


def closed_accounts(problem: Problem, index: Index) -> tuple[np.ndarray, np.ndarray]:
    """Masks over accounts: hubs, and everything that lets nothing out. Seeds are neither."""
    hubs = np.zeros(problem.transfers.accounts, dtype=bool)
    if problem.hub is not None:
        hubs |= index.degree() > problem.hub
    closed = hubs.copy()
    closed[problem.stops] = True
    hubs[problem.seeds] = closed[problem.seeds] = False
    return hubs, closed


def far_end(problem: Problem, rows: np.ndarray) -> np.ndarray:
    """The account at which the trace arrives by each row."""
    return (problem.transfers.src if problem.backward else problem.transfers.dst)[rows]


def money(problem: Problem, rows, hop, closed) -> tuple[np.ndarray, np.ndarray]:
    """Tainted cents of the reached rows, and cents given up by account."""
    transfers = problem.transfers
    kept = np.zeros(transfers.accounts, dtype=bool)
    kept[far_end(problem, rows)] = True
    kept[problem.seeds] = False
    kept &= ~closed
    books = open_books(transfers, kept)
    place = np.full(len(transfers), -1, dtype=np.int64)
    place[books.rows] = np.arange(len(books.rows))
    place = place[rows]
    sources = place[(hop == 1) & (place >= 0)]
    flow = carry(problem, books, sources)
    tainted = np.where(place >= 0, flow.tainted[place] if len(books.rows) else 0, 0)
    tainted[hop == 1] = transfers.cents[rows[hop == 1]]
    given_up = np.zeros(transfers.accounts, dtype=np.int64)
    np.add.at(given_up, books.dst if problem.backward else books.src, flow.given_up)
    return tainted, given_up


def carry(problem: Problem, books: Books, sources: np.ndarray) -> whole_cents.Flow:
    if problem.method is Method.PRO_RATA:
        return pro_rata(books, sources, problem.hops, problem.dwell, backward=problem.backward)
    pair = whole_cents.first_in_first_out if problem.method is Method.FIFO else whole_cents.last_in_first_out
    links = pair(books)
    usable = books.time[links.b] - books.time[links.a] <= problem.dwell
    if problem.backward:
        order = np.argsort(links.to)
        links, usable = links.reversed(), usable[order]
    return whole_cents.follow(books, links, usable, sources, problem.hops)
