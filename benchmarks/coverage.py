"""Coverage of a national campaign: the engine against DuckDB, in one run, on the same facts.

    python benchmarks/coverage.py [--outlets 16000] [--quick] [--shuffled] [--runs 3] [--changes 10000] [--seed 2022]

Facts of 16,000 outlets x 50 measures x 60 days: 1.6 million duties, 24 million tasks, 21.6 million pieces of evidence,
under a tree of sub-branches, cities, provinces and a head office. Tasks stand in the order of weaving (measure by
measure), evidence in the order of arrival; ``--shuffled`` puts both in random order instead.

Both sides answer the same question: the state of every cell, the figures of every place, net and day, and those
of every inner node of the tree. DuckDB holds the facts in its own tables (loading isn't timed) and gets as many
threads as the engine: 2. Every run compares a hash of the cells per outlet, then all figures and all totals;
a difference ends the benchmark with exit code 1.

Needs ``duckdb`` beside what AnBao needs. Memory: under 8 GiB (DuckDB may take 4).
"""

import argparse
import hashlib
import resource
import statistics
import sys
import tempfile
import time
from dataclasses import fields

import numpy as np

from anbao.engines.coverage import changes
from anbao.engines.coverage.coverage import Coverage
from anbao.engines.coverage.problem import Duties, Evidence, Problem, Tasks
from anbao.engines.coverage.recount import recount
from anbao.engines.coverage.rules import FIGURES, State

try:
    import duckdb
except ImportError:
    sys.exit("benchmarks/coverage.py needs duckdb: pip install duckdb")

MEASURES, DAYS, NETS, THREADS = 50, 60, 5, 2
#: days from one due day of a measure to the next
PERIODS = np.array([1] * 22 + [2] * 8 + [7] * 12 + [15] * 8)
#: noon of the last day: the evening's deadlines are still open
ASOF = (DAYS - 1) * 1440 + 12 * 60


# ---- the facts


def parents(outlets: int) -> np.ndarray:
    """Outlets first, then sub-branches of about 13 outlets, cities of 4 of those, provinces of 10 of those, a root."""
    counts = [outlets]
    for fan in (13, 4, 10):
        counts.append(max(1, counts[-1] // fan))
    counts.append(1)
    starts = np.cumsum([0, *counts])
    above = [
        starts[level + 1] + np.arange(count) * counts[level + 1] // count for level, count in enumerate(counts[:-1])
    ]
    return np.concatenate([*above, [-1]])


def duties_of(rng, outlets: int) -> Duties:
    """Two in a row for each line; some begin late, some leave a gap, some name nobody."""
    lines = outlets * MEASURES
    change = rng.integers(10, 50, lines)
    begin = np.where(rng.random(lines) < 0.1, rng.integers(0, 10, lines), 0)
    resume = change + np.where(rng.random(lines) < 0.05, 3, 0)
    return Duties(
        place=np.repeat(np.arange(outlets, dtype=np.int32), MEASURES * 2),
        measure=np.tile(np.repeat(np.arange(MEASURES, dtype=np.int16), 2), outlets),
        first_day=np.stack([begin, resume], axis=1).ravel().astype(np.int16),
        last_day=np.stack([change - 1, np.full(lines, DAYS - 1)], axis=1).ravel().astype(np.int16),
        person=np.where(rng.random(2 * lines) < 0.01, -1, rng.integers(0, 60000, 2 * lines)).astype(np.int32),
    )


def tasks_of(rng, outlets: int, cadence) -> Tasks:
    """Half as many as there are cells: 86 % of the cells that cadence wants, and second tasks of some of those."""
    place, measure, day = [], [], []
    for number in range(MEASURES):
        days = np.flatnonzero(cadence[number]).astype(np.int16)
        chosen = np.flatnonzero(rng.random(outlets * len(days)) < 0.86)
        place.append((chosen // len(days)).astype(np.int32))
        day.append(days[chosen % len(days)])
        measure.append(np.full(len(chosen), number, dtype=np.int16))
    count, once = outlets * MEASURES * DAYS // 2, sum(map(len, place))
    again = rng.integers(0, once, count - once)
    place, measure, day = (np.concatenate(part) for part in (place, measure, day))
    return Tasks(
        place=np.concatenate([place, place[again]]),
        measure=np.concatenate([measure, measure[again]]),
        day=np.concatenate([day, day[again]]),
        due_minute=rng.integers(8 * 60, 18 * 60, count, dtype=np.int16),
        grace_minutes=rng.choice(np.array([0, 30, 60, 120], dtype=np.int16), count),
        excused=rng.random(count) < 0.02,
    )


def evidence_of(rng, tasks: Tasks) -> Evidence:
    """Nine pieces for ten tasks, in order of arrival; about one in fifty is a second one for its task."""
    count = len(tasks.day) * 9 // 10
    first = rng.permutation(len(tasks.day))[: count * 49 // 50]
    task = np.concatenate([first, rng.choice(first, count - len(first))]).astype(np.int32)
    due = tasks.day[task].astype(np.int32) * 1440 + tasks.due_minute[task]
    at_minute = due + rng.normal(-120, 140, count).astype(np.int32)
    arrival = np.argsort(at_minute, kind="stable")
    return Evidence(task[arrival], at_minute[arrival])


def in_random_order(rng, tasks: Tasks, evidence: Evidence) -> tuple[Tasks, Evidence]:
    order, other = rng.permutation(len(tasks.day)), rng.permutation(len(evidence.task))
    place_of = np.empty(len(order), dtype=np.int32)
    place_of[order] = np.arange(len(order), dtype=np.int32)
    shuffled = Tasks(*(getattr(tasks, column.name)[order] for column in fields(Tasks)))
    return shuffled, Evidence(place_of[evidence.task[other]], evidence.at_minute[other])


def campaign(outlets: int, seed: int, shuffled: bool) -> Problem:
    rng = np.random.default_rng(seed)
    cadence = np.arange(DAYS)[None, :] % PERIODS[:, None] == 0
    duties, tasks = duties_of(rng, outlets), tasks_of(rng, outlets, cadence)
    evidence = evidence_of(rng, tasks)
    if shuffled:
        tasks, evidence = in_random_order(rng, tasks, evidence)
    return Problem(parents(outlets), np.arange(MEASURES) % NETS, cadence, duties, tasks, evidence, NETS)


# ---- the same question as joins

#: worst state of a task, by rules 1 and 2
TASK_STATE = f"""case when excused then {State.EXCUSED:d}
    when first_at <= day::int * 1440 + due_minute + grace_minutes then {State.ON_TIME:d}
    when first_at is not null then {State.LATE:d}
    when {ASOF} > day::int * 1440 + due_minute + grace_minutes then {State.MISSED:d}
    else {State.OPEN:d} end"""

#: the fastest of the forms tried; asking per cell whether a duty exists, joining duties by a range, and one union that
#: is grouped once all take longer
CELLS = f"""create or replace temp table cell as
with done as (select task, min(at_minute) as first_at from evidence where at_minute <= {ASOF} group by task),
judged as (select place, measure, day, max({TASK_STATE}) as worst
    from tasks left join done using (task) group by place, measure, day),
line as (select place, measure, min(first_day) as first_day, max(last_day) as last_day
    from duties group by place, measure),
wanted as (select place, measure, day from line join cadence using (measure) where day between first_day and last_day),
held as (select distinct place, measure, day, true as is_held
    from duties join days on day between first_day and last_day where person >= 0)
select place, measure, day, (case when worst is null then {State.HOLE:d}
    when worst > {State.EXCUSED:d} and is_held is null then {State.HOLE:d} else worst end)::utinyint as state
from wanted full join judged using (place, measure, day) left join held using (place, measure, day)"""

COUNTS = ", ".join(
    f"count(*) filter (state in ({', '.join(str(int(state)) for state in counted)})) as {name}"
    for name, counted in FIGURES.items()
)
PLACES = f"""create or replace temp table figure as
select place, net, day, {COUNTS} from cell join measures using (measure) group by place, net, day"""

SUMS = ", ".join(f"sum({name})::int as {name}" for name in FIGURES)
NODES = f"""create or replace temp table total as
select node as place, net, day, {SUMS} from figure join above using (place) group by node, net, day"""


def peer(problem: Problem, scratch: str):
    """DuckDB with the facts in tables of its own."""
    connection = duckdb.connect()
    for setting in (f"threads = {THREADS}", "memory_limit = '4GB'", "preserve_insertion_order = false"):
        connection.execute(f"set {setting}")
    connection.execute(f"set temp_directory = '{scratch}'")
    measure, day = (index.astype(np.int16) for index in np.nonzero(problem.cadence))
    pairs = [(place, node) for place in range(problem.places) for node in problem.tree.upward(place)]
    place, node = np.array(pairs, dtype=np.int32).T
    inner = problem.tree.size[node] > 1
    tables = {name: vars(getattr(problem, name)) for name in ("duties", "tasks", "evidence")}
    tables["tasks"] = {"task": np.arange(len(problem.tasks.day), dtype=np.int32), **tables["tasks"]}
    tables["cadence"] = {"measure": measure, "day": day}
    tables["days"] = {"day": np.arange(DAYS, dtype=np.int16)}
    numbers = np.arange(MEASURES, dtype=np.int16)
    tables["measures"] = {"measure": numbers, "net": problem.net_of_measure.astype(np.int16)}
    tables["above"] = {"place": np.ascontiguousarray(place[inner]), "node": np.ascontiguousarray(node[inner])}
    for name, columns in tables.items():
        given = {column: array.copy() for column, array in columns.items()}
        connection.register("given", given)
        connection.execute(f"create table {name} as select * from given")
        connection.unregister("given")
    return connection


def ask_peer(connection) -> None:
    for question in (CELLS, PLACES, NODES):
        connection.execute(question)


# ---- comparing


def hashes(states: np.ndarray) -> list[bytes]:
    """One per outlet, over the states of all its cells."""
    return [hashlib.blake2b(np.ascontiguousarray(of_place), digest_size=16).digest() for of_place in states]


def demand(equal: bool, what: str) -> None:
    if not equal:
        sys.exit(f"NOT EQUAL: {what}")


def compare_with_peer(problem: Problem, coverage: Coverage, connection) -> None:
    states = np.zeros(problem.shape, dtype=np.uint8)
    rows = connection.execute("select place, measure, day, state from cell").fetchnumpy()
    states[rows["place"], rows["measure"], rows["day"]] = rows["state"]
    wrong = [
        place
        for place, pair in enumerate(zip(hashes(states), hashes(coverage.states), strict=True))
        if len(set(pair)) > 1
    ]
    demand(not wrong, f"cells of {len(wrong)} outlets, the first is {wrong[:1]}")
    inner = problem.tree.inner
    own, below = coverage.figures, np.stack([coverage.subtree(place) for place in inner])
    for table, said, row_of in (("figure", own, np.arange(problem.places)), ("total", below, problem.tree.inner_row)):
        rows = connection.execute(f"from {table}").fetchnumpy()
        counted = np.zeros(said.shape, dtype=np.int64)
        for position, name in enumerate(FIGURES):
            counted[row_of[rows["place"]], rows["net"], position, rows["day"]] = rows[name]
        demand(np.array_equal(counted, said), f"DuckDB's table {table}")


def compare_with_recount(coverage: Coverage) -> None:
    again = recount(coverage.facts(), asof=ASOF, threads=THREADS)
    demand(hashes(again.states) == hashes(coverage.states), "cells after changes")
    demand(np.array_equal(again.figures, coverage.figures), "figures after changes")
    for place in coverage.tree.inner:
        demand(np.array_equal(again.subtree(place), coverage.subtree(place)), f"totals of {place} after changes")


# ---- single changes and single questions


def random_change(rng, outlets: int, rows: dict[str, int]) -> changes.Change:
    """Any kind, each as likely; row numbers may be of rows that are gone."""
    line = (int(rng.integers(outlets)), int(rng.integers(MEASURES)))
    task, duty, evidence = (int(rng.integers(rows[name])) for name in ("tasks", "duties", "evidence"))
    day, due, grace = int(rng.integers(DAYS)), int(rng.integers(480, 1080)), int(rng.integers(120))
    first, last = sorted(int(one) for one in rng.integers(0, DAYS, 2))
    person = int(rng.integers(-1, 60000))
    kinds = (
        lambda: changes.TaskAdded(*line, day, due, grace, bool(rng.random() < 0.1)),
        lambda: changes.TaskMoved(task, *line, day, due, grace),
        lambda: changes.TaskRemoved(task),
        lambda: changes.TaskExcused(task, bool(rng.random() < 0.7)),
        lambda: changes.EvidenceArrived(task, int(rng.integers(ASOF))),
        lambda: changes.EvidenceWithdrawn(evidence),
        lambda: changes.DutyAdded(*line, first, last, person),
        lambda: changes.DutyChanged(duty, first, last, person),
        lambda: changes.DutyRemoved(duty),
    )
    return kinds[rng.integers(len(kinds))]()


def timed_changes(problem: Problem, coverage: Coverage, count: int, seed: int) -> tuple[list[float], int]:
    """(milliseconds of each change, cells that moved)."""
    rng, took, moved = np.random.default_rng(seed), [], 0
    outlets = int((problem.tree.size == 1).sum())
    rows = {"tasks": len(problem.tasks.day), "duties": len(problem.duties.person)}
    rows["evidence"] = len(problem.evidence.task)
    while len(took) < count:
        change = random_change(rng, outlets, rows)
        start = time.perf_counter()
        try:
            effect = coverage.apply(change)
        except changes.ChangeRefused:
            continue  # of a row that an earlier change took away
        took.append((time.perf_counter() - start) * 1000)
        moved += len(effect.cells)
        for name, kinds in (("tasks", "TaskAdded"), ("duties", "DutyAdded"), ("evidence", "EvidenceArrived")):
            rows[name] += type(change).__name__ == kinds
    return took, moved


def timed_questions(coverage: Coverage, count: int, seed: int) -> list[float]:
    """Milliseconds of 'why is this cell red' for random red cells."""
    root = int(coverage.tree.inner[-1])
    red = np.concatenate([coverage.cells(root, figure) for figure in ("missed", "hole")])
    took = []
    for place, measure, day in np.random.default_rng(seed).choice(red, count).tolist():
        start = time.perf_counter()
        texts = [reason.zh for reason in coverage.why(place, measure, day).reasons]
        took.append((time.perf_counter() - start) * 1000)
        demand(bool(texts), f"no reason for {place}, {measure}, {day}")
    return took


# ---- the run


def clocked(work, *arguments, **named):
    start = time.perf_counter()
    result = work(*arguments, **named)
    return time.perf_counter() - start, result


def spread_of(took: list[float], limit: float) -> str:
    """Percentiles of milliseconds, and how many took longer than wanted."""
    p50, p99 = np.percentile(took, [50, 99])
    over = sum(one > limit for one in took)
    return f"p50 {p50:.3f} ms   p99 {p99:.3f} ms   max {max(took):.3f} ms   over {limit:g} ms: {over} of {len(took):,}"


def race(problem: Problem, runs: int) -> Coverage:
    """Engine and DuckDB by turns, compared after each; prints the table."""
    ratios = []
    with tempfile.TemporaryDirectory() as scratch:
        loading, connection = clocked(peer, problem, scratch)
        print(f"loading DuckDB (not counted)   {loading:7.2f} s\n")
        print(f"{'full recount':12}{'engine s':>12}{'DuckDB s':>12}{'ratio':>9}   equal")
        for run in range(1, runs + 1):
            ours, coverage = clocked(recount, problem, asof=ASOF, threads=THREADS)
            theirs, _ = clocked(ask_peer, connection)
            compare_with_peer(problem, coverage, connection)
            ratios.append(theirs / ours)
            print(f"{f'run {run}':12}{ours:12.2f}{theirs:12.2f}{ratios[-1]:8.1f}x   hash per outlet, figures, totals")
        connection.close()
    print(f"{'median':12}{'':24}{statistics.median(ratios):8.1f}x   (wanted: at least 15x)\n")
    return coverage


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--outlets", type=int, default=16000)
    parser.add_argument("--quick", action="store_true", help="1,000 outlets, one run, 1,000 changes")
    parser.add_argument("--shuffled", action="store_true", help="tasks and evidence in random order")
    parser.add_argument("--runs", type=int, default=3)
    parser.add_argument("--changes", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=2022)
    asked = parser.parse_args()
    if asked.quick:
        asked.outlets, asked.runs, asked.changes = 1000, 1, 1000

    took, problem = clocked(campaign, asked.outlets, asked.seed, asked.shuffled)
    cells = asked.outlets * MEASURES * DAYS
    rows = (cells, len(problem.duties.place), len(problem.tasks.place), len(problem.evidence.task))
    print("{:,} cells, {:,} duties, {:,} tasks, {:,} pieces of evidence".format(*rows), end="")
    print(f"; {'random order' if asked.shuffled else 'order of weaving and arrival'}; seed {asked.seed}")
    print(f"making the facts (not counted) {took:7.2f} s")
    took, _ = clocked(Problem, *(getattr(problem, c.name) for c in fields(Problem) if c.init))
    print(f"validating them (not counted)  {took:7.3f} s")

    coverage = race(problem, asked.runs)
    took, _ = clocked(coverage.open_index)
    print(f"index for changes and questions, once: {took:.2f} s")
    took, moved = timed_changes(problem, coverage, asked.changes, asked.seed)
    print(f"one changed fact to all totals  {spread_of(took, 10)}")
    compare_with_recount(coverage)
    print(f"    after {len(took):,} random changes, {moved:,} cells moved: hashes and totals equal a recount")
    took = timed_questions(coverage, 2000, asked.seed)
    print(f"why is this cell red            {spread_of(took, 50)}")
    print(f"peak memory {resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20:.1f} GiB, DuckDB included")


if __name__ == "__main__":
    main()
