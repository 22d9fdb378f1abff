"""From people's wishes to the engine's problem, and the engine's answer into sealed bytes."""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, time

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from anbao.engines import sealing, touring
from anbao.kit import crypto
from anbao.nets.riskcontrol.unannounced.rules import Leg, days_between
from anbao.org import words
from anbao.org.models import Institution, InstitutionKind, Person

#: every sealed stop is as long as this, whatever it says
PADDED = 160
#: days of a tour, the first and the last counted
MOST_DAYS = 60


class TourFault(ValueError):
    """The tour can't be drawn or moved so; ``faults`` are sentences for the user."""

    def __init__(self, *faults: str):
        self.faults = faults
        super().__init__("; ".join(faults))


@dataclass(frozen=True)
class Wish:
    """What is to be drawn. ``most``: stops of a day and inspector at most; None: as even as the count allows."""

    lead: Institution
    places: Sequence[Institution]
    inspectors: Sequence[Person]
    starts_on: date
    ends_on: date
    opens: time = time(8)
    closes: time = time(18)
    visit_minutes: int = 90
    most: int | None = None
    #: False for a re-draw, where days may stay empty
    every_day: bool = True


@dataclass(frozen=True)
class Drawn:
    """A sealed draw: the engine's, and the legs in the order they are driven."""

    sealed: sealing.Sealed
    legs: tuple[Leg, ...]
    most: int = field(default=0)


def draw(wish: Wish, *, seed: bytes) -> Drawn:
    """Draw by lot. Raises TourFault with every reason, in the reader's language."""
    faults = list(_faults(wish))
    if faults:
        raise TourFault(*faults)
    slots = [(day, person) for day in days_between(wish.starts_on, wish.ends_on) for person in wish.inspectors]
    even = len(wish.places) / len(slots)
    most = wish.most or math.ceil(even)
    least = math.floor(even) if wish.every_day and most <= math.ceil(even) else min(1, math.floor(even))
    try:
        sealed = sealing.seal(_problem(wish, slots, least, most), seed=seed)
    except (sealing.SealingError, touring.TouringError) as refused:
        raise TourFault(*(fault.said(get_language() or "zh") for fault in refused.faults)) from refused
    legs = tuple(
        Leg(wish.places[place].pk, day, person.pk)
        for (day, person), own in zip(slots, sealed.plan, strict=True)
        for place in own
    )
    return Drawn(sealed, legs, most)


def _faults(wish: Wish):
    if not wish.places:
        yield _("Choose the places of the tour.")
    if not wish.inspectors:
        yield _("Choose who inspects.")
    if wish.ends_on < wish.starts_on:
        yield _("The last day is before the first.")
    if fault := length_fault(wish.starts_on, wish.ends_on):
        yield fault
    if wish.closes <= wish.opens:
        yield _("The day ends before it begins.")
    nowhere = [str(p) for p in (wish.lead, *wish.places) if p.lon is None or p.lat is None]
    if nowhere:
        yield _("These places have no coordinates: %(places)s") % {"places": ", ".join(nowhere)}


def length_fault(starts_on: date, ends_on: date) -> str:
    """What is wrong with how many days a tour has; empty when nothing is."""
    return _("A tour has at most %(n)d days.") % {"n": MOST_DAYS} if (ends_on - starts_on).days >= MOST_DAYS else ""


def _problem(wish: Wish, slots, least: int, most: int) -> sealing.Problem:
    names = [p.code for p in wish.places]
    labels = [f"{day} {person.staff_no}" for day, person in slots]
    number = {day: n for n, day in enumerate(dict.fromkeys(day for day, _person in slots))}
    hours = [_seconds(wish.opens), _seconds(wish.closes)]
    roads = touring.Problem(
        [touring.Place(wish.lead.code, wish.lead.lon, wish.lead.lat)],
        [touring.Stop(p.code, p.lon, p.lat, wish.visit_minutes * 60) for p in wish.places],
        [touring.Day(label, *hours) for label in labels],
        factor=dated("tour_road_percent", wish.lead, wish.starts_on) / 100,
        speed=float(dated("tour_road_kmh", wish.lead, wish.starts_on)),
    )  # fmt: skip
    bounds = [sealing.Slot(label, least, most, number[day]) for label, (day, _p) in zip(labels, slots, strict=True)]
    return sealing.Problem([sealing.Place(name) for name in names], bounds, roads)


def dated(name: str, place: Institution, on: date) -> int:
    """A dated rule's value at a place: its province may have one of its own."""
    above = Institution.house.filter(path__in=place.ancestor_paths(), kind=InstitutionKind.PROVINCE)
    return words.rule(name, on=on, province=above.values_list("code", flat=True).first() or "")


def _seconds(hour: time) -> int:
    return hour.hour * 3600 + hour.minute * 60


# ---- sealed bytes


def purpose(tour_id: int) -> str:
    """Every tour has a key of its own."""
    return f"unannounced:{tour_id}"


def sealed_leg(leg: Leg, tour_id: int) -> bytes:
    text = json.dumps({"place": leg.place, "day": str(leg.day), "inspector": leg.inspector})
    return crypto.seal(text.ljust(PADDED), purpose=purpose(tour_id))


def opened_leg(sealed: bytes, tour_id: int) -> Leg:
    told = json.loads(crypto.unseal(bytes(sealed), purpose=purpose(tour_id)))
    return Leg(told["place"], date.fromisoformat(told["day"]), told["inspector"])


def sealed_draw(drawn: Drawn, seed: bytes, tour_id: int) -> bytes:
    told = {"seed": seed.hex(), "document": drawn.sealed.document, "plan": drawn.sealed.plan}
    return crypto.seal(json.dumps(told, ensure_ascii=False), purpose=purpose(tour_id))


def opened_draw(sealed: bytes, tour_id: int) -> dict:
    return json.loads(crypto.unseal(bytes(sealed), purpose=purpose(tour_id)))
