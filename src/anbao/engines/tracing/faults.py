"""What is wrong with an input, all of it at once, in words a user reads."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True)
class Fault:
    """One kind of fault: a stable code, English and Chinese words, and the rows (from 1) where it was found."""

    code: str
    en: str
    zh: str
    count: int = 0
    rows: tuple[int, ...] = ()

    @classmethod
    def of_rows(cls, code: str, en: str, zh: str, bad: np.ndarray) -> Iterator[Fault]:
        """A fault for the rows marked in ``bad``, nothing when there are none. The first five rows are named."""
        count = int(np.count_nonzero(bad))
        if count:
            first = tuple(int(row) + 1 for row in np.flatnonzero(bad)[:5])
            yield cls(code, en, zh, count, first)

    def __str__(self) -> str:
        if not self.count:
            return self.en
        rows = ", ".join(map(str, self.rows)) + (", ..." if self.count > len(self.rows) else "")
        return f"{self.en} in {self.count} row{'s' if self.count > 1 else ''} ({rows})"


class TracingError(ValueError):
    """An input that is refused; ``faults`` holds every reason."""

    def __init__(self, faults: Iterable[Fault]):
        self.faults = tuple(faults)
        super().__init__("; ".join(map(str, self.faults)))
