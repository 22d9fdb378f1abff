"""Reads of tours: how far one has come without a place, what an inspector may see now, what was proven."""

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Q
from django.urls import reverse

from anbao.engines import sealing
from anbao.engines.sealing import commitment
from anbao.kit import clock
from anbao.kit.access.scopes import reach_of
from anbao.loom.campaigns import queries as campaigns
from anbao.loom.campaigns.models import Campaign, Measure
from anbao.nets.riskcontrol.unannounced import drawing, rules
from anbao.nets.riskcontrol.unannounced.models import Draw, Stop, Tour
from anbao.org.models import Institution, Person


@dataclass(frozen=True)
class Progress:
    """A tour on a day, without a place."""

    tour: Tour
    number: int
    days: int
    visited: int
    stops: int

    @property
    def link(self) -> str:
        return reverse("unannounced:detail", args=[self.tour.pk])


def counted(rows, at: datetime):
    """Tours with ``visited``: the stops checked in by the moment."""
    return rows.annotate(visited=Count("draws__stops", filter=Q(draws__stops__checked_in_at__lte=at)))


def progress(campaign: Campaign, day: date, at: datetime) -> Progress | None:
    """The campaign's tour of `day`: the one that runs, else the next, else the last. Names no place and is told to everybody."""
    tours = list(counted(Tour.house.filter(campaign=campaign, drawn_at__lte=at), at).order_by("starts_on"))
    if not tours:
        return None
    tour = next((t for t in tours if t.ends_on >= day), tours[-1])
    days = (tour.ends_on - tour.starts_on).days + 1
    return Progress(tour, (day - tour.starts_on).days + 1, days, tour.visited, tour.stops)


def sealed_measure(campaign: Campaign) -> Measure | None:
    """The campaign's measure that a tour stands for."""
    return next((m for m in campaign.measures.filter(active=True) if m.definition.get("sealed")), None)


def proposed(campaign: Campaign, day: date) -> dict:
    """What the measure asks for: its days, its places, its inspectors; the form starts with it."""
    measure = sealed_measure(campaign)
    if measure is None:
        return {
            "starts_on": day + timedelta(days=1),
            "ends_on": day + timedelta(days=5),
            "kinds": ("sub_branch",),
            "posts": (),
        }
    text = campaigns.text_of(measure)
    anchors = campaigns.anchors_of(campaign)
    days = sorted(campaigns.day_of(at, anchors) for at in text.cadence.get("at", ())) or [day]
    return {
        "starts_on": max(days[0], day), "ends_on": max(days[-1], day), "kinds": text.scope.kinds or ("sub_branch",),
        "posts": text.assignee.posts, "measure": measure,
    }  # fmt: skip


def may_follow(user, tour: Tour | None = None) -> bool:
    """Who may open the pages of tours at all: who follows or draws, auditors, and the inspectors themselves."""
    reach = reach_of(user)
    if any(reach.may(power) for power in ("inspection.see", "inspection.draw", "inspection.audit")):
        return True
    person = getattr(user, "person", None)
    rows = Tour.house.filter(inspectors=person) if person else Tour.house.none()
    return (rows.filter(pk=tour.pk) if tour else rows).exists()


def visited(user, tour: Tour) -> list[Stop]:
    """The stops checked in so far at places in the reader's reach, oldest first."""
    rows = Stop.objects.visible_to(user).visited().filter(draw__tour=tour)
    scopes = Institution.objects.visible_to(user)
    return list(
        rows.filter(institution__in=scopes)
        .select_related("institution", "task", "opened_by", "draw")
        .order_by("checked_in_at")
    )


@dataclass(frozen=True)
class Next:
    """An inspector's moment. ``stop`` and ``place``: the open one, not checked in yet; ``waiting``: stops still sealed to him."""

    waiting: int
    stop: Stop | None = None
    place: Institution | None = None
    unfiled: Stop | None = None


def next_of(tour: Tour, person: Person) -> Next:
    """What the inspector may see now: never a stop that he has not opened."""
    rows = Stop.house.waiting().filter(draw__tour=tour).select_related("draw").order_by("draw__number", "number")
    legs = [(stop, drawing.opened_leg(stop.sealed, tour.pk)) for stop in rows]
    mine = [(stop, leg) for stop, leg in legs if leg.inspector == person.pk]
    unfiled = (
        Stop.house.visited().filter(draw__tour=tour, opened_by=person, task__state__in=["open", "missed"])
        .select_related("institution", "task").first()
    )  # fmt: skip
    opened = next(((stop, leg) for stop, leg in mine if stop.opened_at), None)
    if opened is None:
        return Next(len(mine), unfiled=unfiled)
    return Next(len(mine), opened[0], Institution.house.get(pk=opened[1].place), unfiled)


def last_day(tour: Tour) -> date:
    """The tour's last day, days put off counted in."""
    return max([tour.ends_on, *tour.delays.values_list("to_day", flat=True)])


def movable(tour: Tour, at: datetime) -> tuple[bool, bool]:
    """(a day can still be put off, the rest can be drawn again): not of a tour that is seen to its end, and after its last
    day only as long as that day may still be put off."""
    if tour.revealed_at is not None or not Stop.house.waiting().filter(draw__tour=tour).exists():
        return False, False
    last, longest = last_day(tour), drawing.dated("tour_delay_days", tour.lead, tour.starts_on)
    later = rules.may_put_off(tour.starts_on, last, tour.campaign.ends_on, longest, clock.local_day(at))
    return later, rules.may_draw_rest(last, tour.opens, at.astimezone(clock.local_zone()))


def may_reveal(tour: Tour, at: datetime) -> bool:
    last = last_day(tour)
    waiting = Stop.house.waiting().filter(draw__tour=tour).count()
    return tour.revealed_at is None and rules.may_reveal(waiting, last, clock.local_day(at))


@dataclass(frozen=True)
class Proof:
    """What recomputing a draw gave: the engine's faults and those of the visits against the plan (none: it holds)."""

    draw: Draw
    faults: tuple[sealing.Fault, ...]

    @property
    def holds(self) -> bool:
        return not self.faults


def recomputed(draw: Draw) -> Proof:
    """Recompute a revealed draw from seed and document alone, and hold the visits against it."""
    told = draw.revealed
    seed = bytes.fromhex(told["seed"])
    try:
        verdict = sealing.recompute(told["document"], seed=seed, commitment=draw.commitment, plan=told["plan"])
    except sealing.SealingError as refused:
        return Proof(draw, refused.faults)
    names = [place["name"] for place in told["document"]["places"]]
    wanted = [names[place] for own in verdict.plan for place in own]
    strays = [
        f"#{stop.number} {stop.institution.code}"
        for stop in draw.stops.filter(institution__isnull=False).select_related("institution")
        if stop.number > len(wanted) or wanted[stop.number - 1] != stop.institution.code
    ]
    faults = verdict.faults
    if strays:
        faults += (
            sealing.Fault("visits", "visits that are not those of the plan", "实际到访与方案不符", tuple(strays)),
        )
    return Proof(draw, faults)


def guess_of(draw: Draw) -> sealing.Guess:
    """What the revealed draw gave away while it ran."""
    told = draw.revealed
    return commitment.guess_of(told["document"], bytes.fromhex(told["seed"]))


def planned(draw: Draw) -> list[tuple[str, list[str]]]:
    """(day and inspector, places' names in order) of a revealed draw."""
    told = draw.revealed
    codes = [place["name"] for place in told["document"]["places"]]
    names = dict(Institution.house.filter(code__in=codes).values_list("code", "short_name"))
    people = _called(draw.tour)
    return [
        (_by_name(slot["label"], people), [names.get(codes[place], codes[place]) for place in own])
        for slot, own in zip(told["document"]["slots"], told["plan"], strict=True)
    ]


def _called(tour: Tour) -> dict[str, str]:
    """Staff number -> name of the tour's inspectors; of two with one name each keeps his number beside it."""
    known = dict(tour.inspectors.values_list("staff_no", "name"))
    shared = Counter(known.values())
    return {number: name if shared[name] == 1 else f"{name} ({number})" for number, name in known.items()}


def _by_name(label: str, people: dict[str, str]) -> str:
    """A slot's label (day, staff number) with the inspector's name; a staff number that the tour doesn't know stays."""
    day, _space, number = label.partition(" ")
    return f"{day} {people.get(number, number)}"
