"""A room's month as a question to engines/rostering, and its answer as turns."""

import calendar
import re
from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta
from itertools import pairwise

from anbao.engines import rostering
from anbao.engines.cadence import chinese_calendar
from anbao.nets.riskcontrol.duty.models import Absence, AbsenceKind, Roster, RosterState, Turn
from anbao.nets.riskcontrol.duty.words import Room, rooms
from anbao.org import words
from anbao.org.models import Area, Certificate, Institution, InstitutionKind, Person, Post

#: prices of one unit of what a month should, but need not, keep
SINGLE_DAY_OFF, UNFAIR_NIGHT, UNFAIR_SHIFT, UNFAIR_HOLIDAY, UNFAIR_WEEKEND = 5, 3, 3, 3, 2
#: weekends with a shift that a month may ask of one person before it counts as unfair
WEEKENDS = 3
#: what is shared out evenly, and what of it is made good over the months: (tally, price of its distance)
SHARED = (("shifts", UNFAIR_SHIFT), ("nights", UNFAIR_NIGHT), ("holidays", UNFAIR_HOLIDAY))
#: published months before this one whose balances are carried, and how much of a balance one month makes good
CARRIED_MONTHS, MADE_GOOD = 3, 4

#: what is said of a clash of which more isn't proven; kept with the draft, as its sentences are
NOT_SMALLEST = {
    "en": "Without any one of these the others can hold. It is not proven that no smaller set clashes.",
    "zh": "去掉其中任何一条，其余即可同时满足；尚未证明没有更小的冲突。",
    "note": True,
}
NOT_LEAST = {
    "en": "Time was short: maybe fewer of these clash. Draft the month again for a shorter list.",
    "zh": "计算时间不足：可能只是其中一部分相互冲突。请重新排班，以得到更短的清单。",
    "note": True,
}


@dataclass(frozen=True)
class Month:
    """One room's month with the people who can stand its shifts. ``names``: engine id -> person."""

    area: Area
    room: Room
    first: date
    days: int
    people: dict[str, Person]
    problem: rostering.Problem

    @property
    def dates(self) -> list[date]:
        return [self.first + timedelta(days=n) for n in range(self.days)]

    def id_of(self, person: Person) -> str | None:
        return next((name for name, one in self.people.items() if one.pk == person.pk), None)


def days_in(first: date) -> int:
    return calendar.monthrange(first.year, first.month)[1]


def month_of(area: Area, first: date) -> Month:
    """The question of a month, read from posts, certificates, absences and dated rules.

    Raises RosteringError with every fault, in words, when nobody holds the post or a value makes no sense.
    """
    room, days = rooms()[area.kind], days_in(first)
    people = _people(area, room, first, days)
    holidays = tuple(_holidays(first, days))
    balances = _balances(area, room, first)
    shifts = tuple(rostering.Shift(s.id, s.minutes, s.start.hour * 60 + s.start.minute, s.night) for s in room.shifts)
    crew = tuple(_person(name, person, room, first, balances.get(person.pk, ())) for name, person in people.items())
    leaves = tuple(_leaves(people, first, days))
    asked = (*_asked(room, crew, area, first, days), *_shares(room, crew, leaves, area, first, days, holidays), *leaves)
    return Month(area, room, first, days, people, rostering.Problem(days, shifts, crew, asked, first, holidays))


def _holidays(first: date, days: int) -> Iterable[int]:
    """The month's public holidays, as day numbers; weekends beside them are weekends."""
    calendar_ = chinese_calendar(first.year - 1, first.year + 1, weekdays_beyond=True)
    return (n for n in range(days) if first + timedelta(days=n) in calendar_.holidays)


def _balances(area: Area, room: Room, first: date) -> dict[int, tuple[tuple[str, int], ...]]:
    """How much more (or less, negative) than his share each person stood in the room's last published months."""
    since = first
    for _month in range(CARRIED_MONTHS):
        since = (since - timedelta(days=1)).replace(day=1)
    stood: dict[date, dict[str, Counter]] = defaultdict(lambda: defaultdict(Counter))
    rows = Turn.house.published().filter(roster__area=area, roster__first__gte=since, roster__first__lt=first)
    free: dict[date, set[int]] = {}
    for month, person, day, shift in rows.values_list("roster__first", "person_id", "day", "shift"):
        tallies = stood[month]
        if month not in free:
            free[month] = set(_holidays(month, days_in(month)))
        tallies["shifts"][person] += 1
        tallies["nights"][person] += room.shift(shift).night
        tallies["holidays"][person] += (day - month).days in free[month]
    found: dict[int, Counter] = defaultdict(Counter)
    for tallies in stood.values():
        for tally, counts in tallies.items():
            fair = sum(counts.values()) / len(tallies["shifts"])
            for person in tallies["shifts"]:
                found[person][tally] += counts[person] - fair
    return {
        person: tuple((tally, max(-MADE_GOOD, min(MADE_GOOD, round(balance)))) for tally, balance in own.items())
        for person, own in found.items()
    }


def _people(area: Area, room: Room, first: date, days: int) -> dict[str, Person]:
    """Holders of the room's post at its place in that month, by a name that is theirs alone."""
    last = first + timedelta(days=days - 1)
    held = Post.house.filter(institution=area.institution_id, kind=room.post, person__isnull=False)
    held = held.exclude(until__lt=first).exclude(since__gt=last).select_related("person").order_by("person__staff_no")
    known: dict[int, Person] = {post.person_id: post.person for post in held}
    shared = defaultdict(int)
    for person in known.values():
        shared[person.name] += 1
    return {(p.name if shared[p.name] == 1 else f"{p.name} {p.staff_no}"): p for p in known.values()}


def _person(
    name: str, person: Person, room: Room, first: date, carried: tuple[tuple[str, int], ...]
) -> rostering.Person:
    licences = ()
    if room.licence:
        rows = Certificate.house.filter(person=person, kind=room.licence, valid_until__gte=first)
        licences = tuple(
            rostering.Licence(room.licence, max((c.valid_from - first).days, 0), (c.valid_until - first).days) for c in rows
        )  # fmt: skip
    return rostering.Person(name, licences=licences, past=_past(person, first), carried=carried)


def _past(person: Person, first: date) -> rostering.Past | None:
    """How the published turns before the month ended for a person."""
    before = Turn.house.published().filter(person=person, day__lt=first, day__gte=first - timedelta(days=14))
    worked = {turn.day: turn.shift for turn in before}
    if not worked:
        return None
    last, eve = max(worked), first - timedelta(days=1)
    if last != eve:
        return rostering.Past(worked[last], free=(eve - last).days)
    run = next(n for n in range(1, 16) if eve - timedelta(days=n) not in worked)
    return rostering.Past(worked[last], run=run)


def province_of(area: Area) -> str:
    """The code of the province branch above the room: rules may differ by it."""
    above = Institution.house.filter(path__in=area.institution.ancestor_paths(), kind=InstitutionKind.PROVINCE)
    return above.values_list("code", flat=True).first() or ""


def dated(name: str, area: Area, first: date) -> tuple[int, str]:
    """A dated rule's value for the room, with its source."""
    row = words.rule_row(name, on=first, province=province_of(area))
    return row.value, row.source


def _asked(
    room: Room, people: tuple[rostering.Person, ...], area: Area, first: date, days: int
) -> Iterable[rostering.Rule]:
    crew, source = dated(room.crew, area, first)
    for day in range(days):
        for shift in room.shifts:
            at_hand = {"day": day, "shifts": (shift.id,), "need": crew, "source": source}
            yield rostering.Crew(**at_hand, most=crew)
            if room.licence:
                yield rostering.Crew(**at_hand, licence=room.licence)
    if not _round_the_clock(room):
        yield rostering.Watch(need=crew, licence=room.licence, source=source)
    for rule, name in ((rostering.ShiftLength, "duty_shift_minutes"), (rostering.Rest, "duty_rest_minutes")):
        value, source = dated(name, area, first)
        yield rule(minutes=value, source=source)
    value, source = dated("duty_run_days", area, first)
    yield rostering.Run(most=value, source=source)
    value, source = dated("duty_month_hours", area, first)
    yield rostering.Hours(most=value * 60, source=source)
    yield rostering.FreeRun(least=2, weight=SINGLE_DAY_OFF)
    if people:
        yield rostering.Fair(tally="weekends", low=0, high=WEEKENDS, weight=UNFAIR_WEEKEND)


def _shares(
    room: Room, people: tuple[rostering.Person, ...], leaves: tuple[rostering.Leave, ...], area: Area, first: date,
    days: int, holidays: tuple[int, ...],
) -> Iterable[rostering.Fair]:  # fmt: skip
    """Shifts, nights and holidays shared out by the days on which each can stand one; whoever can as often has one rule."""
    crew, _source = dated(room.crew, area, first)
    away: dict[str, set[int]] = defaultdict(set)
    for leave in leaves:  # a person's holiday and his sick days are two of them
        for name in leave.people:
            away[name].update(leave.days)
    able = {
        person.id: [
            d for d in range(days)
            if d not in away[person.id] and (not room.licence or person.licensed(room.licence, d))
        ]
        for person in people
    }  # fmt: skip
    wanted = {
        "shifts": (crew * days * len(room.shifts), range(days)), "nights": (crew * days * sum(s.night for s in room.shifts), range(days)),
        "holidays": (crew * len(holidays) * len(room.shifts), holidays),
    }  # fmt: skip
    for tally, price in SHARED:
        total, counted = wanted[tally]
        there = {name: len(set(own) & set(counted)) for name, own in able.items()}
        if not total or not sum(there.values()):
            continue
        for size in sorted({size for size in there.values() if size}):
            share = total * size / sum(there.values())
            names = () if len(set(there.values())) == 1 else tuple(name for name, own in there.items() if own == size)
            yield rostering.Fair(people=names, tally=tally, low=int(share), high=-int(-share // 1), weight=price)


def reinforced(problem: rostering.Problem) -> rostering.Problem:
    """The problem as a change by hand is judged: a draft mans each shift with its crew and no more, a planner may add to it."""
    rules = (replace(rule, most=None) if isinstance(rule, rostering.Crew) else rule for rule in problem.rules)
    return replace(problem, rules=tuple(rules))


def _round_the_clock(room: Room) -> bool:
    """The shifts follow each other without a gap or an overlap: a full crew of each is a full crew of every minute."""
    spans = sorted((shift.start.hour * 60 + shift.start.minute, shift.minutes) for shift in room.shifts)
    return sum(minutes for _start, minutes in spans) == 1440 and all(
        start + minutes == after for (start, minutes), (after, _more) in pairwise(spans)
    )


def _leaves(people: dict[str, Person], first: date, days: int) -> Iterable[rostering.Rule]:
    last, names = first + timedelta(days=days - 1), {person.pk: name for name, person in people.items()}
    away = defaultdict(set)
    for absence in Absence.house.touching(first, last).filter(person_id__in=names):
        span = range(max((absence.first - first).days, 0), min((absence.last - first).days, days - 1) + 1)
        away[names[absence.person_id], absence.kind == AbsenceKind.SICK].update(span)
    for (name, sick), gone in sorted(away.items()):
        yield rostering.Leave(people=(name,), days=tuple(sorted(gone)), sick=sick)


def worded(text: str, room: Room, language: str) -> str:
    """The engine names licences and shifts by their ids; a reader wants their names."""
    if room.licence:
        name = getattr(words.kinds_of("certificates")[room.licence], language)
        if language == "zh" and name.endswith("证"):
            text = text.replace(f"持 {room.licence} 证", f"持{name}")
        text = text.replace(room.licence, name)
    if language == "zh":  # in English the ids are words of the sentence
        marks = {shift.id: shift.name_zh for shift in room.shifts}
        ids = "|".join(re.escape(name) for name in sorted(marks, key=len, reverse=True))
        text = re.sub(rf"(?<![A-Za-z0-9_])({ids})(?![A-Za-z0-9_])(?: 班)?", lambda found: marks[found[1]], text)
    return text


def told_clash(month: Month, clash) -> list[dict]:
    """What can't hold together, a sentence each; then, where that isn't proven, that fewer may be enough."""
    if clash is None:
        return []
    said = [{"en": worded(en, month.room, "en"), "zh": worded(zh, month.room, "zh")} for en, zh in clash.sentences()]
    return said if clash.smallest else [*said, dict(NOT_SMALLEST if clash.least else NOT_LEAST)]


def told_terms(month: Month) -> list[dict]:
    """Each rule once, with its source; the crews of all days and shifts are one sentence."""
    said, seen = [], set()
    for rule in month.problem.rules:
        if isinstance(rule, rostering.Crew):
            if rule.licence != month.room.licence:
                continue
            rule = rostering.Watch(need=rule.need, licence=rule.licence, source=rule.source)
        en, zh = rule.sentence()
        who = "、".join(rule.people)
        zh, en = worded(zh, month.room, "zh"), worded(en, month.room, "en")
        line = {"zh": f"{who}：{zh}" if who else zh, "en": f"{who}: {en}" if who else en, "source": rule.source}
        if line["zh"] not in seen:
            seen.add(line["zh"])
            said.append({**line, "hard": rule.weight is None})
    return said


def told_unmet(month: Month, findings: Iterable[rostering.Finding]) -> list[dict]:
    rows = [
        {
            "zh": worded(f.zh, month.room, "zh"),
            "en": worded(f.en, month.room, "en"),
            "hard": f.hard,
            "penalty": f.penalty,
            "people": list(f.people),
            "day": f.day,
        }
        for f in findings
    ]
    return sorted(rows, key=lambda row: (not row["hard"], -row["penalty"], row["day"] or 0))


def lines_of(month: Month, roster: Roster) -> rostering.Roster:
    """The stored turns as the engine's lines."""
    names = {person.pk: name for name, person in month.people.items()}
    lines = {name: [None] * month.days for name in month.people}
    for turn in Turn.house.filter(roster=roster):
        if turn.person_id in names:
            lines[names[turn.person_id]][(turn.day - month.first).days] = turn.shift
    return {name: tuple(line) for name, line in lines.items()}


def turns_of(month: Month, roster: Roster, lines: rostering.Roster) -> list[Turn]:
    """The engine's lines as rows to store."""
    licensed = {person.id: person for person in month.problem.people}
    rows = []
    for name, line in lines.items():
        for number, shift in enumerate(line):
            if shift is not None:
                fit = not month.room.licence or licensed[name].licensed(month.room.licence, number)
                rows.append(turn_of(month, roster, month.people[name], month.dates[number], shift, fit))
    return rows


def turn_of(month: Month, roster: Roster, person: Person, day: date, shift: str, licensed: bool) -> Turn:
    begins, ends = month.room.shift(shift).span(day)
    return Turn(roster=roster, person=person, day=day, shift=shift, starts_at=begins, ends_at=ends, licensed=licensed)


def draft_is_open(area: Area, first: date) -> bool:
    return not Roster.house.filter(area=area, first=first, state=RosterState.PUBLISHED).exists()
