"""The question of one period: which places, which slots, what must hold. Validated at birth."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from anbao.engines import touring
from anbao.engines.sealing.faults import Fault, SealingError
from anbao.engines.touring.problem import MOST_DAYS

#: stops of one slot that are still ordered exactly (see touring)
MOST = touring.EXACT


@dataclass(frozen=True)
class Place:
    """A place; ``wanted``: probability that the period sees it (1: surely). ``slots``: where it may be seen; None: in any."""

    name: str
    wanted: float = 1.0
    slots: tuple[int, ...] | None = None


@dataclass(frozen=True)
class Slot:
    """A day, or a team's day, that holds between ``least`` and ``most`` stops. ``day`` orders slots in time."""

    label: str
    least: int
    most: int
    day: int = 0


@dataclass(frozen=True, eq=False)
class Problem:
    """``roads``: a touring problem with the same places as stops and the same slots as days; None: any day is drivable.

    Raises SealingError with every fault; a place that ``roads`` can't reach was refused by touring before.
    """

    places: Sequence[Place]
    slots: Sequence[Slot]
    roads: touring.Problem | None = None

    def __post_init__(self):
        object.__setattr__(self, "places", tuple(self.places))
        object.__setattr__(self, "slots", tuple(self.slots))
        faults = list(self._faults())
        if faults:
            raise SealingError(faults)

    def allowed(self, place: int) -> tuple[int, ...]:
        own = self.places[place].slots
        return tuple(range(len(self.slots))) if own is None else tuple(sorted(set(own)))

    def _faults(self):
        if not self.places:
            yield Fault("empty", "there are no places", "没有地点")
        if not self.slots:
            yield Fault("no-slots", "there are no days", "没有可用的天数")
        if len(self.slots) > MOST_DAYS:
            words = (
                f"{len(self.slots)} days are more than {MOST_DAYS}",
                f"{len(self.slots)} 天，超过上限 {MOST_DAYS} 天",
            )
            yield Fault("many-days", *words)
        twice = tuple(name for name, count in Counter(p.name for p in self.places).items() if count > 1)
        if twice:
            yield Fault("twice", "places given more than once", "地点重复", twice)
        odd = tuple(p.name for p in self.places if not 0 < p.wanted <= 1)
        if odd:
            yield Fault("wanted", "a probability is above 0 and at most 1", "概率须大于 0 且不超过 1", odd)
        shut = tuple(
            p.name for p in self.places if p.slots is not None and not set(p.slots) & set(range(len(self.slots)))
        )
        if shut:
            yield Fault("shut", "places that no day is open to", "没有任何一天可以到访", shut)
        lost = tuple(p.name for p in self.places if p.slots is not None and set(p.slots) - set(range(len(self.slots))))
        if lost:
            yield Fault("slot", "places with a day that is not there", "指定了不存在的日期", lost)
        wrong = tuple(s.label for s in self.slots if not 0 <= s.least <= s.most)
        if wrong:
            yield Fault("bounds", "days whose least is above their most", "当天最少家数大于最多家数", wrong)
        yield from self._sums()
        yield from self._roads()

    def _sums(self):
        wanted = sum(p.wanted for p in self.places)
        least, most = sum(s.least for s in self.slots), sum(s.most for s in self.slots)
        if wanted > most + 1e-9:
            yield Fault(
                "too-few-days",
                f"too few days: {wanted:g} visits are wanted, the {len(self.slots)} days hold at most {most}",
                f"天数不足：需到访 {wanted:g} 次，{len(self.slots)} 天最多 {most} 次",
            )
        if self.places and wanted < least - 1e-9:
            yield Fault(
                "too-many-days",
                f"the days want at least {least} visits, there are {wanted:g}",
                f"各天合计至少 {least} 次，只有 {wanted:g} 次",
            )

    def _roads(self):
        if self.roads is None:
            return
        if [s.name for s in self.roads.stops] != [p.name for p in self.places]:
            yield Fault("roads", "the roads lead to other places", "道路数据与地点不一致")
        if len(self.roads.days) != len(self.slots):
            yield Fault("roads-days", "the roads have other days", "道路数据与天数不一致")
        full = tuple(s.label for s in self.slots if s.most > MOST)
        if full:
            yield Fault("roads-most", f"a day with roads holds at most {MOST} stops", f"每天最多 {MOST} 家", full)
