"""The life of an incident: opened, joined, answered, worked, closed, reopened; by whom, and who is told."""

from datetime import date, time, timedelta

import pytest
from django.db import IntegrityError, transaction

from anbao.command.incidents import actions, handover, rules, telling
from anbao.command.incidents.actions import IncidentFault
from anbao.command.incidents.models import HandOver, Incident, IncidentChange
from anbao.command.incidents.opening import take_up
from anbao.command.incidents.queries import queue
from anbao.kit.access.scopes import Denied
from anbao.kit.inbox.models import Notice
from anbao.kit.ledger import actions as ledger
from anbao.kit.ledger.models import Line as LedgerLine
from anbao.senses.alarms import actions as alarms
from anbao.senses.alarms.models import Alarm, AlarmSource, ArmingSchedule, Gateway
from tests.branch import Branch, at
from tests.command.incidents.desks import after, outlet_source, ring
from tests.senses.alarms.lines import Line


@pytest.fixture
def source(branch: Branch):
    return outlet_source(branch)


def by(branch: Branch, name: str, incident: Incident, seconds: float = 60) -> dict:
    return {"actor": branch.people[name], "reach": branch.reach(name), "incident_id": incident.pk, "at": after(seconds)}


def worked(branch: Branch, incident: Incident, *outcomes: tuple[str, str], who: str = "monitor") -> None:
    actions.answer(**by(branch, who, incident, 10))
    for number, (code, outcome) in enumerate(outcomes):
        actions.settle(code=code, outcome=outcome, **by(branch, who, incident, 20 + number))


CALM = (("picture", "nothing_seen"), ("call", "all_well"), ("report", "at_handover"))


def test_an_alarm_rings_once_however_often_it_is_taken_up(branch, source):
    incident = ring(branch)
    take_up(at=after(1))
    incident.refresh_from_db()
    assert (incident.institution, incident.procedure, incident.severity, incident.state) == (
        branch.places["CL01"],
        "intrusion",
        3,
        "ringing",
    )
    assert Incident.house.count() == 1 and incident.opened_at == at()
    assert [s.code for s in incident.steps.all()] == ["picture", "dispatch", "call", "report"]
    assert incident.steps.get(code="picture").due_at == after(90)
    assert LedgerLine.house.filter(verb="incidents.incident.opened", subject=f"incident:{incident.pk}").count() == 1


def test_another_alarm_of_the_place_joins_and_another_family_opens_its_own(branch, source):
    line = Line(branch)
    first = ring(branch, "BA", "1", line=line)
    joined = ring(branch, "TA", "3", seconds=5, line=line)
    other = ring(branch, "HA", "2", seconds=6, line=line)
    assert joined == first and first.links.count() == 2
    assert (other.procedure, other.answers_needed, other.severity) == ("holdup", 2, 4)


def test_an_alarm_under_test_opens_nothing(branch, source):
    alarms.start_test(
        actor=branch.monitor, reach=branch.reach("monitor"), source_id=source.pk, until=at() + timedelta(hours=1), reason="检测", at=at()
    )  # fmt: skip
    Line(branch).sia("BA", "1", at=after(1))
    take_up(at=after(1))
    assert Alarm.house.get().state == "suppressed" and not Incident.house.exists()


def test_worked_to_its_close(branch, source):
    incident = ring(branch)
    worked(branch, incident, *CALM)
    assert Alarm.house.get().acknowledged_by == branch.monitor
    closed = actions.close(cause="device_fault", note="风吹", **by(branch, "monitor", incident, 300))
    assert (closed.state, closed.cause_group, closed.operator, closed.closed_at) == (
        "closed",
        "false",
        branch.monitor,
        after(300),
    )
    assert Alarm.house.get().state == "closed"
    verbs = [c.verb for c in IncidentChange.objects.filter(incident=incident)]
    assert verbs == ["open", "answer", "settle", "settle", "settle", "close"]
    assert ledger.verify().broken is None


def test_it_is_not_closed_before_what_must_be_done_is_done_and_every_fault_is_said(branch, source):
    incident = ring(branch, "HA", "2")
    actions.answer(**by(branch, "monitor", incident, 5))
    with pytest.raises(IncidentFault) as refused:
        actions.close(cause="tea", **by(branch, "monitor", incident))
    told = str(refused.value)
    assert "second person" in told or "第二" in told
    assert len(told) > 20 and Incident.house.get().state == "working"
    actions.settle(code="picture", outcome="robbery_seen", **by(branch, "monitor", incident, 9))
    assert incident.steps.get(code="police").mandatory


@pytest.mark.parametrize(
    ("code", "seen", "then"),
    [
        ("HA", "robbery_seen", ["police", "report"]), ("HA", "unclear", ["police", "report"]), ("HA", "calm", ["call", "report"]),
        ("BA", "people_seen", ["dispatch", "call", "report"]), ("BA", "nothing_seen", ["call", "report"]),
    ],
)  # fmt: skip
def test_no_telephone_rings_beside_who_was_seen_before_somebody_is_sent(branch, source, code, seen, then):
    incident = ring(branch, code, "1")
    for number, name in enumerate(("monitor", "fire1")[: incident.answers_needed]):
        actions.answer(**by(branch, name, incident, number))
    assert rules.current("working", incident.steps.all()).code == "picture"
    actions.settle(code="picture", outcome=seen, **by(branch, "monitor", incident, 9))
    assert [step.code for step in rules.missing(incident.steps.all())] == then
    assert rules.current("working", incident.steps.all()).code == then[0]
    assert rules.current("closed", incident.steps.all()) is None


def test_a_step_that_was_left_out_waits_again_once_it_is_needed(branch, source):
    incident = ring(branch)
    actions.answer(**by(branch, "monitor", incident, 5))
    actions.skip(code="dispatch", reason="", **by(branch, "monitor", incident, 6))
    actions.settle(code="picture", outcome="people_seen", **by(branch, "monitor", incident, 9))
    step = incident.steps.get(code="dispatch")
    assert (step.state, step.mandatory, step.note, step.due_at) == ("waiting", True, "", after(309))


def test_two_different_people_answer_a_hold_up(branch, source):
    incident = ring(branch, "HA", "2")
    actions.answer(**by(branch, "monitor", incident, 5))
    with pytest.raises(IncidentFault):
        actions.answer(**by(branch, "monitor", incident, 6))
    actions.answer(**by(branch, "fire1", incident, 7))
    with pytest.raises(IncidentFault):
        actions.answer(**by(branch, "fire2", incident, 8))
    incident.refresh_from_db()
    assert incident.operator == branch.monitor and incident.answers.count() == 2


def test_a_late_step_stays_marked_late(branch, source):
    incident = ring(branch)
    actions.answer(**by(branch, "monitor", incident, 10))
    actions.settle(code="picture", outcome="nothing_seen", **by(branch, "monitor", incident, 91))
    actions.settle(code="call", outcome="all_well", **by(branch, "monitor", incident, 92))
    assert incident.steps.get(code="picture").late and not incident.steps.get(code="call").late


def test_a_skipped_mandatory_step_needs_a_reason_and_tells_the_supervisor(branch, source):
    incident = ring(branch)
    actions.answer(**by(branch, "monitor", incident, 10))
    with pytest.raises(IncidentFault):
        actions.skip(code="call", reason=" ", **by(branch, "monitor", incident))
    assert not Notice.objects.filter(topic="incident").exists()
    actions.skip(code="call", reason="电话线断", **by(branch, "monitor", incident))
    notice = Notice.objects.get(topic="incident")
    assert notice.recipient == branch.chief.tag and "电话线断" in notice.zh and notice.link == f"/desk/{incident.pk}/"
    assert Notice.objects.filter(topic="incident").count() == 1


def test_who_skips_the_question_makes_mandatory_what_any_answer_would_have(branch, source):
    incident = ring(branch)
    actions.answer(**by(branch, "monitor", incident, 10))
    assert not incident.steps.get(code="dispatch").mandatory
    actions.skip(code="call", reason="电话线断", **by(branch, "monitor", incident))
    assert incident.steps.get(code="dispatch").mandatory
    with pytest.raises(IncidentFault):
        actions.skip(code="dispatch", reason="", **by(branch, "monitor", incident))


def test_a_step_that_is_done_if_needed_is_skipped_without_more_ado(branch, source):
    incident = ring(branch)
    actions.answer(**by(branch, "monitor", incident, 10))
    optional = actions.skip(code="dispatch", reason="", **by(branch, "monitor", incident))
    assert optional.note == "无需" and not Notice.objects.filter(topic="incident").exists()


def test_who_answers_nobody_tells_the_supervisor_once(branch, source):
    incident = ring(branch)
    assert telling.tell_unanswered(at=after(59)) == 0
    assert (telling.tell_unanswered(at=after(61)), telling.tell_unanswered(at=after(62))) == (1, 0)
    incident.refresh_from_db()
    assert incident.told_at == after(61) and Notice.objects.get(topic="incident").recipient == branch.chief.tag


def test_an_answered_incident_rings_again_when_its_zone_is_triggered_again_and_is_not_closed_unseen(branch, source):
    panel = Line(branch)
    incident = ring(branch, line=panel)
    worked(branch, incident, *CALM)
    assert queue(branch.monitor.user).get().unseen is False
    panel.sia("BA", "1", at=after(100))
    assert take_up(at=after(101)) == [incident] and take_up(at=after(102)) == []
    incident.refresh_from_db()
    assert (incident.state, incident.answer_by, Alarm.house.get().state) == ("working", after(160), "active")
    assert queue(branch.monitor.user).get().unseen is True
    assert (
        IncidentChange.objects.filter(incident=incident, verb="trigger", note=f"alarm:{Alarm.house.get().pk}").count()
        == 1
    )
    assert (telling.tell_unanswered(at=after(159)), telling.tell_unanswered(at=after(161))) == (0, 1)
    assert "先确认新报警" in closing(branch, incident, "animal")
    actions.acknowledge(alarm_id=Alarm.house.get().pk, **by(branch, "monitor", incident, 200))
    assert closing(branch, incident, "animal") == "" and Alarm.house.get().state == "closed"


def test_triggered_again_while_another_alarm_of_it_rings_the_limit_is_that_of_the_first(branch, source):
    panel = Line(branch)
    incident = ring(branch, line=panel)
    worked(branch, incident, *CALM)
    panel.sia("BA", "3", at=after(100))
    take_up(at=after(100))
    panel.sia("BA", "1", at=after(130))
    assert take_up(at=after(130)) == [incident]
    incident.refresh_from_db()
    assert incident.answer_by == after(160)


def test_an_incident_rises_with_its_alarm(branch, source):
    incident = ring(branch)
    alarms.tend(at=after(181))
    take_up(at=after(182))
    incident.refresh_from_db()
    assert (Alarm.house.get().severity, incident.severity) == (4, 4)


INTRUDER = (("picture", "people_seen"), ("call", "no_answer"), ("dispatch", "both"), ("report", "told"))


def closing(branch: Branch, incident: Incident, cause: str, note: str = "说明", *, who: str = "monitor") -> str:
    """What speaks against closing; empty when it closed."""
    try:
        actions.close(cause=cause, note=note, **by(branch, who, incident, 300))
    except IncidentFault as fault:
        return str(fault)
    return ""


def test_a_real_cause_is_refused_while_an_outcome_says_the_opposite_or_nobody_was_sent(branch, source):
    incident = ring(branch)
    worked(branch, incident, *CALM)
    actions.skip(code="dispatch", reason="", **by(branch, "monitor", incident, 40))
    fault = closing(branch, incident, "intrusion")
    incident.refresh_from_db()
    assert incident.state == "working" and "派人到场" in fault and "有人接听" in fault and "误报" in fault
    for number, (code, outcome) in enumerate(INTRUDER):
        if code != "dispatch":  # left out as not needed, it waits again by itself
            actions.take_back(code=code, reason="回看录像", **by(branch, "monitor", incident, 50 + number))
        actions.settle(code=code, outcome=outcome, **by(branch, "monitor", incident, 60 + number))
    assert closing(branch, incident, "intrusion", note=" ")  # what happened has to be said
    assert closing(branch, incident, "intrusion") == ""
    verbs = [c.verb for c in IncidentChange.objects.filter(incident=incident)]
    assert verbs.count("take_back") == 3 and verbs[-1] == "close"


def test_a_fire_that_burnt_is_not_closed_as_false_nor_a_real_one_without_the_brigade(branch, source):
    incident = ring(branch, "FA", "1")
    for seconds, who in ((5, "monitor"), (6, "fire1")):
        actions.answer(**by(branch, who, incident, seconds))
    for code, outcome in (("confirm", "burning"), ("linkage", "turned"), ("plan", "started"), ("report", "told")):
        actions.settle(code=code, outcome=outcome, **by(branch, "monitor", incident, 20))
    assert "119" in closing(branch, incident, "fire")
    actions.settle(code="brigade", outcome="called", **by(branch, "monitor", incident, 30))
    assert "火情属实" in closing(branch, incident, "dust_or_steam")
    assert closing(branch, incident, "fire") == ""


@pytest.mark.parametrize("cause", ["animal", "weather", "device_fault", "unknown"])
def test_people_who_were_seen_are_no_animal(branch, source, cause):
    incident = ring(branch)
    worked(
        branch, incident, ("picture", "people_seen"), ("call", "all_well"), ("dispatch", "police"), ("report", "told")
    )
    assert "发现人员或破坏" in closing(branch, incident, cause)
    assert closing(branch, incident, "staff_error") == ""


def test_a_mandatory_step_skipped_with_a_reason_does_not_keep_a_real_case_open_for_ever(branch, source):
    incident = ring(branch)
    worked(branch, incident, INTRUDER[0])
    actions.skip(code="call", reason="电话线断", **by(branch, "monitor", incident, 30))
    actions.skip(code="dispatch", reason="民警已在场", **by(branch, "monitor", incident, 31))
    actions.settle(code="report", outcome="told", **by(branch, "monitor", incident, 32))
    assert closing(branch, incident, "intrusion") == ""


def test_a_step_that_waits_or_is_anothers_is_not_judged_again_and_a_reason_is_wanted(branch, source):
    incident = ring(branch)
    worked(branch, incident, CALM[0])
    for who, code, reason in (("monitor", "call", "x"), ("monitor", "picture", " "), ("fire1", "picture", "x")):
        with pytest.raises(IncidentFault):
            actions.take_back(code=code, reason=reason, **by(branch, who, incident, 30))
    assert incident.steps.get(code="picture").outcome == "nothing_seen"
    again = actions.take_back(code="picture", reason="看错机位", **by(branch, "monitor", incident, 40))
    assert (again.state, again.by, again.due_at) == ("waiting", None, after(130))


def test_while_the_second_answer_is_missing_the_alarm_goes_on_rising_and_the_supervisor_hears(branch, source):
    hold_up, burglary = ring(branch, "HA", "2"), ring(branch, "BA", "1", seconds=1)
    actions.answer(**by(branch, "monitor", hold_up, 5))
    actions.answer(**by(branch, "monitor", burglary, 6))
    assert (
        Alarm.house.get(kind="hold_up").state == "active" and Alarm.house.get(kind="intrusion").state == "acknowledged"
    )
    assert next(iter(queue(branch.monitor.user))) == hold_up
    assert (telling.tell_unanswered(at=after(29)), telling.tell_unanswered(at=after(31))) == (0, 1)
    assert "第二人" in Notice.objects.get(topic="incident").zh
    actions.answer(**by(branch, "fire1", hold_up, 40))
    hold_up.refresh_from_db()
    assert hold_up.lacking == 0 and Alarm.house.get(kind="hold_up").state == "acknowledged"


def test_a_mandatory_step_over_its_limit_tells_the_supervisor_once(branch, source):
    incident = ring(branch)
    actions.answer(**by(branch, "monitor", incident, 10))
    assert [telling.tell_overdue(at=after(seconds)) for seconds in (89, 91, 95)] == [0, 1, 0]
    assert "调看图像" in Notice.objects.get(topic="incident").zh
    actions.settle(code="picture", outcome="nothing_seen", **by(branch, "monitor", incident, 96))
    assert telling.tell_overdue(at=after(170)) == 0


def test_reopened_it_waits_again_with_fresh_clocks(branch, source):
    incident = ring(branch)
    worked(branch, incident, *CALM)
    actions.close(cause="unknown", **by(branch, "monitor", incident, 300))
    with pytest.raises(IncidentFault):
        actions.reopen(reason="", **by(branch, "fire1", incident, 400))
    again = actions.reopen(reason="网点来电", **by(branch, "fire1", incident, 400))
    assert (again.state, again.operator, again.cause, again.reopened) == ("working", branch.fire1, "", 1)
    assert {s.state for s in again.steps.all()} == {"waiting"} and again.steps.get(code="picture").due_at == after(490)


def test_it_is_not_reopened_beside_an_open_one(branch, source):
    line = Line(branch)
    incident = ring(branch, line=line)
    worked(branch, incident, *CALM)
    actions.close(cause="unknown", **by(branch, "monitor", incident, 300))
    ring(branch, "BA", "3", seconds=310, line=line)
    with pytest.raises(IncidentFault):
        actions.reopen(reason="再看", **by(branch, "monitor", incident, 320))
    assert Incident.house.get(pk=incident.pk).state == "closed"


@pytest.mark.parametrize("who", ["chief", "outlet", "teller", "stranger"])
def test_others_than_operators_may_not_work_it_and_nothing_changes(branch, source, who):
    incident = ring(branch)
    before = ledger.head()
    for work in (
        lambda: actions.answer(**by(branch, who, incident)),
        lambda: actions.settle(code="picture", outcome="nothing_seen", **by(branch, who, incident)),
        lambda: actions.skip(code="picture", reason="x", **by(branch, who, incident)),
        lambda: actions.close(cause="unknown", **by(branch, who, incident)),
        lambda: actions.reopen(reason="x", **by(branch, who, incident)),
    ):
        with pytest.raises(Denied):
            work()
    incident.refresh_from_db()
    assert incident.state == "ringing" and ledger.head() == before


def test_a_colleague_who_did_not_answer_settles_nothing(branch, source):
    incident = ring(branch)
    actions.answer(**by(branch, "monitor", incident, 5))
    with pytest.raises(IncidentFault):
        actions.settle(code="picture", outcome="nothing_seen", **by(branch, "fire1", incident))
    assert incident.steps.get(code="picture").state == "waiting"


def test_an_open_incident_goes_to_the_next_shift_and_both_sign(branch, source):
    incident = ring(branch)
    actions.answer(**by(branch, "monitor", incident, 5))
    base = {"at": after(600)}
    row = handover.offer(actor=branch.monitor, reach=branch.reach("monitor"), note="等网点回电", **base)
    assert row.incidents == [incident.pk]
    with pytest.raises(IncidentFault):
        handover.offer(actor=branch.monitor, reach=branch.reach("monitor"), note="再来", **base)
    with pytest.raises(IncidentFault):
        handover.take(actor=branch.monitor, reach=branch.reach("monitor"), handover_id=row.pk, **base)
    with pytest.raises(Denied):
        handover.take(actor=branch.chief, reach=branch.reach("chief"), handover_id=row.pk, **base)
    taken = handover.take(actor=branch.fire1, reach=branch.reach("fire1"), handover_id=row.pk, at=after(660))
    incident.refresh_from_db()
    assert (taken.taker, incident.operator) == (branch.fire1, branch.fire1)
    actions.settle(code="picture", outcome="nothing_seen", **by(branch, "fire1", incident, 700))
    lines = LedgerLine.house.filter(subject=f"handover:{row.pk}").order_by("seq").values_list("verb", "actor")
    assert list(lines) == [
        ("incidents.handover.offered", branch.monitor.tag),
        ("incidents.handover.taken", branch.fire1.tag),
    ]


def test_a_withdrawn_hand_over_leaves_everything_where_it_was(branch, source):
    row = handover.offer(actor=branch.monitor, reach=branch.reach("monitor"), note="交班", at=after(1))
    handover.withdraw(actor=branch.monitor, reach=branch.reach("monitor"), handover_id=row.pk, at=after(2))
    with pytest.raises(IncidentFault):
        handover.take(actor=branch.fire1, reach=branch.reach("fire1"), handover_id=row.pk, at=after(3))
    assert HandOver.house.get().taker is None


def test_the_database_refuses_two_open_ones_of_a_kind_and_a_close_without_a_cause(branch, source):
    incident = ring(branch)
    with pytest.raises(IntegrityError), transaction.atomic():
        Incident.house.create(
            institution=incident.institution,
            procedure="intrusion",
            version=1,
            severity=1,
            opened_at=at(),
            answer_by=at(),
        )
    with pytest.raises(IntegrityError), transaction.atomic():
        Incident.house.filter(pk=incident.pk).update(state="closed", closed_at=at())


def tenfold() -> float:
    return 10


def test_a_clock_that_runs_faster_leaves_people_their_seconds(branch: Branch, source, settings):
    settings.ANBAO_PACE = "tests.command.incidents.test_actions.tenfold"
    incident = ring(branch)
    step = incident.steps.get(code="picture")
    assert (step.within, step.due_at) == (90, after(900))
    assert rules.clock(step.due_at, step.within, after(300), 10) == rules.Clock(60, pytest.approx(1 / 3))


def late_to_arm(branch: Branch) -> Incident:
    source = AlarmSource.house.get()
    ArmingSchedule.house.create(
        institution=source.institution, days="every", opens=time(8), closes=time(9), since=date(2021, 1, 1)
    )
    Line(branch).sia("OP", "1", at=at(hour=8, minute=30))
    alarms.tend(at=at(hour=9, minute=31))
    take_up(at=at(hour=9, minute=31))
    return Incident.house.get(procedure="arming")


LATE_WORK = (("picture", "staff_inside"), ("call", "approved"), ("armed", "open"))


def test_what_still_stands_stays_acknowledged_rings_again_after_its_time_and_ends_when_it_is_over(branch, source):
    incident = late_to_arm(branch)
    base = {"actor": branch.monitor, "reach": branch.reach("monitor"), "incident_id": incident.pk}
    closed = at(hour=9, minute=35)
    actions.answer(at=closed, **base)
    for code, outcome in LATE_WORK:
        actions.settle(code=code, outcome=outcome, at=closed, **base)
    actions.close(cause="late_work", at=closed, **base)
    assert Alarm.house.get().state == "acknowledged"
    for minutes in (1, 59):
        alarms.tend(at=closed + timedelta(minutes=minutes))
        assert take_up(at=closed + timedelta(minutes=minutes)) == []
    assert take_up(at=closed + timedelta(minutes=61)) == [incident]
    incident.refresh_from_db()
    assert (incident.state, incident.lacking, incident.cause, incident.reopened) == ("ringing", 1, "", 1)
    assert {step.state for step in incident.steps.all()} == {"waiting"} and not incident.answers.exists()
    Line(branch).sia("CL", "1", at=closed + timedelta(minutes=62))
    assert Alarm.house.get().state == "closed" and Incident.house.count() == 1


def test_a_low_battery_rings_again_while_it_is_low_and_ends_when_it_is_charged(branch, source):
    panel = Line(branch)
    incident = ring(branch, "YT", "", line=panel)
    assert (incident.procedure, Alarm.house.get().kind) == ("fault", "battery")
    worked(branch, incident, ("judge", "protected"), ("repair", "ordered"))
    actions.close(cause="equipment", **by(branch, "monitor", incident, 300))
    assert Alarm.house.get().state == "acknowledged"
    assert take_up(at=after(300 + 4 * 3600 - 1)) == [] and take_up(at=after(300 + 4 * 3600)) == [incident]
    incident.refresh_from_db()
    assert (incident.state, incident.reopened) == ("ringing", 1)
    worked(branch, incident, ("judge", "protected"), ("repair", "ordered"))
    actions.close(cause="equipment", **by(branch, "monitor", incident, 5 * 3600))
    panel.sia("YR", "", at=after(6 * 3600))
    assert Alarm.house.get().state == "closed" and take_up(at=after(24 * 3600)) == []


def test_a_mute_panel_is_not_well_because_its_incident_was_closed(branch, source):
    AlarmSource.house.update(interval=60, last_heard_at=at())
    Gateway.house.create(name="g", institution=branch.places["ZJK"], started_at=at(), beat_at=at())
    alarms.tend(at=after(90))
    take_up(at=after(90))
    incident = Incident.house.get(procedure="silent")
    worked(branch, incident, ("picture", "all_well"), ("call", "line_down"))
    actions.close(cause="line", **by(branch, "monitor", incident, 300))
    assert Alarm.house.get().state == "acknowledged"
    Line(branch).sia("RP", at=after(400))
    alarms.tend(at=after(401))
    assert Alarm.house.get().state == "closed"
