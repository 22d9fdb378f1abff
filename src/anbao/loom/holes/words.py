"""The vocabulary of holes: what a kind, a look and a sighting are, and the register of kinds.

A package above the loom adds a kind in its AppConfig.ready:

    from anbao.loom.holes.words import HoleKind, register
    register(HoleKind("silent_source", "报警源静默", "Silent alarm source", 7), silent_source)
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime

from django.utils.translation import get_language

from anbao.kit import clock
from anbao.loom.campaigns.models import Campaign
from anbao.loom.tasks.models import Task
from anbao.org.models import Institution


@dataclass(frozen=True)
class HoleKind:
    """A kind of hole with its names; ``weight`` orders the list: higher is graver."""

    id: str
    zh: str
    en: str
    weight: int

    def __str__(self) -> str:
        return self.en if (get_language() or "zh").startswith("en") else self.zh


@dataclass(frozen=True)
class Sighting:
    """One hole as seen now."""

    kind: str
    key: str
    net: str
    institution_id: int
    zh: str
    en: str
    link: str = ""
    count: int = 1


@dataclass(frozen=True)
class Look:
    """What every finder needs: the campaign, the moment, the places of its subtree."""

    campaign: Campaign
    at: datetime
    places: dict[int, Institution]

    @property
    def day(self) -> date:
        return clock.local_day(self.at)

    @property
    def tasks(self):
        return Task.house.filter(campaign=self.campaign)


def look_of(campaign: Campaign, at: datetime) -> Look:
    rows = Institution.house.under(campaign.lead).filter(closed_on__isnull=True)
    return Look(campaign, at, {place.pk: place for place in rows})


Finder = Callable[[Look], Iterator[Sighting]]
#: every kind by its id, gravest first
KINDS: dict[str, tuple[HoleKind, Finder]] = {}


def register(kind: HoleKind, finder: Finder) -> None:
    """Add a kind and how it is found; once, at start. Raises ValueError for an id that somebody else has taken."""
    known = KINDS.get(kind.id)
    if known is not None and known != (kind, finder):
        raise ValueError(f"the kind of hole {kind.id!r} is registered twice")
    KINDS[kind.id] = (kind, finder)
    for key in sorted(KINDS, key=lambda key: -KINDS[key][0].weight):
        KINDS[key] = KINDS.pop(key)
