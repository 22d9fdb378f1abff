"""Weaving: idempotent, shows before it does, follows a moved anchor, never loses a done task."""

from datetime import date, timedelta

import pytest
from django.db import transaction

from anbao.kit.ledger.models import Line
from anbao.loom.campaigns import actions as campaigns
from anbao.loom.tasks import tally, weaving
from anbao.loom.tasks.actions import Change, change_states
from anbao.loom.tasks.models import Task, TaskState
from anbao.loom.tasks.weaving import CHANGES, NotStarted, plan, weave
from anbao.org import actions as org
from tests.branch import DAY, NOW, Branch, at


@pytest.fixture
def campaign(branch: Branch):
    return branch.campaign(record="case_warning")


def of(campaign, code: str):
    return Task.house.filter(campaign=campaign, measure__code=code)


def test_weaving_makes_named_dated_tasks(branch: Branch, campaign):
    weave(campaign, at=NOW)
    first = of(campaign, "daily-note").filter(institution=branch.places["CL01"]).first()
    assert (first.assignee, first.day, first.due_at, first.grace_until) == (
        branch.outlet,
        DAY,
        at(hour=18),
        at(hour=20),
    )
    # three outlets, the horizon of fourteen days and today
    assert of(campaign, "daily-note").count() == 3 * 15
    # the commitment is for each outlet manager, dated for the whole campaign
    assert {t.person for t in of(campaign, "pledge")} == {branch.outlet, branch.outlet2, branch.shacheng}
    assert tally.differences(campaign.pk) == []


def test_the_focus_gets_the_higher_cadence(branch: Branch, campaign):
    weave(campaign, at=NOW)
    focus = of(campaign, "weekly-look").filter(institution=branch.places["CL"]).count()
    other = of(campaign, "weekly-look").filter(institution=branch.places["HL"]).count()
    assert focus >= 2 * other > 0


def test_weaving_twice_writes_nothing_twice(campaign):
    first = weave(campaign, at=NOW).totals()
    before = Task.house.count()
    second = weave(campaign, at=NOW).totals()
    assert Task.house.count() == before
    assert second == dict.fromkeys(CHANGES, 0) | {"unchanged": first["new"]}


def test_the_plan_is_what_weaving_then_does(campaign):
    foreseen = plan(campaign, at=NOW)
    assert Task.house.count() == 0
    done = weave(campaign, at=NOW)
    assert foreseen.totals() == done.totals()
    assert foreseen.new == done.new


def test_extending_adds_only_the_new_days(campaign):
    weave(campaign, at=NOW)
    before = Task.house.count()
    later = weave(campaign, at=at(DAY + timedelta(days=7)), extend=True)
    assert later.totals()["new"] == Task.house.count() - before
    assert later.new["daily-note"] == 3 * 7
    assert later.new["pledge"] == 0
    assert tally.differences(campaign.pk) == []
    assert weave(campaign, at=at(DAY + timedelta(days=7))).totals()["new"] == 0


def test_a_moved_anchor_moves_open_tasks_and_keeps_done_ones(branch: Branch, campaign):
    weave(campaign, at=NOW)
    pledges = list(of(campaign, "pledge").order_by("id"))
    Task.house.filter(pk=pledges[0].pk).update(state=TaskState.DONE, timing="on_time", done_at=NOW)
    moved = campaigns.move_anchor(
        actor=branch.chief, reach=branch.reach("chief"), campaign=campaign, anchor="opening", day=date(2022, 2, 6),
        reason="开幕推迟两天", at=NOW,
    )  # fmt: skip
    foreseen = plan(moved, at=NOW)
    assert foreseen.moved["pledge"] == 2
    weave(moved, at=NOW)
    days = {t.pk: t.day for t in of(campaign, "pledge")}
    assert days[pledges[0].pk] == pledges[0].day
    assert days[pledges[1].pk] == pledges[1].day + timedelta(days=2)


def test_what_falls_out_of_scope_is_cancelled_and_comes_back(branch: Branch, campaign):
    weave(campaign, at=NOW)
    place = branch.places["CL02"]
    place.closed_on = DAY
    place.save()
    measure = campaign.measures.get(code="daily-note")
    reach = branch.reach("chief")
    narrower = {**measure.definition, "scope": {**measure.definition["scope"], "codes": ["CL01", "HL01"]}}
    change = {"actor": branch.chief, "reach": reach, "campaign": campaign, "code": "daily-note", "at": NOW}
    place.closed_on = None
    place.save()
    campaigns.change_measure(**change, definition=narrower, reason="网点装修")
    assert weave(campaign, at=NOW).cancelled["daily-note"] == 15
    assert tally.differences(campaign.pk) == []
    campaigns.change_measure(**change, definition=measure.definition, reason="装修结束")
    assert weave(campaign, at=NOW).reopened["daily-note"] == 15
    assert tally.differences(campaign.pk) == []


def test_a_newly_filled_chair_takes_over_tasks_of_nobody(branch: Branch, campaign):
    place = branch.places["HL01"]
    place.posts.update(person=None)
    place.parent.posts.update(person=None)
    definition = {**campaign.measures.get(code="daily-note").definition, "assignee": {"posts": ["outlet_manager"]}}
    campaign.measures.filter(code="daily-note").update(definition=definition)
    weave(campaign, at=NOW)
    orphans = of(campaign, "daily-note").filter(institution=place, assignee__isnull=True)
    assert orphans.count() == 15
    org.seat(actor="system", at=NOW, institution=place, kind="outlet_manager", person=branch.shacheng)
    assert weave(campaign, at=NOW).assigned["daily-note"] == 15
    assert orphans.count() == 0


def test_a_draft_is_not_woven(branch: Branch):
    draft = branch.campaign(record="case_warning", started=False)
    with pytest.raises(NotStarted):
        weave(draft, at=NOW)
    assert Task.house.count() == 0


def test_nothing_is_made_for_the_past(campaign):
    late = at(DAY + timedelta(days=3), hour=19)
    weave(campaign, at=late)
    assert of(campaign, "daily-note").order_by("due_at").first().due_at > late


def revise(branch: Branch, campaign, code: str, **parts):
    measure = campaign.measures.get(code=code)
    campaigns.change_measure(
        actor=branch.chief, reach=branch.reach("chief"), campaign=campaign, code=code, at=NOW, reason="调整",
        definition=None if parts == {"gone": True} else {**measure.definition, **parts},
    )  # fmt: skip


def test_a_preview_of_a_revision_is_what_the_weave_then_does_and_writes_nothing(branch: Branch, campaign):
    weave(campaign, at=NOW)
    measure = campaign.measures.get(code="daily-note")
    wanted = {
        **measure.definition,
        "cadence": {"every": "working_day", "times": ["17:00"], "grace": "1h"},
        "priority": 1,
    }
    made = campaigns.measure_as(campaign, "daily-note", wanted)
    before = Task.house.count(), Line.house.count()
    foreseen = plan(campaign, at=NOW, revised={"daily-note": made})
    dropped = plan(campaign, at=NOW, revised={"pledge": None})
    added = plan(campaign, at=NOW, revised={"new-note": campaigns.measure_as(campaign, "new-note", measure.definition)})
    assert (Task.house.count(), Line.house.count()) == before
    assert dropped.cancelled == {"pledge": of(campaign, "pledge").count()} and sum(dropped.new.values()) == 0
    assert added.new == {"new-note": of(campaign, "daily-note").count()} and sum(added.cancelled.values()) == 0
    assert foreseen.moved["daily-note"] > 0 and foreseen.cancelled["daily-note"] > 0 and not foreseen.new["daily-note"]
    revise(branch, campaign, "daily-note", cadence=wanted["cadence"], priority=1)
    assert weave(campaign, at=NOW).totals() == foreseen.totals()


def test_a_dropped_measure_leaves_no_task_to_come_however_far(branch: Branch, campaign):
    weave(campaign, at=NOW)
    far = of(campaign, "pledge").filter(day__gt=DAY + timedelta(days=14))
    assert far.exists()
    # repeating from now on: the date far ahead is no longer wanted
    revise(branch, campaign, "pledge", cadence={"every": "week", "on": ["mon"], "times": ["17:00"]})
    weave(campaign, at=NOW)
    assert not far.filter(state="open").exists()
    revise(branch, campaign, "pledge", cadence={"at": ["opening+10d"], "times": ["17:00"], "grace": "1d"})
    weave(campaign, at=NOW)
    assert far.filter(state="open").exists()
    revise(branch, campaign, "pledge", gone=True)
    weave(campaign, at=NOW)
    assert not of(campaign, "pledge").filter(state="open").exists() and tally.differences(campaign.pk) == []


def test_other_posts_take_over_open_tasks_and_what_was_given_by_hand_stays(branch: Branch, campaign):
    weave(campaign, at=NOW)
    mine = of(campaign, "daily-note").filter(institution=branch.places["CL01"]).order_by("due_at")
    first, second = mine[:2]
    Task.house.filter(pk=first.pk).update(assignee=branch.teller)
    revise(branch, campaign, "daily-note", assignee={"posts": ["lobby_manager", "sub_branch_head"]}, priority=1)
    done = weave(campaign, at=NOW)
    assert done.assigned["daily-note"] == of(campaign, "daily-note").count() - 1 and done.ranked["daily-note"] > 0
    first.refresh_from_db(), second.refresh_from_db()
    assert (first.assignee, second.assignee, second.post_kind) == (branch.teller, branch.lobby, "lobby_manager")
    assert {first.priority, second.priority} == {1}
    assert (
        of(campaign, "daily-note").get(institution=branch.places["HL01"], slot=second.slot).assignee == branch.huailai
    )
    assert weave(campaign, at=NOW).totals() == dict.fromkeys(CHANGES, 0) | {"unchanged": Task.house.count()}


def test_who_has_done_a_days_task_is_not_asked_again_when_its_hour_is_revised(branch: Branch, campaign):
    weave(campaign, at=NOW)
    today = of(campaign, "daily-note").filter(day=DAY)
    done, excused = today.get(institution=branch.places["CL01"]), today.get(institution=branch.places["CL02"])
    change_states(
        [Change(done, TaskState.DONE, NOW, "person:1"), Change(excused, TaskState.EXCUSED, NOW, "person:1", "停业")]
    )
    revise(branch, campaign, "daily-note", cadence={"every": "working_day", "times": ["19:00"], "grace": "1h"})
    foreseen = plan(campaign, at=NOW)
    assert weave(campaign, at=NOW).totals() == foreseen.totals()
    standing = today.exclude(state=TaskState.CANCELLED)
    assert {t.pk for t in standing.exclude(institution=branch.places["HL01"])} == {done.pk, excused.pk}
    assert standing.get(institution=branch.places["HL01"]).due_at == at(hour=19)
    assert weave(campaign, at=NOW).totals() == dict.fromkeys(CHANGES, 0) | {
        "unchanged": weave(campaign, at=NOW).unchanged
    }
    assert tally.differences(campaign.pk) == []


def test_a_revised_hour_moves_the_days_task_and_keeps_who_was_given_it_by_hand(branch: Branch, campaign):
    weave(campaign, at=NOW)
    given, *_ = mine = list(of(campaign, "daily-note").filter(institution=branch.places["CL01"]).order_by("due_at"))
    Task.house.filter(pk=given.pk).update(assignee=branch.teller, rung=1)
    revise(branch, campaign, "daily-note", cadence={"every": "day", "times": ["17:00"], "grace": "1h"})
    foreseen = plan(campaign, at=NOW)
    made = weave(campaign, at=NOW)
    assert made.totals() == foreseen.totals()
    assert made.moved["daily-note"] == of(campaign, "daily-note").count() and not (+made.new or +made.cancelled)
    now = list(of(campaign, "daily-note").filter(institution=branch.places["CL01"]).order_by("due_at"))
    assert [t.pk for t in now] == [t.pk for t in mine] and {t.state for t in now} == {"open"}
    assert now[0].assignee == branch.teller and now[0].due_at == at(given.day, hour=17) and now[0].rung == 0
    assert weave(campaign, at=NOW).totals() == dict.fromkeys(CHANGES, 0) | {"unchanged": Task.house.count()}
    assert tally.differences(campaign.pk) == []


def test_hours_of_a_day_move_in_order_and_what_is_overdue_gets_only_what_is_left(branch: Branch, campaign):
    revise(branch, campaign, "daily-note", cadence={"every": "day", "times": ["08:30", "18:00"], "grace": "10h"})
    weave(campaign, at=NOW)
    mine = (
        of(campaign, "daily-note")
        .filter(institution=branch.places["CL01"], day=DAY + timedelta(days=1))
        .order_by("due_at")
    )
    early, late = mine
    noon = at(DAY + timedelta(days=1), hour=12)
    revise(branch, campaign, "daily-note", cadence={"every": "day", "times": ["09:30", "19:00"], "grace": "10h"})
    weave(campaign, at=noon)
    assert [(t.pk, t.due_at, t.state) for t in mine.all()] == [
        (early.pk, early.due_at, "open"), (late.pk, at(DAY + timedelta(days=1), hour=19), "open"),
    ]  # fmt: skip
    revise(branch, campaign, "daily-note", cadence={"every": "day", "times": ["14:00", "19:00"], "grace": "10h"})
    weave(campaign, at=noon)
    assert [(t.pk, t.due_at) for t in mine.all()] == [
        (early.pk, at(DAY + timedelta(days=1), hour=14)), (late.pk, at(DAY + timedelta(days=1), hour=19)),
    ]  # fmt: skip
    assert tally.differences(campaign.pk) == []


def test_what_is_done_while_a_weave_runs_stays_done(branch: Branch, campaign):
    """Between reading and writing somebody files: his task is neither cancelled nor asked for again."""
    weave(campaign, at=NOW)
    done = of(campaign, "daily-note").get(day=DAY, institution=branch.places["CL01"])
    revise(branch, campaign, "daily-note", cadence={"every": "working_day", "times": ["19:00"], "grace": "1h"})
    loom = weaving.Loom(campaign, NOW)
    block = weaving.read_block(next(loom.blocks()), DAY)
    difference = weaving._Difference(loom, block)
    change_states([Change(done, TaskState.DONE, NOW, "person:1")])
    with transaction.atomic():
        difference.write("system")
    standing = of(campaign, "daily-note").filter(day=DAY, institution=branch.places["CL01"]).exclude(state="cancelled")
    assert [(t.pk, t.state) for t in standing] == [(done.pk, TaskState.DONE)]
    assert tally.differences(campaign.pk) == []
