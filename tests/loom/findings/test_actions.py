"""Findings: independent verification, extension by a higher level, recurrence one severity higher."""

from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from anbao.kit.access.scopes import Denied
from anbao.kit.ledger.models import Line
from anbao.loom.findings import actions, rules
from anbao.loom.findings.models import Finding, FindingState
from anbao.org.models import Device
from tests.branch import NOW, Branch


@pytest.fixture
def finding(branch: Branch) -> Finding:
    defect = actions.Defect(
        institution=branch.places["CL01"], category="lighting", title="灯光昏暗", found_in="person:1", at=NOW
    )
    return actions.report(actor=branch.outlet, reach=branch.reach("outlet"), defect=defect)


def step(branch: Branch, who: str, finding: Finding, verb, **rest):
    return verb(actor=branch.people[who], reach=branch.reach(who), finding_id=finding.pk, at=NOW, **rest)


def test_the_owner_is_the_leader_of_the_place(branch: Branch, finding):
    assert (finding.owner, finding.severity, finding.deadline) == (branch.outlet, "minor", rules.day_end(NOW, 7))


def test_only_someone_independent_closes(branch: Branch, finding):
    step(branch, "outlet", finding, actions.rectify, note="换灯管")
    for who in ("outlet", "teller", "huailai", "stranger"):
        with pytest.raises(Denied):
            step(branch, who, finding, actions.verify, holds=True, note="")
    finding.refresh_from_db()
    assert finding.state == FindingState.RECTIFIED
    closed = step(branch, "chongli", finding, actions.verify, holds=True, note="已看照片")
    assert (closed.state, closed.closed_at) == (FindingState.CLOSED, NOW)
    assert [s.verb for s in finding.steps.all()] == ["open", "rectify", "verify"]


def test_a_refused_rectification_goes_back(branch: Branch, finding):
    step(branch, "outlet", finding, actions.rectify, note="换灯管")
    assert step(branch, "chongli", finding, actions.verify, holds=False, note="仍暗").state == FindingState.OPEN
    with pytest.raises(actions.FindingFault):
        step(branch, "chongli", finding, actions.verify, holds=True, note="")


def test_who_is_sent_back_is_no_longer_said_to_have_put_it_right(branch: Branch, finding):
    step(branch, "outlet", finding, actions.rectify, note="换灯管")
    back = step(branch, "chongli", finding, actions.verify, holds=False, note="仍暗")
    assert (back.state, back.rectified_by, back.rectified_at) == (FindingState.OPEN, None, None)
    assert [s.actor for s in finding.steps.filter(verb="rectify")] == [branch.outlet.tag]


@pytest.mark.parametrize("verb", [actions.rectify, actions.ask_extension])
@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("outlet", True), ("teller", True), ("chongli", True), ("chief", True), ("auditor", False), ("president", False), ("monitor", False),
        ("huailai", False), ("stranger", False),
    ],
)  # fmt: skip
def test_it_is_put_right_by_its_owner_its_place_or_who_looks_after_it(branch: Branch, finding, verb, who, may):
    said = {"note": "换灯管"} if verb is actions.rectify else {"days": 3, "reason": "等配件"}
    if may:
        step(branch, who, finding, verb, **said)
        return
    before = finding.steps.count()
    with pytest.raises(Denied):
        step(branch, who, finding, verb, **said)
    finding.refresh_from_db()
    assert (finding.state, finding.asked, finding.steps.count()) == (FindingState.OPEN, None, before)


def test_whoever_owns_it_puts_it_right_whatever_his_post(branch: Branch, finding):
    step(branch, "chief", finding, actions.hand_over, owner=branch.people["monitor"])
    assert step(branch, "monitor", finding, actions.rectify, note="换灯管").state == FindingState.RECTIFIED


@pytest.mark.parametrize("who", ["auditor", "secadmin"])
def test_auditors_and_administrators_report_nothing(branch: Branch, who):
    defect = actions.Defect(
        institution=branch.places["CL01"], category="lighting", title="灯光昏暗", found_in="person:1", at=NOW
    )
    with pytest.raises(Denied):
        actions.report(actor=branch.people[who], reach=branch.reach(who), defect=defect)
    assert not Finding.house.exists()


def test_a_closed_finding_is_not_handed_over(branch: Branch, finding):
    step(branch, "outlet", finding, actions.rectify, note="换灯管")
    step(branch, "chongli", finding, actions.verify, holds=True, note="")
    with pytest.raises(actions.FindingFault):
        step(branch, "chief", finding, actions.hand_over, owner=branch.teller)
    finding.refresh_from_db()
    assert finding.owner == branch.outlet


@pytest.mark.parametrize("who", ["auditor", "sysadmin", "shacheng", "vendor"])
def test_it_is_handed_to_nobody_whose_work_it_is_not(branch: Branch, finding, who):
    with pytest.raises((actions.FindingFault, Denied)):
        step(branch, "chief", finding, actions.hand_over, owner=branch.people[who])
    finding.refresh_from_db()
    assert finding.owner == branch.outlet


def test_nobody_writes_more_than_is_read(branch: Branch, finding):
    long, before = "长" * (rules.LONGEST + 1), finding.steps.count()
    for who, verb, said in (
        ("outlet", actions.rectify, {"note": long}), ("outlet", actions.ask_extension, {"days": 3, "reason": long}),
        ("chief", actions.react, {"reaction": "circular", "note": long}),
    ):  # fmt: skip
        with pytest.raises(actions.FindingFault, match="2000"):
            step(branch, who, finding, verb, **said)
    assert finding.steps.count() == before
    step(branch, "outlet", finding, actions.rectify, note=long[1:])
    with pytest.raises(actions.FindingFault, match="2000"):
        step(branch, "chongli", finding, actions.verify, holds=False, note=long)


def test_recurrence_opens_again_one_severity_higher(branch: Branch, finding):
    step(branch, "outlet", finding, actions.rectify, note="换灯管")
    step(branch, "chongli", finding, actions.verify, holds=True, note="")
    defect = actions.Defect(
        institution=branch.places["CL01"], category="lighting", title="又暗了", found_in="person:1", at=NOW
    )
    again = actions.report(actor=branch.teller, reach=branch.reach("teller"), defect=defect)
    assert (again.pk, again.state, again.severity, again.recurrences) == (finding.pk, FindingState.OPEN, "major", 1)
    assert again.deadline == rules.deadline("major", NOW)


def test_an_extension_needs_a_higher_level(branch: Branch, finding):
    step(branch, "outlet", finding, actions.ask_extension, days=5, reason="等备件")
    for who in ("outlet", "chongli", "stranger"):
        with pytest.raises(Denied):
            step(branch, who, finding, actions.extend, grant=True)
    finding.refresh_from_db()
    before = finding.deadline
    assert step(branch, "chief", finding, actions.extend, grant=True).deadline == rules.day_end(before, 5)
    with pytest.raises(actions.FindingFault):
        step(branch, "chief", finding, actions.extend, grant=True)


def defect(branch: Branch, title="又暗了", *, place="CL01", category="lighting", by="teller", **rest) -> actions.Defect:
    who = branch.people[by] if by else None
    return actions.Defect(
        institution=branch.places[place],
        category=category,
        title=title,
        found_in="person:1",
        at=NOW,
        found_by=who,
        **rest,
    )


def reported(branch: Branch, title="又暗了", **rest) -> Finding:
    return actions.report(actor=branch.teller, reach=branch.reach("teller"), defect=defect(branch, title, **rest))


def closed(branch: Branch, finding: Finding) -> None:
    step(branch, "outlet", finding, actions.rectify, note="换")
    step(branch, "chief", finding, actions.verify, holds=True, note="")


@pytest.fixture
def lamps(branch: Branch) -> list[Device]:
    return [
        Device.house.create(institution=branch.places["CL01"], kind="camera", code=f"D{n}", name=f"{n}号枪机")
        for n in range(2)
    ]


def test_the_same_while_it_is_open_is_a_step_and_no_second_finding(branch: Branch, finding):
    again = reported(branch)
    assert (again.pk, again.severity, again.recurrences) == (finding.pk, "minor", 0)
    assert [(s.verb, s.note) for s in finding.steps.all()][1:] == [("again", "又暗了")]
    assert (
        Line.house.filter(subject=f"finding:{finding.pk}").values_list("verb", flat=True)[0] == "findings.finding.added"
    )
    graver = reported(branch, severity="critical")
    assert (graver.pk, graver.severity, graver.deadline) == (finding.pk, "critical", rules.deadline("critical", NOW))


def test_seen_again_after_the_rectification_it_is_open_again(branch: Branch, finding):
    step(branch, "outlet", finding, actions.rectify, note="换灯管")
    late = replace(defect(branch), at=NOW + timedelta(hours=1))
    again = actions.report(actor=branch.teller, reach=branch.reach("teller"), defect=late)
    assert (again.pk, again.state, again.rectified_by) == (finding.pk, FindingState.OPEN, None)


def test_recurrence_looks_past_a_newer_finding_of_another_device(branch: Branch, lamps):
    first = reported(branch, category="recording", device=lamps[0])
    other = reported(branch, category="recording", device=lamps[1])
    assert other.pk != first.pk
    closed(branch, first)
    assert reported(branch, category="recording", device=lamps[0]).pk == first.pk
    # a report that names no device belongs to what is open there
    assert reported(branch, category="recording").pk in (first.pk, other.pk)
    assert Finding.house.count() == 2


def test_a_report_without_area_or_device_raises_the_closed_one_that_had_them(branch: Branch, lamps):
    first = reported(branch, category="recording", device=lamps[0])
    closed(branch, first)
    again = reported(branch, category="recording")
    assert (again.pk, again.severity, again.recurrences) == (first.pk, "critical", 1)


def test_two_defects_of_one_record_stay_two(branch: Branch):
    both = [defect(branch, "一号灯"), defect(branch, "二号灯")]
    assert len({f.pk for f in actions.open_findings(both, actor="person:1")}) == 2


def test_a_title_that_is_but_the_categorys_name_has_its_english(branch: Branch):
    assert reported(branch, "自助区灯光昏暗").title_en == "Dim self-service area"
    assert reported(branch, "三号灯不亮", category="hygiene").title_en == ""


def test_other_is_told_apart_by_its_title(branch: Branch):
    first = reported(branch, "门前积雪", category="other")
    assert reported(branch, "门前积雪", category="other").pk == first.pk
    assert reported(branch, "饮水机漏水", category="other").pk != first.pk


def test_a_machine_takes_up_only_its_own_device_and_never_closes_what_a_person_saw(branch: Branch, lamps):
    typed = reported(branch, "画面不清", category="recording")
    [seen] = actions.open_findings([defect(branch, category="recording", by=None, device=lamps[0])], actor="system")
    assert seen.pk != typed.pk
    assert reported(branch, "黑屏", category="recording", device=lamps[0]).pk == seen.pk
    assert actions.observe(finding_id=seen.pk, verb="rectify", note="恢复", at=NOW)
    assert not actions.observe(finding_id=seen.pk, verb="verify", note="正常", at=NOW)


def test_two_at_once_open_one(branch: Branch, monkeypatch):
    """The first report commits while the second waits for the ledger's head: the second finds it and adds to it."""
    first = []

    def waited(_lock):
        monkeypatch.undo()
        first.append(reported(branch, "先到的"))

    monkeypatch.setattr(actions, "hold", waited)
    assert reported(branch, "后到的").pk == first[0].pk
    assert [s.verb for s in first[0].steps.all()] == ["open", "again"]


@pytest.mark.parametrize("verb", ["rectify", "verify"])
def test_no_deadline_moves_once_the_work_is_done(branch: Branch, finding, verb):
    step(branch, "outlet", finding, actions.ask_extension, days=5, reason="等备件")
    step(branch, "outlet", finding, actions.rectify, note="换")
    if verb == "verify":
        step(branch, "chongli", finding, actions.verify, holds=True, note="")
    finding.refresh_from_db()
    before = finding.deadline
    for grant in (True, False):
        with pytest.raises(actions.FindingFault):
            step(branch, "chief", finding, actions.extend, grant=grant)
    finding.refresh_from_db()
    assert (finding.asked, finding.deadline) == (None, before)


def test_the_database_keeps_no_wish_beside_a_closed_finding(branch: Branch, finding):
    step(branch, "outlet", finding, actions.rectify, note="换")
    with pytest.raises(IntegrityError, match="finding_asked_while_open"), transaction.atomic():
        Finding.house.filter(pk=finding.pk).update(asked={"until": NOW.isoformat(), "by": 1, "reason": "x"})
