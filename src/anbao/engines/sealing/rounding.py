"""Dependent rounding: one plan with exactly the marginals, every row and slot kept between floor and ceiling.

Gandhi, Khuller, Parthasarathy and Srinivasan, J. ACM 53(3), 2006, in whole numbers. The cells that are neither 0 nor
SCALE are the edges of a graph between places and slots. As long as there are any, an alternating cycle, or a path between two
slots that each have a single such cell left, is moved by +a and -a or by -b and +b along its edges, whichever first
makes a cell whole, with chances b : a. Each step keeps every cell's expectation, every place's sum, and each slot's sum but
for the ends of a path, which stay between the same two whole numbers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np

from anbao.engines.sealing.stream import Stream


def rounded(cells: np.ndarray, scale: int, stream: Stream) -> list[int]:
    """The slot of every place (row), drawn. `cells`: whole numbers, every row sums to `scale`."""
    n, m = cells.shape
    value = {(i, s): int(cells[i, s]) for i in range(n) for s in range(m) if 0 < cells[i, s] < scale}
    certain = {i: int(np.argmax(cells[i])) for i in range(n) if cells[i].max() == scale}
    order = stream.shuffled(sorted(value))
    rows: dict[int, dict[int, None]] = {}
    slots: dict[int, dict[int, None]] = {}
    for i, s in order:
        rows.setdefault(i, {})[s] = None
        slots.setdefault(s, {})[i] = None
    while value:
        walk = _walk(rows, slots)
        _move(walk, value, scale, stream)
        for i, s in walk:
            if value[i, s] in (0, scale):
                if value.pop((i, s)) == scale:
                    certain[i] = s
                del rows[i][s], slots[s][i]
                if not slots[s]:
                    del slots[s]
    return [certain[i] for i in range(n)]


def _walk(rows, slots) -> list[tuple[int, int]]:
    """The cells of a cycle, or of a path whose ends are slots with one cell left; neighbours share a place or a slot."""
    here = next(iter(slots))
    for slot, own in slots.items():
        if len(own) == 1:
            here = slot
            break
    walk: list[tuple[int, int]] = []
    seen, met, came = {here: 0}, {}, None
    while True:
        place = _other(slots[here], came)
        if place is None:
            return walk
        if place in met:
            return [*walk[met[place] :], (place, here)]
        met[place] = len(walk) + 1
        slot = _other(rows[place], here)
        walk += [(place, here), (place, slot)]
        if slot in seen:
            return walk[seen[slot] :]
        seen[slot] = len(walk)
        here, came = slot, place


def _other(own: Iterable[int], known: int | None) -> int | None:
    """The first of the cells that is not the one known; None when there is no other."""
    for cell in own:
        if cell != known:
            return cell
    return None


def _move(walk, value, scale: int, stream: Stream) -> None:
    rising, falling = walk[::2], walk[1::2]
    high, low = [value[c] for c in rising], [value[c] for c in falling]
    up = min(scale - max(high), min(low, default=scale))
    down = min(min(high), scale - max(low, default=0))
    step = up if stream.below(up + down) < down else -down
    for cell in rising:
        value[cell] += step
    for cell in falling:
        value[cell] -= step


def picked(chances: list[int], scale: int, stream: Stream, kinds: Sequence[float] | None = None) -> list[bool]:
    """The same for one slot: which places are drawn when place i has chance chances[i] / scale (the pivotal method).

    As many come out as the chances sum to, rounded down or up. With `kinds` the same holds of the kinds up to each, the largest
    first, so that how many of a kind are drawn hardly varies, though each place's chance is the same.
    """
    drawn = [c >= scale for c in chances]
    open_ = _mixed([i for i, c in enumerate(chances) if 0 < c < scale], kinds, stream)
    if not open_:
        return drawn
    carrier, held = open_[0], chances[open_[0]]
    for other in open_[1:]:
        both = held + chances[other]
        if both < scale:
            if stream.below(both) >= held:
                carrier = other
            held = both
        else:
            rest = 2 * scale - both
            left = scale - held
            if rest == 0 or stream.below(rest) < left:
                drawn[other], held = True, both - scale
            else:
                drawn[carrier], carrier, held = True, other, both - scale
        if held == 0:
            carrier = None
    if carrier is not None and held:
        drawn[carrier] = stream.below(scale) < held
    return drawn


def _mixed(places: list[int], kinds: Sequence[float] | None, stream: Stream) -> list[int]:
    """The places in an order of chance within each kind, the largest kind first."""
    if kinds is None:
        return stream.shuffled(places)
    own: dict[float, list[int]] = {}
    for place in places:
        own.setdefault(kinds[place], []).append(place)
    return [place for kind in sorted(own, reverse=True) for place in stream.shuffled(own[kind])]
