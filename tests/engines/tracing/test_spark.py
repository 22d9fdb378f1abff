"""The same step on Apache Spark: a local standalone cluster of two workers gives what memory gives."""

import os
import shutil
from pathlib import Path

import ibis
import numpy as np
import pyarrow as pa
import pytest
from pyarrow import parquet

from anbao.engines.tracing import Problem, Transfers, solve
from anbao.engines.tracing.partitions import Search, listed

pyspark = pytest.importorskip("pyspark", reason="needs anbao[spark]")
pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(shutil.which("java") is None, reason="needs Java 17"),
    # ibis and pyspark discourage names of each other and of pandas; py4j leaves sockets to the collector
    pytest.mark.filterwarnings("ignore"),
]


@pytest.fixture(scope="module")
def spark():
    from pyspark.sql import SparkSession

    os.environ.setdefault("SPARK_HOME", str(Path(pyspark.__file__).parent))
    builder = SparkSession.builder.master("local-cluster[2,1,1024]").appName("anbao-tracing-test")
    settings = {
        "spark.driver.bindAddress": "127.0.0.1",
        "spark.driver.host": "127.0.0.1",
        "spark.executor.memory": "600m",
        "spark.sql.shuffle.partitions": "2",
        "spark.ui.enabled": "false",
    }
    for key, value in settings.items():
        builder = builder.config(key, value)
    session = builder.getOrCreate()
    yield ibis.pyspark.connect(session)
    session.stop()


def test_two_workers_give_what_memory_gives(spark, tmp_path):
    rng = np.random.default_rng(11)
    names = np.array([f"acc{number:03}" for number in range(120)])
    count = 1_500
    columns = (names[rng.integers(0, 120, count)], names[rng.integers(0, 120, count)])
    columns = (*columns, rng.integers(1, 10_000, count), rng.integers(0, 400, count))
    table = pa.table(dict(zip(("from", "to", "cents", "ticks"), columns, strict=True)))
    for day in range(4):
        part = table.filter(pa.compute.equal(pa.compute.divide(table["ticks"], 100), day))
        (tmp_path / f"day={day}").mkdir()
        parquet.write_table(part, tmp_path / f"day={day}" / "part-0.parquet")
    t = Transfers.from_names(*columns)
    search = Search(["acc003", "acc050"], 3, 40, hub=18)
    trace = solve(Problem(t, t.codes(search.seeds), 3, 40, hub=18))
    values = [*(column[trace.rows] for column in columns), trace.hop, trace.tainted]
    expected = sorted(zip(*(value.tolist() for value in values), strict=True))
    got = listed(spark.read_parquet(str(tmp_path)), search, "fifo")
    got = got.select(["from", "to", "cents", "ticks", "hop", "tainted"])
    assert sorted(tuple(row.values()) for row in got.to_pylist()) == expected
    assert {row[4] for row in expected} == {1, 2, 3}
    assert len(trace.hubs) > 0
