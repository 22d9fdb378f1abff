"""The question: which shifts on which days, who can stand them, under which rules. Refuses all faults at once."""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from anbao.engines.rostering import rules as rulebook
from anbao.engines.rostering.faults import Fault, refuse
from anbao.engines.rostering.kinds import is_whole, of_rows

MOST_DAYS, MOST_PEOPLE, MOST_SHIFTS = 1_500, 5_000, 500

#: person id -> one shift id, or None, for each day
Roster = Mapping[str, tuple[str | None, ...]]


@dataclass(frozen=True)
class Shift:
    """A shift a person can stand: ``start`` in minutes from midnight (may run past it), ``minutes`` long."""

    id: str
    minutes: int
    start: int = 0
    night: bool = False


@dataclass(frozen=True)
class Licence:
    """A licence of a kind, held from day ``since`` to day ``until`` (both included; None: beyond the horizon)."""

    kind: str
    since: int = 0
    until: int | None = None

    def holds(self, day: int) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)


@dataclass(frozen=True)
class Past:
    """How the days before the horizon ended: the last ``shift`` worked, ``run`` days in a row worked up to the eve,
    or (``run`` 0) ``free`` days off in a row since that shift."""

    shift: str
    run: int = 0
    free: int = 0


@dataclass(frozen=True)
class Person:
    """Someone who can be put on the roster.

    ``shifts``: the only shifts this person may stand (None: all). ``past``: None means nothing is known, so that no
    least run, rest or succession is asked across the horizon's start. ``carried``: (tally, balance) of earlier months.
    """

    id: str
    licences: tuple[Licence, ...] = ()
    shifts: tuple[str, ...] | None = None
    past: Past | None = None
    carried: tuple[tuple[str, int], ...] = ()

    def licensed(self, kind: str, day: int) -> bool:
        return any(licence.kind == kind and licence.holds(day) for licence in self.licences)


#: what the lists of a problem hold
ROWS = {"shifts": Shift, "people": Person}


@dataclass(frozen=True)
class Problem:
    """One period to be rostered. ``first``: the date of day 0 (None: a Monday). ``holidays``: days that count as such."""

    days: int
    shifts: tuple[Shift, ...]
    people: tuple[Person, ...]
    rules: tuple[rulebook.Rule, ...] = ()
    first: date | None = None
    holidays: tuple[int, ...] = ()

    def __post_init__(self):
        faults = [*self._form(), *self._sizes()]
        sound = copy.copy(self)
        for name, en, zh in (("shifts", "shift", "班次"), ("people", "person", "人员")):
            rows, found = of_rows([row for row in getattr(self, name) if isinstance(row, ROWS[name])], en, zh)
            object.__setattr__(sound, name, tuple(rows))
            faults += found
        object.__setattr__(sound, "rules", tuple(rule for rule in self.rules if isinstance(rule, rulebook.Rule)))
        unread = any(fault.code == "form" for fault in faults)  # then an unknown name may be of what could not be read
        faults += [f for f in sound._faults() if not (unread and f.code in ("person", "shift"))]
        refuse(faults)

    def _form(self):
        """Makes tuples of what can be gone through; what is of another type, which no later question could look at."""
        kinds = ROWS | {"rules": rulebook.Rule, "holidays": object}
        for name, kind in kinds.items():
            value = getattr(self, name)
            listed = isinstance(value, Iterable) and not isinstance(value, str | bytes | Mapping)
            object.__setattr__(self, name, tuple(value) if listed else ())
            if not listed or not all(isinstance(row, kind) for row in getattr(self, name)):
                what = kind.__name__ if kind is not object else "day number"
                yield Fault("form", f"{name} must be a list of {what}s", f"{name} 须为 {what} 的列表")
        if self.first is not None and not isinstance(self.first, date):
            yield Fault("form", "first must be a date", "first 须为日期")

    def weekday(self, day: int) -> int:
        """0 for Monday."""
        return ((self.first.weekday() if self.first else 0) + day) % 7

    def bound(self, rule: rulebook.Rule) -> tuple[str, ...]:
        """Ids of the people whom a rule binds."""
        return rule.people or tuple(person.id for person in self.people)

    def before_the_horizon(self, minute: int) -> bool:
        """Whether only shifts begun before the horizon reach a minute of it (counted from day 0's midnight)."""
        first = [(minute - shift.start - shift.minutes) // 1440 + 1 for shift in self.shifts]
        last = [(minute - shift.start) // 1440 for shift in self.shifts]
        begun = [
            la for fi, la in zip(first, last, strict=True) if fi <= la
        ]  # the last day on which each may have begun
        return bool(begun) and max(begun) < 0

    @property
    def held(self) -> tuple[rulebook.Rule, ...]:
        """The rules, and the one that needs no saying: nobody stands two shifts at one time."""
        if any(shift.start + shift.minutes > 1440 for shift in self.shifts):
            return (*self.rules, rulebook.Rest(minutes=0))
        return self.rules

    def _faults(self):
        yield from self._names()
        people, shifts = {person.id for person in self.people}, {shift.id for shift in self.shifts}
        for shift in self.shifts:
            if not (0 < shift.minutes <= 2880 and 0 <= shift.start < 1440):
                yield Fault("shift-time", f"shift {shift.id}: bad start or length", f"班次 {shift.id}：起点或时长不对")
        for person in self.people:
            yield from self._person(person, shifts)
        for number, rule in enumerate(self.rules, 1):
            yield from self._rule(number, rule, people, shifts)

    def _sizes(self):
        bounds = (("days", self.days, MOST_DAYS), ("people", len(self.people), MOST_PEOPLE))
        for name, value, most in (*bounds, ("shifts", len(self.shifts), MOST_SHIFTS)):
            if not is_whole(value) or not 1 <= value <= most:
                text = isinstance(value, str)
                en, zh = (f"the text {value[:40]!r}", f"文本 {value[:40]!r}") if text else (str(value)[:40],) * 2
                yield Fault(
                    "size",
                    f"{name} must be 1 to {most}, not {en}",
                    f"{name} 须为 1 到 {most}，而不是{zh if text else f' {zh}'}",
                )
        for day in self.holidays:
            if not is_whole(day):
                yield Fault("day", f"holiday {str(day)[:40]} is not a day number", f"节假日 {str(day)[:40]} 不是日序号")
            elif is_whole(self.days) and not 0 <= day < self.days:
                yield Fault("day", f"holiday on day {day} outside the horizon", f"节假日第 {day} 天不在周期内")

    def _names(self):
        for what, zh, rows in (("person", "人员", self.people), ("shift", "班次", self.shifts)):
            for name, count in Counter(row.id for row in rows).items():
                if not isinstance(name, str) or not name.strip() or len(name) > 200 or not name.isprintable():
                    yield Fault("name", f"a {what} has no usable id: {str(name)[:40]!r}", f"{zh}编号不可用")
                elif count > 1:
                    yield Fault("twice", f"{what} {name} is listed {count} times", f"{zh} {name} 重复 {count} 次")

    def _person(self, person: Person, shifts: set[str]):
        named = {*(person.shifts or ()), *([person.past.shift] if person.past else [])}
        for name in sorted(named - shifts):
            yield Fault("shift", f"person {person.id}: unknown shift {name}", f"{person.id}：未知班次 {name}")
        if person.past and (
            person.past.run < 0 or person.past.free < 0 or bool(person.past.run) == bool(person.past.free)
        ):
            yield Fault("past", f"person {person.id}: past is either a run or days off", f"{person.id}：上期结尾有误")
        for held in person.licences:
            if held.until is not None and held.until < held.since and held.until >= 0:
                yield Fault(
                    "licence",
                    f"person {person.id}: licence {held.kind} ends on day {held.until}, before it begins on {held.since}",
                    f"{person.id}：{held.kind} 第 {held.until} 天失效，早于生效的第 {held.since} 天",
                )
        for tally, _ in person.carried:
            if tally not in rulebook.TALLIES:
                yield Fault("tally", f"person {person.id}: unknown tally {tally}", f"{person.id}：未知统计项 {tally}")

    def _rule(self, number: int, rule: rulebook.Rule, people: set[str], shifts: set[str]):
        where, ort = f"rule {number} ({rule.kind})", f"第 {number} 条规则 ({rule.kind})"
        for name in sorted(set(rule.people) - people):
            yield Fault("person", f"{where}: unknown person {name}", f"{ort}：未知人员 {name}")
        named = {
            *getattr(rule, "shifts", ()),
            *getattr(rule, "after", ()),
            *([rule.before] if hasattr(rule, "before") else []),
        }
        for name in sorted(named - shifts):
            yield Fault("shift", f"{where}: unknown shift {name}", f"{ort}：未知班次 {name}")
        if isinstance(rule, rulebook.Watch) and not rule.start < rule.end <= 1440:
            yield Fault("span", f"{where}: the span must lie within one day", f"{ort}：时段须在一天之内")
        days = {*getattr(rule, "days", ()), *([rule.day] if hasattr(rule, "day") else [])}
        for day in sorted(days):
            if is_whole(self.days) and not 0 <= day < self.days:
                yield Fault("day", f"{where}: day {day} outside the horizon", f"{ort}：第 {day} 天不在周期内")
