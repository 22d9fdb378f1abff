"""A line that keeps a person's own hard rules where totals are too many to be counted exactly.

A year of hours in minutes has more totals than a table holds. So states (node, totals) are kept by the day as they are met,
and only as many as fit: those that are nearest to the pace at which every total ends where it must, then the cheapest. For
each total alone it is known exactly what the days that remain can still add; a state from which one can't come right any
more is dropped. Where fewer states are met than fit, the line is the cheapest, or there is none.
"""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from numba import njit

from anbao.engines.rostering.kernel import steps_weekend
from anbao.engines.rostering.machine import INF

#: states kept a day, and how many mean prices a step off the pace weighs: cheap lines first, then whatever keeps the rules
WIDTHS = ((300, 2.0), (1_500, 16.0), (8_000, 64.0))
#: the same where there is no time: any line that keeps the rules
HURRIED = ((60, 16.0),)
#: mean prices that chance may weigh: without it, the states kept would be much alike where many cost the same
CHANCE = 0.1
#: beyond any total
FAR = 10**9


class Found(NamedTuple):
    """``arcs`` of a line, or None; ``certain``: no state was left out, so there is no cheaper line, or none at all."""

    arcs: np.ndarray | None
    certain: bool


@njit(cache=True, nogil=True)
def reach(nxt, resting, open_arcs, step, stepped, weekend, end, low, high):
    """What the days from ``d`` on add to a total at least and at most, into ``low`` and ``high``: (days + 1) x nodes. A
    node from which no end is reached has ``low`` above ``high``."""
    days, arcs = open_arcs.shape
    for n in range(nxt.shape[0]):
        low[days, n], high[days, n] = (0, 0) if end[n] < np.inf else (FAR, -FAR)
    for d in range(days - 1, -1, -1):
        for n in range(nxt.shape[0]):
            low[d, n], high[d, n] = FAR, -FAR
            for a in range(arcs):
                m = nxt[n, a]
                if m < 0 or not open_arcs[d, a] or low[d + 1, m] == FAR:
                    continue
                more = step[d, a] + (stepped if steps_weekend(a, weekend[d], resting[n]) else 0)
                low[d, n] = min(low[d, n], low[d + 1, m] + more)
                high[d, n] = max(high[d, n], high[d + 1, m] + more)


# fmt: off
@njit(cache=True, nogil=True)
def funnel(
    nxt, arc_cost, resting, start, best, steps, stepped, weekend, begin, least, most, down, up, unit, chance, width, salt,
    back, arc, node, total, value,
):
    """Days of states into ``back`` (place of the state before) and ``arc``; those of the last day into ``node``, ``total``
    (state x counter) and ``value``. Returns (how many they are, whether any was left out for want of room).

    ``steps``: counter x day x arc. ``least``/``most``, ``down``/``up``: counter x (days + 1) x node, totals from which the
    counter can still come right, and between which it is at the pace; ``unit``: what one beyond weighs. ``chance``: as much at most for being another state.
    """
    # fmt: on
    days, arcs = best.shape
    kinds, room = len(begin), width * arcs
    size = 1
    while size < 2 * room:
        size *= 2
    table, stamp = np.zeros(size, dtype=np.int64), np.full(size, -1)
    marks, nodes, totals = np.zeros(room, dtype=np.uint64), np.zeros(room, dtype=np.int64), np.zeros((room, kinds), np.int64)
    values, offs = np.zeros(room), np.zeros(room)
    backs, by = np.zeros(room, dtype=np.int64), np.zeros(room, dtype=np.int64)
    node[0], total[0], value[0], count, cut = start, begin, 0.0, 1, False
    for d in range(days):
        found = 0
        for i in range(count):
            n = node[i]
            for a in range(arcs):
                m = nxt[n, a]
                if m < 0 or best[d, a] == np.inf:
                    continue
                rested = steps_weekend(a, weekend[d], resting[n])
                off, mark, fits = 0.0, np.uint64(m) * salt[kinds], True
                for k in range(kinds):
                    t = total[i, k] + steps[k, d, a] + (stepped[k] if rested else 0)
                    if t > most[k, d + 1, m] or t < least[k, d + 1, m]:
                        fits = False
                        break
                    off += unit[k] * max(t - up[k, d + 1, m], down[k, d + 1, m] - t, 0.0)
                    totals[found, k] = t
                    mark += np.uint64(t) * salt[k]
                if not fits:
                    continue
                w = value[i] + best[d, a] + arc_cost[n, a]
                place = np.int64((mark ^ (mark >> np.uint64(29))) & np.uint64(size - 1))
                while stamp[place] == d and marks[table[place]] != mark:
                    place = (place + 1) & (size - 1)
                j = table[place] if stamp[place] == d else found
                if j < found and values[j] <= w:
                    continue
                if j == found:
                    table[place], stamp[place] = found, d
                    marks[found], nodes[found] = mark, m
                    offs[found] = off + chance * (np.float64(mark >> np.uint64(32)) / 2**32)
                    found += 1
                values[j], backs[j], by[j] = w, i, a
        limit = np.inf
        if found > width:
            limit, cut = np.partition(values[:found] + offs[:found], width - 1)[width - 1], True
        count = 0
        for j in range(found):
            if values[j] + offs[j] <= limit and count < width:
                node[count], value[count], total[count] = nodes[j], values[j], totals[j]
                back[d, count], arc[d, count] = backs[j], by[j]
                count += 1
        if count == 0:
            break
    return count, cut


class Funnel:
    """Looks for lines of one machine over days from ``first`` on, at prices folded by arc (``best``: days x arcs), from a
    node and totals (``begin``) to nodes that have a price (``end``)."""

    def __init__(
        self, machine, weekend: np.ndarray, best: np.ndarray, first: int, start: int, end, begin: np.ndarray, rng=None
    ):
        self.machine, self.weekend, self.best, self.start, self.end, self.begin = machine, weekend, best, start, end, begin
        counters, nodes, days = machine.counters, machine.next.shape[0], len(best)
        self.steps = np.zeros((len(counters), *best.shape), dtype=np.int64)
        self.stepped = np.array([counter.weekends for counter in counters], dtype=np.int64)
        shape = (len(counters), days + 1, nodes)
        self.least, self.most = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64)
        self.down, self.up = np.zeros(shape), np.zeros(shape)
        for k, counter in enumerate(counters):
            self.steps[k] = counter.steps[first : first + days]
            self._pace(k, counter)
        self.salt = (rng or np.random.default_rng(0)).integers(2**63, size=len(counters) + 1, dtype=np.uint64) * 2 + 1

    def _pace(self, k: int, counter) -> None:
        """Where a total may be at each day and node, and where it is when what is left is used evenly."""
        machine, shape = self.machine, self.up.shape[1:]
        low, high = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64)
        reach(
            *(machine.next, machine.resting, np.isfinite(self.best), self.steps[k], self.stepped[k], self.weekend),
            *(self.end, low, high),
        )
        can = np.flatnonzero(counter.prices < INF)[[0, -1]] if (counter.prices < INF).any() else (FAR, -FAR)
        aims = np.flatnonzero(counter.prices == counter.prices.min())[[0, -1]]
        self.least[k], self.most[k] = can[0] - high, can[1] - low
        nearest, farthest, wide = low[0, self.start], high[0, self.start], np.maximum(high - low, 0)
        shares = np.clip((aims - self.begin[k] - nearest) / max(int(farthest - nearest), 1), 0.0, 1.0)
        self.down[k], self.up[k] = aims[0] - low - shares[0] * wide, aims[1] - low - shares[1] * wide

    def run(self, width: int, weight: float, chance: float = CHANCE) -> Found:
        """The cheapest line that ``width`` states a day lead to."""
        machine, (days, _), kinds = self.machine, self.best.shape, len(self.begin)
        finite = np.abs(self.best[np.isfinite(self.best)])
        mean = max(float(finite.mean()), 1.0)
        unit = weight * mean / np.maximum(self.steps.max(axis=(1, 2), initial=1), 1)
        back, arc = np.zeros((days, width), dtype=np.int32), np.zeros((days, width), dtype=np.int16)
        node, total, value = np.zeros(width, np.int64), np.zeros((width, kinds), np.int64), np.zeros(width)
        count, cut = funnel(
            *(machine.next, machine.arc_cost, machine.resting, self.start, self.best, self.steps, self.stepped),
            *(self.weekend, self.begin, self.least, self.most, self.down, self.up),
            *(unit, chance * mean, width, self.salt, back, arc, node, total, value),
        )
        if not count:
            return Found(None, not cut)
        value[:count] += self.end[node[:count]]
        for k, counter in enumerate(machine.counters):
            value[:count] += counter.prices[total[:count, k]]
        at = int(value[:count].argmin())
        if value[at] == INF:
            return Found(None, not cut)
        arcs = np.zeros(days, dtype=np.int64)
        for d in range(days - 1, -1, -1):
            arcs[d], at = arc[d, at], back[d, at]
        return Found(arcs, not cut)

    def line(self, widths: tuple[tuple[int, float], ...] = WIDTHS) -> Found:
        """A line, by wider and wider search."""
        if (self.begin < self.least[:, 0, self.start]).any() or (self.begin > self.most[:, 0, self.start]).any():
            return Found(None, True)
        for width, weight in widths:
            found = self.run(width, weight)
            if found.arcs is not None or found.certain:
                break
        return found
