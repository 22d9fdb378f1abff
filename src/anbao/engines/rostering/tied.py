"""A line by chance, where the funnel's states are too much alike.

Minutes of shifts that differ by multiples of 29, say, add up to a total that says, but for such multiples, how many days
were worked. Where the bounds on minutes lie closer than that, few numbers of days fit; all states that the funnel keeps
because they are near to the pace may have another. So the days on are counted as well, up to one number that fits, and
chance keeps states that differ in what they have used of everything else.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from anbao.engines.rostering.funnel import Funnel
from anbao.engines.rostering.machine import INF, Counter, Machine

#: states kept a day, in turn: a narrow funnel often finds more than a wide one once
ROOMS = (60, 60, 300)
#: what a step off the pace weighs, and chance at most, in mean prices
PACE, CHANCE = 16.0, 40.0
#: numbers of days on that are tried, those nearest to what would fit if the total could be any
NEAR = 6


def by_chance(funnel: Funnel, tries: int) -> np.ndarray | None:
    """Arcs of a line that keeps the machine's rules, from a funnel over its whole horizon; None when none was met."""
    rng, machine = np.random.default_rng(0), funnel.machine
    tie = tied(machine)
    numbers = [None] if tie is None else _nearest(funnel, *tie)
    for turn in range(tries if numbers else 0):
        number = numbers[turn % len(numbers)]
        aimed = machine if number is None else _with(machine, number)
        found = _again(funnel, aimed, rng).run(ROOMS[turn % len(ROOMS)], PACE, CHANCE)
        if found.arcs is not None:
            return found.arcs
    return None


def work(machine: Machine, days: int, tries: int) -> int:
    """Steps from state to state that so many tries take at most."""
    return tries * sum(ROOMS) // len(ROOMS) * machine.next.shape[1] * days


def tied(machine: Machine) -> tuple[int, int] | None:
    """A counter whose totals that keep the rules fit some numbers of days on only, and what its steps differ by multiples of."""
    for k, counter in enumerate(machine.counters):
        steps = np.unique(counter.steps[:, 1:])
        apart = int(np.gcd.reduce(np.diff(steps))) if len(steps) > 1 else int(steps[0]) if len(steps) else 1
        if apart > 1 and not counter.weekends and len(np.unique(np.flatnonzero(counter.prices < INF) % apart)) < apart:
            return k, apart
    return None


def fitting(counter: Counter, apart: int) -> list[int]:
    """Numbers of days on that some total which keeps the rules can come from."""
    steps, totals = np.unique(counter.steps[:, 1:]), np.flatnonzero(counter.prices < INF)
    least, most = int(steps[0]), int(steps[-1])
    found = []
    for number in range(len(counter.steps) + 1):
        can = totals[(totals >= number * least) & (totals <= number * most)]
        if (can % apart == number * least % apart).any():
            found.append(number)
    return found


def _nearest(funnel: Funnel, k: int, apart: int) -> list[int]:
    """Numbers that fit, nearest first to the one of a line whose total may be beyond its bounds by one of the multiples."""
    machine = funnel.machine
    counter, numbers = machine.counters[k], fitting(machine.counters[k], apart)
    can = np.flatnonzero(counter.prices < INF)
    if not numbers:
        return []
    prices = np.full(can[-1] + apart + 1, INF)
    prices[max(can[0] - apart, 0) :] = 0.0
    loose = list(machine.counters)
    loose[k] = Counter(counter.steps, prices)
    arcs = _again(funnel, replace(machine, counters=tuple(loose))).run(ROOMS[0], PACE).arcs
    about = float(np.mean(numbers)) if arcs is None else int((arcs > 0).sum())
    return sorted(numbers, key=lambda number: abs(number - about))[:NEAR]


def _with(machine: Machine, number: int) -> Machine:
    """The machine with exactly so many days on."""
    steps, prices = np.ones_like(machine.counters[0].steps), np.full(number + 1, INF)
    steps[:, 0], prices[number] = 0, 0.0
    return replace(machine, counters=(*machine.counters, Counter(steps, prices)))


def _again(funnel: Funnel, machine: Machine, rng: np.random.Generator | None = None) -> Funnel:
    begin = np.zeros(len(machine.counters), dtype=np.int64)
    return Funnel(machine, funnel.weekend, funnel.best, 0, funnel.start, funnel.end, begin, rng)
