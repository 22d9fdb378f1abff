"""The independent checker: does a plan, or a history of weeks, keep every promise? Uses none of the drawing code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from anbao.engines import touring
from anbao.engines.sealing.faults import Fault
from anbao.engines.sealing.problem import Problem
from anbao.engines.sealing.programme import Programme


def check(problem: Problem, plan: Sequence[Sequence[int]]) -> list[Fault]:
    """Every fault of a plan: how often places are seen, on which days, how many a day holds, whether it can be driven."""
    faults = []
    if len(plan) != len(problem.slots):
        return [Fault("days", f"{len(plan)} days in the plan, {len(problem.slots)} asked for", "天数不符")]
    seen = Counter(place for own in plan for place in own)
    for number, place in enumerate(problem.places):
        if seen[number] > 1 or (place.wanted == 1 and seen[number] != 1):
            faults.append(Fault("seen", f"seen {seen[number]} times", f"到访 {seen[number]} 次", (place.name,)))
    for s, (slot, own) in enumerate(zip(problem.slots, plan, strict=True)):
        if not slot.least <= len(own) <= slot.most:
            faults.append(Fault("room", f"{len(own)} stops", f"{len(own)} 家", (slot.label,)))
        for number in own:
            if problem.places[number].slots is not None and s not in problem.places[number].slots:
                faults.append(Fault("shut", f"seen on {slot.label}", "不在可到访日", (problem.places[number].name,)))
        if problem.roads is not None and touring.drive(problem.roads, problem.roads.days[s], own) is None:
            faults.append(Fault("undrivable", "cannot be driven within its hours", "无法在工时内完成", (slot.label,)))
    return faults


def check_weeks(programme: Programme, weeks: Sequence[Sequence[int]]) -> list[Fault]:
    """Every fault of a history that begins right after all places were seen: missed deadlines, weeks too full."""
    faults, last = [], dict.fromkeys(range(len(programme.duties)), 0)
    for week, visited in enumerate(weeks, 1):
        if len(set(visited)) > programme.capacity:
            faults.append(Fault("room", f"week {week} has {len(set(visited))} visits", f"第 {week} 周超出能力"))
        for place in visited:
            last[place] = week
        late = [p for p, seen in last.items() if week - seen >= programme.duties[p].every]
        if late:
            names = tuple(programme.duties[p].name for p in late)
            faults.append(Fault("missed", f"deadline missed in week {week}", f"第 {week} 周逾期", names))
    return faults
