"""Late hours: approved by somebody of the place or above, judged, and over by themselves."""

import json
from datetime import date, time, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.urls import reverse

from anbao.kit.access.scopes import Denied
from anbao.kit.ledger.models import Line as LedgerLine
from anbao.senses.alarms import actions
from anbao.senses.alarms.arming import faults_at
from anbao.senses.alarms.models import Alarm, AlarmSource, ArmingSchedule, LateHours
from tests.branch import DAY, Branch, at
from tests.reading import signed_in
from tests.senses.alarms.lines import Line, outlet_source


@pytest.fixture
def source(branch: Branch) -> AlarmSource:
    """Open from half past eight to half past five, and disarmed in the morning."""
    source = outlet_source(branch)
    ArmingSchedule.house.create(
        institution=source.institution, days="every", opens=time(8, 30), closes=time(17, 30), since=date(2021, 1, 1)
    )
    Line(branch).sia("OP", "1", at=at(hour=8, minute=25))
    return source


def wish(branch: Branch, source: AlarmSource, *, who: str = "monitor", hour: int = 17, minute: int = 0) -> dict:
    return {
        "actor": branch.people[who],
        "reach": branch.reach(who),
        "source_id": source.pk,
        "at": at(hour=hour, minute=minute),
    }


def approved(branch: Branch, source: AlarmSource, until=at(hour=20), **more) -> LateHours:
    return actions.approve_late_hours(until=until, reason="客户排队", **wish(branch, source, **more))


def fault(source: AlarmSource, moment) -> str:
    actions.tend(at=moment)
    return faults_at(moment)[source.pk, ""]


def lines(verb: str) -> list[dict]:
    return [
        json.loads(line.detail) for line in LedgerLine.house.filter(verb=f"alarms.late_hours.{verb}").order_by("pk")
    ]


def test_a_place_with_late_hours_is_not_late_until_they_run_out_and_they_end_by_themselves(branch, source):
    row = approved(branch, source)
    assert (row.approved_by, row.entered_by, row.until) == (branch.monitor, branch.monitor, at(hour=20))
    assert lines("approved")[0]["approved_by"] == branch.monitor.pk and lines("approved")[0]["reason"] == "客户排队"
    assert [fault(source, at(hour=h, minute=m)) for h, m in ((18, 5), (19, 59))] == ["", ""]
    assert not Alarm.house.exists()
    assert fault(source, at(hour=20)) == "late-to-arm" and Alarm.house.get().code == "late-to-arm"
    row.refresh_from_db()
    assert (row.ended, row.ended_at) == ("time", at(hour=20)) and lines("ended")[0]["why"] == "time"
    assert fault(source, at(DAY + timedelta(days=1), hour=9)) == "never-armed"


def test_armed_they_are_over_and_the_next_disarming_is_early_again(branch, source):
    approved(branch, source)
    line = Line(branch)
    line.sia("CL", "1", at=at(hour=19))
    row = LateHours.house.get()
    assert (row.ended, row.ended_at) == ("armed", at(hour=19)) and lines("ended")[0]["why"] == "armed"
    assert not Alarm.house.exists()  # armed before their end is no fault
    line.sia("OP", "1", at=at(hour=19, minute=10))
    assert Alarm.house.get().code == "early-disarm"


def test_who_comes_back_with_permission_is_not_early_but_late_when_it_ran_out(branch, source):
    line = Line(branch)
    line.sia("CL", "1", at=at(hour=17, minute=40))
    approved(branch, source, until=at(hour=22), hour=19)
    line.sia("OP", "1", at=at(hour=19, minute=10))
    assert not Alarm.house.exists() and fault(source, at(hour=21)) == ""
    assert fault(source, at(hour=22)) == "late-to-arm"


def test_approved_after_the_alarm_rang_the_alarm_returns(branch, source):
    assert fault(source, at(hour=18, minute=5)) == "late-to-arm"
    approved(branch, source, hour=18, minute=10)
    assert fault(source, at(hour=18, minute=11)) == "" and Alarm.house.get().state == "returned"


def test_late_hours_that_end_while_the_place_is_open_change_nothing(branch, source):
    approved(branch, source, until=at(hour=12), hour=9)
    assert [fault(source, at(hour=h, minute=m)) for h, m in ((12, 30), (17, 55), (18, 5))] == ["", "", "late-to-arm"]


def test_a_panel_with_two_areas_is_armed_when_both_are(branch, source):
    line = Line(branch)
    for area in ("1", "2"):
        line.sia("OP", "1", area=area, at=at(hour=8, minute=26))
    AlarmSource.house.get().armings.filter(area="").delete()
    approved(branch, source)
    line.sia("CL", "1", area="1", at=at(hour=18))
    assert LateHours.house.get().ended == "" and faults_at(at(hour=19))[source.pk, "2"] == ""
    line.sia("CL", "1", area="2", at=at(hour=19))
    assert LateHours.house.get().ended == "armed"


def test_taken_back_the_schedule_counts_and_approved_anew_the_first_is_replaced(branch, source):
    first = approved(branch, source)
    second = approved(branch, source, until=at(hour=21), hour=18)
    first.refresh_from_db()
    assert (first.ended, first.ended_at, second.ended) == ("replaced", at(hour=18), "")
    actions.end_late_hours(**wish(branch, source, hour=19))
    assert [one["why"] for one in lines("ended")] == ["replaced", "withdrawn"]
    assert fault(source, at(hour=19, minute=1)) == "late-to-arm"
    with pytest.raises(actions.AlarmFault):
        actions.end_late_hours(**wish(branch, source, hour=19))


def test_every_fault_is_said_at_once_and_strangers_are_refused(branch, source):
    told = wish(branch, source)
    with pytest.raises(actions.AlarmFault) as refused:
        actions.approve_late_hours(until=at(hour=16), reason=" ", approved_by=branch.people["stranger"], **told)
    for words in ("原因", "6 小时", "上级机构"):
        assert words in str(refused.value)
    for who in ("stranger", "outlet"):
        with pytest.raises(Denied):
            approved(branch, source, who=who)
    assert not LateHours.house.exists() and not lines("approved")
    approved(branch, source)
    row = {"source": source, "reason": "x", "approved_by": branch.monitor, "entered_by": branch.monitor}
    with pytest.raises(IntegrityError, match="alarms_late_hours_once"), transaction.atomic():
        LateHours.house.create(since=at(), until=at(hour=22), **row)


def test_the_page_approves_shows_and_takes_back(branch, source, monkeypatch):
    monkeypatch.setattr("anbao.kit.clock.now", lambda: at(hour=18, minute=10))
    client, url = signed_in(branch.monitor), reverse("alarms:late", args=[source.pk])
    said = client.post(
        url, {"until": "20:00", "reason": "盘库", "approver": branch.chief.staff_no}, follow=True
    ).content.decode()
    row = LateHours.house.get()
    assert (row.until, row.approved_by, row.entered_by) == (at(hour=20), branch.chief, branch.monitor)
    assert "可撤防至 20:00" in said and f"{branch.chief} 18:10 批准：盘库" in said
    board = client.get(reverse("alarms:arming")).content.decode()
    assert f"延时营业至 20:00，{branch.chief} 批准" in board
    assert "延时至几点" in client.post(url, {"until": "25:00", "reason": "x"}, follow=True).content.decode()
    client.post(url, {"end": "1"})
    assert LateHours.house.get().ended == "withdrawn"
    assert "可撤防至" not in client.get(reverse("alarms:source", args=[source.pk])).content.decode()


def test_for_a_panel_that_is_armed_the_page_says_what_late_hours_mean(branch, source, monkeypatch):
    monkeypatch.setattr("anbao.kit.clock.now", lambda: at(hour=18, minute=10))
    client, url = signed_in(branch.monitor), reverse("alarms:late", args=[source.pk])
    page, means = reverse("alarms:source", args=[source.pk]), "仅在有人需返回时批准"
    assert means not in client.get(page).content.decode()
    line = Line(branch)
    line.sia("CL", "1", at=at(hour=18))
    assert means in client.get(page).content.decode()
    said = client.post(url, {"until": "20:00", "reason": "取钥匙"}, follow=True).content.decode()
    assert "主机已布防：20:00 前再次撤防不报警" in said and "届时之前再次撤防不报警" in said
    line.sia("OP", "1", at=at(hour=19))
    assert not Alarm.house.exists() and "届时之前再次撤防" not in client.get(page).content.decode()


def test_every_fault_of_a_test_and_of_late_hours_is_told_with_its_field(branch, source, monkeypatch):
    monkeypatch.setattr("anbao.kit.clock.now", lambda: at(hour=18, minute=10))
    client = signed_in(branch.monitor)
    answer = client.post(reverse("alarms:test", args=[source.pk]), {"hours": "99", "tester": "nobody"})
    said = answer.content.decode()
    assert answer.status_code == 422 and 'value="99"' in said and 'value="nobody"' in said
    for words in ("时长", "理由", "测试人工号"):
        faulty = said.partition(f"<span>{words}")[2].partition("</label>")[0]
        assert 'class="fault' in faulty, words
    assert AlarmSource.house.get(pk=source.pk).test_until is None


def test_what_is_wrong_in_late_hours_is_said_in_the_form_that_keeps_what_was_typed(branch, source, monkeypatch):
    monkeypatch.setattr("anbao.kit.clock.now", lambda: at(hour=18, minute=10))
    client, url = signed_in(branch.monitor), reverse("alarms:late", args=[source.pk])
    typed = {"until": "20:00", "reason": "客户排队", "approver": "nobody"}
    answer = client.post(url, typed)
    form = answer.content.decode().partition(f'action="{url}"')[2].partition("</form>")[0]
    assert answer.status_code == 422 and form.count('class="fault') == 1 and "data-live-topics" not in form
    assert all(f'value="{one}"' in form for one in typed.values())
    assert 'class="fault' in form.partition("批准人工号")[2]
    # what the rule of the writing refuses stands in the form as well
    form = client.post(url, typed | {"until": "17:00", "approver": ""}).content.decode().partition(f'action="{url}"')[2]
    assert 'class="fault"' in form.partition("</form>")[0] and 'value="客户排队"' in form
    assert not LateHours.house.exists()


def test_an_hour_that_has_passed_is_the_next_day_s(branch, source):
    from anbao.senses.alarms.latehours import next_hour

    assert next_hour(time(1), at(hour=22)) == at(DAY + timedelta(days=1), hour=1)
    assert next_hour(time(23), at(hour=22)) == at(hour=23)
