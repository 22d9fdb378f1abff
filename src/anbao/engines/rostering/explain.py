"""Why a month can't be rostered: the smallest set of rules and people that can't hold together.

First an irreducible set, by leaving out one claim after another. Then the proof that none is smaller, by hitting sets
(Ignatiev et al. 2015, "Smallest MUS extraction with minimal hitting set dualization"): each plan that was found breaks
some claims; whatever clashes has one of them; the fewest claims with one from each broken set either clash, and are the
smallest, or give another plan. Where the work allowed runs out, the irreducible set is given without the proof.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np
from ortools.sat.python import cp_model

from anbao.engines.rostering.hardmodel import Claim, HardModel
from anbao.engines.rostering.problem import Person, Problem
from anbao.engines.rostering.rules import Crew, Rule, Watch, clock_of
from anbao.engines.rostering.stops import Stop

#: work of one question to the solver, in its own deterministic seconds
PATIENCE = 20.0
#: work that is done however short the time
SURE = 0.3
#: work of finding one plan that breaks few claims; one that breaks more than it need serves as well, if less
LOOK = 0.3
#: work of all such plans before the proof is given up
PROOF = 3.0
#: plans looked at before the proof is given up
PLANS = 80
#: people named in one sentence
NAMED = 12


@dataclass(frozen=True)
class Clash:
    """``claims`` can't hold together; if ``least``, any one of them left out lets the others hold; if ``smallest``, no
    fewer claims of the problem clash."""

    claims: tuple[Claim, ...]
    least: bool
    smallest: bool = False
    problem: Problem | None = None

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
            if self.problem is not None and isinstance(rule, Crew | Watch):
                said += _at_hand(self.problem, rule, sorted({claim.day for claim in mine if claim.day is not None}))
        return tuple(dict.fromkeys(said))  # two demands may have the same people at hand


def explain_infeasible(problem: Problem, *, orders: int = 3, seed: int = 0, stop: Stop | None = None) -> Clash | None:
    """The smallest clash, proven so where the work allowed is enough; None when all hard rules can hold, or it can't be
    decided. When ``stop`` has no time left and a little work was done, what clashes as far as it is known, and neither
    ``least`` nor ``smallest`` is claimed of it.

    Each attempt lets the solver name assumptions that clash, then leaves out one after another while they still do.
    """
    work = HardModel(problem, stop)
    names = list(work.claims)
    core = _clashing(work, names)
    if core is None:
        return None
    best, rng = None, np.random.default_rng(seed)
    for attempt in range(orders):
        if best is not None and _over(work):
            break
        order = list(core) if attempt == 0 else [core[i] for i in rng.permutation(len(core))]
        found = _shrunk(work, order)
        if best is None or len(found.claims) < len(best.claims):
            best = found
    return replace(_proven(work, best), problem=problem)


def unreached(problem: Problem, rule: Watch) -> list[str]:
    """The minutes of a day that a watch asks for and no shift reaches, whoever stands it: "12:00-13:00"."""
    spans = [(shift.start, shift.start + shift.minutes) for shift in problem.shifts]
    gaps, minute = [], rule.start
    while minute < rule.end:
        ends = [end - back for start, end in spans for back in (0, 1440, 2880) if start - back <= minute < end - back]
        if ends:
            minute = max(ends)
            continue
        after = min([*(start for start, _ in spans if start > minute), rule.end])
        gaps.append(f"{clock_of(minute)}-{clock_of(min(after, rule.end))}")
        minute = after
    return gaps


def _at_hand(problem: Problem, rule: Crew | Watch, days: list[int]) -> list[tuple[str, str]]:
    """Whom a demand can be met by on these days, and whose licence ends or begins in the horizon, in words.

    Said only where few people are at hand: of many, their number.
    """
    if isinstance(rule, Watch) and (gaps := unreached(problem, rule)):
        return [(f"no shift reaches {', '.join(gaps)}", f"没有班次覆盖 {'、'.join(gaps)}")]
    if not rule.licence:
        who, said = [person.id for person in problem.people], []
    else:
        who = [p.id for p in problem.people if any(p.licensed(rule.licence, day) for day in days)]
        said = [line for person in problem.people for line in _terms(problem, person, rule.licence)]
    many, en, zh = len(who), ", ".join(who[:NAMED]), "、".join(who[:NAMED])
    en, zh = (f"{en} and {many - NAMED} more", f"{zh}等") if many > NAMED else (en, zh)
    held, chi = (f" with licence {rule.licence}", f"持 {rule.licence} 证的") if rule.licence else ("", "")
    named = (f" ({en})", f"：{zh}") if many else ("", "")
    return [(f"at hand, people{held}: {many}{named[0]}", f"{chi}人员共 {many} 人{named[1]}"), *said[:NAMED]]


def _terms(problem: Problem, person: Person, kind: str):
    """When a person's licence of a kind begins or ends within the horizon."""
    for day in range(1, problem.days):
        before, now = person.licensed(kind, day - 1), person.licensed(kind, day)
        if before and not now:
            yield (
                f"{person.id}: licence {kind} ends after day {day}",
                f"{person.id} 的 {kind} 有效期到第 {day} 天为止",
            )
        elif now and not before:
            yield f"{person.id}: licence {kind} begins on day {day + 1}", f"{person.id} 的 {kind} 第 {day + 1} 天起有效"


def _proven(work: HardModel, best: Clash) -> Clash:
    """A smaller clash, or the same one known to be the smallest, if that comes out in time."""
    broken: list[list[Claim]] = []
    before = work.spent
    for _ in range(PLANS):
        few = _hitting(work, broken)
        if few is None or work.spent > before + PROOF:
            return best
        if len(few) >= len(best.claims):
            return replace(best, least=True, smallest=True)
        more = _broken_beside(work, few)
        if more is None:
            return best
        if not more:
            return Clash(tuple(sorted(few, key=_place)), True, True)
        broken.append(more)
    return best


def _hitting(work: HardModel, sets: list[list[Claim]]) -> list[Claim] | None:
    """The fewest claims that have one from each of the sets; None when undecided."""
    model = cp_model.CpModel()
    picked = {claim: model.new_bool_var("") for claim in dict.fromkeys(claim for row in sets for claim in row)}
    for row in sets:
        model.add_bool_or([picked[claim] for claim in row])
    model.minimize(sum(picked.values()))
    solver = _solver(work)
    if work.stop.left() <= 0 or solver.solve(model) != cp_model.OPTIMAL:
        return None
    return [claim for claim, pick in picked.items() if solver.boolean_value(pick)]


def _broken_beside(work: HardModel, few: list[Claim]) -> list[Claim] | None:
    """The claims that a plan which keeps ``few`` breaks, as few as it can; none when ``few`` clash; None if undecided."""
    work.model.clear_assumptions()
    work.model.add_assumptions([work.claims[claim] for claim in few])
    work.model.maximize(sum(work.claims.values()))
    solver = _solver(work, LOOK)
    status = solver.solve(work.model)
    work.spent += solver.response_proto.deterministic_time
    work.model.clear_objective()
    if status == cp_model.INFEASIBLE:
        return []
    if status not in (cp_model.OPTIMAL, cp_model.FEASIBLE):
        return None
    return [claim for claim, on in work.claims.items() if not solver.boolean_value(on)]


def _over(work: HardModel) -> bool:
    """Whether time is up, and the work that is done however short it is."""
    return work.stop.left() <= 0 and work.spent >= SURE


def _answer(work: HardModel) -> tuple[object, cp_model.CpSolver | None]:
    """(status, solver) of a question. Where time runs out before ``SURE`` is worked, it is asked for so much work."""
    status, solver = cp_model.UNKNOWN, None
    for timed in (True, False):
        if status == cp_model.UNKNOWN and (work.stop.left() > 0 if timed else work.spent < SURE):
            solver = _solver(work, PATIENCE if timed else SURE, timed)
            status = solver.solve(work.model)
            work.spent += solver.response_proto.deterministic_time
    return status, solver


def _solver(work: HardModel, patience: float = PATIENCE, timed: bool = True) -> cp_model.CpSolver:
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.max_deterministic_time = patience
    if timed and math.isfinite(work.stop.left()):
        solver.parameters.max_time_in_seconds = work.stop.left()
    return solver


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
    if _over(work):
        work.undecided = True
        return None
    by_literal = {work.claims[claim].index: claim for claim in switched_on}
    work.model.clear_assumptions()
    work.model.add_assumptions([work.claims[claim] for claim in switched_on])
    status, solver = _answer(work)
    work.undecided = status == cp_model.UNKNOWN
    if status != cp_model.INFEASIBLE:
        return None
    needed = {by_literal[index] for index in solver.sufficient_assumptions_for_infeasibility() if index in by_literal}
    return [claim for claim in switched_on if claim in needed] if needed else list(switched_on)
