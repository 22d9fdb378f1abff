"""Filing: who may, what is refused, what follows. Owner, colleague, stranger; a refusal changes nothing."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest

from anbao.kit.access.scopes import Denied
from anbao.kit.ledger import actions as ledger
from anbao.kit.ledger.models import Line
from anbao.loom.findings.models import Finding, FindingState
from anbao.loom.records.actions import Filing, FilingRefused, correct_record, file_record, file_records
from anbao.loom.records.contradictions import LATELY, compare, compare_lately
from anbao.loom.records.descriptors import Photos, kinds
from anbao.loom.records.models import Record
from anbao.loom.records.rules import Form, judge
from anbao.loom.tasks import tally
from anbao.loom.tasks.actions import TaskTaken
from anbao.loom.tasks.models import Task, TaskState
from anbao.loom.tasks.weaving import weave
from anbao.org.models import Person
from anbao.org.queries import people_within
from tests.branch import DAY, NOW, Branch, at


@pytest.fixture
def campaign(branch: Branch):
    campaign = branch.campaign(record="zero_report")
    weave(campaign, at=NOW)
    return campaign


@pytest.fixture
def task(branch: Branch, campaign) -> Task:
    return Task.house.get(campaign=campaign, institution=branch.places["CL01"], measure__code="daily-note", day=DAY)


def report(actor, task: Task | None = None, **changes) -> Filing:
    values = {"accidents": 0, "cases": 0}
    return Filing(
        **{"actor": actor, "at": at(hour=17), "kind": "zero_report", "task": task and task.pk, "values": values}
        | changes
    )


def state() -> tuple:
    """What a refused call must leave as it was."""
    return (
        Record.house.count(),
        Finding.house.count(),
        Line.house.count(),
        list(Task.house.order_by("pk").values_list("state")),
    )


def test_a_filing_goes_through_five_rooms(branch: Branch, campaign, task):
    record = file_record(report(branch.outlet, task), reach=branch.reach("outlet"))
    task.refresh_from_db()
    assert (task.state, task.timing, task.done_at) == (TaskState.DONE, "on_time", at(hour=17))
    assert (record.institution, record.day, record.filed_at, record.flags) == (
        branch.places["CL01"],
        DAY,
        at(hour=17),
        [],
    )
    assert [s["person"] for s in record.signatures] == [branch.outlet.pk]
    assert task.changes.get().actor == branch.outlet.tag
    assert Line.house.filter(verb="records.record.filed", subject=f"record:{record.pk}").count() == 1
    assert tally.CELLS.stored(campaign.pk)[branch.places["ZJK"].pk, "riskcontrol", DAY] == (3, 1, 0, 0, 0)
    assert tally.differences(campaign.pk) == []
    assert ledger.verify().broken is None


@pytest.mark.parametrize(
    ("who", "may"),
    [
        ("outlet", True),
        ("teller", True),
        ("chongli", True),
        ("chief", True),
        ("outlet2", False),
        ("huailai", False),
        ("stranger", False),
    ],
)
def test_owner_colleague_leader_and_stranger(branch: Branch, task, who, may):
    before = state()
    if may:
        assert file_record(report(branch.people[who], task), reach=branch.reach(who)).filed_by == branch.people[who]
    else:
        with pytest.raises(Denied):
            file_record(report(branch.people[who], task), reach=branch.reach(who))
        assert state() == before


def test_every_fault_at_once_and_nothing_written(branch: Branch, task):
    before = state()
    bad = report(branch.outlet, task, values={"accidents": 2, "wrong": 1}, claimed_at=at(hour=23))
    with pytest.raises(FilingRefused) as refusal:
        file_record(bad, reach=branch.reach("outlet"))
    assert set(refusal.value.faults[0]) == {"accidents", "cases", "wrong", "claimed_at"}
    assert state() == before


def test_a_batch_is_all_or_none(branch: Branch, campaign, task):
    before = state()
    good, bad = report(branch.outlet, task), report(branch.outlet2, values={}, institution=branch.places["CL02"])
    with pytest.raises(FilingRefused) as refusal:
        file_records([good, bad], reaches={p.pk: branch.reach(n) for n, p in branch.people.items()})
    assert list(refusal.value.faults) == [1]
    assert state() == before


def test_late_is_judged_by_the_server_not_by_the_claim(branch: Branch, task):
    late = report(branch.outlet, task, at=at(hour=19), claimed_at=at(hour=17, minute=30))
    record = file_record(late, reach=branch.reach("outlet"))
    task.refresh_from_db()
    assert task.timing == "late"
    assert (record.claimed_at, record.flags) == (at(hour=17, minute=30), ["claimed_earlier"])


def test_back_filling_shows(branch: Branch, campaign, task):
    from anbao.loom.tasks.actions import mark_missed

    tomorrow = at(DAY + timedelta(days=1), hour=9)
    mark_missed(campaign=campaign, at=tomorrow)
    record = file_record(report(branch.outlet, task, at=tomorrow), reach=branch.reach("outlet"))
    task.refresh_from_db()
    assert (task.state, task.timing) == (TaskState.DONE, "late")
    assert "backfilled" in record.flags
    assert tally.differences(campaign.pk) == []


def test_the_same_phone_may_send_it_twice(branch: Branch, task):
    filing = report(branch.outlet, task, client_key=uuid4())
    first = file_record(filing, reach=branch.reach("outlet"))
    before = state()
    assert file_record(filing, reach=branch.reach("outlet")).pk == first.pk
    assert state() == before


def test_a_done_task_is_not_done_again(branch: Branch, task):
    file_record(report(branch.outlet, task), reach=branch.reach("outlet"))
    before = state()
    with pytest.raises(TaskTaken):
        file_record(report(branch.teller, task), reach=branch.reach("teller"))
    assert state() == before


def patrol(actor, place, defect: str = "", *, photos=(), when=NOW) -> Filing:
    checks = {item.id: "defect" if item.id == defect else "ok" for item in kinds()["self_service_patrol"].checklist}
    return Filing(actor=actor, at=when, kind="self_service_patrol", institution=place, checks=checks, attachments=photos,
                  remarks={defect: "灯箱不亮"} if defect else {})  # fmt: skip


@pytest.fixture
def photo(branch: Branch, settings, tmp_path):
    import io

    from PIL import Image

    from anbao.kit.files.actions import bring

    settings.MEDIA_ROOT = tmp_path
    picture = io.BytesIO()
    Image.new("RGB", (8, 8)).save(picture, "JPEG")
    return bring(actor="person:1", name="p.jpg", content=picture.getvalue(), scope=branch.places["CL"].path, at=NOW)


def test_a_defect_needs_a_photo_and_becomes_a_finding(branch: Branch, photo):
    place, reach = branch.places["CLS1"], branch.reach("chongli")
    with pytest.raises(FilingRefused) as refusal:
        file_record(patrol(branch.chongli, place, "lights"), reach=reach)
    assert list(refusal.value.faults[0]) == ["photos"]
    record = file_record(patrol(branch.chongli, place, "lights", photos=[photo.pk]), reach=reach)
    finding = Finding.house.get()
    assert (finding.category, finding.severity, finding.title) == ("lighting", "minor", "灯箱不亮")
    assert (finding.found_in, finding.owner, finding.state) == (
        f"record:{record.pk}",
        branch.chongli,
        FindingState.OPEN,
    )
    photo.refresh_from_db()
    assert photo.owner == f"record:{record.pk}"


def test_a_correction_keeps_the_old_record(branch: Branch, task):
    first = file_record(report(branch.outlet, task), reach=branch.reach("outlet"))
    again = report(
        branch.outlet, institution=branch.places["CL01"], values={"accidents": 0, "cases": 0, "note": "停电一次"}
    )
    with pytest.raises(FilingRefused):
        correct_record(again, reach=branch.reach("outlet"), record_id=first.pk, reason=" ")
    new = correct_record(again, reach=branch.reach("outlet"), record_id=first.pk, reason="漏填停电")
    first.refresh_from_db()
    assert (first.withdrawn_at, new.corrects, new.task, new.reason) == (again.at, first, task, "漏填停电")
    assert list(Record.house.standing()) == [new]


def duty_sheet(actor, co_signer, branch: Branch, when=NOW) -> Filing:
    kind = kinds()["fire_duty_sheet"]
    room = branch.places["ZJK"].areas.get()
    return Filing(actor=actor, at=when, kind=kind.id, institution=branch.places["ZJK"], area_id=room.pk, co_signers=[co_signer],
                  values=kind.in_order_values(), checks={item.id: "ok" for item in kind.checklist})  # fmt: skip


def test_a_control_room_sheet_needs_two_licensed_people(branch: Branch):
    reach = branch.reach("fire1")
    for helper in (branch.fire1, branch.monitor):
        with pytest.raises(FilingRefused) as refusal:
            file_record(duty_sheet(branch.fire1, helper, branch), reach=reach)
        assert list(refusal.value.faults[0]) == ["signatures"]
    with pytest.raises(FilingRefused):
        file_record(duty_sheet(branch.fire1, branch.fire2, branch, at(DAY.replace(year=2025))), reach=reach)
    record = file_record(duty_sheet(branch.fire1, branch.fire2, branch), reach=reach)
    assert {s["name"] for s in record.signatures} == {"何燃", "罗明"}


def test_decisions_of_a_meeting_become_tasks(branch: Branch, campaign):
    decisions = [{"what": "补齐灭火器", "owner": branch.outlet.pk, "due": str(DAY + timedelta(days=3))}]
    values = {"level": "city", "topic": "冬奥安保", "minutes": "研究部署", "decisions": decisions}
    meeting = Filing(actor=branch.president, at=NOW, kind="special_meeting", institution=branch.places["ZJK"], campaign=campaign,
                     values=values, attendance=9)  # fmt: skip
    record = file_record(meeting, reach=branch.reach("president"))
    order = Task.house.get(origin=f"record:{record.pk}#1")
    assert (order.zh, order.assignee, order.institution, order.day) == (
        "补齐灭火器", branch.outlet, branch.places["CL01"], DAY + timedelta(days=3),
    )  # fmt: skip
    assert tally.differences(campaign.pk) == []


def test_an_incident_contradicts_the_zero_report_of_its_day(branch: Branch, task):
    record = file_record(report(branch.outlet, task), reach=branch.reach("outlet"))
    assert compare(day=DAY, at=at(hour=18)) == 0
    incident = Filing(actor=branch.outlet, at=at(hour=18), kind="incident", institution=branch.places["CL01"],
                      values=INCIDENT, checks={i.id: "ok" for i in kinds()["incident"].checklist})  # fmt: skip
    file_record(incident, reach=branch.reach("outlet"))
    assert compare(day=DAY, at=at(hour=19)) == 1
    record.refresh_from_db()
    assert record.flags == ["contradicted"]
    assert Line.house.filter(verb="records.record.contradicted", subject=f"record:{record.pk}").exists()
    Record.house.of_kind("incident").update(withdrawn_at=at(hour=20))
    assert compare(day=DAY, at=at(hour=20)) == 0


def test_an_incident_found_out_later_contradicts_the_report_of_the_day_it_happened(branch: Branch, task):
    record = file_record(report(branch.outlet, task), reach=branch.reach("outlet"))
    late = at(hour=18) + timedelta(days=3)
    incident = Filing(actor=branch.outlet, at=late, kind="incident", institution=branch.places["CL01"],
                      values=INCIDENT, checks={i.id: "ok" for i in kinds()["incident"].checklist})  # fmt: skip
    told = file_record(incident, reach=branch.reach("outlet"))
    record.refresh_from_db()
    assert (told.day, record.flags) == (DAY, ["contradicted"])
    # found by the watch too, were it not seen at once
    Record.house.filter(pk=record.pk).update(flags=[])
    assert compare_lately(at=late + timedelta(hours=1)) == 1
    assert compare_lately(at=late + LATELY + timedelta(hours=1)) == 0, "looked for no longer"


@pytest.mark.parametrize("moment", ["2035-01-01T00:00:00+08:00", "0001-01-01T00:00", "2022-01-10T23:59"])
def test_an_hour_to_come_or_long_ago_is_refused(branch: Branch, moment):
    incident = Filing(actor=branch.outlet, at=at(hour=18), kind="incident", institution=branch.places["CL01"],
                      values=INCIDENT | {"happened_at": moment}, checks={})  # fmt: skip
    with pytest.raises(FilingRefused) as refusal:
        file_record(incident, reach=branch.reach("outlet"))
    assert list(refusal.value.faults[0]) == ["happened_at"]


def test_a_correction_washes_nothing_clean(branch: Branch, task):
    """Neither the day that denies the report nor the hour that was claimed is forgotten by writing it again."""
    claimed = at(hour=17) - timedelta(hours=2)
    first = replace(report(branch.outlet, task), claimed_at=claimed)
    record = file_record(first, reach=branch.reach("outlet"))
    incident = Filing(actor=branch.outlet, at=at(hour=18), kind="incident", institution=branch.places["CL01"],
                      values=INCIDENT, checks={i.id: "ok" for i in kinds()["incident"].checklist})  # fmt: skip
    file_record(incident, reach=branch.reach("outlet"))
    record.refresh_from_db()
    assert record.flags == ["claimed_earlier", "contradicted"]
    again = replace(report(branch.outlet, task), task=None, institution=branch.places["CL01"], at=at(hour=20))
    new = correct_record(again, reach=branch.reach("outlet"), record_id=record.pk, reason="笔误")
    assert new.flags == ["claimed_earlier", "contradicted"]


def test_an_incident_whose_day_is_corrected_leaves_the_report_of_the_other_day_alone(branch: Branch, task):
    record = file_record(report(branch.outlet, task), reach=branch.reach("outlet"))
    late = at(hour=18) + timedelta(days=3)
    checks = {i.id: "ok" for i in kinds()["incident"].checklist}
    incident = Filing(
        actor=branch.outlet, at=late, kind="incident", institution=branch.places["CL01"], values=INCIDENT, checks=checks
    )
    told = file_record(incident, reach=branch.reach("outlet"))
    record.refresh_from_db()
    assert record.flags == ["contradicted"]
    mended = replace(
        incident, at=late + timedelta(days=4), values=INCIDENT | {"happened_at": "2022-01-09T03:10:00+08:00"}
    )
    correct_record(mended, reach=branch.reach("outlet"), record_id=told.pk, reason="日期写错")
    record.refresh_from_db()
    assert record.flags == []
    # found by the watch too
    Record.house.filter(pk=record.pk).update(flags=["contradicted"])
    compare_lately(at=mended.at)
    record.refresh_from_db()
    assert record.flags == []


def test_a_reason_of_a_correction_has_its_length(branch: Branch, task):
    record = file_record(report(branch.outlet, task), reach=branch.reach("outlet"))
    again = replace(report(branch.outlet, task), task=None, institution=branch.places["CL01"])
    with pytest.raises(FilingRefused) as refusal:
        correct_record(again, reach=branch.reach("outlet"), record_id=record.pk, reason="长" * 301)
    assert list(refusal.value.faults[0]) == ["reason"]


def test_a_zero_report_signed_after_the_days_incident_is_flagged_at_once(branch: Branch, task):
    incident = Filing(actor=branch.outlet, at=at(hour=12), kind="incident", institution=branch.places["CL01"],
                      values=INCIDENT, checks={i.id: "ok" for i in kinds()["incident"].checklist})  # fmt: skip
    file_record(incident, reach=branch.reach("outlet"))
    record = file_record(report(branch.outlet, task), reach=branch.reach("outlet"))
    record.refresh_from_db()
    assert record.flags == ["contradicted"]


INCIDENT = {
    "class": "case", "nature": "damage", "happened_at": "2022-01-10T03:10:00+08:00", "what": "凌晨 ATM 被撬", "handled": "已报警",
    "injured": 0, "police_informed": True, "reported_up": True,
}  # fmt: skip


@pytest.mark.parametrize("remark", ["", "  "])
def test_a_defect_says_what_is_wrong(branch: Branch, photo, remark):
    """Without it the finding would carry the words of the item in good order."""
    filing = patrol(branch.chongli, branch.places["CLS1"], "lights", photos=[photo.pk])
    before = state()
    with pytest.raises(FilingRefused) as refusal:
        file_record(replace(filing, remarks={"lights": remark}), reach=branch.reach("chongli"))
    assert list(refusal.value.faults[0]) == ["lights"] and state() == before
    file_record(replace(filing, remarks={"lights": "灯" * 150}), reach=branch.reach("chongli"))
    finding = Finding.house.get()
    assert finding.title == "灯" * 120
    assert finding.detail == "灯" * 150 + "\n自助银行巡查检查项未达标：灯光明亮，灯箱完好"


def drill(branch: Branch, count: int, **more) -> Filing:
    kind = kinds()["drill"]
    values = {"subject": "hostage", "levels": 1, "method": "live", "evaluation": "good", "lessons": "再快些"}
    return Filing(actor=branch.outlet, at=NOW, kind="drill", institution=branch.places["CL01"], values=values | more,
                  checks={item.id: "ok" for item in kind.checklist}, attendance=count)  # fmt: skip


def test_more_people_than_there_are_need_an_explanation(branch: Branch, monkeypatch):
    monkeypatch.setitem(kinds(), "drill", kinds()["drill"].model_copy(update={"photos": Photos()}))
    reach, before = branch.reach("outlet"), state()
    with pytest.raises(FilingRefused) as refusal:
        file_record(drill(branch, 5000), reach=reach)
    assert "共3人" in refusal.value.faults[0]["attendance"] and state() == before
    assert file_record(drill(branch, 3), reach=reach).attendance == 3
    guests = file_record(drill(branch, 40, guests="派出所和邻近商户"), reach=reach)
    assert (guests.attendance, guests.flags) == (40, ["guests"])
    closed = kinds()["drill"].model_copy(update={"attendance_beyond": ""})
    monkeypatch.setitem(kinds(), "drill", closed)
    with pytest.raises(FilingRefused):
        file_record(drill(branch, 40, guests="派出所和邻近商户"), reach=reach)


@pytest.mark.parametrize("count", [104, 1_000_000, 10**9])
def test_no_more_guests_came_than_can_be_believed(branch: Branch, monkeypatch, count):
    monkeypatch.setitem(kinds(), "drill", kinds()["drill"].model_copy(update={"photos": Photos()}))
    reach, before = branch.reach("outlet"), state()
    with pytest.raises(FilingRefused) as refusal:
        file_record(drill(branch, count, guests="社区"), reach=reach)
    assert list(refusal.value.faults[0]) == ["attendance"] and state() == before
    assert file_record(drill(branch, 103, guests="社区"), reach=reach).flags == ["guests"]


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("drill", {"attendance": 0}), ("drill", {"attendance": 1, "attendees": [1, 2]}), ("zero_report", {"attendance": 3}),
        ("zero_report", {"attendees": [1]}),
    ],
)  # fmt: skip
def test_a_count_that_cannot_be_is_told_at_its_field(branch: Branch, kind, told):
    form = Form(**told)
    assert "attendance" in judge(kinds()[kind], form, at=NOW).faults


def test_a_correction_says_anew_whether_guests_are_counted(branch: Branch, monkeypatch):
    monkeypatch.setitem(kinds(), "drill", kinds()["drill"].model_copy(update={"photos": Photos()}))
    reach = branch.reach("outlet")
    old = file_record(drill(branch, 40, guests="社区"), reach=reach)
    new = correct_record(drill(branch, 3), reach=reach, record_id=old.pk, reason="只来了本行的人")
    assert (new.attendance, new.flags) == (3, [])
    again = correct_record(drill(branch, 5, guests="社区"), reach=reach, record_id=new.pk, reason="还有两位民警")
    assert again.flags == ["guests"]


def test_no_more_contractors_are_screened_than_the_vendor_has(branch: Branch):
    guard, reach = branch.places["GUARD"], branch.reach("chief")
    kind, there = kinds()["contractor_screening"], people_within(guard.path, DAY)
    filing = Filing(
        actor=branch.chief, at=NOW, kind=kind.id, institution=guard, checks={item.id: "ok" for item in kind.checklist}
    )
    values = {"abnormal": 0, "list_version": "2022-01", "not_screened": 0}
    before = state()
    with pytest.raises(FilingRefused) as refusal:
        file_record(replace(filing, values=values | {"screened": there + 1}), reach=reach)
    assert list(refusal.value.faults[0]) == ["screened"] and state() == before
    assert file_record(replace(filing, values=values | {"screened": there}), reach=reach).values["screened"] == there
    # who left since the run of the screening was screened all the same
    Person.house.filter(institution=guard).update(left_on=DAY)
    assert people_within(guard.path, DAY) < there
    assert file_record(replace(filing, values=values | {"screened": there}), reach=reach).pk


def test_the_same_person_took_part_once(branch: Branch, monkeypatch):
    monkeypatch.setitem(kinds(), "drill", kinds()["drill"].model_copy(update={"photos": Photos()}))
    filing = replace(drill(branch, 0), attendance=None, attendees=[branch.teller.pk, branch.teller.pk, branch.lobby.pk])
    record = file_record(filing, reach=branch.reach("outlet"))
    assert (record.attendance, record.attendees) == (2, [branch.teller.pk, branch.lobby.pk])


def test_an_hour_long_before_the_task_opened_proves_nothing(branch: Branch, task):
    before = state()
    with pytest.raises(FilingRefused) as refusal:
        file_record(report(branch.outlet, task, claimed_at=at(DAY.replace(year=2019))), reach=branch.reach("outlet"))
    assert list(refusal.value.faults[0]) == ["claimed_at"] and state() == before
    free = report(branch.outlet, institution=branch.places["CL01"], claimed_at=at(DAY - timedelta(days=32)))
    with pytest.raises(FilingRefused) as refusal:
        file_record(free, reach=branch.reach("outlet"))
    # the day's task waits for it as well
    assert list(refusal.value.faults[0]) == ["claimed_at", "task"] and state() == before


@pytest.mark.parametrize("before", [timedelta(minutes=16), timedelta(hours=9), timedelta(hours=15)])
def test_an_hour_claimed_before_the_task_opens_is_told_at_its_field(branch: Branch, task, before):
    kept, reach = state(), branch.reach("outlet")
    with pytest.raises(FilingRefused) as refusal:
        file_record(report(branch.outlet, task, claimed_at=task.opens_at - before), reach=reach)
    assert list(refusal.value.faults[0]) == ["claimed_at"] and state() == kept
    early = task.opens_at - timedelta(minutes=10)
    assert file_record(report(branch.outlet, task, claimed_at=early), reach=reach).claimed_at == early


def test_what_was_done_on_any_day_of_a_long_window_proves_its_task(branch: Branch, task):
    Task.house.filter(pk=task.pk).update(opens_at=task.opens_at - timedelta(days=20))
    done = at(hour=17) - timedelta(days=19)
    assert file_record(report(branch.outlet, task, claimed_at=done), reach=branch.reach("outlet")).claimed_at == done


def test_a_correction_claims_no_hour_that_the_first_could_not(branch: Branch, task):
    reach, claimed = branch.reach("outlet"), task.opens_at + timedelta(minutes=5)
    record = file_record(report(branch.outlet, task, claimed_at=claimed), reach=reach)
    again, before = replace(report(branch.outlet), institution=branch.places["CL01"], at=at(hour=20)), state()
    with pytest.raises(FilingRefused) as refusal:
        wrong = replace(again, claimed_at=task.opens_at - timedelta(hours=3))
        correct_record(wrong, reach=reach, record_id=record.pk, reason="时间写错")
    assert list(refusal.value.faults[0]) == ["claimed_at"] and state() == before
    # the hour that was right stays right, however late something else is corrected
    late = replace(again, at=at(hour=20) + timedelta(days=60), claimed_at=claimed)
    assert correct_record(late, reach=reach, record_id=record.pk, reason="人数写错").claimed_at == claimed


def test_a_task_takes_no_record_before_it_opens(branch: Branch, campaign):
    later = Task.house.get(
        campaign=campaign, institution=branch.places["CL01"], measure__code="daily-note", day=DAY + timedelta(days=1)
    )
    before = state()
    with pytest.raises(FilingRefused) as refusal:
        file_record(report(branch.outlet, later), reach=branch.reach("outlet"))
    assert list(refusal.value.faults[0]) == ["task"] and state() == before


def test_who_comes_second_files_a_supplement(branch: Branch, campaign, task):
    first = file_record(report(branch.outlet, task), reach=branch.reach("outlet"))
    again = report(branch.teller, task, values={"accidents": 0, "cases": 0, "note": "停电一次"}, supplements=first.pk)
    before = tally.CELLS.stored(campaign.pk)
    second = file_record(again, reach=branch.reach("teller"))
    task.refresh_from_db()
    assert (task.state, task.done_at) == (TaskState.DONE, first.filed_at) and task.changes.count() == 1
    assert (second.supplements, second.task, second.values["note"]) == (first, task, "停电一次")
    assert list(Record.house.standing()) == [first] and tally.CELLS.stored(campaign.pk) == before
    with pytest.raises(FilingRefused):
        file_record(replace(again, supplements=second.pk), reach=branch.reach("teller"))
    with pytest.raises(Denied):
        file_record(replace(again, actor=branch.outlet2), reach=branch.reach("outlet2"))
    assert Record.house.count() == 2


def test_a_leader_corrects_what_he_could_not_have_filed(branch: Branch):
    """Who may correct is decided by the old record, not by who files the kind anew."""
    old = file_record(report(branch.outlet, institution=branch.places["CL01"]), reach=branch.reach("outlet"))
    anew = report(branch.chief, institution=branch.places["CL01"])
    assert correct_record(anew, reach=branch.reach("chief"), record_id=old.pk, reason="核对").corrects == old


def loose(world, who="chongli", place="CL", **more) -> Filing:
    values = {"accidents": 0, "cases": 0}
    return Filing(
        actor=world.people[who], at=NOW, kind="zero_report", institution=world.places[place], values=values, **more
    )


def test_one_statement_stands_for_a_place_and_day(branch):
    reach = branch.reach("chongli")
    first = file_record(loose(branch), reach=reach)
    lines = Line.house.count()
    with pytest.raises(FilingRefused) as refused:
        file_record(loose(branch), reach=reach)
    assert (
        f"{first.pk}" in refused.value.faults[0]["record"] and branch.chongli.name in refused.value.faults[0]["record"]
    )
    assert Record.house.count() == 1 and Line.house.count() == lines
    second = correct_record(loose(branch), reach=reach, record_id=first.pk, reason="更正说明")
    assert Record.house.standing().get() == second, "the way to say it otherwise"
    elsewhere = [loose(branch, "huailai", "HL")] * 2
    with pytest.raises(FilingRefused):
        file_records(elsewhere, reaches={branch.huailai.pk: branch.reach("huailai")})
    assert Record.house.standing().count() == 1
    file_records(elsewhere[:1], reaches={branch.huailai.pk: branch.reach("huailai")})
    assert Record.house.standing().count() == 2
