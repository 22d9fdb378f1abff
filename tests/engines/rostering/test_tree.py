"""Branches at a target end in a roster that meets it, or in the proof that there is none."""

from itertools import product

import numpy as np
import pytest

from anbao.engines import rostering as r
from anbao.engines.rostering import diagram
from anbao.engines.rostering.board import Desk, first_board
from anbao.engines.rostering.hunt import Hunt, Root
from anbao.engines.rostering.tree import Tree
from tests.engines.rostering.worlds import DAY, room

NAMES, DAYS = "ABC", 4


def tiny(seed: int) -> r.Problem:
    """Three people, each with two of three licences, and one holder of each on duty every day: two people do, but the
    relaxation takes half of everybody."""
    rng = np.random.default_rng(seed)
    staff = tuple(r.Person(name, licences=(r.Licence(name), r.Licence(NAMES[n - 1]))) for n, name in enumerate(NAMES))
    crews = [r.Crew(day=day, shifts=("D",), need=1, licence=held, weight=9) for day in range(DAYS) for held in NAMES]
    wishes = [r.Wish(people=(name,), day=day, want=False, weight=1) for name in NAMES for day in range(DAYS)]
    wishes += [r.Wish(people=(name,), day=int(rng.integers(DAYS)), weight=int(rng.integers(1, 3))) for name in NAMES]
    return r.Problem(DAYS, (DAY,), staff, (*crews, *wishes, r.Run(most=3, weight=2)))


def cheapest(problem: r.Problem) -> int:
    lines = list(product((None, "D"), repeat=DAYS))
    judged = (r.check(problem, dict(zip(NAMES, roster, strict=True))) for roster in product(lines, repeat=3))
    return min(judgement.penalty for judgement in judged if judgement.broken == 0)


def rooted(problem: r.Problem) -> tuple[Hunt, Root]:
    work = Desk(problem)
    hunt = Hunt(work, first_board(work, np.random.default_rng(0)), r.Rounds(1_000))
    root = Root(hunt)
    root.converge()
    return hunt, root


@pytest.mark.parametrize("seed", range(6))
def test_a_roster_is_found_at_the_lowest_cost_there_is_and_nothing_below(seed):
    problem = tiny(seed)
    best = cheapest(problem)
    hunt, root = rooted(problem)
    assert hunt.floor <= best
    for target in range(int(hunt.floor), best + 1):
        tree = Tree(hunt, root, target)
        lines = tree.search(np.random.default_rng(0), np.inf)
        assert (lines is None, tree.done) == ((target < best), (target < best))
    assert hunt.with_lines(hunt.best, lines).cost() == best


def test_some_of_these_floors_lie_below_the_best_roster():
    assert any(rooted(tiny(seed))[0].floor < cheapest(tiny(seed)) for seed in range(6))


@pytest.mark.parametrize("seed", range(3))
def test_few_people_are_proven_without_a_clock(seed):
    problem = tiny(seed)
    found = r.solve(problem, stop=r.Rounds(100), seed=seed)
    assert found.optimal and found.penalty == cheapest(problem)


def test_a_search_that_may_meet_no_dead_branch_ends_without_a_verdict():
    hunt, root = rooted(tiny(0))
    tree = Tree(hunt, root, hunt.floor)
    tree._alive = lambda: False
    tree._turn = lambda trail: True
    assert tree.search(np.random.default_rng(0), 0) is None
    assert not tree.done


def test_where_lines_are_too_many_to_unroll_dives_go_on(monkeypatch):
    monkeypatch.setattr(diagram, "MOST_STATES", 3)
    found = r.solve(room(rules=(r.FreeRun(least=2, weight=5),)), stop=r.Rounds(5))
    assert found.broken == 0
