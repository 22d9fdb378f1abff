"""What happens when: drawn from the seed and the minute of the campaign. Pure; no clock, no database."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from functools import lru_cache

from anbao.demo.facts import dice
from anbao.demo.simulator.cards import Card
from anbao.demo.staff.habits import ZONE

#: what may happen, and how often beside the others; a restore follows after so many campaign minutes
WEIGHTS = {"intrusion": 9, "hold_up": 2, "smoke": 3, "tamper": 2, "mains": 3, "zone_fault": 3, "silence": 1}
RESTORED = {
    "intrusion": (1, 6), "hold_up": (2, 9), "smoke": (3, 12), "tamper": (2, 20), "mains": (5, 90), "zone_fault": (10, 240),
    "silence": (15, 30),
}  # fmt: skip
#: how often what an operator verifies by picture happens where there is one, and what that is
FILMED, SEEN = 0.8, ("intrusion", "hold_up", "smoke")
#: opening and closing of an outlet's people, branch time, and how far a panel is from it, minutes
OPENS, CLOSES, SPREAD = time(8, 20), time(17, 40), 12


@dataclass(frozen=True, order=True)
class Happening:
    """At a campaign moment, at a box, in a zone (0: the box itself). ``minutes``: how long it is silent."""

    at: datetime
    code: str
    what: str
    zone: int = 0
    minutes: int = 0


class Script:
    """The everyday of the branch: ``rate`` alarms an hour of the campaign over all boxes."""

    def __init__(self, cards: Sequence[Card], *, seed: int, rate: float):
        self.cards, self.seed, self.rate = sorted(cards, key=lambda card: card.code), seed, rate
        self._of_day = lru_cache(maxsize=4)(self._plan_day)
        self._of_minute = lru_cache(maxsize=2000)(lambda minute: tuple(self._plan_minute(minute)))

    def between(self, since: datetime, until: datetime) -> list[Happening]:
        """Everything after `since` up to `until`, in order; asked in pieces it is the same."""
        found = [row for day in _days(since, until) for row in self._of_day(day) if since < row.at <= until]
        start = (since - timedelta(hours=5)).replace(second=0, microsecond=0)
        for minute in _minutes(start, until):
            found += [row for row in self._of_minute(minute) if since < row.at <= until]
        return sorted(found)

    def armed(self, card: Card, at: datetime) -> bool:
        """Whether the box stands armed at a moment, as its people keep it."""
        if card.hours == "always":
            return True
        opens, closes = self._hours(card, at.astimezone(ZONE).date())
        return not opens <= at < closes

    def _hours(self, card: Card, day: date) -> tuple[datetime, datetime]:
        draw = dice(self.seed, "hours", card.code, day)
        return tuple(
            datetime.combine(day, hour, ZONE) + timedelta(minutes=draw.uniform(-SPREAD, SPREAD))
            for hour in (OPENS, CLOSES)
        )

    def _plan_day(self, day: date) -> list[Happening]:
        """Arming, disarming and the daily test of every panel."""
        rows = []
        for card in self.cards:
            if card.protocol != "dc09":
                continue
            opens, closes = self._hours(card, day)
            if card.hours == "outlet":
                rows += [Happening(opens, card.code, "disarm"), Happening(closes, card.code, "arm")]
            test = datetime.combine(day, time(3), ZONE) + timedelta(
                minutes=dice(self.seed, "test", card.code).uniform(0, 90)
            )
            rows.append(Happening(test, card.code, "test"))
        return sorted(rows)

    def _plan_minute(self, minute: datetime) -> Iterator[Happening]:
        """What begins in a minute, and its end."""
        draw = dice(self.seed, "minute", int(minute.timestamp()))
        if draw.random() >= self.rate / 60 or not self.cards:
            return
        what = draw.choices(list(WEIGHTS), weights=list(WEIGHTS.values()))[0]
        at = minute + timedelta(seconds=draw.uniform(0, 60))
        able = [card for card in self.cards if self._can(card, what, at)]
        if not able:
            return
        if what in SEEN and draw.random() < FILMED:
            able = [card for card in able if card.filmed] or able
        card, lasts = draw.choice(able), draw.uniform(*RESTORED[what])
        if what == "silence":
            yield Happening(at, card.code, what, 0, round(lasts))
            return
        zone = card.zone_of(what)
        number = zone.number if zone else 1 if what in ("tamper", "zone_fault") else 0
        yield Happening(at, card.code, what, number)
        yield Happening(at + timedelta(minutes=lasts), card.code, f"{what}_restore", number)

    def _can(self, card: Card, what: str, at: datetime) -> bool:
        """Whether a box can report it now: a zone that watches it, and an intrusion only where it is armed."""
        if what in SEEN:
            return card.zone_of(what) is not None and (what != "intrusion" or self.armed(card, at))
        return card.protocol == "dc09"


def _days(since: datetime, until: datetime) -> Iterator[date]:
    day = since.astimezone(ZONE).date()
    while day <= until.astimezone(ZONE).date():
        yield day
        day += timedelta(days=1)


def _minutes(start: datetime, until: datetime) -> Iterator[datetime]:
    while start <= until:
        yield start
        start += timedelta(minutes=1)
