"""Ruin and recreate: lift a few people, put each back by the cheapest line, keep what is not worse by much."""

from __future__ import annotations

import math

import numpy as np

from anbao.engines.rostering.board import Board

START_HEAT, END_HEAT = 0.02, 0.0005


class Shaker:
    """One annealed walk. ``best`` is the cheapest board met; ``step`` makes one move."""

    def __init__(self, board: Board, rng: np.random.Generator, seen=None):
        self.board, self.rng, self.seen = board, rng, seen
        self.best, self.best_cost = board.copy(), board.cost()
        self.cost = self.best_cost
        self.desk = board.desk

    def windows(self) -> tuple[int, int] | None:
        """The whole horizon when it is short, else some weeks of it, ending before a Monday."""
        days = self.desk.days
        if days <= 42:
            return None
        length = int(self.rng.choice([14, 21, 28]))
        first = int(self.rng.integers(0, max(days - length, 1)))
        last = min(first + length, days)
        while last < days and self.desk.weekend[last] == 2:
            last += 1
        return first, last

    def step(self, heat: float) -> bool:
        """One move at a heat (cost units). True when a new best was found."""
        desk, rng, board = self.desk, self.rng, self.board
        window = self.windows()
        group = rng.choice(desk.people, size=min(int(rng.integers(2, 6)), desk.people), replace=False)
        before = [(person, board.lines[person].copy(), board.own[person]) for person in group]
        for person in group:
            board.lift(person)
        noise = heat * 0.5 * rng.random((desk.days, desk.shifts)) + 1e-3 * rng.random((desk.days, desk.shifts))
        for person in group:
            board.improve(person, noise, window)
        for person in group[: len(group) - 1]:
            board.lift(person)
            board.improve(person, 1e-3 * rng.random((desk.days, desk.shifts)), window)
        cost = board.cost()
        if cost <= self.cost - heat * math.log(max(rng.random(), 1e-12)):
            self.cost = cost
        else:
            for person, line, own in before:
                board.lift(person)
                board.put(person, line, own)
            return False
        if self.seen is not None:
            for person in group:
                self.seen(person, board.lines[person], board.own[person])
        if cost < self.best_cost - 1e-6:
            self.best, self.best_cost = board.copy(), cost
            return True
        return False
