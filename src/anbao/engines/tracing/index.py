"""What is prepared once and serves every question: transfers in order of payer and time.

A *place* is a position in that order. All that leaves one account lies in one run of places, in order of time, so the
transfers that may follow a given one (same account, strictly later, at most dwell later) are one *window* of places.
"""

from __future__ import annotations

from functools import cached_property

import numpy as np

from anbao.engines.tracing.transfers import Transfers

#: rows handled at a time while windows are made; bounds the extra memory
CHUNK = 1 << 22


class Index:
    """Transfers by payer and time. ``backward=True`` prepares the mirror image.

    ``row``: place -> row. ``payee``: place -> account. ``first``: account -> its first place (accounts + 1 entries).
    ``arrival_row`` and ``first_arrival``: the same for what arrives: rows by payee and time, and where each payee's
    begin.
    """

    def __init__(self, transfers: Transfers, *, backward: bool = False):
        self.transfers, self.backward = transfers, backward
        seen = transfers.mirrored() if backward else transfers
        count = len(seen)
        by_time = time_order(seen.time)
        #: times in ascending order; a transfer's number in this order is its rank
        self._times = seen.time[by_time]
        self._payees = seen.dst[by_time]
        self._bits = count.bit_length()
        ranks = np.arange(count, dtype=np.int64)
        self._keys = (seen.src[by_time].astype(np.int64) << self._bits) | ranks
        self._keys.sort()
        self._ranks = (self._keys & self._mask).astype(np.int32)
        self.row = by_time[self._ranks]
        self.payee = self._payees[self._ranks]
        self.first = run_starts(seen.src, seen.accounts)
        # payee order: it keeps the look-ups of windows running upward through memory, and finds what came to an account
        arrivals = (self._payees.astype(np.int64) << self._bits) | ranks
        arrivals.sort()
        self._arrivals = (arrivals & self._mask).astype(np.int32)
        self.arrival_row = by_time[self._arrivals]
        self.first_arrival = run_starts(seen.dst, seen.accounts)
        self._windows: tuple[int, np.ndarray] | None = None
        #: pairings of cents found so far, by method (see ``cents``); they depend on the transfers alone
        self.pairings: dict = {}

    @property
    def _mask(self) -> int:
        return (1 << self._bits) - 1

    def __len__(self) -> int:
        return len(self.row)

    def degree(self) -> np.ndarray:
        """Transfers of each account in the direction of the trace."""
        return np.diff(self.first)

    def touching(self, accounts: np.ndarray) -> np.ndarray:
        """Rows of all transfers out of or into the accounts, each once."""
        known = np.zeros(self.transfers.accounts, dtype=bool)
        known[accounts] = True
        out = self.row[runs(self.first[accounts], self.first[accounts + 1])]
        into = self.arrival_row[runs(self.first_arrival[accounts], self.first_arrival[accounts + 1])]
        payer = self.transfers.dst if self.backward else self.transfers.src
        return np.concatenate([out, into[~known[payer[into]]]]).astype(np.int64)

    @cached_property
    def addresses(self) -> np.ndarray:
        """Row -> address of its first cent, the cents of all rows lying end to end on one line."""
        return np.cumsum(self.transfers.cents) - self.transfers.cents

    def windows(self, dwell: int) -> np.ndarray:
        """For each place the places that may follow it, packed as ``first << 32 | end``; 0 when there are none.

        Kept for the last dwell asked for.
        """
        if self._windows is None or self._windows[0] != dwell:
            self._windows = (dwell, self._make_windows(dwell))
        return self._windows[1]

    def _make_windows(self, dwell: int) -> np.ndarray:
        count = len(self)
        if not count:
            return np.empty(0, dtype=np.int64)
        dwell = min(dwell, int(self._times[-1]) - int(self._times[0]))
        by_rank = np.empty(count, dtype=np.int64)
        later = np.searchsorted(self._times, self._times, side="right")
        until = np.searchsorted(self._times, self._times + dwell, side="right")
        for start in range(0, count, CHUNK):
            rank = self._arrivals[start : start + CHUNK]
            account = self._payees[rank].astype(np.int64) << self._bits
            low = np.searchsorted(self._keys, account + later[rank])
            high = np.searchsorted(self._keys, account + until[rank])
            by_rank[rank] = np.where(low < high, (low << 32) | high, 0)
        return by_rank[self._ranks]


def run_starts(accounts: np.ndarray, count: int) -> np.ndarray:
    """Where each account's run begins when the column is sorted; one entry more for the end."""
    starts = np.zeros(count + 1, dtype=np.int64)
    np.cumsum(np.bincount(accounts, minlength=count), out=starts[1:])
    return starts


def runs(start: np.ndarray, end: np.ndarray) -> np.ndarray:
    """All whole numbers of the half-open runs, one after the other."""
    length = end - start
    ahead = np.cumsum(length) - length
    return np.repeat(start - ahead, length) + np.arange(int(length.sum()), dtype=np.int64)


def time_order(time: np.ndarray) -> np.ndarray:
    """Rows by time; ties in any order, for no rule of reaching depends on it."""
    if len(time) and bool((time[1:] >= time[:-1]).all()):
        return np.arange(len(time), dtype=np.int32)
    return np.argsort(time).astype(np.int32)
