"""The board as a table of cells, and the tasks behind one cell; neither counts tasks, whatever the size of the bank."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import F, Q, QuerySet, Sum

from anbao.loom.campaigns.models import Campaign
from anbao.loom.holes.queries import gaping_numbers
from anbao.loom.tasks.models import Tally, Task, TaskState
from anbao.org.models import Institution

#: days across the board
SPAN = 21
COUNTED = ("due", "on_time", "late", "missed", "excused")
#: rows of a page of tasks, and places that are asked for their tasks at once
PAGE, PLACES = 50, 60
#: state in the query string -> what the roll-up says of it
NUMBERS = {
    "": F("due"), "on_time": F("on_time"), "late": F("late"), "missed": F("missed"), "excused": F("excused"),
    "open": F("due") - F("on_time") - F("late") - F("missed") - F("excused"),
}  # fmt: skip


@dataclass(frozen=True)
class Cell:
    """One place x day of the chosen net (or all): the roll-up's five numbers."""

    day: date
    due: int = 0
    on_time: int = 0
    late: int = 0
    missed: int = 0
    excused: int = 0

    @property
    def open(self) -> int:
        return self.due - self.on_time - self.late - self.missed - self.excused

    @property
    def density(self) -> float | None:
        """Proven of what fell due: (on time + late) / (on time + late + missed)."""
        closed = self.on_time + self.late + self.missed
        return (self.on_time + self.late) / closed if closed else None

    @property
    def tone(self) -> str:
        """What the cell looks like: empty, waiting, whole, late, or holed by how much."""
        if not self.due:
            return "none"
        if self.missed:
            return "bad" if self.missed * 20 > self.due else "thin"
        if self.late:
            return "late"
        return "whole" if self.density is not None else "wait"


@dataclass(frozen=True)
class Row:
    place: Institution
    cells: tuple[Cell, ...]
    total: Cell
    holes: int


@dataclass(frozen=True)
class Board:
    """The whole table: days, the place itself as the sum row, its children."""

    days: tuple[date, ...]
    whole: Row
    rows: tuple[Row, ...]


def board(campaign: Campaign, place: Institution, *, net: str, until: date, at) -> Board:
    """The board of `place` for the `SPAN` days that end with `until`; `net` is one of the five or empty for all."""
    days = tuple(until - timedelta(days=n) for n in range(SPAN - 1, -1, -1))
    children = list(Institution.house.filter(parent=place, closed_on__isnull=True).order_by("path"))
    places = [place, *children]
    rows = Tally.house.filter(campaign=campaign, institution__in=places, day__gte=days[0], day__lte=until)
    if net:
        rows = rows.filter(net=net)
    held = defaultdict(dict)
    for row in rows.values("institution_id", "day").annotate(**{f"n_{c}": Sum(c) for c in COUNTED}):
        held[row["institution_id"]][row["day"]] = Cell(row["day"], *(row[f"n_{c}"] for c in COUNTED))
    holes = gaping_numbers(campaign, places, at, net=net)

    def line(one: Institution) -> Row:
        cells = tuple(held[one.pk].get(day) or Cell(day) for day in days)
        total = Cell(until, *(sum(getattr(cell, c) for cell in cells) for c in COUNTED))
        return Row(one, cells, total, holes[one.pk].total())

    reached = [line(child) for child in children if child.kind != "vendor" or held.get(child.pk)]
    return Board(days, line(place), tuple(reached))


# ---- the tasks behind a cell


@dataclass(frozen=True)
class Key:
    """Where a page of tasks begins: after this place's task of this deadline and number."""

    path: str
    due_at: datetime
    pk: int

    @classmethod
    def read(cls, text: str) -> "Key | None":
        """From "00010002~2022-02-04T08:30:00+08:00~17"; None for nonsense."""
        try:
            path, due, pk = text.split("~")
            moment = datetime.fromisoformat(due)
            return cls(path, moment, int(pk)) if moment.tzinfo and path.isalnum() else None
        except ValueError:
            return None

    def __str__(self) -> str:
        return f"{self.path}~{self.due_at.isoformat()}~{self.pk}"


@dataclass(frozen=True)
class Slice:
    """Which tasks a cell means: a campaign, a place (with what lies below unless ``own``), days, a net, a state.

    ``measure`` and ``orphans`` narrow further than the roll-up can count.
    """

    campaign: Campaign
    place: Institution
    since: date
    until: date
    net: str = ""
    state: str = ""
    measure: int | None = None
    orphans: bool = False
    own: bool = False

    @property
    def counted(self) -> bool:
        """Whether the roll-up knows how many tasks these are."""
        return not (self.measure or self.orphans or self.own)


def tallied(part: Slice) -> int | None:
    """How many tasks the slice has by the roll-up, None where it can't say."""
    if not part.counted:
        return None
    return _cells(part).filter(institution=part.place).aggregate(n=Sum(NUMBERS[part.state]))["n"] or 0


def _cells(part: Slice) -> QuerySet:
    rows = Tally.house.filter(campaign=part.campaign, day__gte=part.since, day__lte=part.until).order_by()
    return rows.filter(net=part.net) if part.net else rows


def tasks_of(part: Slice, rows: QuerySet, after: Key | None) -> tuple[list[Task], Key | None]:
    """One page of the slice out of `rows`, place by place in the tree's order, by deadline within a place.

    Pages go by key, and only places that have something are asked for their tasks, so the first page of a nation
    costs what that of a city does.
    """
    rows = _narrowed(part, rows)
    found: list[Task] = []
    # the place in whose middle the last page ended comes first
    places = _next_places(part, after.path if after else "", inclusive=after is not None)
    while places and len(found) <= PAGE:
        here = rows.filter(institution_id__in=[pk for pk, _ in places])
        if after is not None and places[0][1] == after.path:
            rest = Q(due_at=after.due_at, pk__gt=after.pk) | Q(due_at__gt=after.due_at)
            here = here.filter(rest | ~Q(institution_id=places[0][0]))
        ordered = here.order_by("institution__path", "due_at", "pk")
        # which ones first, by their keys alone; then those few with everything about them
        first = ordered.select_related(None).values_list("pk", flat=True)[: PAGE + 1 - len(found)]
        found += ordered.filter(pk__in=list(first))
        places = _next_places(part, places[-1][1]) if len(found) <= PAGE else ()
    more = len(found) > PAGE
    last = found[PAGE - 1] if more else None
    return found[:PAGE], Key(last.institution.path, last.due_at, last.pk) if last else None


def whole(part: Slice, rows: QuerySet) -> QuerySet:
    """All of the slice out of `rows`, in the order of its pages: what a workbook holds."""
    here = {"institution": part.place} if part.own else {"institution__path__startswith": part.place.path}
    return _narrowed(part, rows).filter(**here).order_by("institution__path", "due_at", "pk")


def _narrowed(part: Slice, rows: QuerySet) -> QuerySet:
    rows = rows.filter(campaign=part.campaign, day__gte=part.since, day__lte=part.until)
    rows = rows.exclude(state=TaskState.CANCELLED)
    if part.net:
        rows = rows.filter(net=part.net)
    if part.measure:
        rows = rows.filter(measure_id=part.measure)
    if part.orphans:
        rows = rows.filter(assignee__isnull=True, state=TaskState.OPEN)
    if part.state in TaskState.values:
        # said by what it is not: else the planner runs through the whole partial index of that state, a nation's missed tasks
        rows = rows.exclude(state__in=[state for state in TaskState.values if state != part.state])
    elif part.state:
        rows = rows.filter(timing=part.state)
    return rows


def _next_places(part: Slice, path: str, *, inclusive: bool = False) -> Sequence[tuple[int, str]]:
    """The next places of the slice, in the tree's order, whose subtree has such a task: (id, path)."""
    if part.own:
        return () if path and not inclusive else [(part.place.pk, part.place.path)]
    wanted = _cells(part).filter(institution__path__startswith=part.place.path)
    wanted = wanted.annotate(_n=NUMBERS[part.state]).filter(_n__gt=0)
    if path:
        wanted = wanted.filter(**{"institution__path__gte" if inclusive else "institution__path__gt": path})
    rows = wanted.order_by("institution__path").values_list("institution_id", "institution__path").distinct()
    return list(rows[:PLACES])
