"""``python -m anbao.engines.touring``: order the stops of a file into days. Columns and flags are a stable contract."""

from __future__ import annotations

import argparse
import csv
import io
import sys
from collections.abc import Iterator
from pathlib import Path

from anbao.engines.destinations import wrong
from anbao.engines.touring import Iterations, Problem, Seconds, TouringError, check, solve
from anbao.engines.touring.faults import Fault
from anbao.engines.touring.figures import all_figures
from anbao.engines.touring.problem import DAY, Day, Place, Stop, day_faults
from anbao.engines.touring.solve import SEEDS
from anbao.engines.touring.table import (
    OUT,
    assumed_told,
    cells_of_any_length,
    centre,
    days_of,
    minutes_of,
    numbered,
    problem_despite,
    read_matrix,
    read_places,
    rows_of,
)  # fmt: skip


class OneLine(argparse.ArgumentParser):
    def error(self, message: str):
        sys.exit(complain(message))


def complain(message: str, zh: bool = False) -> int:
    print(("错误：" if zh else "error: ") + " ".join(message.split()), file=sys.stderr)
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
    p.add_argument(
        "--matrix",
        help="CSV from,to,minutes instead of coordinates (lon,lat may be left out, the depot is a row of kind depot, or called depot "
        "in the matrix); a pair left out has no way",
    )
    p.add_argument("--most", type=int, help="stops a day may hold at most")
    p.add_argument("--seconds", type=float, default=3.0, help="seconds of search (3)")
    p.add_argument("--iterations", type=int, help="search so many iterations instead: the same plan on every run")
    p.add_argument("--zh", action="store_true", help="say what is wrong in Chinese")
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
        faults = list(option_faults(options))
        with cells_of_any_length():
            problem = problem_despite(faults, lambda: read(options, faults))
        plan = solve(problem, stop=stop_of(options), seed=options.seed)
        faults, travel = check(problem, [[v.stop for v in day] for day in plan.days])
        if faults:
            raise TouringError(faults)
        with open(options.out, "w", newline="", encoding="utf-8") as file:
            csv.writer(file).writerows([OUT, *rows_of(problem, plan)])
    except TouringError as refused:
        return complain(refused.said("zh" if options.zh else "en"), options.zh)
    except RuntimeError as refused:
        return complain(str(refused), options.zh)
    except csv.Error as fault:
        return complain(f"{options.stops}: {fault}", options.zh)
    except OSError as fault:
        return complain(f"{fault.filename or options.stops}: {fault.strerror or fault}", options.zh)
    used = sum(1 for day in plan.days if day)
    print(f"{len(problem.stops)} stops in {used} of {len(problem.days)} days, {travel / 3600:.2f} hours on the road")
    return 0


def text_of(path: str) -> io.StringIO:
    """A text file in UTF-8 or GB18030 that is not empty."""
    raw = Path(path).read_bytes()
    if not raw.removeprefix(b"\xef\xbb\xbf").strip():
        raise TouringError([Fault("file", f"{path}: the file is empty", f"{path}：文件为空")])
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return io.StringIO(raw.decode(encoding), newline="")
        except UnicodeDecodeError:
            continue
    words = f"{path}: not a text file in UTF-8 or GB18030", f"{path}：不是 UTF-8 或 GB18030 文本文件"
    raise TouringError([Fault("file", *words)])


def stop_of(options) -> Seconds | Iterations:
    return Seconds(options.seconds) if options.iterations is None else Iterations(options.iterations)


def option_faults(options) -> Iterator[Fault]:
    """What is wrong with the options that ``Problem`` doesn't see."""
    try:
        stop_of(options)
    except TouringError as refused:
        yield from refused.faults
    if not 0 <= options.seed < SEEDS:
        yield Fault("seed", f"--seed is 0 to {SEEDS - 1}", f"种子须为 0 至 {SEEDS - 1}")
    yield from service_faults(options)
    read = {"the stops": options.stops, "--matrix": options.matrix}
    yield from (Fault("out", *words) for words in wrong(read, {"--out": options.out}))


def service_faults(options) -> Iterator[Fault]:
    if not 0 <= options.service <= DAY / 60:
        yield Fault("service", f"--service is 0 to {DAY // 60} minutes", f"停留时间须为 0 至 {DAY // 60} 分钟")


def read(options, faults: list[Fault]) -> Problem:
    """The problem of the files; what can't be read is added to ``faults``."""
    table = csv.DictReader(text_of(options.stops))
    depots, stops = places_of(table.fieldnames or [], numbered(table), options, faults)
    matrix = None
    if options.matrix:
        matrix = read_matrix(csv.reader(text_of(options.matrix)), [*depots, *stops])
    days = counted_days(options, faults)
    try:
        return Problem(
            depots, stops, days, factor=options.factor, speed=options.speed, matrix=matrix, most=options.most
        )  # fmt: skip
    except TouringError as refused:
        raise TouringError(assumed_told(refused.faults, depots)) from refused


def places_of(head, rows, options, faults: list[Fault]) -> tuple[list[Place], list[Stop]]:
    """The one depot, named or not, and the stops."""
    service = 0 if any(service_faults(options)) else round(options.service * 60)
    wanted = ("name",) if getattr(options, "matrix", None) else ("name", "lon", "lat")
    depots, stops = read_places(head, rows, service=service, faults=faults, wanted=wanted)
    if options.depot:
        depots = [Place("depot", *options.depot)]
    elif len(depots) > 1:
        words = "only one row may be a depot", "出发地只能有一行"
        faults.append(Fault("depots", *words, tuple(depot.name for depot in depots)))
    return depots[:1] or [centre(stops)], stops


def counted_days(options, faults: list[Fault]) -> list[Day]:
    """The days asked for; a number that can't be is a fault, and never made into a list."""
    wrong = list(day_faults(options.days))
    faults += wrong
    return days_of(1 if wrong else options.days, *options.hours)


if __name__ == "__main__":
    sys.exit(main())
