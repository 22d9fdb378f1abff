"""One test for each rule: how much a breach of a known size costs, hard and weighted."""

from datetime import date

import pytest

from anbao.engines.rostering import (
    Crew,
    Fair,
    Follow,
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
    Rest,
    RosteringError,
    Rounds,
    Run,
    Shift,
    ShiftLength,
    Watch,
    Weekends,
    Wish,
    check,
    explain_infeasible,
    solve,
)

SHIFTS = (Shift("D", 480, 480), Shift("L", 480, 960), Shift("N", 480, 0, night=True), Shift("X", 720, 480))


def judged(rule, lines: dict[str, str], **more):
    """The judgement of lines like ``"DD-N"`` under one rule."""
    people = more.pop("people", None) or tuple(Person(name) for name in lines)
    days = len(next(iter(lines.values())))
    problem = Problem(days, SHIFTS, people, (rule,), **more)
    roster = {name: tuple(None if mark == "-" else mark for mark in line) for name, line in lines.items()}
    return check(problem, roster)


CASES = [
    # rule, lines, units of breach, price at weight 7
    (lambda w: Crew(day=0, shifts=("D", "L"), need=4, weight=w), {"A": "D", "B": "L", "C": "N"}, 2, 14),
    (lambda w: Crew(day=0, shifts=("D",), need=0, most=1, over=w), {"A": "D", "B": "D", "C": "D"}, 2, 14),
    (lambda w: Watch(need=1, start=480, end=1440, weight=w), {"A": "D-"}, 2 + 3, 35),
    (lambda w: ShiftLength(minutes=480, weight=w), {"A": "XDX"}, 2, 14),
    (lambda w: Follow(before="L", after=("D", "N"), weight=w), {"A": "LDL-NLN"}, 2, 14),
    (lambda w: Rest(minutes=660, weight=w), {"A": "LD-DN"}, 2, 14),
    (lambda w: Run(least=2, most=3, weight=w), {"A": "D-D-DDDDD-D"}, 1 + 2, 21),
    (lambda w: FreeRun(least=3, weight=w), {"A": "-D--D-D-"}, 1 + 2, 21),
    (lambda w: Hours(least=960, most=1440, weight=w), {"A": "D--X", "B": "D---", "C": "DDDX"}, 480 + 720, 7 * 1200),
    (lambda w: Quota(shifts=("N",), least=1, most=2, weight=w), {"A": "NNNN", "B": "DDDD"}, 2 + 1, 21),
    (lambda w: Weekends(most=1, weight=w), {"A": "-----DD" * 3, "B": "-----D-" + "-" * 14}, 2, 14),
    (lambda w: Leave(days=(1, 2), weight=w), {"A": "-DD-"}, 2, 14),
    (lambda w: Wish(people=("A",), day=1, shifts=("D",), weight=w), {"A": "-L"}, 1, 7),
    (lambda w: Wish(people=("A",), day=1, want=False, weight=w), {"A": "-L"}, 1, 7),
    (lambda w: Pair(people=("A", "B"), weight=w), {"A": "DDL-", "B": "DLL-"}, 2, 14),
    (lambda w: Pair(people=("A", "B"), together=True, weight=w), {"A": "DDL-", "B": "D-N-"}, 1 + 2, 21),
]


@pytest.mark.parametrize(("make", "lines", "units", "price"), CASES)
def test_a_breach_costs_its_units(make, lines, units, price):
    weighted = judged(make(7), lines)
    assert (weighted.penalty, weighted.broken) == (price, 0)
    hard = judged(make(None), lines)
    assert (hard.penalty, hard.broken) == (0, units)
    assert judged(make(0), lines).findings == ()


def test_holidays_are_counted_on_the_problems_holidays():
    found = judged(Holidays(most=1, weight=7), {"A": "DDDD"}, holidays=(0, 2, 3))
    assert found.penalty == 14


def test_fairness_grows_with_the_square_and_counts_what_is_carried():
    people = (Person("A", carried=(("nights", 2),)), Person("B"))
    found = judged(Fair(tally="nights", low=1, high=2, weight=7), {"A": "NN-", "B": "---"}, people=people)
    assert sorted(finding.penalty for finding in found.findings) == [7 * 1, 7 * 4]


@pytest.mark.parametrize(("tally", "cost"), [("shifts", 7 * 9), ("weekends", 7), ("nights", 0), ("holidays", 7)])
def test_what_fairness_counts(tally, cost):
    rule = Fair(tally=tally, low=0, high=0, weight=7)
    assert judged(rule, {"A": "----DDD"}, holidays=(6,)).penalty == cost


def test_weekends_follow_the_calendar():
    line = {"A": "D------"}
    assert judged(Weekends(most=0, weight=1), line, first=date(2022, 1, 1)).penalty == 1
    assert judged(Weekends(most=0, weight=1), line, first=date(2022, 1, 3)).penalty == 0


def test_the_past_counts_when_it_is_known():
    ran = (Person("A", past=Past("L", run=3)),)
    assert judged(Run(most=3, weight=1), {"A": "DD-"}, people=ran).penalty == 2
    assert judged(Rest(minutes=660, weight=1), {"A": "D--"}, people=ran).penalty == 1
    assert judged(Run(least=5, weight=1), {"A": "---"}, people=ran).penalty == 2
    rested = (Person("A", past=Past("L", free=1)),)
    assert judged(FreeRun(least=2, weight=1), {"A": "D--"}, people=rested).penalty == 1
    assert judged(FreeRun(least=2, weight=1), {"A": "-D-"}, people=rested).penalty == 0
    assert judged(Rest(minutes=40 * 60, weight=1), {"A": "D--"}, people=rested).penalty == 1


def test_a_licence_that_ends_in_the_month_leaves_the_room_without():
    people = (Person("A", (Licence("fire", 0, 1),)), Person("B", (Licence("fire"),)))
    rule = Watch(need=2, licence="fire", start=480, end=960)
    found = judged(rule, {"A": "DDD", "B": "DDD"}, people=people)
    assert [(finding.day, finding.amount) for finding in found.findings] == [(2, 1)]


def test_night_shifts_count_past_midnight():
    late = Shift("W", 720, 1200, night=True)
    problem = Problem(2, (late,), (Person("A"),), (Watch(need=1, start=0, end=480),))
    assert check(problem, {"A": ("W", None)}).broken == 0
    missing = check(problem, {"A": (None, "W")})
    assert [finding.day for finding in missing.findings] == [1]


def test_minutes_that_no_shift_reaches_are_watched_too():
    rule = Watch(need=2)
    problem = Problem(2, (Shift("D", 480, 480),), (Person("A"), Person("B")), (rule,))
    both = {"A": ("D", "D"), "B": ("D", "D")}
    found = check(problem, both).findings
    assert [(finding.day, finding.amount) for finding in found] == [(0, 2), (0, 2), (1, 2), (1, 2)]
    assert "day 1 00:00-08:00: 2 missing" in found[0].en and "day 1 16:00-24:00" in found[1].en
    result = solve(problem, stop=Rounds(1))
    assert (result.broken, result.optimal) == (check(problem, result.roster).broken, False)
    clash = explain_infeasible(problem)
    assert [kept.kind for kept in clash.rules] == ["Watch"] and len(clash.days) == 1


def test_nobody_stands_two_shifts_at_once():
    problem = Problem(2, (Shift("W", 1440, 480), Shift("E", 480, 0)), (Person("A"),))
    assert check(problem, {"A": ("W", "E")}).broken == 1


def test_a_shift_that_is_not_permitted_is_told():
    problem = Problem(1, SHIFTS, (Person("A", shifts=("D",)),))
    assert "may not stand N" in check(problem, {"A": ("N",)}).findings[0].en


def test_a_roster_of_another_problem_is_refused_with_all_faults():
    problem = Problem(2, SHIFTS, (Person("A"), Person("B")))
    with pytest.raises(RosteringError) as refused:
        check(problem, {"A": ("Q", "D", "D"), "C": ()})
    assert [fault.code for fault in refused.value.faults] == ["person", "person", "days", "shift"]


@pytest.mark.parametrize(("make", "lines", "units", "price"), CASES)
def test_every_rule_says_itself_in_both_languages(make, lines, units, price):
    en, zh = make(7).sentence()
    assert en.isascii()
    assert not zh.isascii()
