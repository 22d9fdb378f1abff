"""Units of hard rules that search left: windows around them are planned anew by CP-SAT, everything else staying as it is.

Searching by prices gets stuck a few units from a roster that keeps every hard rule where no shift has a spare hand: each
line alone is the cheapest, and what is short one day is too many on another, weeks away. A patch frees many lines at once,
a few days of many people or a whole horizon of few, and keeps every bound that isn't broken already.
"""

from __future__ import annotations

import math
from collections.abc import Callable

import numpy as np

from anbao.engines.rostering.board import Board
from anbao.engines.rostering.master import FREE
from anbao.engines.rostering.patch import Patch
from anbao.engines.rostering.shake import Shaker
from anbao.engines.rostering.stops import Stop

#: what a patch frees: so many windows of so many days; the last one is any horizon
SHAPES = ((1, 7), (2, 5), (4, 5), (6, 5), (6, 3), (8, 4), (1, 10**6))
#: cells (people x days) freed at first and at most, and how much more where nothing was won
CELLS, MOST_CELLS, WIDER = 250, 2_400, 1.15
#: days of a window that is shaken; heat of it, in units of a hard rule, and what is left of it in the end
WEEK, HOT, COLD = 7, 0.15, 0.05
#: lengths of a window that column generation plans anew, in days, and cells
PLANNED, PLANNED_CELLS = (7, 10, 14), (300, 600, 1_000)
#: work in one patch, in the solver's own deterministic seconds, for each hundred cells
PATIENCE = 0.1


class Worrier(Shaker):
    """Shakes a week around what is broken: short windows are priced a hundred times quicker than a month, and hot enough that
    a unit may go elsewhere."""

    def windows(self) -> tuple[int, int] | None:
        return window(self.board, self.rng, WEEK) if short_rows(self.board).any() else super().windows()

    def spend(self, seconds: float, least: int, left: Callable[[], float]) -> None:
        """Steps until ``seconds`` are gone, at least some, cooling all the while."""
        start, done = left(), 0
        while (now := left()) > 0 and short_rows(self.best).any():
            timed = math.isfinite(start)
            if done >= least and not (timed and start - now < seconds):
                return
            share = (start - now) / seconds if timed and seconds else done / least
            self.step(self.desk.hard * HOT * COLD ** min(share, 1.0))
            done += 1


class Mender:
    """Mends one board. ``board`` is as good as it was made; ``worth`` remembers which shape paid."""

    def __init__(self, board: Board, rng: np.random.Generator, stop: Stop):
        self.board, self.desk, self.rng, self.stop = board, board.desk, rng, stop
        self.worth = dict.fromkeys(SHAPES, 1.0)
        self.cells = float(CELLS)

    def step(self) -> float:
        """One patch; the units it won. A roster with as many broken elsewhere is taken as well: from there others can be mended."""
        if not short_rows(self.board).any():
            return 0.0
        units, shape = broken(self.board), self._shape()
        days = set().union(*(range(*window(self.board, self.rng, shape[1])) for _ in range(shape[0])))
        many = int(np.clip(self.cells // len(days), min(2, self.desk.people), self.desk.people))
        people = self.rng.choice(self.desk.people, size=many, replace=False)
        patience = PATIENCE * many * len(days) / 100
        lines = Patch(self.board, people, days).search(int(self.rng.integers(2**31)), patience, self.stop.left())
        won = 0.0 if lines is None else self._won(lines, units)
        self.worth[shape] = max(0.3, 0.8 * self.worth[shape] + won)
        self.cells = max(self.cells / WIDER, CELLS) if won else min(self.cells * WIDER, MOST_CELLS)
        return won

    def _shape(self) -> tuple[int, int]:
        weights = np.array(list(self.worth.values()))
        return SHAPES[int(self.rng.choice(len(SHAPES), p=weights / weights.sum()))]

    def _won(self, lines: dict[int, np.ndarray], units: float) -> float:
        """Put the lines on, unless more would be broken; a solver whose time is up may come back with such."""
        held = self.board.copy()
        for person, line in lines.items():
            self.board.lift(person)
            self.board.put(person, line)
        won = units - broken(self.board)
        if won < 0:
            self.board, won = held, 0.0
        return won


def window(board: Board, rng: np.random.Generator, length: int) -> tuple[int, int]:
    """Days around one that some row is broken on; they don't end between a Saturday and its Sunday."""
    desk, length = board.desk, min(length, board.desk.days)
    places = np.flatnonzero(short_rows(board))
    row = int(rng.choice(places))
    day = next(int(view.slot[view.row == row][0]) // desk.shifts for view in desk.rows.views if (view.row == row).any())
    first = int(np.clip(day - rng.integers(0, length), 0, desk.days - length))
    last = first + length
    while last < desk.days and desk.weekend[last] == 2:
        last += 1
    return first, last


def around(board: Board, rng: np.random.Generator) -> tuple[int, int, int]:
    """A window (first day, day after the last) around what is broken, and how many people to plan anew in it."""
    first, last = window(board, rng, int(rng.choice(PLANNED)))
    return first, last, int(np.clip(rng.choice(PLANNED_CELLS) // (last - first), 2, board.desk.people))


def short_rows(board: Board) -> np.ndarray:
    """Units of hard rules that each row breaks."""
    desk, rows = board.desk, board.desk.rows
    short = np.where(rows.under >= desk.hard, np.maximum(rows.need - board.count, 0), 0)
    return short + np.where((rows.over >= desk.hard) & (rows.most < FREE), np.maximum(board.count - rows.most, 0), 0)


def broken(board: Board) -> float:
    """Units of hard rules that a board breaks: of rows, and of people whose own rules are relaxed."""
    return float(short_rows(board).sum() + np.floor(board.own / board.desk.hard).sum())
