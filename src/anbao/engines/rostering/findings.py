"""What a check finds and what a solve answers."""

from __future__ import annotations

from dataclasses import dataclass

from anbao.engines.rostering.problem import Roster
from anbao.engines.rostering.rules import Rule


@dataclass(frozen=True)
class Finding:
    """One breach of one rule: whom and when, how many units, at what price; ``rule`` None: a shift not permitted."""

    rule: Rule | None
    people: tuple[str, ...]
    day: int | None
    amount: int
    penalty: int
    en: str
    zh: str

    @property
    def hard(self) -> bool:
        return self.penalty == 0


@dataclass(frozen=True)
class Judgement:
    """Everything a roster breaks. ``broken``: units of hard rules; ``penalty``: the sum over weighted ones."""

    findings: tuple[Finding, ...]

    @property
    def broken(self) -> int:
        return sum(finding.amount for finding in self.findings if finding.hard)

    @property
    def penalty(self) -> int:
        return sum(finding.penalty for finding in self.findings)


@dataclass(frozen=True)
class Result:
    """A roster with every unmet wish. ``bound``: no roster that keeps the hard rules costs less (None: not known).

    ``findings`` is what ``check`` says of the roster; ``broken`` 0 means that every hard rule holds.
    """

    roster: Roster
    penalty: int
    broken: int
    findings: tuple[Finding, ...]
    bound: int | None = None

    @property
    def optimal(self) -> bool:
        """Proven: no cheaper roster exists."""
        return self.broken == 0 and self.bound is not None and self.penalty <= self.bound
