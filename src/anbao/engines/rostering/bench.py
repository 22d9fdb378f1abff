"""A master for branches: columns can be barred and let in again."""

from __future__ import annotations

import highspy
import numpy as np

from anbao.engines.rostering.hunt import Hunt
from anbao.engines.rostering.master import DUAL, Master, line_of


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

    def inside(self) -> None:
        """Solve by the interior from here on: duals in the middle of all that are best, where the simplex gives a corner."""
        self.solver.setOptionValue("solver", "ipm")
        self.solver.setOptionValue("run_crossover", "off")
