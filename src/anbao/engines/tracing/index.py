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
#: what times may be whole multiples of, so that fewer bits hold them: seconds told in nanoseconds, for one
UNITS = (1, 10**3, 10**6, 10**9)


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
        #: times in ascending order; a transfer's number in this order is its rank
        by_time, self._times = by_time_of(seen.time)
        payers, self._payees = halves(packed(seen.src, seen.dst)[by_time])
        self._bits = count.bit_length()
        ranks = np.arange(count, dtype=np.int64)
        self._keys = (payers.astype(np.int64) << self._bits) | ranks
        self._keys.sort()
        self._ranks = (self._keys & self._mask).astype(np.int32)
        self.row, self.payee = halves(packed(by_time, self._payees)[self._ranks])
        self.first = run_starts(seen.src, seen.accounts)
        # payee order: it keeps the look-ups of windows running upward through memory, and finds what came to an account
        arrivals = (self._payees.astype(np.int64) << self._bits) | ranks
        arrivals.sort()
        self._arrivals = (arrivals & self._mask).astype(np.int32)
        self._arrived = (arrivals >> self._bits).astype(np.int32)
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
        open_ = packed(later, until)
        del later, until
        for start in range(0, count, CHUNK):
            rank = self._arrivals[start : start + CHUNK]
            later, until = halves(open_[rank])
            account = self._arrived[start : start + CHUNK].astype(np.int64) << self._bits
            low = np.searchsorted(self._keys, account + later)
            high = np.searchsorted(self._keys, account + until)
            by_rank[rank] = np.where(low < high, (low << 32) | high, 0)
        return by_rank[self._ranks]


def run_starts(accounts: np.ndarray, count: int) -> np.ndarray:
    """Where each account's run begins when the column is sorted; one entry more for the end."""
    starts = np.zeros(count + 1, dtype=np.int64)
    np.cumsum(np.bincount(accounts, minlength=count), out=starts[1:])
    return starts


def packed(high: np.ndarray, low: np.ndarray) -> np.ndarray:
    """Two columns in one, below 2**31 each: what is fetched in another order is fetched once, for memory is what it costs."""
    words = high.astype(np.int64)
    words <<= 32
    words |= low
    return words


def halves(words: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """The two columns of ``packed``."""
    return (words >> 32).astype(np.int32), words.astype(np.int32)


def runs(start: np.ndarray, end: np.ndarray) -> np.ndarray:
    """All whole numbers of the half-open runs, one after the other."""
    length = end - start
    ahead = np.cumsum(length) - length
    return np.repeat(start - ahead, length) + np.arange(int(length.sum()), dtype=np.int64)


def by_time_of(time: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Rows by time, and the times in that order; ties in any order, for no rule of reaching depends on it.

    Time and row are packed into one word where both fit: sorting words costs about the same for each row however many
    there are, which sorting places by what stands elsewhere in memory does not.
    """
    if not len(time) or bool((time[1:] >= time[:-1]).all()):
        return np.arange(len(time), dtype=np.int32), time
    bits, low = len(time).bit_length(), int(time.min())
    words = time - low
    for unit in UNITS:
        if (int(words.max()) // unit).bit_length() + bits < 64 and not (unit > 1 and (words % unit).any()):
            words //= unit
            words <<= bits
            words |= np.arange(len(time), dtype=np.int64)
            words.sort()
            return (words & ((1 << bits) - 1)).astype(np.int32), (words >> bits) * unit + low
    order = np.argsort(time).astype(np.int32)
    return order, time[order]
