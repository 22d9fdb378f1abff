from anbao.engines.rostering import (
    Crew,
    Deadline,
    Hours,
    Leave,
    Licence,
    Person,
    Problem,
    Quota,
    Watch,
    explain,
    explain_infeasible,
)
from tests.engines.rostering.worlds import DAY, room


def test_a_month_that_holds_has_no_clash():
    assert explain_infeasible(room()) is None


def test_three_wanted_where_two_exist():
    problem = Problem(3, (DAY,), (Person("A"), Person("B")), (Crew(day=1, shifts=("D",), need=3), Hours(most=9000)))
    clash = explain_infeasible(problem)
    assert clash.least
    assert (clash.people, clash.days, [rule.kind for rule in clash.rules]) == ((), (1,), ["Crew"])
    assert ("at hand, people: 2 (A, B)", "人员共 2 人：A、B") in clash.sentences()


def test_leave_against_the_watch_names_the_fewest_people():
    people = tuple(Person(name, (Licence("fire"),)) for name in "ABC")
    rules = (Watch(need=2, licence="fire", start=480, end=960), Leave(people=("A", "B", "C"), days=(1,)))
    clash = explain_infeasible(Problem(3, (DAY,), people, rules))
    assert clash.least
    assert len(clash.people) == 2
    assert clash.days == (1,)
    assert [len(pair) for pair in clash.sentences()] == [2] * 3


def test_a_licence_that_ends_in_the_month():
    people = (Person("A", (Licence("fire"),)), Person("B", (Licence("fire", 0, 0),)))
    clash = explain_infeasible(Problem(2, (DAY,), people, (Watch(need=2, licence="fire", start=480, end=960),)))
    assert clash.days == (1,)
    assert [en for en, _zh in clash.sentences()][1:] == [
        "at hand, people with licence fire: 1 (A)",
        "B: licence fire ends after day 1",
    ]


def test_weighted_rules_clash_with_nothing():
    problem = Problem(1, (DAY,), (Person("A"),), (Crew(day=0, shifts=("D",), need=2, weight=5),))
    assert explain_infeasible(problem) is None


def test_the_smallest_clash_is_found_beside_larger_ones_and_proven():
    rules = (
        Watch(need=2, licence="fire", start=480, end=960, days=(0, 1)),
        Leave(people=("A", "B"), days=(1,)),
        Quota(people=("C",), shifts=("D",), least=3),
        Leave(people=("C",), days=(0,)),
    )
    people = tuple(Person(name, (Licence("fire"),)) for name in "ABC")
    clash = explain_infeasible(Problem(3, (DAY,), people, rules))
    assert clash.smallest
    assert len(clash.claims) == 2  # C's leave and quota; the watch of day 2 with two leaves would be three
    assert clash.people == ("C",)


def test_a_proof_that_takes_too_long_is_not_claimed(monkeypatch):
    monkeypatch.setattr(explain, "PLANS", 1)
    clash = explain_infeasible(room(people=2, days=3))
    assert not clash.smallest
    assert clash.least


class Asked:
    """A stop that has time for so many looks at it."""

    def __init__(self, looks: int):
        self.looks = looks

    def left(self) -> float:
        self.looks -= 1
        return float("inf") if self.looks >= 0 else 0.0

    def round(self) -> bool:
        return True


def test_what_plainly_clashes_is_told_however_short_the_time():
    clash = explain_infeasible(room(people=2, days=3), stop=Deadline(0, lambda: 0.0))
    assert clash.people or clash.days
    assert not clash.smallest


def test_when_time_is_up_what_is_known_to_clash_is_given_and_no_more_claimed(monkeypatch):
    monkeypatch.setattr(explain, "SURE", 0.0)
    problem = room(people=2, days=3)
    assert explain_infeasible(problem, stop=Deadline(0, lambda: 0.0)) is None
    clash = explain_infeasible(problem, stop=Asked(4))  # enough for one question
    assert clash is not None
    assert not clash.least
    assert not clash.smallest
    whole = explain_infeasible(problem)
    assert whole.least
    assert len(whole.claims) <= len(clash.claims)


def test_a_claim_says_its_rule_as_a_user_reads_it():
    people = tuple(Person(name, (Licence("fire"),)) for name in "AB")
    rules = (Watch(need=2, licence="fire", start=480, end=960), Leave(people=("A",), days=(1,)))
    clash = explain_infeasible(Problem(2, (DAY,), people, rules))
    watch, leave = sorted(clash.claims, key=lambda claim: claim.rule.kind, reverse=True)
    assert str(watch) == f"{rules[0].sentence()[0]} (day 2)"
    assert str(leave).startswith(f"A: {rules[1].sentence()[0]}")
    assert leave.sentence()[1].startswith("A：")
