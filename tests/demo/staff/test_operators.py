"""The invented operators: patient with a visitor, thorough with the procedure, harmless in their causes."""

from datetime import timedelta

import pytest

from anbao.command.incidents import actions
from anbao.command.incidents.models import Incident, IncidentChange
from anbao.command.incidents.procedures import causes, procedures
from anbao.demo.staff.operators import ACTED, CAUSES, PATIENCE, REAL, VISITORS, Operators
from anbao.org import actions as org
from anbao.senses.alarms.models import AlarmSource
from tests.branch import NOW, Branch, at
from tests.command.incidents.desks import after, outlet_source, ring
from tests.senses.alarms.lines import Line


@pytest.fixture
def incident(branch: Branch) -> Incident:
    """A hold-up at the outlet, and two operators who have no login."""
    for number, kind in enumerate(("monitor_operator", "fire_operator"), 1):
        person = org.prepare_person(
            institution=branch.places["ZJK"], name=f"值机{number}", staff_no=f"O{number}", kind="staff"
        )
        org.add_people(actor="system", at=NOW, people=[person])
        org.seat(actor="system", at=NOW, institution=branch.places["ZJK"], kind=kind, person=person)
    outlet_source(branch)
    return ring(branch, "HA", "2")


def test_nobody_hurries_a_visitor(incident):
    early = at() + PATIENCE * 10 - timedelta(seconds=1)
    assert Operators(seed=1).work(early, speed=10) == 0
    assert Operators(seed=1).work(early, speed=0) == 0
    incident.refresh_from_db()
    assert incident.state == "ringing"


def test_left_alone_it_is_worked_to_its_close_by_two_people(incident):
    moment = at() + PATIENCE * 10
    for _round in range(12):
        Operators(seed=1).work(moment, speed=10)
        moment += timedelta(minutes=2)
    incident.refresh_from_db()
    assert incident.state == "closed" and incident.cause_group != "real" and incident.answers.count() == 2
    assert not incident.steps.filter(mandatory=True, state="waiting").exists()
    assert "skip" not in set(IncidentChange.objects.values_list("verb", flat=True))


def test_an_alarm_that_joins_is_acknowledged_before_the_close(branch, incident):
    moment = at() + PATIENCE * 10
    Operators(seed=1).work(moment, speed=10)
    moment += timedelta(minutes=2)
    Operators(seed=1).work(moment, speed=10)
    ring(branch, "HA", "9", seconds=(moment - at()).total_seconds())
    assert incident.links.count() == 2
    for _round in range(12):
        moment += timedelta(minutes=2)
        Operators(seed=1).work(moment, speed=10)
    incident.refresh_from_db()
    assert incident.state == "closed"
    assert IncidentChange.objects.filter(incident=incident, verb="seen").count() == 1


def test_what_a_visitor_took_is_his(branch, incident):
    actions.answer(actor=branch.monitor, reach=branch.reach("monitor"), incident_id=incident.pk, at=after(20))
    assert Operators(seed=1).work(after(20) + VISITORS * 10 - timedelta(seconds=1), speed=10) == 0
    incident.refresh_from_db()
    assert (incident.operator, incident.answers.count()) == (branch.monitor, 1)


@pytest.fixture
def elsewhere(branch, incident):
    """The same alarm at another place, where no visitor is."""
    other = outlet_source(branch, account="5555")
    AlarmSource.house.filter(pk=other.pk).update(institution=branch.places["HL01"])
    return ring(branch, "BA", "1", line=Line(branch, "5555"))


def test_a_place_where_a_visitor_works_is_left_alone_and_another_is_not(branch, incident, elsewhere):
    second = ring(branch, seconds=5)
    actions.answer(actor=branch.monitor, reach=branch.reach("monitor"), incident_id=incident.pk, at=after(600))
    moment = after(600) + ACTED * 10 - timedelta(seconds=1)
    assert Operators(seed=1).work(moment, speed=10) == 1
    second.refresh_from_db()
    elsewhere.refresh_from_db()
    assert (second.state, elsewhere.state) == ("ringing", "working")
    assert Operators(seed=1).work(moment + timedelta(seconds=1), speed=10) == 1
    second.refresh_from_db()
    assert second.state == "working"


def test_nothing_is_called_harmless_where_a_visitor_closed_something_as_real(branch, incident):
    base = {"actor": branch.monitor, "reach": branch.reach("monitor"), "incident_id": incident.pk, "at": after(20)}
    actions.answer(**base)
    actions.answer(**base | {"actor": branch.fire1, "reach": branch.reach("fire1")})
    for code, outcome in (("picture", "robbery_seen"), ("police", "called"), ("report", "told")):
        actions.settle(code=code, outcome=outcome, **base)
    actions.close(cause="robbery", note="持刀", **base)
    second, early = ring(branch, seconds=30), after(20) + REAL * 10 - timedelta(seconds=1)
    assert Operators(seed=1).work(early, speed=10) == 0
    assert Operators(seed=1).work(early + timedelta(seconds=1), speed=10) == 1
    second.refresh_from_db()
    assert second.state == "working"


def test_their_causes_fit_every_procedure_and_none_is_real():
    assert set(CAUSES) == set(procedures())
    for name, chosen in CAUSES.items():
        assert all(causes()[cause].fits(name) and causes()[cause].group != "real" for cause in chosen)
