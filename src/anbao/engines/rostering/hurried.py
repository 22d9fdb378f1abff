"""A whole roster fast, for thousands of small sites: greedy lines, then shaking until every hard rule holds."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from anbao.engines.rostering.board import Board, Desk, answer, first_board, repriced
from anbao.engines.rostering.check import check
from anbao.engines.rostering.exchange import even_out
from anbao.engines.rostering.findings import Result
from anbao.engines.rostering.holding import hold
from anbao.engines.rostering.problem import Problem
from anbao.engines.rostering.rules import Fair
from anbao.engines.rostering.shake import Shaker
from anbao.engines.rostering.stops import Rounds, Stop

#: further moves once every hard rule holds
POLISH = 12
#: lines priced to even a site's roster out, and a month of which that is asked
EVENED, EVENED_WELL = 250, 20_000
#: deterministic seconds for a roster that keeps the hard rules where shaking found none
HURRY = 1.0


def quick(
    problem: Problem, *, seed: int = 0, rounds: int = 200, evened: int = EVENED, stop: Stop | None = None
) -> Result:
    """A roster that keeps the hard rules, if ``rounds`` moves or a short proof find one; cheap, not cheapest. No bound is proven.
    ``stop`` ends it earlier: without one the same seed gives the same roster.

    ``evened``: how many lines are priced to share the work out evenly once the hard rules hold (about 20 us each for a month).
    """
    rng, stop = np.random.default_rng(seed), stop or Rounds(1)
    desk = Desk(problem, stop=stop)
    walk = Shaker(first_board(desk, rng, stop), rng)
    polish = POLISH
    for _ in range(rounds):
        if stop.left() <= 0:
            break
        if walk.best_cost < desk.hard:
            polish -= 1
            if polish < 0 or walk.best_cost <= 0:
                break
        walk.step(0.05 * desk.hard if walk.best_cost >= desk.hard else 1.0)
    even_out(walk.best, rng, most=evened, stop=stop)
    found = answer(desk, walk.best.lines)
    kept = hold(problem, patience=HURRY, seconds=stop.left()) if found.broken else None
    if kept is None:
        return found
    walk = Shaker(repriced(desk, kept, check(problem, kept).penalty), rng)
    for _ in range(POLISH):
        if stop.left() > 0:
            walk.step(1.0)
    even_out(walk.best, rng, most=evened, stop=stop)
    return answer(walk.desk, walk.best.lines)


def fair_and_quick(
    problem: Problem, *, seed: int = 0, rounds: int = 200, evened: int = EVENED_WELL, stop: Stop | None = None
) -> Result:
    """As ``quick``, where it matters who stands how much: a roster is found without the ``Fair`` rules, which would make
    every line many times slower to find, and evened out by them afterwards."""
    light = replace(problem, rules=tuple(rule for rule in problem.rules if not isinstance(rule, Fair)))
    found = quick(light, seed=seed, rounds=rounds, evened=0, stop=stop)
    desk = Desk(problem, stop=stop)
    board = Board(desk, desk.lines(found.roster))
    even_out(board, np.random.default_rng(seed), most=evened, stop=stop)
    return answer(desk, board.lines)
