"""Which transfers are reached, and at which hop.

A walk's future depends only on its last transfer, so the transfer, not the account, is what gets a label: its
smallest hop. One label per account would be wrong: the earliest arrival may be too old for a departure that a later
arrival still serves, and the latest may come after a departure that an earlier one serves, at another hop. Level by
level, the windows of the newest transfers are united and every transfer in them that has no hop yet gets the next
one. It is the same state as "latest arrival per hop count", kept as sets: within one level only the latest arrival
before a departure matters.
"""

from __future__ import annotations

import numpy as np

from anbao.engines.tracing.index import Index, runs

#: from this share of all places on, marking every place is cheaper than listing those in the windows
DENSE = 8


def levels(index: Index, seeds: np.ndarray, hops: int, dwell: int, closed: np.ndarray | None = None) -> np.ndarray:
    """The hop of every place, 0 where not reached. ``closed``: accounts (mask) that let nothing out; never seeds."""
    hop = np.zeros(len(index), dtype=np.uint8 if hops < 256 else np.int32)
    newest = np.concatenate([np.arange(index.first[s], index.first[s + 1]) for s in seeds] or [np.empty(0, np.int64)])
    hop[newest] = 1
    windows = index.windows(dwell)
    for level in range(2, hops + 1):
        if closed is not None:
            newest = newest[~closed[index.payee[newest]]]
        start, end = united(windows[newest])
        newest = unreached(hop, start, end)
        if not len(newest):
            break
        hop[newest] = level
    return hop


def united(windows: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Packed windows as disjoint runs of places that do not touch: their starts and ends, ascending."""
    windows = windows[windows != 0]
    windows.sort()
    start, end = windows >> 32, windows & 0xFFFFFFFF
    end = np.maximum.accumulate(end)
    opens = np.ones(len(start), dtype=bool)
    opens[1:] = start[1:] > end[:-1]
    closes = np.ones(len(start), dtype=bool)
    closes[:-1] = opens[1:]
    return start[opens], end[closes]


def unreached(hop: np.ndarray, start: np.ndarray, end: np.ndarray) -> np.ndarray:
    """The places of the runs that have no hop yet."""
    total = int((end - start).sum())
    if total * DENSE < len(hop):
        places = runs(start, end)
        return places[hop[places] == 0]
    edge = np.zeros(len(hop) + 1, dtype=np.int8)
    edge[start] = 1
    edge[end] = -1
    inside = np.cumsum(edge[:-1], dtype=np.int8)
    return np.flatnonzero((inside != 0) & (hop == 0))
