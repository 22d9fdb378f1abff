"""Writes of tours: draw, draw again, put off, open, check in, reveal."""

import secrets
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from anbao.kit import clock
from anbao.kit.access.scopes import Denied, Reach
from anbao.kit.inbox import actions as inbox
from anbao.kit.ledger import actions as ledger
from anbao.kit.ledger.rules import Entry
from anbao.kit.live import actions as live
from anbao.kit.texts import room, too_long
from anbao.loom.campaigns.models import Campaign, CampaignState, Measure
from anbao.loom.tasks import actions as tasks
from anbao.loom.tasks.models import TaskState
from anbao.nets.riskcontrol.unannounced import drawing, rules
from anbao.nets.riskcontrol.unannounced.drawing import TourFault, Wish
from anbao.nets.riskcontrol.unannounced.models import Delay, Draw, Stop, Tour
from anbao.org.models import Institution, Person

RECORD = "unannounced_visit"
SEED_BYTES = 32


def _may_draw(reach: Reach, path: str) -> None:
    if not reach.may("inspection.draw") or not reach.covers(path):
        raise Denied(_("You may not draw unannounced inspections of this branch."))


def draw_tour(
    *, actor: Person, reach: Reach, campaign: Campaign, name: str, wish: Wish, at: datetime, measure: Measure | None = None, seed: bytes | None = None
) -> Tour:  # fmt: skip
    """Draw a tour by lot and seal it; the commitment is in the ledger when this returns.

    ``seed`` is for replays and tests; without it 32 fresh bytes of the machine. Raises Denied or TourFault with every reason.
    """
    _may_draw(reach, wish.lead.path)
    outside = [
        str(p)
        for p in (*wish.places, *wish.inspectors)
        if not reach.covers(getattr(p, "path", "") or p.institution.path)
    ]
    if outside:
        raise Denied(_("Not in your institutions: %(names)s") % {"names": ", ".join(outside)})
    if campaign.state != CampaignState.STARTED:
        raise TourFault(_("A tour belongs to a running campaign."))
    if fault := first_day_fault(wish.starts_on, wish.opens, at):
        raise TourFault(fault)
    seed = seed or secrets.token_bytes(SEED_BYTES)
    drawn = drawing.draw(wish, seed=seed)
    with transaction.atomic():
        tour = Tour.house.create(
            campaign=campaign, measure=measure, lead=wish.lead, name=name, starts_on=wish.starts_on, ends_on=wish.ends_on,
            opens=wish.opens, closes=wish.closes, visit_minutes=wish.visit_minutes, most=drawn.most, stops=len(drawn.legs),
            drawn_by=actor, drawn_at=at,
        )  # fmt: skip
        tour.inspectors.set(wish.inspectors)
        _keep(tour, drawn, seed, number=1, reason="", actor=actor, at=at)
    return tour


def first_day_fault(starts_on: date, opens: time | None, at: datetime) -> str:
    """Why a tour can't begin on a day any more; empty when it can. ``opens`` None: the hour isn't known yet."""
    if starts_on < clock.local_day(at):
        return _("The first day is over already.")
    if opens and starts_on == clock.local_day(at) and _begun(opens, at):
        return _("The first day has begun already; take the next one, or let the day begin later.")
    return ""


def _begun(opens: time, at: datetime) -> bool:
    """Whether a day that begins at ``opens`` has begun on site: no plan can be made of what is left of it."""
    return at.astimezone(clock.local_zone()).time() >= opens


def _keep(tour: Tour, drawn, seed: bytes, *, number: int, reason: str, actor: Person, at: datetime) -> Draw:
    """The draw and its sealed stops, the ledger line with the commitment, and a word to the inspectors: no place in any of it."""
    held = Draw.house.create(
        tour=tour, number=number, commitment=drawn.sealed.commitment, sealed=drawing.sealed_draw(drawn, seed, tour.pk),
        reason=reason, drawn_by=actor, drawn_at=at,
    )  # fmt: skip
    Stop.house.bulk_create(
        Stop(draw=held, number=n, sealed=drawing.sealed_leg(leg, tour.pk)) for n, leg in enumerate(drawn.legs, 1)
    )
    inspectors = list(tour.inspectors.order_by("pk"))
    _line("drawn" if number == 1 else "redrawn", tour, actor, at, commitment=held.commitment, draw=number, stops=len(drawn.legs),
          first=tour.starts_on, last=tour.ends_on, inspectors=[p.pk for p in inspectors], reason=reason)  # fmt: skip
    inbox.tell([_told(tour, person) for person in inspectors], at=at)
    return held


def _told(tour: Tour, person: Person) -> inbox.Word:
    days = f"{tour.starts_on:%m-%d} — {tour.ends_on:%m-%d}"
    return inbox.Word(
        person.tag, "tour", f"飞行检查已封存:{tour.name},{days},到站前不显示地点", f"Sealed tour: {tour.name}, {days}; no place is shown before it opens",
        f"/unannounced/{tour.pk}/next/",
    )  # fmt: skip


def _line(verb: str, tour: Tour, actor: Person, at: datetime, *, scope: str = "", **detail) -> None:
    ledger.append(
        [Entry(f"unannounced.tour.{verb}", actor.tag, f"tour:{tour.pk}", at, scope or tour.lead.path, detail)]
    )


def _held(tour_id: int) -> Tour:
    """The tour under lock; a revealed one does not change."""
    tour = Tour.house.select_for_update(of=("self",)).select_related("lead", "campaign", "measure").get(pk=tour_id)
    if tour.revealed_at is not None:
        raise TourFault(_("This tour is over and revealed."))
    return tour


def _delays(tour: Tour) -> list[tuple[date, date]]:
    return list(tour.delays.values_list("from_day", "to_day"))


def _waiting(tour: Tour) -> list[tuple[Stop, rules.Leg]]:
    """Stops not visited yet with what they say, in order."""
    rows = Stop.house.waiting().filter(draw__tour=tour).order_by("draw__number", "number")
    return [(stop, drawing.opened_leg(stop.sealed, tour.pk)) for stop in rows]


def redraw(*, actor: Person, reach: Reach, tour_id: int, reason: str, at: datetime, seed: bytes | None = None) -> Draw:
    """Draw the places not seen yet again over the days that are left; the old draw's other stops are void."""
    with transaction.atomic():
        tour = _held(tour_id)
        _may_draw(reach, tour.lead.path)
        if not reason.strip():
            raise TourFault(_("A re-draw needs a reason."))
        if fault := too_long(reason.strip(), room(Draw, "reason")):
            raise TourFault(_("Reason") + ": " + fault)
        waiting, today = _waiting(tour), clock.local_day(at)
        if not waiting:
            raise TourFault(_("Every place of this tour was seen."))
        begun = _begun(tour.opens, at)
        first = max(tour.starts_on, today + timedelta(days=1) if begun else today)
        last = max([tour.ends_on, *(end for _start, end in _delays(tour))])
        if first > last:
            raise TourFault(_("No day is left; put a day off first."))
        places = {p.pk: p for p in Institution.house.filter(pk__in=[leg.place for _stop, leg in waiting])}
        wish = Wish(
            tour.lead, [places[pk] for pk in sorted(places)], list(tour.inspectors.order_by("pk")), first, last, tour.opens, tour.closes,
            tour.visit_minutes, every_day=False,
        )  # fmt: skip
        seed = seed or secrets.token_bytes(SEED_BYTES)
        drawn = drawing.draw(wish, seed=seed)
        Stop.house.filter(pk__in=[stop.pk for stop, _leg in waiting]).update(void=True, opened_at=None, opened_by=None)
        return _keep(tour, drawn, seed, number=tour.draws.count() + 1, reason=reason.strip(), actor=actor, at=at)


@transaction.atomic
def postpone(*, actor: Person, reach: Reach, tour_id: int, day: date, to: date, reason: str, at: datetime) -> Delay:
    """Put what is left of a day off to a later one (snow, a closed road); by who draws, or an inspector of the tour."""
    tour = _held(tour_id)
    if not tour.inspectors.filter(pk=actor.pk).exists():
        _may_draw(reach, tour.lead.path)
    faults = []
    if not reason.strip():
        faults.append(_("Give the reason."))
    if fault := too_long(reason.strip(), room(Delay, "reason")):
        faults.append(_("Reason") + ": " + fault)
    longest = drawing.dated("tour_delay_days", tour.lead, tour.starts_on)
    if to <= day or (to - day).days > longest:
        faults.append(_("A day is put off to a later one, at most %(n)d days on.") % {"n": longest})
    if to < clock.local_day(at) or to > tour.campaign.ends_on:
        faults.append(_("Choose a day that is still to come and within the campaign."))
    last = max([tour.ends_on, *(end for _start, end in _delays(tour))])
    if not tour.starts_on <= day <= last:
        faults.append(_("That is no day of this tour."))
    if faults:
        raise TourFault(*faults)
    delay = Delay.objects.create(
        tour=tour, from_day=day, to_day=to, reason=reason.strip(), made_by=actor.tag, made_at=at
    )
    _line("postponed", tour, actor, at, day=day, to=to, reason=delay.reason)
    live.publish("tasks", scope=tour.lead.path, tour=tour.pk)
    return delay


@transaction.atomic
def open_next(*, actor: Person, tour_id: int, at: datetime) -> Stop:
    """Open the inspector's next stop; only he will see where it leads. Gives the open one again."""
    tour = _held(tour_id)
    mine = _of_inspector(tour, actor)
    if not mine:
        raise TourFault(_("You have no stop left on this tour."))
    stop, leg = mine[0]
    if stop.opened_at is not None:
        return stop
    unfiled = Stop.house.visited().filter(
        draw__tour=tour, opened_by=actor, task__state__in=[TaskState.OPEN, TaskState.MISSED]
    )
    if unfiled.exists():
        raise TourFault(_("File the record of the last stop first."))
    day = rules.day_after(leg.day, _delays(tour))
    local = at.astimezone(clock.local_zone())
    if local < rules.opens_at(day, tour.opens, local):
        # the day itself would tell how many stops a day has
        raise TourFault(_("The next stop is not open yet."))
    stop.opened_at, stop.opened_by = at, actor
    stop.save(update_fields=["opened_at", "opened_by"])
    _line("opened", tour, actor, at, number=stop.number)
    return stop


def _of_inspector(tour: Tour, person: Person) -> Sequence[tuple[Stop, rules.Leg]]:
    if not tour.inspectors.filter(pk=person.pk).exists():
        raise Denied(_("You are no inspector of this tour."))
    return [(stop, leg) for stop, leg in _waiting(tour) if leg.inspector == person.pk]


@transaction.atomic
def check_in(*, actor: Person, tour_id: int, location: tuple[float, float] | None, remark: str, at: datetime) -> Stop:
    """The inspector is at the open stop: from now on the place is named, and the visit's task is given."""
    tour = _held(tour_id)
    opened = [(stop, leg) for stop, leg in _of_inspector(tour, actor) if stop.opened_at is not None]
    if not opened:
        raise TourFault(_("Open the next stop first."))
    if fault := too_long(remark.strip(), room(Stop, "remark")):
        raise TourFault(_("remark") + ": " + fault)
    stop, leg = opened[0]
    place = Institution.house.get(pk=leg.place)
    known = place.lon is not None and place.lat is not None
    metres = rules.metres_between(location, (place.lon, place.lat)) if location and known else None
    if not remark.strip() and (
        metres is None or metres > drawing.dated("tour_near_metres", place, clock.local_day(at))
    ):
        raise TourFault(_far(metres))
    stop.institution, stop.checked_in_at, stop.metres, stop.remark = place, at, metres, remark.strip()
    stop.lon, stop.lat = location or (None, None)
    stop.task = _give_task(tour, stop, place, actor, at)
    stop.save()
    _line("checked_in", tour, actor, at, scope=place.path, number=stop.number, metres=metres, remark=stop.remark)
    live.publish("tasks", scope=place.path, tour=tour.pk)
    return stop


def _far(metres: int | None) -> str:
    if metres is None:
        return _("Without a location, say why and where you are.")
    return _("You are %(n)d m from the place; say why.") % {"n": metres}


def _give_task(tour: Tour, stop: Stop, place: Institution, actor: Person, at: datetime):
    """The duty to file the visit, which nobody could see before."""
    local = at.astimezone(clock.local_zone())
    evening = datetime.combine(local.date(), tour.closes, local.tzinfo) + timedelta(hours=2)
    hours = drawing.dated("tour_file_hours", place, local.date())
    end = datetime.combine(local.date(), datetime.max.time().replace(microsecond=0), local.tzinfo)
    due = min(max(evening, at + timedelta(hours=hours)), max(end, at))
    zh, en = (tour.measure.zh, tour.measure.en) if tour.measure else ("飞行检查", "Unannounced visit")
    order = tasks.Order(
        net="riskcontrol", record_kind=RECORD, zh=zh, en=en, institution=place, assignee=actor, due_at=due,
        origin=f"tour:{tour.pk}#{stop.draw.number}.{stop.number}", priority=1,
    )  # fmt: skip
    return tasks.give_orders(campaign=tour.campaign, orders=[order], actor=actor.tag, at=at)[0]


@transaction.atomic
def reveal(*, actor: Person, reach: Reach, tour_id: int, at: datetime) -> Tour:
    """Show seed, document and plan of every draw, once nothing is left to guess."""
    tour = _held(tour_id)
    if not (reach.may("inspection.draw") or reach.may("inspection.audit")) or not reach.covers(tour.lead.path):
        raise Denied(_("You may not reveal this tour."))
    last = max([tour.ends_on, *(end for _start, end in _delays(tour))])
    waiting = Stop.house.waiting().filter(draw__tour=tour).count()
    if not rules.may_reveal(waiting, last, clock.local_day(at)):
        raise TourFault(_("The seed is shown when every stop was visited or the last day is over."))
    seeds = {}
    for draw in tour.draws.order_by("number"):
        draw.revealed = drawing.opened_draw(draw.sealed, tour.pk)
        draw.save(update_fields=["revealed"])
        seeds[str(draw.number)] = draw.revealed["seed"]
    tour.revealed_at = at
    tour.save(update_fields=["revealed_at"])
    _line("revealed", tour, actor, at, seeds=seeds, unvisited=waiting)
    live.publish("tasks", scope=tour.lead.path, tour=tour.pk)
    return tour
