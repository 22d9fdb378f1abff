"""The model with prices says what the checker says, rule by rule and edge by edge."""

from datetime import date

import numpy as np
import pytest
from ortools.sat.python import cp_model

from anbao.engines.rostering import (
    Crew,
    Fair,
    FreeRun,
    Holidays,
    Hours,
    Leave,
    Licence,
    Pair,
    Past,
    Person,
    Problem,
    Quota,
    Run,
    Weekends,
    Wish,
    check,
)
from anbao.engines.rostering.softmodel import SoftModel, sketch
from tests.engines.rostering.worlds import DAY, NIGHT, room

RULES = (
    Run(least=2, most=3, weight=3), FreeRun(least=3, weight=4), Hours(least=5 * 480, most=6 * 480, weight=1), Quota(shifts=("N",), least=2, most=3, weight=5),
    Weekends(most=0, weight=6), Holidays(most=1, weight=7), Leave(people=("A",), days=(1, 4), weight=8), Wish(people=("B",), day=2, weight=9),
    Wish(people=("A",), day=3, shifts=("D",), want=False, weight=2), Pair(people=("A", "B"), weight=3), Pair(people=("A", "C"), together=True, weight=2),
    Fair(tally="nights", low=2, high=2, weight=3), Fair(tally="weekends", low=1, high=1, weight=2), Fair(tally="holidays", low=1, high=1, weight=2),
    Fair(tally="shifts", low=4, high=5, weight=1),
    *(Crew(day=day, shifts=("D",), need=1, most=1, weight=20, over=3) for day in range(9)), Crew(day=3, shifts=("D", "N"), need=2, licence="f", weight=4),
)  # fmt: skip
STAFF = (
    Person("A", past=Past("N", run=1), carried=(("nights", 2),)), Person("B", licences=(Licence("f"),), past=Past("D", free=1)), Person("C"),
)  # fmt: skip


def priced(problem: Problem, roster) -> int:
    """What the model says of a given roster: its objective when every cell is fixed."""
    work = SoftModel(problem)
    for name, line in roster.items():
        for day, shift in enumerate(line):
            for s in work.shifts:
                work.model.add(work.x[name, day, s] == int(work.number.get(shift) == s))
    solver = cp_model.CpSolver()
    assert work.whole and solver.solve(work.model) == cp_model.OPTIMAL
    return round(solver.objective_value)


@pytest.mark.parametrize("seed", range(6))
def test_the_price_of_any_roster_is_the_checkers(seed):
    rng = np.random.default_rng(seed)
    problem = Problem(9, (DAY, NIGHT), STAFF, RULES, date(2022, 1, 1), (0, 2))
    roster = {name: tuple([None, "D", "N"][k] for k in rng.integers(0, 3, 9)) for name in "ABC"}
    assert priced(problem, roster) == check(problem, roster).penalty


def test_a_sketch_keeps_the_hard_rules():
    problem = room(days=7, rules=(FreeRun(least=2, weight=5),))
    nothing = {person.id: (None,) * 7 for person in problem.people}
    assert check(problem, sketch(problem, near=nothing, seconds=2, threads=1)).broken == 0


def test_no_sketch_where_nothing_can_hold():
    problem = room(people=3, days=7)
    nothing = {person.id: (None,) * 7 for person in problem.people}
    assert sketch(problem, near=nothing, seconds=2, threads=1) is None
