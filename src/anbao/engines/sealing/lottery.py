"""Plans that can be driven, and the odds that give them the marginals back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from anbao.engines import touring
from anbao.engines.sealing.faults import Fault, SealingError
from anbao.engines.sealing.marginals import SCALE, Program
from anbao.engines.sealing.problem import Problem
from anbao.engines.sealing.rounding import rounded
from anbao.engines.sealing.stream import Stream

#: plans of a pool; exchanges tried to make one of them drivable; drawings in a row without a new plan that end the pool
POOL, EXCHANGES, BARREN = 256, 200, 64
#: no plan is likelier than so many times an even share of the pool
SHARE = 6
#: odds are whole numbers of this
ODDS = 1 << 40

#: slot of every place; the number of slots stands for "not in this period"
Plan = tuple[int, ...]


class Roads:
    """Which places can be driven in one slot, remembered by the slot's kind."""

    def __init__(self, roads: touring.Problem):
        self.roads = roads
        self._known: dict = {}

    def order(self, slot: int, places: Sequence[int]) -> tuple[int, ...] | None:
        """The shortest drivable order, None when there is none."""
        day = self.roads.days[slot]
        key = (day.depot, day.starts, day.ends, frozenset(places))
        if key not in self._known:
            self._known[key] = touring.shortest(self.roads, day, places)
        return self._known[key]

    def fits(self, slot: int, places: Sequence[int]) -> bool:
        return self.order(slot, places) is not None


def holding(plan: Sequence[int], slots: int) -> list[list[int]]:
    """The places of every slot."""
    held: list[list[int]] = [[] for _ in range(slots + 1)]
    for place, slot in enumerate(plan):
        held[slot].append(place)
    return held[:slots]


def candidate(problem: Problem, cells: np.ndarray, roads: Roads, stream: Stream) -> Plan | None:
    """A plan by dependent rounding, made drivable by exchanges; None when it can't be within EXCHANGES."""
    plan = rounded(cells, SCALE, stream)
    held = holding(plan, len(problem.slots))
    bad = [s for s, own in enumerate(held) if not roads.fits(s, own)]
    for _ in range(EXCHANGES):
        if not bad:
            return tuple(plan)
        slot = bad[stream.below(len(bad))]
        place = held[slot][stream.below(len(held[slot]))]
        other = stream.below(len(problem.slots))
        if _exchange(problem, roads, stream, plan, held, place, slot, other):
            moved = {s for s in (slot, other) if not roads.fits(s, held[s])}
            bad = sorted({s for s in bad if s not in (slot, other)} | moved)
    return None


def _exchange(problem, roads, stream, plan, held, place: int, slot: int, other: int) -> bool:
    """Move a place to another slot, or swap it with one there; kept unless more slots can't be driven than before."""
    if other == slot or other not in problem.allowed(place):
        return False
    swaps = [p for p in held[other] if slot in problem.allowed(p)]
    pick = stream.below(len(swaps) + 1)
    if pick == len(swaps):
        if len(held[other]) >= problem.slots[other].most or len(held[slot]) <= problem.slots[slot].least:
            return False
        back = []
    else:
        back = [swaps[pick]]
    mine = [p for p in held[slot] if p != place] + back
    theirs = [p for p in held[other] if p not in back] + [place]
    before = roads.fits(slot, held[slot]) + roads.fits(other, held[other])
    if roads.fits(slot, mine) + roads.fits(other, theirs) < before:
        return False
    held[slot], held[other] = mine, theirs
    plan[place] = other
    for p in back:
        plan[p] = slot
    return True


@dataclass(frozen=True)
class Pool:
    """Drivable plans, each once, in the order they were drawn."""

    plans: tuple[Plan, ...]


def pool(problem: Problem, cells: np.ndarray, seed: bytes) -> Pool:
    """Draw up to POOL different drivable plans. Raises SealingError when BARREN drawings in a row give none."""
    roads, found = Roads(problem.roads), {}
    number = newest = 0
    while len(found) < POOL and number - newest < BARREN:
        plan = candidate(problem, cells, roads, Stream(seed, f"candidate {number}"))
        number += 1
        if plan is not None and plan not in found:
            found[plan], newest = None, number
    if not found:
        raise SealingError(
            [
                Fault(
                    "undrivable",
                    "no drivable plan was found; give more days, longer hours or shorter visits",
                    "未能得到可行驶的方案；请增加天数、延长工时或缩短停留",
                )
            ]
        )
    return Pool(tuple(found))


def cells_of(plans: Sequence[Plan]) -> dict[tuple[int, int], list[int]]:
    """(place, slot) -> the numbers of the plans that have it."""
    having = defaultdict(list)
    for number, plan in enumerate(plans):
        for place, slot in enumerate(plan):
            having[place, slot].append(number)
    return having


def odds(plans: Sequence[Plan], cells: np.ndarray) -> list[int]:
    """Whole odds of every plan, summing to ODDS, whose lottery comes as near to the marginals as the pool lets it."""
    program, count = Program(), len(plans)
    weight = [program.column(0, 0, min(1.0, SHARE / count)) for _ in plans]
    having = cells_of(plans)
    for (place, slot), target in np.ndenumerate(cells):
        if not target and (place, slot) not in having:
            continue
        over, under = program.column(1, 0, np.inf), program.column(1, 0, np.inf)
        terms = {weight[n]: 1.0 for n in having.get((place, slot), ())} | {over: -1.0, under: 1.0}
        program.row(target / SCALE, target / SCALE, terms)
    program.row(1, 1, dict.fromkeys(weight, 1.0))
    # pull towards even shares: the largest plan costs a little
    top = program.column(0.001, 0, np.inf)
    for w in weight:
        program.row(-np.inf, 0, {w: 1.0, top: -1.0})
    answer = program.solve()
    if answer is None:
        raise ArithmeticError("a lottery over a pool always exists")
    whole = [max(0, int(answer[w] * ODDS)) for w in weight]
    whole[int(np.argmax(whole))] += ODDS - sum(whole)
    return whole


def realised(plans: Sequence[Plan], weights: Sequence[int], shape: tuple[int, int]) -> np.ndarray:
    """The lottery's own marginals, as parts of 1."""
    made = np.zeros(shape)
    for plan, weight in zip(plans, weights, strict=True):
        made[np.arange(len(plan)), list(plan)] += weight / ODDS
    return made


def together(problem: Problem, plans: Sequence[Plan], weights: Sequence[int]) -> np.ndarray:
    """Of two places, that the plan drawn sees both on one day, as parts of 1."""
    day = np.array([*(slot.day for slot in problem.slots), -1])
    made = np.zeros((len(problem.places), len(problem.places)))
    for plan, weight in zip(plans, weights, strict=True):
        own = day[list(plan)]
        made += weight / ODDS * ((own[:, None] == own) & (own >= 0))
    return made


def chosen(weights: Sequence[int], stream: Stream) -> int:
    """The number of a plan, each with its odds."""
    left = stream.below(sum(weights))
    for number, weight in enumerate(weights):
        left -= weight
        if left < 0:
            return number
    raise ArithmeticError("the odds sum to more than they do")
