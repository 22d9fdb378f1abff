"""The whole recount against the plain loops, and the parts that make it fast."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anbao.engines.coverage import recount as recount_module
from anbao.engines.coverage import scatter
from anbao.engines.coverage.check import faults
from anbao.engines.coverage.compare import differences
from anbao.engines.coverage.recount import recount
from anbao.engines.coverage.rules import FIGURES, State
from tests.engines.coverage import worlds

SIZES = st.tuples(st.integers(1, 7), st.integers(1, 5), st.integers(1, 9), st.integers(0, 60))


@settings(max_examples=60, deadline=None)
@given(seed=st.integers(0, 2**32), sizes=SIZES, asof=st.integers(-100, 14000))
def test_every_cell_and_total_equals_the_plain_loops(seed, sizes, asof):
    problem = worlds.problem(np.random.default_rng(seed), *sizes)
    assert faults(recount(problem, asof=asof)) == []


@pytest.mark.parametrize("days", [64, 65, 130])
def test_campaigns_longer_than_a_word_of_bits(days):
    problem = worlds.problem(np.random.default_rng(days), 3, 2, days, 40)
    assert faults(recount(problem, asof=days * 720)) == []


def test_small_chunks_and_blocks_on_two_threads_give_the_same(monkeypatch):
    problem = worlds.problem(np.random.default_rng(5), 40, 4, 12, 3000)
    whole = recount(problem, asof=8000, threads=1)
    monkeypatch.setattr(scatter, "chunks_of", lambda rows: recount_module.chunks_of(rows, 16))
    monkeypatch.setattr(recount_module, "BLOCK_CELLS", 100)
    pieces = recount(problem, asof=8000, threads=2)
    assert (whole.states == pieces.states).all()
    assert (whole.figures == pieces.figures).all()
    assert all((whole.subtree(place) == pieces.subtree(place)).all() for place in range(40))
    assert set(np.unique(whole.states)) == set(State)


def test_nets_of_more_measures_than_a_byte_counts():
    problem = worlds.problem(np.random.default_rng(6), 2, 600, 3, 6000, nets=1)
    assert recount(problem, asof=3000).figures.max() > 255
    assert faults(recount(problem, asof=3000)) == []


@pytest.mark.parametrize(("extreme", "worst"), [(np.minimum, 99), (np.maximum, -1)])
def test_fold_equals_ufunc_at_when_many_rows_meet(extreme, worst, monkeypatch):
    monkeypatch.setattr(scatter, "chunks_of", lambda rows: recount_module.chunks_of(rows, 7))
    rng = np.random.default_rng(7)
    index, values = rng.integers(0, 20, 1000), rng.integers(0, 90, 1000)
    expected = np.full(20, worst)
    extreme.at(expected, index, values)
    folded = scatter.fold(extreme, lambda: np.full(20, worst), 1000, lambda rows: (index[rows], values[rows]), 2)
    assert folded.tolist() == expected.tolist()


def test_differences_name_the_figures_that_are_kept_wrong(make):
    counted = recount(make([(3, 0, 0, 9, 7)]), asof=0).figures
    kept = counted.copy()
    kept[3, 0, list(FIGURES).index("hole"), 4] += 2
    assert differences(counted, counted) == (0, [])
    assert differences(kept, counted) == (1, [(3, 0, "hole", 4, 3, 1)])
    with pytest.raises(ValueError, match="shape"):
        differences(kept[1:], counted)


def test_the_checker_notices_one_wrong_cell_and_one_wrong_total(make):
    coverage = recount(make([(3, 0, 0, 9, 7)]), asof=0)
    assert faults(coverage) == []
    coverage._states[3, 0, 4] = State.LATE
    assert faults(coverage) == ["cell (3, 0, 4): late, should be hole"]
    coverage._states[3, 0, 4] = State.HOLE
    coverage._totals[0, 0, 0, 0] += 1
    assert len(faults(coverage)) == 1
