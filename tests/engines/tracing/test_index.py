"""The order of times, however they are spread and told."""

import numpy as np
import pytest

from anbao.engines.tracing.index import by_time_of

DRAWN = np.random.default_rng(7).integers(0, 5_000, 3_000)


@pytest.mark.parametrize(
    "times",
    [
        DRAWN,
        np.sort(DRAWN),
        -DRAWN,
        1_640_995_200 * 10**9 + DRAWN * 10**9 * 3_600,  # whole seconds told in nanoseconds
        1_640_995_200 * 10**9 + DRAWN * 10**12 + 1,  # as far apart, on another grain
        (DRAWN - 2_500) * (2**62 // 5_000),  # too far apart to be packed with a row
        DRAWN % 3,
        np.array([5]),
        np.array([], dtype=np.int64),
    ],
)
def test_rows_come_by_time_whatever_the_unit(times):
    rows, ordered = by_time_of(times)
    assert sorted(rows.tolist()) == list(range(len(times)))
    assert ordered.tolist() == sorted(times.tolist())
    assert times[rows].tolist() == ordered.tolist()
