"""What a draw gives away: entropy against its ceiling, and an attacker's best guess against the blind one."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

from anbao.engines.sealing.problem import Problem


@dataclass(frozen=True)
class Hour:
    """One day as an attacker sees it who knows every place seen on earlier days.

    ``left``: places expected to be still unseen; ``visits``: expected on this day; ``blind``: the chance of naming a place
    that is seen, at random among those left; ``best``: the chance of the best name.
    """

    label: str
    left: float
    visits: float
    blind: float
    best: float

    @property
    def gain(self) -> float:
        return self.best - self.blind


@dataclass(frozen=True)
class Guess:
    """``bits``: entropy of a place's day, the mean over places; ``ceiling``: the most that the same number of visits allows.

    ``gain``: the best guess of (place, day) before the period, over the blind one. ``days``: the same day by day, with the
    past known. What a promise itself gives away is in there: a place that is surely seen once in seven days and was not seen
    on six is seen on the seventh. ``second``: the best guess of another place of a day by who knows one that is seen on it,
    the mean over places, and ``second_blind``: what roads give away, as what lies near is seen together; None without roads.
    """

    bits: float
    ceiling: float
    best: float
    blind: float
    days: tuple[Hour, ...]
    second: float | None = None
    second_blind: float | None = None

    @property
    def gain(self) -> float:
        return self.best - self.blind

    @property
    def share(self) -> float:
        """Entropy as a part of its ceiling; 1 when nothing can be known."""
        return self.bits / self.ceiling if self.ceiling else 0.0


def entropy(chances) -> float:
    return -sum(p * math.log2(p) for p in chances if p > 0)


def guess(problem: Problem, chances: np.ndarray, together: np.ndarray | None = None) -> Guess:
    """`chances`: places x (slots and "not at all"), parts of 1; slots of one day are one day. `together`: of two places, that one
    day sees both."""
    own: dict[int, list[int]] = {}
    for s, slot in enumerate(problem.slots):
        own.setdefault(slot.day, []).append(s)
    days = sorted(own)
    by_day = np.column_stack([chances[:, own[day]].sum(axis=1) for day in days])
    n, count = by_day.shape
    bits = sum(entropy([*row, max(0.0, 1 - row.sum())]) for row in by_day) / n
    room = np.array([sum(problem.slots[s].most for s in own[day]) for day in days], dtype=float)
    even = room / room.sum()
    ceiling = sum(entropy([*(w * even), 1 - w]) for w in by_day.sum(axis=1)) / n
    rows, unseen = [], np.ones(n)
    for d, day in enumerate(days):
        visits = by_day[:, d]
        hazard = np.divide(visits, unseen, out=np.zeros(n), where=unseen > 1e-9)
        label = problem.slots[own[day][0]].label
        left = float(unseen.sum())
        rows.append(
            Hour(label, left, float(visits.sum()), float(visits.sum()) / left if left else 0.0, float(hazard.max()))
        )
        unseen = np.clip(unseen - visits, 0, 1)
    known = (None, None) if together is None or n < 2 else _second(by_day.sum(axis=1), together)
    return Guess(bits, ceiling, float(by_day.max()), float(by_day.sum()) / (n * count), tuple(rows), *known)


def _second(seen: np.ndarray, together: np.ndarray) -> tuple[float, float]:
    """(best, blind) guess of another place of a day with one of its places known."""
    others = together * (1 - np.eye(len(seen)))
    given = others / np.maximum(seen, 1e-9)[:, None]
    return float(given.max(axis=1).mean()), float(given.sum() / (len(seen) * (len(seen) - 1)))
