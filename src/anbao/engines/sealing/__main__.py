"""``python -m anbao.engines.sealing``: draw, prove, simulate. Columns and flags are a stable contract.

draw PLACES.csv --days N --most K --out plan.csv --sealed sealed.json     a sealed plan of one period
recompute sealed.json                                                     anybody: does it all hold?
weeks PLACES.csv --capacity K --weeks N --out weeks.csv                   a programme, week after week
"""

from __future__ import annotations

import argparse
import csv
import json
import secrets
import sys
from pathlib import Path

from anbao.engines import sealing, touring
from anbao.engines.destinations import wrong
from anbao.engines.json_once import read_once, words
from anbao.engines.sealing import programme as weekly
from anbao.engines.sealing.faults import Fault
from anbao.engines.sealing.figures import all_figures
from anbao.engines.sealing.stream import SEED_BYTES, Stream
from anbao.engines.touring import TouringError
from anbao.engines.touring.__main__ import (
    OneLine,
    complain,
    counted_days,
    hours,
    places_of,
    point,
    service_faults,
    text_of,
)
from anbao.engines.touring.problem import TIME_FAULTS
from anbao.engines.touring.table import (
    COLUMNS,
    LONGEST_NAME,
    assumed_told,
    cells_of_any_length,
    long_name_faults,
    name_faults,
    numbered,
)

#: weeks of one simulation: a thousand times what a programme plans
MOST_WEEKS = 100_000


def parser() -> argparse.ArgumentParser:
    p = OneLine(
        prog="python -m anbao.engines.sealing", description="Draw inspections that nobody can guess, and prove it."
    )
    p.add_argument("--zh", action="store_true", help="say what is wrong in Chinese (before the verb)")
    verbs = p.add_subparsers(dest="verb", required=True, parser_class=OneLine)
    draw = verbs.add_parser("draw", help="a sealed plan of one period")
    draw.add_argument(
        "places", help="CSV with name and, to be drivable, lon,lat,service,opens,closes,kind (as touring)"
    )
    draw.add_argument("--days", type=int, required=True)
    draw.add_argument("--least", type=int, default=0, help="stops of a day at least (0)")
    draw.add_argument("--most", type=int, required=True, help="stops of a day at most")
    draw.add_argument("--depot", type=point, metavar="LON,LAT")
    draw.add_argument("--hours", type=hours, default=(8 * 3600, 18 * 3600), help="hours of a day (08:00-18:00)")
    draw.add_argument("--service", type=float, default=60, help="minutes at a stop that names none (60)")
    draw.add_argument(
        "--factor", type=float, default=1.35, help="road kilometres for a kilometre as the crow flies (1.35)"
    )
    draw.add_argument("--speed", type=float, default=50, help="road speed in km/h (50)")
    draw.add_argument(
        "--seed", type=seed_of, help=f"{SEED_BYTES} bytes in hexadecimal; without it, fresh from the machine"
    )
    draw.add_argument("--out", required=True, help="CSV to write: day,position,place")
    draw.add_argument(
        "--sealed", required=True, help="JSON to write: commitment, document, seed, plan; publish only the commitment"
    )
    proof = verbs.add_parser("recompute", help="does a revealed draw hold?")
    proof.add_argument("sealed", help="JSON as written by draw, or as downloaded from the page of a tour")
    weeks = verbs.add_parser("weeks", help="a programme, week after week")
    weeks.add_argument("places", help="CSV with name,every (weeks) and weight (2: at least twice as often)")
    weeks.add_argument("--capacity", type=int, required=True, help="visits of a week at most")
    weeks.add_argument("--weeks", type=int, required=True)
    weeks.add_argument("--seed", type=seed_of)
    weeks.add_argument("--out", required=True, help="CSV to write: week,place")
    pictures = verbs.add_parser("figures", help="draw the figures of the algorithm page")
    pictures.add_argument("folder")
    return p


def figures(options) -> int:
    for name, picture in all_figures().items():
        (Path(options.folder) / name).write_text(picture, encoding="utf-8")
        print(name)
    return 0


def seed_of(text: str) -> bytes:
    try:
        seed = bytes.fromhex(text)
    except ValueError:
        seed = b""
    if len(seed) != SEED_BYTES:
        raise argparse.ArgumentTypeError(f"a seed is {SEED_BYTES} bytes in hexadecimal, {2 * SEED_BYTES} digits")
    return seed


def main(argv: list[str] | None = None) -> int:
    options = parser().parse_args(argv)
    try:
        with cells_of_any_length():
            return {"draw": draw, "recompute": prove, "weeks": weeks, "figures": figures}[options.verb](options)
    except RecursionError:
        return complain(f"{options.sealed}: nested too deep for a sealed document")
    except (sealing.SealingError, TouringError) as refused:
        return complain(refused.said("zh" if options.zh else "en"), options.zh)
    except RuntimeError as refused:
        return complain(str(refused))
    except (UnicodeDecodeError, json.JSONDecodeError):
        return complain(f"{getattr(options, 'places', None) or options.sealed}: not a readable file of this form")
    except csv.Error as fault:
        return complain(f"{options.places}: {fault}")
    except OSError as fault:
        return complain(f"{fault.filename}: {fault.strerror or fault}")


def _rows(path: str) -> tuple[list[str], list[tuple[int, dict]]]:
    """The head and the rows under it in small letters, each row with its line of the file."""
    table = csv.DictReader(text_of(path))
    table.fieldnames = [name.strip().lower() for name in table.fieldnames or []]
    return list(table.fieldnames), list(numbered(table))


def problem_of(options, faults: list[Fault]) -> sealing.Problem:
    """The problem of the file; what can't be read, and what the roads refuse, is added to ``faults``."""
    head, rows = _rows(options.places)
    faults += service_faults(options)
    days = counted_days(options, faults)
    slots = [sealing.Slot(str(d + 1), options.least, options.most, d) for d in range(len(days))]
    if not set(COLUMNS["lon"]) & set(head):
        if "name" not in head:
            raise sealing.SealingError([*faults, Fault("columns", "columns are missing", "缺少列", ("name",))])
        names = [(row.get("name") or "").strip() for _, row in rows]
        named = [(f"row {line}", name) for (line, _), name in zip(rows, names, strict=True)]
        faults += name_faults([row for row, name in named if not name])
        faults += long_name_faults([row for row, name in named if len(name) > LONGEST_NAME])
        return sealing.Problem([sealing.Place(name) for name in names if name], slots)
    depots, stops = places_of(head, rows, options, faults)
    try:
        roads = touring.Problem(depots, stops, days, factor=options.factor, speed=options.speed)
    except TouringError as refused:
        found = assumed_told(refused.faults, depots)
        faults += [f for f in found if not faults or f.code not in TIME_FAULTS]
        raise TouringError(faults) from refused
    return sealing.Problem([sealing.Place(s.name) for s in stops], slots, roads)


def overwriting(options, *results: str) -> list[Fault]:
    written = {f"--{name}": getattr(options, name) for name in results}
    return [Fault("out", *told) for told in wrong({"the places": options.places}, written)]


def draw(options) -> int:
    faults = overwriting(options, "out", "sealed")
    try:
        problem = problem_of(options, faults)
    except sealing.SealingError as refused:
        later = [f for f in refused.faults if not faults or f.code not in TIME_FAULTS]
        raise sealing.SealingError([*faults, *later]) from refused
    if faults:
        raise sealing.SealingError(faults)
    seed = options.seed or secrets.token_bytes(SEED_BYTES)
    sealed = sealing.seal(problem, seed=seed)
    names = [[problem.places[p].name for p in day] for day in sealed.plan]
    told = {"commitment": sealed.commitment, "seed": seed.hex(), "document": sealed.document, "plan": sealed.plan}
    Path(options.sealed).write_text(json.dumps(told, ensure_ascii=False), encoding="utf-8")
    with open(options.out, "w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(["day", "position", "place"])
        out.writerows([d, n, name] for d, day in enumerate(names, 1) for n, name in enumerate(day, 1))
    g = sealed.guess
    print(f"commitment {sealed.commitment}")
    print(
        f"entropy of a place's day {g.bits:.3f} of {g.ceiling:.3f} bits; best guess {g.best:.4f}, blind {g.blind:.4f}"
    )
    if g.second is not None:
        print(f"another place of a day, one known: best guess {g.second:.4f}, blind {g.second_blind:.4f}")
    return 0


def prove(options) -> int:
    told, doubled = read_once(text_of(options.sealed).read())
    if doubled:
        raise sealing.SealingError(Fault("key", *words(key, place)) for key, place in doubled)
    try:
        document, commitment, plan = told["document"], str(told["commitment"]), told.get("plan")
        seed = bytes.fromhex(told["seed"])
    except (KeyError, TypeError, ValueError, AttributeError):
        return complain(f"{options.sealed}: has to hold commitment, seed and document")
    verdict = sealing.recompute(document, seed=seed, commitment=commitment, plan=plan)
    for fault in verdict.faults:
        print(f"{'不符' if options.zh else 'does not hold'}: {fault.said('zh' if options.zh else 'en')}")
    if verdict.holds:
        print(
            f"holds: commitment {commitment}, {sum(map(len, verdict.plan))} stops in {len(verdict.plan)} days recomputed"
        )
    return 0 if verdict.holds else 1


def weeks(options) -> int:
    head, rows = _rows(options.places)
    lacking = tuple(column for column in ("name", "every") if column not in head)
    if lacking:
        raise sealing.SealingError([Fault("columns", "columns are missing", "缺少列", lacking)])
    bad, duties, faults = [], [], overwriting(options, "out")
    for number, row in rows:
        try:
            duties.append(sealing.Duty(row["name"].strip(), int(row["every"]), float(row.get("weight") or 1)))
        except (ValueError, AttributeError, TypeError):
            bad.append(f"row {number}")
    if bad:
        faults.append(
            Fault("cells", "every is whole weeks and weight a number", "间隔须为整周，权重须为数字", tuple(bad))
        )
    faults += name_faults([f"row {number}" for number, row in rows if not (row.get("name") or "").strip()])
    faults += long_name_faults([f"row {number}" for number, row in rows if len(row.get("name") or "") > LONGEST_NAME])
    if not 1 <= options.weeks <= MOST_WEEKS:
        faults.append(Fault("weeks", f"--weeks is 1 to {MOST_WEEKS}", f"周数须为 1 至 {MOST_WEEKS}"))
    try:
        programme = sealing.Programme(duties, options.capacity)
    except sealing.SealingError as refused:
        later = [f for f in refused.faults if not bad or f.code != "empty"]
        raise sealing.SealingError([*faults, *later]) from refused
    if faults:
        raise sealing.SealingError(faults)
    seed, left, drawn = options.seed or secrets.token_bytes(SEED_BYTES), programme.start(), []
    for week in range(1, options.weeks + 1):
        visited = sealing.draw_week(programme, left, Stream(seed, f"week {week}"))
        left = weekly.after(programme, left, visited)
        drawn.append([int(p) for p in visited.nonzero()[0]])
    with open(options.out, "w", newline="", encoding="utf-8") as file:
        out = csv.writer(file)
        out.writerow(["week", "place"])
        out.writerows([week, duties[p].name] for week, own in enumerate(drawn, 1) for p in own)
    faults = sealing.check_weeks(programme, drawn)
    print(
        f"{len(drawn)} weeks, {sum(map(len, drawn)) / max(len(drawn), 1):.1f} visits a week, {len(faults)} obligations missed"
    )
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
