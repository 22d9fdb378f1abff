"""The search: a floor and a first roster by column generation, then neighbourhoods re-planned by dives."""

from __future__ import annotations

import math
from collections.abc import Callable
from concurrent.futures import Executor
from contextlib import contextmanager
from threading import Lock
from typing import NamedTuple

import numpy as np

from anbao.engines.rostering.board import Board, Desk
from anbao.engines.rostering.master import Pool
from anbao.engines.rostering.pricing import ONE_LESS, Pricing

#: lines of each person, the last met, that a root begins with
SEED_LINES = 40
#: share of the hard price that a root begins with: two of the dearest weighted units
CALM = 0.02


class Hunt:
    """What the workers share: the best board, the floor, the pool of lines. All doors may be used from any thread."""

    def __init__(self, desk: Desk, board: Board, stop, progress=None):
        self.desk, self.stop, self.progress = desk, stop, progress
        self.pool = Pool(desk.people)
        self.lock = Lock()
        self.best, self.cost = board, board.cost()
        self.floor = -math.inf
        self.seekers: dict[int, tuple[float, Callable[[], None]]] = {}

    def take(self, board: Board) -> bool:
        """Keep a board when it is the best so far."""
        cost = board.cost()
        with self.lock:
            if cost > self.cost - 1e-6:
                return False
            self.best, self.cost = board.copy(), cost
        self.tell()
        return True

    def take_in(self, board: Board, base: Board) -> bool:
        """Keep what a board changed in its ``base``; where the best is another by now, as changes of that one."""
        best = self.best
        changed = np.flatnonzero((board.lines != base.lines).any(axis=1)).tolist()
        if changed and (best.lines != base.lines).any():
            lines = {p: np.where(board.lines[p] != base.lines[p], board.lines[p], best.lines[p]) for p in changed}
            if self.take(self.with_lines(best, lines)):
                return True
        return self.take(board)

    def raise_floor(self, floor: float) -> None:
        with self.lock:
            self.floor = max(self.floor, math.ceil(floor - 1e-4) if floor > 0 else 0)  # no price is below nothing
        self.tell()

    def tell(self) -> None:
        self._call_off()
        if self.progress:
            self.progress(self.cost, self.floor if math.isfinite(self.floor) else None)

    def left(self) -> float:
        """Seconds left. Whoever asks when there are none calls off the solvers of the other threads, which can't ask."""
        left = 0.0 if self.proven else self.stop.left()
        if left <= 0:
            self._call_off()
        return left

    @contextmanager
    def seeking(self, target: float, stop: Callable[[], None]):
        """While it lasts ``stop`` is called as soon as nothing is to be had from a roster at the target any more."""
        key = id(stop)
        self.seekers[key] = (target, stop)
        try:
            yield
        finally:
            del self.seekers[key]

    def _call_off(self) -> None:
        over = self.proven or self.stop.left() <= 0
        for target, stop in list(self.seekers.values()):
            if over or not self.floor <= target < self.cost:
                stop()

    @property
    def proven(self) -> bool:
        return self.cost <= self.floor + 1e-6

    def with_lines(self, board: Board, lines: dict[int, np.ndarray]) -> Board:
        twin = board.copy()
        for person, line in lines.items():
            twin.lift(person)
            twin.put(person, line)
        return twin


class Start(NamedTuple):
    """What a root came down to: the floor, the duals that give it, everybody's cheapest line at them, and the columns."""

    floor: float
    dual: np.ndarray
    least: np.ndarray
    columns: list[tuple[int, bytes]]


class Root:
    """Everybody at once: the floor, and dives from it."""

    def __init__(self, hunt: Hunt, crew: Executor | None = None):
        self.hunt = hunt
        for liner in hunt.desk.liners:
            liner.trim(hunt.cost)
        self.pricing = Pricing(hunt.best, range(hunt.desk.people), hunt.pool, hunt.left, crew=crew)
        for person, lines in enumerate(hunt.pool.cost):
            for key, cost in list(lines.items())[-SEED_LINES:]:
                self.pricing.master.add(person, key, cost)

    def converge(self, spare: float = 0.0) -> bool:
        """Down to the relaxation, or until only ``spare`` seconds are left. Whether it came all the way.

        While lines that fit are lacking, a hard price makes duals so wild that pricing takes long and finds little: at first
        a broken hard rule costs little more than a weighted one."""
        pricing, hunt = self.pricing, self.hunt
        pricing.left = lambda: hunt.left() - spare
        try:
            calm = CALM * hunt.desk.hard
            if (pricing.master.slack_prices > calm).any():
                pricing.master.price_slacks(calm)
                pricing.converge(1_000)
                pricing.master.price_slacks(math.inf)
            pricing.converge(1_000)
        finally:
            pricing.left = hunt.left
        hunt.raise_floor(pricing.floor)
        return pricing.floor > pricing.cost - 1

    def start(self) -> Start:
        """As it is now: a dive goes on with the master."""
        return Start(self.pricing.floor, *self.pricing.centre, list(self.pricing.master.columns))

    def dive(self, rng: np.random.Generator, rounds: int = 40) -> bool:
        lines = self.pricing.dive(rng, self.hunt.cost, rounds)
        return lines is not None and self.hunt.take(self.hunt.with_lines(self.hunt.best, lines))


def neighbourhood(hunt: Hunt, rng: np.random.Generator, size: int, window=None) -> bool:
    """Re-plan some people of the best board together. True when that was better."""
    board = hunt.best
    people = rng.choice(hunt.desk.people, size=min(size, hunt.desk.people), replace=False)
    before = board.cost()
    pricing = Pricing(board, people, hunt.pool, hunt.left, window)
    if pricing.converge(60, before - ONE_LESS) > before - ONE_LESS:
        return False
    lines = pricing.dive(rng, before)
    return lines is not None and hunt.take(hunt.with_lines(board, lines))
