"""What is wrong with a problem, all of it at once, in words a user reads."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

#: names listed in one fault before the rest is only counted
NAMED = 8


@dataclass(frozen=True)
class Fault:
    """A stable code, English and Chinese words, and the stops (or days) it is about."""

    code: str
    en: str
    zh: str
    about: tuple[str, ...] = ()

    def __str__(self) -> str:
        return self.said("en")

    def said(self, language: str) -> str:
        words = self.zh if language.startswith("zh") else self.en
        if not self.about:
            return words
        more = len(self.about) - NAMED
        names = ", ".join(self.about[:NAMED]) + (f" (+{more})" if more > 0 else "")
        return f"{words}: {names}"


class TouringError(ValueError):
    """A problem that is refused; ``faults`` holds every reason."""

    def __init__(self, faults: Iterable[Fault]):
        self.faults = tuple(faults)
        super().__init__("; ".join(map(str, self.faults)))

    def said(self, language: str) -> str:
        return "; ".join(fault.said(language) for fault in self.faults)


class NoPlan(TouringError):
    """No plan was found within the limit, though no bound forbids one; the faults name the stops that stay out."""
