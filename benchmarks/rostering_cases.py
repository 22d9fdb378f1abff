"""Problems that the rostering benchmark draws: control rooms, a national run of small sites, one large instance."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date

import numpy as np

from anbao.engines import rostering as r
from anbao.engines.rostering import read_instance

DAY = r.Shift("D", 480, start=480)
LATE = r.Shift("L", 480, start=960)
NIGHT = r.Shift("N", 480, start=0, night=True)
MONTH = date(2022, 1, 1)
#: 1 January, and the eve and first days of the Spring Festival of 2022
HOLIDAYS = (0, 1, 2, 30)


@dataclass(frozen=True)
class Month:
    """A month of a control room: ``holidays`` as days of it; ``ends``: the last day of one person's licence; ``alone``: one
    person at night by a known exception."""

    name: str
    first: date
    days: int
    holidays: tuple[int, ...] = ()
    ends: int | None = None
    alone: bool = False


JANUARY = Month("January", MONTH, 31, HOLIDAYS)
#: months of 28, 30 and 31 days; the draw of leave, wishes and carried balances is another in each
MONTHS = (
    JANUARY,
    Month("February", date(2022, 2, 1), 28, (0, 1, 2, 3, 4, 5)),
    Month("April", date(2022, 4, 1), 30, (2, 3, 4)),
    Month("October", date(2022, 10, 1), 31, (0, 1, 2, 3, 4, 5, 6)),
    Month("licence ends", date(2022, 3, 1), 31, (), ends=27),
    Month("one at night", date(2022, 6, 1), 30, (2, 3, 4), alone=True),
)


def control_room(people: int = 8, days: int = 31, seed: int = 1, month: Month = JANUARY) -> r.Problem:
    """A fire control room's month: two licensed people at every minute, rests, runs, hours, leave, wishes, fairness."""
    rng = np.random.default_rng(seed)
    names = [f"P{number:02d}" for number in range(people)]
    staff = []
    for name in names:
        carried = tuple((what, int(rng.integers(-1, 2))) for what in ("nights", "weekends"))
        until = month.ends if name == names[-1] else None
        staff.append(r.Person(name, licences=(r.Licence("fire", until=until),), carried=carried))
    by_night = 1 if month.alone else 2
    stood, nights = (4 + by_night) * days, by_night * days
    low = nights // people
    rules = [
        r.Watch(need=by_night, licence="fire"),
        *(
            r.Crew(day=d, shifts=(s.id,), need=crew, most=crew, over=20)
            for d in range(days)
            for s, crew in ((DAY, 2), (LATE, 2), (NIGHT, by_night))
        ),
        r.Rest(minutes=11 * 60),
        r.ShiftLength(minutes=480),
        r.Run(most=6),
        r.FreeRun(least=2, weight=5),
        r.Hours(most=(stood // people + 2) * 480),
        r.Fair(tally="nights", low=low, high=low + 1, weight=4),
        r.Fair(tally="weekends", low=3, high=4, weight=4),
        r.Fair(tally="holidays", low=2, high=3, weight=3),
    ]
    for name in names:
        start = int(rng.integers(0, days - 2))
        if rng.random() < 0.5:
            rules.append(r.Leave(people=(name,), days=(start, start + 1)))
        for day in rng.choice(days, 4, replace=False):
            shift = (DAY, LATE, NIGHT)[int(rng.integers(3))].id
            want = bool(rng.random() < 0.5)
            rules.append(
                r.Wish(people=(name,), day=int(day), shifts=(shift,), want=want, weight=int(rng.integers(1, 4)))
            )
    rules.append(r.Pair(people=(names[0], names[1]), weight=3))
    return r.Problem(
        days, (DAY, LATE, NIGHT), tuple(staff), tuple(rules), month.first, tuple(d for d in month.holidays if d < days)
    )


def site(number: int, people: int = 10, days: int = 31) -> r.Problem:
    """One of many small sites: three shifts of two, rests, runs, hours, leave, nights shared."""
    rng = np.random.default_rng([7, number])
    names = [f"{number:05d}-{person}" for person in range(people)]
    staff = tuple(r.Person(name, licences=(r.Licence("fire"),)) for name in names)
    rules = [
        r.Watch(need=2, licence="fire"),
        r.Rest(minutes=11 * 60),
        r.ShiftLength(minutes=480),
        r.Run(most=6),
        r.Hours(most=23 * 480),
        r.Fair(tally="nights", low=5, high=8, weight=2),
    ]
    for name in rng.choice(names, 3, replace=False):
        start = int(rng.integers(0, days - 4))
        rules.append(r.Leave(people=(str(name),), days=tuple(range(start, start + 3))))
    return r.Problem(days, (DAY, LATE, NIGHT), staff, tuple(rules), MONTH)


def large(people: int = 150, days: int = 364, kinds: int = 32, seed: int = 5) -> str:
    """A year of a large service in Curtois and Qu's text form, of the shape of their largest instance."""
    rng = np.random.default_rng(seed)
    groups = [f"{'adpn'[k * 4 // kinds]}{k + 1}" for k in range(kinds)]
    rank = {name: "adpn".index(name[0]) for name in groups}
    lines = ["SECTION_HORIZON", str(days), "SECTION_SHIFTS"]
    for name in groups:
        barred = [other for other in groups if rank[other] < rank[name]]
        lines.append(f"{name},{(480, 480, 540, 600)[rank[name]]},{'|'.join(barred)}")
    lines.append("SECTION_STAFF")
    weeks, names = days / 7, [f"E{n}" for n in range(people)]
    able = {name: [group for group in groups if rng.random() < 0.5] or groups[:1] for name in names}
    for name in names:
        limits = "|".join(f"{group}={days if group in able[name] else 0}" for group in groups)
        hours = int(weeks * (38 if rng.random() < 0.7 else 20) * 60)
        lines.append(f"{name},{limits},{hours},{int(hours * 0.9)},{int(rng.integers(5, 7))},2,2,{int(weeks / 2)}")
    lines.append("SECTION_DAYS_OFF")
    for name in names:
        off = sorted(rng.choice(days, max(days // 14, 1), replace=False).tolist())
        lines.append(f"{name},{','.join(map(str, off))}")
    for kind in ("ON", "OFF"):
        lines.append(f"SECTION_SHIFT_{kind}_REQUESTS")
        for name in names:
            for day in rng.choice(days, max(days // 20, 1), replace=False):
                lines.append(f"{name},{day},{able[name][int(rng.integers(len(able[name])))]},{int(rng.integers(1, 4))}")
    lines.append("SECTION_COVER")
    mean = people * 4.2 / 7 / kinds
    for day in range(days):
        lines += [f"{day},{group},{int(rng.poisson(mean))},100,1" for group in groups]
    return "\n".join(lines) + "\n"


@dataclass(frozen=True)
class Tight:
    """A service whose legal lines are few: ``shifts`` as (id, minutes, those that may not follow), the ``run`` and ``rest``
    that lines keep, and how far the bounds of a person's minutes, shifts and weekends lie from a line that is known to fit."""

    name: str
    people: int
    days: int
    shifts: tuple[tuple[str, int, str], ...]
    run: tuple[int, int] = (3, 5)
    rest: int = 3
    minutes: int = 30
    spare: int = 1
    weekends: int = 0


THREE = (("D", 455, "V"), ("V", 515, ""), ("Q", 377, ""))
FIVE = (("A", 443, "D|N"), ("B", 487, "D|N"), ("C", 391, ""), ("D", 521, "N"), ("N", 613, ""))
TIGHT = (
    Tight("three shifts", 60, 182, THREE),
    Tight("exact minutes", 52, 182, THREE, minutes=0, spare=0),
    Tight("five shifts", 80, 273, FIVE, run=(2, 4), rest=2, minutes=15),
    Tight("one shift", 50, 364, (("W", 467, ""),), run=(3, 4), rest=3, minutes=0, spare=0),
    Tight("a year", 150, 364, THREE, minutes=10),
    Tight("a year, ten shifts", 150, 364, tuple((f"S{n}", 371 + 29 * n, "") for n in range(10)), run=(2, 6), rest=2),
)


TURNS = (("D", 480, ""), ("L", 480, "D"), ("N", 480, "D|L"))
TEN = TIGHT[-1].shifts
#: services that man each shift with exactly as many as a planted roster does
EXACT = (
    Tight("half a year", 64, 182, TURNS, run=(2, 5), rest=2, minutes=480, spare=2, weekends=1),
    Tight("half a year, more", 120, 182, TURNS, run=(2, 5), rest=2, minutes=480, spare=2, weekends=1),
    Tight("two months", 40, 56, (("W", 467, ""),), run=(3, 4), rest=3, minutes=0, spare=0),
    Tight("five shifts", 80, 273, FIVE, run=(2, 4), rest=2, minutes=480, spare=2, weekends=1),
    Tight("ten shifts", 100, 112, TEN, run=(2, 6), rest=2, minutes=480, spare=2, weekends=1),
    Tight("a year", 150, 364, THREE, minutes=480, spare=2, weekends=1),
)


def exact(service: Tight, seed: int = 0) -> r.Problem:
    """A service whose every shift has a hard crew, no fewer and no more, that a planted roster gives."""
    rng = np.random.default_rng([11, seed])  # the lines that ``tight`` draws its bounds around
    planted = [_planted(service, rng) for _ in range(service.people)]
    problem = read_instance(tight(service, seed))
    rules = [rule for rule in problem.rules if not isinstance(rule, r.Crew)]
    for day in range(service.days):
        for s, (shift, _, _) in enumerate(service.shifts, 1):
            stood = sum(line[day] == s for line in planted)
            rules.append(r.Crew(day=day, shifts=(shift,), need=stood, most=stood))
    return replace(problem, rules=tuple(rules))


def tight(service: Tight, seed: int = 0) -> str:
    """A service in Curtois and Qu's text form. Everybody's bounds are drawn around a line that keeps the other rules, so
    that a roster which keeps all hard rules exists."""
    rng = np.random.default_rng([11, seed])
    planted = {f"T{n:03d}": _planted(service, rng) for n in range(service.people)}
    minutes = [0, *(length for _, length, _ in service.shifts)]
    lines = ["SECTION_HORIZON", str(service.days), "SECTION_SHIFTS"]
    lines += [f"{name},{length},{after}" for name, length, after in service.shifts]
    lines.append("SECTION_STAFF")
    off: list[str] = []
    for name, line in planted.items():
        total, spare = sum(minutes[mark] for mark in line), service.spare
        limits = "|".join(f"{shift}={line.count(s) + spare}" for s, (shift, _, _) in enumerate(service.shifts, 1))
        low, high = (total - int(rng.integers(service.minutes + 1)), total + int(rng.integers(service.minutes + 1)))
        weekends = len({day // 7 for day, mark in enumerate(line) if mark and day % 7 >= 5}) + service.weekends
        lines.append(f"{name},{limits},{high},{low},{service.run[1]},{service.run[0]},{service.rest},{weekends}")
        free = [day for day, mark in enumerate(line) if not mark]
        days = sorted(rng.choice(free, max(service.days // 14, 1), replace=False).tolist())
        off.append(f"{name},{','.join(map(str, days))}")
    lines += ["SECTION_DAYS_OFF", *off, *_asked(service, rng, list(planted)), "SECTION_COVER"]
    for day in range(service.days):
        for s, (shift, _, _) in enumerate(service.shifts, 1):
            stood = sum(line[day] == s for line in planted.values())
            lines.append(f"{day},{shift},{max(stood + int(rng.integers(-1, 2)), 0)},100,1")
    return "\n".join(lines) + "\n"


def _planted(service: Tight, rng) -> list[int]:
    """A line by chance: runs and rests as long as they may be, each shift one that may follow the one before."""
    barred = [set(), *(set(after.split("|")) for _, _, after in service.shifts)]
    line: list[int] = [0] * int(rng.integers(0, service.rest + 2))
    while len(line) < service.days:
        last = 0
        for _ in range(int(rng.integers(service.run[0], service.run[1] + 1))):
            last = int(rng.choice([s for s, row in enumerate(service.shifts, 1) if row[0] not in barred[last]]))
            line.append(last)
        line += [0] * (service.rest + int(rng.choice(3, p=(0.7, 0.2, 0.1))))
    return line[: service.days]


def _asked(service: Tight, rng, names: list[str]) -> list[str]:
    lines = []
    for kind in ("ON", "OFF"):
        lines.append(f"SECTION_SHIFT_{kind}_REQUESTS")
        for name in names:
            for day in rng.choice(service.days, max(service.days // 20, 1), replace=False):
                shift = service.shifts[int(rng.integers(len(service.shifts)))][0]
                lines.append(f"{name},{day},{shift},{int(rng.integers(1, 4))}")
    return lines
