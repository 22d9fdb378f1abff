"""The independent checker: every fault of a plan, recomputed from the problem alone, without the solver's code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from anbao.engines.touring.faults import Fault
from anbao.engines.touring.problem import NO_WAY, Problem


def check(problem: Problem, orders: Sequence[Sequence[int]]) -> tuple[list[Fault], int]:
    """(faults, seconds of travel) of the stops' orders by day, leaving each day's depot as early as it opens."""
    faults, total = [], 0
    if len(orders) != len(problem.days):
        faults.append(Fault("days", f"{len(orders)} days in the plan, {len(problem.days)} asked for", "天数不符"))
    times_seen = Counter(stop for order in orders for stop in order)
    for stop in range(len(problem.stops)):
        if times_seen[stop] != 1:
            name = problem.stops[stop].name
            faults.append(Fault("seen", f"seen {times_seen[stop]} times", f"到访 {times_seen[stop]} 次", (name,)))
    for day, order in zip(problem.days, orders, strict=False):
        if not order:
            continue
        if problem.most is not None and len(order) > problem.most:
            faults.append(Fault("most", f"more than {problem.most} stops", f"超过 {problem.most} 个", (day.label,)))
        now, here = day.starts, day.depot
        for stop in order:
            there = len(problem.depots) + stop
            wanted, leg = problem.stops[stop], int(problem.travel[here][there])
            total += leg
            now = now + leg if now + leg > wanted.opens else wanted.opens
            now += wanted.service
            here = there
            if leg >= NO_WAY:
                faults.append(Fault("no-way", "there is no way to it", "无路可达", (wanted.name,)))
            elif now > wanted.closes:
                faults.append(Fault("late", "not done before it closes", "关门前未完成", (wanted.name,)))
        home = int(problem.travel[here][day.depot])
        total += home
        if now + home > day.ends:
            faults.append(Fault("overtime", "back after the day's end", "收工超时", (day.label,)))
    return faults, total
