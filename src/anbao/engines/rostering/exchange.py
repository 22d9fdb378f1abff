"""Two people exchange a stretch of days: what evens out a roster whose shifts are all manned.

Whoever fits the same rows (the same licences on the same days) can swap any days without a shift losing its crew, so
only the two lines are priced anew. Lifting people and putting each back by his cheapest line, as ``shake`` does, rarely
moves a shift from one who has many to one who has few, because neither line alone wants it.
"""

from __future__ import annotations

from itertools import combinations

import numpy as np

from anbao.engines.rostering.board import Board
from anbao.engines.rostering.stops import Stop

#: longest stretch that is exchanged, days
LONGEST = 10
#: prices asked between two looks at the stop
GLANCE = 64


def even_out(board: Board, rng: np.random.Generator, *, most: int, stop: Stop | None = None) -> int:
    """Exchange stretches for as long as one makes the board cheaper; returns how many were.

    At most ``most`` lines are priced, fewer when ``stop`` has no time left; the board never gets dearer.
    """
    days, left, made, moved = board.desk.days, most, 0, True
    stretches = np.array([(i, j) for i in range(days) for j in range(i + 1, min(i + LONGEST, days) + 1)])
    while moved and left > 0:
        moved = False
        for one, other in _pairs(board):
            for i, j in rng.permutation(stretches):
                if (board.lines[one, i:j] == board.lines[other, i:j]).all():
                    continue
                if left <= 0 or (stop is not None and left % GLANCE == 0 and stop.left() <= 0):
                    return made
                left -= 1
                if _exchanged(board, one, other, i, j):
                    made, moved = made + 1, True
    return made


def _pairs(board: Board) -> list[tuple[int, int]]:
    """Who fits the same rows as another, the dearest lines first: what one has too much of the other may lack."""
    views = board.desk.rows.view_of
    pairs = [(a, b) for a, b in combinations(range(board.desk.people), 2) if views[a] == views[b]]
    return sorted(pairs, key=lambda pair: -(board.own[pair[0]] + board.own[pair[1]]))


def _exchanged(board: Board, one: int, other: int, i: int, j: int) -> bool:
    """Swap days ``i`` to ``j`` of two people if that is cheaper."""
    mine, yours = board.lines[one].copy(), board.lines[other].copy()
    mine[i:j], yours[i:j] = board.lines[other, i:j], board.lines[one, i:j]
    before, liners = board.own[one] + board.own[other], board.desk.liners
    first = liners[one].cost(mine)
    if first >= before:
        return False
    second = liners[other].cost(yours)
    if first + second >= before - 1e-9:
        return False
    board.exchange((one, mine, first), (other, yours, second))
    return True
