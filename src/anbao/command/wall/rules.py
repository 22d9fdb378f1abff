"""Pure decisions of the wall: whose turn it is, which layout holds, when a challenge is due."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, time, timedelta

#: minutes between two challenges at least, and how long one waits for its answer; assumed by us
CHALLENGE_EVERY, CHALLENGE_WAITS = timedelta(minutes=45), timedelta(minutes=5)
#: wrong numbers after which a challenge has failed: of ten thousand a few guesses hit none
MOST_WRONG = 5
#: a screen tells every twenty seconds that it is there; one without a sign for so long is dark, and nobody sees a number on it
SEEN_WITHIN = timedelta(minutes=3)
#: chance a minute that a challenge comes once it may
CHALLENGE_CHANCE = 1 / 30


def rota(weights: Mapping[int, int]) -> list[int]:
    """One whole round of smooth weighted round-robin: every key as often as its weight, spread as evenly as can be.

    The method of nginx's upstream balancer: each turn every key gains its weight, the richest is taken and pays the sum
    of all. Ties go to the smaller key. Weights below one count as one.

    >>> rota({1: 3, 2: 1, 3: 1})
    [1, 2, 1, 3, 1]
    """
    held = {key: max(int(weight), 1) for key, weight in sorted(weights.items())}
    total, credit, turns = sum(held.values()), dict.fromkeys(held, 0), []
    for _turn in range(total):
        for key, weight in held.items():
            credit[key] += weight
        best = max(held, key=lambda key: (credit[key], -key))
        credit[best] -= total
        turns.append(best)
    return turns


@dataclass(frozen=True)
class Candidate:
    """A camera as the weights see it."""

    key: int
    path: str
    tags: frozenset[str]
    area: str = ""
    ailing: bool = False


@dataclass(frozen=True)
class Weights:
    """How much more often some cameras come; what fits multiplies."""

    focus: int = 1
    ailing: int = 1
    tags: Mapping[str, int] = None
    areas: Mapping[str, int] = None


def weight_of(one: Candidate, weights: Weights, focuses: Iterable[str]) -> int:
    """1 for a plain camera; of several tags the heaviest counts."""
    found = 1
    if any(one.path.startswith(focus) for focus in focuses):
        found *= weights.focus
    found *= max((weights.tags.get(tag, 1) for tag in one.tags), default=1) if weights.tags else 1
    found *= (weights.areas or {}).get(one.area, 1)
    return found * (weights.ailing if one.ailing else 1)


@dataclass(frozen=True)
class When:
    """When a layout holds: hours of the day (over midnight too) and phases of a campaign; empty: always."""

    since: time | None = None
    until: time | None = None
    phases: frozenset[str] = frozenset()

    def holds(self, now: time, phases: Iterable[str]) -> bool:
        if self.phases and not self.phases & set(phases):
            return False
        if self.since is None or self.until is None:
            return True
        if self.since <= self.until:
            return self.since <= now < self.until
        return now >= self.since or now < self.until


def chosen(presets: Sequence[tuple[str, When]], *, pinned: str, now: time, phases: Iterable[str]) -> str:
    """The layout that holds: the pinned one, else the first whose time has come, else the last."""
    known = [key for key, _when in presets]
    if pinned in known:
        return pinned
    return next((key for key, when in presets if when.holds(now, phases)), known[-1])


def is_dark(seen_at: datetime | None, at: datetime, pace: float = 1.0) -> bool:
    """Whether nobody can see what a screen shows; `pace`: how much faster than people the clock runs."""
    return seen_at is None or at - seen_at > SEEN_WITHIN * pace


def challenge_due(last: datetime | None, at: datetime, draw: float) -> bool:
    """Whether a challenge comes this minute; `draw` is even chance, 0 to 1."""
    return (last is None or at - last >= CHALLENGE_EVERY) and draw < CHALLENGE_CHANCE
