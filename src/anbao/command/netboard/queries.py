"""The board as a table of cells, in four queries whatever the size of the bank."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Count, Sum

from anbao.loom.campaigns.models import Campaign
from anbao.loom.holes.models import Hole
from anbao.loom.tasks.models import Tally
from anbao.org.models import Institution

#: days across the board
SPAN = 21
COUNTED = ("due", "on_time", "late", "missed", "excused")


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
    holes = _holes(campaign, place, net, at)

    def line(one: Institution) -> Row:
        cells = tuple(held[one.pk].get(day) or Cell(day) for day in days)
        total = Cell(until, *(sum(getattr(cell, c) for cell in cells) for c in COUNTED))
        return Row(one, cells, total, sum(n for path, n in holes.items() if path.startswith(one.path)))

    reached = [line(child) for child in children if child.kind != "vendor" or held.get(child.pk)]
    return Board(days, line(place), tuple(reached))


def _holes(campaign: Campaign, place: Institution, net: str, at) -> dict[str, int]:
    """Gaping holes under the place, counted by the path of their institution."""
    rows = Hole.house.filter(campaign=campaign, institution__path__startswith=place.path).gaping(at)
    if net:
        rows = rows.filter(net=net)
    return {row["institution__path"]: row["n"] for row in rows.values("institution__path").annotate(n=Count("id"))}
