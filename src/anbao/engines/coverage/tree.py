"""The tree of places in pre-order: a subtree is one contiguous slice."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Tree:
    """Places in pre-order.

    parent:    place -> place above, -1 for a root
    order:     position -> place, parents before children, each subtree contiguous
    position:  place -> position
    size:      place -> number of places in its subtree, itself included
    depth:     place -> 0 for a root
    inner:     the places that have children, deepest first
    inner_row: place -> its index in ``inner``, -1 for a leaf
    """

    parent: np.ndarray
    order: np.ndarray
    position: np.ndarray
    size: np.ndarray
    depth: np.ndarray
    inner: np.ndarray
    inner_row: np.ndarray

    def subtree(self, place: int) -> np.ndarray:
        """The places of the subtree, ``place`` first."""
        start = self.position[place]
        return self.order[start : start + self.size[place]]

    def children(self, place: int) -> np.ndarray:
        below = self.subtree(place)
        return below[self.parent[below] == place]

    def upward(self, place: int) -> list[int]:
        """``place`` and everything above it, root last."""
        path = []
        while place >= 0:
            path.append(int(place))
            place = self.parent[place]
        return path


def depths(parent: np.ndarray) -> np.ndarray:
    """place -> steps to its root; -1 where the way up never ends (a cycle)."""
    depth = np.where(parent < 0, 0, -1)
    above = parent.copy()
    waiting = np.flatnonzero(parent >= 0)
    while waiting.size:
        found = depth[above[waiting]] >= 0
        done = waiting[found]
        if not done.size:
            break
        depth[done] = depth[above[done]] + 1
        waiting = waiting[~found]
    return depth


def grow(parent: np.ndarray) -> Tree:
    """Parents (1-d, integers, no cycle) -> Tree. Siblings keep the order of their numbers."""
    depth = depths(parent)
    levels = [np.flatnonzero(depth == level) for level in range(int(depth.max(initial=-1)) + 1)]
    size = np.ones(len(parent), dtype=np.int64)
    for level in reversed(levels[1:]):
        np.add.at(size, parent[level], size[level])
    position = np.zeros(len(parent), dtype=np.int64)
    for number, level in enumerate(levels):
        above = parent[level]
        siblings = level[np.argsort(above, kind="stable")]
        above = parent[siblings]
        before = np.cumsum(size[siblings]) - size[siblings]  # sizes of everything earlier on the level
        opens = np.flatnonzero(np.r_[True, above[1:] != above[:-1]])
        before -= np.repeat(before[opens], np.diff(np.r_[opens, len(siblings)]))
        position[siblings] = before if number == 0 else before + position[above] + 1
    order = np.empty(len(parent), dtype=np.int64)
    order[position] = np.arange(len(parent))
    inner = np.flatnonzero(size > 1)
    inner = inner[np.argsort(-depth[inner], kind="stable")]
    inner_row = np.full(len(parent), -1)
    inner_row[inner] = np.arange(len(inner))
    return Tree(parent, order, position, size, depth, inner, inner_row)
