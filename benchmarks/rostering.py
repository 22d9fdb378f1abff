"""How good rosters are, next to CPMpy with CP-SAT in the same run. Every roster is judged by the engine's independent
checker before it counts.

    python -m benchmarks.rostering curtois --cases DIR --seconds 60                 Curtois and Qu's instances
    python -m benchmarks.rostering curtois --cases DIR --seconds 600 --only 5,8,9 --peer-python PEER/bin/python
    python -m benchmarks.rostering curtois --cases DIR --seconds 60 --shuffled       people renamed, rows permuted
    python -m benchmarks.rostering room                                              a control room's month, to proof
    python -m benchmarks.rostering room --seed 2                                     other draws: the third and fourth
    python -m benchmarks.rostering sick                                              sick calls in that month
    python -m benchmarks.rostering sites --sites 16000                               a nation of small sites
    python -m benchmarks.rostering large --seconds 600                               150 people x 364 days x 32 shifts
    python -m benchmarks.rostering tight --seconds 60 --shuffled                     services whose legal lines are few

DIR holds InstanceN.txt and best-known.csv (instance,best_known,...). Needs ``anbao[rostering]``. The peer runs in an
environment of its own with ``cpmpy==1.1.1`` (it pins another OR-Tools); without --peer-python its column stays empty.
"""

from __future__ import annotations

import argparse
import csv
import multiprocessing
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from anbao.engines.rostering import Deadline, check, read_instance, repair, solve
from anbao.engines.rostering.document import read_roster
from anbao.engines.rostering.hurried import quick
from benchmarks import rostering_cases as cases

THREADS = 2


def line(*cells) -> None:
    print("".join(f"{cell:>14}" for cell in cells), flush=True)


def gap(cost: int, best: int) -> float:
    return 100 * (cost - best) / best


def shuffled(text: str, seed: int) -> str:
    """The same instance with people renamed and the rows of every section permuted."""
    rng, blocks = random.Random(seed), []
    for raw in text.splitlines():
        if raw.startswith("SECTION_"):
            blocks.append([raw])
        elif raw.strip() and not raw.startswith("#") and blocks:
            blocks[-1].append(raw)
    staff = [row.split(",")[0] for block in blocks if block[0] == "SECTION_STAFF" for row in block[1:]]
    names = dict(zip(staff, rng.sample([f"X{n}" for n in range(len(staff))], len(staff)), strict=True))
    whose = {"SECTION_STAFF", "SECTION_DAYS_OFF", "SECTION_SHIFT_ON_REQUESTS", "SECTION_SHIFT_OFF_REQUESTS"}
    out = []
    for head, *rows in blocks:
        rng.shuffle(rows)
        if head in whose:
            rows = [",".join([names[row.split(",")[0]], *row.split(",")[1:]]) for row in rows]
        out += [head, *rows]
    return "\n".join(out) + "\n"


def peer(python: str | None, path: Path, seconds: float, problem) -> int | None:
    """The peer's cost by our checker; None when it found nothing, or wasn't asked."""
    if python is None:
        return None
    script = Path(__file__).parent / "rostering_peer.py"
    command = [python, str(script), str(path), str(seconds), str(THREADS)]
    told = subprocess.run(command, capture_output=True, text=True, check=False)
    if not told.stdout:
        print(told.stderr[-500:], file=sys.stderr)
        return None
    judged = check(problem, read_roster(told.stdout))
    return judged.penalty if judged.broken == 0 else None


def limit(options) -> Deadline:
    """From now on: ``--seconds`` of the clock, or as many of CPU for each thread."""
    if options.cpu:
        return Deadline(THREADS * options.seconds, time.process_time)
    return Deadline(options.seconds, time.monotonic)


def curtois(options) -> None:
    folder = Path(options.cases)
    with (folder / "best-known.csv").open(encoding="utf-8") as file:
        best = {row["instance"]: int(row["best_known"]) for row in csv.DictReader(file)}
    wanted = options.only.split(",") if options.only else list(best)
    line("instance", "best known", "anbao", "gap %", "floor", "seconds", "CPU s", "cpmpy", "gap %")
    ours, theirs = [], []
    for name in wanted:
        text = (folder / f"Instance{name}.txt").read_text(encoding="utf-8")
        if options.shuffled:
            text = shuffled(text, options.seed)
        problem = read_instance(text)
        start, cpu = time.monotonic(), time.process_time()
        found = solve(problem, stop=limit(options), seed=options.seed, threads=THREADS)
        took, cpu = time.monotonic() - start, time.process_time() - cpu
        judged = check(problem, found.roster)
        counts = judged.broken == 0 and judged.penalty == found.penalty
        with tempfile.TemporaryDirectory() as place:
            path = Path(place) / "instance.txt"
            path.write_text(text, encoding="utf-8")
            other = peer(options.peer_python, path, options.seconds, problem)
        ours += [gap(found.penalty, best[name])] if counts else [float("inf")]
        theirs += [gap(other, best[name])] if other is not None else []
        cells = [
            name,
            best[name],
            found.penalty if counts else "BROKEN",
            f"{ours[-1]:.2f}",
            found.bound or "-",
            f"{took:.1f}",
            f"{cpu:.1f}",
        ]
        line(*cells, other if other is not None else "-", f"{theirs[-1]:.2f}" if other is not None else "-")
    told = [
        "median",
        "",
        "",
        f"{statistics.median(ours):.2f}",
        "",
        "",
        "",
        f"{statistics.median(theirs):.2f}" if theirs else "",
    ]
    line(*told)
    line("worst", "", "", f"{max(ours):.2f}", "", "", "", "", f"{max(theirs):.2f}" if theirs else "")


def room(options) -> None:
    """Months of 28 to 31 days, with a licence that ends and with one person at night by exception; ``--rooms`` draws of
    leave, wishes and balances of each, from the one after ``--seed`` on. The loops are compiled before the clock starts."""
    solve(cases.site(0, people=3, days=9), stop=Deadline(1, time.monotonic), threads=THREADS)
    line("month", "days", "draw", "people", "penalty", "floor", "proven", "broken", "seconds", "CPU s")
    proven = []
    for month in cases.MONTHS:
        for seed in range(options.seed + 1, options.seed + options.rooms + 1):
            problem = cases.control_room(days=month.days, seed=seed, month=month)
            start, cpu = time.monotonic(), time.process_time()
            found = solve(problem, stop=limit(options), threads=THREADS)
            took, cpu = time.monotonic() - start, time.process_time() - cpu
            judged = check(problem, found.roster)
            proven.append(found.optimal and (judged.broken, judged.penalty) == (found.broken, found.penalty))
            floor = "-" if found.bound is None else found.bound
            cells = [month.name, problem.days, seed, len(problem.people), found.penalty, floor, found.optimal]
            line(*cells, found.broken, f"{took:.1f}", f"{cpu:.1f}")
    print(f"proven {sum(proven)} of {len(proven)}")


def sick(options) -> None:
    """One person falls ill for two days; the rest of the month is re-planned."""
    problem = cases.site(0)
    roster = quick(problem).roster
    rng, rows = random.Random(options.seed), []
    repair(problem, roster, {problem.people[0].id: (30,)}, stop=Deadline(2, time.monotonic))
    for _ in range(20):
        name, day = rng.choice(problem.people).id, rng.randrange(problem.days - 2)
        start = time.monotonic()
        mended = repair(problem, roster, {name: (day, day + 1)}, stop=Deadline(1.5, time.monotonic), today=day)
        lost = sum(shift is not None for shift in roster[name][day : day + 2])
        rows.append((time.monotonic() - start, len(mended.changes), lost, mended.result.broken))
    line("sick calls", "broken", "worst s", "median s", "changes", "most", "shifts lost")
    seconds, changes, lost, broken = zip(*rows, strict=True)
    cells = [len(rows), sum(broken), f"{max(seconds):.2f}", f"{statistics.median(seconds):.2f}"]
    line(*cells, sum(changes), max(changes), sum(lost))


def one_site(number: int) -> tuple[int, int]:
    problem = cases.site(number)
    found = quick(problem, seed=number)
    judged = check(problem, found.roster)
    return judged.broken, judged.penalty


def sites(options) -> None:
    one_site(0)
    start, broken, done, whole = time.monotonic(), 0, 0, 0
    with multiprocessing.get_context("spawn").Pool(THREADS) as pool:
        for hard, _ in pool.imap_unordered(one_site, range(options.sites), chunksize=20):
            broken, done, whole = broken + hard, done + 1, whole + (hard == 0)
            if sys.stderr.isatty():
                print(f"\r{done}/{options.sites}", end="", file=sys.stderr)
    took = time.monotonic() - start
    line("sites", "x people", "x days", "whole", "hard broken", "seconds", "ms a site")
    line(options.sites, 10, 31, whole, broken, f"{took:.1f}", f"{1000 * took / options.sites:.1f}")
    if options.sites < 16_000:
        print(f"a sample: 16,000 sites at this pace take {16_000 * took / options.sites / 60:.1f} minutes")


def large(options) -> None:
    text = cases.large(options.people, options.days)
    problem = read_instance(text)
    start, cpu = time.monotonic(), time.process_time()
    found = solve(problem, stop=limit(options), threads=THREADS)
    took, cpu = time.monotonic() - start, time.process_time() - cpu
    judged = check(problem, found.roster)
    line("people", "days", "shifts", "penalty", "hard broken", "seconds", "CPU s")
    cells = [len(problem.people), problem.days, len(problem.shifts), judged.penalty, judged.broken]
    line(*cells, f"{took:.1f}", f"{cpu:.1f}")


def tight(options) -> None:
    """Services of 50 to 150 people and half a year to a year whose bounds on minutes, shifts and weekends leave little; a
    roster that keeps all hard rules is known to exist. ``--only`` takes their places in the table, from 1."""

    def made(service):
        text = cases.tight(service, options.seed)
        return read_instance(shuffled(text, options.seed) if options.shuffled else text)

    planted(options, cases.TIGHT, made)


def exact(options) -> None:
    """Services of 40 to 150 people and two months to a year that need exactly the crew of a planted roster, no hand to spare."""
    planted(options, cases.EXACT, lambda service: cases.exact(service, options.seed))


def planted(options, services, made) -> None:
    wanted = [int(place) for place in options.only.split(",")] if options.only else range(1, len(services) + 1)
    line("service", "people", "days", "shifts", "penalty", "hard broken", "no line", "seconds", "CPU s")
    for place in wanted:
        problem = made(services[place - 1])
        start, cpu = time.monotonic(), time.process_time()
        found = solve(problem, stop=limit(options), seed=options.seed, threads=THREADS)
        took, cpu = time.monotonic() - start, time.process_time() - cpu
        judged = check(problem, found.roster)
        cells = [place, len(problem.people), problem.days, len(problem.shifts), judged.penalty, judged.broken]
        line(*cells, len(found.lineless), f"{took:.1f}", f"{cpu:.1f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("part", choices=["curtois", "room", "sick", "sites", "large", "tight", "exact"])
    parser.add_argument("--cases", help="folder of instances and best-known.csv")
    parser.add_argument("--seconds", type=float, default=60.0)
    parser.add_argument("--only", help="instances (services of tight and exact), by comma")
    parser.add_argument("--peer-python", help="a Python that has cpmpy==1.1.1")
    parser.add_argument("--cpu", action="store_true", help="count CPU seconds of both threads: for a machine in use")
    parser.add_argument("--shuffled", action="store_true")
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--rooms", type=int, default=2, help="draws of each month")
    parser.add_argument("--sites", type=int, default=400)
    parser.add_argument("--people", type=int, default=150)
    parser.add_argument("--days", type=int, default=364)
    options = parser.parse_args()
    if options.part == "curtois" and not options.cases:
        parser.error("curtois needs --cases")
    globals()[options.part](options)


if __name__ == "__main__":
    main()
