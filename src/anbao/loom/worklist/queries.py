"""Reads that the worklist's pages share: the campaign whose days are counted, one task with everything about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from anbao.kit import clock
from anbao.kit.access.scopes import Reach
from anbao.loom.campaigns.models import Campaign, CampaignState
from anbao.loom.campaigns.queries import anchor_words
from anbao.loom.records.models import Record
from anbao.loom.tasks.models import Task
from anbao.org.models import Person, Post

#: the anchor that a campaign counts down to, where it has one of this name
OPENING = "opening"
SEES_OTHERS = ("task.assign", "record.file_for")


@dataclass(frozen=True)
class Countdown:
    """Days from today to the campaign's next great day; ``str()`` names it in the reader's language."""

    campaign: Campaign
    day: date
    days: int
    name: str

    def __str__(self) -> str:
        return self.name


def countdown(user, at) -> Countdown | None:
    """The running campaign the reader belongs to and the days to its opening, else to the nearest anchor ahead."""
    today = clock.local_day(at)
    campaign = (
        Campaign.objects.visible_to(user)
        .filter(state=CampaignState.STARTED, starts_on__lte=today, ends_on__gte=today)
        .first()
    )
    if campaign is None:
        return None
    days = {name: date.fromisoformat(day) for name, day in campaign.anchors.items()}
    ahead = sorted((day, name) for name, day in days.items() if day >= today)
    if not ahead:
        return None
    day, name = (days[OPENING], OPENING) if days.get(OPENING, date.min) >= today else ahead[0]
    return Countdown(campaign, day, (day - today).days, anchor_words(campaign).get(name, name))


def name_campaigns(rows: Sequence[Task]) -> Sequence[Task]:
    """Say on each task, as ``campaign_name``, which campaign asks for it; one query for all. Returns the rows."""
    names = dict(Campaign.house.filter(pk__in={task.campaign_id for task in rows}).values_list("pk", "name"))
    for task in rows:
        task.campaign_name = names.get(task.campaign_id, "")
    return rows


def tell_campaigns(rows: Sequence[Task]) -> None:
    """Name the campaign of each task where they are of several: two campaigns may ask for the same at the same hour."""
    ids = {task.campaign_id for task in rows if task.campaign_id}
    names = dict(Campaign.house.filter(pk__in=ids).values_list("pk", "name")) if len(ids) > 1 else {}
    for task in rows:
        task.told_campaign = names.get(task.campaign_id, "")


def may_see_place(reach: Reach, path: str) -> bool:
    """Whether the reader may see what everyone at a place has to do."""
    return reach.covers(path) and any(reach.may(power) for power in SEES_OTHERS)


def task_for(person: Person | None, reach: Reach, task_id: int) -> Task | None:
    """A task that is the reader's own or lies in his institutions; None for anybody else's, as for none at all."""
    task = (
        Task.house.select_related("institution", "area", "device", "person", "assignee", "campaign", "measure")
        .filter(pk=task_id)
        .first()
    )
    if task is None:
        return None
    if not (person and task.assignee_id == person.pk) and not reach.covers(task.institution.path):
        return None
    return task


def records_of(task: Task) -> list[Record]:
    """What was filed for a task, newest first, withdrawn ones included."""
    return list(Record.house.filter(task=task).select_related("filed_by", "institution").order_by("-filed_at"))


def helpers_of(task: Task, day: date) -> list[Post]:
    """Who may help or stand in: the posts held at the place, and the leaders of the places above it."""
    here = Post.house.held_on(day).filter(institution=task.institution)
    above = Post.house.held_on(day).filter(
        institution__path__in=task.institution.ancestor_paths()[-3:-1], kind__in=_leaders()
    )
    rows = (here | above).exclude(person_id=task.assignee_id).select_related("person", "institution")
    return list(rows.order_by("-institution__depth", "kind", "id")[:12])


def _leaders() -> list[str]:
    from anbao.org.queries import words

    return words.leader_kinds()
