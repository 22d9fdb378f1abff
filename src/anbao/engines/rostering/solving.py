"""From a problem to a roster."""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from anbao.engines.rostering.board import SMALL, Board, Desk, answer, first_board, over, repriced
from anbao.engines.rostering.check import check
from anbao.engines.rostering.exchange import even_out
from anbao.engines.rostering.faults import bad_seed, refuse
from anbao.engines.rostering.findings import Result
from anbao.engines.rostering.holding import hold
from anbao.engines.rostering.hunt import Hunt
from anbao.engines.rostering.hurried import fair_and_quick
from anbao.engines.rostering.master import FREE
from anbao.engines.rostering.problem import Problem, Roster
from anbao.engines.rostering.rules import Fair
from anbao.engines.rostering.shake import Shaker
from anbao.engines.rostering.stops import Keeping, Stop
from anbao.engines.rostering.workers import FEW, search

#: called with (cheapest cost so far with broken hard rules at a high price, proven floor or None), from any thread
Progress = Callable[[float, float | None], None]
#: shares of the time left that finding a roster which keeps the hard rules, and then moving from it, may take at most
HOLDING, SETTLING = 0.6, 0.2
#: share of the time that is kept from finding everybody's line alone, for putting them on together
ALONE = 0.5
#: work for a roster that keeps the hard rules, in the solver's deterministic seconds, that is done however short the time: a
#: busy machine's seconds may be over before anything was looked at
SURE = 0.5
#: share of the time that a roster shared out fairly may take, where there are such rules
SHARING = 0.3
#: lines priced to even out the roster that the search begins with
EVENED = 20_000
#: moves from such a roster before its weighted rules are priced against the hard ones
SETTLE = 40


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
    refuse(bad_seed(seed))
    if start is None:
        start = shared_out(problem, stop, seed)
    rng = np.random.default_rng(seed)
    desk = Desk(problem, stop=Keeping(stop, ALONE * stop.left()) if math.isfinite(stop.left()) else stop)
    board = first_board(desk, rng, stop) if start is None else Board(desk, desk.lines(start))
    if board.cost() >= desk.hard and can_break(desk):
        board = held(board, rng, stop, start)
    desk = board.desk
    if board.cost() < desk.hard:
        even_out(board, np.random.default_rng(seed), most=EVENED, stop=stop)
    hunt = Hunt(desk, board, stop, progress)
    search(hunt, seed, threads)
    return answer(desk, hunt.best.lines, hunt.floor)


def shared_out(problem: Problem, stop: Stop, seed: int) -> Roster | None:
    """Where the work is to be shared fairly, a roster that already is, as far as is found quickly: a search that begins with
    fewest people, as greedy lines do, takes far longer to move shifts from one to another."""
    if not any(isinstance(rule, Fair) for rule in problem.rules):
        return None
    left = stop.left()
    if len(problem.people) * problem.days * len(problem.shifts) <= SMALL:  # whether or not the hard rules can hold
        return fair_and_quick(problem, seed=seed).roster
    found = fair_and_quick(problem, seed=seed, stop=Keeping(stop, 0.0 if math.isinf(left) else (1 - SHARING) * left))
    return found.roster


def can_break(desk: Desk) -> bool:
    """Whether the search's lines can break a hard rule at all: own rules are kept by every line unless relaxed."""
    rows = desk.rows
    return bool(desk.relaxed) or bool(
        (rows.under >= desk.hard).any() or ((rows.most < FREE) & (rows.over >= desk.hard)).any()
    )


def held(board: Board, rng: np.random.Generator, stop: Stop, near: Roster | None = None) -> Board:
    """A board to begin with that keeps the hard rules if one can be had, at a hard price above all its weighted ones.

    From there on whatever costs less keeps the hard rules too. Where none can be had, the same price keeps the search
    from breaking more of them for the sake of weighted ones.
    """
    desk, left = board.desk, stop.left()
    roster = desk.roster(board.lines)
    judged = check(desk.problem, roster)
    if judged.broken:
        kept = hold(desk.problem, seconds=HOLDING * left, near=near)
        if kept is None and not over(desk.problem, stop):
            kept = hold(desk.problem, near=near, patience=SURE)
        judged, roster = (judged, roster) if kept is None else (check(desk.problem, kept), kept)
    elif judged.penalty < desk.hard:
        return board
    walk, then = Shaker(repriced(desk, roster, judged.penalty), rng), stop.left()
    # few are planned whole at once, and what is broken is mended by the search
    for _ in range(SETTLE if len(desk.problem.people) > FEW and not judged.broken else 0):
        if stop.left() <= 0 or stop.left() < then - SETTLING * left or walk.best_cost <= 0:
            break
        walk.step(1.0)
    settled = walk.desk.roster(walk.best.lines)
    return repriced(desk, settled, check(desk.problem, settled).penalty)
