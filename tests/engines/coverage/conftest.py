"""A small net to play with: one city, two sub-branches, three outlets; two nets with three measures; ten days."""

import numpy as np
import pytest

from anbao.engines.coverage.problem import Duties, Evidence, Problem, Tasks

CITY, NORTH, SOUTH, OUTLET = 0, 1, 2, 3
PARENT = [-1, 0, 0, 1, 1, 2]
DAYS = 10


@pytest.fixture
def make():
    """Lists of rows -> Problem; measure 1 falls due on even days only, the others every day."""

    def build(duties=(), tasks=(), evidence=(), **frame):
        cadence = np.ones((3, DAYS), dtype=bool)
        cadence[1, 1::2] = False

        def table(kind, rows, width):
            columns = list(zip(*rows, strict=True)) or [()] * width
            return kind(*(np.array(column) for column in columns))

        frame = {"parent": PARENT, "net_of_measure": [0, 1, 1], "cadence": cadence, "nets": 2, **frame}
        return Problem(
            duties=table(Duties, duties, 5),
            tasks=table(Tasks, tasks, 6),
            evidence=table(Evidence, evidence, 2),
            **frame,
        )

    return build
