"""Reads of tasks: one person's worklist and a place's, in order of their deadlines, page by page.

Pages go by key (deadline, id), never by offset: the thousandth page costs what the first one does. The partial
indexes behind each read are named in models.py.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Self, TypeVar

from django.db.models import Q, Sum

from anbao.kit import clock
from anbao.loom.campaigns.models import Campaign, Net
from anbao.loom.tasks import rules
from anbao.loom.tasks.models import Tally, Task, TaskState
from anbao.org.models import Institution, Person

#: what a list needs of a task's relations
RELATED = ("institution", "area", "device", "person", "assignee")


@dataclass(frozen=True)
class Owner:
    """Whose list: a person's own tasks, or everything of a place."""

    person: Person | None = None
    place: Institution | None = None

    def rows(self):
        if self.place is not None:
            return Task.house.filter(institution=self.place)
        return Task.house.filter(assignee=self.person)


@dataclass(frozen=True)
class Key:
    """Where the next page begins: after the task with this deadline and id."""

    due_at: datetime
    pk: int

    @classmethod
    def read(cls, text: str) -> "Key | None":
        """From "2022-02-04T08:30:00+08:00~17"; None for nonsense."""
        due, _, pk = text.partition("~")
        try:
            moment = datetime.fromisoformat(due)
            return cls(moment, int(pk)) if moment.tzinfo else None
        except ValueError:
            return None

    def __str__(self) -> str:
        return f"{self.due_at.isoformat()}~{self.pk}"


def _page(rows, after: Key | None, size: int) -> tuple[list[Task], Key | None]:
    """One page by key, and where the next one begins (None: this was the last)."""
    if after is not None:
        rows = rows.filter(due_at__gte=after.due_at).filter(Q(due_at__gt=after.due_at) | Q(pk__gt=after.pk))
    found = list(rows.select_related(*RELATED).order_by("due_at", "pk")[: size + 1])
    more = Key(found[size - 1].due_at, found[size - 1].pk) if len(found) > size else None
    return found[:size], more


def late(owner: Owner, at: datetime, *, after: Key | None = None, size: int = 20) -> tuple[list[Task], Key | None]:
    """Unfinished and past the deadline, longest waiting first."""
    return _page(owner.rows().overdue(at), after, size)


def upcoming(owner: Owner, at: datetime, *, after: Key | None = None, size: int = 30) -> tuple[list[Task], Key | None]:
    """Unfinished and not yet due, the nearest deadline first."""
    return _page(owner.rows().unfinished().filter(due_at__gte=at), after, size)


def unfinished(owner: Owner):
    """All that is still to be done, the longest waiting first."""
    return owner.rows().unfinished().order_by("due_at", "pk")


def done_today(owner: Owner, at: datetime, *, size: int = 50) -> list[Task]:
    """What was done since midnight where the branch is, the newest first."""
    rows = owner.rows().filter(state=TaskState.DONE, done_at__gte=_midnight(at), done_at__lte=at)
    return list(rows.select_related(*RELATED).order_by("-done_at")[:size])


def progress(owner: Owner, at: datetime) -> tuple[int, int]:
    """(done today, done today + still to be done by midnight); what is left over from earlier days counts too."""
    start = _midnight(at)
    done = owner.rows().filter(state=TaskState.DONE, done_at__gte=start, done_at__lte=at).count()
    left = owner.rows().unfinished().filter(due_at__gte=start, due_at__lt=start + timedelta(days=1)).count()
    return done, done + left


def _midnight(at: datetime) -> datetime:
    return at.astimezone(clock.local_zone()).replace(hour=0, minute=0, second=0, microsecond=0)


def history(task: Task) -> list:
    """The task's changes of state, oldest first."""
    return list(task.changes.all())


# ---- coverage


@dataclass(frozen=True)
class Counts:
    """The tally of a subtree over a span of days, a net's or all nets'."""

    due: int = 0
    on_time: int = 0
    late: int = 0
    missed: int = 0
    excused: int = 0

    def __add__(self, other: "Counts") -> Self:
        return type(self)(*(getattr(self, name) + getattr(other, name) for name in rules.COLUMNS))

    def __sub__(self, other: "Counts") -> Self:
        return type(self)(*(getattr(self, name) - getattr(other, name) for name in rules.COLUMNS))

    @property
    def done(self) -> int:
        return self.on_time + self.late

    @property
    def waiting(self) -> int:
        """Due and not decided yet."""
        return self.due - self.done - self.missed - self.excused

    @property
    def density(self) -> float | None:
        """Proven of what was judged; None where nothing was judged yet."""
        return rules.density(self.on_time, self.late, self.missed)

    @property
    def progress(self) -> float:
        """Share of the due that is done or excused."""
        return (self.done + self.excused) / self.due if self.due else 0.0


C = TypeVar("C", bound=Counts)


def tallied(
    campaign: Campaign, places: Iterable[int], *, first: date, last: date, counts: type[C] = Counts
) -> dict[int, dict[str, C]]:
    """Institution id -> net -> tally of its subtree over these days. One query of indexed rows.

    Every page that says a percentage reads it here. "That day" is one day, "so far" is the campaign's first day to that day.
    """
    chosen = Tally.house.filter(
        campaign=campaign, institution_id__in=list(places), net__in=Net.values, day__gte=first, day__lte=last
    )
    sums = (
        chosen.order_by().values("institution_id", "net").annotate(**{f"_{name}": Sum(name) for name in rules.COLUMNS})
    )
    found: dict[int, dict[str, C]] = {}
    for row in sums:
        made = counts(*(row[f"_{name}"] for name in rules.COLUMNS))
        found.setdefault(row["institution_id"], {})[row["net"]] = made
    return found


def so_far(
    campaign: Campaign, places: Iterable[int], day: date, *, counts: type[C] = Counts
) -> dict[int, dict[str, C]]:
    """``tallied`` from the campaign's first day to `day`, that day included."""
    return tallied(campaign, places, first=campaign.starts_on, last=day, counts=counts)
