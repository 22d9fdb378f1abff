"""How a higher priority makes a cadence denser. The rule keeps every date and due time of the base and adds to them.

With factor f, in this order, each step taking over what the one before could not give:

1. A step of hours shrinks to its largest divisor of whole minutes not above step / f (never under 5 minutes).
2. An interval above 1 shrinks to its largest divisor not above interval / f.
3. A week gets ceil(n x f) days, Monday to Friday first (Saturday and Sunday only when `only` and `roll` leave them
   free); a month and a quarter get ceil(n x f) days, 28 a month at most. New days lie evenly in the widest gaps; where
   all days are nth working days, so are the new ones.
4. A day gets ceil(n x f) due times: the new ones lie evenly in the widest gaps of the business day (`within`, or
   08:00-18:00), stretched to hold every declared time, at multiples of five minutes.

Listed dates, and offsets from anchors, stay as they are. Counts are kept to the same span of time.
"""

import math
from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations, pairwise

from anbao.engines.cadence.model import Cadence, MonthDay

BUSINESS_DAY = (8 * 60, 18 * 60)
SHORTEST_STEP = 5
MONTH, WORKING_MONTH = 30, 20  # days of the circle on which a month's days are spread
MOST_DAYS_A_MONTH = 28


def tighten(cadence: Cadence, factor: float) -> Cadence:
    if cadence.unit == "at" or factor == 1:
        return cadence
    if cadence.step:
        return replace(cadence, step=largest_divisor(cadence.step, factor, least=SHORTEST_STEP), overrides=())
    interval = largest_divisor(cadence.interval, factor)
    shrunk = cadence.interval // interval
    count = cadence.count if cadence.count is None else (cadence.count - 1) * shrunk + 1
    denser = replace(cadence, interval=interval, count=count, overrides=())
    rest = factor / shrunk
    if rest > 1 and denser.on:
        on = _more_weekdays(denser, rest) if denser.unit == "week" else _more_month_days(denser, rest)
        rest *= len(denser.on) / len(on)
        denser = replace(denser, on=on)
    if rest > 1 + 1e-9:
        denser = replace(denser, times=_more_times(denser, math.ceil(len(denser.due_times) * rest - 1e-9)))
    return denser


def largest_divisor(value: int, factor: float, least: int = 1) -> int:
    """The largest divisor of value not above value / factor; when `least` forbids that, the smallest allowed one."""
    divisors = [d for d in range(least, value + 1) if value % d == 0]
    return max((d for d in divisors if d <= value / factor), default=divisors[0])


def shares(gaps: Sequence[float], extra: int) -> list[int]:
    """How many of `extra` new points each gap gets, so that the widest remaining gap is as small as can be."""
    given = [0] * len(gaps)
    for _ in range(extra):
        widest = max(range(len(gaps)), key=lambda i: (gaps[i] / (given[i] + 1), -i))
        given[widest] += 1
    return given


def _more_weekdays(cadence: Cadence, factor: float) -> tuple[int, ...]:
    """The base's days and as many new ones as keep the smallest distance largest."""
    wanted = math.ceil(len(cadence.on) * factor - 1e-9)
    pool = sorted({*range(5), *cadence.on})
    if wanted > len(pool) and cadence.only != "working" and cadence.roll == "none":
        pool = list(range(7))
    extra = min(wanted, len(pool)) - len(cadence.on)

    def evenness(new: tuple[int, ...]) -> list[int]:
        days = sorted((*cadence.on, *new))
        return sorted((after - day) % 7 or 7 for day, after in zip(days, (*days[1:], days[0]), strict=True))

    new = max(combinations([day for day in pool if day not in cadence.on], extra), key=evenness)
    return (*cadence.on, *new)  # the base's days first: they keep the slot when two dates roll onto one day


def _more_month_days(cadence: Cadence, factor: float) -> tuple[MonthDay, ...]:
    working = all(entry.kind == "working_day" for entry in cadence.on)
    length = WORKING_MONTH if working else MONTH
    months = 3 if cadence.unit == "quarter" else 1
    wanted = min(math.ceil(len(cadence.on) * factor - 1e-9), (WORKING_MONTH if working else MOST_DAYS_A_MONTH) * months)
    places = sorted({(entry.month - 1) * length + entry.place(length) for entry in cadence.on})
    circle = length * months
    gaps = [(after - place) % circle or circle for place, after in zip(places, (*places[1:], places[0]), strict=True)]
    new = []
    for place, gap, share in zip(places, gaps, shares(gaps, max(0, wanted - len(cadence.on))), strict=True):
        for n in range(1, share + 1):
            spot = (place + gap * n // (share + 1) - 1) % circle
            new.append(MonthDay(spot // length + 1, "working_day" if working else "day", spot % length + 1))
    return (*cadence.on, *(entry for entry in dict.fromkeys(new) if entry not in cadence.on))


def _more_times(cadence: Cadence, wanted: int) -> tuple[int, ...]:
    times = cadence.due_times
    start, end = cadence.within or BUSINESS_DAY
    start = min(max(start, cadence.opens_at or 0), times[0])
    marks = (start, *times, max(end, times[-1]))
    gaps = [after - mark for mark, after in pairwise(marks)]
    new = set(times)
    for mark, gap, share in zip(marks, gaps, shares(gaps, wanted - len(times)), strict=False):
        new |= {(mark + gap * n // (share + 1)) // 5 * 5 for n in range(1, share + 1)}
    return tuple(sorted(minutes for minutes in new if minutes >= start or minutes in times))
