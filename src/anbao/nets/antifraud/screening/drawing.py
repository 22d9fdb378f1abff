"""How a comparison is told on a page: both sides masked, every feature with its part of the score in words."""

import json
from dataclasses import dataclass

from django.utils.translation import get_language

from anbao.engines.naming.evidence import BASE, Observation, Score, verdict
from anbao.engines.naming.matchers import matcher
from anbao.engines.naming.subjects import Subject
from anbao.nets.antifraud.screening.editions import subject_of
from anbao.nets.antifraud.screening.models import Hit, NumberKind
from anbao.nets.antifraud.screening.rules import shown_detail, shown_numbers


@dataclass(frozen=True)
class Part:
    """One feature: its id, its part of the score with sign, what it says, and what was seen."""

    id: str
    part: str
    words: str
    seen: str
    speaks_for: bool


@dataclass(frozen=True)
class Side:
    """A subject as a page may show it. ``weak``: numbers that fail their check."""

    names: str
    numbers: list[tuple[str, str, bool]]
    reason: str = ""


def parts_of(version: str, observations) -> list[Part]:
    """The observations of a score, base first, in the reader's language."""
    features, english = matcher(version).features, (get_language() or "zh").startswith("en")
    told = []
    for seen in map(Observation._make, observations):
        feature = features[seen.feature]
        part = feature.weight * seen.strength
        told.append(
            Part(
                feature.id, f"{'+' if feature.role == BASE else '−'}{part:.2f}", feature.en if english else feature.zh,
                shown_detail(feature.id, seen.detail), feature.role == BASE,
            )
        )  # fmt: skip
    return told


def parts_of_hit(hit: Hit) -> list[Part]:
    return parts_of(hit.matcher, json.loads(hit.reasons))


def parts_of_score(version: str, score: Score) -> list[Part]:
    return parts_of(version, score.observations)


def side_of(subject: Subject, reason: str = "") -> Side:
    weak = {(kind, number.canonical) for kind, number in subject.weak_numbers()}
    numbers = [
        (str(NumberKind(kind).label), shown, (kind, number.canonical) in weak)
        for (kind, shown), (_kind, number) in zip(shown_numbers(subject), subject.numbers(), strict=True)
    ]
    return Side("、".join(subject.names), numbers, reason)


def listed_side(hit: Hit) -> Side:
    return side_of(*subject_of(hit.listed))


def verdict_of(score: float) -> str:
    """``match`` or ``review``, as the engine says."""
    return verdict(score)
