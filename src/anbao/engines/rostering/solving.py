"""From a problem to a roster."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from anbao.engines.rostering.board import Board, Desk, first_board
from anbao.engines.rostering.check import check
from anbao.engines.rostering.findings import Result
from anbao.engines.rostering.hunt import Hunt
from anbao.engines.rostering.problem import Problem, Roster
from anbao.engines.rostering.stops import Stop
from anbao.engines.rostering.workers import search

#: called with (cheapest cost so far with broken hard rules at a high price, proven floor or None), from any thread
Progress = Callable[[float, float | None], None]


def solve(
    problem: Problem,
    *,
    stop: Stop,
    seed: int = 0,
    progress: Progress | None = None,
    start: Roster | None = None,
    threads: int = 1,
) -> Result:
    """The best roster found before ``stop``, or proven best; ``start`` is one to begin with.

    Hard rules come first; if no roster found keeps them all, the one that breaks fewest units is given, and
    ``Result.broken`` and the findings say so. ``threads`` count only under a stop that has a clock.
    """
    desk = Desk(problem)
    board = first_board(desk, np.random.default_rng(seed), stop) if start is None else Board(desk, desk.lines(start))
    hunt = Hunt(desk, board, stop, progress)
    search(hunt, seed, threads)
    return answer(desk, hunt.best.lines, hunt.floor)


def answer(desk: Desk, lines: np.ndarray, floor: float = -math.inf) -> Result:
    """What the independent check says of the lines."""
    roster = desk.roster(lines)
    judged = check(desk.problem, roster)
    bound = int(floor) if math.isfinite(floor) else None
    return Result(roster, judged.penalty, judged.broken, judged.findings, bound)
