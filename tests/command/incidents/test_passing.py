"""Who has an incident, and how it passes on: alarms that join an answered one, hand-over, taking over from somebody gone, freeing."""

import pytest

from anbao.command.incidents import actions, handover, telling
from anbao.command.incidents.actions import IncidentFault
from anbao.command.incidents.models import Incident, IncidentChange
from anbao.command.incidents.queries import queue, ringing_places
from anbao.kit.access.scopes import Denied
from anbao.kit.inbox.models import Notice
from anbao.kit.ledger import actions as ledger
from anbao.kit.ledger.models import Line as LedgerLine
from anbao.nets.riskcontrol.duty.models import Roster, Turn
from anbao.nets.riskcontrol.duty.queries import on_shift_until
from anbao.org.models import Area
from anbao.senses.alarms.models import Alarm
from tests.branch import DAY, Branch, at
from tests.command.incidents.desks import after, outlet_source, ring
from tests.command.incidents.test_actions import CALM, by, closing, worked
from tests.senses.alarms.lines import Line


@pytest.fixture
def source(branch: Branch):
    return outlet_source(branch)


@pytest.fixture
def line(branch, source) -> Line:
    return Line(branch)


@pytest.fixture
def joined(branch, line) -> tuple[Incident, Alarm]:
    """An incident that the monitoring operator answered, and an alarm that joined it afterwards."""
    incident = ring(branch, "BA", "1", line=line)
    actions.answer(**by(branch, "monitor", incident, 10))
    ring(branch, "TA", "3", seconds=20, line=line)
    return incident, Alarm.house.get(kind="tamper")


def on_turn(branch: Branch, name: str, *, until: float) -> Turn:
    """A turn of a published roster that runs from the branch's moment."""
    room = Area.house.get(kind="fire_control_room")
    roster = Roster.house.create(
        area=room, first=DAY.replace(day=1), days=31, state="published", made_by=branch.chief, made_at=at(), published_by=branch.chief,
        published_at=at(),
    )  # fmt: skip
    return Turn.house.create(
        roster=roster, person=branch.people[name], day=DAY, shift="day", starts_at=at(), ends_at=after(until)
    )


# ---- each alarm is acknowledged by itself


def test_an_alarm_that_joins_an_answered_incident_rings_until_it_is_acknowledged_itself(branch, joined):
    incident, alarm = joined
    assert alarm.state == "active"
    first = queue(branch.monitor.user).first()
    assert (first, first.unseen) == (incident, True)
    assert ringing_places(branch.monitor.user) == {incident.institution_id: 3}
    for number, (code, outcome) in enumerate(CALM):
        actions.settle(code=code, outcome=outcome, **by(branch, "monitor", incident, 30 + number))
    alarm.refresh_from_db()
    assert alarm.state == "active"  # working on says nothing of an alarm that nobody has looked at
    assert str(alarm) in closing(branch, incident, "device_fault")
    actions.acknowledge(alarm_id=alarm.pk, **by(branch, "monitor", incident, 50))
    alarm.refresh_from_db()
    assert (alarm.state, alarm.acknowledged_by) == ("acknowledged", branch.monitor)
    assert ringing_places(branch.monitor.user) == {incident.institution_id: 0}
    assert LedgerLine.house.filter(verb="incidents.incident.alarm_acknowledged").count() == 1
    assert closing(branch, incident, "device_fault") == ""


def test_what_joins_while_somebody_presses_answer_is_not_answered_with_it(branch, source):
    line = Line(branch)
    incident = ring(branch, "BA", "1", line=line)
    shown = Alarm.house.get()
    ring(branch, "TA", "3", seconds=5, line=line)
    actions.answer(newest=shown.pk, **by(branch, "monitor", incident, 10))
    assert list(Alarm.house.order_by("pk").values_list("state", flat=True)) == ["acknowledged", "active"]
    assert queue(branch.monitor.user).get().unseen


def test_only_who_has_it_acknowledges_and_only_once(branch, joined):
    incident, alarm = joined
    before = ledger.head()
    for who, refusal in (("fire1", IncidentFault), ("chief", Denied), ("stranger", Denied)):
        with pytest.raises(refusal):
            actions.acknowledge(alarm_id=alarm.pk, **by(branch, who, incident, 30))
    assert ledger.head() == before
    actions.acknowledge(alarm_id=alarm.pk, **by(branch, "monitor", incident, 30))
    with pytest.raises(IncidentFault):
        actions.acknowledge(alarm_id=alarm.pk, **by(branch, "monitor", incident, 31))


def test_nobody_acknowledges_a_new_alarm_and_the_supervisor_hears_once_each_time(branch, joined, line):
    incident, alarm = joined
    assert [telling.tell_unanswered(at=after(seconds)) for seconds in (79, 81, 90)] == [0, 1, 0]
    assert "新报警无人确认" in Notice.objects.get(topic="incident").zh
    actions.acknowledge(alarm_id=alarm.pk, **by(branch, "monitor", incident, 100))
    assert telling.tell_unanswered(at=after(150)) == 0
    ring(branch, "TA", "2", seconds=200, line=line)
    assert incident.links.count() == 3
    assert [telling.tell_unanswered(at=after(seconds)) for seconds in (259, 261, 262)] == [0, 1, 0]


# ---- the hand-over takes it from the giver


def test_who_handed_it_over_works_it_no_more_and_who_answered_beside_him_does(branch, source):
    incident = ring(branch, "FA", "1")
    for seconds, who in ((5, "monitor"), (6, "fire1")):
        actions.answer(**by(branch, who, incident, seconds))
    row = handover.offer(actor=branch.monitor, reach=branch.reach("monitor"), note="交班", at=after(10))
    handover.take(actor=branch.fire2, reach=branch.reach("fire2"), handover_id=row.pk, at=after(20))
    for work in (
        lambda: actions.settle(code="confirm", outcome="no_fire", **by(branch, "monitor", incident, 30)),
        lambda: actions.skip(code="confirm", reason="x", **by(branch, "monitor", incident, 30)),
        lambda: actions.close(cause="unknown", **by(branch, "monitor", incident, 30)),
    ):
        with pytest.raises(IncidentFault):
            work()
    actions.settle(code="confirm", outcome="no_fire", **by(branch, "fire1", incident, 40))
    actions.settle(code="report", outcome="reason_noted", **by(branch, "fire2", incident, 50))
    incident.refresh_from_db()
    assert (incident.operator, incident.lacking) == (branch.fire2, 0)
    assert incident.answers.get(person=branch.monitor).left_at == after(20)


def test_reopened_it_is_his_who_opened_it_again(branch, source):
    incident = ring(branch)
    worked(branch, incident, *CALM)
    assert closing(branch, incident, "unknown") == ""
    actions.reopen(reason="网点来电", **by(branch, "fire1", incident, 400))
    with pytest.raises(IncidentFault):
        actions.settle(code="picture", outcome="nothing_seen", **by(branch, "monitor", incident, 410))


# ---- from somebody who is gone


def test_a_colleague_takes_over_from_who_is_off_duty_and_both_he_and_the_supervisor_are_told(branch, source):
    incident = ring(branch)
    actions.answer(**by(branch, "monitor", incident, 5))
    on_turn(branch, "monitor", until=600)
    with pytest.raises(IncidentFault, match="08:10"):
        handover.take_over(reason="找不到人", **by(branch, "fire1", incident, 599))
    with pytest.raises(IncidentFault):
        handover.take_over(reason=" ", **by(branch, "fire1", incident, 600))
    taken = handover.take_over(reason="下班未交班", **by(branch, "fire1", incident, 600))
    assert taken.operator == branch.fire1
    told = {notice.recipient: notice.zh for notice in Notice.objects.filter(topic="incident")}
    assert "由何燃接手:下班未交班" in told[branch.monitor.tag] and "孙望" in told[branch.chief.tag]
    line = LedgerLine.house.get(verb="incidents.incident.taken_over")
    assert line.actor == branch.fire1.tag and branch.monitor.tag in str(line.detail)
    actions.settle(code="picture", outcome="nothing_seen", **by(branch, "fire1", incident, 610))
    with pytest.raises(IncidentFault):
        actions.settle(code="call", outcome="all_well", **by(branch, "monitor", incident, 620))
    with pytest.raises(IncidentFault):
        handover.take_over(reason="再来", **by(branch, "fire1", incident, 630))


def test_who_took_it_over_by_signature_is_there_until_a_turn_of_his_ends(branch, source):
    incident = ring(branch)
    actions.answer(**by(branch, "monitor", incident, 5))
    row = handover.offer(actor=branch.monitor, reach=branch.reach("monitor"), note="交班", at=after(10))
    handover.take(actor=branch.fire1, reach=branch.reach("fire1"), handover_id=row.pk, at=after(20))
    assert handover.left_behind(Incident.house.all(), after(21)) == []
    with pytest.raises(IncidentFault, match="何燃已于08:00签字接班"):
        handover.take_over(reason="不在班", **by(branch, "monitor", incident, 30))
    on_turn(branch, "fire1", until=600)
    assert handover.left_behind(Incident.house.all(), after(599)) == []
    assert handover.left_behind(Incident.house.all(), after(600)) == [incident]
    assert handover.take_over(reason="下班未交班", **by(branch, "monitor", incident, 600)).operator == branch.monitor


def test_a_signature_without_any_turn_counts_for_a_day(branch, source):
    incident = ring(branch)
    actions.answer(**by(branch, "monitor", incident, 5))
    row = handover.offer(actor=branch.monitor, reach=branch.reach("monitor"), note="交班", at=after(10))
    handover.take(actor=branch.fire1, reach=branch.reach("fire1"), handover_id=row.pk, at=after(20))
    day = 24 * 3600
    assert handover.left_behind(Incident.house.all(), after(day + 19)) == []
    assert handover.left_behind(Incident.house.all(), after(day + 20)) == [incident]


@pytest.mark.parametrize("who", ["chief", "outlet", "stranger"])
def test_who_may_not_work_it_does_not_take_it_over(branch, source, who):
    incident = ring(branch)
    actions.answer(**by(branch, "monitor", incident, 5))
    before = ledger.head()
    with pytest.raises(Denied):
        handover.take_over(reason="x", **by(branch, who, incident))
    incident.refresh_from_db()
    assert incident.operator == branch.monitor and ledger.head() == before


def test_the_supervisor_frees_it_at_once_and_it_rings_for_the_next(branch, source):
    incident = ring(branch)
    worked(branch, incident, CALM[0])
    on_turn(branch, "monitor", until=3600)
    freed = handover.free(reason="值机员突发疾病", **by(branch, "chief", incident, 100))
    assert (freed.state, freed.operator, freed.lacking, freed.answer_by) == ("ringing", None, 1, after(160))
    assert incident.steps.get(code="picture").state == "done"  # what was done stays done
    assert telling.tell_unanswered(at=after(161)) == 1
    with pytest.raises(IncidentFault):
        actions.settle(code="call", outcome="all_well", **by(branch, "monitor", incident, 165))
    actions.answer(**by(branch, "fire1", incident, 170))
    actions.settle(code="call", outcome="all_well", **by(branch, "fire1", incident, 180))
    verbs = list(IncidentChange.objects.filter(incident=incident).values_list("verb", flat=True))
    assert verbs == ["open", "answer", "settle", "free", "answer", "settle"]


def test_freed_from_one_of_two_the_other_works_it(branch, source):
    incident = ring(branch, "FA", "1")
    for seconds, who in ((5, "monitor"), (6, "fire1")):
        actions.answer(**by(branch, who, incident, seconds))
    freed = handover.free(reason="离岗", **by(branch, "chief", incident, 100))
    assert (freed.state, freed.operator, freed.lacking) == ("working", branch.fire1, 0)


@pytest.mark.parametrize("who", ["fire1", "outlet", "stranger", "auditor"])
def test_nobody_else_frees_it(branch, source, who):
    incident = ring(branch)
    actions.answer(**by(branch, "monitor", incident, 5))
    before = ledger.head()
    with pytest.raises(Denied):
        handover.free(reason="x", **by(branch, who, incident))
    incident.refresh_from_db()
    assert incident.operator == branch.monitor and ledger.head() == before


def test_a_second_answer_still_lacking_is_not_given_by_who_took_over(branch, source):
    incident = ring(branch, "FA", "1")
    actions.answer(**by(branch, "monitor", incident, 5))
    handover.take_over(reason="离岗", **by(branch, "fire1", incident, 100))
    with pytest.raises(IncidentFault):
        actions.answer(**by(branch, "fire1", incident, 110))
    actions.answer(**by(branch, "fire2", incident, 120))
    incident.refresh_from_db()
    assert (incident.operator, incident.lacking) == (branch.fire1, 0)


def test_the_turn_that_counts_is_the_one_that_runs(branch, source):
    turn = on_turn(branch, "monitor", until=600)
    assert on_shift_until(branch.monitor, after(0)) == turn.ends_at
    assert on_shift_until(branch.monitor, after(600)) is None
    Roster.house.update(state="draft", published_at=None, published_by=None)
    assert on_shift_until(branch.monitor, after(10)) is None
