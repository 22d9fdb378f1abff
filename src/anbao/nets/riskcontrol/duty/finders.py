"""Holes of duty: a room without a roster in force, a shift ahead that is short, a shift under way whose people did not come."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

from django.db.models import Count, Min, Q

from anbao.loom.holes.words import HoleKind, Look, Sighting, register
from anbao.nets.riskcontrol.duty import planning, rules
from anbao.nets.riskcontrol.duty.models import Roster, Turn
from anbao.nets.riskcontrol.duty.words import rooms
from anbao.org.models import Area

NET = "responsibility"
#: shifts are looked at this far ahead
SIGHT = timedelta(days=7)


def _link(area_id: int, month: str) -> str:
    return f"/duty/rooms/{area_id}/{month}/"


def unrostered(look: Look) -> Iterator[Sighting]:
    """A room manned around the clock whose month, or the one that begins in days, has no roster in force.

    Only of places that keep rosters here: a branch that keeps them elsewhere is not told off for it.
    """
    kept = dict(Roster.house.published().order_by().values_list("area_id").annotate(since=Min("first")))
    months = {look.day.replace(day=1), (look.day + rules.PUBLISHED_BEFORE).replace(day=1)}
    ready = set(Roster.house.published().filter(first__in=months).values_list("area_id", "first"))
    for area in Area.house.filter(pk__in=kept, institution_id__among=look.places):
        missing = months - {first for pk, first in ready if pk == area.pk}
        for month in sorted(month for month in missing if month >= kept[area.pk]):
            yield Sighting(
                "unrostered", f"A{area.pk}-{month:%Y-%m}", NET, area.institution_id, f"{area.name} {month:%m} 月未排班",
                f"{area.name}: no roster for {month:%Y-%m}", _link(area.pk, f"{month:%Y-%m}"),
            )  # fmt: skip


def _shifts(look: Look, begins: Q):
    rows = Turn.house.published().filter(begins, roster__area__institution_id__among=look.places)
    return (
        rows.order_by("starts_at")
        .values("roster__area_id", "roster__area__name", "roster__area__institution_id", "roster__area__kind", "day", "shift")
        .annotate(fit=Count("id", filter=Q(licensed=True)), came=Count("id", filter=Q(licensed=True, checked_in_at__isnull=False)))
    )  # fmt: skip


def _needs(look: Look) -> dict[int, int]:
    areas = Area.house.filter(kind__in=rooms(), institution_id__among=look.places, rosters__isnull=False).distinct()
    return {
        area.pk: planning.dated(rooms()[area.kind].crew, area, look.day)[0]
        for area in areas.select_related("institution")
    }


def _sighting(kind: str, row: dict, fit: int, need: int, zh: str, en: str) -> Sighting:
    word = rooms()[row["roster__area__kind"]].shift(row["shift"])
    name, day = row["roster__area__name"], row["day"]
    return Sighting(
        kind, f"A{row['roster__area_id']}-{day}-{row['shift']}", NET, row["roster__area__institution_id"],
        f"{name} {day:%m-%d} {word.name_zh}{zh} {fit} 人，应 {need} 人", f"{name} {day:%m-%d} {word.name_en}: {fit} {en}, {need} needed",
        _link(row["roster__area_id"], f"{day:%Y-%m}"), need - fit,
    )  # fmt: skip


def shift_short(look: Look) -> Iterator[Sighting]:
    """A shift of the coming days for which fewer (licensed) people are rostered than its rule wants; nobody: all of them."""
    needs = _needs(look)
    rostered: Counter = Counter()
    for row in _shifts(look, Q(starts_at__gt=look.at, starts_at__lte=look.at + SIGHT)):
        rostered[row["roster__area_id"], row["day"], row["shift"]] = row["fit"]
    for roster in Roster.house.published().filter(area_id__in=needs).select_related("area__institution"):
        for number in range(roster.days):
            day = roster.first + timedelta(days=number)
            for shift in roster.room.shifts:
                fit, need = rostered[roster.area_id, day, shift.id], needs[roster.area_id]
                if look.at < shift.span(day)[0] <= look.at + SIGHT and fit < need:
                    row = {
                        "roster__area_id": roster.area_id, "roster__area__name": roster.area.name, "day": day,
                        "roster__area__institution_id": roster.area.institution_id, "shift": shift.id,
                        "roster__area__kind": roster.area.kind,
                    }  # fmt: skip
                    yield _sighting("shift_short", row, fit, need, "排班", "rostered")


def shift_unmanned(look: Look) -> Iterator[Sighting]:
    """A shift under way to which fewer (licensed) people have come than its rule wants."""
    needs = _needs(look)
    begun = Q(starts_at__lte=look.at - rules.LATE, ends_at__gt=look.at)
    for row in _shifts(look, begun):
        need = needs[row["roster__area_id"]]
        if row["came"] < need:
            yield _sighting("shift_unmanned", row, row["came"], need, "到岗", "came")


register(HoleKind("shift_unmanned", "值班缺岗", "Shift not manned", 8), shift_unmanned)
register(HoleKind("shift_short", "排班缺人", "Shift short of people", 7), shift_short)
register(HoleKind("unrostered", "未排班", "No roster", 6), unrostered)
