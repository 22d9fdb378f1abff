"""The whole problem as one CP-SAT model: hard rules kept, weighted ones priced. For few people it soon gives a good roster to
begin with; its own floor is far too low, that one comes from the columns."""

from __future__ import annotations

import itertools

from ortools.sat.python import cp_model

from anbao.engines.rostering import rules as r
from anbao.engines.rostering.check import check
from anbao.engines.rostering.hardmodel import HardModel
from anbao.engines.rostering.problem import Problem, Roster

#: more units of one breach than any problem of few people has
FAR = 100_000
#: searches of different kinds that take turns on each thread
KINDS = 3


class SoftModel(HardModel):
    """Every claim holds; ``prices`` are the terms of the objective. ``whole``: no weighted rule was left out."""

    def __init__(self, problem: Problem):
        super().__init__(problem)
        self.prices, self.whole = [], True
        for literal in self.claims.values():
            self.model.add(literal == 1)
        for rule in problem.rules:
            if isinstance(rule, r.Crew):
                self._crew_price(rule)
            elif rule.weight:
                price = PRICE.get(type(rule))
                self.whole = self.whole and price is not None
                if price is not None:
                    price(self, rule)
        self.model.minimize(sum(self.prices))

    def below(self, total, least: int, weight: int) -> None:
        if least > 0 and weight:
            short = self.model.new_int_var(0, FAR, "")
            self.model.add(total + short >= least)
            self.prices.append(weight * short)

    def above(self, total, most: int | None, weight: int) -> None:
        if most is not None and weight:
            long = self.model.new_int_var(0, FAR, "")
            self.model.add(total - long <= most)
            self.prices.append(weight * long)

    def never(self, literals: list, weight: int) -> None:
        """All of these together cost ``weight``."""
        met = self.model.new_bool_var("")
        self.model.add(sum(literals) - met <= len(literals) - 1)
        self.prices.append(weight * met)

    def _crew_price(self, rule: r.Crew):
        shifts = [self.number[name] for name in dict.fromkeys(rule.shifts)]
        names = [p.id for p in self.problem.people if not rule.licence or p.licensed(rule.licence, rule.day)]
        count = sum(self.sum(name, [rule.day], shifts) for name in names)
        self.below(count, rule.need, rule.weight or 0)
        self.above(count, rule.most, rule.over or 0)

    def _shape_price(self, person, least: int, working: bool, weight: int):
        past, known = person.past, []
        if past is not None:
            known = [0] + [1] * (past.run if working else past.free)
        line = known + [self.on[person.id, d] if working else 1 - self.on[person.id, d] for d in self.days]
        for start in range(1, len(line)):
            for end in range(max(start + 1, len(known)), min(start + least, len(line))):
                self.never([1 - line[start - 1], *line[start:end], 1 - line[end]], weight * (least - end + start))

    def _run_price(self, rule: r.Run):
        for name in self.problem.bound(rule):
            person = self.person[name]
            self._shape_price(person, rule.least, True, rule.weight)
            if rule.most is not None:
                carried = min(person.past.run, rule.most) if person.past else 0
                line = [1] * carried + [self.on[name, d] for d in self.days]
                for start in range(len(line) - rule.most):
                    self.never(line[start : start + rule.most + 1], rule.weight)

    def _free_price(self, rule: r.FreeRun):
        for name in self.problem.bound(rule):
            self._shape_price(self.person[name], rule.least, False, rule.weight)

    def _between_price(self, rule, name, total, least, most):
        self.below(total, least, rule.weight)
        self.above(total, most, rule.weight)

    def _hours_price(self, rule: r.Hours):
        for name in self.problem.bound(rule):
            total = sum(self.problem.shifts[s].minutes * self.x[name, d, s] for d in self.days for s in self.shifts)
            self._between_price(rule, name, total, rule.least, rule.most)

    def _quota_price(self, rule: r.Quota):
        shifts = [self.number[name] for name in dict.fromkeys(rule.shifts)]
        for name in self.problem.bound(rule):
            self._between_price(rule, name, self.sum(name, self.days, shifts), rule.least, rule.most)

    def _weekends_price(self, rule: r.Weekends):
        for name in self.problem.bound(rule):
            self.above(self._weekends_of(name), rule.most, rule.weight)

    def _holidays_price(self, rule: r.Holidays):
        for name in self.problem.bound(rule):
            total = self.sum(name, sorted(set(self.problem.holidays)), self.shifts)
            self.above(total, rule.most, rule.weight)

    def _leave_price(self, rule: r.Leave):
        self.prices += [rule.weight * self.on[name, d] for name in self.problem.bound(rule) for d in set(rule.days)]

    def _wish_price(self, rule: r.Wish):
        shifts = [self.number[name] for name in dict.fromkeys(rule.shifts)] or list(self.shifts)
        for name in self.problem.bound(rule):
            got = self.sum(name, [rule.day], shifts)
            self.prices.append(rule.weight * (1 - got if rule.want else got))

    def _pair_price(self, rule: r.Pair):
        one, two = dict.fromkeys(rule.people)
        for d in self.days:
            for s in self.shifts:
                a, b = self.x[one, d, s], self.x[two, d, s]
                if rule.together:
                    self.never([a, 1 - b], rule.weight)
                    self.never([b, 1 - a], rule.weight)
                else:
                    self.never([a, b], rule.weight)

    def _fair_price(self, rule: r.Fair):
        for name in self.problem.bound(rule):
            total = self._tally_of(rule, name)
            reach = self.problem.days + abs(rule.low) + abs(rule.high)
            steps = [[self.model.new_bool_var("") for _ in range(reach)] for _ in range(2)]
            self.model.add(total + sum(steps[0]) >= rule.low)
            self.model.add(total - sum(steps[1]) <= rule.high)
            for side in steps:
                self.prices += [rule.weight * (2 * n + 1) * step for n, step in enumerate(side)]
                for before, after in itertools.pairwise(side):
                    self.model.add_implication(after, before)


PRICE = {
    r.Run: SoftModel._run_price,
    r.FreeRun: SoftModel._free_price,
    r.Hours: SoftModel._hours_price,
    r.Quota: SoftModel._quota_price,
    r.Weekends: SoftModel._weekends_price,
    r.Holidays: SoftModel._holidays_price,
    r.Leave: SoftModel._leave_price,
    r.Wish: SoftModel._wish_price,
    r.Pair: SoftModel._pair_price,
    r.Fair: SoftModel._fair_price,
}


def sketch(problem: Problem, *, near: Roster, seconds: float, threads: int) -> Roster | None:
    """The cheapest roster that keeps the hard rules and is found in ``seconds``, with ``near`` to go by; None when there is
    none, none was found, or a weighted rule has no price here."""
    work = SoftModel(problem)
    if not work.whole or seconds <= 0:
        return None
    for name, line in near.items():
        for day, shift in enumerate(line):
            work.model.add_hint(work.on[name, day], shift is not None)
            for s in work.shifts:
                work.model.add_hint(work.x[name, day, s], work.number.get(shift) == s)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = KINDS * threads
    solver.parameters.max_time_in_seconds = seconds
    if solver.solve(work.model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    found = work.roster(solver)
    return None if check(problem, found).broken else found
