"""Writes of duty rosters. Solving happens before the transaction: it takes seconds, and holds no lock."""

from collections.abc import Callable, Sequence
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from anbao.engines import rostering
from anbao.kit import clock
from anbao.kit.access.scopes import Denied, Reach
from anbao.kit.copying import copy_in
from anbao.kit.inbox import actions as inbox
from anbao.kit.ledger import actions as ledger
from anbao.kit.ledger.rules import Entry
from anbao.kit.live import actions as live
from anbao.kit.texts import room, too_long
from anbao.nets.riskcontrol.duty import planning, rules
from anbao.nets.riskcontrol.duty.models import Absence, AbsenceKind, Revision, Roster, RosterState, Turn
from anbao.nets.riskcontrol.duty.rules import DutyFault
from anbao.nets.riskcontrol.duty.words import rooms
from anbao.org.models import Area, Person

__all__ = ["DutyFault", "asked_month", "change_turn", "check_in", "note_absence", "plan", "publish", "searched"]

#: seconds of a planner's wait that are kept for saying what clashes where the search breaks hard rules
EXPLAINED = 2.5


def _room(area_id: int, reach: Reach) -> Area:
    area = Area.house.select_related("institution").get(pk=area_id)
    if not reach.may(rules.PLAN) or not reach.covers(area.institution.path):
        raise Denied(_("You may not make rosters for this place."))
    if area.kind not in rooms():
        raise DutyFault(_("This area is not manned around the clock."))
    return area


def _month(area: Area, first: date) -> planning.Month:
    try:
        return planning.month_of(area, first)
    except rostering.RosteringError as error:
        raise DutyFault(error.said(zh=not (get_language() or "zh").startswith("en"))) from error


def asked_month(*, reach: Reach, area_id: int, first: date, at: datetime) -> planning.Month:
    """The question of a month that may be drafted now, or why it may not."""
    area = _room(area_id, reach)
    today = clock.local_day(at)
    if first.day != 1 or not today.replace(day=1) <= first <= today + rules.AHEAD:
        raise DutyFault(_("Choose this month or one of the next two."))
    if not planning.draft_is_open(area, first):
        raise DutyFault(_("This month is published: change its turns, with a reason."))
    return _month(area, first)


def plan(
    *, actor: Person, reach: Reach, area_id: int, first: date, stop: rostering.Stop | None, at: datetime, seed: int = 0,
    search: Callable | None = None,
) -> Roster:  # fmt: skip
    """Draft a room's month, anew if a draft is there; without a stop, quickly instead of well. A published month is
    changed turn by turn, never drafted over. `search` stands for ``searched`` where that runs in another process."""
    month = asked_month(reach=reach, area_id=area_id, first=first, at=at)
    found, clash = (search or searched)(month.problem, stop, seed)
    return _store_draft(month, found, clash, actor, seed, at)


def searched(problem: rostering.Problem, stop: rostering.Stop | None, seed: int):
    """The best roster found of a month, and what clashes where it breaks hard rules; no database is asked. All of it is
    over when ``stop`` says so: part of its time is kept for saying what clashes."""
    try:
        if stop is None:
            found = rostering.fair_and_quick(problem, seed=seed)
        else:
            found = rostering.solve(problem, stop=rostering.Keeping(stop, EXPLAINED), seed=seed)
        return found, rostering.explain_infeasible(problem, seed=seed, stop=stop) if found.broken else None
    except ModuleNotFoundError as missing:  # it says which extra is to be installed
        raise DutyFault(str(missing)) from missing


@transaction.atomic
def _store_draft(month, found: rostering.Result, clash, actor: Person, seed: int, at: datetime) -> Roster:
    Area.house.select_for_update(of=("self",), no_key=True).get(pk=month.area.pk)
    if not planning.draft_is_open(month.area, month.first):
        raise DutyFault(_("This month is published: change its turns, with a reason."))
    Roster.house.filter(area=month.area, first=month.first).delete()
    roster = Roster.house.create(
        area=month.area, first=month.first, days=month.days, seed=seed, terms=planning.told_terms(month),
        unmet=planning.told_unmet(month, found.findings), proven=found.optimal, made_by=actor, made_at=at,
        clash=planning.told_clash(month, clash),
    )  # fmt: skip
    rows = planning.turns_of(month, roster, found.roster)
    taken = set(
        Turn.house.filter(person__in={row.person_id for row in rows}, day__range=(month.dates[0], month.dates[-1]))
        .values_list("person_id", "day")
    )  # fmt: skip
    if any((row.person_id, row.day) in taken for row in rows):
        raise DutyFault(
            _("Somebody of this room already stands a shift elsewhere in that month: note it as leave first.")
        )
    copy_in(rows)
    _said(roster, "drafted", actor, at, {"turns": len(rows), "broken": found.broken, "penalty": found.penalty})
    return roster


def _said(roster: Roster, verb: str, actor: Person, at: datetime, detail: dict) -> None:
    path = roster.area.institution.path
    detail = {"area": roster.area_id, "month": roster.month, **detail}
    ledger.append([Entry(f"duty.roster.{verb}", actor.tag, f"roster:{roster.pk}", at, path, detail)])
    live.publish("duty", scope=path, roster=roster.pk)


def _held(roster_id: int, reach: Reach) -> Roster:
    roster = Roster.house.select_for_update(of=("self",)).select_related("area__institution").get(pk=roster_id)
    if not reach.may(rules.PLAN) or not reach.covers(roster.area.institution.path):
        raise Denied(_("You may not make rosters for this place."))
    return roster


@transaction.atomic
def publish(*, actor: Person, reach: Reach, roster_id: int, at: datetime, reason: str = "") -> Roster:
    """Put a draft into force and tell everybody on it. One that breaks a hard rule needs a reason."""
    roster = _held(roster_id, reach)
    if roster.state != RosterState.DRAFT:
        raise DutyFault(_("This roster is published already."))
    if roster.broken and not reason.strip():
        raise DutyFault(_("This roster breaks rules that must hold: say why it is published all the same."))
    roster.state, roster.published_by, roster.published_at = RosterState.PUBLISHED, actor, at
    roster.save(update_fields=["state", "published_by", "published_at"])
    if reason.strip():
        _revise(roster, reason, [], actor, at)
    people = set(roster.turns.values_list("person_id", flat=True))
    inbox.tell([_told(roster, person) for person in sorted(people)], at=at)
    _said(roster, "published", actor, at, {"people": len(people), "broken": roster.broken, "reason": reason.strip()})
    return roster


def _told(roster: Roster, person: int) -> inbox.Word:
    return inbox.Word(
        f"person:{person}",
        "duty",
        f"排班有更新：{roster.area} {roster.month}",
        f"Roster renewed: {roster}",
        "/duty/mine/",
    )


def _revise(roster: Roster, reason: str, changes: list, actor: Person, at: datetime) -> Revision:
    if fault := too_long(reason.strip(), room(Revision, "reason")):
        raise DutyFault(_("Reason") + ": " + fault, "reason")
    number = roster.revisions.count() + 1
    return Revision.objects.create(
        roster=roster, number=number, reason=reason.strip(), changes=changes, actor=actor.tag, at=at
    )


def _apply(roster: Roster, month: planning.Month, changes: Sequence[tuple], at: datetime) -> None:
    """Write (engine name, day number, before, after); a turn that was checked in or has ended stays."""
    licensed = {person.id: person for person in month.problem.people}
    for name, number, _before, after in changes:
        person, day = month.people[name], month.dates[number]
        held = roster.turns.filter(person=person, day=day).first()
        if held is not None and (held.checked_in_at or held.ends_at <= at):
            raise DutyFault(_("%(turn)s has been worked; it stays.") % {"turn": held}, "day")
        if held is not None:
            held.delete()
        if after:
            fit = not month.room.licence or licensed[name].licensed(month.room.licence, number)
            turn = planning.turn_of(month, roster, person, day, after, fit)
            if turn.ends_at <= at:
                raise DutyFault(_("That shift is over."), "shift")
            turn.save()
    judged = rostering.check(planning.reinforced(month.problem), planning.lines_of(month, roster))
    roster.unmet, roster.proven = planning.told_unmet(month, judged.findings), False
    roster.terms, roster.clash = planning.told_terms(month), []
    roster.save(update_fields=["unmet", "proven", "terms", "clash"])


@transaction.atomic
def change_turn(
    *,
    actor: Person,
    reach: Reach,
    roster_id: int,
    person_id: int,
    day: date,
    shift: str,
    at: datetime,
    reason: str = "",
) -> Roster:
    """Give a person another shift, or none (``shift`` ""), on one day; in a published roster only with a reason."""
    roster = _held(roster_id, reach)
    month = _month(roster.area, roster.first)
    name = next((name for name, person in month.people.items() if person.pk == person_id), None)
    number = (day - month.first).days
    if name is None or not 0 <= number < month.days or shift not in {"", *(s.id for s in month.room.shifts)}:
        raise DutyFault(_("Choose a person of this room, a day of this month and a shift."))
    if roster.state == RosterState.PUBLISHED and not reason.strip():
        raise DutyFault(_("A published roster is changed with a reason."), "reason")
    before = planning.lines_of(month, roster)[name][number] or ""
    if before == shift:
        raise DutyFault(_("Nothing would change."), "shift")
    _apply(roster, month, [(name, number, before, shift)], at)
    changes = [[person_id, day.isoformat(), before, shift]]
    if roster.state == RosterState.PUBLISHED:
        _revise(roster, reason, changes, actor, at)
        inbox.tell([_told(roster, person_id)], at=at)
    _said(roster, "changed", actor, at, {"changes": changes, "reason": reason.strip()})
    return roster


@transaction.atomic
def note_absence(
    *, actor: Person, reach: Reach, person_id: int, kind: str, first: date, last: date, reason: str,
    stop: rostering.Stop, at: datetime,
) -> tuple[Absence, list[Revision]]:  # fmt: skip
    """Note leave or a sick call. Published months that hold a turn of these days are mended at once, by few changes."""
    person = Person.house.select_related("institution").get(pk=person_id)
    if not reach.may(rules.PLAN) or not reach.covers(person.institution.path):
        raise Denied(_("You may not note an absence for this person."))
    if kind not in AbsenceKind.values or last < first or (last - first).days >= rules.LONGEST_ABSENCE:
        raise DutyFault(_("An absence ends on or after the day it begins, within a year."), "last")
    if last < clock.local_day(at):
        raise DutyFault(_("These days are over."), "last")
    absence = Absence.house.create(
        person=person, kind=kind, first=first, last=last, reason=reason.strip(), noted_by=actor, noted_at=at
    )
    detail = {"first": first, "last": last, "kind": kind}
    ledger.append([Entry("duty.absence.noted", actor.tag, person.tag, at, person.institution.path, detail)])
    touched = Roster.house.published().filter(
        turns__person=person, turns__day__range=(first, last), turns__starts_at__gt=at
    )
    ids = sorted(set(touched.values_list("pk", flat=True)))
    return absence, [_mend(pk, absence, actor, stop, at) for pk in ids]


def _mend(roster_id: int, absence: Absence, actor: Person, stop: rostering.Stop, at: datetime) -> Revision:
    roster = Roster.house.select_for_update(of=("self",)).select_related("area__institution").get(pk=roster_id)
    month = _month(roster.area, roster.first)
    name = next(name for name, person in month.people.items() if person.pk == absence.person_id)
    today = max((clock.local_day(at) - month.first).days, 0)
    # what began today stays as it is; the sick person's own turns go, today's too if they have not begun
    begun = set(roster.turns.filter(starts_at__lte=at).values_list("person_id", "day"))
    gone = tuple(
        n for n, day in enumerate(month.dates)
        if n >= today and absence.first <= day <= absence.last and (absence.person_id, day) not in begun
    )  # fmt: skip
    before = planning.lines_of(month, roster)
    later = min(today + bool({day for _who, day in begun} & {clock.local_day(at)}), month.days - 1)
    mended = rostering.repair(
        planning.reinforced(month.problem), before, {name: gone}, stop=stop, today=min(later, *gone)
    )
    changes = [
        (who, n, was, now)
        for who, line in before.items()
        for n, (was, now) in enumerate(zip(line, mended.result.roster[who], strict=True))
        if was != now and (month.people[who].pk, month.dates[n]) not in begun
    ]
    _apply(roster, month, changes, at)
    told = [[month.people[who].pk, month.dates[n].isoformat(), was or "", now or ""] for who, n, was, now in changes]
    revision = _revise(roster, f"{absence.get_kind_display()}: {absence.person} {absence.reason}", told, actor, at)
    inbox.tell([_told(roster, person) for person in sorted({row[0] for row in told})], at=at)
    _said(roster, "mended", actor, at, {"changes": told, "absence": absence.pk})
    return revision


@transaction.atomic
def check_in(*, arrivals: Sequence[tuple[Person, int, datetime]]) -> int:
    """People come to their own turns: (person, turn id, moment), many at once; returns how many were new.

    Refuses the whole batch with every fault: somebody else's turn, a roster that is not in force, another hour.
    """
    rows = Turn.house.select_for_update(of=("self",)).select_related("roster__area__institution")
    turns = {turn.pk: turn for turn in rows.filter(pk__in=[pk for _who, pk, _at in arrivals]).order_by("pk")}
    faults, fresh = [], []
    for person, pk, at in arrivals:
        turn = turns.get(pk)
        if turn is None or turn.person_id != person.pk:
            raise Denied(_("You check in to your own turn."))
        if turn.roster.state != RosterState.PUBLISHED:
            faults.append(_("This roster is a draft."))
        elif not rules.may_check_in(turn.starts_at, turn.ends_at, at):
            faults.append(_("A turn is checked in from half an hour before it begins until it ends."))
        elif turn.checked_in_at is None:
            turn.checked_in_at = at
            fresh.append(turn)
    if faults:
        raise DutyFault(" ".join(dict.fromkeys(faults)))
    Turn.house.bulk_update(fresh, ["checked_in_at"])
    ledger.append([_came(turn) for turn in fresh])
    paths = {turn.roster.area.institution.path for turn in fresh}
    live.publish_places("duty", paths)
    return len(fresh)


def _came(turn: Turn) -> Entry:
    path = turn.roster.area.institution.path
    late = turn.checked_in_at > turn.starts_at + rules.LATE
    detail = {"shift": turn.shift, "day": turn.day, "late": late}
    return Entry(
        "duty.turn.checked_in", f"person:{turn.person_id}", f"turn:{turn.pk}", turn.checked_in_at, path, detail
    )
