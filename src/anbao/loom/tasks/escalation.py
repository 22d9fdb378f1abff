"""The ladder: reminder to the assignee, overdue to the leader of the place, then up the tree.

A rung is reached when ``due_at + after`` minutes have passed and the task is still unfinished. Each rung tells one
person once, a leader in one digest of all his places; ``Task.rung`` remembers how far a task has climbed, moved by compare-and-set so that several workers
never tell anybody twice.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from django.db import connection, transaction

from anbao.kit import clock
from anbao.kit.copying import array_of
from anbao.kit.inbox import actions as inbox
from anbao.kit.ledger import actions as ledger
from anbao.kit.ledger.rules import Entry
from anbao.kit.live import actions as live
from anbao.loom.campaigns.models import Campaign
from anbao.loom.tasks.models import Task
from anbao.org import queries as org

#: tasks taken per call; the next call goes on
BATCH = 5_000

WORDS = {
    "reminder": ("即将到期:{place} {zh},{due} 前", "Due soon: {place} {en}, by {due}"),
    "overdue": ("已逾期:{place} {zh}(应于 {due})", "Overdue: {place} {en} (due {due})"),
}

#: where a leader sees what is overdue below him
BOARD = "/board/"

CLIMB = """
UPDATE tasks_task AS t SET rung = v.rung FROM unnest(%s::bigint[], %s::int[], %s::int[]) AS v(id, was, rung)
WHERE t.id = v.id AND t.rung = v.was AND t.state IN ('open', 'missed') RETURNING t.id
"""


def ladders(campaign: Campaign) -> dict[int | None, list[dict]]:
    """The ladder of every measure (id -> rungs in order); None is the campaign's own."""
    known = {None: list(campaign.ladder)}
    for pk, own in campaign.measures.order_by().values_list("id", "definition__ladder"):
        known[pk] = list(own) if own is not None else list(campaign.ladder)
    return known


def reached(rungs: Sequence[Mapping], due_at: datetime, at: datetime) -> int:
    """How many rungs of the ladder the moment has passed."""
    return sum(due_at + timedelta(minutes=rung["after"]) <= at for rung in rungs)


def recipient(rung: Mapping, task: Task, chairs: org.Chairs) -> int | None:
    """The person a rung tells; None when the chair is empty (a hole of its own)."""
    if rung["to"] == "assignee":
        return task.assignee_id
    if rung["to"] == "leader":
        return chairs.leader_above(task.institution_id, task.assignee_id)
    return chairs.leader_beyond(task.institution_id, task.assignee_id)


@transaction.atomic
def climb(*, campaign: Campaign, at: datetime) -> Counter:
    """Tell whoever the ladders say, for every unfinished task that reached a new rung; counts by recipient kind."""
    known = ladders(campaign)
    rungs = [rung for ladder in known.values() for rung in ladder]
    if not rungs:
        return Counter()
    soonest = min(rung["after"] for rung in rungs)
    tallest = max(len(ladder) for ladder in known.values())
    near = Task.house.filter(
        campaign=campaign, rung__lt=tallest, due_at__lte=at - timedelta(minutes=soonest)
    ).unfinished()
    rows = near.order_by("due_at", "id").values_list("id", "measure_id", "due_at", "rung")[:BATCH]
    wanted = {pk: new for pk, measure, due_at, rung in rows if (new := reached(known[measure], due_at, at)) > rung}
    # most of what is near has not reached its next rung: only what has is read whole and locked
    climbers = [(task, new) for task in _locked(wanted) if (new := wanted[task.pk]) > task.rung]
    if not climbers:
        return Counter()
    with connection.cursor() as cursor:
        cursor.execute(
            CLIMB,
            [
                array_of(t.pk for t, _ in climbers),
                array_of(t.rung for t, _ in climbers),
                array_of(new for _, new in climbers),
            ],
        )
        moved = {row[0] for row in cursor.fetchall()}
    due = [(t, rung) for t, new in climbers if t.pk in moved for rung in known[t.measure_id][t.rung : new]]
    above = {task.institution.path for task, rung in due if rung["to"] != "assignee"}
    chairs = org.chairs_over(above, clock.local_day(at))
    told = [(task, rung, who) for task, rung in due if (who := recipient(rung, task, chairs)) is not None]
    inbox.tell([_word(task, rung, person) for task, rung, person in told], at=at)
    raised = [(task, rung, person) for task, rung, person in told if rung["to"] != "assignee"]
    ledger.append(
        [
            Entry(
                "tasks.task.escalated",
                "system",
                f"task:{t.pk}",
                at,
                t.institution.path,
                {"to": person, "rung": rung["to"]},
            )
            for t, rung, person in raised
        ]
    )
    if raised:
        live.publish_places("escalations", [t.institution.path for t, _, _ in raised])
    return Counter(rung["to"] for _, rung, _ in told)


def _locked(wanted: Mapping[int, int]) -> list[Task]:
    rows = Task.house.select_for_update(of=("self",), skip_locked=True).select_related("institution")
    return list(rows.filter(pk__among=wanted).unfinished().order_by("due_at", "id")) if wanted else []


def _word(task: Task, rung: Mapping, person: int) -> inbox.Word:
    topic = "reminder" if rung["after"] < 0 else "overdue"
    zh, en = WORDS[topic]
    due = f"{task.due_at.astimezone(clock.local_zone()):%m-%d %H:%M}"
    facts = {"place": task.institution, "zh": task.zh, "en": task.en, "due": due}
    words = (f"person:{person}", topic, zh.format(**facts), en.format(**facts), f"/tasks/{task.pk}/")
    if rung["to"] == "assignee":
        return inbox.Word(*words)
    # a leader hears of all the places below him: one digest, and the board with the red cells of those days
    return inbox.Word(*words, group=f"overdue-{rung['to']}", many_link=BOARD)
