"""Everything that can be rostered is tried on tiny problems; the solver and its prices must agree with the checker."""

from itertools import product

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from anbao.engines import rostering as r
from anbao.engines.rostering import rules as rulebook
from anbao.engines.rostering.board import Board, Desk

SHIFTS = (r.Shift("D", 480, 480), r.Shift("N", 480, 0, night=True))
DAYS = 4
weights = st.one_of(st.none(), st.integers(1, 6))
days = st.integers(0, DAYS - 1)
shifts = st.sampled_from([("D",), ("N",), ("D", "N")])


def ranges(kind, most, **more):
    made = st.tuples(st.integers(0, most), st.integers(0, most), weights)
    return made.map(lambda row: kind(least=min(row[:2]), most=max(row[:2]), weight=row[2], **more))


own = st.one_of(
    ranges(r.Run, 4),
    st.builds(r.FreeRun, least=st.integers(1, 3), weight=weights),
    ranges(r.Hours, 2400),
    st.tuples(shifts, ranges(r.Quota, 4, shifts=("D",))).map(
        lambda pair: r.Quota(shifts=pair[0], least=pair[1].least, most=pair[1].most, weight=pair[1].weight)
    ),
    st.builds(r.Weekends, most=st.integers(0, 1), weight=weights),
    st.builds(r.Holidays, most=st.integers(0, 1), weight=weights),
    st.builds(r.Leave, days=st.tuples(days), weight=weights),
    st.builds(r.Wish, day=days, shifts=shifts, want=st.booleans(), weight=st.integers(1, 6)),
    st.builds(r.Follow, before=st.just("D"), after=st.just(("N",)), weight=weights),
    st.builds(r.Rest, minutes=st.sampled_from([660, 1500, 2400]), weight=weights),
    st.builds(
        r.Fair, tally=st.sampled_from(sorted(rulebook.TALLIES)), low=st.just(1), high=st.integers(1, 2), weight=weights
    ),
    st.builds(r.ShiftLength, minutes=st.sampled_from([479, 480]), weight=weights),
)
tying = st.one_of(
    st.builds(
        r.Crew, day=days, shifts=shifts, need=st.integers(0, 1), most=st.integers(1, 2), over=weights, weight=weights
    ),
    st.builds(r.Watch, need=st.integers(1, 2), weight=weights),
    st.builds(r.Pair, people=st.just(("A", "B")), together=st.booleans(), weight=weights),
)
pasts = st.one_of(
    st.none(),
    st.builds(r.Past, st.just("D"), run=st.integers(1, 4)),
    st.builds(r.Past, st.just("N"), free=st.integers(1, 3)),
)


@settings(max_examples=30, deadline=None, derandomize=True)
@given(st.lists(own, max_size=4), pasts, st.integers(4, 6))
def test_one_persons_cheapest_line_is_the_cheapest_there_is(rules, past, weekday):
    from datetime import date

    person = r.Person("A", past=past, carried=(("nights", 1),))
    problem = r.Problem(DAYS, SHIFTS, (person,), tuple(rules), date(2022, 1, weekday), holidays=(1, 2))
    judged = [r.check(problem, {"A": line}) for line in product((None, "D", "N"), repeat=DAYS)]
    whole = [judgement.penalty for judgement in judged if judgement.broken == 0]
    found = r.solve(problem, stop=r.Rounds(1))
    if whole:
        assert (found.broken, found.penalty) == (0, min(whole))
        assert found.bound is None or found.bound <= min(whole)
    else:
        assert found.broken > 0


@settings(max_examples=60, deadline=None, derandomize=True)
@given(st.lists(own, max_size=3), st.lists(tying, max_size=3), st.tuples(pasts, pasts), st.integers(0, 10**6))
def test_the_searchs_price_of_any_roster_is_the_checkers(rules, ties, past, seed):
    people = (r.Person("A", past=past[0]), r.Person("B", past=past[1]))
    weighted = [rule for rule in (*rules, *ties) if rule.weight and getattr(rule, "over", 1) is not None]
    problem = r.Problem(DAYS, SHIFTS, people, tuple(weighted), holidays=(1, 2))
    desk = Desk(problem)
    lines = np.random.default_rng(seed).integers(0, 3, (2, DAYS))
    assert Board(desk, lines).cost() == r.check(problem, desk.roster(lines)).penalty


@settings(max_examples=8, deadline=None, derandomize=True)
@given(st.lists(own, max_size=2), st.lists(tying, min_size=1, max_size=3))
def test_two_people_are_never_promised_more_than_there_is(rules, ties):
    problem = r.Problem(3, SHIFTS, (r.Person("A"), r.Person("B")), _within(3, (*rules, *ties)))
    lines = list(product((None, "D", "N"), repeat=3))
    judged = [r.check(problem, {"A": one, "B": two}) for one, two in product(lines, lines)]
    best = min((judgement.broken, judgement.penalty) for judgement in judged)
    found = r.solve(problem, stop=r.Rounds(6))
    if best[0] == 0:
        assert found.bound is None or found.bound <= best[1]
        assert (found.broken, found.penalty) >= best
        assert not found.optimal or found.penalty == best[1]


def _within(days_left: int, rules):
    return tuple(
        rule
        for rule in rules
        if getattr(rule, "day", 0) < days_left and max(getattr(rule, "days", ()), default=0) < days_left
    )
