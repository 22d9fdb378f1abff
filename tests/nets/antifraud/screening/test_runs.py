"""Runs in slices, hits and their memory, four eyes, what the record is told."""

import pytest

from anbao.kit.access.scopes import Denied
from anbao.kit.ledger.models import Line
from anbao.nets.antifraud.screening import actions, queries
from anbao.nets.antifraud.screening.models import Hit, HitState, Remark, Run, RunState, Screened
from anbao.nets.antifraud.screening.rules import ScreeningFault
from anbao.org import actions as org
from anbao.org.models import Person
from tests.branch import NOW, Branch, at
from tests.nets.antifraud.screening.test_lists import bring, by, content, number, people
from tests.reading import nothing_changes

LATER = at(hour=20)


def hire(branch: Branch, name: str, staff_no: str, identity: str = "", phone: str = "") -> Person:
    person = org.prepare_person(
        institution=branch.places["GUARD"], name=name, staff_no=staff_no, phone=phone, id_number=identity,
        kind="contractor",
    )  # fmt: skip
    org.add_people(actor="system", at=NOW, people=[person])
    return person


@pytest.fixture
def guards(branch: Branch) -> dict[str, Person]:
    return {
        "listed": hire(branch, "贾某一", "G01", number(3)),
        "namesake": hire(branch, "欧阳长风", "G02", number(41)),
        "twin": hire(branch, "史大成", "G03", number(42)),
        "twin2": hire(branch, "史大功", "G04", number(42)),
        "broken": hire(branch, "毛小北", "G05", number(43)[:17] + ("0" if number(43)[17] != "0" else "1")),
        "old": hire(branch, "管十五", "G06", number(44)[:6] + number(44)[8:17]),
    }


@pytest.fixture
def risk_list(branch: Branch):
    made = actions.add_list(**by(branch, "antifraud"), institution=branch.places["ZJK"], name="禁入", source="公安")
    rows = [*people(5), "N1,欧阳长风,,,,仅姓名", f"N2,管十五,{number(44)},,,旧号"]
    bring(branch, made, content(rows))
    return made


def screen(branch, *, slice_of: int = 500) -> Run:
    run = actions.ask_run(**by(branch, "chief"), institution=branch.places["ZJK"])
    while run.state == RunState.RUNNING:
        run = actions.advance(run_id=run.pk, at=NOW, people=slice_of)
    return run


def test_exact_numbers_old_forms_and_names_become_hits_ranked_by_score(branch, guards, risk_list):
    run = screen(branch)
    assert (run.done, run.total, run.new_hits) == (7, 7, 3)
    hits = {hit.person_id: hit for hit in Hit.house.filter(last_run=run)}
    scores = [hits[guards[name].pk].score for name in ("old", "listed", "namesake")]
    assert scores[0] > scores[1] > scores[2]
    assert "key.identity-old" in hits[guards["old"].pk].reasons
    assert "key.identity" in hits[guards["listed"].pk].reasons
    remarks = dict(Screened.house.filter(run=run).values_list("person__staff_no", "remark"))
    assert (remarks["G03"], remarks["G04"], remarks["G05"]) == (Remark.SHARED, Remark.SHARED, Remark.WEAK)
    assert remarks[branch.vendor.staff_no] == Remark.MISSING and remarks["G01"] == Remark.NONE


def test_slices_a_stop_and_a_second_call_come_to_the_same(branch, guards, risk_list):
    run = actions.ask_run(**by(branch, "chief"), institution=branch.places["ZJK"])
    run = actions.advance(run_id=run.pk, at=NOW, people=3)
    assert (run.done, run.state) == (3, RunState.RUNNING)
    actions.stop_run(**by(branch, "chief"), run_id=run.pk)
    assert actions.advance(run_id=run.pk, at=NOW, people=3).done == 3
    with pytest.raises(ScreeningFault):
        actions.stop_run(**by(branch, "chief"), run_id=run.pk)
    actions.go_on(**by(branch, "chief"), run_id=run.pk)
    with pytest.raises(ScreeningFault):
        actions.ask_run(**by(branch, "chief"), institution=branch.places["ZJK"])
    assert actions.advance_all(at=LATER) == 1
    run.refresh_from_db()
    assert (run.state, run.done, run.new_hits) == (RunState.DONE, 7, 3)
    assert Screened.house.filter(run=run).count() == 7
    assert [line.verb for line in Line.house.filter(subject=f"run:{run.pk}").order_by("seq")] == [
        "screening.run.asked", "screening.run.stopped", "screening.run.went_on", "screening.run.finished",
    ]  # fmt: skip


def test_a_run_keeps_the_editions_it_began_with(branch, guards, risk_list):
    run = actions.ask_run(**by(branch, "chief"), institution=branch.places["ZJK"])
    bring(branch, risk_list, content([*people(5), *people(4, 300)]))
    assert actions.advance(run_id=run.pk, at=NOW).new_hits == 3


def test_the_same_pair_is_not_asked_again_until_a_side_changes(branch, guards, risk_list):
    screen(branch)
    hit = Hit.house.get(person=guards["namesake"])
    decide(branch, "antifraud", hit, "clear", note="出生日期不同")
    again = screen(branch)
    hit.refresh_from_db()
    assert (again.new_hits, hit.state, hit.last_run) == (0, HitState.NOT_SAME, again)
    rows = [*people(5), "N1,欧阳长风,,,,另有事由", f"N2,管十五,{number(44)},,,旧号"]
    bring(branch, risk_list, content(rows))
    assert screen(branch).new_hits == 1
    Person.house.filter(pk=guards["namesake"].pk).update(name="欧阳长丰")
    assert screen(branch).new_hits == 1


def decide(branch, who, hit, verb, note=""):
    return actions.decide(**by(branch, who), hit_id=hit.pk, verb=verb, note=note)


def test_the_same_wants_four_eyes(branch, guards, risk_list):
    run = screen(branch)
    hit = Hit.house.get(person=guards["listed"])
    for note in ("", "同" * 500_000):
        with nothing_changes(), pytest.raises(ScreeningFault):
            decide(branch, "antifraud", hit, "propose", note=note)
    decide(branch, "antifraud", hit, "propose", note="号码一致")
    for who in ("antifraud", "teller", "stranger", "vendor"):
        with nothing_changes(), pytest.raises(Denied):
            decide(branch, who, hit, "confirm")
    decide(branch, "chief", hit, "confirm")
    counts = queries.counts_by_vendor(run, ("",))
    assert [(c.institution.code, c.screened, c.abnormal, c.undecided) for c in counts] == [("GUARD", 7, 1, 2)]
    with pytest.raises(ScreeningFault):
        decide(branch, "chief", hit, "clear", note="x")
    decide(branch, "chief", hit, "reopen", note="新材料")
    assert [step.verb for step in hit.steps.all()] == ["open", "propose", "confirm", "reopen"]
    assert queries.counts_by_vendor(run, ("",))[0].abnormal == 0


@pytest.mark.parametrize("who", ["teller", "stranger", "vendor", "president", "huailai"])
def test_who_may_not_screen_changes_nothing(branch, guards, risk_list, who):
    with nothing_changes(), pytest.raises(Denied):
        actions.ask_run(**by(branch, who), institution=branch.places["ZJK"])


def test_without_lists_or_people_a_run_says_what_to_do(branch):
    with pytest.raises(ScreeningFault):
        actions.ask_run(**by(branch, "chief"), institution=branch.places["ZJK"])
