"""What is away and waited for (a database): told once, then at a growing distance, and once when it is back."""

import time
from collections.abc import Callable

#: seconds of absence after which it is told again; then every last one
DISTANCES = (0.0, 30.0, 120.0, 600.0, 3600.0)


class Outage:
    """``lost(error)`` at every try that failed, ``back()`` at every one that did not; most of them say nothing.

    said   takes one line for a person
    what   what cannot be done meanwhile: "incidents are not taken up"
    who    what every line begins with
    """

    def __init__(
        self, said: Callable[[str], object], what: str, *, who: str = "", now: Callable[[], float] = time.monotonic
    ):
        self._said, self._what, self._who, self._now = said, what, who, now
        self._since: float | None = None
        self._told = 0

    def lost(self, error: BaseException) -> None:
        now = self._now()
        if self._since is None:
            self._since, self._told = now, 0
        gone = now - self._since
        if gone < self._next():
            return
        while gone >= self._next():
            self._told += 1
        why = " ".join(str(error).split())
        self._said(f"{self._who}{self._what}{f', for {gone:.0f} s now' if gone >= 1 else ''}: {why}")

    def _next(self) -> float:
        """The absence from which it is told once more."""
        beyond = self._told - len(DISTANCES) + 1
        return DISTANCES[self._told] if beyond <= 0 else DISTANCES[-1] * (beyond + 1)

    def back(self) -> None:
        if self._since is None:
            return
        gone, self._since = self._now() - self._since, None
        self._said(f"{self._who}the database is back after {gone:.0f} s")
