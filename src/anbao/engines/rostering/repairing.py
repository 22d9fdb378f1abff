"""A sick call: mend a published roster, touching as few other shifts as possible."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace

from anbao.engines.rostering import rules as r
from anbao.engines.rostering.check import check
from anbao.engines.rostering.faults import Fault, bad_seed, refuse
from anbao.engines.rostering.findings import Result
from anbao.engines.rostering.problem import Problem, Roster
from anbao.engines.rostering.solving import solve
from anbao.engines.rostering.stops import Stop


@dataclass(frozen=True)
class Repair:
    """The mended roster as judged by the problem's rules with the sick days as leave, and the changes made.

    ``changes``: (person, day, shift before, shift after) of everybody but the sick on the days they are sick.
    """

    result: Result
    changes: tuple[tuple[str, int, str | None, str | None], ...]


def repair(
    problem: Problem,
    roster: Roster,
    sick: Mapping[str, tuple[int, ...]],
    *,
    stop: Stop,
    seed: int = 0,
    today: int = 0,
) -> Repair:
    """Re-plan for people who are ``sick`` on days. Days before ``today`` stay as they are.

    First the hard rules hold, as far as they can; then the fewest shifts change; then the weighted rules decide.
    """
    refuse([*_misfits(problem, sick, today), *bad_seed(seed)])
    check(problem, roster)
    ill = tuple(
        r.Leave(people=(name,), days=tuple(sorted(set(days))), sick=True) for name, days in sick.items() if days
    )
    mended = replace(problem, rules=problem.rules + ill)
    search = replace(mended, rules=mended.rules + tuple(_stay(problem, roster, sick, today)))
    found = solve(search, stop=stop, seed=seed, start=_without(roster, sick))
    judged = check(mended, found.roster)
    changes = tuple(
        (name, day, before, after)
        for name, line in roster.items()
        for day, (before, after) in enumerate(zip(line, found.roster[name], strict=True))
        if before != after and day not in sick.get(name, ())
    )
    result = Result(found.roster, judged.penalty, judged.broken, judged.findings, lineless=found.lineless)
    return Repair(result, changes)


def _misfits(problem, sick, today):
    known = {person.id for person in problem.people}
    for name, days in sick.items():
        if name not in known:
            yield Fault("person", f"{name} is not a person of this problem", f"{name} 不在人员名单中")
        for day in days:
            if not today <= day < problem.days:
                yield Fault("day", f"{name}: sick day {day} is not ahead", f"{name}：病假日 {day} 不在剩余周期内")


def _without(roster: Roster, sick) -> Roster:
    return {
        name: tuple(None if day in sick.get(name, ()) else shift for day, shift in enumerate(line))
        for name, line in roster.items()
    }


def _stay(problem: Problem, roster: Roster, sick, today: int):
    """Wishes to keep every shift as it is: hard for days gone by, dearer than all weighted rules for those to come."""
    weights = [rule.weight or 0 for rule in problem.rules] + [getattr(rule, "over", 0) or 0 for rule in problem.rules]
    dear = 20 * max([1, *weights])
    for name, line in roster.items():
        for day, shift in enumerate(line):
            if day in sick.get(name, ()):
                continue
            kept = (shift,) if shift is not None else ()
            weight = None if day < today else dear
            yield r.Wish(people=(name,), day=day, shifts=kept, want=shift is not None, weight=weight)
