"""The columns: one transfer a row, accounts as numbers, money as cents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np

from anbao.engines.tracing.faults import Fault, TracingError

#: rows and accounts are packed into one 64-bit word, half each
MOST_ROWS = 2**31 - 1
#: sums of cents over all rows stay far from the 64-bit limit, four-fold sums included
MOST_CENTS = 2**60


@dataclass(frozen=True, eq=False)
class Transfers:
    """Transfers as columns of one length.

    ``src``, ``dst``: account numbers 0..accounts-1. ``cents``: 0 or more. ``time``: whole ticks of any unit (the
    dwell limit is in the same unit). Account numbers must not depend on the order of rows (``from_names`` numbers by
    sorted name), for they order transfers of one time. Raises TracingError with every fault found.
    """

    src: np.ndarray
    dst: np.ndarray
    cents: np.ndarray
    time: np.ndarray
    accounts: int = -1
    names: Sequence[str] | None = field(default=None, repr=False)

    def __post_init__(self):
        for column in ("src", "dst", "cents", "time"):
            object.__setattr__(self, column, whole_numbers(column, getattr(self, column)))
        faults = list(self._faults())
        if faults:
            raise TracingError(faults)
        if self.accounts < 0:
            highest = max(int(self.src.max()), int(self.dst.max())) if len(self) else -1
            object.__setattr__(self, "accounts", len(self.names) if self.names is not None else highest + 1)
        object.__setattr__(self, "src", self.src.astype(np.int32, copy=False))
        object.__setattr__(self, "dst", self.dst.astype(np.int32, copy=False))
        object.__setattr__(self, "cents", self.cents.astype(np.int64, copy=False))
        object.__setattr__(self, "time", self.time.astype(np.int64, copy=False))

    def _faults(self):
        lengths = {len(self.src), len(self.dst), len(self.cents), len(self.time)}
        if len(lengths) != 1:
            yield Fault("columns", "the columns differ in length", "各列长度不一致")
            return
        if len(self) > MOST_ROWS:
            yield Fault("too-many", f"more than {MOST_ROWS} transfers", f"转账超过 {MOST_ROWS} 笔")
        known = len(self.names) if self.names is not None else self.accounts if self.accounts >= 0 else MOST_ROWS
        strangers = (self.src < 0) | (self.src >= known) | (self.dst < 0) | (self.dst >= known)
        yield from Fault.of_rows("unknown-account", "account number out of range", "账户编号超出范围", strangers)
        yield from Fault.of_rows("negative-amount", "amount is negative", "金额为负", self.cents < 0)
        if np.abs(self.cents.astype(np.float64)).sum() > MOST_CENTS:
            yield Fault("too-much", f"the amounts add up to more than {MOST_CENTS} cents", "金额合计过大")
        if len(self) and float(self.time.max()) - float(self.time.min()) >= 2**62:
            yield Fault("time-span", "times lie too far apart", "时间跨度过大")

    def __len__(self) -> int:
        return len(self.src)

    @classmethod
    def from_names(cls, src: Sequence[str], dst: Sequence[str], cents, time) -> Transfers:
        """Number the accounts by sorted name, so that the numbers are the same for every order of rows."""
        names, codes = np.unique(np.asarray([*src, *dst], dtype=object).astype(str), return_inverse=True)
        return cls(codes[: len(src)], codes[len(src) :], cents, time, names=[str(name) for name in names])

    def codes(self, names: Sequence[str]) -> np.ndarray:
        """Account numbers of the names that occur; the rest are left out."""
        if self.names is None:
            return np.array([int(name) for name in names if 0 <= int(name) < self.accounts], dtype=np.int64)
        place = {name: code for code, name in enumerate(self.names)}
        return np.array([place[name] for name in names if name in place], dtype=np.int64)

    def mirrored(self) -> Transfers:
        """The same money seen backward: payee pays payer, later is earlier."""
        mirror = object.__new__(Transfers)
        columns = {"src": self.dst, "dst": self.src, "cents": self.cents, "time": -self.time}
        for name, value in {**columns, "accounts": self.accounts, "names": self.names}.items():
            object.__setattr__(mirror, name, value)
        return mirror


def whole_numbers(column: str, values) -> np.ndarray:
    values = np.asarray(values)
    if values.size == 0:
        return values.astype(np.int64).reshape(-1)
    if values.ndim != 1 or values.dtype.kind not in "iu":
        raise TracingError([Fault("columns", f"{column} must be a column of whole numbers", f"{column} 列必须为整数")])
    return values


def canonical_order(time: np.ndarray, *then: np.ndarray) -> np.ndarray:
    """Positions by time and, where times are equal, by the columns after it: payer, payee, amount and so on.

    Only rows that share a time pay for the long comparison.
    """
    order = np.argsort(time, kind="stable")
    same = time[order][1:] == time[order][:-1]
    tied = np.zeros(len(order), dtype=bool)
    tied[1:] |= same
    tied[:-1] |= same
    group = order[tied]
    order[tied] = group[np.lexsort([column[group] for column in (*reversed(then), time)])]
    return order
