"""The same step on Apache Spark: a standalone cluster, one master and two workers, gives what memory gives."""

import os
import shutil
import socket
import subprocess
import threading
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
    pytest.mark.skipif(shutil.which("java") is None, reason="needs Java 17 on the PATH"),
    # ibis and pyspark discourage names of each other and of pandas; py4j leaves sockets to the collector
    pytest.mark.filterwarnings("ignore"),
]
HOME = Path(pyspark.__file__).parent
HOST = "127.0.0.1"
SETTINGS = {
    "spark.driver.bindAddress": HOST,
    "spark.driver.host": HOST,
    "spark.executor.cores": "1",
    "spark.executor.memory": "512m",
    "spark.cores.max": "2",
    "spark.sql.shuffle.partitions": "2",
    "spark.ui.enabled": "false",
    # small tables: neither plans nor compiled stages pay for themselves
    "spark.sql.adaptive.enabled": "false",
    "spark.sql.codegen.wholeStage": "false",
}


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind((HOST, 0))
        return listener.getsockname()[1]


def daemon(role: str, *options: str) -> subprocess.Popen:
    """A master or a worker; its log comes by the pipe of its standard error."""
    return subprocess.Popen(
        [HOME / "bin" / "spark-class", f"org.apache.spark.deploy.{role.lower()}.{role}", "--host", HOST, *options],
        env=os.environ | {"SPARK_HOME": str(HOME), "SPARK_LOCAL_IP": HOST, "SPARK_DAEMON_MEMORY": "256m"},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )


def wait_for(process: subprocess.Popen, words: str, times: int = 1) -> None:
    """Read the log up to the words; what comes after is thrown away, so that the pipe never fills."""
    seen = 0
    for line in process.stderr:
        seen += words in line
        if seen == times:
            threading.Thread(target=lambda: [None for _ in process.stderr], daemon=True).start()
            return
    pytest.fail(f"the process ended before it said {words!r}")


@pytest.fixture(scope="module")
def cluster(tmp_path_factory):
    port = free_port()
    master = f"spark://{HOST}:{port}"
    running = [daemon("Master", "--port", str(port), "--webui-port", "0")]
    try:
        wait_for(running[0], "New state: ALIVE")
        for number in range(2):
            place = tmp_path_factory.mktemp(f"worker{number}")
            running.append(
                daemon(
                    "Worker", "--webui-port", "0", "--cores", "1", "--memory", "1g", "--work-dir", str(place), master
                )
            )
        for worker in running[1:]:
            wait_for(worker, "Successfully registered with master")
        yield master
    finally:
        for process in reversed(running):
            process.terminate()
        for process in running:
            process.wait()


@pytest.fixture(scope="module")
def spark(cluster):
    from pyspark.sql import SparkSession

    os.environ.setdefault("SPARK_HOME", str(HOME))
    builder = SparkSession.builder.master(cluster).appName("anbao-tracing-test")
    for key, value in SETTINGS.items():
        builder = builder.config(key, value)
    session = builder.getOrCreate()
    yield ibis.pyspark.connect(session)
    session.stop()


def test_two_workers_give_what_memory_gives(spark, tmp_path):
    rng = np.random.default_rng(11)
    names = np.array([f"acc{number:03}" for number in range(120)])
    count = 600
    columns = (names[rng.integers(0, 120, count)], names[rng.integers(0, 120, count)])
    columns = (*columns, rng.integers(1, 10_000, count), rng.integers(0, 400, count))
    table = pa.table(dict(zip(("from", "to", "cents", "ticks"), columns, strict=True)))
    for day in range(4):
        part = table.filter(pa.compute.equal(pa.compute.divide(table["ticks"], 100), day))
        (tmp_path / f"day={day}").mkdir()
        parquet.write_table(part, tmp_path / f"day={day}" / "part-0.parquet")
    t = Transfers.from_names(*columns)
    search = Search(["acc003", "acc050"], 3, 60, hub=8)
    trace = solve(Problem(t, t.codes(search.seeds), 3, 60, hub=8))
    values = [*(column[trace.rows] for column in columns), trace.hop, trace.tainted]
    expected = sorted(zip(*(value.tolist() for value in values), strict=True))
    got = listed(spark.read_parquet(str(tmp_path)), search, "fifo")
    got = got.select(["from", "to", "cents", "ticks", "hop", "tainted"])
    assert sorted(tuple(row.values()) for row in got.to_pylist()) == expected
    assert {row[4] for row in expected} == {1, 2, 3}
    assert len(trace.hubs) > 0
    # the driver's own block manager and one of an executor on each worker
    assert spark._session.sparkContext._jsc.sc().getExecutorMemoryStatus().size() == 3
