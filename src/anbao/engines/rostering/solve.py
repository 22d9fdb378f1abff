"""From a problem to a roster."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from anbao.engines.rostering.board import Board, Desk, first_board
from anbao.engines.rostering.check import check
from anbao.engines.rostering.findings import Result
from anbao.engines.rostering.problem import Problem, Roster
from anbao.engines.rostering.shake import Shaker
from anbao.engines.rostering.stops import Stop

#: called with (cheapest cost so far, proven bound or None)
Progress = Callable[[float, float | None], None]


def solve(
    problem: Problem, *, stop: Stop, seed: int = 0, progress: Progress | None = None, start: Roster | None = None
) -> Result:
    """The best roster found before ``stop``; ``start`` is one to begin with.

    Hard rules come first; if no roster found keeps them all, the one that breaks fewest units is given, and
    ``Result.broken`` and the findings say so.
    """
    rng = np.random.default_rng(seed)
    desk = Desk(problem)
    board = first_board(desk, rng) if start is None else Board(desk, desk.lines(start))
    walk = Shaker(board, rng)
    heat = 50.0
    while stop.round():
        heat = max(heat * 0.999, 0.3)
        if walk.step(heat) and progress:
            progress(walk.best_cost, None)
    return answer(desk, walk.best.lines, None)


def answer(desk: Desk, lines: np.ndarray, bound: int | None) -> Result:
    """What the independent check says of the lines."""
    roster = desk.roster(lines)
    judged = check(desk.problem, roster)
    return Result(roster, judged.penalty, judged.broken, judged.findings, bound)
