"""Touring: every rule by a problem small enough to know the answer, plans judged by the independent checker."""

from itertools import permutations
from random import Random

import numpy as np
import pytest

from anbao.engines.touring import (
    Day,
    Iterations,
    NoPlan,
    Place,
    Problem,
    Stop,
    TouringError,
    check,
    drive,
    shortest,
    solve,
)

HOUR = 3600
HOME = Place("home", 114.88, 40.81)
SEARCH = Iterations(60)


def days(count: int, hours=(8, 18)) -> list[Day]:
    return [Day(str(n), hours[0] * HOUR, hours[1] * HOUR) for n in range(1, count + 1)]


def scattered(count: int, seed: int = 1, service: int = HOUR) -> list[Stop]:
    draw = Random(seed)
    return [Stop(f"S{n}", 114 + draw.random() * 1.5, 40.2 + draw.random(), service) for n in range(count)]


def orders(plan) -> list[list[int]]:
    return [[v.stop for v in day] for day in plan.days]


def codes(refusal) -> list[str]:
    return [fault.code for fault in refusal.value.faults]


def test_a_plan_sees_every_stop_once_within_every_hour():
    problem = Problem([HOME], scattered(24), days(8), most=4)
    plan = solve(problem, stop=SEARCH, seed=3)
    faults, travel = check(problem, orders(plan))
    assert faults == [] and travel == plan.travel
    assert all(len(day) <= 4 for day in plan.days)


def test_the_same_seed_and_iterations_give_the_same_plan_and_renaming_changes_nothing():
    stops = scattered(24)
    problem = Problem([HOME], stops, days(8))
    first, again = (orders(solve(problem, stop=SEARCH, seed=5)) for _ in range(2))
    named = [Stop("N" + s.name, s.lon, s.lat, s.service) for s in stops]
    assert first == again == orders(solve(Problem([HOME], named, days(8)), stop=SEARCH, seed=5))


@pytest.mark.parametrize("seed", range(8))
def test_a_small_day_is_ordered_as_brute_force_orders_it(seed):
    draw = Random(seed)
    stops = [
        Stop(s.name, s.lon, s.lat, 1200, opens := draw.randint(8, 13) * HOUR, opens + draw.randint(2, 6) * HOUR)
        for s in scattered(5, seed)
    ]
    problem = Problem([HOME], stops, days(1, (7, 20)))
    driven = [d[1] for p in permutations(range(5)) if (d := drive(problem, problem.days[0], p))]
    order = shortest(problem, problem.days[0], range(5))
    assert (order is None) == (driven == [])
    if order is not None:
        assert drive(problem, problem.days[0], order)[1] == min(driven)


def test_waiting_for_a_door_costs_time_and_no_travel():
    stop = Stop("late door", 114.9, 40.81, HOUR, opens=12 * HOUR)
    problem = Problem([HOME], [stop], days(1))
    (visit,), travel = drive(problem, problem.days[0], [0])
    assert visit.arrives < visit.begins == 12 * HOUR and visit.leaves == 13 * HOUR
    assert travel == problem.travel[0, 1] + problem.travel[1, 0]


def test_travel_is_the_great_circle_by_the_road_factor_over_the_speed():
    problem = Problem([Place("a", 114.0, 40.0)], [Stop("b", 114.0, 41.0)], days(1), factor=1.5, speed=60)
    assert problem.travel[0, 1] == pytest.approx(111_195 * 1.5 / (60 / 3.6), abs=2)


def test_a_given_matrix_goes_before_coordinates_and_may_be_one_way():
    matrix = np.array([[0, 600, 1200], [600, 0, np.inf], [1200, 300, 0]])
    problem = Problem([Place("home")], [Stop("a"), Stop("b")], days(1), matrix=matrix)
    assert shortest(problem, problem.days[0], [0, 1]) == (1, 0)
    assert [f.code for f in check(problem, [[0, 1]])[0]] == ["no-way", "overtime"]


def test_every_fault_is_named_at_once():
    with pytest.raises(TouringError) as refusal:
        Problem(
            [HOME], [Stop("a", 114, 40), Stop("a", 114, 95), Stop("c", None, 40, service=-1, opens=5, closes=4)],
            [Day("1", 9 * HOUR, 8 * HOUR)], factor=0.5, speed=0,
        )  # fmt: skip
    assert codes(refusal) == ["twice", "factor", "speed", "coordinates", "service", "hours", "day-hours"]
    with pytest.raises(TouringError) as refusal:
        Problem([], [], [])
    assert codes(refusal) == ["empty", "no-days", "no-depot"]


def test_a_stop_out_of_reach_and_too_few_days_are_told_together_in_both_languages():
    far = Stop("far", 100.0, 30.0)
    with pytest.raises(TouringError) as refusal:
        Problem([HOME], [*scattered(12), far], days(1))
    unreachable, few = refusal.value.faults
    assert unreachable.about == ("far",) and "任何一天都无法到达" in unreachable.said("zh-hans")
    assert "no plan with fewer than 2 days" in few.said("en") and "至少需要 2 天" in few.said("zh-hans")


def test_when_no_bound_forbids_it_but_no_plan_is_found_what_stays_out_is_named():
    stops = [Stop(f"{side}{n}", 114.88 + (1 if side == "E" else -1), 40.81, 2 * HOUR) for side in "EW" for n in (1, 2)]
    problem = Problem([HOME], stops, days(1, (8, 19)))
    with pytest.raises(NoPlan) as refusal:
        solve(problem, stop=SEARCH, seed=1)
    assert len(set(refusal.value.faults[0].about)) == 2 and codes(refusal) == ["no-plan"]  # one side can be seen
    assert "no plan for one day was found" in refusal.value.faults[0].said("en")
    with pytest.raises(NoPlan) as refusal:
        solve(Problem([HOME], scattered(12, service=6300), days(3)), stop=SEARCH, seed=1)
    assert 0 < len(refusal.value.faults[0].about) < 12


def test_the_checker_names_what_is_wrong_with_a_plan():
    problem = Problem([HOME], [Stop("a", 114.9, 40.8, closes=10 * HOUR), Stop("b", 114.9, 40.9)], days(2), most=1)
    faults, _ = check(problem, [[1, 0, 0]])
    assert [f.code for f in faults] == ["days", "seen", "most", "late", "late"]
    faults, _ = check(problem, [[0], []])
    assert (faults[0].code, faults[0].about) == ("seen", ("b",))


def test_days_may_start_from_different_depots():
    east = Place("east", 115.9, 40.81)
    problem = Problem([HOME, east], [Stop("w", 114.9, 40.81), Stop("e", 115.95, 40.81)], [Day("1"), Day("2", depot=1)])
    assert orders(solve(problem, stop=SEARCH, seed=1)) == [[0], [1]]


def test_the_page_shows_what_the_code_draws():
    from pathlib import Path

    from anbao.engines.touring.figures import all_figures

    docs = Path(__file__).parents[3] / "docs" / "algorithms"
    for name, picture in all_figures().items():
        assert (docs / name).read_text(encoding="utf-8") == picture
        assert name in (docs / "touring.md").read_text(encoding="utf-8")
