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
        object.__setattr__(self, "seeds", np.unique(np.asarray(self.seeds, dtype=np.int64)))
        object.__setattr__(self, "stops", np.unique(np.asarray(self.stops, dtype=np.int64)))
        object.__setattr__(self, "method", Method(self.method))
        faults = list(self._faults())
        if faults:
            raise TracingError(faults)

    def _faults(self):
        if self.hops < 1:
            yield Fault("hops", "hops must be 1 or more", "跳数至少为 1")
        if self.dwell < 0:
            yield Fault("dwell", "dwell must not be negative", "停留时限不能为负")
        if self.hub is not None and self.hub < 0:
            yield Fault("hub", "the hub limit must not be negative", "枢纽账户上限不能为负")
        if self.fan < 2:
            yield Fault(
                "fan", "a splitting or gathering point has at least 2 counterparties", "分流归集点至少有 2 个对手方"
            )
        for name, codes in (("seed", self.seeds), ("stop", self.stops)):
            strangers = codes[(codes < 0) | (codes >= self.transfers.accounts)]
            if len(strangers):
                yield Fault(name, f"{name} account numbers out of range: {strangers[:5].tolist()}", "账户编号超出范围")
