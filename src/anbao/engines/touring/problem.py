"""The question: stops, days, travel. Validated at birth."""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np

from anbao.engines.touring.faults import Fault, TouringError

#: mean radius of the earth in metres (IUGG)
EARTH = 6_371_008.8
DAY = 86_400
#: days (or days of teams) of one problem: more is a slip of the hand, and would take minutes
MOST_DAYS = 1000
#: faults of a problem that is well formed and can't be done
TIME_FAULTS = ("unreachable", "too-few-days", "assumed-depot")


@dataclass(frozen=True)
class Place:
    """A named point. ``lon`` and ``lat`` in degrees; both None when the travel comes from a matrix."""

    name: str
    lon: float | None = None
    lat: float | None = None


@dataclass(frozen=True)
class Stop(Place):
    """A place to see. ``service``: seconds it takes. ``opens`` and ``closes``: seconds of the day it must lie within."""

    service: int = 3600
    opens: int = 0
    closes: int = DAY


@dataclass(frozen=True)
class Day:
    """A day of driving: leaves ``depot`` (an index into the problem's depots) from ``starts``, is back by ``ends``."""

    label: str
    starts: int = 8 * 3600
    ends: int = 18 * 3600
    depot: int = 0


@dataclass(frozen=True, eq=False)
class Problem:
    """Stops to spread over days.

    ``factor``: road metres for a metre of great circle; ``speed``: road kilometres an hour. ``matrix``: seconds from
    row to column, depots first, then stops in order; without it the coordinates are used. A negative or infinite
    entry means that there is no way. ``most``: stops a day may hold at most.
    Raises TouringError with every fault.
    """

    depots: Sequence[Place]
    stops: Sequence[Stop]
    days: Sequence[Day]
    factor: float = 1.35
    speed: float = 50.0
    matrix: np.ndarray | None = None
    most: int | None = None
    #: seconds from place to place, depots first; filled in at birth
    travel: np.ndarray = field(init=False)

    def __post_init__(self):
        for name in ("depots", "stops", "days"):
            object.__setattr__(self, name, tuple(getattr(self, name)))
        faults = list(self._shape_faults())
        if faults:
            raise TouringError(faults)
        object.__setattr__(self, "travel", self._travel())
        faults = list(self._time_faults())
        if faults:
            raise TouringError(faults)

    @cached_property
    def places(self) -> tuple[Place, ...]:
        return (*self.depots, *self.stops)

    def at(self, stop: int) -> int:
        """The row of a stop in ``travel``."""
        return len(self.depots) + stop

    def _travel(self) -> np.ndarray:
        if self.matrix is not None:
            given = np.asarray(self.matrix, dtype=float)
            closed = ~np.isfinite(given) | (given < 0)
            return np.where(closed, NO_WAY, np.where(closed, 0, given)).round().astype(np.int64)
        metres = great_circle([p.lon for p in self.places], [p.lat for p in self.places])
        return np.rint(metres * self.factor / (self.speed / 3.6)).astype(np.int64)

    def _shape_faults(self):
        if not self.stops:
            yield Fault("empty", "there are no stops", "没有停靠点")
        yield from day_faults(len(self.days))
        if not self.depots:
            yield Fault("no-depot", "there is no depot to start from", "没有出发地")
        twice = tuple(name for name, count in Counter(s.name for s in self.stops).items() if count > 1)
        if twice:
            yield Fault("twice", "stops given more than once", "停靠点重复", twice)
        if self.factor < 1 or not math.isfinite(self.factor):
            yield Fault("factor", "the road factor is at least 1", "道路系数至少为 1")
        if not 0 < self.speed < 1000:
            yield Fault("speed", "the speed is a number of km/h above 0", "车速须大于 0 km/h")
        if self.most is not None and self.most < 1:
            yield Fault("most", "a day holds at least one stop", "每天至少一个停靠点")
        lost = tuple(d.label for d in self.days if not 0 <= d.depot < max(len(self.depots), 1))
        if lost:
            yield Fault("depot", "days that start from a depot that is not there", "当天的出发地不存在", lost)
        yield from self._place_faults()

    def _place_faults(self):
        if self.matrix is not None:
            wanted = len(self.depots) + len(self.stops)
            if np.shape(self.matrix) != (wanted, wanted):
                yield Fault(
                    "matrix", f"the travel matrix has to be {wanted} x {wanted}", f"行程矩阵应为 {wanted} x {wanted}"
                )
        else:
            nowhere = tuple(p.name for p in (*self.depots, *self.stops) if not on_earth(p))
            if nowhere:
                yield Fault("coordinates", "no coordinates on earth", "坐标缺失或有误", nowhere)
        bad = tuple(s.name for s in self.stops if s.service < 0)
        if bad:
            yield Fault("service", "a service time is negative", "停留时间为负", bad)
        shut = tuple(s.name for s in self.stops if not 0 <= s.opens <= s.closes)
        if shut:
            yield Fault("hours", "closes before it opens", "关门早于开门", shut)
        odd = tuple(d.label for d in self.days if not 0 <= d.starts < d.ends)
        if odd:
            yield Fault("day-hours", "days that end before they start", "当天结束早于开始", odd)

    def _time_faults(self):
        lonely = [i for i in range(len(self.stops)) if not any(self._alone(i, day) for day in self.shapes)]
        if lonely:
            names = tuple(self.stops[i].name for i in lonely)
            yield Fault(
                "unreachable",
                "cannot be reached, seen and left within the hours of any day",
                "任何一天都无法到达并按时返回",
                names,
            )
        yield from self._too_few([i for i in range(len(self.stops)) if i not in set(lonely)])

    @cached_property
    def shapes(self) -> tuple[Day, ...]:
        """One day of each kind: the same depot and hours."""
        return tuple({(d.depot, d.starts, d.ends): d for d in self.days}.values())

    def _alone(self, stop: int, day: Day) -> bool:
        there, back = self.travel[day.depot, self.at(stop)], self.travel[self.at(stop), day.depot]
        s = self.stops[stop]
        done = max(day.starts + int(there), s.opens) + s.service
        return there < NO_WAY and back < NO_WAY and done <= s.closes and done + int(back) <= day.ends

    def least_work(self, stops: Sequence[int]) -> int:
        """Seconds that no plan of these stops can beat: all service, and to each the nearest place one can come from."""
        first = len(self.depots)
        into = self.travel[:, first:].astype(float)
        into[first:][np.diag_indices(len(self.stops))] = np.inf
        return int(sum(self.stops[i].service for i in stops) + into.min(axis=0)[list(stops)].sum())

    def _too_few(self, stops: Sequence[int]):
        """The stops that can be reached at all, against the hours of all days."""
        work, room = self.least_work(stops), sum(d.ends - d.starts for d in self.days)
        longest = max(d.ends - d.starts for d in self.days)
        by_count = math.ceil(len(stops) / self.most) if self.most else 1
        needed = max(math.ceil(work / longest), by_count)
        if work > room or by_count > len(self.days):
            have = "one day has" if len(self.days) == 1 else f"{len(self.days)} days have"
            yield Fault(
                "too-few-days",
                f"too few days: the work is at least {work / 3600:.1f} hours, the {have} "
                f"{room / 3600:.1f}; no plan with fewer than {needed} days is possible",
                f"天数不足：工作量至少 {work / 3600:.1f} 小时，{len(self.days)} 天共 {room / 3600:.1f} 小时；至少需要 {needed} 天",
            )


#: a travel time that stands for "no way"
NO_WAY = 10**8


def day_faults(count: int) -> Iterator[Fault]:
    """What is wrong with a number of days."""
    if count < 1:
        yield Fault("no-days", "there are no days", "没有可用的天数")
    if count > MOST_DAYS:
        yield Fault("many-days", f"{count} days are more than {MOST_DAYS}", f"{count} 天，超过上限 {MOST_DAYS} 天")


def on_earth(place: Place) -> bool:
    if place.lon is None or place.lat is None:
        return False
    return -180 <= place.lon <= 180 and -90 <= place.lat <= 90  # False for a value that is not a number


def great_circle(lon: Sequence[float], lat: Sequence[float]) -> np.ndarray:
    """Metres between all pairs (haversine)."""
    x, y = np.radians(np.asarray(lon, dtype=float)), np.radians(np.asarray(lat, dtype=float))
    half = np.sin((y[:, None] - y) / 2) ** 2 + np.cos(y[:, None]) * np.cos(y) * np.sin((x[:, None] - x) / 2) ** 2
    return 2 * EARTH * np.arcsin(np.sqrt(np.clip(half, 0, 1)))
