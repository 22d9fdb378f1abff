"""Week after week: every place within its deadline for sure, and the chance of a visit as blind to the past as that allows.

Words: a *duty* is a place with the longest gap *every* (weeks from one visit to the next) and a *weight* (2: at least twice
as often as a place of weight 1). *left* counts the weeks up to and with the last one in which the place can be visited
in time: 1 means this week. A week holds at most ``capacity`` visits. ``half`` of a duty is (every + 1) // 2.

The certificate. A state is *safe* when for every horizon h

    D(h) = sum over places with left <= h of 1 + (h - left) // half   <=   capacity * h

and the programme asks at birth for sum of 1 / half <= capacity. Then there is a schedule that meets every deadline for ever: let
the first visit of a place with left <= half happen by its deadline, that of another within the last ``half`` weeks before it,
and every later one within ``half`` weeks after the previous deadline. Each place puts at most (length / half) visits wholly
into any stretch of weeks that does not begin now, and D(h) into the first h weeks, so Hall's condition holds for unit visits in
intervals. What that schedule visits this week has left <= half, hence its new deadline (every >= 2 half - 1 weeks ahead) is
no earlier than the schedule's own: the next state is safe again. Visiting more places than the schedule never raises a
D(h), so any draw that contains the *forced* set, the most urgent places without which the next state would not be
safe, is safe. No draw can therefore ever lead into a miss.

The chances. A place that is not forced is drawn with a fixed chance, whatever happened before; only when the forced ones leave
too little room are all other chances lowered alike. Among all ways to keep the longest gap at a given frequency, a constant
chance cut off at the deadline gives the lowest AUC (docs/algorithms/sealing.md): 1/2 + (1 - chance)^(every - 1) / 2.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from anbao.engines.sealing.faults import Fault, SealingError
from anbao.engines.sealing.marginals import SCALE
from anbao.engines.sealing.rounding import picked
from anbao.engines.sealing.stream import Stream

#: part of the capacity that is planned for, so that deadlines seldom push others out
LOAD = 0.94
#: how much more than its weight a weighted place is visited, so that the promise holds in any longer stretch
MARGIN = 1.03
#: weeks of the longest deadline, ten years: the certificate looks ahead that many times ten
LONGEST_GAP = 522


@dataclass(frozen=True)
class Duty:
    """A place that is seen at least every so many weeks; ``weight`` times as often as a place of weight 1."""

    name: str
    every: int
    weight: float = 1.0


@dataclass(frozen=True, eq=False)
class Programme:
    """Duties and the visits a week holds. ``chances``: of every place per week, filled in at birth.

    Raises SealingError with every fault; too little capacity names what is needed.
    """

    duties: Sequence[Duty]
    capacity: int
    every: np.ndarray = field(init=False)
    half: np.ndarray = field(init=False)
    chances: np.ndarray = field(init=False)

    def __post_init__(self):
        object.__setattr__(self, "duties", tuple(self.duties))
        faults = list(self._faults())
        if faults:
            raise SealingError(faults)
        every = np.array([d.every for d in self.duties])
        object.__setattr__(self, "every", every)
        object.__setattr__(self, "half", (every + 1) // 2)
        needed = float((1 / self.half).sum())
        if needed > self.capacity:
            raise SealingError([_too_little(self.capacity, needed)])
        object.__setattr__(self, "chances", self._chances())

    def _faults(self):
        if not self.duties:
            yield Fault("empty", "there are no places", "没有地点")
        if self.capacity < 1:
            yield Fault("capacity", "a week holds at least one visit", "每周至少一次到访")
        twice = tuple(name for name, count in Counter(d.name for d in self.duties).items() if count > 1)
        if twice:
            yield Fault("twice", "places given more than once", "地点重复", twice)
        short = tuple(d.name for d in self.duties if d.every < 1)
        if short:
            yield Fault("every", "a deadline is at least one week", "间隔至少一周", short)
        long = tuple(d.name for d in self.duties if d.every > LONGEST_GAP)
        if long:
            yield Fault("every", f"a deadline is at most {LONGEST_GAP} weeks", f"间隔至多 {LONGEST_GAP} 周", long)
        light = tuple(d.name for d in self.duties if not 1 <= d.weight < math.inf)
        if light:
            yield Fault("weight", "a weight is at least 1", "权重至少为 1", light)

    def _chances(self) -> np.ndarray:
        """Per week and place, so that the visits of a week are LOAD of the capacity and weights are kept with MARGIN."""
        weights = np.array([d.weight for d in self.duties])
        wanted = np.where(weights > 1, weights * MARGIN, 1.0)
        low, high = 0.0, 1.0
        for _ in range(60):
            rate = (low + high) / 2
            if np.minimum(np.maximum(rate * wanted, 1 / self.every), 1).sum() > self.capacity * LOAD:
                high = rate
            else:
                low = rate
        return np.array([chance_for(min(1.0, low * w), k) for w, k in zip(wanted, self.every, strict=True)])

    def start(self, weeks_since: Sequence[int] | None = None) -> np.ndarray:
        """``left`` of every place from the weeks since its last visit (None: all were seen last week)."""
        if weeks_since is None:
            return self.every.copy()
        left = self.every - np.asarray(weeks_since)
        late = tuple(d.name for d, weeks in zip(self.duties, left, strict=True) if weeks < 1)
        faults = [Fault("overdue", "already past their deadline", "已超过期限", late)] if late else []
        if not faults and not safe(self, left):
            faults = [
                Fault("crowded", "too many deadlines fall close together for this capacity", "到期过于集中，能力不足")
            ]
        if faults:
            raise SealingError(faults)
        return left


def _too_little(capacity: int, needed: float) -> Fault:
    return Fault(
        "too-little",
        f"{capacity} visits a week are too few to keep these deadlines unguessably; {int(np.ceil(needed))} are needed",
        f"每周 {capacity} 次不足以在不可预测的前提下守住期限，至少需要 {int(np.ceil(needed))} 次",
    )


def chance_for(rate: float, every: int) -> float:
    """The weekly chance with which a place cut off at `every` weeks is visited `rate` times a week; 0 when the deadline
    alone makes more visits than that."""
    if rate >= 1:
        return 1.0
    low, high = 0.0, 1.0
    for _ in range(60):
        chance = (low + high) / 2
        if rate_of(chance, every) < rate:
            low = chance
        else:
            high = chance
    return low


def rate_of(chance: float, every: int) -> float:
    """Visits a week of a place with this chance, cut off at `every` weeks: one over the mean gap."""
    if chance <= 0 or chance >= 1:
        return 1.0 if chance >= 1 else 1 / every
    return chance / -math.expm1(every * math.log1p(-chance))


def safe(programme: Programme, left: np.ndarray) -> bool:
    """The certificate of the module's head, for every horizon that can break it."""
    if (left < 1).any():
        return False
    spare = programme.capacity - float((1 / programme.half).sum())
    excess = float((np.clip(programme.half - left, 0, None) / programme.half).sum())
    # past all deadlines D(h) grows by at most 1/half a week and place, so it can only break before the spare made up for it
    last = int(left.max()) if spare <= 1e-12 else min(int(np.ceil(excess / spare)) + 1, 10 * int(programme.every.max()))
    horizon = np.arange(1, max(last, 2) + 1)
    jobs = np.where(horizon[:, None] >= left, 1 + (horizon[:, None] - left) // programme.half, 0).sum(axis=1)
    return bool((jobs <= programme.capacity * horizon).all())


def after(programme: Programme, left: np.ndarray, visited: np.ndarray) -> np.ndarray:
    """The next week's ``left``."""
    return np.where(visited, programme.every, left - 1)


def forced(programme: Programme, left: np.ndarray) -> np.ndarray:
    """The most urgent places without which the next state would not be safe: mostly those whose last week it is."""
    must = left == 1
    if safe(programme, after(programme, left, must)):
        return must
    for place in np.argsort(left, kind="stable"):
        if left[place] > programme.half[place] or must.sum() >= programme.capacity:
            continue
        must = must.copy()
        must[place] = True
        if safe(programme, after(programme, left, must)):
            return must
    raise SealingError(
        [Fault("crowded", "too many deadlines fall close together for this capacity", "到期过于集中，能力不足")]
    )


def week_chances(programme: Programme, left: np.ndarray) -> list[int]:
    """Whole millionths: SCALE for the forced, the fixed chance for the others, lowered alike when room is short."""
    must = forced(programme, left)
    room = programme.capacity - int(must.sum())
    others = np.where(must, 0.0, programme.chances)
    total = others.sum()
    share = min(1.0, room / total) if total > 0 else 0.0
    chances = np.where(must, SCALE, np.floor(others * share * SCALE)).astype(np.int64)
    return chances.tolist()


def draw_week(programme: Programme, left: np.ndarray, stream: Stream) -> np.ndarray:
    """Which places this week visits: every chance exactly, at most ``capacity`` of them, the next state safe.

    How many of each weight varies by one a week at most (beside the forced), so that a promise of twice as often shows in every year.
    """
    kinds = [duty.weight for duty in programme.duties]
    return np.array(picked(week_chances(programme, left), SCALE, stream, kinds))
