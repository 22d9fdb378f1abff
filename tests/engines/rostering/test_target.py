"""Trimming loses no roster at the target; a target's model finds one, or proves that there is none."""

import time
from threading import Event

import numpy as np
import pytest

from anbao.engines import rostering as r
from anbao.engines.rostering import joint, target, workers
from anbao.engines.rostering.diagram import Diagram
from anbao.engines.rostering.joint import Joint
from anbao.engines.rostering.target import Target
from anbao.engines.rostering.workers import Aims
from tests.engines.rostering.worlds import NAMES, cheapest, priced, room, rooted, tiny

SEEDS = range(6)


def rng() -> np.random.Generator:
    return np.random.default_rng(0)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize("above", [0, 1, 3])
def test_every_line_of_a_roster_at_the_target_stays_in_its_diagram(seed, above):
    problem = tiny(seed)
    hunt, root = rooted(problem)
    made = Target(hunt, root.start(), cheapest(problem) + above)
    rosters = [roster for penalty, roster in priced(problem) if penalty <= made.cost]
    assert rosters and not made.dead
    for roster in rosters:
        lines = hunt.desk.lines(roster)
        assert all(diagram.has(line) for diagram, line in zip(made.diagrams, lines, strict=True))


def test_trimming_leaves_out_steps_that_the_corner_of_the_simplex_lets_stand():
    hunt, root = rooted(room(days=10, rules=(r.FreeRun(least=2, weight=5), r.Pair(people=("P00", "P01"), weight=3))))
    made = Target(hunt, root.start(), hunt.floor)
    dual, least = root.pricing.centre
    whole = [Diagram(hunt.desk, p, dual, float(least[p]), made.cost - root.pricing.floor) for p in range(8)]
    assert 0 < made.steps < sum(diagram.steps for diagram in whole) / 2
    assert made.floor >= root.pricing.floor - 1e-6


@pytest.mark.parametrize("seed", SEEDS)
def test_a_line_that_a_diagram_has_not_is_told_from_one_that_it_has(seed):
    hunt, root = rooted(tiny(seed))
    made = Target(hunt, root.start(), hunt.floor + 1).diagrams[0]
    paths = {()}
    for day in range(hunt.desk.days):
        marks = {int(slot) % 2 for slot in made.slot if slot // 2 == day}
        paths = {(*path, mark) for path in paths for mark in marks}
    costs = {path: hunt.desk.liners[0].cost(np.array(path)) for path in paths}
    ends = {path for path in paths if made.has(np.array(path))}
    assert ends and all(np.isfinite(costs[path]) for path in ends)
    assert not made.has(np.full(hunt.desk.days, 7))


@pytest.mark.parametrize("seed", SEEDS)
def test_the_model_of_a_target_has_a_roster_where_there_is_one_and_none_below(seed):
    problem = tiny(seed)
    best = cheapest(problem)
    hunt, root = rooted(problem)
    for cost in range(int(hunt.floor), best + 3):
        model = Joint(Target(hunt, root.start(), cost))
        lines = model.search(rng(), 10.0)
        assert (lines is None, model.done) == ((cost < best), (cost < best))
        if lines is not None:
            assert best <= hunt.with_lines(hunt.best, lines).cost() <= cost


@pytest.mark.parametrize("seed", SEEDS)
def test_what_is_proven_of_the_floor_since_is_spent_at_least(seed):
    problem = tiny(seed)
    hunt, root = rooted(problem)
    made = Target(hunt, root.start(), cheapest(problem) + 1)
    hunt.floor = made.cost
    lines = Joint(made).search(rng(), 10.0)
    costs = {penalty for penalty, _ in priced(problem)}
    assert (lines is not None) == (made.cost in costs)
    if lines is not None:
        assert hunt.with_lines(hunt.best, lines).cost() == made.cost


def test_a_model_without_patience_comes_to_no_verdict():
    hunt, root = rooted(tiny(0))
    model = Joint(Target(hunt, root.start(), cheapest(tiny(0))))
    assert model.search(rng(), 0.0) is None
    assert not model.done


def test_too_many_steps_are_refused_and_left_to_branches(monkeypatch):
    monkeypatch.setattr(joint, "MOST_STEPS", 3)
    monkeypatch.setattr(workers, "MOST_STEPS", 3)
    hunt, root = rooted(tiny(0))
    made = Target(hunt, root.start(), hunt.floor + 2)
    with pytest.raises(OverflowError):
        Joint(made)
    assert Aims(hunt, root, 1).settle(made, rng(), 10.0) is None
    found = r.solve(tiny(0), stop=r.Rounds(100))
    assert found.optimal and found.penalty == cheapest(tiny(0))


def test_one_thread_at_a_time_works_on_a_model():
    hunt, root = rooted(tiny(0))
    aims = Aims(hunt, root, 2)
    made = aims.target(cheapest(tiny(0)))
    assert aims.target(made.cost) is made
    aims.busy.add(made.cost)
    assert aims.settle(made, rng(), 10.0) is None
    aims.busy.clear()
    assert len(aims.settle(made, rng(), 10.0)) == len(NAMES)
    assert not aims.busy


def test_the_second_thread_works_one_above_the_floor_where_that_is_better_than_the_best(monkeypatch):
    hunt, root = rooted(tiny(0))
    aims = Aims(hunt, root, 2)
    hunt.cost = hunt.floor + 2
    assert aims.lowest(alone=True).cost == hunt.floor
    assert aims.lowest(alone=False).cost == hunt.floor + 1
    hunt.cost = hunt.floor + 1
    assert aims.lowest(alone=False).cost == hunt.floor
    monkeypatch.setattr(workers, "MOST_STEPS", 3)
    hunt.cost = hunt.floor + 2
    assert aims.lowest(alone=False).cost == hunt.floor


def test_a_search_that_meets_no_roster_at_the_floor_dives_once_for_a_good_one(monkeypatch):
    hunt, root = rooted(tiny(0))
    dives = []
    monkeypatch.setattr(Aims, "settle", lambda *_: None)
    monkeypatch.setattr(workers.Tree, "search", lambda *_: None)
    monkeypatch.setattr(root, "dive", lambda _rng: dives.append(hunt.stop.done))
    hunt.stop, hunt.cost = r.Rounds(6), hunt.floor + 50
    workers.seek(Aims(hunt, root, 1), 0, 0)
    assert dives == [2]


def test_diagrams_that_are_too_large_to_trim_stay_as_they_are(monkeypatch):
    monkeypatch.setattr(target, "MOST_TRIMMED", 0)
    problem = tiny(1)
    hunt, root = rooted(problem)
    made = Target(hunt, root.start(), cheapest(problem))
    dual, least = root.pricing.centre
    whole = [Diagram(hunt.desk, p, dual, float(least[p]), made.cost - root.pricing.floor) for p in range(len(NAMES))]
    assert made.steps == sum(diagram.steps for diagram in whole)
    assert len(Joint(made).search(rng(), 10.0)) == len(NAMES)


def test_a_solver_is_called_off_when_its_target_is_passed_met_or_out_of_time():
    hunt, _ = rooted(tiny(0))
    called = []
    hunt.cost, floor = hunt.floor + 5, hunt.floor
    with hunt.seeking(floor + 1, lambda: called.append("seeker")):
        hunt.raise_floor(floor + 1)
        assert not called
        hunt.raise_floor(floor + 2)
        assert called == ["seeker"]
    hunt.tell()
    assert called == ["seeker"]
    hunt.stop = r.Deadline(0, time.monotonic)
    with hunt.seeking(floor + 3, lambda: called.append("late")):
        assert hunt.left() == 0.0
    assert called == ["seeker", "late"]


def test_who_waits_for_the_threads_calls_a_solver_off_that_cannot_ask_for_the_time(monkeypatch):
    stop, ended = r.Deadline(600, time.monotonic), []

    def blocked(aims, _seed, _place):
        over = Event()
        with aims.hunt.seeking(aims.hunt.floor, over.set):
            stop.called_off = True
            ended.append(over.wait(60))

    monkeypatch.setattr(workers, "seek", blocked)
    r.solve(tiny(0), stop=stop)
    assert ended == [True]
