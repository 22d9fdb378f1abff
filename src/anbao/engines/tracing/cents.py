"""First in first out and last in first out: every cent of a payment is one cent of one receipt.

Both rules pair cents of receipts with cents of payments without looking at taint: a partial one-to-one map between
addresses, kept as *links*, runs of cents that move together. Following money is then only translating runs of
addresses, one hop a round; forward along the links, backward against them. Nothing is rounded, so nothing is lost.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from anbao.engines.tracing.books import Books
from anbao.engines.tracing.reach import runs


@dataclass(frozen=True, eq=False)
class Links:
    """Runs of ``size`` cents: from address ``start`` of transfer ``a`` to address ``to`` of transfer ``b``; by start."""

    a: np.ndarray
    b: np.ndarray
    start: np.ndarray
    to: np.ndarray
    size: np.ndarray

    def by_start(self) -> Links:
        order = np.argsort(self.start)
        return Links(self.a[order], self.b[order], self.start[order], self.to[order], self.size[order])

    def reversed(self) -> Links:
        return Links(self.b, self.a, self.to, self.start, self.size).by_start()


def first_in_first_out(books: Books) -> Links:
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
    a, b = books.event[gets][get], books.event[pays][pay]
    return Links(a, b, books.at[a] + cut - get_start[get], books.at[b] + cut - pay_start[pay], size).by_start()


def last_in_first_out(books: Books) -> Links:
    """Each account is a pile: receipts are put on top, payments take from the top."""
    found: list[tuple[int, int, int, int, int]] = []
    pile: list[list[int]] = []
    current = -1
    columns = (books.event, books.receipt, books.owner, books.covered)
    at = books.at.tolist()
    for event, receipt, owner, need in zip(*(column.tolist() for column in columns), strict=True):
        if owner != current:
            pile, current = [], owner
        if receipt:
            pile.append([event, need])
            continue
        while need:
            top = pile[-1]
            taken = min(top[1], need)
            top[1] -= taken
            need -= taken
            if taken:
                found.append((top[0], event, at[top[0]] + top[1], at[event] + need, taken))
            if not top[1]:
                pile.pop()
    return Links(*np.array(found, dtype=np.int64).reshape(-1, 5).T).by_start()


@dataclass(frozen=True, eq=False)
class Flow:
    """By transfer in the books: its tainted cents, and those given up with it: they went on by it, but beyond a
    limit.
    """

    tainted: np.ndarray
    given_up: np.ndarray


def follow(books: Books, links: Links, usable: np.ndarray, sources: np.ndarray, hops: int) -> Flow:
    """Carry all cents of the ``sources`` (positions in the books) along the links for at most ``hops`` transfers."""
    tainted, given_up = np.zeros_like(books.cents), np.zeros_like(books.cents)
    tainted[sources] = books.cents[sources]
    start, end = books.at[sources], books.at[sources] + books.cents[sources]
    order = np.argsort(start)
    start, end = start[order], end[order]
    link_end = links.start + links.size
    for hop in range(1, hops + 1):
        if not len(start):
            break
        low = np.searchsorted(link_end, start, side="right")
        high = np.maximum(np.searchsorted(links.start, end, side="left"), low)
        piece = np.repeat(np.arange(len(start)), high - low)
        link = runs(low, high)
        start, end = np.maximum(start[piece], links.start[link]), np.minimum(end[piece], link_end[link])
        goes = usable[link] if hop < hops else np.zeros(len(link), dtype=bool)
        np.add.at(given_up, links.b[link[~goes]], (end - start)[~goes])
        start, end, link = start[goes], end[goes], link[goes]
        np.add.at(tainted, links.b[link], end - start)
        shift = links.to[link] - links.start[link]
        start, end = start + shift, end + shift
    return Flow(tainted, given_up)
