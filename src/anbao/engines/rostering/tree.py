"""Branch and price: a roster at a target, or the proof that there is none.

The relaxation over the lines of the diagrams takes parts of lines, so it takes a person on a day partly for this shift and
partly for that. One such mark after the other, the surest first, is made whole by barring the others of that day; a branch
whose relaxation passes the target is dead, and the mark is barred instead. When every branch is dead, there is no roster
at the target.
"""

from __future__ import annotations

import highspy
import numpy as np

from anbao.engines.rostering.diagram import INF, Diagram
from anbao.engines.rostering.hunt import Hunt, Root
from anbao.engines.rostering.master import DUAL, Master, line_of

#: prices are whole: a relaxation above the target by more than this is above it for good
PASSED = 1e-4
#: part of the root's prices in the first look at a branch; columns at which the dearest go
SMOOTH, MOST_COLUMNS = 0.6, 1_200
#: random part in what is surest
NOISE = 0.3


class Bench(Master):
    """A master whose columns can be barred. A person without a line costs more than any target."""

    def __init__(self, hunt: Hunt, dear: float):
        desk = hunt.desk
        super().__init__(desk, list(range(desk.people)), desk.rows.past.copy())
        n, one = desk.people, np.arange(desk.people, dtype=np.int32)
        self.solver.addCols(n, np.full(n, dear), np.zeros(n), np.full(n, highspy.kHighsInf), n, one, one, np.ones(n))
        self.slacks = self.solver.getNumCol()
        self.whose = np.empty(0, dtype=np.int64)
        self.marks = np.empty((0, desk.days), dtype=np.int64)
        self.open = np.empty(0, dtype=bool)

    def heed(self, barred: np.ndarray) -> None:
        """Columns with a barred mark (people x days x marks) may not be taken, all others may."""
        fresh = self.columns[len(self.whose) :]
        if fresh:
            self.whose = np.concatenate([self.whose, [person for person, _ in fresh]])
            self.marks = np.concatenate([self.marks, [line_of(key) for _, key in fresh]])
            self.open = np.concatenate([self.open, np.ones(len(fresh), dtype=bool)])
        now = (barred[self.whose[:, None], np.arange(self.desk.days), self.marks] == 0).all(axis=1)
        changed = np.flatnonzero(now != self.open)
        if len(changed):
            high = np.where(now[changed], highspy.kHighsInf, 0.0)
            places = (changed + self.slacks).astype(np.int32)
            self.solver.changeColsBounds(len(changed), places, np.zeros(len(changed)), high)
            self.solver.setOptionValue("simplex_strategy", DUAL)
            self.open = now

    def _drop(self, which: np.ndarray) -> np.ndarray:
        gone = super()._drop(which)
        self.whose, self.marks, self.open = self.whose[~gone], self.marks[~gone], self.open[~gone]
        return gone

    def taken(self, barred: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """(how much of each mark the relaxation takes, the columns it takes)."""
        shares, part = self.shares(), np.zeros_like(barred)
        some = np.flatnonzero(shares > 1e-7)
        for i in some:
            part[self.whose[i], np.arange(self.desk.days), self.marks[i]] += shares[i]
        return part, some


class Tree:
    """The branches below one target. ``search`` can be called again, with other chance. Raises ``OverflowError`` when the
    target is too far above the floor for the diagrams, or there is no floor."""

    def __init__(self, hunt: Hunt, root: Root, target: float):
        pricing = root.pricing
        self.hunt, self.target = hunt, target
        self.dual, least = pricing.centre
        gap, desk = target - pricing.floor, hunt.desk
        if not np.isfinite(gap):  # no floor is known
            raise OverflowError
        self.diagrams = [Diagram(desk, p, self.dual, float(least[p]), gap) for p in range(desk.people)]
        self.columns = []
        for person, key in list(pricing.master.columns):
            cost = desk.liners[person].cost(line_of(key))
            if cost - self._paid(person, line_of(key), self.dual) <= least[person] + gap:
                self.columns.append((person, key, cost))

    def _paid(self, person: int, line: np.ndarray, dual: np.ndarray) -> float:
        rows, coefs = self.hunt.desk.view(person).of_line(line, self.hunt.desk.shifts)
        return float((dual[rows] * coefs).sum())

    def search(self, rng: np.random.Generator, most: float) -> dict[int, np.ndarray] | None:
        """A roster at the target, person -> line. None after ``most`` dead branches, or out of time; ``done`` says whether
        it is because there is none."""
        desk = self.hunt.desk
        self.barred, self.done, dead = np.zeros((desk.people, desk.days, desk.shifts + 1)), False, 0
        self.bench = Bench(self.hunt, 1_000.0 + 10 * self.target)
        for column in self.columns:
            self.bench.add(*column)
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
                worth = value + self._paid(person, line, dual - row_dual) - sigma[person]
                key = line.astype(np.int16).tobytes()
                if worth < -1e-6 and (person, key) not in self.bench.known:
                    self.bench.add(person, key, self.hunt.desk.liners[person].cost(line))
                    added += 1
        return added, floor
