"""A table of facts that changes one row at a time, and finds its rows by key."""

from collections.abc import Callable

import numpy as np

#: keys are put into at most this many drawers, so that a drawer number has 16 bits and numpy sorts it by radix
DRAWERS = 1 << 16
CHUNK = 1 << 20


class Book:
    """The rows given at birth, which are never written to, and what was added, changed or taken away since.

    columns:   equally long 1-d arrays
    key:       columns (arrays or single values) -> key, from 0 to key_count - 1
    The index is made at the first look-up: 4 bytes per row.
    """

    def __init__(self, columns: tuple[np.ndarray, ...], key: Callable, key_count: int):
        self.columns = columns
        self.key = key
        self.size = len(columns[0])
        self._given = self.size
        self._shift = max(0, (key_count - 1).bit_length() - DRAWERS.bit_length() + 1)
        self._order = self._starts = None
        self._now: dict[int, tuple | None] = {}
        self._now_of_key: dict[int, set[int]] = {}

    def open_index(self) -> None:
        """Sort the given rows into drawers; done by the first look-up if not before."""
        if self._order is not None:
            return
        drawer = np.empty(self._given, dtype=np.uint16)
        for start in range(0, self._given, CHUNK):
            rows = slice(start, start + CHUNK)
            drawer[rows] = self.key(*(column[rows] for column in self.columns)) >> self._shift
        order = np.argsort(drawer, kind="stable")
        self._order = order.astype(np.uint32) if self._given < 2**32 else order
        self._starts = np.r_[0, np.cumsum(np.bincount(drawer, minlength=DRAWERS))]

    def row(self, number: int) -> tuple | None:
        """The row as it is now; None when there is none of that number."""
        if number in self._now:
            return self._now[number]
        if 0 <= number < self._given:
            return tuple(column[number].item() for column in self.columns)
        return None

    def rows_of(self, key: int) -> dict[int, tuple]:
        """number -> row, for the rows that have that key now."""
        self.open_index()
        drawer = key >> self._shift
        rows = self._order[self._starts[drawer] : self._starts[drawer + 1]]
        columns = [column[rows] for column in self.columns]
        here = np.flatnonzero(self.key(*columns) == key)
        found = zip(rows[here].tolist(), zip(*(column[here].tolist() for column in columns), strict=True), strict=True)
        kept = {number: row for number, row in found if number not in self._now}
        kept.update((number, self._now[number]) for number in sorted(self._now_of_key.get(key, ())))
        return kept

    def put(self, number: int, row: tuple | None) -> None:
        """The row becomes that; None takes it away."""
        before = self._now.get(number)
        if before is not None:
            self._now_of_key[int(self.key(*before))].discard(number)
        self._now[number] = row
        if row is not None:
            self._now_of_key.setdefault(int(self.key(*row)), set()).add(number)

    def add(self, row: tuple) -> int:
        """The number of the new row; numbers are never used again."""
        number = self.size
        self.size += 1
        self.put(number, row)
        return number

    def kept(self) -> tuple[np.ndarray, list[np.ndarray]]:
        """(numbers, columns) of the rows there are now."""
        keep = np.ones(self.size, dtype=np.bool_)
        added = self.size - self._given
        columns = [np.concatenate([column, np.zeros(added, dtype=column.dtype)]) for column in self.columns]
        for number, row in self._now.items():
            keep[number] = row is not None
            for column, value in zip(columns, row or (), strict=False):
                column[number] = value
        return np.flatnonzero(keep), [column[keep] for column in columns]
