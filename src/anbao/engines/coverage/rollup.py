"""Cells to figures, and figures up the tree (rule 7)."""

from functools import reduce

import numpy as np

from anbao.engines.coverage.rules import FIGURES
from anbao.engines.coverage.tree import Tree

COUNTED = sorted(set().union(*FIGURES.values()))


def figures_of_places(net_of_measure, states, *, out) -> None:
    """states (places, measures, days) -> out (places, nets, figures, days).

    Measures go outermost and are sorted by net, so each count is a sum of a few long contiguous rows.
    """
    places, measures, days = states.shape
    order = np.argsort(net_of_measure, kind="stable")
    by_measure = states.transpose(1, 0, 2)[order].reshape(measures, -1)
    nets = out.shape[1]
    edges = np.searchsorted(net_of_measure[order], np.arange(nets + 1))
    small = np.uint8 if np.diff(edges).max() <= np.iinfo(np.uint8).max else np.uint16
    counts = dict.fromkeys(COUNTED)
    for state in COUNTED:
        here = (by_measure == np.uint8(state)).view(np.uint8)
        counts[state] = np.empty((nets, places * days), dtype=small)
        for net in range(nets):
            here[edges[net] : edges[net + 1]].sum(axis=0, dtype=small, out=counts[state][net])
    for figure, counted in enumerate(FIGURES.values()):
        total = reduce(np.add, [counts[state] for state in counted])
        out[:, :, figure] = total.reshape(nets, places, days).transpose(1, 0, 2)


def totals_of_inner_nodes(tree: Tree, figures) -> np.ndarray:
    """(inner nodes, nets, figures, days) int32: the sum of each subtree, the node itself included.

    A leaf's subtree is itself, so it has no row here. Deeper nodes come first and are ready when the one above asks.
    """
    totals = np.empty((len(tree.inner), *figures.shape[1:]), dtype=np.int32)
    for total, place in zip(totals, tree.inner, strict=True):
        children = tree.children(place)
        rows = tree.inner_row[children]
        figures[children[rows < 0]].sum(axis=0, dtype=np.int32, out=total)
        total += figures[place]
        if (rows >= 0).any():
            total += totals[rows[rows >= 0]].sum(axis=0, dtype=np.int32)
    return totals
