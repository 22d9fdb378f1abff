"""The compiled inner loops: prices of slots, and the cheapest line of one person by dynamic programming.

A state is (node of the person's machine, one number for the counters). Value arrays are float64; ``inf`` forbids.
"""

from __future__ import annotations

import numpy as np
from numba import njit

INF = np.inf


@njit(cache=True, nogil=True)
def row_price(count, need, most, under, over):
    """What a coupling row costs at a count."""
    if count < need:
        return (need - count) * under
    if count > most:
        return (count - most) * over
    return 0.0


@njit(cache=True, nogil=True)
def slot_prices(slot, row, coef, count, need, most, under, over, out):
    """Add to ``out`` (one place per day and shift) what one more person in the slot changes in the coupling rows."""
    for i in range(len(slot)):
        r = row[i]
        before = row_price(count[r], need[r], most[r], under[r], over[r])
        out[slot[i]] += row_price(count[r] + coef[i], need[r], most[r], under[r], over[r]) - before


@njit(cache=True, nogil=True)
def slot_duals(slot, row, coef, dual, out):
    """Take from ``out`` what the duals of the coupling rows pay for a slot."""
    for i in range(len(slot)):
        out[slot[i]] -= dual[row[i]] * coef[i]


@njit(cache=True, nogil=True)
def fold(cost, arc_of, arcs, best, which):
    """Cheapest shift of each class on each day. ``cost`` is days x shifts; ``best``/``which`` days x arcs; arc 0 is off."""
    days, shifts = cost.shape
    for d in range(days):
        for a in range(arcs):
            best[d, a] = INF
            which[d, a] = 0
        best[d, 0] = 0.0
        for s in range(shifts):
            a = arc_of[s]
            if a > 0 and cost[d, s] < best[d, a]:
                best[d, a] = cost[d, s]
                which[d, a] = s + 1


@njit(cache=True, nogil=True)
def cheapest_line(
    nxt, arc_cost, resting, start, best, jump, jump_rested, weekend, room, digits, final, end, back, line
):
    """The cheapest sequence of arcs. Returns its value (inf: there is none); ``line`` gets the arcs.

    ``nxt``/``arc_cost``: node x arc (-1 forbids). ``best``: day x arc prices. ``jump``: day x arc, what the arc adds to
    the counters' number, ``jump_rested`` further when ``weekend`` says so: 1 for any work, 2 for work by a ``resting``
    node. ``room``: counter x day x arc, largest digit from which the arc still fits, row 0 for arcs that also take
    the weekend's step. ``digits``: number x counter. ``final``: price of a number; ``end``: price of a last node.
    """
    days, arcs = best.shape
    nodes = nxt.shape[0]
    numbers = len(final)
    counters = digits.shape[1]
    value = np.full((numbers, nodes), INF)
    value[0, start] = 0.0
    live = np.zeros(numbers, dtype=np.uint8)
    live[0] = 1
    fits = np.zeros(arcs, dtype=np.uint8)
    for d in range(days):
        after = np.full((numbers, nodes), INF)
        live_after = np.zeros(numbers, dtype=np.uint8)
        way = back[d]
        mark = weekend[d]
        for c in range(numbers):
            if live[c] == 0:
                continue
            for a in range(arcs):
                fits[a] = 0
                if best[d, a] == INF:
                    continue
                plain, stepped = True, True
                for k in range(counters):
                    if digits[c, k] > room[k, d, a]:
                        plain = False
                        break
                    if digits[c, k] > room[counters + k, d, a]:
                        stepped = False
                if plain:
                    fits[a] = 2 if stepped else 1
            for n in range(nodes):
                v = value[c, n]
                if v == INF:
                    continue
                for a in range(arcs):
                    if fits[a] == 0 or nxt[n, a] < 0:
                        continue
                    target = c + jump[d, a]
                    if a > 0 and (mark == 1 or (mark == 2 and resting[n] == 1)):
                        if fits[a] == 1:
                            continue
                        target += jump_rested
                    w = v + best[d, a] + arc_cost[n, a]
                    m = nxt[n, a]
                    if w < after[target, m]:
                        after[target, m] = w
                        way[target, m] = n * arcs + a
                        live_after[target] = 1
        value = after
        live = live_after
    top, at_c, at_n = INF, -1, -1
    for c in range(numbers):
        if live[c] == 1 and final[c] < INF:
            for n in range(nodes):
                w = value[c, n] + final[c] + end[n]
                if w < top:
                    top, at_c, at_n = w, c, n
    if at_c < 0:
        return INF
    for d in range(days - 1, -1, -1):
        step = back[d, at_c, at_n]
        n, a = step // arcs, step % arcs
        line[d] = a
        at_c -= jump[d, a]
        if a > 0 and (weekend[d] == 1 or (weekend[d] == 2 and resting[n] == 1)):
            at_c -= jump_rested
        at_n = n
    return top
