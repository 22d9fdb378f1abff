"""Why a month can't be rostered: a set of rules and people that can't hold together and of which none can be spared."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from ortools.sat.python import cp_model

from anbao.engines.rostering.hardmodel import Claim, HardModel
from anbao.engines.rostering.problem import Problem
from anbao.engines.rostering.rules import Rule

#: work of one question to the solver, in its own deterministic seconds
PATIENCE = 20.0


@dataclass(frozen=True)
class Clash:
    """``claims`` can't hold together; if ``least``, any one of them left out lets the others hold."""

    claims: tuple[Claim, ...]
    least: bool

    @property
    def rules(self) -> tuple[Rule, ...]:
        return tuple(dict.fromkeys(claim.rule for claim in self.claims if claim.rule is not None))

    @property
    def people(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(claim.person for claim in self.claims if claim.person is not None))

    @property
    def days(self) -> tuple[int, ...]:
        return tuple(sorted({claim.day for claim in self.claims if claim.day is not None}))

    def sentences(self) -> tuple[tuple[str, str], ...]:
        """(English, Chinese) for each rule: whom and which days it binds here, and what it says."""
        said = []
        for rule in dict.fromkeys(claim.rule for claim in self.claims):
            mine = [claim for claim in self.claims if claim.rule == rule]
            who = list(dict.fromkeys(claim.person for claim in mine if claim.person))
            days = [] if hasattr(rule, "day") else sorted({claim.day for claim in mine if claim.day is not None})
            en, zh = rule.sentence() if rule else ("stands only permitted shifts", "只能上准许的班次")
            day = f" (day {', '.join(str(d + 1) for d in days)})" if days else ""
            tag = f"（第 {'、'.join(str(d + 1) for d in days)} 天）" if days else ""
            names, renyuan = (f"{', '.join(who)}: ", f"{'、'.join(who)}：") if who else ("", "")
            said.append((f"{names}{en}{day}", f"{renyuan}{zh}{tag}"))
        return tuple(said)


def explain_infeasible(problem: Problem, *, orders: int = 3, seed: int = 0) -> Clash | None:
    """The smallest clash found in ``orders`` attempts; None when all hard rules can hold, or it can't be decided.

    Each attempt lets the solver name assumptions that clash, then leaves out one after another while they still do.
    """
    work = HardModel(problem)
    names = list(work.claims)
    core = _clashing(work, names)
    if core is None:
        return None
    best, rng = None, np.random.default_rng(seed)
    for attempt in range(orders):
        order = list(core) if attempt == 0 else [core[i] for i in rng.permutation(len(core))]
        found = _shrunk(work, order)
        if best is None or len(found.claims) < len(best.claims):
            best = found
    return best


def _shrunk(work: HardModel, core: list[Claim]) -> Clash:
    kept, least = list(core), True
    for claim in core:
        if claim not in kept:
            continue
        smaller = _clashing(work, [other for other in kept if other != claim])
        if smaller is not None:
            kept = smaller
        elif work.undecided:
            least = False
    return Clash(tuple(sorted(kept, key=_place)), least)


def _place(claim: Claim):
    return (claim.day is None, claim.day or 0, claim.person or "", claim.rule.kind if claim.rule else "")


def _clashing(work: HardModel, switched_on: list[Claim]) -> list[Claim] | None:
    """Those of the claims that the solver needs to see them clash, in the order given; None when they don't (or, with
    ``work.undecided`` set, when it couldn't say)."""
    by_literal = {work.claims[claim].index: claim for claim in switched_on}
    work.model.clear_assumptions()
    work.model.add_assumptions([work.claims[claim] for claim in switched_on])
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_deterministic_time = PATIENCE
    status = solver.solve(work.model)
    work.undecided = status == cp_model.UNKNOWN
    if status != cp_model.INFEASIBLE:
        return None
    needed = {by_literal[index] for index in solver.sufficient_assumptions_for_infeasibility() if index in by_literal}
    return [claim for claim in switched_on if claim in needed] if needed else list(switched_on)
