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
        more = f"; and {len(self.faults) - SHOWN} more" if len(self.faults) > SHOWN else ""
        super().__init__("; ".join(map(str, self.faults[:SHOWN])) + more)


def refuse(faults: Iterable[Fault]) -> None:
    """Raise ``RosteringError`` when there is any fault."""
    found = tuple(faults)
    if found:
        raise RosteringError(found)


def bad_seed(seed: int) -> list[Fault]:
    """The fault of a seed that no random generator takes."""
    return [Fault("seed", "the seed must be 0 or more", "种子不能为负数")] if seed < 0 else []
