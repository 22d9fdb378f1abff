"""Short stories by name, from demo/data/scenarios.yaml. Delays are real seconds, so that one can watch them."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache

from anbao.demo.facts import read
from anbao.demo.simulator.cards import Card
from anbao.demo.simulator.panels import CODES
from anbao.demo.simulator.script import Happening


@dataclass(frozen=True)
class Beat:
    """One moment of a story: real seconds after its beginning, what happens, in which of the place's zones."""

    after: float
    what: str
    zone: str = ""
    minutes: int = 0


@dataclass(frozen=True)
class Scenario:
    """A story: ``places`` are short names of institutions, or ``county:`` with the beginning of their names."""

    id: str
    zh: str
    en: str
    places: tuple[str, ...]
    beats: tuple[Beat, ...]


class NoScenario(ValueError):
    """The story can't be played; one line for the user."""


@cache
def scenarios() -> dict[str, Scenario]:
    """Every scenario; one that says what no box can is refused."""
    found = {}
    for key, body in read("scenarios.yaml").items():
        beats = tuple(Beat(**beat) for beat in body["beats"])
        for beat in beats:
            if beat.what not in CODES and beat.what not in ("silence", "call_point", "call_point_restore"):
                raise ValueError(f"scenarios.yaml: {key}: no box says {beat.what}")
        found[key] = Scenario(key, body["zh"], body["en"], tuple(body["places"]), beats)
    return found


def scenario(name: str) -> Scenario:
    """The scenario of that name. Raises ``NoScenario`` naming those there are."""
    if name not in scenarios():
        raise NoScenario(f"no scenario {name!r}; there are: {', '.join(scenarios())}")
    return scenarios()[name]


def cast(story: Scenario, cards: Sequence[Card]) -> list[Card]:
    """The boxes that play it. Raises ``NoScenario`` when the branch has none of them."""

    def plays(card: Card) -> bool:
        return any(card.place == p or (p.startswith("county:") and card.place.startswith(p[7:])) for p in story.places)

    wanted = "fire26875" if any(beat.what == "call_point" for beat in story.beats) else "dc09"
    found = [card for card in cards if plays(card) and card.protocol == wanted]
    if not found:
        raise NoScenario(f"scenario {story.id}: this branch has no box at {', '.join(story.places)}")
    return found


def happenings(story: Scenario, cards: Sequence[Card], at) -> list[tuple[float, Happening]]:
    """(real seconds, happening) of every box that plays."""
    rows = []
    for card in cast(story, cards):
        for beat in story.beats:
            rows.append((beat.after, Happening(at, card.code, beat.what, _zone(card, beat), beat.minutes)))
    return sorted(rows)


def _zone(card: Card, beat: Beat) -> int:
    zone = card.zone_of(beat.zone or beat.what.removesuffix("_restore"))
    return zone.number if zone else 0
