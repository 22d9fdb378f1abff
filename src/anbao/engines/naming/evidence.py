"""Features and how they add up: the best base, less what speaks against it.

A comparison is observed as ``Observation``s (feature id, strength 0..1 or a count, what was seen). A matcher weighs
them by its table. ``score = max(base weight x strength) - sum(loss weight x strength)``, clamped to 0..1.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import NamedTuple

MATCH, REVIEW = 0.70, 0.50
BASE, LOSS = "base", "loss"


@dataclass(frozen=True)
class Feature:
    """One row of a matcher's table."""

    id: str
    role: str
    weight: float
    zh: str
    en: str

    def __post_init__(self):
        faults = [
            fault
            for wrong, fault in (
                (self.role not in (BASE, LOSS), f"role {self.role!r} is neither base nor loss"),
                (not 0 <= self.weight <= 1, f"weight {self.weight} is outside 0..1"),
                (not (self.zh and self.en), "a sentence is missing"),
            )
            if wrong
        ]
        if faults:
            raise ValueError(f"feature {self.id}: " + "; ".join(faults))


class Observation(NamedTuple):
    feature: str
    strength: float
    detail: str = ""


@dataclass(frozen=True)
class Score:
    """What a comparison came to: ``value`` 0..1 and the observations that made it, base first."""

    value: float
    observations: tuple[Observation, ...] = ()
    table: tuple[tuple[str, Feature], ...] = ()

    @property
    def verdict(self) -> str:
        return verdict(self.value)

    def reasons(self) -> str:
        """One line: the base and every loss with its part of the score and, in Chinese, what was seen."""
        features = dict(self.table)
        return "; ".join(said(features[o.feature], o) for o in self.observations)


def said(feature: Feature, seen: Observation) -> str:
    sign = "+" if feature.role == BASE else "-"
    detail = f" ({seen.detail})" if seen.detail else ""
    return f"{feature.id} {sign}{feature.weight * seen.strength:.2f} {feature.zh}{detail}"


def verdict(value: float) -> str:
    """match: a person must look at it now; review: worth a second look; no-match: nothing to see."""
    return "match" if value >= MATCH else "review" if value >= REVIEW else "no-match"


def weigh(features: dict[str, Feature], observations: Iterable[Observation]) -> Score:
    """Add observations up; one that the table lacks is left out (an older version did not look at it)."""
    known = [o for o in observations if o.feature in features and o.strength]
    bases = [o for o in known if features[o.feature].role == BASE]
    if not bases:
        return Score(0.0)
    best = max(bases, key=lambda o: features[o.feature].weight * o.strength)
    losses = [o for o in known if features[o.feature].role == LOSS]
    value = features[best.feature].weight * best.strength - sum(features[o.feature].weight * o.strength for o in losses)
    kept = (best, *losses)
    return Score(round(min(1.0, max(0.0, value)), 4), kept, tuple((o.feature, features[o.feature]) for o in kept))
