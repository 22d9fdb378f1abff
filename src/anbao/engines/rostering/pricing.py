"""Column generation: lines that the duals of the master make worth having, a proven floor, and dives to a roster."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np

from anbao.engines.rostering import kernel
from anbao.engines.rostering.board import Board
from anbao.engines.rostering.master import Master, Pool, line_of

#: a line is worth a column when it is cheaper than its person's dual by this much
WORTH = 1e-6
#: all prices are whole numbers, so a roster is better only when it is better by one
ONE_LESS = 1 - 1e-4


class Pricing:
    """Column generation over some ``people`` of a board, whole or within a window; everybody else stays."""

    def __init__(
        self,
        board: Board,
        people: Iterable[int],
        pool: Pool,
        left: Callable[[], float],
        window: tuple[int, int] | None = None,
    ):
        self.desk, self.pool, self.left, self.window = board.desk, pool, left, window
        self.people = [int(person) for person in people]
        self.lines = {person: board.lines[person].copy() for person in self.people}
        count = board.count.copy()
        for person in self.people:
            if board.placed[person]:
                rows, coefs = self.desk.view(person).of_line(board.lines[person], self.desk.shifts)
                np.subtract.at(count, rows, coefs)
        others = set(range(self.desk.people)) - set(self.people)
        self.rest = float(board.own[sorted(others)].sum())
        self.master = Master(self.desk, self.people, count)
        for person in self.people:
            if board.placed[person]:
                self.offer(person, board.lines[person], float(board.own[person]))
        self.floor, self.cost = -np.inf, np.inf
        self.centre: np.ndarray | None = None
        self.fixed: dict[int, bytes] = {}

    def offer(self, person: int, line: np.ndarray, cost: float) -> None:
        if np.isfinite(cost):
            self.pool.add(person, line, cost)
            self.master.add(person, line.astype(np.int16).tobytes(), cost)

    def price(self, dual, row_dual, person_dual) -> tuple[int, float]:
        """Price every free person's slots with ``dual``. Returns (columns added, sum of the cheapest lines' values)."""
        added, total, desk = 0, 0.0, self.desk
        for person in self.people:
            if person in self.fixed:
                continue
            if self.left() <= 0:
                return added, -np.inf
            view, out = desk.view(person), np.zeros(desk.days * desk.shifts)
            kernel.slot_duals(view.slot, view.row, view.coef, dual, out)
            liner = desk.liners[person]
            prices = out.reshape(desk.days, desk.shifts) + liner.machine.own
            if self.window is None:
                line, value = liner.best(prices)
            else:
                line, value = liner.best_within(prices, *self.window, self.lines[person])
            if line is None:
                total = -np.inf
                continue
            total += value + liner.machine.base
            cost = liner.cost(line)
            rows, coefs = view.of_line(line, desk.shifts)
            if cost - float((row_dual[rows] * coefs).sum()) - person_dual[self.master.place[person]] < -WORTH:
                self.offer(person, line, cost)
                added += 1
        return added, total

    def converge(self, rounds: int, limit: float = np.inf) -> float:
        """Generate columns until nothing is worth it, the floor is close or at ``limit``, or ``rounds`` are over.

        Returns the cost of the relaxation with everybody else's own costs; raises ``floor`` when all are free and whole.
        """
        smooth, centre, proving = 0.5, self.centre, self.window is None and not self.fixed
        for _ in range(rounds):
            cost, row_dual, person_dual = self.master.relax()
            self.cost = cost + self.rest
            if self.left() <= 0 or self.floor > min(self.cost - 0.01, limit):
                break
            centre = row_dual if centre is None else centre
            dual = smooth * centre + (1 - smooth) * row_dual
            added, total = self.price(dual, row_dual, person_dual)
            if proving:
                here = total + self.master.row_floor(dual) + self.rest
                if here > self.floor:
                    self.floor, centre = here, dual
            else:
                centre = dual
            if added == 0 and smooth == 0:
                break
            if added == 0:
                smooth = 0.0
        self.centre = centre if proving else self.centre
        return self.cost

    def dive(self, rng: np.random.Generator, limit: float, rounds: int = 20, sure: float = 0.85):
        """Fix the surest lines, price again, until everybody is fixed: person -> line. None when the relaxation says
        that ``limit`` can't be beaten by one. The master is free again afterwards."""
        taken: list[int] = []
        try:
            while len(self.fixed) < len(self.people):
                self.cost = self.master.relax()[0] + self.rest
                if self.cost > limit - ONE_LESS or self.left() <= 0:
                    return None
                shares = self.master.shares()
                chosen = self._surest(shares, rng, sure)
                for column in chosen:
                    person, key = self.master.columns[column]
                    self.fixed[person] = key
                    self.master.fix(column)
                    taken.append(column)
                if len(self.fixed) < len(self.people) and not (shares[chosen] > 1 - 1e-6).all():
                    self.converge(rounds)
            return {person: line_of(key) for person, key in self.fixed.items()}
        finally:
            for column in taken:
                self.master.fix(column, False)
            self.fixed = {}

    def _surest(self, shares: np.ndarray, rng, sure: float) -> list[int]:
        """Columns to fix: all that are nearly whole, else one of the largest shares."""
        free = [c for c in np.flatnonzero(shares > 1e-6) if self.master.columns[c][0] not in self.fixed]
        found = [c for c in free if shares[c] > sure]
        return found or [max(free, key=lambda c: shares[c] + 0.1 * rng.random())]
