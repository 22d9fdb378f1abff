"""The question: which seeds, how far, by which rule."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum

import numpy as np

from anbao.engines.tracing.faults import Fault, TracingError
from anbao.engines.tracing.transfers import Transfers


class Method(StrEnum):
    """How tainted cents leave an account that also holds clean ones."""

    FIFO = "fifo"
    LIFO = "lifo"
    PRO_RATA = "pro-rata"


@dataclass(frozen=True, eq=False)
class Problem:
    """One trace.

    ``seeds``: account numbers of the involved accounts. ``dwell``: longest rest, in ticks of ``transfers.time``.
    ``hub``: an account with more transfers than this in the direction of the trace is not followed; None follows all.
    ``stops``: accounts where the trace ends by order (cash desks, merchants, other banks).
    ``fan``: from how many counterparties on an account is a splitting or gathering point.
    """

    transfers: Transfers
    seeds: np.ndarray
    hops: int
    dwell: int
    backward: bool = False
    method: Method = Method.FIFO
    hub: int | None = None
    stops: np.ndarray = field(default_factory=lambda: np.empty(0, dtype=np.int64))
    fan: int = 3

    def __post_init__(self):
        faults = [*self._settle("seeds"), *self._settle("stops"), *self._faults()]
        if faults:
            raise TracingError(faults)
        object.__setattr__(self, "method", Method(self.method))

    def _settle(self, name: str):
        """Make the account numbers of a field one ascending column; what are none is a fault, and none are left."""
        try:
            codes = np.asarray(getattr(self, name)).reshape(-1)
            if codes.size and (codes.dtype.kind not in "iu" or int(codes.max()) >= 2**63):
                raise ValueError
            codes = np.unique(codes.astype(np.int64))
        except (TypeError, ValueError, OverflowError):
            codes = np.empty(0, dtype=np.int64)
            yield Fault(name, f"{name} must be whole account numbers", "账户编号须为整数")
        object.__setattr__(self, name, codes)

    def _faults(self):
        if self.method not in list(Method):
            known = ", ".join(Method)
            yield Fault("method", f"method must be one of {known}", f"方法须为 {known} 之一")
        if not whole(self.hops, 1):
            yield Fault("hops", "hops must be a whole number, 1 or more", "跳数须为整数且至少为 1")
        if not (isinstance(self.dwell, (int, float, np.number)) and 0 <= self.dwell < np.inf):
            yield Fault("dwell", "dwell must be a number of ticks and not negative", "停留时限须为数字且不能为负")
        if self.hub is not None and not whole(self.hub, 0):
            yield Fault("hub", "the hub limit must be whole and not negative", "枢纽账户上限须为整数且不能为负")
        if not whole(self.fan, 2):
            yield Fault(
                "fan", "a splitting or gathering point has at least 2 counterparties", "分流归集点至少有 2 个对手方"
            )
        for name, codes in (("seed", self.seeds), ("stop", self.stops)):
            strangers = codes[(codes < 0) | (codes >= self.transfers.accounts)]
            if len(strangers):
                yield Fault(name, f"{name} account numbers out of range: {strangers[:5].tolist()}", "账户编号超出范围")


def whole(value, least: int) -> bool:
    """Whether a value is a whole number and no less than ``least``; True is no number."""
    return isinstance(value, (int, np.integer)) and not isinstance(value, bool) and value >= least
