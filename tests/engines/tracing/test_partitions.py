"""The trace over Ibis tables gives what the trace in memory gives."""

import ibis
import numpy as np
import pyarrow as pa
import pytest

from anbao.engines.tracing import Method, Problem, Transfers, solve
from anbao.engines.tracing.partitions import Search, listed, reach, united

#: ibis 12 still calls DuckDB by names that DuckDB 2 discourages
pytestmark = pytest.mark.filterwarnings("ignore:fetch_.*:DeprecationWarning")


@pytest.fixture(scope="module")
def duck():
    return ibis.duckdb.connect()


def random_columns(seed: int, count: int = 60):
    rng = np.random.default_rng(seed)
    names = np.array([f"acc{number:02}" for number in range(14)])
    src, dst = names[rng.integers(0, 14, count)], names[rng.integers(0, 14, count)]
    return src, dst, rng.integers(1, 90, count), rng.integers(0, 50, count)


def as_table(src, dst, cents, ticks) -> pa.Table:
    return pa.table({"from": src, "to": dst, "cents": cents, "ticks": ticks})


@pytest.mark.parametrize("seed", range(8))
def test_duckdb_gives_what_memory_gives(duck, seed):
    columns = random_columns(seed)
    table = duck.create_table(f"transfers{seed}", as_table(*columns))
    t = Transfers.from_names(*columns)
    method, stops = list(Method)[seed % 3], ("acc01",) if seed > 5 else ()
    search = Search(["acc03", "acc05"], 4, 9, bool(seed % 2), 5 if seed > 3 else None, stops)
    problem = Problem(t, t.codes(search.seeds), 4, 9, search.backward, method, search.hub, t.codes(stops))
    trace = solve(problem)
    rows, order = trace.rows[trace.listing], trace.listing
    values = [*(column[rows] for column in columns), trace.hop[order], trace.tainted[order]]
    expected = sorted(zip(*(value.tolist() for value in values), strict=True))
    got = listed(table, search, method).select(["from", "to", "cents", "ticks", "hop", "tainted"])
    assert sorted(tuple(row.values()) for row in got.to_pylist()) == expected
    assert len(expected) > 5


def test_windows_that_meet_are_one(duck):
    arrivals = duck.create_table("arrivals", pa.table({"account": ["a", "a", "a", "b"], "ticks": [1, 6, 12, 6]}))
    rows = united(arrivals, 5).to_pyarrow().to_pylist()
    assert sorted(tuple(row.values()) for row in rows) == [("a", 1, 11), ("a", 12, 17), ("b", 6, 11)]


def test_whole_number_accounts_and_seeds_that_do_not_occur(duck):
    columns = (np.array(column) for column in ([1, 2], [2, 3], [5, 5], [1, 2]))
    table = duck.create_table("numbers", as_table(*columns))
    rows = reach(table, Search(["1"], 3, 5)).to_pyarrow()
    assert sorted(zip(rows["payer"].to_pylist(), rows["hop"].to_pylist(), strict=True)) == [(1, 1), (2, 2)]
    for strangers in (["77"], ["a name"]):
        assert len(reach(table, Search(strangers, 3, 5)).to_pyarrow()) == 0
