"""What the desk knows reaches down and beside: a zero report is contradicted, the map rings, the place's page tells."""

from datetime import timedelta

import pytest

from anbao.command.incidents import actions
from anbao.command.incidents.queries import real_incident_paths, ringing_places
from anbao.loom.records.actions import Filing, file_record
from anbao.loom.records.contradictions import compare
from anbao.loom.tasks.models import Task
from anbao.loom.tasks.weaving import weave
from tests.branch import DAY, NOW, Branch, at
from tests.command.incidents.desks import after, outlet_source, ring


def close(branch: Branch, incident, cause: str) -> None:
    base = {"actor": branch.monitor, "reach": branch.reach("monitor"), "incident_id": incident.pk, "at": after(60)}
    actions.answer(**base)
    called = (("call", "in_danger"), ("dispatch", "both")) if cause == "intrusion" else (("call", "all_well"),)
    for code, outcome in (("picture", "nothing_seen"), *called, ("report", "told")):
        actions.settle(code=code, outcome=outcome, **base)
    actions.close(cause=cause, note="现场核实", **base)


@pytest.mark.parametrize("cause, contradicted", [("intrusion", 1), ("animal", 0)])
def test_a_real_incident_contradicts_the_zero_report_of_its_day(branch: Branch, cause, contradicted):
    outlet_source(branch)
    campaign = branch.campaign(record="zero_report")
    weave(campaign, at=NOW)
    task = Task.house.get(campaign=campaign, institution=branch.places["CL01"], measure__code="daily-note", day=DAY)
    filing = Filing(
        actor=branch.outlet, at=at(hour=17), kind="zero_report", task=task.pk, values={"accidents": 0, "cases": 0}
    )  # fmt: skip
    record = file_record(filing, reach=branch.reach("outlet"))
    close(branch, ring(branch), cause)
    assert compare(day=DAY, at=at(hour=19)) == contradicted
    record.refresh_from_db()
    assert record.flags == ["contradicted"] * contradicted


def test_only_the_day_it_rang_on_is_contradicted(branch: Branch):
    outlet_source(branch)
    close(branch, ring(branch), "intrusion")
    midnight = at(hour=0)
    assert real_incident_paths(midnight, midnight + timedelta(days=1)) == {branch.places["CL01"].path}
    assert real_incident_paths(midnight + timedelta(days=1), midnight + timedelta(days=2)) == set()


def test_a_place_rings_on_the_map_until_somebody_answers(branch: Branch):
    outlet_source(branch)
    incident = ring(branch)
    assert ringing_places(branch.chief.user) == {branch.places["CL01"].pk: 3}
    assert ringing_places(branch.stranger.user) == {}
    actions.answer(actor=branch.monitor, reach=branch.reach("monitor"), incident_id=incident.pk, at=after(5))
    assert ringing_places(branch.chief.user) == {branch.places["CL01"].pk: 0}
