"""What still stands when an incident is closed: it goes on until it is over, and nobody has to remember it."""

import json

import pytest

from anbao.command.incidents import actions
from anbao.command.incidents.actions import IncidentFault
from anbao.command.incidents.models import Incident
from anbao.command.incidents.opening import take_up
from anbao.kit.ledger.models import Line as LedgerLine
from anbao.senses.alarms.models import Alarm
from tests.command.incidents.desks import after, outlet_source, ring
from tests.command.incidents.test_actions import CALM, by, worked
from tests.command.incidents.test_views import as_
from tests.reading import nothing_changes
from tests.senses.alarms.lines import Line

#: seconds after which a tampered detector that still stands rings again (intrusion.yaml)
AGAIN = 4 * 3600


@pytest.fixture
def panel(branch):
    outlet_source(branch)
    return Line(branch)


def closed(branch, incident: Incident, seconds: float = 300, **more) -> Incident:
    return actions.close(cause="device_fault", **by(branch, "monitor", incident, seconds), **more)


@pytest.fixture
def tampered(branch, panel):
    """A detector's lid is open; the incident is worked and not closed yet."""
    incident = ring(branch, "TA", "3", line=panel)
    worked(branch, incident, *CALM)
    return incident


def state(incident: Incident) -> tuple:
    incident.refresh_from_db()
    return incident.state, incident.reopened


def test_a_lid_that_stands_open_rings_again_after_its_time_and_ends_with_its_restore(branch, panel, tampered):
    closed(branch, tampered)
    assert Alarm.house.get().state == "acknowledged" and take_up(at=after(300 + AGAIN - 1)) == []
    assert take_up(at=after(300 + AGAIN)) == [tampered] and state(tampered) == ("ringing", 1)
    worked(branch, tampered, *CALM)
    closed(branch, tampered, 5 * 3600)
    panel.sia("TR", "3", at=after(6 * 3600))
    assert Alarm.house.get().state == "closed" and take_up(at=after(24 * 3600)) == []


@pytest.mark.parametrize(("code", "kind"), [("WA", "water"), ("GA", "gas"), ("TA", "tamper")])
def test_a_detector_that_stands_does_not_end_with_its_incident(branch, panel, code, kind):
    incident = ring(branch, code, "3", line=panel)
    for name in ("monitor", "fire1")[: incident.answers_needed]:
        actions.answer(**by(branch, name, incident, 10))
    for step in incident.steps.all():
        actions.skip(code=step.code, reason="已到场处置", **by(branch, "monitor", incident, 20))
    actions.close(cause="equipment" if code != "TA" else "device_fault", **by(branch, "monitor", incident))
    assert [(alarm.kind, alarm.state) for alarm in Alarm.house.all()] == [(kind, "acknowledged")]


def test_who_saw_on_the_spot_that_it_is_over_ends_it_and_the_ledger_says_so(branch, tampered):
    page = as_(branch, "monitor").get(f"/desk/{tampered.pk}/").content.decode()
    assert "结案后仍保持" in page and 'name="over"' in page
    alarm = Alarm.house.get()
    as_(branch, "monitor").post(f"/desk/{tampered.pk}/close/", {"cause": "device_fault", "over": [alarm.pk]})
    alarm.refresh_from_db()
    assert (alarm.state, state(tampered)) == ("closed", ("closed", 0))
    assert json.loads(LedgerLine.house.get(verb="incidents.incident.closed").detail)["over"] == [alarm.pk]


def test_the_closed_incident_says_what_stands_and_when_it_rings_again(branch, tampered):
    closed(branch, tampered)
    page = as_(branch, "monitor").get(f"/desk/{tampered.pk}/").content.decode()
    assert "届时未复归将再次响铃" in page
    Alarm.house.update(state="closed", closed_at=after(400), returned_at=after(400))
    assert "届时未复归将再次响铃" not in as_(branch, "monitor").get(f"/desk/{tampered.pk}/").content.decode()


def test_a_detector_that_is_triggered_again_after_the_closing_rings_at_once_in_its_incident(branch, panel, tampered):
    closed(branch, tampered)
    panel.sia("TA", "3", at=after(400))
    assert take_up(at=after(400)) == [tampered] and state(tampered) == ("ringing", 1)
    assert list(tampered.changes.order_by("pk").values_list("verb", flat=True))[-2:] == ["again", "trigger"]
    assert take_up(at=after(401)) == []


def test_beside_an_open_incident_of_its_place_it_joins_that_one_and_the_closed_one_keeps_its_words(
    branch, panel, tampered
):
    closed(branch, tampered)
    other = ring(branch, "BA", "1", seconds=350, line=panel)
    actions.answer(**by(branch, "monitor", other, 360))
    panel.sia("TA", "3", at=after(400))
    assert take_up(at=after(400)) == [other]
    assert state(tampered) == ("closed", 0)
    assert {link.alarm.kind for link in other.links.all()} == {"intrusion", "tamper"}
    assert other.changes.order_by("-pk").first().verb == "join"
    page = as_(branch, "monitor").get(f"/desk/{tampered.pk}/").content.decode()
    assert "alarm:" not in page


def test_what_the_receiver_sees_by_itself_nobody_says_to_be_over(branch, tampered):
    alarm = Alarm.house.get()
    Alarm.house.update(kind="silence", code="silence")
    page = as_(branch, "monitor").get(f"/desk/{tampered.pk}/").content.decode()
    assert "结案后仍保持" in page and 'name="over"' not in page
    with nothing_changes(), pytest.raises(IncidentFault) as refused:
        closed(branch, tampered, over=[alarm.pk, 10**6])
    assert str(refused.value).count("系统自行") == 2


def test_what_ends_with_the_incident_is_told_before_it_is_closed(branch, panel):
    incident = ring(branch, "BA", "1", line=panel)
    worked(branch, incident, *CALM)
    assert "随警情结束" in as_(branch, "monitor").get(f"/desk/{incident.pk}/").content.decode()
    closed(branch, incident)
    assert Alarm.house.get().state == "closed"
