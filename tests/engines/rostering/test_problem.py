import pytest

from anbao.engines.rostering import (
    Crew,
    Fair,
    Leave,
    Licence,
    Pair,
    Past,
    Person,
    Problem,
    RosteringError,
    Run,
    Shift,
    Watch,
)

DAY = Shift("D", 480, 480)


def codes(make) -> list[str]:
    with pytest.raises(RosteringError) as refused:
        make()
    return [fault.code for fault in refused.value.faults]


def test_all_faults_are_told_at_once():
    people = (Person("A", shifts=("Q",)), Person("A", past=Past("D", run=1, free=1)), Person(""))
    rules = (Leave(people=("Z",), days=(9,)), Crew(day=0, shifts=("Y",), need=1), Watch(need=1, start=600, end=500))
    found = codes(lambda: Problem(7, (DAY, Shift("E", 0)), people, rules, holidays=(8,)))
    assert sorted(found) == sorted(
        ["day", "name", "twice", "shift-time", "shift", "past", "person", "day", "shift", "span"]
    )


@pytest.mark.parametrize(
    ("make", "code"),
    [
        (lambda: Run(least=3, most=2), "rule-range"),
        (lambda: Run(most=-1), "rule-value"),
        (lambda: Watch(need=1, people=("A",)), "rule-people"),
        (lambda: Crew(day=0, shifts=("D",), need=1, people=("A",)), "rule-people"),
        (lambda: Run(most=10**9), "rule-value"),
        (lambda: Crew(day=0, shifts=("D",), need=2, most=1), "rule-range"),
        (lambda: Crew(day=True, shifts=("D",), need=2), "rule-value"),
        (lambda: Leave(days=("x",)), "rule-value"),
        (lambda: Pair(people=("A",)), "pair"),
        (lambda: Fair(tally="luck", low=0, high=1), "tally"),
        (lambda: Problem(0, (DAY,), (Person("A"),)), "size"),
        (lambda: Problem(7, (), (Person("A"),)), "size"),
        (lambda: Problem(7, (DAY,), ()), "size"),
        (lambda: Problem(10**6, (DAY,), (Person("A"),)), "size"),
        (lambda: Problem(7, (DAY,), (Person("A", carried=(("luck", 1),)),)), "tally"),
    ],
)
def test_nonsense_is_refused(make, code):
    assert code in codes(make)


def test_faults_are_told_in_both_languages():
    with pytest.raises(RosteringError) as refused:
        Problem(7, (DAY,), (Person("A"),), (Leave(people=("B",), days=(9,)),))
    assert all(fault.en.isascii() and not fault.zh.isascii() for fault in refused.value.faults)


def test_what_is_of_another_type_is_told_too():
    with pytest.raises(RosteringError) as refused:
        Problem(days="x", shifts=None, people=3, rules=("Rest",), first="2026-03-01", holidays=5)
    said = str(refused.value)
    for words in (
        "shifts must be a list of Shifts", "people must be a list of Persons", "rules must be a list of Rules",
        "holidays must be a list of day numbers", "days must be 1 to 1500, not the text 'x'", "first must be a date",
    ):  # fmt: skip
        assert words in said
    assert codes(lambda: Problem(7, (DAY,), ("A",))) == ["form"]
    assert Problem(7, iter([DAY]), [Person("A")]).shifts == (DAY,)


@pytest.mark.parametrize(
    ("shift", "person", "said"),
    [
        (Shift("D", "x"), Person("a"), "shift D: minutes must be a whole number"),
        (Shift("D", 480, None), Person("a"), "shift D: start must be a whole number"),
        (Shift("D", 480, night="yes"), Person("a"), "shift D: night must be true or false"),
        (Shift(7, 480), Person("a"), "shift 1: id must be a text"),
        (DAY, Person("a", licences="fire"), "person a: licences must be a list of licences"),
        (DAY, Person("a", licences=("fire",)), "person a: licences must be a list of licences"),
        (DAY, Person("a", licences=(Licence("fire", "x"),)), "person a, licence 1: since must be a whole number"),
        (DAY, Person("a", past="N"), "person a: past must say how the days before ended"),
        (DAY, Person("a", past=Past("D", "2")), "person a, past: run must be a whole number"),
        (DAY, Person("a", carried=3), "person a: carried must be a list of tallies with whole numbers"),
        (
            DAY,
            Person("a", carried=(("nights", "2"),)),
            "person a: carried must be a list of tallies with whole numbers",
        ),
        (DAY, Person("a", shifts="D"), "person a: shifts must be a list of texts"),
    ],
)
def test_a_value_of_another_type_inside_is_told_in_words(shift, person, said):
    with pytest.raises(RosteringError) as refused:
        Problem(7, (shift,), (person,), ())
    assert str(refused.value) == said
    assert all(word not in refused.value.said(zh=True) for word in ("tuple", "int", "str", "bool", "must"))


def test_types_inside_are_told_beside_everything_else():
    people = (Person("A", licences="fire", past="N"), Person("B", carried=(("luck", 1),)), Person("B"))
    with pytest.raises(RosteringError) as refused:
        Problem("7", (Shift("D", "x"), Shift("E", 0)), people, (Leave(people=("A",), days=(1,)),), holidays=("x",))
    assert sorted(fault.code for fault in refused.value.faults) == [
        "day", "form", "form", "form", "shift-time", "size", "tally", "twice",
    ]  # fmt: skip
    assert str(refused.value).startswith("days must be 1 to 1500, not the text '7'; ")
    assert codes(lambda: Problem("7", (), ())) == ["size", "size", "size"]
