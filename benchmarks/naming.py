"""Benchmark of the naming engine against rapidfuzz (brute force) and nomenklatura's logic-v2, in one run.

    python benchmarks/naming.py --cases DIR [--full] [--peer-python PYTHON] [--only blocking,single,bulk,labelled]
    python benchmarks/naming.py --freeze names-3 | --features names-2

DIR holds historic-person-names.txt.xz and labelled-pairs.csv (nomenklatura's and yente's own cases). Without --full the
list is an eighth as long. The peer needs ``nomenklatura==4.17.*`` (it builds PyICU: a C++ compiler and libicu-dev);
since its pins differ, give the python of an environment of its own by --peer-python. The product's own labelled Chinese
pairs come from tests/cases/naming. Answers are checked before times count; every table is printed.
"""

import argparse
import csv
import hashlib
import json
import lzma
import os
import random
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import opencc
import pypinyin
from rapidfuzz import process
from rapidfuzz.distance import Levenshtein

from anbao.engines.naming import bulk, han, matchers
from anbao.engines.naming.blocks import Index, Names, Prepared
from anbao.engines.naming.evidence import MATCH, REVIEW
from anbao.engines.naming.text import fold

OWN = Path(__file__).parents[1] / "tests" / "cases" / "naming"
SEED = 20220204
BEGAN = time.perf_counter()
PEER = """
import csv, json, sys
from followthemoney import model
from nomenklatura.matching import get_algorithm
judge = get_algorithm("logic-v2")
config = judge.default_config()
scores = []
for number, row in enumerate(json.load(sys.stdin)):
    one, two = (
        model.get_proxy({"id": f"{side}{number}", "schema": row[0], "properties": {"name": [name]}})
        for side, name in zip("ab", row[1:])
    )
    scores.append(judge.compare(one, two, config).score)
json.dump(scores, sys.stdout)
"""


def table(title: str, header: tuple, rows: list[tuple]) -> None:
    cells = [tuple(map(str, row)) for row in (header, *rows)]
    widths = [max(len(row[i]) for row in cells) for i in range(len(header))]
    print(f"\n{title}")
    for row in cells:
        print("  " + "  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip())
    sys.stdout.flush()


def step(words: str) -> None:
    """What is being done, on the error stream, for whoever waits."""
    print(f"[{time.perf_counter() - BEGAN:5.0f} s] {words}", file=sys.stderr, flush=True)


def spent(run):
    """(answer, seconds on the clock, processor seconds of this process)"""
    began, used = time.perf_counter(), time.process_time()
    answer = run()
    return answer, time.perf_counter() - began, time.process_time() - used


class Crowd:
    """The list and its kin: persons, each with three variants (script, homophone, one wrong character)."""

    def __init__(self, cases: Path, share: int):
        raw = lzma.decompress((cases / "historic-person-names.txt.xz").read_bytes()).decode().split("\n")
        rng = random.Random(SEED)
        people = sorted({n.strip() for n in raw if len(n.strip()) > 1})
        rng.shuffle(people)
        people = people[: len(people) // share]
        self.people = people
        self.chars = "".join(n[1:] for n in people)
        self.simple = opencc.OpenCC("t2s").convert("\n".join(people)).split("\n")
        self.by_sound: dict[str, list[str]] = {}
        for char in sorted(set(self.chars)):
            if han.toned_readings(char):
                self.by_sound.setdefault(han.toned_readings(char)[0], []).append(char)
        homophones = [self.homophone(n, rng) for n in people]
        wrong = [n[:-1] + rng.choice(self.chars) for n in people]
        self.names = people + self.simple + homophones + wrong
        self.kinds = [matchers.PERSON] * len(self.names)

    def homophone(self, name: str, rng: random.Random) -> str:
        place = rng.randrange(1, len(name))
        tone = han.toned_readings(name[place])
        return (
            name[:place]
            + rng.choice(self.by_sound[tone[0]] if tone and tone[0] in self.by_sound else name[place])
            + name[place + 1 :]
        )

    def clean(self, count: int, rng: random.Random) -> list[str]:
        """Made-up people, as the list's own surnames and given characters fall, none of them on the list."""
        listed, made = {fold(n) for n in self.names}, []
        while len(made) < count:
            name = rng.choice(self.people)[0] + "".join(rng.choices(self.chars, k=rng.choice((1, 2, 2, 2))))
            if fold(name) not in listed:
                made.append(name)
        return made


def look_alike(name: str, rng: random.Random, resembling: bool) -> str | None:
    """A name with one given character exchanged: for one written nearly alike, or for one that only resembles it."""
    loose = han.pairs_of("RESEMBLING")
    made = [
        name[:i] + other + name[i + 1 :]
        for i in range(1, len(name))
        for other in sorted(han.look_alike_groups().get(name[i], ()))
        if ((name[i], other) in loose) is resembling
    ]
    return rng.choice(made) if len(name) > 2 and made else None


def pinyin(name: str) -> str:
    surname = han.split(fold(name)).surname
    said = [u.readings[0] if u.readings else "x" for u in han.units(fold(name))]
    return "".join(said[: len(surname)]).title() + " " + "".join(said[len(surname) :]).title()


def blocking(crowd: Crowd, index: Index) -> None:
    rng = random.Random(SEED + 1)
    said: dict[str, list[int]] = {}
    for number, name in enumerate(crowd.names):
        said.setdefault(" ".join(pypinyin.lazy_pinyin(name)), []).append(number)
    simple: dict[str, list[int]] = {}
    for number, name in enumerate(opencc.OpenCC("t2s").convert("\n".join(crowd.names)).split("\n")):
        simple.setdefault(name, []).append(number)
    wanted, lost, clock, cpu, counts = [0, 0, 0], [0, 0, 0], [], [], []
    for turn in range(5):
        step(f"blocking: 100 queries by brute force and by candidates, {turn + 1} of 5")
        asked = rng.sample(crowd.names, 100)
        brute, *theirs = spent(
            lambda asked=asked: process.cdist(
                asked, crowd.names, scorer=Levenshtein.distance, score_cutoff=1, workers=1
            )
        )
        (left, right), *ours = spent(
            lambda asked=asked: index.candidates(Prepared(Names.of(asked, [matchers.PERSON] * len(asked))))
        )
        clock.append((theirs[0], ours[0]))
        cpu.append((theirs[1], ours[1]))
        counts.append(len(left) / len(asked))
        found = set(zip(left.tolist(), right.tolist(), strict=True))
        near = set(zip(*(axis.tolist() for axis in (brute <= 1).nonzero()), strict=True))
        pinyins = {(i, j) for i, n in enumerate(asked) for j in said.get(" ".join(pypinyin.lazy_pinyin(n)), ())}
        scripts = {(i, j) for i, n in enumerate(asked) for j in simple.get(opencc.OpenCC("t2s").convert(n), ())}
        for kind, pairs in enumerate((near, pinyins, scripts)):
            wanted[kind] += len(pairs)
            lost[kind] += len(pairs - found)
    rows = [
        (k, f"{w:,}", x)
        for k, w, x in zip(("distance <= 1 (rapidfuzz)", "equal pinyin", "script"), wanted, lost, strict=True)
    ]
    table(f"Candidates against {len(crowd.names):,} names, 500 queries", ("pairs", "wanted", "lost"), rows)
    rows = []
    for word, took in (("cpu", cpu), ("wall", clock)):
        ratios = [theirs / ours for theirs, ours in took]
        middle = [f"{1000 * statistics.median(side):.0f}" for side in zip(*took, strict=True)]
        rows.append((word, *middle, *(f"{v:.0f}x" for v in (statistics.median(ratios), min(ratios), max(ratios)))))
    table(
        f"Brute force of rapidfuzz and candidates, 5 x 100 queries, one process, {statistics.mean(counts):.0f} candidates a query",
        ("clock", "rapidfuzz ms", "candidates ms", "median ratio", "least", "most"),
        rows,
    )


def single(crowd: Crowd, index: Index) -> None:
    rng = random.Random(SEED + 2)
    asked = (
        [rng.choice(crowd.names) for _ in range(700)]
        + crowd.clean(150, rng)
        + [pinyin(n) for n in rng.sample(crowd.people, 150)]
    )
    rng.shuffle(asked)
    step("single: 1,000 queries one by one")
    times, judge = [], matchers.matcher()
    for name in asked:
        began, used = time.perf_counter(), time.process_time()
        found = bulk.search(index, Names.of([name], [matchers.PERSON]), MATCH, matchers.CURRENT)
        for entry in found.entry.tolist():
            judge.compare(name, crowd.names[entry]).reasons()
        times.append((1000 * (time.perf_counter() - began), 1000 * (time.process_time() - used)))
    rows = []
    for clock, spent in zip(("wall", "cpu"), map(sorted, zip(*times, strict=True)), strict=True):
        rows.append((clock, *(f"{spent[place]:.1f}" for place in (len(spent) // 2, len(spent) * 99 // 100, -1))))
    title = f"One query with its reasons, 1,000 queries against {len(crowd.names):,} names, ms"
    table(title, ("clock", "p50", "p99", "worst"), rows)


def child_seconds() -> float:
    """Processor time of finished child processes: what a run costs on a machine that is busy with other work."""
    spent = resource.getrusage(resource.RUSAGE_CHILDREN)
    return spent.ru_utime + spent.ru_stime


def planted(crowd: Crowd, count: int, rng: random.Random) -> list[tuple[str, str, str]]:
    """(kind, query, the person on the list it was made from)."""
    rows, makers = [], {
        "same": lambda n: n,
        "script": lambda n: crowd.simple[crowd_place[n]],
        "homophone (3+ chars)": lambda n: crowd.homophone(n, rng) if len(n) > 2 else None,
        "homophone (2 chars)": lambda n: crowd.homophone(n, rng) if len(n) == 2 else None,
        "look-alike (3+ chars)": lambda n: look_alike(n, rng, False),
        "resembling (3+ chars)": lambda n: look_alike(n, rng, True),
        "pinyin": pinyin,
    }  # fmt: skip
    crowd_place = {n: i for i, n in enumerate(crowd.people)}
    for kind, make in makers.items():
        made = 0
        while made < count:
            person = rng.choice(crowd.people)
            query = make(person)
            if query:
                rows.append((kind, query, person))
                made += 1
    return rows


def command_line(names: list[str], asked: list[str], floor: float) -> tuple[dict[int, dict[str, float]], float, float]:
    """Hits of a run on files (place of the query -> name on the list -> best score), wall and processor seconds."""
    with tempfile.TemporaryDirectory() as place:
        listed, queries, out = (Path(place) / n for n in ("list.txt", "queries.txt", "hits.csv"))
        listed.write_text("\n".join(names), encoding="utf-8")
        queries.write_text("\n".join(asked), encoding="utf-8")
        command = [sys.executable, "-m", "anbao.engines.naming", "--list", listed, "--queries", queries, "--out", out]
        began, used = time.perf_counter(), child_seconds()
        subprocess.run([*map(str, command), "--floor", str(floor)], check=True)
        seconds, used = time.perf_counter() - began, child_seconds() - used
        hits: dict[int, dict[str, float]] = {}
        with out.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                found = hits.setdefault(int(row["query_id"]) - 1, {})
                found[row["list_name"]] = max(float(row["score"]), found.get(row["list_name"], 0.0))
    return hits, seconds, used


def whole_run(crowd: Crowd, full: bool) -> None:
    """The command line on files, reading and writing included; then both bands beside one another, for a tenth of the people."""
    rng = random.Random(SEED + 3)
    total = 450_000 if full else 56_250
    known = planted(crowd, total // 90, rng)
    clean = crowd.clean(total - len(known), rng)
    asked = [q for _, q, _ in known] + clean
    step(f"bulk: {len(asked):,} people against {len(crowd.names):,} names")
    hits, seconds, used = command_line(crowd.names, asked, MATCH)
    row = (f"{len(asked):,}", f"{len(crowd.names):,}", f"{seconds:.1f}", f"{used:.1f}", f"{os.getloadavg()[0]:.1f}")
    header = ("people", "names", "wall s", "cpu s", "load of the machine")
    table("Whole run of the command line, 2 processes, reading and writing included", header, [row])
    false_hits([("match", MATCH, hits)], range(len(known), len(asked)), len(crowd.names))
    some = len(known) + len(clean) // 10
    step(f"bulk: possible hits too, {some:,} people")
    wide, _, _ = command_line(crowd.names, asked[:some], REVIEW)
    bands = [(word, line, at_least(wide, line)) for word, line in (("match", MATCH), ("match and review", REVIEW))]
    rows = []
    for kind in dict.fromkeys(k for k, _, _ in known):
        places = [i for i, (k, _, _) in enumerate(known) if k == kind]
        found = [sum(known[i][2] in band.get(i, ()) for i in places) / len(places) for _, _, band in bands]
        rows.append((kind, *(f"{recall:.3f}" for recall in found)))
    table("Recall of planted variants", ("variant", *(f"from {line:.2f}" for _, line, _ in bands)), rows)
    false_hits(bands, range(len(known), some), len(crowd.names))


def at_least(hits: dict[int, dict[str, float]], line: float) -> dict[int, dict[str, float]]:
    """The hits that reach a line; a query without any is left out."""
    kept = {i: {name: score for name, score in found.items() if score >= line} for i, found in hits.items()}
    return {i: found for i, found in kept.items() if found}


def false_hits(bands: list[tuple[str, float, dict]], clean: range, names: int) -> None:
    """Of people who are on no list: how many have a hit, and how many hits they have, of 1,000."""
    rows = [
        (
            word,
            f"{line:.2f}",
            f"{len(clean):,}",
            f"{sum(i in hits for i in clean) * 1000 / len(clean):.1f}",
            f"{sum(len(hits.get(i, ())) for i in clean) * 1000 / len(clean):.1f}",
        )
        for word, line, hits in bands
    ]
    header = ("band", "from", "clean people", "people with a hit", "hits")
    table(f"False hits per 1,000 clean people against {names:,} names", header, rows)


def read(path: Path) -> list[tuple[str, str, str, bool]]:
    with path.open(encoding="utf-8", newline="") as file:
        return [(r["schema"], r["name1"], r["name2"], r["is_match"] == "true") for r in csv.DictReader(file)]


def f1(scores: list[float], truth: list[bool], line: float) -> float:
    hit = sum(s >= line and t for s, t in zip(scores, truth, strict=True))
    return 2 * hit / max(1, sum(s >= line for s in scores) + sum(truth))


def tuned_on(row: tuple) -> bool:
    """Half of the public pairs, by hash, was looked at while the weights were set; the other half is held out."""
    key = "|".join(sorted((row[1].lower(), row[2].lower())))
    return int(hashlib.sha256(key.encode()).hexdigest(), 16) % 2 == 0


def peer_scores(python: str, rows: list[tuple]) -> list[float] | None:
    asked = json.dumps([row[:3] for row in rows])
    done = subprocess.run(
        [python, "-W", "ignore", "-c", PEER], input=asked, capture_output=True, text=True, check=False
    )
    if done.returncode:
        why = (done.stderr.strip().splitlines() or ["no output"])[-1]
        print(f"nomenklatura 4.17 does not run in {python}: {why}", file=sys.stderr)
        return None
    return json.loads(done.stdout)


def labelled(cases: Path, python: str) -> None:
    public = read(cases / "labelled-pairs.csv")
    sets = {
        "public pairs": public,
        "  of these: seen while tuning": [r for r in public if tuned_on(r)],
        "  of these: held out": [r for r in public if not tuned_on(r)],
        "own Chinese pairs": read(OWN / "chinese-pairs.csv"),
        "own Chinese pairs, held out": read(OWN / "chinese-pairs-held.csv"),
        "own Chinese pairs, second": read(OWN / "chinese-pairs-second.csv"),
        "own Chinese pairs, second, held out": read(OWN / "chinese-pairs-second-held.csv"),
        "own pairs of many scripts": read(OWN / "world-pairs.csv"),
        "own pairs, set aside": read(OWN / "aside-pairs.csv"),
    }
    rows = []
    for name, pairs in sets.items():
        truth = [r[3] for r in pairs]
        scored = {v: [matchers.compare(a, b, s, v).value for s, a, b, _ in pairs] for v in reversed(matchers.registry)}
        peer = peer_scores(python, pairs)
        if peer is not None:
            scored["logic-v2"] = peer
        for who, scores in scored.items():
            best = max((f1(scores, truth, line / 100), line / 100) for line in range(5, 100))
            wrong = sum(s >= MATCH and not t for s, t in zip(scores, truth, strict=True))
            found = sum(s >= MATCH and t for s, t in zip(scores, truth, strict=True)) / sum(truth)
            rows.append(
                (
                    name,
                    len(pairs),
                    who,
                    f"{f1(scores, truth, MATCH):.4f}",
                    f"{found:.3f}",
                    wrong,
                    f"{best[0]:.4f} at {best[1]}",
                    len(set(scores)),
                )
            )
    header = ("pairs", "n", "matcher", f"F1 at {MATCH}", "recall", "false", "best F1", "distinct scores")
    table("Labelled pairs", header, rows)


def freeze(version: str) -> None:
    path = OWN / f"frozen-{version}.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(("schema", "name1", "name2", "score"))
        for schema, one, two, _ in read(OWN / "chinese-pairs.csv"):
            writer.writerow((schema, one, two, f"{matchers.compare(one, two, schema, version).value:.4f}"))
    print(path)


def features(version: str) -> None:
    """The rows of the table in docs/algorithms/naming.md."""
    for f in matchers.matcher(version).features.values():
        print(f"| {f.id} | {f.role} | {f.weight:.2f} | {f.zh} · {f.en} |")


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cases", type=Path, help="folder with the public names and pairs")
    parser.add_argument("--full", action="store_true", help="1.02 million names, 450,000 people")
    parser.add_argument("--peer-python", default=sys.executable, help="a python that has nomenklatura 4.17")
    parser.add_argument("--only", default="labelled,blocking,single,bulk", help="parts to run (default: %(default)s)")
    parser.add_argument(
        "--freeze", choices=list(matchers.registry), help="write the frozen scores of a version, nothing else"
    )
    parser.add_argument("--features", choices=list(matchers.registry), help="print the table of features of a version")
    asked = parser.parse_args()
    if asked.features:
        features(asked.features)
        return 0
    if asked.freeze:
        freeze(asked.freeze)
        return 0
    if not asked.cases or not (asked.cases / "labelled-pairs.csv").is_file():
        print(
            "error: --cases must name the folder that holds labelled-pairs.csv and historic-person-names.txt.xz",
            file=sys.stderr,
        )
        return 2
    parts = asked.only.split(",")
    if "labelled" in parts:
        step("labelled pairs")
        labelled(asked.cases, asked.peer_python)
    if {"blocking", "single", "bulk"} & set(parts):
        step("the list and its variants")
        crowd = Crowd(asked.cases, 1 if asked.full else 8)
        if {"blocking", "single"} & set(parts):
            began = time.perf_counter()
            step(f"index of {len(crowd.names):,} names")
            index = Index(Names.of(crowd.names, crowd.kinds))
            table("Index", ("names", "build s"), [(f"{len(crowd.names):,}", f"{time.perf_counter() - began:.1f}")])
            if "blocking" in parts:
                blocking(crowd, index)
            if "single" in parts:
                single(crowd, index)
            del index
        if "bulk" in parts:
            whole_run(crowd, asked.full)
    return 0


if __name__ == "__main__":
    sys.exit(main())
