"""From a cadence to dated occurrences.

Dates are made period by period, rolled off non-working days, filtered, merged when two fall on one day, and crossed
with the due times. Nothing depends on where the asked window begins or ends, so windows may be split anywhere.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta, tzinfo
from typing import NamedTuple
from zoneinfo import ZoneInfo

from anbao.engines.cadence.calendar import ONE_DAY, Calendar
from anbao.engines.cadence.faults import CadenceError, Fault, refuse
from anbao.engines.cadence.model import LAST, Cadence, MonthDay
from anbao.engines.cadence.moments import RelativeDate, clock_text

SHANGHAI = ZoneInfo("Asia/Shanghai")
EPOCH = date(2001, 1, 1)  # a Monday, a first of month and of quarter: every second week is counted from it
#: A date rolls this many days at most; the longest run of days off so far had ten (2020-01-24 .. 02-02).
ROLL_REACH = 15
MONTHS = {"month": 1, "quarter": 3}


@dataclass(frozen=True, slots=True)
class Occurrence:
    """One time that something is due. `slot` is its key within the cadence: the same on every run."""

    slot: str
    day: date
    opens: datetime
    due: datetime
    grace_until: datetime


class Nominal(NamedTuple):
    """A date as declared, before it rolls. rank: its place in `on`, which decides who keeps the slot in a merge."""

    rank: int
    day: date
    key: str
    opens_on: date | None = None


@dataclass(frozen=True, slots=True)
class Range:
    """The days asked for, with the bounds that `from`, `until` and `count` put on declared dates."""

    first: date
    last: date
    start: date | None
    calendar: Calendar


def occurrences(
    cadence: Cadence,
    *,
    window: tuple[date, date],
    anchors: Mapping[str, date],
    phases: Mapping[str, tuple[date, date]],
    calendar: Calendar,
    tz: tzinfo = SHANGHAI,
) -> tuple[Occurrence, ...]:
    """The occurrences whose day lies in the window (both days included), sorted by day, due time and slot.

    CadenceError when an anchor or phase is missing, when a working day is asked of a year the calendar doesn't know,
    or when no working day is near enough to roll to.
    """
    first, last = window
    found: list[Fault] = []
    if cadence.unit == "at":
        dates = _listed(cadence, anchors, phases, calendar, found)
        days = [(day, key, None) for day, key in dates if first <= day <= last]
    else:
        start = _resolve(cadence.start, anchors, phases, calendar, found)
        until = _resolve(cadence.until, anchors, phases, calendar, found)
        if found:
            raise CadenceError(found)
        days = _repeated(cadence, first, last, start, until, calendar)
    if found:
        raise CadenceError(found)
    return _crossed_with_times(cadence, days, tz)


def _resolve(declared: RelativeDate | None, anchors, phases, calendar, found: list[Fault]) -> date | None:
    if declared is None:
        return None
    try:
        return declared.resolve(anchors, phases, calendar)
    except CadenceError as error:
        found.extend(error.found)
        return None


def _listed(cadence: Cadence, anchors, phases, calendar, found: list[Fault]) -> list[tuple[date, str]]:
    dates = []
    for declared in cadence.at:
        day = _resolve(declared, anchors, phases, calendar, found)
        if day is not None:
            day = rolled(day, cadence.roll, calendar)
            if _wanted(day, cadence, calendar):
                dates.append((day, str(declared)))
    return dates


def rolled(day: date, roll: str, calendar: Calendar) -> date:
    """The working day that stands for `day`."""
    if roll == "none":
        return day
    step = ONE_DAY if roll == "next" else -ONE_DAY
    for n in range(ROLL_REACH + 1):
        if calendar.is_working(day + n * step):
            return day + n * step
    raise refuse("roll", f"{day} 前后 {ROLL_REACH} 日内没有工作日", f"no working day within {ROLL_REACH} days of {day}")


def _wanted(day: date, cadence: Cadence, calendar: Calendar) -> bool:
    only = "working" if cadence.unit == "working_day" else cadence.only
    return only == "any" or calendar.is_working(day) == (only == "working")


def _repeated(cadence: Cadence, first: date, last: date, start: date | None, until: date | None, calendar: Calendar):
    """(day, key, opens_on) of every day of the window on which the repeat falls."""
    # a date outside the window may roll into it, from one side only
    low = first - timedelta(days=ROLL_REACH) if cadence.roll == "next" else first
    high = last + timedelta(days=ROLL_REACH) if cadence.roll == "previous" else last
    if cadence.count is not None:
        until = min(until or date.max, _end_of_count(cadence, start, calendar))
    asked = Range(max(low, start or low), min(high, until or high), start, calendar)
    chosen: dict[date, Nominal] = {}
    for nominal in MAKERS[cadence.unit](cadence, asked):
        day = rolled(nominal.day, cadence.roll, calendar)
        if first <= day <= last and _wanted(day, cadence, calendar):
            chosen[day] = min(nominal, chosen.get(day, nominal))
    return [(day, nominal.key, nominal.opens_on) for day, nominal in chosen.items()]


def _end_of_count(cadence: Cadence, start: date, calendar: Calendar) -> date:
    """The last day of the count-th period, the first being the one that holds `from`."""
    periods = (cadence.count - 1) * cadence.interval
    try:
        if cadence.unit == "working_day":
            first = start if calendar.is_working(start) else calendar.shift(start, 1)
            return calendar.shift(first, periods)
        if cadence.unit in MONTHS:
            length = MONTHS[cadence.unit]
            return first_of_month(month_number(start) // length * length + (periods + 1) * length) - ONE_DAY
        days = 7 if cadence.unit == "week" else 1
        begin = start - timedelta(days=start.weekday()) if days == 7 else start
        return begin + timedelta(days=(periods + 1) * days - 1)
    except (OverflowError, ValueError):
        return date.max


def _days(cadence: Cadence, asked: Range) -> Iterator[Nominal]:
    origin = asked.start or EPOCH
    for n in range((asked.last - asked.first).days + 1):
        day = asked.first + timedelta(days=n)
        if (day - origin).days % cadence.interval == 0:
            yield Nominal(0, day, day.isoformat())


def _working_days(cadence: Cadence, asked: Range) -> Iterator[Nominal]:
    if cadence.interval == 1:
        days = asked.calendar.working_days(asked.first, asked.last)
    else:
        since = asked.calendar.working_days(asked.start, asked.last)
        days = [day for day in since[:: cadence.interval] if day >= asked.first]
    for day in days:
        yield Nominal(0, day, day.isoformat())


def _weeks(cadence: Cadence, asked: Range) -> Iterator[Nominal]:
    origin = asked.start or EPOCH
    origin -= timedelta(days=origin.weekday())
    monday = asked.first - timedelta(days=asked.first.weekday())
    while monday <= asked.last:
        if (monday - origin).days // 7 % cadence.interval == 0:
            dated = [(rank, monday + timedelta(days=weekday), None) for rank, weekday in enumerate(cadence.on)]
            yield from _of_period(cadence, asked, monday, dated)
        monday += timedelta(days=7)


def _months(cadence: Cadence, asked: Range) -> Iterator[Nominal]:
    length = MONTHS[cadence.unit]
    origin = month_number(asked.start or EPOCH) // length
    for period in range(month_number(asked.first) // length, month_number(asked.last) // length + 1):
        if (period - origin) % cadence.interval:
            continue
        dated = []
        for rank, entry in enumerate(cadence.on):
            begin = first_of_month(period * length + entry.month - 1)
            # the working days of a month that lies wholly outside the window need not be known
            if begin <= asked.last and (day := day_of_month(entry, begin, asked.calendar)) is not None:
                dated.append((rank, day, working_day_key(entry, begin)))
        yield from _of_period(cadence, asked, first_of_month(period * length), dated)


def _of_period(cadence: Cadence, asked: Range, begin: date, dated: list) -> Iterator[Nominal]:
    opens_on = max(begin, asked.start or begin)
    for rank, day, key in sorted(dated, key=lambda entry: entry[1]):
        if asked.first <= day <= asked.last:
            yield Nominal(rank, day, key or day.isoformat(), opens_on if cadence.spread else None)
        opens_on = max(opens_on, day + ONE_DAY)


MAKERS = {"day": _days, "working_day": _working_days, "week": _weeks, "month": _months, "quarter": _months}


def month_number(day: date) -> int:
    return day.year * 12 + day.month - 1


def first_of_month(number: int) -> date:
    return date(number // 12, number % 12 + 1, 1)


def working_day_key(entry: MonthDay, begin: date) -> str | None:
    """The nth working day keeps its key when the holidays are announced anew."""
    if entry.kind != "working_day":
        return None
    return f"{begin:%Y-%m}.wd{'last' if entry.n == LAST else entry.n}"


def day_of_month(entry: MonthDay, begin: date, calendar: Calendar) -> date | None:
    """The entry's day in the month that begins at `begin`; None when the month has no such day."""
    end = first_of_month(month_number(begin) + 1) - ONE_DAY
    if entry.kind == "day":
        return end if entry.n == LAST or entry.n > end.day else begin.replace(day=entry.n)
    if entry.kind == "weekday":
        days = [begin + timedelta(days=n) for n in range((entry.weekday - begin.weekday()) % 7, end.day, 7)]
    else:
        days = calendar.working_days(begin, end)
    if entry.n == LAST:
        return days[-1] if days else None
    return days[entry.n - 1] if entry.n <= len(days) else None


def _crossed_with_times(cadence: Cadence, days: list, tz: tzinfo) -> tuple[Occurrence, ...]:
    grace = timedelta(minutes=cadence.grace)
    bare = cadence.unit == "at" and len(cadence.due_times) == 1
    spans = [
        (timedelta(minutes=opens), timedelta(minutes=due), "" if bare else f"@{clock_text(due)}")
        for opens, due in cadence.spans
    ]
    made = []
    for day, key, opens_on in sorted(days):
        midnight = datetime.combine(day, time.min, tz)
        for index, (opens, due, label) in enumerate(spans):
            due_at = midnight + due
            opens_at = midnight + opens
            if opens_on is not None and index == 0:
                opens_at = min(datetime.combine(opens_on, time.min, tz), due_at)
            made.append(Occurrence(key + label, day, opens_at, due_at, due_at + grace))
    if cadence.unit == "at":  # two listed dates may fall on one day, where their times interleave
        made.sort(key=lambda o: (o.day, o.due, o.slot))
    return tuple(made)
