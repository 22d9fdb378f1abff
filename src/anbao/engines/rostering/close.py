"""The best roster out of the lines already met, as a whole-number program over the pool."""

from __future__ import annotations

import highspy
import numpy as np

from anbao.engines.rostering.hunt import Hunt
from anbao.engines.rostering.master import Master, line_of
from anbao.engines.rostering.pricing import ONE_LESS, Pricing

MOST_COLUMNS = 6_000


def close(hunt: Hunt, root: Pricing, seconds: float) -> bool:
    """Try to beat the best board with lines whose reduced cost leaves room for it. True when it was beaten.

    A line dearer than its person's dual by more than the distance between floor and best can't be in a better roster.
    """
    desk, board = hunt.desk, hunt.best
    lowest, row_dual, person_dual = root.master.relax()
    room = hunt.cost - lowest
    ranked = []
    for person, lines in enumerate(hunt.pool.cost):
        for key, cost in list(lines.items()):
            rows, coefs = desk.view(person).of_line(line_of(key), desk.shifts)
            reduced = cost - float((row_dual[rows] * coefs).sum()) - person_dual[person]
            if reduced <= room:
                ranked.append((reduced, person, key, cost))
    ranked.sort(key=lambda row: row[0])
    master = Master(desk, list(range(desk.people)), desk.rows.past)
    for person in range(desk.people):
        master.add(person, board.lines[person].astype(np.int16).tobytes(), float(board.own[person]))
    for _, person, key, cost in ranked[:MOST_COLUMNS]:
        master.add(person, key, cost)
    lines = _whole(master, board, seconds)
    return lines is not None and hunt.take(hunt.with_lines(board, lines))


def _whole(master: Master, board, seconds: float) -> dict[int, np.ndarray] | None:
    solver, columns = master.solver, len(master.columns)
    which = np.arange(master.slacks, master.slacks + columns, dtype=np.int32)
    solver.changeColsIntegrality(columns, which, np.array([highspy.HighsVarType.kInteger] * columns))
    solver.setOptionValue("time_limit", float(seconds))
    solver.setOptionValue("mip_abs_gap", ONE_LESS)
    solver.setOptionValue("mip_rel_gap", 0.0)
    start = highspy.HighsSolution()
    start.col_value = _values(master, board)
    solver.setSolution(start)
    solver.run()
    value = np.array(solver.getSolution().col_value)
    if len(value) != master.slacks + columns or solver.getInfo().primal_solution_status != 2:
        return None
    return {master.columns[c][0]: line_of(master.columns[c][1]) for c in np.flatnonzero(value[master.slacks :] > 0.5)}


def _values(master: Master, board) -> np.ndarray:
    """The board as values of slacks and columns; its own lines are the first columns."""
    value = np.zeros(master.slacks + len(master.columns))
    low, high = np.isfinite(master.low), np.isfinite(master.high)
    short = np.maximum(board.desk.rows.need - board.count, 0)[low]
    long = np.maximum(board.count - board.desk.rows.most, 0)[high]
    value[: len(short)] = short
    value[len(short) : master.slacks] = long
    value[master.slacks : master.slacks + board.desk.people] = 1.0
    return value
