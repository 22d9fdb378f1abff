"""The probabilities of (place, slot): the flattest that windows and capacities allow, by linear program (HiGHS)."""

from __future__ import annotations

import numpy as np

from anbao.engines.sealing.faults import Fault, SealingError
from anbao.engines.sealing.problem import Problem

#: probabilities are whole numbers of this
SCALE = 1_000_000
#: weight of the largest deviation beside the sum of all
LARGEST = 1_000.0


class Program:
    """Rows and columns of a linear program, handed to HiGHS at once."""

    def __init__(self):
        self.cost, self.low, self.high = [], [], []
        self.starts, self.index, self.value, self.least, self.most = [], [], [], [], []

    def column(self, cost: float, low: float, high: float) -> int:
        self.cost.append(cost)
        self.low.append(low)
        self.high.append(high)
        return len(self.cost) - 1

    def row(self, least: float, most: float, terms: dict[int, float]) -> None:
        self.starts.append(len(self.index))
        self.index.extend(terms)
        self.value.extend(terms.values())
        self.least.append(least)
        self.most.append(most)

    def solve(self) -> np.ndarray | None:
        """The columns of the optimum, None when there is none. Simplex on one thread: a vertex, the same on every run."""
        try:
            # the bare class: the one above it prints a banner to the standard output when it is made
            from highspy._core import HighsModelStatus, _Highs
        except ImportError as error:
            raise RuntimeError("sealing needs HiGHS: pip install 'anbao[touring]'") from error
        solver = _Highs()
        for option, value in (("output_flag", False), ("threads", 1), ("solver", "simplex"), ("random_seed", 0)):
            solver.setOptionValue(option, value)
        empty = np.array([], dtype=np.int32)
        count = len(self.cost)
        solver.addVars(count, np.array(self.low, dtype=float), np.array(self.high, dtype=float))
        solver.changeColsCost(count, np.arange(count, dtype=np.int32), np.array(self.cost, dtype=float))
        solver.addRows(
            len(self.least), np.array(self.least, dtype=float), np.array(self.most, dtype=float), len(self.index),
            np.array(self.starts, dtype=np.int32), np.array(self.index, dtype=np.int32) if self.index else empty,
            np.array(self.value, dtype=float),
        )  # fmt: skip
        solver.run()
        if solver.getModelStatus() != HighsModelStatus.kOptimal:
            return None
        return np.array(solver.getSolution().col_value)


def flat(problem: Problem) -> np.ndarray:
    """What nobody could guess better: each place's chance spread over all slots by how much they hold."""
    room = np.array([s.most for s in problem.slots], dtype=float)
    return np.array([p.wanted for p in problem.places])[:, None] * (room / room.sum())


def marginals(problem: Problem) -> np.ndarray:
    """Whole millionths, places x (slots and, last, "not in this period"); every row sums to SCALE.

    Raises SealingError when windows and capacities leave no plan at all.
    """
    found = _flattest(problem)
    if found is None:
        raise SealingError(
            [
                Fault(
                    "no-plan",
                    "no plan keeps the days' limits and the places' own days",
                    "各地点可到访日期与每天家数上下限无法同时满足",
                )
            ]
        )
    return _whole(problem, found)


def _flattest(problem: Problem) -> np.ndarray | None:
    wish, program = flat(problem), Program()
    n, m = wish.shape
    least = np.array([s.least for s in problem.slots])
    if all(p.slots is None for p in problem.places) and wish.max() <= 1 and (wish.sum(axis=0) >= least).all():
        return wish  # the only one without a deviation, as no slot can hold more than its even share
    top = program.column(LARGEST, 0, np.inf)
    cell = {}
    for i in range(n):
        for s in problem.allowed(i):
            cell[i, s] = program.column(0, 0, 1)
            over = program.column(1, 0, np.inf)
            program.row(-np.inf, wish[i, s], {cell[i, s]: 1, over: -1})
            program.row(-np.inf, 0, {over: 1, top: -1})
        own = {cell[i, s]: 1.0 for s in problem.allowed(i)}
        program.row(problem.places[i].wanted, problem.places[i].wanted, own)
    for s, slot in enumerate(problem.slots):
        program.row(slot.least, slot.most, {cell[i, s]: 1.0 for i in range(n) if (i, s) in cell})
    answer = program.solve()
    if answer is None:
        return None
    found = np.zeros((n, m))
    for (i, s), column in cell.items():
        found[i, s] = answer[column]
    return found


def _whole(problem: Problem, found: np.ndarray) -> np.ndarray:
    """Millionths that keep every sum exactly: each cell goes down or up to the next one, chosen by a second program.

    The rows and slots form a transport problem with whole bounds, so a vertex is whole.
    """
    n = len(found)
    scaled = np.clip(found, 0, 1) * SCALE
    near = np.rint(scaled)
    down = np.where(np.abs(scaled - near) < 1e-3, near, np.floor(scaled)).astype(np.int64)
    program, cell = Program(), {}
    for i in range(n):
        for s in problem.allowed(i):
            cell[i, s] = program.column(1 - (scaled[i, s] - down[i, s]), 0, 1)
        missing = round(problem.places[i].wanted * SCALE) - int(down[i].sum())
        program.row(missing, missing, {cell[i, s]: 1.0 for s in problem.allowed(i)})
    for s, slot in enumerate(problem.slots):
        total, held = found[:, s].sum(), int(down[:, s].sum())
        whole = round(total)
        fixed = abs(total - whole) < 1e-7
        least, most = (whole, whole) if fixed else (max(slot.least, np.floor(total)), min(slot.most, np.ceil(total)))
        terms = {cell[i, s]: 1.0 for i in range(n) if (i, s) in cell}
        program.row(least * SCALE - held, most * SCALE - held, terms)
    answer = program.solve()
    if answer is None:
        raise ArithmeticError("the marginals could not be made whole")
    made = down.copy()
    for (i, s), column in cell.items():
        made[i, s] += round(answer[column])
    return np.column_stack([made, SCALE - made.sum(axis=1)])
