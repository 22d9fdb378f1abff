"""How right and how fast tracing is, next to others in the same run. Every answer is checked before its time counts.

    python benchmarks/tracing.py exact                             1,000 random graphs against brute force
    python benchmarks/tracing.py finbench TRANSFERS.csv[.xz]       against Kuzu 0.11 on LDBC FinBench transfers
    python benchmarks/tracing.py memory --transfers 10000000       against DuckDB (and Raphtory 0.17: --raphtory)
    python benchmarks/tracing.py growth --transfers 10000000       cost per transfer from 1 million up
    python benchmarks/tracing.py parquet --transfers 100000000     Parquet by day on DuckDB (writes to --folder)

The transfers of ``memory``, ``growth`` and ``parquet`` are drawn: 90 days, one account for ten transfers, the cube of
a uniform number picks payer and payee, so that the busiest account has about one in a hundred of a million transfers.
Needs ``anbao[tracing]``; ``finbench`` needs kuzu, ``memory`` raphtory (left out with a word when missing), ``spark``
anbao[spark].
"""

from __future__ import annotations

import argparse
import csv
import lzma
import statistics
import sys
import time
from datetime import datetime
from pathlib import Path

import numpy as np

from anbao.engines.tracing import Index, Problem, Transfers, solve
from anbao.engines.tracing.reach import levels

DAY = 86_400
DAYS, SEEDS, HOPS, DWELL = 90, 100, 6, 10


def timed(run):
    start = time.perf_counter()
    answer = run()
    return time.perf_counter() - start, answer


def median_of(times: int, run):
    took, answers = zip(*(timed(run) for _ in range(times)), strict=True)
    return statistics.median(took), answers[-1]


def measured(times: int, run):
    """Median seconds on the clock, median CPU seconds of all threads, and the last answer."""
    clock, cpu, answer = [], [], None
    for _ in range(times):
        start, start_cpu = time.perf_counter(), time.process_time()
        answer = run()
        clock.append(time.perf_counter() - start)
        cpu.append(time.process_time() - start_cpu)
    return statistics.median(clock), statistics.median(cpu), answer


def line(what: str, *values) -> None:
    print(f"{what:<62}" + "".join(f"{value:>17}" for value in values), flush=True)


def drawn(count: int, seed: int = 1) -> tuple[Transfers, np.ndarray]:
    rng = np.random.default_rng(seed)
    accounts = max(count // 10, 20)
    number = rng.permutation(accounts).astype(np.int32)

    def side():
        return number[np.minimum((accounts * rng.random(count, dtype=np.float32) ** 3).astype(np.int64), accounts - 1)]

    cents, ticks = rng.integers(100, 5_000_000, count), rng.integers(0, DAYS * DAY, count)
    return Transfers(side(), side(), cents, ticks, accounts=accounts), rng.choice(accounts, SEEDS, replace=False)


def by_every_walk(problem: Problem) -> dict[int, int]:
    """Row -> hop by trying every next transfer of every transfer."""
    t = problem.transfers
    src, dst, at = t.src.tolist(), t.dst.tolist(), t.time.tolist()
    if problem.backward:
        src, dst, at = dst, src, [-tick for tick in at]
    seeds, found = set(problem.seeds.tolist()), {}
    newest = [row for row in range(len(t)) if src[row] in seeds]
    for hop in range(1, problem.hops + 1):
        found.update(dict.fromkeys(newest, hop))
        near = {f for e in newest for f in range(len(t)) if src[f] == dst[e] and 0 < at[f] - at[e] <= problem.dwell}
        newest = [row for row in near if row not in found]
    return found


def exact(_options) -> None:
    wrong = met = 0
    for seed in range(1_000):
        rng = np.random.default_rng(seed)
        accounts, count = int(rng.integers(2, 12)), int(rng.integers(1, 70))
        t = Transfers(*(rng.integers(0, high, count) for high in (accounts, accounts, 500, 40)), accounts=accounts)
        problem = Problem(
            t, rng.integers(0, accounts, 2), int(rng.integers(1, 8)), int(rng.integers(0, 15)), seed % 2 == 1
        )
        trace = solve(problem)
        wrong += dict(zip(trace.rows.tolist(), trace.hop.tolist(), strict=True)) != by_every_walk(problem)
        met += len(trace)
    line("random graphs with equal times, loops, repeated rows", 1_000)
    line("transfers reached in them", met)
    line("graphs answered unlike brute force", wrong)


def read_finbench(path: str) -> Transfers:
    text = (lzma.decompress(Path(path).read_bytes()) if path.endswith(".xz") else Path(path).read_bytes()).decode()
    head, *lines = text.splitlines()
    rows = list(csv.reader(lines, delimiter="|" if "|" in head else ","))
    src, dst, amount, when = zip(*rows, strict=True)
    ticks = [round(datetime.fromisoformat(text + "+00:00").timestamp() * 1000) for text in when]
    return Transfers.from_names(src, dst, [round(float(text) * 100) for text in amount], ticks)


def finbench(options) -> None:
    import kuzu
    import pyarrow as pa

    t = read_finbench(options.file)
    connection = kuzu.Connection(kuzu.Database(":memory:"), num_threads=2)
    connection.execute("CREATE NODE TABLE account(id INT64, PRIMARY KEY(id))")
    connection.execute("CREATE REL TABLE transfer(FROM account TO account, row INT64, time INT64)")
    edges = {"src": t.src.astype(np.int64), "dst": t.dst.astype(np.int64), "row": np.arange(len(t)), "time": t.time}
    connection.execute("COPY account FROM $rows", {"rows": pa.table({"id": np.arange(t.accounts)})})
    connection.execute("COPY transfer FROM $rows", {"rows": pa.table(edges)})
    index, rng = Index(t), np.random.default_rng(5)
    ours_all, theirs_all, unlike, reached = [], [], 0, 0
    for _ in range(20):
        seeds = rng.choice(t.accounts, 20, replace=False)
        problem = Problem(t, seeds, 5, 30 * DAY * 1000)
        ours, trace = median_of(3, lambda problem=problem: solve(problem, index=index))
        theirs, hops = timed(lambda problem=problem: kuzu_hops(connection, problem))
        unlike += hops != dict(zip(trace.rows.tolist(), trace.hop.tolist(), strict=True))
        reached += len(hops)
        ours_all.append(ours)
        theirs_all.append(theirs)
    line(f"FinBench, {len(t)} transfers, 20 seeds, 5 hops, 30 days", "tracing", f"kuzu {kuzu.__version__}")
    line("median seconds of 20 traces", f"{statistics.median(ours_all):.4f}", f"{statistics.median(theirs_all):.4f}")
    line("transfers reached in all, traces answered unlike", reached, unlike)


def kuzu_hops(connection, problem: Problem) -> dict[int, int]:
    """Row -> hop: for every length the walks are spelt out, each transfer later than and within dwell of the one
    before.
    """
    found: dict[int, int] = {}
    for hop in range(1, problem.hops + 1):
        walk = "(s:account)" + "".join(f"-[e{i}:transfer]->(a{i}:account)" for i in range(1, hop + 1))
        rules = [f"e{i}.time < e{i + 1}.time AND e{i + 1}.time <= e{i}.time + {problem.dwell}" for i in range(1, hop)]
        query = f"MATCH {walk} WHERE {' AND '.join(['s.id IN $seeds', *rules])} RETURN DISTINCT e{hop}.row"
        rows = connection.execute(query, {"seeds": problem.seeds.tolist()})
        while rows.has_next():
            found.setdefault(rows.get_next()[0], hop)
    return found


def memory(options) -> None:
    print(f"drawing {options.transfers}", file=sys.stderr, flush=True)
    t, seeds = drawn(options.transfers)
    made, index = timed(lambda: Index(t))
    windows, _ = timed(lambda: index.windows(DWELL * DAY))
    line(f"{len(t)} transfers, {SEEDS} seeds, {HOPS} hops, {DWELL} days", "seconds")
    line("index (once for the transfers)", f"{made:.2f}")
    line("windows (once for a dwell limit)", f"{windows:.2f}")
    line("transfers of the busiest account", int(index.degree().max()))
    duck = duck_table(t)
    for hub in (1_000, None):
        problem = Problem(t, seeds, HOPS, DWELL * DAY, hub=hub)
        closed = None if hub is None else index.degree() > hub
        if closed is not None:
            closed[seeds] = False
        reach, reach_cpu, hop = measured(5, lambda closed=closed: levels(index, seeds, HOPS, DWELL * DAY, closed))
        full, full_cpu, trace = measured(5, lambda problem=problem: solve(problem, index=index))
        theirs, theirs_cpu, theirs_hop = measured(3, lambda hub=hub: duck_hops(duck, seeds, hub))
        ours_hop = np.zeros(len(t), dtype=np.int64)
        ours_hop[trace.rows] = trace.hop
        same = "same" if np.array_equal(ours_hop, theirs_hop) and len(trace) == np.count_nonzero(hop) else "DIFFERENT"
        line(f"hub limit {hub}: {len(trace)} reached", "hops", "with FIFO cents", "DuckDB hops", "answers")
        line("seconds on the clock, median, warm", f"{reach:.3f}", f"{full:.3f}", f"{theirs:.3f}", same)
        line("CPU seconds", f"{reach_cpu:.3f}", f"{full_cpu:.3f}", f"{theirs_cpu:.3f}")
        line("DuckDB / tracing, clock", f"{theirs / reach:.1f}x", f"{theirs / full:.1f}x")
    duck.close()
    if options.raphtory:
        raphtory_row(t, seeds, index)


def duck_table(t: Transfers):
    import duckdb
    import pyarrow as pa

    connection = duckdb.connect()
    connection.execute("SET threads = 2")
    columns = {"row": np.arange(len(t), dtype=np.int32), "src": t.src, "dst": t.dst, "time": t.time.astype(np.int32)}
    connection.register("columns", pa.table(columns))
    connection.execute("CREATE TABLE transfer AS SELECT * FROM columns ORDER BY src, time")
    connection.unregister("columns")
    return connection


def duck_hops(duck, seeds, hub: int | None) -> np.ndarray:
    """Equally exact: level by level, the transfers in the united windows of the newest arrivals."""
    duck.execute("CREATE OR REPLACE TEMP TABLE closed(account INTEGER)")
    listed = list(map(int, seeds))
    if hub is not None:
        others = f"FROM transfer WHERE src NOT IN {tuple(listed)}"
        duck.execute(f"INSERT INTO closed SELECT src {others} GROUP BY src HAVING count(*) > {hub}")
    spans = f"SELECT unnest({listed})::INTEGER account, -1 low, {2**30} high"
    duck.execute(f"CREATE OR REPLACE TEMP TABLE span AS {spans}")
    duck.execute("CREATE OR REPLACE TEMP TABLE reached(row INTEGER, dst INTEGER, time INTEGER, hop INTEGER)")
    for hop in range(1, HOPS + 1):
        duck.execute(
            f"""INSERT INTO reached SELECT t.row, t.dst, t.time, {hop} FROM transfer t JOIN span s
                ON t.src = s.account AND t.time > s.low AND t.time <= s.high
                ANTI JOIN reached r ON r.row = t.row"""
        )
        duck.execute(
            f"""CREATE OR REPLACE TEMP TABLE span AS
            WITH arrival AS (SELECT DISTINCT dst account, time FROM reached WHERE hop = {hop} AND dst NOT IN (FROM
            closed)), opened AS (SELECT *, coalesce(time - lag(time) OVER (PARTITION BY account ORDER BY time) >
            {DWELL * DAY}, true) ::INTEGER opens FROM arrival), numbered AS (SELECT *, sum(opens) OVER (PARTITION BY
            account ORDER BY time) number FROM opened)
            SELECT account, min(time) low, max(time) + {DWELL * DAY} high FROM numbered GROUP BY account, number"""
        )
    found = duck.execute("SELECT row, hop FROM reached").fetchnumpy()
    hops = np.zeros(duck.execute("SELECT count(*) FROM transfer").fetchone()[0], dtype=np.int64)
    hops[found["row"]] = found["hop"]
    return hops


def raphtory_row(t: Transfers, seeds, index: Index) -> None:
    """Raphtory's own search knows no dwell limit; it is asked without one, and so are we."""
    try:
        import pyarrow as pa
        import raphtory
    except ImportError:
        print("raphtory is not installed: left out (pip install raphtory==0.17.*)")
        return
    graph = raphtory.Graph()
    rows = pa.table({"time": t.time, "src": t.src.astype(np.uint64), "dst": t.dst.astype(np.uint64)})
    made, _ = timed(lambda: graph.load_edges(rows, time="time", src="src", dst="dst"))
    names = [int(seed) for seed in seeds if graph.has_node(int(seed))]
    search = raphtory.algorithms.temporally_reachable_nodes
    # max_hops counts the accounts passed, one less than transfers
    theirs, answer = timed(lambda: search(graph, HOPS - 1, -1, names, None))
    endless = DAYS * DAY
    index.windows(endless)
    ours, hop = median_of(5, lambda: levels(index, seeds, HOPS, endless))
    problem = Problem(t, seeds, HOPS, DWELL * DAY)
    index.windows(DWELL * DAY)
    limited, _ = median_of(5, lambda: solve(problem, index=index))
    mine = set(t.dst[index.row[hop > 0]].tolist()) | set(names)
    found = {int(node.name) for node, history in answer.items() if history["reachable_nodes"]}
    line(f"raphtory {raphtory.version()}, loaded in {made:.1f} s", "tracing", "raphtory", "ratio", "accounts")
    same = "same" if mine == found else f"+{len(found - mine)} -{len(mine - found)}"
    judged(t, seeds, mine, found)
    line(
        "6 hops, no dwell limit (all that raphtory can answer)",
        f"{ours:.3f}",
        f"{theirs:.3f}",
        f"{theirs / ours:.0f}x",
        same,
    )
    line(
        "6 hops, 10 days and FIFO cents, next to the same raphtory run",
        f"{limited:.3f}",
        f"{theirs:.3f}",
        f"{theirs / limited:.0f}x",
    )


def fewest(t: Transfers, seeds, most: int, *, strictly: bool) -> np.ndarray:
    """Account -> fewest transfers from a seed, each later (or, not strictly, no earlier) than the one before; most + 1 for
    the rest. Without a dwell limit the earliest arrival by each count of transfers settles it; plain rounds over all rows.
    """
    never = np.int64(2**62)
    arrival, count = np.full(t.accounts, never), np.full(t.accounts, most + 1)
    arrival[seeds], count[seeds] = -never, 0
    for transfers in range(1, most + 1):
        at = arrival[t.src]
        follows = (at < t.time if strictly else at <= t.time) & (at < never)
        arrival = arrival.copy()
        np.minimum.at(arrival, t.dst[follows], t.time[follows])
        count[(arrival < never) & (count > transfers)] = transfers
    return count


def judged(t: Transfers, seeds, ours: set[int], theirs: set[int]) -> None:
    """Which accounts are within the hops, found by rounds over all rows, and why Raphtory has more.

    Raphtory counts rounds, and an account that is passed early in a round hands on within it; so a walk may be longer than
    max_hops says, by how its accounts happen to be numbered. It also lets a transfer follow one of the same time.
    """
    strict, loose = (fewest(t, seeds, HOPS + 6, strictly=strictly) for strictly in (True, False))
    right = set(np.flatnonzero(strict <= HOPS).tolist())
    more = sorted(theirs - right)
    same_time = [account for account in more if loose[account] <= HOPS]
    farther = sorted(int(strict[account]) for account in more if loose[account] > HOPS)
    line("accounts within the hops by rounds over all rows", len(right), len(theirs))
    line(
        "beyond or short of them", f"+{len(ours - right)} -{len(right - ours)}", f"+{len(more)} -{len(right - theirs)}"
    )
    line("Raphtory's more: by equal times, by walks too long", len(same_time), len(farther))
    if farther:
        print(f"  fewest transfers to those: {', '.join(map(str, farther))}", flush=True)


def growth(options) -> None:
    """CPU seconds of this process beside the clock: on a busy machine the clock counts what others do."""
    line("CPU ns a transfer (clock)", "reached", "index", "windows", "hops", "hops with cents", "a reached one")
    size = options.least
    while size <= options.transfers:
        print(f"drawing and tracing {size}", file=sys.stderr, flush=True)
        t, seeds = drawn(size)
        made = measured(1, lambda t=t: Index(t))
        index = made[2]
        windows = measured(1, lambda index=index: index.windows(DWELL * DAY))
        took = measured(3, lambda index=index, seeds=seeds: levels(index, seeds, HOPS, DWELL * DAY))
        problem = Problem(t, seeds, HOPS, DWELL * DAY)
        money = measured(3, lambda problem=problem, index=index: solve(problem, index=index))
        reached = int(np.count_nonzero(took[2]))
        each = [f"{one[1] * 1e9 / size:.0f} ({one[0] * 1e9 / size:.0f})" for one in (made, windows, took, money)]
        line(f"{size}", reached, *each, f"{money[1] * 1e9 / max(reached, 1):.0f}")
        del t, index, made, windows, took, money, problem
        size *= 10


def write_days(folder: Path, count: int) -> np.ndarray:
    """The drawn transfers as Parquet, a folder a day; in pieces, so that they never stand in memory together.

    Days that are there already are kept, so that a run that was stopped goes on.
    """
    import pyarrow as pa
    from pyarrow import parquet

    accounts, day_ns = count // 10, DAY * 10**9
    number = np.random.default_rng(1).permutation(accounts)
    for day in range(DAYS):
        place = folder / f"day={day}"
        if (place / "part-0.parquet").exists():
            continue
        print(f"writing day {day + 1} of {DAYS}", file=sys.stderr, flush=True)
        rng = np.random.default_rng([2, day])
        rows = count // DAYS
        src, dst = (number[np.minimum((accounts * rng.random(rows) ** 3).astype(np.int64), accounts - 1)] for _ in "ab")
        ticks = np.sort(day * day_ns + rng.integers(0, DAY, rows) * 10**9)
        table = pa.table({"from": src, "to": dst, "cents": rng.integers(100, 5_000_000, rows), "ticks": ticks})
        place.mkdir(parents=True, exist_ok=True)
        parquet.write_table(table, place / "part-0.new", compression="zstd", compression_level=1)
        (place / "part-0.new").rename(place / "part-0.parquet")
    return np.random.default_rng(3).choice(accounts, SEEDS, replace=False)


def parquet(options) -> None:
    import ibis

    from anbao.engines.tracing.partitions import Search, reach

    folder = Path(options.folder or Path(__file__).parent / "out" / f"tracing-days-{options.transfers}")
    seeds = write_days(folder, options.transfers)
    duck = ibis.duckdb.connect(threads=2)
    table = duck.read_parquet(str(folder / "**" / "*.parquet"), hive_partitioning=True)
    line(
        f"{table.count().execute()} transfers in Parquet by day, {HOPS} hops, {DWELL} days",
        "reached",
        "seconds",
        "CPU seconds",
    )
    for hub in (1_000, None):
        print(f"tracing, hub limit {hub}", file=sys.stderr, flush=True)
        search = Search(seeds.tolist(), HOPS, DWELL * DAY * 10**9, hub=hub)
        took, cpu, counts = measured(
            1, lambda search=search: reach(table, search).group_by("hop").agg(n=ibis._.count()).execute()
        )
        line(f"hub limit {hub}", int(counts["n"].sum()), f"{took:.1f}", f"{cpu:.1f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("part", choices=["exact", "finbench", "memory", "growth", "parquet"])
    parser.add_argument("file", nargs="?", help="FinBench transfers")
    parser.add_argument("--transfers", type=int, default=1_000_000)
    parser.add_argument("--least", type=int, default=1_000_000, help="growth: the first size, then ten times as many")
    parser.add_argument("--raphtory", action="store_true", help="memory: next to Raphtory too (slow, large)")
    parser.add_argument("--folder", help="parquet: where the days lie or are written (default: benchmarks/out)")
    options = parser.parse_args()
    try:
        globals()[options.part](options)
    except ImportError as missing:
        sys.exit(f"this part needs the package {missing.name}: pip install {missing.name}")


if __name__ == "__main__":
    main()
