"""A roster that keeps every hard rule, when there is one: CP-SAT over the model that ``explain`` reasons with.

The search trades breaches against prices and can be stuck where people are scarce; here prices don't count.
"""

from __future__ import annotations

import math
from dataclasses import replace

from ortools.sat.python import cp_model

from anbao.engines.rostering.check import check
from anbao.engines.rostering.hardmodel import HardModel
from anbao.engines.rostering.problem import Person, Problem, Roster
from anbao.engines.rostering.rules import Crew, Pair, Watch

#: work allowed, in the solver's own deterministic seconds; it makes a search under ``Rounds`` repeatable
PATIENCE = 5.0
#: cells (people x days x shifts) beyond which stating the model alone takes too long
MOST_CELLS = 20_000


def hold(
    problem: Problem, *, seconds: float = math.inf, near: Roster | None = None, patience: float = PATIENCE
) -> Roster | None:
    """A roster that breaks no hard rule, as like ``near`` as time allows; None when there is none or none was found."""
    if problem.days * len(problem.people) * len(problem.shifts) > MOST_CELLS or seconds <= 0:
        return None
    work = HardModel(problem)
    for literal in work.claims.values():
        work.model.add(literal == 1)
    if near is not None:
        _stay(work, near)
    solver = _solver(seconds, patience)
    if solver.solve(work.model) not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    found = work.roster(solver)
    return None if check(problem, found).broken else found


def hold_alone(problem: Problem, person: Person, *, seconds: float = math.inf) -> tuple[tuple | None, bool]:
    """(a line that keeps all hard rules of one person's own, or None; whether it is known that there is none)."""
    own = [rule for rule in problem.held if not isinstance(rule, Crew | Watch | Pair) and rule.weight is None]
    rules = [replace(rule, people=(person.id,)) for rule in own if person.id in problem.bound(rule)]
    if seconds <= 0:
        return None, False
    work = HardModel(replace(problem, people=(person,), rules=tuple(rules)))
    for literal in work.claims.values():
        work.model.add(literal == 1)
    solver = _solver(seconds, PATIENCE)
    status = solver.solve(work.model)
    found = status in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    return (work.roster(solver)[person.id] if found else None), status == cp_model.INFEASIBLE


def _solver(seconds: float, patience: float) -> cp_model.CpSolver:
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_deterministic_time = patience
    if math.isfinite(seconds):
        solver.parameters.max_time_in_seconds = seconds
    return solver


def _stay(work: HardModel, near: Roster) -> None:
    """Keep as many cells of ``near`` as can be kept."""
    kept = []
    for name, line in near.items():
        for day, shift in enumerate(line):
            for s in work.shifts:
                work.model.add_hint(work.x[name, day, s], work.number.get(shift) == s)
            kept.append(1 - work.on[name, day] if shift is None else work.x[name, day, work.number[shift]])
    work.model.maximize(sum(kept))
