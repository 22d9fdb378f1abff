"""The hard rules as a CP-SAT model in which each rule, for each person or day it binds, can be switched on or off.

``explain`` asks it what clashes, ``holding`` for a roster that keeps everything. It speaks of the rules anew, sharing
nothing with the machines of the search, so that an explanation is not blind where the search is.
"""

from __future__ import annotations

from dataclasses import dataclass

from ortools.sat.python import cp_model

from anbao.engines.rostering import rules as r
from anbao.engines.rostering.problem import Person, Problem, Roster
from anbao.engines.rostering.stops import Rounds, Stop


@dataclass(frozen=True)
class Claim:
    """One rule for one person or for one day; None where it binds no one in particular."""

    rule: r.Rule | None
    person: str | None = None
    day: int | None = None

    def sentence(self) -> tuple[str, str]:
        """(English, Chinese): whom it binds, what it says, and on which day where the rule doesn't name it."""
        en, zh = self.rule.sentence() if self.rule else ("stands only permitted shifts", "只能上准许的班次")
        if self.day is not None and not hasattr(self.rule, "day"):
            en, zh = f"{en} (day {self.day + 1})", f"{zh}（第 {self.day + 1} 天）"
        return (f"{self.person}: {en}", f"{self.person}：{zh}") if self.person else (en, zh)

    def __str__(self) -> str:
        return self.sentence()[0]


class HardModel:
    """``claims`` maps each claim to the literal that switches it on. ``stop``: how long it may be asked."""

    def __init__(self, problem: Problem, stop: Stop | None = None):
        self.problem, self.stop = problem, stop or Rounds(1)
        self.model = cp_model.CpModel()
        self.number = {shift.id: s for s, shift in enumerate(problem.shifts)}
        self.person = {person.id: person for person in problem.people}
        self.days, self.shifts = range(problem.days), range(len(problem.shifts))
        new = self.model.new_bool_var
        self.x = {(p.id, d, s): new("") for p in problem.people for d in self.days for s in self.shifts}
        self.on = {(p.id, d): new("") for p in problem.people for d in self.days}
        for (name, d), on in self.on.items():
            self.model.add(sum(self.x[name, d, s] for s in self.shifts) == on)
        self.claims: dict[Claim, cp_model.IntVar] = {}
        self.undecided, self.spent = False, 0.0
        self._permissions()
        for rule in problem.held:
            if isinstance(rule, r.Crew) and (rule.weight is None or (rule.over is None and rule.most is not None)):
                self._crew(rule)
            elif rule.weight is None and type(rule) in ADD:
                ADD[type(rule)](self, rule)

    def claim(self, rule, person=None, day=None):
        return self.claims.setdefault(Claim(rule, person, day), self.model.new_bool_var(""))

    def require(self, expression, *literals) -> None:
        self.model.add(expression).only_enforce_if(*literals)

    def roster(self, solver: cp_model.CpSolver) -> Roster:
        """The solver's plan as a roster."""
        names = [shift.id for shift in self.problem.shifts]

        def stood(name, day):
            return next((names[s] for s in self.shifts if solver.boolean_value(self.x[name, day, s])), None)

        return {person.id: tuple(stood(person.id, d) for d in self.days) for person in self.problem.people}

    def sum(self, name: str, days, shifts):
        return sum(self.x[name, d, s] for d in days for s in shifts)

    def _permissions(self):
        for person in self.problem.people:
            if person.shifts is not None:
                barred = [s for s in self.shifts if self.problem.shifts[s].id not in person.shifts]
                if barred:
                    self.require(self.sum(person.id, self.days, barred) == 0, self.claim(None, person.id))

    def _crew(self, rule: r.Crew):
        shifts = [self.number[name] for name in dict.fromkeys(rule.shifts)]
        names = [p.id for p in self.problem.people if not rule.licence or p.licensed(rule.licence, rule.day)]
        count = sum(self.sum(name, [rule.day], shifts) for name in names)
        if rule.weight is None:
            self.require(count >= rule.need, self.claim(rule, day=rule.day))
        if rule.most is not None and rule.over is None:
            self.require(count <= rule.most, self.claim(rule, day=rule.day))

    def _watch(self, rule: r.Watch):
        edges = {rule.start}
        for shift in self.problem.shifts:
            edges |= {edge % 1440 for edge in (shift.start, shift.start + shift.minutes)}
        for day in rule.days or self.days:
            for start in sorted(edge for edge in edges if rule.start <= edge < rule.end):
                minute = day * 1440 + start
                if not self.problem.before_the_horizon(minute):
                    terms, past = self._on_duty(minute, rule.licence)
                    self.require(sum(terms) >= rule.need - past, self.claim(rule, day=day))

    def _on_duty(self, minute: int, licence: str):
        terms, past = [0 * self.on[self.problem.people[0].id, 0]], 0  # a sum of none is no expression of the solver
        for shift in self.problem.shifts:
            for day in range(max(minute // 1440 - 3, -1), minute // 1440 + 1):
                if not day * 1440 + shift.start <= minute < day * 1440 + shift.start + shift.minutes:
                    continue
                for person in self.problem.people:
                    if licence and not person.licensed(licence, max(day, 0)):
                        continue
                    if day >= 0:
                        terms.append(self.x[person.id, day, self.number[shift.id]])
                    elif person.past is not None and person.past.run and person.past.shift == shift.id:
                        past += 1
        return terms, past

    def _length(self, rule: r.ShiftLength):
        long = [s for s in self.shifts if self.problem.shifts[s].minutes > rule.minutes]
        for name in self.problem.bound(rule) if long else ():
            self.require(self.sum(name, self.days, long) == 0, self.claim(rule, name))

    def _clashes(self, rule, clash):
        """``clash(shift, shift, days between starts)``: whether the second may not be the next worked after the first."""
        for name in self.problem.bound(rule):
            claim, past = self.claim(rule, name), self.person[name].past
            for gap in range(1, 6):
                pairs = [(a, b) for a in self.shifts for b in self.shifts if clash(a, b, gap)]
                for a, b in pairs:
                    for d in range(self.problem.days - gap):
                        free = [self.on[name, e].negated() for e in range(d + 1, d + gap)]
                        self.require(self.x[name, d, a] + self.x[name, d + gap, b] <= 1, claim, *free)
                    then = gap - 1 - past.free if past is not None and self.number[past.shift] == a else -1
                    if 0 <= then < self.problem.days:
                        free = [self.on[name, e].negated() for e in range(then)]
                        self.require(self.x[name, then, b] == 0, claim, *free)

    def _rest(self, rule: r.Rest):
        shifts = self.problem.shifts

        def clash(a, b, gap):
            return gap * 1440 + shifts[b].start - shifts[a].start - shifts[a].minutes < rule.minutes

        self._clashes(rule, clash)

    def _follow(self, rule: r.Follow):
        after = {self.number[name] for name in rule.after}
        self._clashes(rule, lambda a, b, gap: gap == 1 and a == self.number[rule.before] and b in after)

    def _least(self, person: Person, claim, least: int, working: bool):
        """No run of work (or of rest) shorter than ``least`` begins and ends inside what is known."""
        past, known = person.past, []
        if past is not None:
            known = [0] + [1] * (past.run if working else past.free)
        line = known + [self.on[person.id, d] if working else 1 - self.on[person.id, d] for d in self.days]
        for start in range(1, len(line)):
            for end in range(max(start + 1, len(known)), min(start + least, len(line))):
                gaps = sum(1 - day for day in line[start:end])
                self.require(line[start - 1] + line[end] + gaps >= 1, claim)

    def _run(self, rule: r.Run):
        for name in self.problem.bound(rule):
            person, claim = self.person[name], self.claim(rule, name)
            self._least(person, claim, rule.least, True)
            if rule.most is not None:
                carried = min(person.past.run, rule.most) if person.past else 0
                line = [1] * carried + [self.on[name, d] for d in self.days]
                for start in range(len(line) - rule.most):
                    self.require(sum(line[start : start + rule.most + 1]) <= rule.most, claim)

    def _free(self, rule: r.FreeRun):
        for name in self.problem.bound(rule):
            self._least(self.person[name], self.claim(rule, name), rule.least, False)

    def _between(self, rule, name, total, least, most):
        claim = self.claim(rule, name)
        if least > 0:
            self.require(total >= least, claim)
        if most is not None:
            self.require(total <= most, claim)

    def _hours(self, rule: r.Hours):
        for name in self.problem.bound(rule):
            total = sum(self.problem.shifts[s].minutes * self.x[name, d, s] for d in self.days for s in self.shifts)
            self._between(rule, name, total, rule.least, rule.most)

    def _quota(self, rule: r.Quota):
        shifts = [self.number[name] for name in dict.fromkeys(rule.shifts)]
        for name in self.problem.bound(rule):
            self._between(rule, name, self.sum(name, self.days, shifts), rule.least, rule.most)

    def _weekends_of(self, name: str):
        found: dict[int, list] = {}
        for d in self.days:
            if self.problem.weekday(d) >= 5:
                found.setdefault(d + 5 - self.problem.weekday(d), []).append(self.on[name, d])
        flags = []
        for days in found.values():
            flags.append(self.model.new_bool_var(""))
            self.model.add_max_equality(flags[-1], days)
        return sum(flags)

    def _weekends(self, rule: r.Weekends):
        for name in self.problem.bound(rule):
            self._between(rule, name, self._weekends_of(name), 0, rule.most)

    def _holidays(self, rule: r.Holidays):
        for name in self.problem.bound(rule):
            self._between(rule, name, self.sum(name, sorted(set(self.problem.holidays)), self.shifts), 0, rule.most)

    def _leave(self, rule: r.Leave):
        for name in self.problem.bound(rule):
            for day in sorted(set(rule.days)):
                self.require(self.on[name, day] == 0, self.claim(rule, name, day))

    def _wish(self, rule: r.Wish):
        shifts = [self.number[name] for name in dict.fromkeys(rule.shifts)] or list(self.shifts)
        for name in self.problem.bound(rule):
            self.require(self.sum(name, [rule.day], shifts) == int(rule.want), self.claim(rule, name, rule.day))

    def _pair(self, rule: r.Pair):
        one, two = dict.fromkeys(rule.people)
        for d in self.days:
            for s in self.shifts:
                a, b = self.x[one, d, s], self.x[two, d, s]
                self.require(a == b if rule.together else a + b <= 1, self.claim(rule))

    def _fair(self, rule: r.Fair):
        for name in self.problem.bound(rule):
            self._between(rule, name, self._tally_of(rule, name), rule.low, rule.high)

    def _tally_of(self, rule: r.Fair, name: str):
        """What the person's tally comes to, with what was carried over."""
        carried = sum(n for what, n in self.person[name].carried if what == rule.tally)
        if rule.tally == "weekends":
            return self._weekends_of(name) + carried
        nights = [s for s in self.shifts if self.problem.shifts[s].night or rule.tally != "nights"]
        days = sorted(set(self.problem.holidays)) if rule.tally == "holidays" else self.days
        return self.sum(name, days, nights) + carried


ADD = {
    r.Watch: HardModel._watch,
    r.ShiftLength: HardModel._length,
    r.Follow: HardModel._follow,
    r.Rest: HardModel._rest,
    r.Run: HardModel._run,
    r.FreeRun: HardModel._free,
    r.Hours: HardModel._hours,
    r.Quota: HardModel._quota,
    r.Weekends: HardModel._weekends,
    r.Holidays: HardModel._holidays,
    r.Leave: HardModel._leave,
    r.Wish: HardModel._wish,
    r.Pair: HardModel._pair,
    r.Fair: HardModel._fair,
}
