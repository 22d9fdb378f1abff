"""Branches at a target end in a roster that meets it, or in the proof that there is none."""

import numpy as np
import pytest

from anbao.engines import rostering as r
from anbao.engines.rostering import diagram
from anbao.engines.rostering.target import Target
from anbao.engines.rostering.tree import Tree
from tests.engines.rostering.worlds import cheapest, room, rooted, tiny


@pytest.mark.parametrize("seed", range(6))
def test_a_roster_is_found_at_the_lowest_cost_there_is_and_nothing_below(seed):
    problem = tiny(seed)
    best = cheapest(problem)
    hunt, root = rooted(problem)
    assert hunt.floor <= best
    for target in range(int(hunt.floor), best + 1):
        tree = Tree(Target(hunt, root.start(), target))
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
    tree = Tree(Target(hunt, root.start(), hunt.floor))
    tree._alive = lambda: False
    tree._turn = lambda trail: True
    assert tree.search(np.random.default_rng(0), 0) is None
    assert not tree.done


def test_where_lines_are_too_many_to_unroll_dives_go_on(monkeypatch):
    monkeypatch.setattr(diagram, "MOST_STATES", 3)
    found = r.solve(room(rules=(r.FreeRun(least=2, weight=5),)), stop=r.Rounds(5))
    assert found.broken == 0
