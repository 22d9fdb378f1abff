"""When to stop: one-method objects. The engine has no clock of its own; a deadline is given one."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Protocol


class Stop(Protocol):
    def left(self) -> float:
        """Seconds left to search; 0 means stop now, ``inf`` that seconds don't count."""

    def round(self) -> bool:
        """Called once for each round of search; False means stop."""


@dataclass
class Rounds:
    """Stops after a number of rounds: the same seed gives the same roster."""

    most: int
    done: int = field(default=0, init=False)

    def left(self) -> float:
        return float("inf") if self.done < self.most else 0.0

    def round(self) -> bool:
        self.done += 1
        return self.done <= self.most


@dataclass
class Deadline:
    """Stops ``seconds`` after it was made, by the clock given (``time.monotonic``); ``called_off`` ends it at once."""

    seconds: float
    now: Callable[[], float]
    called_off: bool = field(default=False, init=False)

    def __post_init__(self):
        self.until = self.now() + self.seconds

    def left(self) -> float:
        return 0.0 if self.called_off else max(self.until - self.now(), 0.0)

    def round(self) -> bool:
        return self.left() > 0


@dataclass(frozen=True)
class Keeping:
    """Another stop, but for ``kept`` seconds of it that are kept for what comes after."""

    whole: Stop
    kept: float

    def left(self) -> float:
        return max(self.whole.left() - self.kept, 0.0)

    def round(self) -> bool:
        return self.whole.round() and self.left() > 0
