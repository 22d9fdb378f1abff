"""The answer: reached transfers with hop and tainted cents, the accounts they touch, and what those are."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from anbao.engines.tracing.cents import follow
from anbao.engines.tracing.faults import Fault, TracingError
from anbao.engines.tracing.index import Index
from anbao.engines.tracing.points import Points, find_points
from anbao.engines.tracing.problem import Method, Problem
from anbao.engines.tracing.prorata import pro_rata
from anbao.engines.tracing.reach import levels
from anbao.engines.tracing.transfers import canonical_order


@dataclass(frozen=True, eq=False)
class Trace:
    """Reached transfers; a set, in no order to rely on (``listing`` gives one).

    ``places`` in the index and ``rows`` of ``problem.transfers``; ``hop``, ``tainted`` (cents): of each.
    ``given_up``: cents that left each account beyond a limit, by account number. ``hubs``: accounts the trace came to
    and did not follow because of the hub limit.
    """

    problem: Problem
    index: Index
    places: np.ndarray
    rows: np.ndarray
    hop: np.ndarray
    tainted: np.ndarray
    given_up: np.ndarray
    hubs: np.ndarray

    def __len__(self) -> int:
        return len(self.rows)

    @cached_property
    def listing(self) -> np.ndarray:
        """Positions in ``rows`` by hop, time, payer, payee, amount, tainted; the same for every order of the input."""
        t, rows = self.problem.transfers, self.rows
        order = canonical_order(t.time[rows], t.src[rows], t.dst[rows], t.cents[rows], self.tainted)
        return order[np.argsort(self.hop[order], kind="stable")]

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
    arrived = np.zeros(problem.transfers.accounts, dtype=bool)
    arrived[index.payee[reached]] = True
    passes = arrived & ~closed
    passes[problem.seeds] = False
    tainted, given_up = money(problem, index, rows, hop, passes)
    return Trace(problem, index, reached, rows, hop, tainted, given_up, np.flatnonzero(hubs & arrived))


def closed_accounts(problem: Problem, index: Index) -> tuple[np.ndarray, np.ndarray]:
    """Masks over accounts: hubs, and everything that lets nothing out. Seeds are neither."""
    hubs = np.zeros(problem.transfers.accounts, dtype=bool)
    if problem.hub is not None:
        hubs |= index.degree() > problem.hub
    closed = hubs.copy()
    closed[problem.stops] = True
    hubs[problem.seeds] = closed[problem.seeds] = False
    return hubs, closed


def money(problem: Problem, index: Index, rows, hop, passes) -> tuple[np.ndarray, np.ndarray]:
    """Tainted cents of the reached rows, and cents given up by account."""
    transfers = problem.transfers
    carry = pro_rata if problem.method is Method.PRO_RATA else follow
    flow = carry(problem, index, rows[hop == 1], passes)
    given_up = np.zeros(transfers.accounts, dtype=np.int64)
    moved = np.flatnonzero(flow.given_up)
    np.add.at(given_up, (transfers.dst if problem.backward else transfers.src)[moved], flow.given_up[moved])
    return flow.tainted[rows], given_up
