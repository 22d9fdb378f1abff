"""What a check finds and what a solve answers."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from anbao.engines.rostering.problem import Roster
from anbao.engines.rostering.rules import Rule

#: people named in one sentence
NAMED = 12


def _named(names: Sequence[str], comma: str) -> str:
    more = f" +{len(names) - NAMED}" if len(names) > NAMED else ""
    return comma.join(names[:NAMED]) + more


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
    """A roster with every unmet wish. ``bound``: no roster that keeps the hard rules costs less; 0 where no
    more is known, as no weight is negative.

    ``findings`` is what ``check`` says of the roster; ``broken`` 0 means that every hard rule holds. ``lineless``: people of
    whom it is proven that no line keeps all hard rules of their own.
    """

    roster: Roster
    penalty: int
    broken: int
    findings: tuple[Finding, ...]
    bound: int = 0
    lineless: tuple[str, ...] = ()

    def sentence(self) -> tuple[str, str]:
        """(English, Chinese): whether the hard rules hold, and what is known where they don't."""
        if not self.broken:
            return "every hard rule holds", "所有硬性规则均满足"
        whose = list(dict.fromkeys(name for finding in self.findings if finding.hard for name in finding.people))
        en, zh = f"hard rules are broken, by {self.broken} in all", f"有硬性规则未满足，共 {self.broken} 处（个单位）"
        if whose:
            en, zh = f"{en}, for {_named(whose, ', ')}", f"{zh}，涉及 {_named(whose, '、')}"
        if self.lineless:
            en = f"{en}; proven: no line at all keeps the own rules of {_named(self.lineless, ', ')}"
            zh = f"{zh}；已证明下列人员无论怎样排都不能满足其自身规则：{_named(self.lineless, '、')}"
        return en, zh

    @property
    def optimal(self) -> bool:
        """Proven: no cheaper roster exists."""
        return self.broken == 0 and self.penalty <= self.bound
