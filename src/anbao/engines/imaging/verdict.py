"""What a diagnosis says: one check per question, and the verdict over all of them."""

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from anbao.engines.imaging.faults import FAULTS

LIMIT = 0.5


def score_of(value: float, limit: float, *, below: bool = False) -> float:
    """How far a number stands beyond its limit: 0.5 at the limit, 0 at nothing, towards 1 far beyond it.

    >>> score_of(3.0, 3.0), score_of(9.0, 3.0), score_of(1.0, 3.0)
    (0.5, 0.75, 0.25)
    """
    ratio = (limit / max(value, 1e-6)) if below else (value / limit)
    return ratio / (1.0 + ratio) if ratio > 0 else 0.0


@dataclass(frozen=True, slots=True)
class Check:
    """One question about the picture.

    ``score`` is 0.5 at the limit; ``numbers`` are what was compared; ``zh`` and ``en`` say it in a sentence. An undecided
    check (``decided`` false) has looked and can't tell; it is never a fault.
    """

    fault: str
    score: float
    zh: str
    en: str
    numbers: tuple[tuple[str, float], ...] = ()
    decided: bool = True
    #: judged against this camera's own past, not by absolute rules
    by_history: bool = False

    @property
    def failed(self) -> bool:
        return self.decided and self.score >= LIMIT

    def words(self, language: str) -> str:
        return self.zh if language.startswith("zh") else self.en


@dataclass(frozen=True, eq=False)
class Verdict:
    """All checks of one picture. ``fault`` is the id that stands for it, or ``""`` when it is sound.

    ``agreement`` is (ROWS, COLUMNS), how well each block's structure agrees with the reference, 0 to 1; the history
    learns from it which blocks can be trusted. None without a reference. ``doubtful``: no fault was found, or not surely,
    yet so much is other than usual that the history learns from this picture only slowly.
    """

    checks: tuple[Check, ...]
    at: float
    mode: str = ""
    agreement: np.ndarray | None = None
    doubtful: bool = False

    @cached_property
    def faults(self) -> tuple[str, ...]:
        """Every fault found and not hidden by one that explains it, by rank."""
        failed = {check.fault for check in self.checks if check.failed}
        hidden = {other for fault in failed for other in FAULTS[fault].hides}
        return tuple(fault for fault in FAULTS if fault in failed and fault not in hidden)

    @property
    def fault(self) -> str:
        return self.faults[0] if self.faults else ""

    @property
    def ok(self) -> bool:
        return not self.faults

    @cached_property
    def check(self) -> Check:
        """The check that stands for the picture: of its fault, or the one nearest to its limit."""
        if self.ok:
            decided = [check for check in self.checks if check.decided] or list(self.checks)
            return max(decided, key=lambda check: check.score)
        return next(check for check in self.checks if check.fault == self.fault)

    @property
    def score(self) -> float:
        return self.check.score

    @property
    def certain(self) -> bool:
        """Whether the camera's own past carried the verdict."""
        return self.check.by_history or self.fault == "signal_loss"

    @property
    def undecided(self) -> tuple[str, ...]:
        return tuple(check.fault for check in self.checks if not check.decided)

    @property
    def numbers(self) -> dict[str, float]:
        """Every number of every check by name."""
        return {name: value for check in self.checks for name, value in check.numbers}

    def words(self, language: str) -> str:
        """The sentence of each fault found; of a sound picture, that it is."""
        zh = language.startswith("zh")
        if self.ok:
            return "画面正常" if zh else "the picture is sound"
        found = (check for fault in self.faults for check in self.checks if check.fault == fault)
        told = ("；" if zh else "; ").join(check.words(language) for check in found)
        if self.certain:
            return told
        return told + (
            "（当时无历史可比，把握较低）" if zh else " (no history to compare with at that time, less certain)"
        )
