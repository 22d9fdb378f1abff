"""Stops from rows of a table and the plan back into rows; the columns are a stable contract of the command."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager

import numpy as np

from anbao.engines.touring.faults import Fault, TouringError
from anbao.engines.touring.problem import DAY, TIME_FAULTS, Day, Place, Problem, Stop, great_circle, on_earth
from anbao.engines.touring.solve import Plan

#: the column's name, and other names that are understood
COLUMNS = {
    "name": ("name", "stop", "id", "code", "place", "名称", "编号"),
    "lon": ("lon", "lng", "longitude", "x", "经度"),
    "lat": ("lat", "latitude", "y", "纬度"),
    "service": ("service", "service_minutes", "minutes", "duration", "停留"),
    "opens": ("opens", "open", "earliest", "开门"),
    "closes": ("closes", "close", "latest", "关门"),
    "kind": ("kind", "type", "类型"),
}
OUT = ("day", "position", "stop", "arrives", "begins", "leaves", "travel_minutes")
#: what the kind column says of a place that is not a stop
DEPOT = "depot"
#: characters of a name, and of a cell that is told as unreadable
LONGEST_NAME, SHOWN = 200, 40


@contextmanager
def cells_of_any_length():
    """Inside, a cell may be as long as it likes: Python's own limit is told in words that no user reads. It is the process's, and
    given back."""
    before = csv.field_size_limit(2**31 - 1)
    try:
        yield
    finally:
        csv.field_size_limit(before)


def minutes_of(text: str) -> int:
    """Seconds of the day from "08:30", minutes, or a whole hour."""
    head, colon, tail = text.strip().partition(":")
    if not colon:
        raise ValueError(text)
    hours, minutes = int(head), int(tail)
    if not (hours >= 0 and 0 <= minutes < 60 and hours * 60 + minutes <= 24 * 60):
        raise ValueError(text)
    return hours * 3600 + minutes * 60


def hour(seconds: int) -> str:
    return f"{seconds // 3600:02}:{seconds % 3600 // 60:02}"


class _Rows:
    """Rows under the names of COLUMNS, with every bad cell noted by its line in the file (the head is line 1).

    A cell that can't be read stands as one that no other check complains of: its fault is told once.
    """

    def __init__(self, head: Sequence[str], service: int):
        known = {alias: name for name, aliases in COLUMNS.items() for alias in aliases}
        self.names = {column: known[column.strip().lower()] for column in head if column.strip().lower() in known}
        read = Counter(known[column.strip().lower()] for column in head if column.strip().lower() in known)
        self.doubled = tuple(name for name, count in read.items() if count > 1)
        self.service, self.bad, self.nameless, self.long = service, {}, [], []

    def cell(self, row: Mapping, number: int, column: str, read, empty, unread=None):
        text = (row.get(column) or "").strip()
        if not text:
            return empty
        try:
            return read(text)
        except (ValueError, OverflowError):
            self.bad.setdefault(column, []).append(f"{text[:SHOWN]!r} (row {number})")
            return empty if unread is None else unread

    def place(self, raw: Mapping, number: int) -> Place | Stop:
        row = {self.names[k]: v for k, v in raw.items() if k in self.names}
        name = (row.get("name") or "").strip()
        if not name:
            self.nameless.append(f"row {number}")
            name = f"row {number}"
        if len(name) > LONGEST_NAME:
            self.long.append(f"row {number}")
            name = f"row {number}"
        lon, lat = (self.cell(row, number, axis, float, None, unread=0.0) for axis in ("lon", "lat"))
        if (row.get("kind") or "").strip().lower() == DEPOT:
            return Place(name, lon, lat)
        service = self.cell(row, number, "service", lambda t: round(float(t) * 60), self.service)
        opens = self.cell(row, number, "opens", minutes_of, 0)
        return Stop(name, lon, lat, service, opens, self.cell(row, number, "closes", minutes_of, DAY))

    def faults(self) -> list[Fault]:
        cells = [Fault(f"cell-{c}", f"not readable as {c}", f"{c} 列无法识别", tuple(v)) for c, v in self.bad.items()]
        words = "columns that mean the same stand more than once", "同一含义的列出现多次"
        doubled = [Fault("columns", *words, self.doubled)] if self.doubled else []
        return [*doubled, *cells, *name_faults(self.nameless), *long_name_faults(self.long)]


def name_faults(rows: Sequence[str]) -> list[Fault]:
    return [Fault("nameless", "the name is missing", "缺少名称", tuple(rows))] if rows else []


def long_name_faults(rows: Sequence[str]) -> list[Fault]:
    words = f"a name has more than {LONGEST_NAME} characters", f"名称超过 {LONGEST_NAME} 字"
    return [Fault("long-name", *words, tuple(rows))] if rows else []


def numbered(table: csv.DictReader) -> Iterator[tuple[int, Mapping]]:
    """Rows with the line of the file on which they end."""
    for row in table:
        yield table.line_num, row


def read_places(
    head: Sequence[str],
    rows: Iterable[tuple[int, Mapping]],
    *,
    service: int,
    faults: list[Fault],
    wanted: Sequence[str] = ("name", "lon", "lat"),
) -> tuple[list[Place], list[Stop]]:
    """(depots, stops) of rows and their lines; `service` is the seconds of a stop that names none; `wanted`: the columns
    that must be there.

    What can't be read is added to ``faults``. Raises TouringError when columns are missing.
    """
    reader = _Rows(head, service)
    lacking = tuple(c for c in wanted if c not in reader.names.values())
    if lacking:
        raise TouringError([Fault("columns", "columns are missing", "缺少列", lacking)])
    places = [reader.place(row, number) for number, row in rows]
    faults += reader.faults()
    return [p for p in places if not isinstance(p, Stop)], [p for p in places if isinstance(p, Stop)]


class Assumed(Place):
    """A depot that nobody named."""


def centre(stops: Sequence[Stop]) -> Assumed:
    """Where days begin when no depot is named: the stop nearest to the middle of all (the median: one far stop moves nothing).

    Stops without a point on earth are left to ``Problem`` to refuse; the depot is not at fault for them.
    """
    known = [(s.lon, s.lat) for s in stops if on_earth(s)]
    if not known:
        return Assumed(DEPOT, 0.0, 0.0)
    lon, lat = np.array([np.median(known, axis=0), *known]).T
    return Assumed(DEPOT, *known[int(great_circle(lon, lat)[0, 1:].argmin())])


def assumed_told(faults: Iterable[Fault], depots: Sequence[Place]) -> Iterator[Fault]:
    """The faults; where stops can't be reached from a depot that nobody named, that is said too."""
    found = tuple(faults)
    yield from found
    for depot in depots if any(f.code == "unreachable" for f in found) else ():
        if isinstance(depot, Assumed):
            at = f"{depot.lon:.4f},{depot.lat:.4f}"
            yield Fault(
                "assumed-depot",
                f"no depot is named, so days were taken to begin and end in the middle of the stops ({at}); name one by "
                "--depot LON,LAT or a row of kind depot",
                f"未指定出发地，按位于中间的地点 ({at}) 出发和返回计算；请用 --depot 经度,纬度 或 kind 为 depot 的一行指定",
            )


def problem_despite(faults: Sequence[Fault], make: Callable[[], Problem]) -> Problem:
    """The problem of ``make``, unless it or what was read before is refused: then everything is told at once.

    Raises TouringError. Whether hours and days suffice is only asked of places that could be read.
    """
    try:
        problem = make()
    except TouringError as refused:
        later = [f for f in refused.faults if not faults or f.code not in TIME_FAULTS]
        raise TouringError([*faults, *later]) from refused
    if faults:
        raise TouringError(faults)
    return problem


def days_of(count: int, starts: int, ends: int) -> list[Day]:
    return [Day(str(number), starts, ends) for number in range(1, count + 1)]


def rows_of(problem: Problem, plan: Plan) -> Iterable[tuple]:
    """Rows of OUT, day by day in order."""
    for day, visits in zip(problem.days, plan.days, strict=True):
        for position, v in enumerate(visits, 1):
            yield (
                day.label, position, problem.stops[v.stop].name, hour(v.arrives), hour(v.begins), hour(v.leaves),
                round(v.driven / 60, 1),
            )  # fmt: skip


def read_matrix(rows: Iterable[Sequence[str]], places: Sequence[Place]) -> np.ndarray:
    """Seconds between places from rows (from, to, minutes); a pair that is not given has no way, itself is 0."""
    index = {p.name: i for i, p in enumerate(places)}
    travel = np.full((len(places), len(places)), np.inf)
    np.fill_diagonal(travel, 0)
    strangers, unread = [], []
    for number, row in enumerate(rows, 1):
        if number == 1 and len(row) >= 3 and row[0].strip() not in index:
            continue  # the head
        if len(row) < 3 or row[0].strip() not in index or row[1].strip() not in index:
            strangers.append(f"row {number}")
            continue
        try:
            travel[index[row[0].strip()], index[row[1].strip()]] = float(row[2]) * 60
        except ValueError:
            unread.append(f"{row[2]!r} (row {number})")
    faults = []
    if strangers:
        faults.append(
            Fault("matrix-place", "rows of the matrix name an unknown place", "矩阵中有未知地点", tuple(strangers))
        )
    if unread:
        faults.append(Fault("matrix-cell", "minutes of the matrix are not numbers", "矩阵中分钟数有误", tuple(unread)))
    if faults:
        raise TouringError(faults)
    return travel
