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
def steps_weekend(arc, mark, rested):
    """Whether work on a day marked 1 (any) or 2 (only after a day off) makes one weekend more."""
    return arc > 0 and (mark == 1 or (mark == 2 and rested == 1))


@njit(cache=True, nogil=True)
def outlook(nxt, arc_cost, resting, best, step, weekend, price, end, table):
    """What the rest of a line costs at least, into ``table``: day x total of one counter x node, other counters left out.

    ``step``: day x arc steps of the counter; ``weekend``: days that step it further (all 0: none do); ``price`` of its
    totals at the end.
    """
    days, arcs = best.shape
    nodes, totals = nxt.shape[0], len(price)
    for c in range(totals):
        for n in range(nodes):
            table[days, c, n] = price[c] + end[n]
    for d in range(days - 1, -1, -1):
        for c in range(totals):
            for n in range(nodes):
                low = INF
                for a in range(arcs):
                    m = nxt[n, a]
                    then = c + step[d, a] + (1 if steps_weekend(a, weekend[d], resting[n]) else 0)
                    if m < 0 or then >= totals:
                        continue
                    v = best[d, a] + arc_cost[n, a] + table[d + 1, then, m]
                    if v < low:
                        low = v
                table[d, c, n] = low


@njit(cache=True, nogil=True)
def hopeless(v, ahead, places, digits, n, limit):
    """Whether a state's cost with the least that the rest can cost, by any counter's outlook, reaches the limit."""
    least = -INF
    for k in range(len(places)):
        least = max(least, ahead[places[k] + digits[k], n])
    return v + least >= limit


@njit(cache=True, nogil=True)
def mark_fits(fits, prices, digits, room, room_stepped):
    """For each arc of a day, from one number: 0 it doesn't fit, 1 it does, 2 it does with the weekend's step too."""
    for a in range(len(fits)):
        fits[a] = 0 if prices[a] == INF else 2
        for k in range(len(digits)):
            if digits[k] > room[k, a]:
                fits[a] = 0
                break
            if digits[k] > room_stepped[k, a] and fits[a] == 2:
                fits[a] = 1


@njit(cache=True, nogil=True)
def walk(nxt, arc_cost, start, arcs):
    """What the nodes charge for a whole sequence of arcs; ``inf`` where one is forbidden."""
    total = 0.0
    for d in range(len(arcs)):
        total += arc_cost[start, arcs[d]]
        start = nxt[start, arcs[d]]
        if start < 0:
            return INF
    return total


@njit(cache=True, nogil=True)
def take_lines(back, jump, jump_rested, weekend, resting, lowest, at, limit, lines, values):
    """Walk back from the cheapest ends into ``lines`` and ``values``. Returns how many lie below ``limit``."""
    days, arcs = jump.shape
    for i in range(len(lines)):
        c = np.argmin(lowest)
        values[i] = lowest[c]
        if values[i] >= limit or values[i] == INF:
            return i
        lowest[c] = INF
        node = at[c]
        for d in range(days - 1, -1, -1):
            step = back[d, c, node]
            node, arc = step // arcs, step % arcs
            lines[i, d] = arc
            c -= jump[d, arc]
            if steps_weekend(arc, weekend[d], resting[node]):
                c -= jump_rested
    return len(lines)


# fmt: off
@njit(cache=True, nogil=True)
def cheapest_lines(
    nxt, arc_cost, resting, start, best, jump, jump_rested, weekend, room, digits, final, end, ahead, places, limit,
    value, after, back, lines, values,
):
    """The cheapest sequence of arcs, then the next cheapest with other totals, into ``lines`` and ``values``. Returns
    how many were found.

    ``nxt``/``arc_cost``: node x arc (-1 forbids). ``best``: day x arc prices. ``jump``: day x arc, what the arc adds to
    the counters' number, ``jump_rested`` further for a weekend. ``room``: counter x day x arc, largest digit from which
    the arc still fits; its second half, with the weekend's step. ``digits``: number x counter. ``final``: price of a
    number; ``end``: price of a last node. ``ahead``: the outlooks of all counters side by side, each from its place in
    ``places`` on; lines that can't cost less than ``limit`` are not followed.
    """
    # fmt: on
    days, arcs = best.shape
    nodes, numbers, counters = nxt.shape[0], len(final), digits.shape[1]
    live, live_after = np.empty(numbers, dtype=np.int64), np.empty(numbers, dtype=np.int64)
    mark_of = np.full(numbers, -1)  # the last day whose end has lines with this number
    value[0, :] = INF
    value[0, start] = 0.0
    live[0], count = 0, 1
    fits = np.zeros(arcs, dtype=np.uint8)
    for d in range(days):
        count_after = 0
        for i in range(count):
            c = live[i]
            mark_fits(fits, best[d], digits[c], room[:counters, d], room[counters:, d])
            for n in range(nodes):
                v = value[c, n]
                if v == INF or hopeless(v, ahead[d], places, digits[c], n, limit):
                    continue
                for a in range(arcs):
                    m = nxt[n, a]
                    stepped = steps_weekend(a, weekend[d], resting[n])
                    if m < 0 or fits[a] == 0 or (stepped and fits[a] == 1):
                        continue
                    target = c + jump[d, a] + (jump_rested if stepped else 0)
                    if mark_of[target] != d:
                        mark_of[target] = d
                        live_after[count_after] = target
                        count_after += 1
                        after[target, :] = INF
                    w = v + best[d, a] + arc_cost[n, a]
                    if w < after[target, m]:
                        after[target, m] = w
                        back[d, target, m] = n * arcs + a
        value, after, live, live_after, count = after, value, live_after, live, count_after
    lowest, at = np.full(numbers, INF), np.zeros(numbers, dtype=np.int64)
    for i in range(count):
        c = live[i]
        for n in range(nodes):
            w = value[c, n] + final[c] + end[n]
            if w < lowest[c]:
                lowest[c], at[c] = w, n
    return take_lines(back, jump, jump_rested, weekend, resting, lowest, at, limit, lines, values)
