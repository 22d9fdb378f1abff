"""Column generation: lines that the duals of the master make worth having, a proven floor, and dives to a roster."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from concurrent.futures import Executor

import numpy as np

from anbao.engines.rostering import kernel
from anbao.engines.rostering.board import Board
from anbao.engines.rostering.master import Master, Pool, line_of

#: a line is worth a column when it is cheaper than its person's dual by this much
WORTH = 1e-6
#: all prices are whole numbers, so a roster is better only when it is better by one
ONE_LESS = 1 - 1e-4
#: how often a dive may turn round at a wall
TURNS = 3


class Pricing:
    """Column generation over some ``people`` of a board, whole or within a window; everybody else stays."""

    def __init__(
        self,
        board: Board,
        people: Iterable[int],
        pool: Pool,
        left: Callable[[], float],
        window: tuple[int, int] | None = None,
        crew: Executor | None = None,
    ):
        """``crew``: threads that price people side by side; the columns come in the same order without."""
        self.crew = crew
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
        self.centre: tuple | None = None
        self.swing = 0.0
        self.fixed: dict[int, bytes] = {}

    def offer(self, person: int, line: np.ndarray, cost: float) -> None:
        if np.isfinite(cost):
            self.pool.add(person, line, cost)
            self.master.add(person, line.astype(np.int16).tobytes(), cost)

    def price(self, dual, person_dual, row_dual, sigma) -> tuple[int, np.ndarray]:
        """Price every free person's slots with ``dual``, following only lines about as cheap as ``person_dual``. Lines
        worth it by the master's own duals (``row_dual``, ``sigma``) become columns.

        Returns (columns added, floors of each person's line).
        """
        values = np.full(len(self.people), -np.inf)
        places = [place for place, person in enumerate(self.people) if person not in self.fixed]
        for place in set(range(len(self.people))) - set(places):
            values[place] = self._settled(self.people[place], dual)

        def lines_of(place):
            return self._cheapest(self.people[place], dual, person_dual[place]) if self.left() > 0 else None

        added = 0
        for place, answer in zip(places, (self.crew.map if self.crew else map)(lines_of, places), strict=True):
            if answer is None:
                return added, values
            found, values[place] = answer
            for line, _ in found:
                added += line is not None and self._worth(self.people[place], line, row_dual, sigma[place])
        return added, values

    def _settled(self, person: int, dual: np.ndarray) -> float:
        """What the line of a person who has one costs against the duals of the rows."""
        line = line_of(self.fixed[person])
        rows, coefs = self.desk.view(person).of_line(line, self.desk.shifts)
        return self.desk.liners[person].cost(line) - float((dual[rows] * coefs).sum())

    def _cheapest(self, person: int, dual: np.ndarray, person_dual: float):
        """(lines, floor) of one person against the duals of the rows; the floor is known only over the whole horizon."""
        desk = self.desk
        view, out = desk.view(person), np.zeros(desk.days * desk.shifts)
        kernel.slot_duals(view.slot, view.row, view.coef, dual, out)
        liner = desk.liners[person]
        prices = out.reshape(desk.days, desk.shifts) + liner.machine.own
        if self.window is not None:
            return [liner.best_within(prices, *self.window, self.lines[person])], -np.inf
        limit = self._limit(person_dual, liner.machine.base)
        found, floor = liner.several(prices, limit)
        return found, floor + liner.machine.base

    def _worth(self, person: int, line: np.ndarray, row_dual, sigma: float) -> bool:
        """Make a line a column when it pays by the master's duals."""
        cost = self.desk.liners[person].cost(line)
        rows, coefs = self.desk.view(person).of_line(line, self.desk.shifts)
        worth = cost - float((row_dual[rows] * coefs).sum()) - sigma < -WORTH
        if worth:
            self.offer(person, line, cost)
        return worth

    def _limit(self, dual: float, base: float) -> float:
        """Lines that cost more than this aren't worth a column; a little room is left, for duals are smoothed."""
        return dual - base + 0.02 * abs(dual) + 1.0 if np.isfinite(dual) else np.inf

    def converge(
        self, rounds: int, limit: float = np.inf, enough: float = -np.inf, calm=None, wall: float = np.inf
    ) -> float:
        """Generate columns until nothing is worth it, the floor is close or at ``limit``, the cost is down to
        ``enough``, or ``rounds`` are over.

        Duals are taken between the master's own and the ones that gave the best floor so far (or ``calm`` ones), which
        keeps them from swinging. In a dive the floor of what is left counts alike, against ``wall``. Returns the cost of the relaxation with everybody else's own costs; raises ``floor`` when all are free.
        """
        local = -np.inf
        smooth, proving = 0.6, self.window is None and not self.fixed
        centre, sigma_centre = (self.centre if proving else calm) or (None, None)
        for _ in range(rounds):
            cost, row_dual, sigma = self.master.relax()
            self.cost = cost + self.rest
            if self.left() <= 0 or self.floor > min(self.cost - 0.01, limit) or self.cost <= enough:
                break
            if local > min(self.cost - 0.01, wall):
                break
            self.master.prune()
            if centre is None:
                centre, sigma_centre = row_dual * self.swing, np.full(len(sigma), np.inf)
            dual = smooth * centre + (1 - smooth) * row_dual
            person_dual = smooth * sigma_centre + (1 - smooth) * sigma if smooth else sigma
            added, values = self.price(dual, person_dual, row_dual, sigma)
            here = float(values.sum()) + self.master.row_floor(dual) + self.rest
            if proving:
                if here > self.floor or not np.isfinite(sigma_centre).all():
                    self.floor, centre, sigma_centre = max(here, self.floor), dual, values
            else:
                centre, sigma_centre, local = dual, values, max(here, local)
            if added == 0 and smooth == 0:
                break
            if added == 0:
                smooth = 0.0
        self.swing = 1.0
        if proving:
            self.centre = (centre, sigma_centre)
        return self.cost

    def dive(
        self,
        rng: np.random.Generator,
        limit: float,
        rounds: int = 40,
        sure: float = 0.85,
        turns: int = TURNS,
    ):
        """Fix the surest lines, price again, until everybody is fixed: person -> line. None when it comes out that
        ``limit`` isn't beaten by one. It works on a master of its own, which gets smaller as it goes."""
        whole = self.master
        self.cost, *calm = whole.relax()
        self.cost += self.rest
        self.master = whole.twin()
        self.master.prune(many=True)
        calm_cost, start = self.master.relax()[0] + self.rest, self.cost
        try:
            while self.cost <= limit - ONE_LESS:
                shares = self.master.shares()
                if self.left() <= 0:
                    return self._rounded(shares)
                chosen = self._surest(shares, rng, sure)
                if not chosen:
                    return None
                before, fixed = self.master.twin() if turns else None, dict(self.fixed)
                self.fixed |= dict(self.master.columns[column] for column in chosen)
                if len(self.fixed) == len(self.people):
                    return {person: line_of(key) for person, key in self.fixed.items()}
                self.master.fix(chosen)
                self.cost, *duals = self.master.relax()
                self.cost += self.rest
                if self.cost > calm_cost + WORTH:  # what was fixed costs something: look for ways around
                    duals = self._around(rounds, calm_cost + WORTH, calm, limit - ONE_LESS)
                if self.cost > limit - ONE_LESS and turns and self.left() > 0:
                    turns -= 1
                    self.master, self.fixed, sure = before, fixed, np.inf
                    self.master.bar(chosen[0])
                    self.cost, *duals = self.master.relax()
                    self.cost += self.rest
                    if self.cost > calm_cost + WORTH:
                        duals = self._around(rounds, calm_cost + WORTH, calm, limit - ONE_LESS)
                calm, calm_cost = duals, self.cost
            return None
        finally:
            self.fixed, self.master, self.cost = {}, whole, start

    def _around(self, rounds: int, enough: float, calm, wall: float) -> list[np.ndarray]:
        """New columns after some were fixed or barred, priced between the duals of before and of now; the new duals."""
        self.converge(rounds, enough=enough, calm=calm, wall=wall)
        cost, *duals = self.master.relax()
        self.cost = cost + self.rest
        return duals

    def _rounded(self, shares: np.ndarray) -> dict[int, np.ndarray]:
        """Out of time: the largest share of everybody, as it is."""
        largest: dict[int, tuple[float, bytes]] = {}
        for share, (person, key) in zip(shares, self.master.columns, strict=True):
            if person not in largest or share > largest[person][0]:
                largest[person] = (share, key)
        return {person: line_of(key) for person, (_, key) in largest.items()}

    def _surest(self, shares: np.ndarray, rng, sure: float) -> list[int]:
        """Columns to fix: all that are nearly whole, else one of the largest shares."""
        free = [c for c in np.flatnonzero(shares > 1e-6) if self.master.columns[c][0] not in self.fixed]
        found = [c for c in free if shares[c] > sure]
        return found or sorted(free, key=lambda c: -shares[c] - 0.1 * rng.random())[:1]
