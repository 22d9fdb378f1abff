"""Writes of tasks: closing, missing, excusing, assigning. Batches are the real form (design §2, five beats)."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from types import MappingProxyType

from django.db import connection, transaction
from django.utils.translation import gettext as _

from anbao.kit import clock
from anbao.kit.access.scopes import Denied, Reach
from anbao.kit.copying import array_of, copy_in
from anbao.kit.inbox import actions as inbox
from anbao.kit.ledger import actions as ledger
from anbao.kit.ledger.rules import Entry
from anbao.kit.live import actions as live
from anbao.kit.texts import room, too_long
from anbao.loom.campaigns.models import Campaign
from anbao.loom.tasks import tally
from anbao.loom.tasks.models import Task, TaskChange, TaskState
from anbao.loom.tasks.rules import TRANSITIONS, counted_as, may_change, movement, timing_of
from anbao.loom.tasks.weaving import NotStarted, Plan, Revised, plan, weave
from anbao.org.models import Institution, Person


class TaskTaken(ValueError):
    """Somebody else changed the task first; nothing of the batch was written. ``tasks`` are their ids."""

    def __init__(self, tasks: Sequence[int]):
        self.tasks = tuple(tasks)
        super().__init__(_("This task was already completed by somebody else; nothing was overwritten."))


class TaskFault(ValueError):
    """The change can't be; the message is for the user."""


@dataclass(frozen=True)
class Change:
    """One task's wanted change of state."""

    task: Task
    after: str
    at: datetime
    actor: str
    reason: str = ""


CLAIM = """
UPDATE tasks_task AS t SET state = v.after, timing = v.timing, done_at = v.done_at
FROM unnest(%s::bigint[], %s::text[], %s::text[], %s::text[], %s::timestamptz[]) AS v(id, before, after, timing, done_at)
WHERE t.id = v.id AND t.state = v.before RETURNING t.id
"""


def change_states(changes: Sequence[Change]) -> None:
    """Move tasks by compare-and-set; all or none. Writes the change rows and the tally, not the ledger.

    Part of a larger action's transaction: the caller authorises and appends its ledger lines afterwards.
    Raises TaskTaken when a task is no longer in the state it was read in, TaskFault for a forbidden transition.
    """
    if not changes:
        return
    rows, moves = [], defaultdict(tally.Moves)
    for change in changes:
        task, after = change.task, change.after
        if not may_change(task.state, after):
            if task.state == TaskState.DONE:
                raise TaskTaken([task.pk])
            raise TaskFault(
                _("A task that is %(state)s can't become %(after)s.") % {"state": task.state, "after": after}
            )
        timing = timing_of(task.due_at, change.at) if after == TaskState.DONE else ""
        rows.append((task.pk, task.state, after, timing, change.at if after == TaskState.DONE else None))
        difference = movement(counted_as(task.state, task.timing), counted_as(after, timing))
        moves[task.campaign_id].add(task, difference)
    with connection.cursor() as cursor:
        cursor.execute(CLAIM, [array_of(column) for column in zip(*rows, strict=True)])
        claimed = {row[0] for row in cursor.fetchall()}
    if len(claimed) < len(rows):
        raise TaskTaken(sorted({row[0] for row in rows} - claimed))
    copy_in(
        [
            TaskChange(task_id=c.task.pk, before=c.task.state, after=c.after, at=c.at, actor=c.actor, reason=c.reason)
            for c in changes
        ]
    )
    for campaign_id, moved in moves.items():
        tally.move(campaign_id, moved)
    for change, row in zip(changes, rows, strict=True):
        change.task.state, change.task.timing, change.task.done_at = row[2], row[3], row[4]


@transaction.atomic
def mark_missed(*, campaign: Campaign, at: datetime) -> int:
    """The sweep: open tasks whose grace is over become missed. Returns how many."""
    late = list(
        Task.house.select_for_update(of=("self",), skip_locked=True)
        .select_related("institution")
        .filter(campaign=campaign, state=TaskState.OPEN, grace_until__lt=at)
        .order_by("id")
    )
    if not late:
        return 0
    change_states([Change(task, TaskState.MISSED, at, "system") for task in late])
    ledger.append(
        [
            Entry(
                TRANSITIONS[TaskState.OPEN, TaskState.MISSED],
                "system",
                f"task:{t.pk}",
                at,
                t.institution.path,
                {"due": t.due_at},
            )
            for t in late
        ]
    )
    live.publish_places("tasks", [t.institution.path for t in late])
    return len(late)


@transaction.atomic
def excuse(*, actor: Person, reach: Reach, tasks: Sequence[int], reason: str, at: datetime) -> int:
    """Excuse open or missed tasks with a reason; needs the power task.excuse over every place."""
    rows = list(
        Task.house.select_for_update(of=("self",)).select_related("institution").filter(pk__in=tasks).order_by("id")
    )
    if not reach.may("task.excuse") or not all(reach.covers(t.institution.path) for t in rows):
        raise Denied(_("You may not excuse these tasks."))
    if not reason.strip():
        raise TaskFault(_("Give the reason for the excuse."))
    if fault := too_long(reason, room(TaskChange, "reason")):
        raise TaskFault(_("Reason") + ": " + fault)
    changes = [Change(task, TaskState.EXCUSED, at, actor.tag, reason) for task in rows]
    verbs = [TRANSITIONS.get((task.state, TaskState.EXCUSED), "tasks.task.excused") for task in rows]
    change_states(changes)
    ledger.append(
        [
            Entry(verb, actor.tag, f"task:{t.pk}", at, t.institution.path, {"reason": reason})
            for verb, t in zip(verbs, rows, strict=True)
        ]
    )
    live.publish_places("tasks", [t.institution.path for t in rows])
    return len(rows)


@transaction.atomic
def assign(*, actor: Person, reach: Reach, tasks: Sequence[int], person: Person, at: datetime) -> int:
    """Make `person` accountable for open or missed tasks; needs task.assign, and the person must be in reach."""
    rows = list(
        Task.house.select_for_update(of=("self",)).select_related("institution").filter(pk__in=tasks).order_by("id")
    )
    if not reach.may("task.assign") or not all(reach.covers(t.institution.path) for t in rows):
        raise Denied(_("You may not assign these tasks."))
    if not reach.covers(person.institution.path):
        raise Denied(_("That person is not in your institutions."))
    if any(t.state not in (TaskState.OPEN, TaskState.MISSED) for t in rows):
        raise TaskFault(_("Only unfinished tasks can be assigned."))
    Task.house.filter(pk__in=[t.pk for t in rows]).update(assignee=person)
    ledger.append(
        [
            Entry("tasks.task.assigned", actor.tag, f"task:{t.pk}", at, t.institution.path, {"to": person.pk})
            for t in rows
        ]
    )
    inbox.tell([_assigned_word(task, person) for task in rows], at=at)
    live.publish_places("tasks", [t.institution.path for t in rows])
    return len(rows)


def _assigned_word(task: Task, person: Person) -> inbox.Word:
    due = task.due_at.astimezone(clock.local_zone())
    return inbox.Word(
        person.tag,
        "assigned",
        f"新任务:{task.institution} {task.zh},{due:%m-%d %H:%M} 前",
        f"Assigned to you: {task.institution} {task.en}, due {due:%m-%d %H:%M}",
        f"/tasks/{task.pk}/",
    )


@transaction.atomic
def remind(*, actor: Person, reach: Reach, tasks: Sequence[int], at: datetime) -> int:
    """Remind the assignees of unfinished tasks now; returns how many were told."""
    rows = [
        t
        for t in Task.house.select_related("institution", "assignee").filter(pk__in=tasks).unfinished()
        if t.assignee_id and reach.covers(t.institution.path)
    ]
    if not reach.may("task.assign"):
        raise Denied(_("You may not send reminders."))
    inbox.tell([_reminder_word(task, task.assignee.tag) for task in rows], at=at)
    ledger.append([Entry("tasks.task.reminded", actor.tag, f"task:{t.pk}", at, t.institution.path) for t in rows])
    return len(rows)


def _reminder_word(task: Task, recipient: str) -> inbox.Word:
    due = task.due_at.astimezone(clock.local_zone())
    return inbox.Word(
        recipient,
        "reminder",
        f"提醒:{task.institution} {task.zh},{due:%m-%d %H:%M} 前",
        f"Reminder: {task.institution} {task.en}, due {due:%m-%d %H:%M}",
        f"/tasks/{task.pk}/",
    )


@dataclass(frozen=True)
class Order:
    """An ad-hoc task that another action gives, such as a decision of a meeting."""

    net: str
    record_kind: str
    zh: str
    en: str
    institution: Institution
    assignee: Person | None
    due_at: datetime
    origin: str
    priority: int = 3


def give_orders(*, campaign: Campaign, orders: Sequence[Order], actor: str, at: datetime) -> list[Task]:
    """Create ad-hoc tasks inside the caller's transaction; their cells count them as due."""
    tasks = [
        Task(
            campaign=campaign, net=o.net, record_kind=o.record_kind, zh=o.zh, en=o.en, institution=o.institution,
            subject=f"I{o.institution.pk}", slot=o.origin[:48], origin=o.origin, day=clock.local_day(o.due_at), opens_at=at,
            due_at=max(o.due_at, at), grace_until=max(o.due_at, at), assignee=o.assignee, priority=o.priority,
        )
        for o in orders
    ]  # fmt: skip
    Task.house.bulk_create(tasks)
    moves = tally.Moves()
    for task in tasks:
        moves.add(task, counted_as(TaskState.OPEN))
    tally.move(campaign.pk, moves)
    ledger.append(
        [
            Entry("tasks.task.ordered", actor, f"task:{t.pk}", at, t.institution.path, {"origin": t.origin})
            for t in tasks
        ]
    )
    return tasks


def plan_weave(campaign: Campaign, *, at: datetime, revised: Revised = MappingProxyType({})) -> Plan:
    """What weaving would change now, without changing it: of a draft once started, `revised` as a revision would have it."""
    try:
        return plan(campaign, at=at, revised=revised)
    except NotStarted as fault:
        raise TaskFault(_("A closed campaign is woven no more.")) from fault


def weave_campaign(campaign: Campaign, *, actor: Person, reach: Reach, at: datetime) -> Plan:
    """Weave a started campaign on somebody's word; needs campaign.edit over its lead."""
    if not reach.may("campaign.edit") or not reach.covers(campaign.lead.path):
        raise Denied(_("You may not change campaigns of this branch."))
    try:
        return weave(campaign, at=at, actor=actor.tag)
    except NotStarted as fault:
        raise TaskFault(_("Only a started campaign is woven.")) from fault


@transaction.atomic
def repair_tally(*, campaign: Campaign, at: datetime) -> int:
    """Write the recount over the roll-up where they differ, as after institutions moved; returns the cells changed."""
    changed = tally.rewrite(campaign.pk)
    if changed:
        entry = Entry(
            "tasks.tally.repaired", "system", f"campaign:{campaign.pk}", at, campaign.lead.path, {"cells": changed}
        )
        ledger.append([entry])
    return changed
