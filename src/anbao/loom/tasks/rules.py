"""Pure decisions about tasks: transitions, timing, what a change does to the tally."""

from datetime import datetime

from anbao.loom.tasks.models import TaskState, Timing

#: (from, to) -> the verb of the ledger line
TRANSITIONS = {
    (TaskState.OPEN, TaskState.DONE): "tasks.task.done",
    (TaskState.OPEN, TaskState.MISSED): "tasks.task.missed",
    (TaskState.OPEN, TaskState.EXCUSED): "tasks.task.excused",
    (TaskState.OPEN, TaskState.CANCELLED): "tasks.task.cancelled",
    (TaskState.MISSED, TaskState.DONE): "tasks.task.done",
    (TaskState.MISSED, TaskState.EXCUSED): "tasks.task.excused",
    (TaskState.CANCELLED, TaskState.OPEN): "tasks.task.reopened",
}

#: the tally's columns, and which of them a task in a state counts in besides ``due``
COLUMNS = ("due", "on_time", "late", "missed", "excused")


def may_change(before: str, after: str) -> bool:
    return (before, after) in TRANSITIONS


def timing_of(due_at: datetime, filed_at: datetime) -> str:
    """On time or late by the server's clock; what a person claims about the hour does not count."""
    return Timing.ON_TIME if filed_at <= due_at else Timing.LATE


def counted_as(state: str, timing: str = "") -> dict[str, int]:
    """What one task in this state adds to its cell."""
    if state == TaskState.CANCELLED:
        return {}
    cell = {"due": 1}
    if state == TaskState.DONE:
        cell[timing] = 1
    elif state in (TaskState.MISSED, TaskState.EXCUSED):
        cell[state] = 1
    return cell


def movement(before: dict[str, int], after: dict[str, int]) -> dict[str, int]:
    """The difference of two ``counted_as``, without zeros."""
    keys = before.keys() | after.keys()
    return {key: after.get(key, 0) - before.get(key, 0) for key in keys if after.get(key, 0) != before.get(key, 0)}


def density(on_time: int, late: int, missed: int) -> float | None:
    """How much of what fell due was proven: (on time + late) / (on time + late + missed); None where nothing fell due.

    Excused obligations are left out of both sides, open ones have not fallen due.
    """
    closed = on_time + late + missed
    return (on_time + late) / closed if closed else None
