"""The cheapest line of one person against prices for slots: whole, or within a window of days."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from threading import local

import numpy as np

from anbao.engines.rostering import kernel
from anbao.engines.rostering.funnel import HURRIED, WIDTHS, Found, Funnel
from anbao.engines.rostering.machine import INF, Counter, Machine
from anbao.engines.rostering.tied import by_chance, work

#: states (numbers x nodes) of one day, and of all days of a horizon longer than ``MONTH``, beyond which totals are not
#: counted in tables but funnelled
ROOM, CELLS, MONTH = 3_000_000, 30_000_000, 42
#: steps from state to state that a line found at once takes at most
QUICK = 2_000_000
#: tries by chance for a line that the funnel doesn't find
TRIES = 40
#: lines taken from one run of the dynamic programme when several are asked for
LINES = 5

#: arrays of each thread, kept for the next line: fresh ones would be mapped page by page, which takes longer than the search
DESKS = local()
KEPT = 30_000_000


def _room(days: int, numbers: int, nodes: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Values before and after a day, and the way back, with whatever the last line left in them."""
    many = numbers * nodes
    if days * many > KEPT:
        return np.empty((numbers, nodes)), np.empty((numbers, nodes)), np.empty((days, numbers, nodes), dtype=np.int32)
    if len(getattr(DESKS, "back", ())) < days * many or len(DESKS.value) < many:
        DESKS.value, DESKS.after, DESKS.back = np.empty(many), np.empty(many), np.empty(days * many, dtype=np.int32)
    shape = (numbers, nodes)
    back = DESKS.back[: days * many].reshape(days, *shape)
    return DESKS.value[:many].reshape(shape), DESKS.after[:many].reshape(shape), back


@dataclass(frozen=True, eq=False)
class _Plan:
    """Counters in use over a window, laid out for the kernel; ``outlooks``: (steps, weekends, prices) of each alone."""

    jump: np.ndarray
    step_rested: int
    room: np.ndarray
    digits: np.ndarray
    final: np.ndarray
    outlooks: tuple[tuple[np.ndarray, np.ndarray, np.ndarray], ...]
    places: np.ndarray


class Liner:
    """Finds lines for one machine. Lines hold 0 for off and s + 1 for shift s."""

    def __init__(self, machine: Machine, weekend: np.ndarray):
        self.machine, self.weekend = machine, weekend
        self.days, self.arcs = len(weekend), machine.next.shape[1]
        self.arc_of_mark = np.concatenate([[0], machine.arc_of])
        order = sorted(range(len(machine.counters)), key=lambda k: len(machine.counters[k].prices))
        self.all = tuple(order)
        self.used = tuple(k for k in order if self._presses(machine.counters[k]))
        self._whole: dict[tuple, _Plan] = {}

    def _presses(self, counter) -> bool:
        """Whether the counter is likely to matter: it has a floor, or its ceiling is low."""
        reach = int(counter.steps.max(axis=1).sum())
        return counter.weekends or counter.prices[0] > 0 or len(counter.prices) <= 0.35 * reach

    def quick(self) -> bool:
        """Whether the cheapest line is found in a fraction of a millisecond or so."""
        return self._states(0, self.days, self.used, None) * self.arcs * self.days <= QUICK

    def trim(self, most: float) -> None:
        """Forget totals of counters that cost more than ``most`` by themselves: no better roster has them."""
        counters = []
        for counter in self.machine.counters:
            prices = np.where(counter.prices > most, INF, counter.prices)
            counters.append(
                Counter(counter.steps, prices[: int(np.flatnonzero(prices < INF).max(initial=0)) + 1], counter.weekends)
            )
        self.machine = replace(self.machine, counters=tuple(counters))
        self._whole = {}

    def best(self, prices: np.ndarray, limit: float = INF) -> tuple[np.ndarray | None, float]:
        """The cheapest line over the whole horizon under ``prices`` (days x shifts, own prices included), and its value
        with the rules' prices but without ``base``. Without a line the value is infinite when there is none below
        ``limit``, and minus infinity when none was found. Where states are too many to be counted, a good line."""
        end = np.zeros(self.machine.next.shape[0])
        line, value, certain = self._search(prices, 0, self.days, self.machine.start, end, None, limit)
        return line, value if certain or line is not None else -INF

    def value(self, prices: np.ndarray, line: np.ndarray) -> float:
        """What ``best`` would call the value of a line."""
        worked = np.flatnonzero(line)
        own = self.machine.base + float(self.machine.own[worked, line[worked] - 1].sum())
        return self.cost(line) - own + float(prices[worked, line[worked] - 1].sum())

    def best_within(self, prices, first: int, last: int, line: np.ndarray) -> tuple[np.ndarray | None, float]:
        """The cheapest line that differs from ``line`` only in days ``first`` to ``last`` - 1. The value compares only
        with others of the same window. ``last`` must not fall between a Saturday and its Sunday."""
        nodes = self.nodes(line)
        end = self.tail(line, last)
        return self._search(prices, first, last, nodes[first], end, line, INF)[:2]

    def several(self, prices: np.ndarray, limit: float) -> tuple[list[tuple[np.ndarray, float]], float]:
        """The cheapest line below ``limit``, and some of the next cheapest that differ in what they add up to; and what
        no line can be below, which is minus infinity where states are too many to be counted."""
        end, more = np.zeros(self.machine.next.shape[0]), []
        line, value, certain = self._search(prices, 0, self.days, self.machine.start, end, None, limit, more)
        return ([] if line is None else [(line, value), *more]), (min(value, limit) if certain else -INF)

    def _search(self, prices, first, last, start, end, line, limit, more=None) -> tuple[np.ndarray | None, float, bool]:
        """(line, value, whether none is cheaper). A counter is left out until the answer breaks it."""
        used = self.used
        while self._countable(first, last, used, line):
            found = self._solve(
                prices[first:last], first, last, start, end, line, used, limit, 1 if more is None else LINES
            )
            if not found:
                return None, INF, True
            top, value = found[0]
            broken = [k for k in self.all if k not in used and self._priced(k, top) > 0]
            if not broken:
                if more is not None:
                    more += [
                        (row, v)
                        for row, v in found[1:]
                        if not any(self._priced(k, row) for k in self.all if k not in used)
                    ]
                return top, value, True
            used = tuple(k for k in self.all if k in used or k == broken[0])
            if self._countable(first, last, used, line):
                self.used = tuple(k for k in self.all if k in used or k in self.used)  # other threads may add to it
        return self._funnelled(prices, first, last, start, end, line)

    def _countable(self, first, last, used, line) -> bool:
        states = self._states(first, last, used, line)
        return states <= ROOM and (last - first <= MONTH or states * (last - first) <= CELLS)

    def hurried(self) -> np.ndarray | None:
        """A line that keeps the person's own rules, found in a fraction of the time; maybe none where there is one."""
        machine = self.machine
        end = np.zeros(machine.next.shape[0])
        return self._funnelled(machine.own, 0, self.days, machine.start, end, None, HURRIED)[0]

    def tries(self) -> int:
        """Steps from state to state that looking for a line in vain takes at most where there is no time."""
        return work(self.machine, self.days, TRIES)

    def _funnelled(self, prices, first, last, start, end, line, widths=()) -> tuple[np.ndarray | None, float, bool]:
        machine, length = self.machine, last - first
        best, which = np.empty((length, self.arcs)), np.empty((length, self.arcs), dtype=np.int64)
        kernel.fold(prices[first:last], machine.arc_of, self.arcs, best, which)
        outside = [0 if line is None else self.totals(line, k, (first, last)) for k in range(len(machine.counters))]
        begin = np.array(outside, dtype=np.int64)
        funnel, widths = Funnel(machine, self.weekend[first:last], best, first, start, end, begin), widths or WIDTHS
        found = funnel.line(widths[:1])
        if line is None and found.arcs is None and not found.certain:
            arcs = by_chance(funnel, TRIES)
            found = found if arcs is None else Found(arcs, False)
        if widths[1:] and found.arcs is None and not found.certain:
            found = funnel.line(widths[1:])
        if found.arcs is None:
            return None, INF, found.certain
        row = np.zeros(self.days, dtype=np.int64) if line is None else line.copy()
        row[first:last] = which[np.arange(length), found.arcs]
        return row, self.value(prices, row), found.certain

    def _solve(self, prices, first, last, start, end, line, used, limit, many):
        """Lines with their values, cheapest first."""
        return self._run(self._plan(first, last, line, used), prices, first, last, start, end, line, limit, many)

    def _run(self, plan, prices, first, last, start, end, line, limit, many):
        machine, length = self.machine, last - first
        best = np.empty((length, self.arcs))
        which = np.empty((length, self.arcs), dtype=np.int64)
        kernel.fold(prices, machine.arc_of, self.arcs, best, which)
        value, after, back = _room(length, len(plan.final), machine.next.shape[0])
        arcs, values = np.zeros((many, length), dtype=np.int64), np.zeros(many)
        ahead = self._ahead(plan, best, end)
        count = kernel.cheapest_lines(
            *(machine.next, machine.arc_cost, machine.resting, start, best, plan.jump, plan.step_rested),
            *(self.weekend[first:last], plan.room, plan.digits, plan.final, end, ahead, plan.places, limit),
            *(value, after, back, arcs, values),
        )
        found = []
        for i in range(count):
            row = np.zeros(self.days, dtype=np.int64) if line is None else line.copy()
            row[first:last] = which[np.arange(length), arcs[i]]
            found.append((row, float(values[i])))
        return found

    def outlooks(self, plan: _Plan, prices: np.ndarray, end: np.ndarray) -> np.ndarray:
        """What the rest of a line costs at least by each counter alone, under ``prices`` (days x shifts)."""
        best, which = np.empty((len(prices), self.arcs)), np.empty((len(prices), self.arcs), dtype=np.int64)
        kernel.fold(prices, self.machine.arc_of, self.arcs, best, which)
        return self._ahead(plan, best, end)

    def _ahead(self, plan: _Plan, best: np.ndarray, end: np.ndarray) -> np.ndarray:
        machine, totals = self.machine, sum(len(price) for *_, price in plan.outlooks)
        ahead = np.empty((len(best) + 1, totals, machine.next.shape[0]))
        for place, (step, weekend, price) in zip(plan.places, plan.outlooks, strict=True):
            part = ahead[:, place : place + len(price)]
            kernel.outlook(machine.next, machine.arc_cost, machine.resting, best, step, weekend, price, end, part)
        return ahead

    def _priced(self, k: int, line: np.ndarray) -> float:
        return self._priced_arcs(k, self.arc_of_mark[line])

    def _priced_arcs(self, k: int, arcs: np.ndarray) -> float:
        counter = self.machine.counters[k]
        total = self.totals_of_arcs(arcs, k)
        return INF if total >= len(counter.prices) else float(counter.prices[total])

    def totals(self, line: np.ndarray, k: int, outside: tuple[int, int] | None = None) -> int:
        """What counter ``k`` adds up to over a line, leaving out the days of ``outside`` if given."""
        return self.totals_of_arcs(self.arc_of_mark[line], k, outside)

    def totals_of_arcs(self, arcs: np.ndarray, k: int, outside: tuple[int, int] | None = None) -> int:
        counter = self.machine.counters[k]
        steps = counter.steps[np.arange(self.days), arcs]
        if counter.weekends:
            worked = arcs > 0
            before = np.concatenate([[False], worked[:-1]])
            steps = steps + (worked & ((self.weekend == 1) | ((self.weekend == 2) & ~before)))
        if outside is not None:
            return int(steps[: outside[0]].sum() + steps[outside[1] :].sum())
        return int(steps.sum())

    def cost(self, line: np.ndarray) -> float:
        """What the person's own rules say of a line, ``base`` included; ``inf`` when it breaks a hard one."""
        machine = self.machine
        worked = np.flatnonzero(line)
        total = machine.base + float(machine.own[worked, line[worked] - 1].sum())
        if (machine.arc_of[line[worked] - 1] == 0).any():
            return INF
        arcs = self.arc_of_mark[line]
        total += kernel.walk(machine.next, machine.arc_cost, machine.start, arcs)
        return total + sum(self._priced_arcs(k, arcs) for k in self.all) if total < INF else INF

    def nodes(self, line: np.ndarray) -> list[int]:
        """The node before each day."""
        found, node = [], self.machine.start
        for arc in self.arc_of_mark[line]:
            found.append(node)
            node = self.machine.next[node, arc]
        return found

    def tail(self, line: np.ndarray, last: int) -> np.ndarray:
        """For each node at the end of a window, what the fixed rest of the line costs from there."""
        machine = self.machine
        at = np.arange(machine.next.shape[0])
        price = np.zeros(len(at))
        for arc in self.arc_of_mark[line[last:]]:
            price += np.where(at >= 0, machine.arc_cost[at, arc], INF)
            at = np.where(at >= 0, machine.next[at, arc], -1)
            alive = at[at >= 0]
            if len(alive) == 0 or (alive == alive[0]).all():
                break
        return np.where(at >= 0, price, INF)

    def _caps(self, first, last, used, line):
        """For each counter in use: (total outside the window, largest total inside)."""
        caps = []
        for k in used:
            counter = self.machine.counters[k]
            fixed = 0 if line is None else self.totals(line, k, (first, last))
            most = int(counter.steps[first:last].max(axis=1).sum())
            if counter.weekends:
                most += int((self.weekend[first:last] == 1).sum()) + int(self.weekend[first] == 2)
            caps.append((fixed, max(min(most, len(counter.prices) - 1 - fixed), 0)))
        return caps

    def _states(self, first, last, used, line) -> int:
        # of Python's numbers: a dozen counters pass the largest that a machine word holds
        return math.prod(cap + 1 for _, cap in self._caps(first, last, used, line)) * self.machine.next.shape[0]

    def _plan(self, first, last, line, used) -> _Plan:
        if line is not None:
            return self._make_plan(first, last, line, used)
        if used not in self._whole:
            self._whole[used] = self._make_plan(first, last, line, used)
        return self._whole[used]

    def _make_plan(self, first, last, line, used) -> _Plan:
        caps, counters = self._caps(first, last, used, line), [self.machine.counters[k] for k in used]
        sizes = [cap + 1 for _, cap in caps]
        strides = np.concatenate([[1], np.cumprod(sizes)[:-1]]).astype(np.int64) if sizes else np.empty(0, np.int64)
        numbers = np.arange(int(np.prod(sizes)) if sizes else 1)
        digits = np.array([(numbers // stride) % size for stride, size in zip(strides, sizes, strict=True)]).T
        jump = np.zeros((last - first, self.arcs), dtype=np.int64)
        room = np.zeros((2 * len(caps), last - first, self.arcs), dtype=np.int64)
        final, step_rested = np.zeros(len(numbers)), 0
        for k, (counter, (fixed, cap)) in enumerate(zip(counters, caps, strict=True)):
            jump += strides[k] * counter.steps[first:last]
            room[k] = cap - counter.steps[first:last]
            room[len(caps) + k] = room[k] - counter.weekends
            step_rested += int(strides[k]) if counter.weekends else 0
            prices = np.concatenate([counter.prices[fixed:], [INF] * (cap + 1)])
            final += prices[digits[:, k]]
        digits = np.ascontiguousarray(digits.reshape(len(numbers), len(caps)), dtype=np.int64)
        outlooks, places = [], [0]
        for counter, (fixed, cap) in zip(counters, caps, strict=True):
            price = np.concatenate([counter.prices[fixed:], [INF] * (cap + 1)])[: cap + 1]
            weekend = self.weekend[first:last] if counter.weekends else np.zeros_like(self.weekend[first:last])
            outlooks.append((np.ascontiguousarray(counter.steps[first:last]), np.ascontiguousarray(weekend), price))
            places.append(places[-1] + cap + 1)
        if not outlooks:  # nothing is counted: a counter that never steps says what the nodes alone do
            outlooks = [(np.zeros_like(jump), np.zeros_like(self.weekend[first:last]), np.zeros(1))]
            digits, room = np.zeros((1, 1), dtype=np.int64), np.zeros((2, *jump.shape), dtype=np.int64)
            places.append(1)
        return _Plan(jump, step_rested, room, digits, final, tuple(outlooks), np.array(places[:-1]))
