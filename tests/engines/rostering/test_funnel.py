"""Lines where totals are too many for a table: hours in odd minutes over half a year, bounds that leave little."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anbao.engines import rostering as r
from anbao.engines.rostering import board, lines
from anbao.engines.rostering.board import Desk
from anbao.engines.rostering.holding import hold_alone
from anbao.engines.rostering.machine import INF, Counter
from anbao.engines.rostering.stops import Deadline
from anbao.engines.rostering.tied import fitting, tied
from tests.engines.rostering.test_brute_force import DAYS, SHIFTS, own, pasts

ODD = (r.Shift("D", 455), r.Shift("V", 515), r.Shift("Q", 377))


def planted(days: int, rng) -> list[str | None]:
    """Three to five days on, never V after D, three or four off."""
    line: list[str | None] = []
    while len(line) < days:
        last = None
        for _ in range(int(rng.integers(3, 6))):
            last = str(rng.choice(["D", "Q"] if last == "D" else ["D", "V", "Q"]))
            line.append(last)
        line += [None] * int(rng.integers(3, 5))
    return line[:days]


def tight(people: int, days: int = 182) -> r.Problem:
    """Everybody's bounds drawn closely around a line that is known to fit."""
    rng, rules, names = np.random.default_rng(1), [], [f"T{n}" for n in range(people)]
    for name in names:
        line = planted(days, rng)
        minutes = sum(shift.minutes * line.count(shift.id) for shift in ODD)
        weekends = len({day // 7 for day, mark in enumerate(line) if mark and day % 7 >= 5})
        who = (name,)
        rules += [r.Hours(people=who, least=minutes - 5, most=minutes + 5), r.Weekends(people=who, most=weekends)]
        rules += [r.Quota(people=who, shifts=(s.id,), most=line.count(s.id) + 1) for s in ODD]
    rules += [r.Follow(before="D", after=("V",)), r.Run(least=3, most=5), r.FreeRun(least=3)]
    return r.Problem(days, ODD, tuple(r.Person(name) for name in names), tuple(rules))


def test_everybody_has_a_line_that_keeps_tight_bounds_over_half_a_year():
    found = r.solve(tight(6), stop=r.Rounds(1))
    assert found.broken == 0
    assert found.sentence()[0] == "every hard rule holds"


@settings(max_examples=30, deadline=None, derandomize=True)
@given(st.lists(own, max_size=4), pasts)
def test_a_funnel_wide_enough_finds_the_cheapest_line_or_that_there_is_none(rules, past):
    problem = r.Problem(DAYS, SHIFTS, (r.Person("A", past=past),), tuple(rules), holidays=(1, 2))
    judged = [r.check(problem, {"A": line}) for line in product((None, "D", "N"), repeat=DAYS)]
    whole = [judgement.penalty for judgement in judged if judgement.broken == 0]
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(lines, "ROOM", 0)
        desk = Desk(problem)
        assert (0 in desk.lineless) == (not whole)
        if whole:
            liner = desk.liners[0]
            line, value = liner.best(liner.machine.own)
            assert value + liner.machine.base == liner.cost(line) == min(whole)


def test_a_window_is_funnelled_around_what_stays():
    rules = (r.Hours(least=24 * 480, most=25 * 480), r.Weekends(most=5), r.FreeRun(least=2))
    problem = r.Problem(49, SHIFTS, (r.Person("A"),), rules)
    liner, rng = Desk(problem).liners[0], np.random.default_rng(0)
    line, _ = liner.best(liner.machine.own)
    prices = liner.machine.own + rng.random(liner.machine.own.shape)
    counted, _ = liner.best_within(prices, 15, 28, line)
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(lines, "ROOM", 0)
        funnelled, _ = liner.best_within(prices, 15, 28, line)
    assert (funnelled == counted).all()
    assert (funnelled[:15] == line[:15]).all()
    assert (funnelled[28:] == line[28:]).all()
    assert liner.cost(funnelled) < INF


def narrow(monkeypatch) -> None:
    """One state a day: what is tight is not found."""
    monkeypatch.setattr(lines, "ROOM", 0)
    monkeypatch.setattr(lines, "WIDTHS", ((1, 4.0),))
    monkeypatch.setattr(lines, "TRIES", 0)


def test_states_of_many_counters_are_too_many_and_not_none():
    """Sixteen counts of up to sixteen are 2 to the power of 64 totals, which a machine word takes for none at all."""
    shifts = tuple(r.Shift(f"S{n}", 480) for n in range(16))
    rules = tuple(r.Quota(shifts=(shift.id,), least=1, most=15) for shift in shifts)
    liner = Desk(r.Problem(49, shifts, (r.Person("A"),), rules)).liners[0]
    assert liner._states(0, 49, liner.all, None) == 2**64 * liner.machine.next.shape[0]
    line, _ = liner.best(liner.machine.own)
    assert liner.cost(line) < INF


def by_multiples(people: int, days: int = 182) -> r.Problem:
    """Shifts whose minutes differ by multiples of 29, and minutes to the minute: few numbers of days on come to such a total."""
    rng, rules, names = np.random.default_rng(2), [], [f"M{n}" for n in range(people)]
    shifts = tuple(r.Shift(f"S{n}", 371 + 29 * n) for n in range(10))
    for name in names:
        line: list[int | None] = []
        while len(line) < days:
            line += rng.integers(10, size=int(rng.integers(2, 7))).tolist() + [None] * int(rng.integers(2, 4))
        line, who = line[:days], (name,)
        weekends = len({day // 7 for day, mark in enumerate(line) if mark is not None and day % 7 >= 5})
        minutes = sum(shifts[mark].minutes for mark in line if mark is not None)
        rules += [r.Hours(people=who, least=minutes - 3, most=minutes + 3), r.Weekends(people=who, most=weekends)]
        rules += [r.Quota(people=who, shifts=(s.id,), most=line.count(n) + 1) for n, s in enumerate(shifts)]
    rules += [r.Run(least=2, most=6), r.FreeRun(least=2)]
    return r.Problem(days, shifts, tuple(r.Person(name) for name in names), tuple(rules))


def test_everybody_has_a_line_at_once_where_few_numbers_of_days_come_to_a_total():
    desk = Desk(by_multiples(8), stop=Deadline(0, lambda: 0.0))
    assert not desk.relaxed
    assert all(liner.cost(line) < INF for liner, line in zip(desk.liners, desk.alone, strict=True))


def test_numbers_of_days_that_fit_a_total_are_those_of_which_some_choice_adds_up_to_it():
    sizes, days, wanted = (3, 7, 11), 6, (30, 31)
    prices = np.full(67, INF)
    prices[list(wanted)] = 0.0
    counter = Counter(np.array([[0, *sizes]] * days), prices)
    sums = {number: {sum(choice) for choice in product(sizes, repeat=number)} for number in range(days + 1)}
    assert fitting(counter, 4) == [number for number, some in sums.items() if some & set(wanted)]


def test_a_total_that_any_number_of_days_may_come_to_ties_none():
    rules = [r.Hours(least=20_000, most=21_000)]
    assert tied(Desk(r.Problem(84, ODD, (r.Person("A"),), tuple(rules))).liners[0].machine) is None


def test_looking_for_lines_in_vain_ends_when_the_grace_is_used_up(monkeypatch):
    asked = []
    monkeypatch.setattr(lines.Liner, "hurried", lambda liner: asked.append(liner))
    monkeypatch.setattr(board, "GRACE", 1)
    desk = Desk(by_multiples(3), stop=Deadline(0, lambda: 0.0))
    assert len(asked) == 1 and desk.relaxed == {0, 1, 2}


def test_what_a_narrow_funnel_misses_is_sought_another_way(monkeypatch):
    narrow(monkeypatch)
    problem = tight(1, days=42)
    desk = Desk(problem)
    assert not desk.relaxed
    assert desk.liners[0].cost(desk.alone[0]) < INF
    assert r.check(problem, desk.roster(np.array(desk.alone))).broken == 0


def test_nothing_is_promised_by_a_narrow_funnel(monkeypatch):
    liner = Desk(tight(1, days=42)).liners[0]
    narrow(monkeypatch)
    assert liner.several(liner.machine.own, INF) == ([], -INF)
    assert liner.best(liner.machine.own) == (None, -INF)


def test_who_can_have_no_line_is_proven_so_and_named(monkeypatch):
    """Each bound can be kept alone: four D and four V at most, but minutes for nine shifts."""
    narrow(monkeypatch)
    rules = (r.Quota(shifts=("D",), most=4), r.Quota(shifts=("V", "Q"), most=4), r.Hours(least=9 * 515, people=("A",)))
    problem = r.Problem(14, ODD, (r.Person("A"), r.Person("B")), rules)
    assert hold_alone(problem, problem.people[0]) == (None, True)
    found = r.solve(problem, stop=r.Rounds(1))
    assert found.lineless == ("A",)
    assert found.broken > 0
    assert "no line at all keeps the own rules of A" in found.sentence()[0]
    assert any(found.roster["A"])  # as near as it comes


def test_who_may_have_one_is_not_called_lineless_when_time_is_up(monkeypatch):
    narrow(monkeypatch)
    monkeypatch.setattr(board, "PROVING", 0.0)
    desk = Desk(tight(1, days=42), stop=r.Rounds(0))
    assert desk.relaxed == {0}
    assert not desk.lineless
