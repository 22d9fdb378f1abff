"""Branch and price: a roster at a target, or the proof that there is none.

The relaxation over the lines of the diagrams takes parts of lines, so it takes a person on a day partly for this shift and
partly for that. One such mark after the other, the surest first, is made whole by barring the others of that day; a branch
whose relaxation passes the target is dead, and the mark is barred instead. When every branch is dead, there is no roster
at the target.
"""

from __future__ import annotations

import numpy as np

from anbao.engines.rostering.diagram import INF
from anbao.engines.rostering.target import PASSED, Target

#: part of the root's prices in the first look at a branch; columns at which the dearest go
SMOOTH, MOST_COLUMNS = 0.6, 1_200
#: random part in what is surest
NOISE = 0.3


class Tree:
    """The branches below one target. ``search`` can be called again, with other chance."""

    def __init__(self, target: Target):
        self.made, self.hunt, self.target, self.dual = target, target.hunt, target.cost, target.dual
        self.diagrams = [made.twin() for made in target.diagrams]
        self.done = target.dead

    def search(self, rng: np.random.Generator, most: float) -> dict[int, np.ndarray] | None:
        """A roster at the target, person -> line. None after ``most`` dead branches, or out of time; ``done`` says whether
        it is because there is none."""
        desk = self.hunt.desk
        if self.done:
            return None
        self.barred, dead = np.zeros((desk.people, desk.days, desk.shifts + 1)), 0
        self.bench = self.made.bench()
        trail: list[tuple[int, int, np.ndarray, int | None]] = []
        while self.hunt.left() > 0 and dead <= most:
            self.bench.heed(self.barred)
            if len(self.bench.columns) > MOST_COLUMNS:
                self.bench.prune(many=True)
            if self._alive():
                part, some = self.bench.taken(self.barred)
                torn = np.where((part > 1e-6) & (part < 1 - 1e-6), part + NOISE * rng.random(part.shape), 0.0)
                if not torn.any():
                    return {int(self.bench.whose[i]): self.bench.marks[i] for i in some}
                trail.append(self._whole(*np.unravel_index(torn.argmax(), torn.shape)))
            elif not self._turn(trail):
                self.done = self.hunt.left() > 0
                return None
            else:
                dead += 1
        return None

    def _whole(self, person: int, day: int, mark: int):
        """Bar every other mark of the day: (person, day, marks newly barred, the one made whole)."""
        others = np.flatnonzero(self.barred[person, day] == 0)
        others = others[others != mark]
        self.barred[person, day, others] = INF
        return person, day, others, mark

    def _turn(self, trail) -> bool:
        """Back to the last mark made whole, which is barred now. False when there is none."""
        while trail:
            person, day, others, mark = trail.pop()
            self.barred[person, day, others] = 0
            if mark is not None:
                self.barred[person, day, mark] = INF
                trail.append((person, day, np.array([mark]), None))
                return True
        return False

    def _alive(self) -> bool:
        """Price lines until the relaxation is down to the target, or it is clear that it can't be."""
        smooth, centre, floor = SMOOTH, self.dual, -INF
        while self.hunt.left() > 0:
            cost, row_dual, sigma = self.bench.relax()
            if cost <= self.target + PASSED:
                return True
            dual = smooth * centre + (1 - smooth) * row_dual
            added, here = self._price(dual, row_dual, sigma)
            if here > self.target + PASSED:
                return False
            if here > floor:
                floor, centre = here, dual
            if added == 0 and smooth == 0:
                return False
            smooth = smooth if added else 0.0
            self.bench.heed(self.barred)
        return True

    def _price(self, dual: np.ndarray, row_dual: np.ndarray, sigma: np.ndarray) -> tuple[int, float]:
        """(columns added, what no roster of this branch can be below); infinite where somebody has no line left."""
        floor, added = self.bench.row_floor(dual), 0
        for person, diagram in enumerate(self.diagrams):
            found = diagram.cheapest(dual, self.barred[person])
            if not found:
                return added, INF
            floor += found[0][1]
            for line, value in found:
                worth = value + self.made.paid(person, line, dual - row_dual) - sigma[person]
                key = line.astype(np.int16).tobytes()
                if worth < -1e-6 and (person, key) not in self.bench.known:
                    self.bench.add(person, key, self.hunt.desk.liners[person].cost(line))
                    added += 1
        return added, floor
