"""What the map reads: a handful of aggregates over tallies, holes and records, each through visible_to."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property

from django.db.models import Case, Count, IntegerField, Max, Q, Sum, Value, When
from django.db.models.fields.json import KT
from django.db.models.functions import Left

from anbao.command.livemap.geography import county_of
from anbao.command.livemap.rules import COLUMNS, Cell, Window
from anbao.kit.access.scopes import reach_of
from anbao.loom.campaigns.models import Campaign, Net
from anbao.loom.findings.models import Finding, FindingState
from anbao.loom.holes import queries as holes
from anbao.loom.holes.actions import KINDS as HOLE_KINDS
from anbao.loom.holes.models import Hole
from anbao.loom.records.models import Record
from anbao.loom.tasks import queries as tasks
from anbao.loom.tasks.models import Tally, Task, TaskState
from anbao.nets.riskcontrol.unannounced import queries as tours
from anbao.org.models import STEP, Device, Institution, InstitutionKind

#: how many levels below the top are drawn: two for a nation or a province, three below a city
DEPTH_BELOW, DEPTH_BELOW_CITY = 2, 3
CITY_DEPTH = 3
#: places drawn at most; a larger view drops its deepest level
DRAWN_AT_MOST = 2_000


@dataclass
class View:
    """One reader's look at one campaign."""

    user: object
    campaign: Campaign
    window: Window
    #: the campaigns that the reader may change to
    campaigns: Sequence[Campaign] = ()

    @cached_property
    def roots(self) -> tuple[str, ...]:
        """Paths where the reader's view begins."""
        lead, scopes = self.campaign.lead.path, reach_of(self.user).scopes
        if any(lead.startswith(scope) for scope in scopes):
            return (lead,)
        return tuple(scope for scope in scopes if scope.startswith(lead))

    @cached_property
    def places(self) -> list[Institution]:
        """Tops, majors and minors, by path. One query."""
        if not self.roots:
            return []
        depth = len(self.roots[0]) // STEP
        deepest = depth + (DEPTH_BELOW_CITY if depth >= CITY_DEPTH else DEPTH_BELOW)
        rows = (
            Institution.objects.visible_to(self.user)
            .within(self.roots)
            .exclude(kind=InstitutionKind.VENDOR)
            .filter(Q(depth__lte=deepest) | Q(path__in=self.roots), closed_on__isnull=True)
            .order_by("path")
        )
        found = list(rows[: DRAWN_AT_MOST * 4])
        while len(found) > DRAWN_AT_MOST and deepest > depth + 1:
            deepest -= 1
            found = [place for place in found if place.depth <= deepest or place.path in self.roots]
        return found

    @cached_property
    def tops(self) -> list[Institution]:
        return [place for place in self.places if place.path in self.roots]

    @cached_property
    def majors(self) -> list[Institution]:
        if len(self.tops) == 1:
            below = [place for place in self.places if place.parent_id == self.tops[0].pk]
            return below or self.tops
        return self.tops

    @cached_property
    def cells(self) -> dict[int, dict[str, Cell]]:
        """Institution id -> net -> tally of the window. One query of indexed rows."""
        first = self.window.day if self.window.span == "day" else self.campaign.starts_on
        ids = [place.pk for place in self.places]
        return tasks.tallied(self.campaign, ids, first=first, last=self.window.day, counts=Cell)

    def cell(self, place_id: int, net: str = "") -> Cell:
        """A place's tally over one net or all of them."""
        nets = self.cells.get(place_id, {})
        return nets.get(net, Cell()) if net else sum(nets.values(), Cell())

    def total(self, net: str = "") -> Cell:
        return sum((self.cell(top.pk, net) for top in self.tops), Cell())

    def so_far(self) -> dict[str, Cell]:
        """Net -> the tops' tally of the campaign up to the window's day. One query."""
        nets: dict[str, Cell] = defaultdict(Cell)
        tops = [top.pk for top in self.tops]
        for cells in tasks.so_far(self.campaign, tops, self.window.day, counts=Cell).values():
            for net, cell in cells.items():
                nets[net] += cell
        return nets

    def own(self, top: Institution) -> Cell:
        """What a top owes itself: its subtree without its children (its head office's own rooms and posts)."""
        below = (self.cell(place.pk) for place in self.places if place.parent_id == top.pk)
        return self.cell(top.pk) - sum(below, Cell())

    # ---- holes

    @property
    def _holes(self):
        """Holes that stood open at the moment."""
        at, rows = self.window.moment, Hole.objects.visible_to(self.user).filter(campaign=self.campaign)
        if self._now:
            return rows.gaping(at)
        return (
            rows.filter(opened_at__lte=at)
            .filter(Q(closed_at__isnull=True) | Q(closed_at__gt=at))
            .filter(Q(excused_until__isnull=True) | Q(excused_until__lt=at))
        )

    @cached_property
    def _now(self) -> bool:
        """Whether the moment is the present: holes are as they were looked for last."""
        return self.window.day >= self.window.today

    @cached_property
    def _numbers(self) -> holes.Numbers:
        """Present holes of the tops and of the drawn places. Two queries."""
        return holes.gaping_numbers(self.campaign, {*self.tops, *self.places}, self.window.moment)

    @cached_property
    def hole_counts(self) -> tuple[dict[str, int], dict[str, int]]:
        """Holes by net, and by the path of the drawn place that holds them. Two queries."""
        numbers: dict[int, Counter] = {}
        if self._now:
            for pk, cells in self._numbers.items():
                numbers[pk] = Counter()
                for (net, _kind), n in cells.items():
                    numbers[pk][net] += n
        else:
            numbers = holes.past_numbers(self.campaign, self.places, self.window.day, self.window.moment)
        nets: dict[str, int] = Counter()
        for top in self.tops:
            nets.update(numbers.get(top.pk, {}))
        return nets, {place.path: numbers[place.pk].total() for place in self.places if place.pk in numbers}

    def worst_holes(self) -> dict[str, Hole]:
        """The gravest hole of each net. Two queries."""
        if self._now:
            return holes.worst_of_nets(self._holes, {top.pk: self._numbers[top.pk] for top in self.tops})
        rows = self._graded(self._holes).order_by("net", "-_weight", "-count", "opened_at").distinct("net")
        # sorted by number alone: whole rows of a nation's holes would not fit into memory
        worst = Hole.objects.visible_to(self.user).filter(pk__in=rows.values("pk"))
        return {hole.net: hole for hole in worst.select_related("institution")}

    def gravest(self, limit: int, *, under: Institution | None = None) -> list[Hole]:
        """The gravest holes of the view or of a place in it. Two queries, four for a place."""
        rows = self._holes.filter(institution__path__startswith=under.path) if under else self._holes
        if not self._now:
            graded = self._graded(rows).order_by("-_weight", "-opened_at", "id")
            return list(graded.select_related("institution")[:limit])
        tops = [under] if under else self.tops
        numbers = holes.gaping_numbers(self.campaign, tops, self.window.moment) if under else self._numbers
        return holes.gravest(rows, holes.by_kind({top.pk: numbers[top.pk] for top in tops}), limit)

    @staticmethod
    def _graded(rows):
        weights = [When(kind=kind.id, then=Value(kind.weight)) for kind, _ in HOLE_KINDS.values()]
        return rows.annotate(_weight=Case(*weights, default=Value(0), output_field=IntegerField()))

    # ---- the slider

    def days(self) -> list[dict]:
        """Every day of the campaign: due, on time, late, missed, and the holes open at its end. Two queries."""
        rows = (
            Tally.objects.visible_to(self.user)
            .filter(campaign=self.campaign, institution_id__in=[t.pk for t in self.tops], net__in=Net.values)
            .order_by()
            .values("day")
            .annotate(**{f"_{name}": Sum(name) for name in COLUMNS})
        )
        tallies = {row["day"]: row for row in rows}
        holes = self._open_by_day()
        first, count = self.campaign.starts_on, (self.campaign.ends_on - self.campaign.starts_on).days + 1
        days = []
        for number in range(count):
            day = first + timedelta(days=number)
            row = tallies.get(day, {})
            numbers = {name: row.get(f"_{name}", 0) for name in COLUMNS}
            days.append(
                {"day": day.isoformat(), **numbers, "holes": holes.get(day) if day <= self.window.today else None}
            )
        return days

    def _open_by_day(self) -> dict[date, int]:
        """Holes that stood open at the end of each day up to today. One query."""
        grown = holes.open_by_day(self.campaign, self.tops)
        standing, by_day = sum(n for day, n in grown.items() if day < self.campaign.starts_on), {}
        for number in range((self.window.today - self.campaign.starts_on).days + 1):
            day = self.campaign.starts_on + timedelta(days=number)
            standing += grown.get(day, 0)
            by_day[day] = standing
        return by_day

    # ---- single figures

    def double_zero(self) -> dict[str, int]:
        """Accidents and cases on record up to the moment. One query."""
        rows = (
            Record.objects.visible_to(self.user)
            .standing()
            .of_kind("incident")
            .happened_in(self.campaign)
            .filter(filed_at__lte=self.window.moment)
            .order_by()
            .values_list(KT("values__class"))
            .annotate(n=Count("id"))
        )
        found = dict(rows)
        return {"accident": found.get("accident", 0), "case": found.get("case", 0)}

    def zero_reports(self) -> dict:
        """The day's zero reports: due, filed by the moment, and the last deadline. One probe of an index that holds all of it."""
        return (
            Task.objects.visible_to(self.user)
            .filter(campaign=self.campaign, record_kind="zero_report", day=self.window.day)
            .exclude(state=TaskState.CANCELLED)
            .aggregate(due=Count("state"), filed=Count("state", filter=Q(state=TaskState.DONE)), deadline=Max("due_at"))
        )

    def tour(self) -> tours.Progress | None:
        """The unannounced tour: its days and how far it has come, without a place. One query."""
        return tours.progress(self.campaign, self.window.day, self.window.moment)

    def findings(self) -> dict:
        """Findings unclosed and overdue at the moment. One query."""
        at = self.window.moment
        rows = Finding.objects.visible_to(self.user).filter(found_at__lte=at, campaign=self.campaign)
        standing = ~Q(state=FindingState.CLOSED) | Q(closed_at__gt=at)
        unmended = Q(deadline__lt=at) & (Q(rectified_at__isnull=True) | Q(rectified_at__gt=at))
        return rows.aggregate(unclosed=Count("id", filter=standing), overdue=Count("id", filter=standing & unmended))

    # ---- layers

    def devices(self) -> dict[str, dict]:
        """Path of a drawn place -> {family: count, "expired": count} of its subtree. One query."""
        deepest = max((len(place.path) for place in self.places), default=STEP)
        rows = (
            Device.objects.visible_to(self.user)
            .within(self.roots)
            .annotate(_path=Left("institution__path", deepest))
            .values_list("_path", "kind")
            .annotate(n=Count("id"), expired=Count("id", filter=Q(expires_on__lt=self.window.day)))
            .order_by("_path", "kind")
        )
        found: dict[str, dict] = defaultdict(lambda: defaultdict(int))
        for path, kind, count, expired in rows:
            for end in range(STEP, len(path) + 1, STEP):
                found[path[:end]][kind] += count
                found[path[:end]]["expired"] += expired
        return found

    def vendors(self) -> list[Institution]:
        """The vendors whom the branch can call. One query."""
        rows = Institution.objects.visible_to(self.user).of_kind(InstitutionKind.VENDOR)
        return list(rows.within(self.roots).filter(closed_on__isnull=True).order_by("vendor_kind", "path")[:200])


def counties_of(places: Iterable[Institution]) -> dict[int, str]:
    """Institution id -> adcode, for places that a drawn county stands for (each county once, the highest place wins)."""
    found, taken = {}, set()
    for place in places:
        adcode = county_of(place.code, place.short_name or place.name)
        if adcode and adcode not in taken:
            found[place.pk] = adcode
            taken.add(adcode)
    return found


def trend(view: View, place: Institution, days: int = 21) -> Sequence[tuple[date, Cell]]:
    """A place's last days up to the window's day, for its panel. One query."""
    first = view.window.day - timedelta(days=days - 1)
    rows = (
        Tally.objects.visible_to(view.user)
        .filter(campaign=view.campaign, institution=place, net__in=Net.values, day__gte=first, day__lte=view.window.day)
        .order_by()
        .values("day")
        .annotate(**{f"_{name}": Sum(name) for name in COLUMNS})
    )
    found = {row["day"]: Cell(*(row[f"_{name}"] for name in COLUMNS)) for row in rows}
    return [(first + timedelta(days=n), found.get(first + timedelta(days=n), Cell())) for n in range(days)]
