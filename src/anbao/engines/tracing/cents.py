"""First in first out and last in first out: every cent of a payment is one cent of one receipt.

Both rules pair cents of receipts with cents of payments without looking at taint: a partial one-to-one map between
the addresses of cents (``Index.addresses``), kept as *links*, runs of cents that move together. Following money is
then only translating runs of addresses, one hop a round; forward along the links, backward against them. Nothing is
rounded, so nothing is lost. Links are made only for accounts that tainted cents come to.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from anbao.engines.tracing.books import Books, open_books
from anbao.engines.tracing.index import Index, runs
from anbao.engines.tracing.problem import Method, Problem


@dataclass(frozen=True, eq=False)
class Links:
    """Runs of ``size`` cents: from address ``start`` (in row ``a``) to address ``to`` (in row ``b``)."""

    a: np.ndarray
    b: np.ndarray
    start: np.ndarray
    to: np.ndarray
    size: np.ndarray

    @classmethod
    def none(cls) -> Links:
        return cls(*(np.empty(0, dtype=np.int64) for _ in range(5)))

    def with_more(self, more: Links) -> Links:
        """Both, by start."""
        both = Links(*(np.concatenate(pair) for pair in zip(self.columns(), more.columns(), strict=True)))
        order = np.argsort(both.start)
        return Links(*(column[order] for column in both.columns()))

    def reversed(self) -> Links:
        return Links(self.b, self.a, self.to, self.start, self.size)

    def columns(self) -> tuple[np.ndarray, ...]:
        return self.a, self.b, self.start, self.to, self.size


def first_in_first_out(books: Books, address: np.ndarray) -> Links:
    """Lay each account's receipts end to end and its covered payments above them; runs end where either ends."""
    some = books.covered > 0
    gets, pays = np.flatnonzero(some & books.receipt), np.flatnonzero(some & ~books.receipt)
    received, paid = books.covered[gets], books.covered[pays]
    get_start = np.cumsum(received) - received
    # an account's payments begin where its receipts begin; it never pays more covered cents than it received
    base = (
        get_start[np.minimum(np.searchsorted(books.owner[gets], books.owner[pays]), len(gets) - 1)]
        if len(pays)
        else paid
    )
    ahead = np.cumsum(paid) - paid
    own_first = np.searchsorted(books.owner[pays], books.owner[pays])
    pay_start = base + ahead - ahead[own_first]
    cut = np.concatenate([get_start, pay_start, pay_start + paid])
    cut.sort()
    size = np.diff(cut)
    cut, size = cut[:-1][size > 0], size[size > 0]
    get = np.searchsorted(get_start, cut, side="right") - 1
    pay = np.searchsorted(pay_start, cut, side="right") - 1
    spent = (pay >= 0) & (cut < (pay_start + paid)[pay]) if len(pays) else np.zeros(len(cut), dtype=bool)
    cut, size, get, pay = cut[spent], size[spent], get[spent], pay[spent]
    a, b = books.rows[books.event[gets][get]], books.rows[books.event[pays][pay]]
    return Links(a, b, address[a] + cut - get_start[get], address[b] + cut - pay_start[pay], size)


def last_in_first_out(books: Books, address: np.ndarray) -> Links:
    """Each account is a pile: receipts are put on top, payments take from the top."""
    found: list[tuple[int, int, int, int, int]] = []
    pile: list[list[int]] = []
    current = -1
    rows = books.rows[books.event]
    columns = (rows, address[rows], books.receipt, books.owner, books.covered)
    for row, at, receipt, owner, need in zip(*(column.tolist() for column in columns), strict=True):
        if owner != current:
            pile, current = [], owner
        if receipt:
            if need:
                pile.append([row, at, need])
            continue
        while need:
            top = pile[-1]
            taken = min(top[2], need)
            top[2] -= taken
            need -= taken
            found.append((top[0], row, top[1] + top[2], at + need, taken))
            if not top[2]:
                pile.pop()
    return Links(*np.array(found, dtype=np.int64).reshape(-1, 5).T)


@dataclass(frozen=True, eq=False)
class Flow:
    """By row: its tainted cents, and those given up with it: they went on by it, but beyond a limit."""

    tainted: np.ndarray
    given_up: np.ndarray


def follow(problem: Problem, index: Index, sources: np.ndarray, passes: np.ndarray) -> Flow:
    """Carry all cents of the ``sources`` (rows) for at most ``hops`` transfers, through accounts marked in
    ``passes``.
    """
    t, address = problem.transfers, index.addresses
    far = t.src if problem.backward else t.dst
    tainted, given_up = np.zeros(len(t), dtype=np.int64), np.zeros(len(t), dtype=np.int64)
    row = np.sort(sources)
    start, end = address[row], address[row] + t.cents[row]
    tainted[row] = t.cents[row]
    for hop in range(1, problem.hops + 1):
        goes = passes[far[row]]
        row, start, end = row[goes], start[goes], end[goes]
        if not len(row):
            break
        links = links_of(problem, index, np.unique(far[row]))
        link, start, end = overlaps(start, end, links)
        row = links.b[link]
        late = np.abs(t.time[row] - t.time[links.a[link]]) > problem.dwell
        late |= hop == problem.hops
        np.add.at(given_up, row[late], (end - start)[late])
        row, start, end, link = row[~late], start[~late], end[~late], link[~late]
        np.add.at(tainted, row, end - start)
        shift = links.to[link] - links.start[link]
        start, end = start + shift, end + shift
        order = np.argsort(start)
        row, start, end = row[order], start[order], end[order]
    return Flow(tainted, given_up)


def links_of(problem: Problem, index: Index, accounts: np.ndarray) -> Links:
    """Links through at least these accounts. What was paired for an earlier question is not paired again."""
    none = Links.none(), np.zeros(problem.transfers.accounts, dtype=bool)
    links, opened = index.pairings.get(problem.method, none)
    fresh = accounts[~opened[accounts]]
    if len(fresh):
        opened[fresh] = True
        books = open_books(problem.transfers, index.touching(fresh), fresh)
        pair = first_in_first_out if problem.method is Method.FIFO else last_in_first_out
        more = pair(books, index.addresses)
        links = links.with_more(more.reversed() if problem.backward else more)
        index.pairings[problem.method] = links, opened
    return links


def overlaps(start: np.ndarray, end: np.ndarray, links: Links) -> tuple[np.ndarray, ...]:
    """What runs of addresses and links share: number of the link, and the shared run's start and end."""
    link_end = links.start + links.size
    low = np.searchsorted(link_end, start, side="right")
    high = np.maximum(np.searchsorted(links.start, end, side="left"), low)
    piece = np.repeat(np.arange(len(start)), high - low)
    link = runs(low, high)
    return link, np.maximum(start[piece], links.start[link]), np.minimum(end[piece], link_end[link])
