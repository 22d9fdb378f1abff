"""A signal from a device under test closes its line of the one-by-one test, and says only what it proves."""

from datetime import timedelta

import pytest

from anbao.loom.records.models import Record
from anbao.loom.tasks.models import Task
from anbao.senses.alarms import actions
from anbao.senses.alarms.models import Zone
from tests.branch import NOW, Branch, at
from tests.senses.alarms.lines import Line, outlet_source


@pytest.fixture
def line_of_test(branch: Branch):
    """A source, and the open test line of the device of its first zone, due from the outlet's manager."""
    source = outlet_source(branch)
    campaign = branch.campaign(record="device_test")
    device = Zone.house.get(source=source, number="1").device
    task = Task.house.create(
        campaign=campaign, net="riskcontrol", record_kind="device_test", zh="逐台检测", en="One-by-one test", institution=device.institution,
        device=device, subject=f"D{device.pk}", slot="once", day=NOW.date(), opens_at=NOW, due_at=NOW + timedelta(days=3),
        grace_until=NOW + timedelta(days=4), assignee=branch.outlet,
    )  # fmt: skip
    return source, task


def under_test(branch, source, tester):
    actions.start_test(
        actor=branch.monitor, reach=branch.reach("monitor"), source_id=source.pk, until=at(hour=10), reason="逐台检测", at=at(),
        tester=branch.people[tester],
    )  # fmt: skip


def test_the_line_is_done_with_what_the_signal_proves(branch, line_of_test):
    source, task = line_of_test
    under_test(branch, source, "outlet")
    Line(branch).sia("BA", "1", at=at(hour=9))
    task.refresh_from_db()
    record = Record.house.get(task=task)
    assert (task.state, record.filed_by, record.device) == ("done", branch.outlet, task.device)
    assert record.checks["function"] == record.checks["reaches_centre"] == "ok"
    assert record.checks["looks_whole"] == record.checks["in_date"] == "na"
    assert Zone.house.get(number="1").last_test_at == at(hour=9)


def test_outside_a_test_a_signal_proves_nothing(branch, line_of_test):
    _source, task = line_of_test
    Line(branch).sia("BA", "1", at=at(hour=9))
    task.refresh_from_db()
    assert task.state == "open" and Record.house.count() == 0


def test_a_tester_who_may_not_sign_there_leaves_the_line_open_and_the_signal_kept(branch, line_of_test):
    source, task = line_of_test
    under_test(branch, source, "stranger_teller")
    assert Line(branch).sia("BA", "1", at=at(hour=9)) == [True]
    task.refresh_from_db()
    assert task.state == "open" and Record.house.count() == 0
