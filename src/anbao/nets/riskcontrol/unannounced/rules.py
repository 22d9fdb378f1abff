"""Pure decisions: when a stop opens, how far two points are apart, when a seed may be shown."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

EARTH = 6_371_008.8


@dataclass(frozen=True)
class Leg:
    """What a sealed stop says."""

    place: int
    day: date
    inspector: int


def day_after(day: date, delays: Iterable[tuple[date, date]]) -> date:
    """The day that `day` was put off to, delays (from, to) in the order they were made."""
    for start, end in delays:
        if day == start:
            day = end
    return day


def opens_at(day: date, opens: time, at: datetime) -> datetime:
    """The moment from which a stop of `day` may be opened, in the zone of `at`."""
    return datetime.combine(day, opens, at.tzinfo)


def days_between(first: date, last: date) -> list[date]:
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def metres_between(a: tuple[float, float], b: tuple[float, float]) -> int:
    """Great-circle metres between two (lon, lat)."""
    (x1, y1), (x2, y2) = ((math.radians(v) for v in point) for point in (a, b))
    half = math.sin((y2 - y1) / 2) ** 2 + math.cos(y1) * math.cos(y2) * math.sin((x2 - x1) / 2) ** 2
    return round(2 * EARTH * math.asin(min(1.0, math.sqrt(half))))


def may_put_off(first: date, last: date, end: date, longest: int, today: date) -> bool:
    """Whether some day of a tour (``first`` to ``last``) can be put off by at most ``longest`` days to one that is still to
    come and not beyond ``end``."""
    day = min(last, end - timedelta(days=1))
    return day >= first and min(day + timedelta(days=longest), end) >= today


def may_draw_rest(last_day: date, opens: time, local: datetime) -> bool:
    """Whether a whole day is left for a new draw: the last one is still to begin."""
    return local < opens_at(last_day, opens, local)


def may_reveal(waiting: int, last_day: date, today: date) -> bool:
    """Nothing is left to guess: every stop visited, or the last day over."""
    return waiting == 0 or today > last_day
