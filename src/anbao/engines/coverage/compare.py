"""Kept figures against counted ones, cell by cell: what ``recount`` is for when roll-ups are kept elsewhere."""

from typing import NamedTuple

import numpy as np

from anbao.engines.coverage.rules import FIGURES


class Difference(NamedTuple):
    place: int
    net: int
    figure: str
    day: int
    kept: int
    counted: int


def differences(kept: np.ndarray, counted: np.ndarray, *, limit: int = 100) -> tuple[int, list[Difference]]:
    """(how many, the first ``limit``) figures that differ; both arrays are (places, nets, figures, days)."""
    if kept.shape != counted.shape:
        raise ValueError(f"kept figures have shape {kept.shape}, counted ones {counted.shape}")
    different = np.argwhere(kept != counted)
    names = list(FIGURES)
    listed = [
        Difference(
            place, net, names[figure], day, int(kept[place, net, figure, day]), int(counted[place, net, figure, day])
        )
        for place, net, figure, day in different[:limit].tolist()
    ]
    return len(different), listed
