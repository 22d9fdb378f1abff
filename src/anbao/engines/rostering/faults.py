"""What is wrong with an input, all of it at once, in words a user reads."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

SHOWN = 20


@dataclass(frozen=True)
class Fault:
    """One fault: a stable code, English and Chinese words."""

    code: str
    en: str
    zh: str

    def __str__(self) -> str:
        return self.en


class RosteringError(ValueError):
    """An input that is refused; ``faults`` holds every reason, the text the first twenty."""

    def __init__(self, faults: Iterable[Fault]):
        self.faults = tuple(faults)
        super().__init__(self.said())

    def said(self, zh: bool = False) -> str:
        """The first faults in one line, in English or Chinese, and how many more there are."""
        words = [fault.zh if zh else fault.en for fault in self.faults[:SHOWN]]
        more = len(self.faults) - SHOWN
        words += [f"另有 {more} 处" if zh else f"and {more} more"] if more > 0 else []
        return ("；" if zh else "; ").join(words)


def refuse(faults: Iterable[Fault]) -> None:
    """Raise ``RosteringError`` when there is any fault."""
    found = tuple(faults)
    if found:
        raise RosteringError(found)


def bad_seed(seed: int) -> list[Fault]:
    """The fault of a seed that no random generator takes."""
    return [Fault("seed", "the seed must be 0 or more", "种子不能为负数")] if seed < 0 else []
