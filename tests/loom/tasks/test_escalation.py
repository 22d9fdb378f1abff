"""The ladder: a reminder, then the leader, then up the tree; each rung tells once."""

from datetime import timedelta

import pytest

from anbao.kit.inbox import actions as inbox
from anbao.kit.inbox.models import Notice
from anbao.loom.tasks import actions, tally
from anbao.loom.tasks.escalation import climb
from anbao.loom.tasks.models import Task, TaskState
from anbao.loom.tasks.weaving import weave
from tests.branch import DAY, NOW, at


@pytest.fixture
def campaign(branch):
    campaign = branch.campaign(record="case_warning")
    campaign.measures.exclude(code="daily-note").update(active=False)
    weave(campaign, at=NOW)
    return campaign


def told(person) -> int:
    """How many tasks the person was told of, in however many notices."""
    return sum(n.count for n in Notice.objects.of(person.tag).filter(topic__in=["reminder", "overdue"]))


def test_each_rung_tells_the_right_person_once(branch, campaign):
    assert climb(campaign=campaign, at=at(hour=16)) == {}
    # one hour before 18:00: three outlets' managers
    assert climb(campaign=campaign, at=at(hour=17)) == {"assignee": 3}
    assert climb(campaign=campaign, at=at(hour=17, minute=30)) == {}
    assert climb(campaign=campaign, at=at(hour=18)) == {"assignee": 3}
    assert (told(branch.outlet), told(branch.chongli), told(branch.president)) == (2, 0, 0)
    assert climb(campaign=campaign, at=at(hour=19)) == {"leader": 3}
    # two outlets of Chongli, one of Huailai
    assert (told(branch.chongli), told(branch.huailai)) == (2, 1)
    climb(campaign=campaign, at=at(DAY + timedelta(days=1), hour=18))
    assert told(branch.president) == 3


def test_a_leader_has_one_digest_until_he_reads_it(branch, campaign):
    climb(campaign=campaign, at=at(hour=19))
    tomorrow = DAY + timedelta(days=1)
    weave(campaign, at=at(tomorrow))
    for moment in (at(tomorrow, hour=18), at(tomorrow, hour=20), at(DAY + timedelta(days=2), hour=18)):
        climb(campaign=campaign, at=moment)
    (digest,) = Notice.objects.of(branch.president.tag).unread()
    assert (digest.count, digest.target) == (told(branch.president), "/board/") and digest.count > 3
    assert f"等 {digest.count} 项" in str(digest)
    inbox.read(branch.president.tag, at=NOW)
    climb(campaign=campaign, at=at(DAY + timedelta(days=3), hour=18))
    assert Notice.objects.of(branch.president.tag).unread().count() == 1
    # an outlet's own reminders stay one by one
    assert Notice.objects.of(branch.outlet.tag).filter(count__gt=1, topic="reminder").count() == 0


def test_a_done_task_climbs_no_further(branch, campaign):
    Task.house.filter(campaign=campaign).update(state=TaskState.DONE, timing="on_time", done_at=NOW)
    assert climb(campaign=campaign, at=at(hour=19)) == {}


def test_the_sweep_marks_missed_after_grace_and_moves_the_tally(branch, campaign):
    assert actions.mark_missed(campaign=campaign, at=at(hour=19, minute=59)) == 0
    assert actions.mark_missed(campaign=campaign, at=at(hour=20, minute=1)) == 3
    assert actions.mark_missed(campaign=campaign, at=at(hour=20, minute=1)) == 0
    assert tally.differences(campaign.pk) == []
    cell = tally.CELLS.stored(campaign.pk)[branch.places["ZJK"].pk, "riskcontrol", DAY]
    assert cell == (3, 0, 0, 3, 0)


def test_excusing_needs_power_reach_and_reason(branch, campaign):
    task = Task.house.filter(campaign=campaign, institution=branch.places["CL01"]).first()
    with pytest.raises(actions.Denied):
        actions.excuse(actor=branch.outlet, reach=branch.reach("outlet"), tasks=[task.pk], reason="停电", at=NOW)
    with pytest.raises(actions.Denied):
        actions.excuse(actor=branch.stranger, reach=branch.reach("stranger"), tasks=[task.pk], reason="停电", at=NOW)
    with pytest.raises(actions.TaskFault):
        actions.excuse(actor=branch.chief, reach=branch.reach("chief"), tasks=[task.pk], reason=" ", at=NOW)
    task.refresh_from_db()
    assert task.state == TaskState.OPEN
    actions.excuse(actor=branch.chief, reach=branch.reach("chief"), tasks=[task.pk], reason="停电", at=NOW)
    task.refresh_from_db()
    assert (task.state, task.changes.get().reason) == (TaskState.EXCUSED, "停电")
    assert tally.differences(campaign.pk) == []
