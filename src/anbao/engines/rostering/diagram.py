"""The lines of one person that a roster at a target can have, unrolled into a graph of a few thousand steps.

At prices that prove a floor everybody has a cheapest line. A roster at the target is dearer than the floor by their
distance at most, and so is each of its lines dearer than its person's cheapest by no more than that. Lines are paths
through (day, node, counters); steps on no path that is cheap enough are left out. What stays is priced in microseconds.
"""

from __future__ import annotations

from copy import copy

import numpy as np
from numba import njit

from anbao.engines.rostering import kernel
from anbao.engines.rostering.board import Desk
from anbao.engines.rostering.kernel import hopeless, steps_weekend

INF = np.inf
#: states and steps beyond which a diagram is given up, and totals of all counters together
MOST_STATES, MOST_STEPS, MOST_TOTALS = 400_000, 1_200_000, 3_000_000
#: how far sums of whole prices may be off by rounding
OFF = 1e-3
#: lines taken from one look, each with another end
LINES = 5


# fmt: off
@njit(cache=True, nogil=True)
def unroll(
    nxt, arc_cost, resting, start, arc_of, price, jump, jump_rested, weekend, room, digits, final, end, ahead, places, limit,
    index, number, node, value, tail, src, dst, slot, cost,
):
    """Every step of a path from ``start`` that costs ``limit`` at most, into ``src``, ``dst`` (states, in the order of their
    days), ``slot`` (day x marks + mark) and ``cost``. Returns (states, steps); (-1, -1) when there are too many.

    The rest as in ``kernel.cheapest_lines``, but for ``price``: day x shift. ``index``: all -1, one for each number and node.
    """
    # fmt: on
    days, shifts = price.shape
    nodes = nxt.shape[0]
    number[0], node[0], value[0] = 0, start, 0.0
    states, steps, first = 1, 0, 0
    for d in range(days):
        last = states
        for i in range(first, last):
            if hopeless(value[i], ahead[d], places, digits[number[i]], node[i], limit):
                continue
            for mark in range(shifts + 1):
                arc = 0 if mark == 0 else arc_of[mark - 1]
                own = 0.0 if mark == 0 else price[d, mark - 1]
                m = nxt[node[i], arc]
                if (mark > 0 and arc == 0) or own == INF or m < 0:
                    continue
                stepped = steps_weekend(arc, weekend[d], resting[node[i]])
                if not fits(digits[number[i]], room, d, arc, stepped):
                    continue
                then = number[i] + jump[d, arc] + (jump_rested if stepped else 0)
                w = value[i] + own + arc_cost[node[i], arc]
                if hopeless(w, ahead[d + 1], places, digits[then], m, limit):
                    continue
                j = index[then * nodes + m]
                if states == len(number) or steps == len(src):
                    return -1, -1
                if j < 0:
                    j = states
                    index[then * nodes + m] = j
                    number[j], node[j], value[j] = then, m, INF
                    states += 1
                value[j] = min(value[j], w)
                src[steps], dst[steps], slot[steps] = i, j, d * (shifts + 1) + mark
                cost[steps] = own + arc_cost[node[i], arc]
                steps += 1
        for j in range(last, states):
            index[number[j] * nodes + node[j]] = -1
        first = last
    tail[:states] = INF
    for j in range(first, states):
        tail[j] = final[number[j]] + end[node[j]]
    return states, prune(limit, value, tail, src, dst, slot, cost, steps)


@njit(cache=True, nogil=True)
def fits(digits, room, day, arc, stepped):
    """Whether every counter has room for an arc."""
    for k in range(len(digits)):  # noqa: SIM110 (compiled: no generator)
        if digits[k] > room[len(room) // 2 + k if stepped else k, day, arc]:
            return False
    return True


@njit(cache=True, nogil=True)
def prune(limit, value, tail, src, dst, slot, cost, steps):
    """Keep the steps on paths that cost ``limit`` at most; ``tail`` has the prices of the ends. Returns how many."""
    for i in range(steps - 1, -1, -1):
        tail[src[i]] = min(tail[src[i]], cost[i] + tail[dst[i]])
    kept = 0
    for i in range(steps):
        if value[src[i]] + cost[i] + tail[dst[i]] <= limit:
            src[kept], dst[kept], slot[kept], cost[kept] = src[i], dst[i], slot[i], cost[i]
            kept += 1
    return kept


@njit(cache=True, nogil=True)
def cheapest_paths(src, dst, slot, cost, price, ends, value, back, slots, values):
    """The cheapest path at prices of slots, then the cheapest to other ends: the slots of each into ``slots``. Returns how
    many there are. ``ends``: prices of the last states."""
    value[:], value[0] = INF, 0.0
    for i in range(len(src)):
        w = value[src[i]] + cost[i] + price[slot[i]]
        if w < value[dst[i]]:
            value[dst[i]], back[dst[i]] = w, i
    first = len(value) - len(ends)
    value[first:] += ends
    for k in range(len(values)):
        j = first + np.argmin(value[first:])
        values[k], value[j] = value[j], INF
        if values[k] == INF:
            return k
        for d in range(slots.shape[1] - 1, -1, -1):
            slots[k, d] = slot[back[j]]
            j = src[back[j]]
    return len(values)


@njit(cache=True, nogil=True)
def both_ways(src, dst, price, ends, value, tail):
    """For each state the cheapest way to it (``value``) and from it to an end (``tail``)."""
    value[:], value[0] = INF, 0.0
    tail[:] = INF
    tail[len(tail) - len(ends) :] = ends
    for i in range(len(src)):
        value[dst[i]] = min(value[dst[i]], value[src[i]] + price[i])
    for i in range(len(src) - 1, -1, -1):
        tail[src[i]] = min(tail[src[i]], price[i] + tail[dst[i]])


@njit(cache=True, nogil=True)
def has_path(src, dst, slot, wanted):
    """Whether the slots of a line, day by day, are a path. The steps stand in the order of ``src``."""
    state = 0
    for one in wanted:
        i = np.searchsorted(src, state)
        while i < len(src) and src[i] == state and slot[i] != one:
            i += 1
        if i == len(src) or src[i] != state:
            return False
        state = dst[i]
    return True


class Diagram:
    """The lines of ``person`` that cost ``least`` + ``gap`` at most at the duals of the rows. Raises ``OverflowError`` when
    they are too many to unroll."""

    def __init__(self, desk: Desk, person: int, dual: np.ndarray, least: float, gap: float):
        self.desk, self.view, self.liner = desk, desk.view(person), desk.liners[person]
        liner, machine = self.liner, self.liner.machine
        if liner._states(0, desk.days, liner.all, None) > MOST_TOTALS:
            raise OverflowError
        paid = self._paid(dual)
        plan, end = liner._plan(0, desk.days, None, liner.all), np.zeros(machine.next.shape[0])
        price = paid + machine.own
        ahead = liner.outlooks(plan, price, end)
        ids, cells = np.int32, len(plan.final) * machine.next.shape[0]
        number, node = np.empty(MOST_STATES, dtype=ids), np.empty(MOST_STATES, dtype=ids)
        value, tail = np.empty(MOST_STATES), np.empty(MOST_STATES)
        steps = [np.empty(MOST_STEPS, dtype=kind) for kind in (ids, ids, ids, float)]
        states, self.steps = unroll(
            *(machine.next, machine.arc_cost, machine.resting, machine.start, machine.arc_of, price),
            *(plan.jump, plan.step_rested, liner.weekend, plan.room, plan.digits, plan.final, end, ahead, plan.places),
            *(least - machine.base + gap + OFF, np.full(cells, -1, dtype=ids), number, node, value, tail, *steps),
        )
        if states < 0:
            raise OverflowError
        src, dst, slot, cost = (array[: self.steps].copy() for array in steps)
        used = np.zeros(states, dtype=bool)
        used[0], used[src], used[dst] = True, True, True
        place = (np.cumsum(used) - 1).astype(ids)
        last = np.flatnonzero(used)[place[dst[slot >= (desk.days - 1) * (desk.shifts + 1)]].min(initial=place[-1]) :]
        self.src, self.dst, self.slot = place[src], place[dst], slot
        self.cost = cost - np.pad(paid, ((0, 0), (1, 0))).ravel()[slot]
        self.ends = plan.final[number[last]] + end[node[last]]
        self.value, self.back = np.empty(int(used.sum())), np.zeros(int(used.sum()), dtype=ids)

    def _paid(self, dual: np.ndarray) -> np.ndarray:
        """What the duals of the rows make of each slot: days x shifts."""
        out = np.zeros(self.desk.days * self.desk.shifts)
        kernel.slot_duals(self.view.slot, self.view.row, self.view.coef, dual, out)
        return out.reshape(self.desk.days, self.desk.shifts)

    def priced(self, dual: np.ndarray) -> np.ndarray:
        """What each step costs against the duals."""
        return self.cost + np.pad(self._paid(dual), ((0, 0), (1, 0))).ravel()[self.slot]

    def ways(self, dual: np.ndarray) -> tuple[float, np.ndarray, np.ndarray]:
        """(value of the cheapest line, for each step how much dearer the cheapest line through it is, for each step what
        taking it costs more than the best way on from where it begins). No line: infinite, and steps as they are."""
        price, tail = self.priced(dual), np.empty(len(self.value))
        if not self.steps:
            return INF, price, price
        both_ways(self.src, self.dst, price, self.ends, self.value, tail)
        onward = price + tail[self.dst]
        return float(tail[0]) + self.liner.machine.base, self.value[self.src] + onward - tail[0], onward - tail[self.src]

    def keep(self, which: np.ndarray) -> None:
        """Forget all other steps. Each of ``which`` must lie on a path of such steps."""
        first = len(self.value) - len(self.ends)
        used = np.zeros(len(self.value), dtype=bool)
        used[0], used[self.src[which]], used[self.dst[which]] = True, True, True
        place = (np.cumsum(used) - 1).astype(np.int32)
        self.src, self.dst = place[self.src[which]], place[self.dst[which]]
        self.slot, self.cost, self.ends = self.slot[which], self.cost[which], self.ends[used[first:]]
        self.steps = len(self.src)
        self.value, self.back = np.empty(int(used.sum())), np.zeros(int(used.sum()), dtype=np.int32)

    def has(self, line: np.ndarray) -> bool:
        """Whether a line (marks) is one of the diagram's."""
        return bool(has_path(self.src, self.dst, self.slot, np.arange(len(line)) * (self.desk.shifts + 1) + line))

    def twin(self) -> Diagram:
        """The same for another thread: what a look at it scribbles on is its own."""
        other = copy(self)
        other.value, other.back = self.value.copy(), self.back.copy()
        return other

    def cheapest(self, dual: np.ndarray, barred: np.ndarray) -> list[tuple[np.ndarray, float]]:
        """Lines with their values against the duals, the cheapest first. ``barred``: infinite for marks (days x shifts + 1)
        not to be used, else 0."""
        if not self.steps:
            return []
        price = (barred + np.pad(self._paid(dual), ((0, 0), (1, 0)))).ravel()
        slots, values = np.empty((LINES, self.desk.days), dtype=np.int64), np.empty(LINES)
        many = cheapest_paths(
            *(self.src, self.dst, self.slot, self.cost, price, self.ends, self.value, self.back, slots, values)
        )
        marks = slots - np.arange(self.desk.days) * (self.desk.shifts + 1)
        return [(marks[k], float(values[k]) + self.liner.machine.base) for k in range(many)]
