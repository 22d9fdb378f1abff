"""What ties people together: rows of demand and of pairs, each a count that should lie between two bounds.

A row counts the people (by coefficient) in some slots; a slot is a day and a shift. People whose licences and pairs
are alike share one *view*: the slots, rows and coefficients that are theirs.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from anbao.engines.rostering import rules as r
from anbao.engines.rostering.problem import Person, Problem

#: as a row's ``most``: no limit
NONE = 10**6


@dataclass(frozen=True, eq=False)
class View:
    """Parallel arrays sorted by slot: in ``slot`` (day x shifts + shift) a person steps ``row`` by ``coef``."""

    slot: np.ndarray
    row: np.ndarray
    coef: np.ndarray
    first: np.ndarray

    def of_line(self, line: np.ndarray, shifts: int) -> tuple[np.ndarray, np.ndarray]:
        """(rows, coefficients) that a line (0 off, s + 1 for shift s) steps."""
        days = np.flatnonzero(line)
        slots = days * shifts + line[days] - 1
        first, many = self.first[slots], self.first[slots + 1] - self.first[slots]
        before = np.cumsum(many) - many
        places = np.repeat(first - before, many) + np.arange(many.sum())
        return self.row[places], self.coef[places]


@dataclass(frozen=True, eq=False)
class Rows:
    """Bounds and prices of all rows, what the past puts in them, and each person's view."""

    need: np.ndarray
    most: np.ndarray
    under: np.ndarray
    over: np.ndarray
    past: np.ndarray
    views: tuple[View, ...]
    view_of: tuple[int, ...]

    def __len__(self) -> int:
        return len(self.need)

    def price(self, count: np.ndarray) -> float:
        under = np.maximum(self.need - count, 0) * self.under
        return float((under + np.maximum(count - self.most, 0) * self.over).sum())


class _Gathering:
    def __init__(self, problem: Problem, hard: float):
        self.problem, self.hard = problem, hard
        self.number = {shift.id: s for s, shift in enumerate(problem.shifts)}
        self.bounds: list[tuple] = []
        self.slots: list[tuple[int, int, str, dict | None]] = []
        self.alike: dict[tuple, int] = {}

    def slot(self, day: int, shift: int) -> int:
        return day * len(self.problem.shifts) + shift

    def row(self, need, most, under, over, past=0) -> int:
        self.bounds.append((need, most, under, over, past))
        return len(self.bounds) - 1

    def price(self, weight) -> float:
        return self.hard if weight is None else float(weight)

    def count(self, slots, licence: str, need, most, under, over, past=0) -> None:
        """A row over slots; one with the same slots, people and need joins it, for twins make a programme slow."""
        key = (tuple(sorted(slots)), "" if self.all_hold(licence) else licence, past, need)
        known = self.alike.get(key)
        if known is None:
            self.alike[key] = row = self.row(need, most, under, over, past)
            self.slots += [(slot, row, licence, None) for slot in key[0]]
            return
        _need, least_most, both, beyond, _past = self.bounds[known]
        if most != least_most and NONE not in (most, least_most):
            row = self.row(need, most, under, over, past)
            self.slots += [(slot, row, licence, None) for slot in key[0]]
            return
        beyond = beyond + over if most == least_most else over if least_most == NONE else beyond
        self.bounds[known] = (need, min(most, least_most), both + under, beyond, past)

    def all_hold(self, licence: str) -> bool:
        days = range(self.problem.days)
        return not licence or all(p.licensed(licence, day) for p in self.problem.people for day in days)

    def crew(self, rule: r.Crew):
        slots = [self.slot(rule.day, self.number[name]) for name in dict.fromkeys(rule.shifts)]
        most = NONE if rule.most is None else rule.most
        over = 0.0 if rule.most is None else self.price(rule.over)
        self.count(slots, rule.licence, rule.need, most, self.price(rule.weight), over)

    def watch(self, rule: r.Watch):
        """One row for each stretch; stretches that the same slots cover are one row, as dear as both."""
        edges = {rule.start, rule.end}
        for shift in self.problem.shifts:
            edges |= {edge % 1440 for edge in (shift.start, shift.start + shift.minutes)}
        for day in rule.days or range(self.problem.days):
            for start in sorted(edge for edge in edges if rule.start <= edge < rule.end):
                minute = day * 1440 + start
                if not self.problem.before_the_horizon(minute):
                    slots, past = self.on_duty(minute, rule.licence)
                    self.count(slots, rule.licence, rule.need, NONE, self.price(rule.weight), 0.0, past)

    def on_duty(self, minute: int, licence: str):
        slots, past = [], 0
        for s, shift in enumerate(self.problem.shifts):
            last = (minute - shift.start) // 1440
            for day in range(last, last - 3, -1):
                if minute >= day * 1440 + shift.start + shift.minutes:
                    break
                if 0 <= day < self.problem.days:
                    slots.append(self.slot(day, s))
                elif day == -1:
                    past += sum(_stood(person, shift.id, licence) for person in self.problem.people)
        return slots, past

    def pair(self, rule: r.Pair):
        one, two = dict.fromkeys(rule.people)
        most = 0 if rule.together else 1
        need = 0 if rule.together else -(10**6)
        for slot in range(self.problem.days * len(self.problem.shifts)):
            row = self.row(need, most, self.price(rule.weight), self.price(rule.weight))
            self.slots.append((slot, row, "", {one: 1, two: -1 if rule.together else 1}))


def _stood(person: Person, shift: str, licence: str) -> bool:
    past = person.past
    return past is not None and past.run > 0 and past.shift == shift and (not licence or person.licensed(licence, 0))


def gather(problem: Problem, hard: float) -> Rows:
    """The rows of a problem; a breach of a hard one costs ``hard`` a unit."""
    work = _Gathering(problem, hard)
    for rule in problem.rules:
        if rule.weight == 0 and not (isinstance(rule, r.Crew) and rule.over != 0):
            continue
        for kind, add in ((r.Crew, work.crew), (r.Watch, work.watch), (r.Pair, work.pair)):
            if isinstance(rule, kind):
                add(rule)
    need, most, under, over, past = np.array(work.bounds, dtype=float).reshape(-1, 5).T.copy()
    views, view_of = _views(problem, work)
    return Rows(need, most, under, over, past, views, view_of)


def _views(problem: Problem, work: _Gathering):
    paired = {name for rule in problem.rules if isinstance(rule, r.Pair) for name in rule.people}
    kinds = sorted({licence for _, _, licence, _ in work.slots if licence})
    views, known, view_of = [], {}, []
    for person in problem.people:
        held = tuple(bytes(person.licensed(kind, day) for day in range(problem.days)) for kind in kinds)
        sign = (person.id if person.id in paired else None, held)
        if sign not in known:
            known[sign] = len(views)
            views.append(_view(problem, work, person, dict(zip(kinds, held, strict=True))))
        view_of.append(known[sign])
    return tuple(views), tuple(view_of)


def _view(problem, work, person, held) -> View:
    shifts, found = len(problem.shifts), []
    for slot, row, licence, pair in work.slots:
        coef = pair.get(person.id, 0) if pair is not None else 1
        if coef and (not licence or held[licence][slot // shifts]):
            found.append((slot, row, coef))
    found.sort()
    slot, row, coef = np.array(found, dtype=np.int64).reshape(-1, 3).T.copy()
    first = np.searchsorted(slot, np.arange(problem.days * shifts + 1))
    return View(slot, row, coef.astype(float), first)
