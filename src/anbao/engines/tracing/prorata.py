"""Pro rata: a payment carries tainted cents in proportion to what the account holds.

An account is a vessel. Seen forward, receipts pour tainted cents in and a payment of c out of a known balance of B
draws c/B of them. Seen backward the same holds with the roles exchanged: a payment asks for cents, and a receipt of
c, after which the account held B, answers c/B of what is asked. So one walk through the events serves both
directions. Shares are rounded half up to whole cents from exact whole-number arithmetic, and what is drawn is taken
off, so sums hold. Only when a portion outstays the dwell limit is its remainder read from a running product of shares
kept, a float; it is rounded to the cent and never exceeds what is left.
"""

from __future__ import annotations

from collections import deque

import numpy as np

from anbao.engines.tracing.books import Books, open_books
from anbao.engines.tracing.cents import Flow
from anbao.engines.tracing.index import Index
from anbao.engines.tracing.problem import Problem

#: when the running product falls below this, the portions are written down anew
SMALLEST = 1e-100


def share(whole: int, part: int, of: int) -> int:
    """``whole * part / of``, rounded half up."""
    return (2 * whole * part + of) // (2 * of)


class Vessel:
    """Tainted cents of one account at one hop: fresh ones that may still move on, and stale ones that may not."""

    __slots__ = ("fresh", "kept", "portions", "stale")

    def __init__(self):
        self.fresh = self.stale = 0
        self.kept = 1.0
        self.portions: deque[tuple[int, float, float]] = deque()

    def pour(self, time: int, cents: int) -> None:
        self.fresh += cents
        self.portions.append((time, float(cents), self.kept))

    def expire(self, oldest: int) -> None:
        while self.portions and self.portions[0][0] < oldest:
            _, cents, kept = self.portions.popleft()
            rest = min(self.fresh, round(cents * (self.kept / kept))) if self.portions else self.fresh
            self.fresh -= rest
            self.stale += rest

    def draw(self, part: int, of: int, oldest: int) -> tuple[int, int, bool]:
        """Take part/of of both kinds; returns fresh and stale cents drawn, and whether nothing is left."""
        self.expire(oldest)
        fresh, stale = share(self.fresh, part, of), share(self.stale, part, of)
        self.fresh -= fresh
        self.stale -= stale
        if not self.fresh:
            self.portions.clear()
            self.kept = 1.0
            return fresh, stale, not self.stale
        self.kept *= 1 - part / of
        if self.kept < SMALLEST:
            self.portions = deque((time, cents * (self.kept / kept), 1.0) for time, cents, kept in self.portions)
            self.kept = 1.0
        return fresh, stale, False


def pro_rata(problem: Problem, index: Index, sources: np.ndarray, passes: np.ndarray) -> Flow:
    """All cents of the ``sources`` (rows) go on for at most ``hops`` transfers, through accounts marked in
    ``passes``.
    """
    t, accounts = problem.transfers, np.flatnonzero(passes)
    books = open_books(t, index.touching(accounts), accounts)
    tainted, given_up = np.zeros(len(t), dtype=np.int64), np.zeros(len(t), dtype=np.int64)
    tainted[sources] = t.cents[sources]
    is_source = np.isin(books.rows, sources)
    drawn, lost = draw_all(books, is_source, problem.hops, problem.dwell, backward=problem.backward)
    tainted[books.rows] += drawn
    given_up[books.rows] += lost
    return Flow(tainted, given_up)


def draw_all(books: Books, source: np.ndarray, hops: int, dwell: int, *, backward: bool):
    """By transfer in the books: tainted cents drawn into it, cents given up with it. ``source``: where taint begins."""
    drawn, lost = [0] * len(books.rows), [0] * len(books.rows)
    # transfer -> hop -> cents on it, until it pours
    tainted = zip(np.flatnonzero(source).tolist(), books.cents[source].tolist(), strict=True)
    carried = {place: {1: cents} for place, cents in tainted}
    vessels: dict[int, dict[int, Vessel]] = {}
    for transfer, pours, account, part, of, amount, time in schedule(books, backward):
        if pours:
            for hop, cents in carried.pop(transfer, {}).items():
                known = share(cents, part, amount) if part < amount else cents
                if known:
                    vessels.setdefault(account, {}).setdefault(hop, Vessel()).pour(time, known)
        elif part and account in vessels:
            held = vessels[account]
            for hop in list(held):
                fresh, stale, empty = held[hop].draw(part, of, time - dwell)
                if hop == hops:
                    fresh, stale = 0, fresh + stale
                lost[transfer] += stale
                if fresh:
                    drawn[transfer] += fresh
                    carried.setdefault(transfer, {})[hop + 1] = fresh
                if empty:
                    del held[hop]
            if not held:
                del vessels[account]
    return np.array(drawn, dtype=np.int64), np.array(lost, dtype=np.int64)


def schedule(books: Books, backward: bool):
    """The events in the order the money is followed: by time, at one time draws before pours.

    Yields transfer, whether it pours in, account, part and whole of the draw, the transfer's cents, and the time.
    """
    event, pours, time, of = books.event, books.receipt, books.time[books.event], books.before
    if backward:
        pours, time, of = ~pours, -time, of + books.covered
    order = np.lexsort((-event if backward else event, pours, time))
    columns = (event, pours, books.owner, books.covered, of, books.cents[event], time)
    return zip(*(column[order].tolist() for column in columns), strict=True)
