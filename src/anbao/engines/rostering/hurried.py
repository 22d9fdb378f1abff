"""A whole roster fast, for thousands of small sites: greedy lines, then shaking until every hard rule holds."""

from __future__ import annotations

import numpy as np

from anbao.engines.rostering.board import Desk, first_board
from anbao.engines.rostering.check import check
from anbao.engines.rostering.findings import Result
from anbao.engines.rostering.holding import hold
from anbao.engines.rostering.problem import Problem
from anbao.engines.rostering.shake import Shaker
from anbao.engines.rostering.solving import answer, repriced

#: further moves once every hard rule holds
POLISH = 12
#: deterministic seconds for a roster that keeps the hard rules where shaking found none
HURRY = 1.0


def quick(problem: Problem, *, seed: int = 0, rounds: int = 200) -> Result:
    """A roster that keeps the hard rules, if ``rounds`` moves or a short proof find one; cheap, not cheapest. No bound is proven."""
    rng = np.random.default_rng(seed)
    desk = Desk(problem)
    walk = Shaker(first_board(desk, rng), rng)
    polish = POLISH
    for _ in range(rounds):
        if walk.best_cost < desk.hard:
            polish -= 1
            if polish < 0 or walk.best_cost <= 0:
                break
        walk.step(0.05 * desk.hard if walk.best_cost >= desk.hard else 1.0)
    found = answer(desk, walk.best.lines)
    kept = hold(problem, patience=HURRY) if found.broken else None
    if kept is None:
        return found
    walk = Shaker(repriced(desk, kept, check(problem, kept).penalty), rng)
    for _ in range(POLISH):
        walk.step(1.0)
    return answer(walk.desk, walk.best.lines)
