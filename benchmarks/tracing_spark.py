"""The same trace on DuckDB and on Apache Spark: a standalone cluster of this machine, one master, two workers.

    python benchmarks/tracing_spark.py --transfers 200000

Needs Java 17 or later and ``anbao[spark,tracing]``; what is missing is said, exit code 2. The transfers are those of
``benchmarks/tracing.py``; every reached transfer, its hop and its tainted cents have to be the same. Speed is not the
point of two workers on one machine: the seconds show what starting and shuffling costs.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

MASTER = "spark://127.0.0.1:{port}"


def missing() -> str:
    """What this benchmark lacks, in words; empty when it can run."""
    if shutil.which("java") is None:
        return "a Java runtime (17 or later)"
    try:
        import ibis  # noqa: F401
        import pyspark  # noqa: F401
    except ImportError as fault:
        return f"the package {fault.name}: pip install 'anbao[spark,tracing]'"
    return ""


class Cluster:
    """A master and two workers as processes of their own, stopped at the end."""

    def __init__(self, port: int, folder: Path):
        import pyspark

        self.home, self.port, self.folder = Path(pyspark.__file__).parent, port, folder
        self.running: list[subprocess.Popen] = []
        os.environ["SPARK_HOME"] = str(self.home)

    def __enter__(self) -> Cluster:
        self._start("master.Master", "--host", "127.0.0.1", "--port", str(self.port), "--webui-port", "0")
        for number in range(2):
            work = str(self.folder / f"worker-{number}")
            told = ("--cores", "1", "--memory", "1g", "--work-dir", work, "--webui-port", "0", "--host", "127.0.0.1")
            self._start("worker.Worker", *told, MASTER.format(port=self.port))
        return self

    def _start(self, name: str, *told: str) -> None:
        command = [self.home / "bin" / "spark-class", f"org.apache.spark.deploy.{name}", *told]
        self.running.append(subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL))

    def __exit__(self, *_fault) -> None:
        for process in reversed(self.running):
            process.terminate()
        for process in self.running:
            process.wait(timeout=30)

    def session(self):
        """A session on the cluster, once both workers have joined."""
        from pyspark.sql import SparkSession

        builder = SparkSession.builder.master(MASTER.format(port=self.port)).appName("anbao-tracing")
        settings = {
            "spark.driver.bindAddress": "127.0.0.1", "spark.driver.host": "127.0.0.1", "spark.executor.memory": "700m",
            "spark.executor.cores": "1", "spark.sql.shuffle.partitions": "4", "spark.ui.enabled": "false",
            "spark.scheduler.minRegisteredResourcesRatio": "1.0", "spark.cores.max": "2",
            "spark.scheduler.maxRegisteredResourcesWaitingTime": "120s",
        }  # fmt: skip
        for key, value in settings.items():
            builder = builder.config(key, value)
        return builder.getOrCreate()


def rows_of(table) -> list[tuple]:
    columns = [table[name].to_pylist() for name in ("from", "to", "cents", "ticks", "hop", "tainted")]
    return sorted(zip(*columns, strict=True))


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--transfers", type=int, default=200_000)
    parser.add_argument("--port", type=int, default=7077)
    options = parser.parse_args()
    if lack := missing():
        print(f"left out: needs {lack}", file=sys.stderr)
        return 2
    import ibis

    from anbao.engines.tracing import Method
    from anbao.engines.tracing.partitions import Search, listed
    from benchmarks.tracing import DAY, DWELL, HOPS, line, write_days

    with tempfile.TemporaryDirectory() as place:
        folder = Path(place) / "days"
        seeds = write_days(folder, options.transfers)[:10]
        search = Search(seeds.tolist(), min(HOPS, 4), DWELL * DAY * 10**9, hub=200)
        began = time.perf_counter()
        duck = ibis.duckdb.connect(threads=2).read_parquet(str(folder / "**" / "*.parquet"), hive_partitioning=True)
        ours = rows_of(listed(duck, search, Method.FIFO))
        took = time.perf_counter() - began
        with Cluster(options.port, Path(place)) as cluster:
            session = cluster.session()
            workers = session.sparkContext._jsc.sc().getExecutorMemoryStatus().size() - 1
            began = time.perf_counter()
            theirs = rows_of(listed(ibis.pyspark.connect(session).read_parquet(str(folder)), search, Method.FIFO))
            spark_took = time.perf_counter() - began
            session.stop()
    line(f"{options.transfers} transfers, 10 seeds, 4 hops, 10 days, hub 200", "DuckDB", f"Spark, {workers} workers")
    line("seconds", f"{took:.1f}", f"{spark_took:.1f}")
    line("transfers reached", len(ours), len(theirs))
    line("answers", "identical" if ours == theirs else "DIFFERENT")
    return 0 if ours == theirs else 1


if __name__ == "__main__":
    sys.exit(main())
