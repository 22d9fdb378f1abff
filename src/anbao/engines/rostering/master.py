"""The master problem: one line for everybody out of a pool, so that the coupling rows and the lines cost least.

Its linear relaxation (HiGHS) gives duals that price slots; its whole-number version picks a roster out of the pool.
"""

from __future__ import annotations

import highspy
import numpy as np
from highspy._core import _Highs

from anbao.engines.rostering.board import Desk

FREE = 10**5
#: HiGHS's simplex strategies: columns came in, so the basis is primal feasible; bounds moved, so it is dual feasible
PRIMAL, DUAL = 4, 1
#: columns that a master may grow to, and is cut back to: for each person whose line isn't settled, and besides
GROWN, GROWN_BESIDES, KEPT, KEPT_BESIDES = 30, 1_200, 12, 500


class Pool:
    """Lines known for each person, with what the person's own rules say of them."""

    def __init__(self, people: int):
        self.cost: list[dict[bytes, float]] = [{} for _ in range(people)]

    def add(self, person: int, line: np.ndarray, cost: float) -> bool:
        """False when it was known or costs infinity."""
        key = line.astype(np.int16).tobytes()
        if key in self.cost[person] or not np.isfinite(cost):
            return False
        self.cost[person][key] = cost
        return True

    def __len__(self) -> int:
        return sum(map(len, self.cost))


def line_of(key: bytes) -> np.ndarray:
    return np.frombuffer(key, dtype=np.int16).astype(np.int64)


def _silent() -> _Highs:
    solver = _Highs()  # the bare class: highspy.Highs prints a banner when it is made
    solver.setOptionValue("output_flag", False)
    solver.setOptionValue("threads", 1)
    solver.setOptionValue("simplex_strategy", PRIMAL)
    return solver


class Master:
    """Over some ``people``; ``count`` is what everybody else puts in the rows."""

    def __init__(self, desk: Desk, people: list[int], count: np.ndarray):
        self.desk, self.people = desk, people
        self.place = {person: i for i, person in enumerate(people)}
        self.columns: list[tuple[int, bytes]] = []
        self.known: set[tuple[int, bytes]] = set()
        self.whole: set[tuple[int, bytes]] = set()
        self.solver = _silent()
        rows = desk.rows
        low, high = rows.need - count, rows.most - count
        low = np.where(rows.need < -FREE, -highspy.kHighsInf, low)
        high = np.where(rows.most >= FREE, highspy.kHighsInf, high)
        self.low, self.high = low, high
        # the solver's duals pass these by a rounding error, and one that does on a row without a bound makes a floor of none
        self.dual_range = (
            np.where(high < highspy.kHighsInf, -rows.over, 0.0),
            np.where(low > -highspy.kHighsInf, rows.under, 0.0),
        )
        ones, n = np.ones(len(people)), len(people)
        empty = np.empty(0, dtype=np.int32)
        self.solver.addRows(n, ones, ones, 0, empty, empty, np.empty(0))
        self.slack_prices = np.empty(0)
        if len(rows):
            self.solver.addRows(len(rows), low, high, 0, empty, empty, np.empty(0))
            self._slack(np.flatnonzero(low > -highspy.kHighsInf), rows.under, 1.0)
            self._slack(np.flatnonzero(high < highspy.kHighsInf), rows.over, -1.0)
        self.slacks = self.solver.getNumCol()

    def _slack(self, which, price, sign):
        n = len(which)
        self.slack_prices = np.concatenate([self.slack_prices, price[which]])
        if n:
            where = (which + len(self.people)).astype(np.int32)
            up = np.full(n, highspy.kHighsInf)
            self.solver.addCols(
                n, price[which], np.zeros(n), up, n, np.arange(n, dtype=np.int32), where, np.full(n, sign)
            )

    def price_slacks(self, most: float) -> None:
        """A unit of any row costs ``most`` at most from here on."""
        n = len(self.slack_prices)
        self.solver.changeColsCost(n, np.arange(n, dtype=np.int32), np.minimum(self.slack_prices, most))

    def add(self, person: int, key: bytes, cost: float) -> None:
        """A line becomes a column, once."""
        if (person, key) in self.known:
            return
        self.known.add((person, key))
        rows, coefs = self.desk.view(person).of_line(line_of(key), self.desk.shifts)
        if len(rows):
            total = np.bincount(rows, weights=coefs)
            rows = np.flatnonzero(total)
            coefs = total[rows]
        index = np.concatenate([[self.place[person]], rows + len(self.people)]).astype(np.int32)
        value = np.concatenate([[1.0], coefs])
        self.solver.addCol(cost, 0.0, highspy.kHighsInf, len(index), index, value)
        self.columns.append((person, key))

    def relax(self) -> tuple[float, np.ndarray, np.ndarray]:
        """Solve the linear relaxation: (cost, duals of the rows, duals of the people)."""
        self.solver.run()
        self.solver.setOptionValue("simplex_strategy", PRIMAL)
        dual, n = np.array(self.solver.getSolution().row_dual), len(self.people)
        return self.solver.getObjectiveValue(), np.clip(dual[n:], *self.dual_range), dual[:n]

    def twin(self) -> Master:
        """A master of its own with the same columns and basis."""
        other = object.__new__(Master)
        other.__dict__.update(self.__dict__)
        other.columns, other.known, other.solver = list(self.columns), set(self.known), _silent()
        other.whole = set(self.whole)
        other.solver.passModel(self.solver.getLp())
        other.solver.setBasis(self.solver.getBasis())
        return other

    def prune(self, many: bool = False) -> None:
        """Forget the dearest columns when there are ``many``: each step of the simplex looks at all of them."""
        if many or len(self.columns) > GROWN * (len(self.people) - len(self.whole)) + GROWN_BESIDES:
            self._drop(self._dear())

    def _dear(self) -> np.ndarray:
        reduced, most = self.reduced(), KEPT * (len(self.people) - len(self.whole)) + KEPT_BESIDES
        dear = np.zeros(len(reduced), dtype=bool)
        if len(reduced) > most:
            dear[np.argpartition(reduced, most)[most:]] = True
        return dear

    def _drop(self, which: np.ndarray) -> np.ndarray:
        """Leave columns out, those in the basis and those taken whole excepted; the basis stays. Which are gone."""
        basis = self.solver.getBasis()
        status = list(basis.col_status)
        idle = np.array([one != highspy.HighsBasisStatus.kBasic for one in status[self.slacks :]], dtype=bool)
        gone = which & idle & np.array([row not in self.whole for row in self.columns], dtype=bool)
        if not gone.any():
            return gone
        places = (np.flatnonzero(gone) + self.slacks).astype(np.int32)
        self.solver.deleteCols(len(places), places)
        stays = np.concatenate([np.ones(self.slacks, dtype=bool), ~gone])
        basis.col_status = [one for one, keep in zip(status, stays, strict=True) if keep]
        self.solver.setBasis(basis)
        self.columns = [column for column, out in zip(self.columns, gone, strict=True) if not out]
        self.known = set(self.columns)
        return gone

    def fix(self, columns: list[int]) -> None:
        """Take columns whole, for good; the others of their people go."""
        taken = {self.columns[column] for column in columns}
        people = {person for person, _ in taken}
        self.whole |= taken
        others = np.array([row[0] in people and row not in taken for row in self.columns], dtype=bool)
        self._drop(others)
        for place, row in enumerate(self.columns):
            if row[0] in people:
                whole = 1.0 if row in taken else 0.0
                self.solver.changeColBounds(int(self.slacks + place), whole, whole)
        self.solver.setOptionValue("simplex_strategy", DUAL)

    def bar(self, column: int) -> None:
        self.solver.changeColBounds(int(self.slacks + column), 0.0, 0.0)
        self.solver.setOptionValue("simplex_strategy", DUAL)

    def shares(self) -> np.ndarray:
        """How much of each column the relaxation takes."""
        return np.array(self.solver.getSolution().col_value)[self.slacks :]

    def reduced(self) -> np.ndarray:
        return np.array(self.solver.getSolution().col_dual)[self.slacks :]

    def row_floor(self, dual: np.ndarray) -> float:
        """What the rows are worth at least under duals: the constant of the Lagrangian bound."""
        with np.errstate(invalid="ignore"):
            worth = np.where(dual > 0, dual * self.low, dual * self.high)
        return float(np.where(dual == 0, 0.0, worth).sum())
