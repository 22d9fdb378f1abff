"""What a roster at a target can be made of: each person's diagram, trimmed until hardly any step is left that none takes.

At any prices a line that is dearer than its person's cheapest by more than the distance from floor to target is in no roster
at the target. The simplex gives prices at a corner, where many lines tie that the next corner tells apart. Prices from the
interior of all best ones tell apart whatever any of them does, so most steps go; over what is left floor and prices are
found anew, until nothing more goes. When the floor passes the target, there is no roster at it.
"""

from __future__ import annotations

import numpy as np

from anbao.engines.rostering.bench import Bench
from anbao.engines.rostering.diagram import INF, OFF, Diagram
from anbao.engines.rostering.hunt import Hunt, Start
from anbao.engines.rostering.master import line_of

#: prices are whole: a relaxation above the target by more than this is above it for good
PASSED = 1e-4
#: how often a trim may look for other prices, and steps beyond which it isn't worth its time
TRIMS, MOST_TRIMMED = 12, 400_000


class Target:
    """``diagrams`` and ``columns`` (person, key, cost) of the lines that a roster costing ``cost`` at most can have; ``floor``
    and ``dual``: the best floor over them, and its prices. ``dead``: there is no such roster.

    Raises ``OverflowError`` when the target is too far above the floor for diagrams, or there is no floor.
    """

    def __init__(self, hunt: Hunt, start: Start, cost: float):
        desk = hunt.desk
        self.hunt, self.cost, self.floor, self.dual = hunt, cost, start.floor, start.dual
        gap = cost - self.floor
        if not np.isfinite(gap):  # no floor is known
            raise OverflowError
        self.diagrams = [Diagram(desk, p, self.dual, float(start.least[p]), gap) for p in range(desk.people)]
        self.columns = self._held([(p, key, desk.liners[p].cost(line_of(key))) for p, key in start.columns])
        self.dead = gap < -PASSED or not all(made.steps for made in self.diagrams)
        if self.steps <= MOST_TRIMMED:
            self._trim()

    @property
    def steps(self) -> int:
        return sum(made.steps for made in self.diagrams)

    def bench(self) -> Bench:
        """A master of the columns."""
        bench = Bench(self.hunt, 1_000.0 + 10 * self.cost)
        for column in self.columns:
            bench.add(*column)
        return bench

    def paid(self, person: int, line: np.ndarray, dual: np.ndarray) -> float:
        rows, coefs = self.hunt.desk.view(person).of_line(line, self.hunt.desk.shifts)
        return float((dual[rows] * coefs).sum())

    def _held(self, columns: list) -> list:
        return [column for column in columns if self.diagrams[column[0]].has(line_of(column[1]))]

    def _trim(self) -> None:
        bench, desk = self.bench(), self.hunt.desk
        bench.inside()
        none_barred, costs = np.zeros((desk.days, desk.shifts + 1)), {row[:2]: row[2] for row in self.columns}
        for _ in range(TRIMS):
            if self.dead or self.hunt.left() <= 0:
                return
            _, dual, sigma = bench.relax()
            if not (np.isfinite(dual).all() and np.isfinite(sigma).all()):
                break
            self._trim_at(dual, bench.row_floor(dual))
            fresh = {}
            for person, made in enumerate(self.diagrams):
                for line, value in made.cheapest(dual, none_barred):
                    key = line.astype(np.int16).tobytes()
                    if value < sigma[person] - 1e-6 and (person, key) not in costs:
                        fresh[person, key] = desk.liners[person].cost(line)
            if not fresh:
                break
            costs |= fresh
            for column, cost in fresh.items():
                bench.add(*column, cost)
        self.columns = self._held([(*column, cost) for column, cost in costs.items()])

    def _trim_at(self, dual: np.ndarray, rows_worth: float) -> None:
        """Leave out the steps that are too dear at these prices."""
        ways = [made.ways(dual) for made in self.diagrams]
        floor = rows_worth + sum(least for least, _, _ in ways)
        if floor > self.floor:
            self.floor, self.dual = floor, dual
        if floor > self.cost + PASSED:
            self.dead = True
            return
        for made, (_, dearer, _) in zip(self.diagrams, ways, strict=True):
            made.keep(dearer <= self.cost - floor + OFF)


__all__ = ["INF", "PASSED", "Target"]
