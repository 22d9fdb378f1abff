"""What can be said of a playbook's days before its anchors have any: which lie before others whatever the dates.

A fault is (place in the playbook, words). What depends on the dates is told when a campaign gives them.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from itertools import pairwise
from math import inf

from django.utils.translation import gettext as _

from anbao.engines import cadence
from anbao.engines.cadence.moments import RelativeDate, read_relative

Fault = tuple[str, str]
#: how a day is told: as whoever writes a playbook writes it, or in the words of a page
Teller = Callable[[RelativeDate], str]


def written(day: RelativeDate) -> str:
    """As whoever writes a playbook writes it."""
    return str(day).removesuffix("+0d")


def rows_of(data: Mapping, part: str) -> list[Mapping]:
    rows = data.get(part)
    return [row for row in rows if isinstance(row, Mapping)] if isinstance(rows, list) else []


def relative_dates(data: Mapping) -> Iterator[Fault]:
    """Start, end and phases are relative to anchors that the playbook declares, and come one after the other."""
    for where, text in _dated(data):
        try:
            day = read_relative(text, where)
        except cadence.CadenceError as error:
            yield from ((where, fault.removeprefix(f"{where}: ")) for fault in error.faults)
            continue
        if not _declared(day, data):
            yield where, _("no anchor named %(name)s") % {"name": day.anchor or day.phase}
    days = _days(data)
    yield from _out_of_order(data, days)
    yield from _overlapping(data, days)


def _dated(data: Mapping) -> Iterator[tuple[str, object]]:
    yield from ((key, data[key]) for key in ("starts", "ends") if key in data)
    for phase in rows_of(data, "phases"):
        yield from ((f"phases.{phase.get('id')}.{edge}", phase[edge]) for edge in ("start", "end") if edge in phase)


def _declared(day: RelativeDate, data: Mapping) -> bool:
    return not day.phase and (not day.anchor or day.anchor in (data.get("anchors") or ()))


def _days(data: Mapping) -> dict[str, RelativeDate]:
    """Place in the playbook -> day, of the campaign and of its phases, where it can be read."""
    days = {}
    for where, text in _dated(data):
        try:
            day = read_relative(text, where)
        except cadence.CadenceError:
            continue
        if _declared(day, data):
            days[where] = day
    return days


def _out_of_order(data: Mapping, days: Mapping[str, RelativeDate]) -> Iterator[Fault]:
    """Nothing ends before it starts, and no phase lies outside the campaign, whatever days its anchors get."""
    pairs = [("starts", "ends")]
    for phase in rows_of(data, "phases"):
        first, last = f"phases.{phase.get('id')}.start", f"phases.{phase.get('id')}.end"
        pairs += [(first, last), ("starts", first), (last, "ends")]
    for earlier, later in pairs:
        if earlier in days and later in days and precedes(days[later], days[earlier]):
            told = {"day": written(days[later]), "earlier": earlier, "other": written(days[earlier])}
            yield later, _("%(day)s lies before %(earlier)s (%(other)s), whatever the dates") % told


def _overlapping(data: Mapping, days: Mapping[str, RelativeDate]) -> Iterator[Fault]:
    """Phases come one after the other, in the order in which they are listed."""
    for before, after in pairwise(rows_of(data, "phases")):
        start, end, next_start = (
            days.get(f"phases.{phase.get('id')}.{edge}")
            for phase, edge in ((before, "start"), (before, "end"), (after, "start"))
        )
        if end is None or next_start is None or before.get("id") == after.get("id"):
            continue
        where, told = f"phases.{after.get('id')}.start", {"day": written(next_start), "phase": before.get("id")}
        if start is not None and precedes(next_start, start):
            yield where, _("%(day)s lies before the phase %(phase)s, which is listed before it") % told
        elif not_after(next_start, end):
            yield where, _("%(day)s lies in the phase %(phase)s, which ends on %(end)s") % {**told, "end": written(end)}


def precedes(day: RelativeDate, other: RelativeDate) -> bool:
    """Whether `day` lies before `other` whatever days the anchors get; False where it depends on them."""
    if _base(day) != _base(other):
        return False
    if day.working and other.working and day.day == other.day:
        return day.amount < other.amount
    return _span(day)[1] < _span(other)[0]


def not_after(day: RelativeDate, other: RelativeDate) -> bool:
    """Whether `day` is `other` or lies before it, whatever days the anchors get."""
    return day == other or precedes(day, other) or (_base(day) == _base(other) and _span(day)[1] <= _span(other)[0])


def _base(day: RelativeDate) -> tuple:
    return day.anchor, day.phase, day.edge, day.day is None


def _span(day: RelativeDate) -> tuple[float, float]:
    """The fewest and the most days from the base (from the calendar's first day, of a fixed date): n working days take n
    days or more."""
    base = day.day.toordinal() if day.day else 0
    nearest = base + day.amount
    return (
        (-inf if day.working and day.amount < 0 else nearest),
        (inf if day.working and day.amount > 0 else nearest),
    )


def never_due(rhythm: cadence.Cadence, data: Mapping, told: Teller) -> Iterator[Fault]:
    """(key of the cadence, words): dates that lie outside the campaign or in none of its phases, and repeats that end
    before they begin."""
    days = _days(data)
    first, last = days.get("starts"), days.get("ends")
    phases = [
        (days.get(f"phases.{row.get('id')}.start"), days.get(f"phases.{row.get('id')}.end"))
        for row in rows_of(data, "phases")
    ]
    for part in (rhythm, *(override for _days_of_it, override in rhythm.overrides)):
        start, until = (day and _from_phase(day, days) for day in (part.start, part.until))
        backwards = bool(start and until and precedes(until, start))
        named = {"start": part.start and told(part.start), "until": part.until and told(part.until)}
        if backwards:
            yield "until", _("until %(until)s lies before from %(start)s, whatever the dates") % named
        outside = False
        for key, said in (*(("at", day) for day in part.at), ("from", part.start), ("until", part.until)):
            day = said and _from_phase(said, days)
            if day and key != "until" and last and precedes(last, day):
                yield key, _("%(day)s lies after the campaign's last day") % {"day": told(said)}
            elif day and key != "from" and first and precedes(day, first):
                yield key, _("%(day)s lies before the campaign's first day") % {"day": told(said)}
            elif day and key == "at" and _beside(day, day, phases):
                yield key, _("%(day)s lies in no phase") % {"day": told(said)}
            else:
                continue
            outside = True
        if start and until and not backwards and not outside and _beside(start, until, phases):
            yield "from", _("from %(start)s until %(until)s lies in no phase") % named


def _from_phase(day: RelativeDate, days: Mapping[str, RelativeDate]) -> RelativeDate:
    """The same day told from the anchor of its phase's edge, where both count plain days."""
    base = days.get(f"phases.{day.phase}.{day.edge}") if day.phase else None
    if base is None or day.working or base.working:
        return day
    return replace(base, amount=base.amount + day.amount)


def _beside(start: RelativeDate, until: RelativeDate, phases: list[tuple]) -> bool:
    """Whether days from `start` to `until` lie outside every phase, whatever the dates."""
    return bool(phases) and all(
        (begin is not None and precedes(until, begin)) or (end is not None and precedes(end, start))
        for begin, end in phases
    )
