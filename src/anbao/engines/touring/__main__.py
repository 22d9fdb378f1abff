"""``python -m anbao.engines.touring``: order the stops of a file into days. Columns and flags are a stable contract."""

from __future__ import annotations

import argparse
import csv
import io
import sys
from pathlib import Path

from anbao.engines.touring import Iterations, Problem, Seconds, TouringError, check, solve
from anbao.engines.touring.faults import Fault
from anbao.engines.touring.figures import all_figures
from anbao.engines.touring.problem import Place
from anbao.engines.touring.table import OUT, centre, days_of, minutes_of, read_matrix, read_places, rows_of


class OneLine(argparse.ArgumentParser):
    def error(self, message: str):
        sys.exit(complain(message))


def complain(message: str) -> int:
    print("error: " + " ".join(message.split()), file=sys.stderr)
    return 2


def hours(text: str) -> tuple[int, int]:
    first, dash, last = text.partition("-")
    try:
        return minutes_of(first), minutes_of(last if dash else "")
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not of the form 08:00-18:00") from None


def point(text: str) -> tuple[float, float]:
    try:
        lon, lat = map(float, text.split(","))
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not of the form LON,LAT") from None
    return lon, lat


def parser() -> argparse.ArgumentParser:
    p = OneLine(
        prog="python -m anbao.engines.touring",
        description="Order stops into days with as little travel as possible. Writes day,position,stop,arrives,begins,"
        "leaves,travel_minutes.",
    )
    p.add_argument("stops", nargs="?", help="CSV with name,lon,lat and, if wanted, service (minutes), opens, closes (08:30), kind "
                                 "(a row of kind depot is where the days begin and end)")  # fmt: skip
    p.add_argument("--days", type=int, help="how many days there are")
    p.add_argument("--seed", type=int, default=0, help="seed of the search (0)")
    p.add_argument("--out", help="CSV to write")
    p.add_argument("--depot", type=point, metavar="LON,LAT", help="where days begin and end; without it and without a depot "
                   "row, the middle of the stops")  # fmt: skip
    p.add_argument("--hours", type=hours, default=(8 * 3600, 18 * 3600), help="hours of a day (08:00-18:00)")
    p.add_argument("--service", type=float, default=60, help="minutes at a stop that names none (60)")
    p.add_argument(
        "--factor", type=float, default=1.35, help="road kilometres for a kilometre as the crow flies (1.35)"
    )
    p.add_argument("--speed", type=float, default=50, help="road speed in km/h (50)")
    p.add_argument("--matrix", help="CSV from,to,minutes instead of coordinates; a pair left out has no way")
    p.add_argument("--most", type=int, help="stops a day may hold at most")
    p.add_argument("--seconds", type=float, default=3.0, help="seconds of search (3)")
    p.add_argument("--iterations", type=int, help="search so many iterations instead: the same plan on every run")
    p.add_argument("--figures", metavar="FOLDER", help="instead, draw the figures of the algorithm page")
    return p


def draw(folder: str) -> int:
    for name, picture in all_figures().items():
        (Path(folder) / name).write_text(picture, encoding="utf-8")
        print(name)
    return 0


def main(argv: list[str] | None = None) -> int:
    options = parser().parse_args(argv)
    if options.figures:
        return draw(options.figures)
    lacking = [name for name in ("stops", "--days", "--out") if getattr(options, name.strip("-")) is None]
    if lacking:
        return complain(f"the following are required: {', '.join(lacking)}")
    try:
        problem = read(options)
        stop = Iterations(options.iterations) if options.iterations else Seconds(options.seconds)
        plan = solve(problem, stop=stop, seed=options.seed)
        faults, travel = check(problem, [[v.stop for v in day] for day in plan.days])
        if faults:
            raise TouringError(faults)
        with open(options.out, "w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([OUT, *rows_of(problem, plan)])
    except (TouringError, RuntimeError) as refused:
        return complain(str(refused))
    except csv.Error as fault:
        return complain(f"{options.stops}: {fault}")
    except OSError as fault:
        return complain(f"{fault.filename or options.stops}: {fault.strerror or fault}")
    used = sum(1 for day in plan.days if day)
    print(f"{len(problem.stops)} stops in {used} of {len(problem.days)} days, {travel / 3600:.2f} hours on the road")
    return 0


def text_of(path: str) -> io.StringIO:
    """A text file in UTF-8 or GB18030."""
    raw = Path(path).read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return io.StringIO(raw.decode(encoding), newline="")
        except UnicodeDecodeError:
            continue
    raise TouringError([Fault("file", f"{path}: not a text file in UTF-8 or GB18030", f"{path}：不是文本文件")])


def read(options) -> Problem:
    table = csv.DictReader(text_of(options.stops))
    depots, stops = read_places(table.fieldnames or [], table, service=round(options.service * 60))
    if options.depot:
        depots = [Place("depot", *options.depot)]
    depots = depots[:1] or [centre(stops)]
    matrix = None
    if options.matrix:
        matrix = read_matrix(csv.reader(text_of(options.matrix)), [*depots, *stops])
    return Problem(
        depots, stops, days_of(max(options.days, 0), *options.hours), factor=options.factor, speed=options.speed,
        matrix=matrix, most=options.most,
    )  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
