"""The facts of a recount: duties, tasks and evidence over a tree of places, validated at birth."""

from dataclasses import dataclass, field, fields

import numpy as np

from anbao.engines.coverage.rules import MINUTES_PER_DAY, NEVER, NOBODY
from anbao.engines.coverage.tree import Tree, depths, grow

INT16_MAX = 2**15 - 1
INT32_MAX = 2**31 - 1


class ProblemRefused(ValueError):
    """The facts make no sense; ``faults`` names everything that is wrong with them."""

    def __init__(self, faults: list[str]):
        super().__init__("; ".join(faults))
        self.faults = faults


@dataclass(frozen=True, eq=False)
class Duties:
    """One row per duty; equally long 1-d integer arrays. ``last_day`` is included; person -1: nobody."""

    place: np.ndarray
    measure: np.ndarray
    first_day: np.ndarray
    last_day: np.ndarray
    person: np.ndarray


@dataclass(frozen=True, eq=False)
class Tasks:
    """One row per task; equally long 1-d arrays, integers but for the truth value ``excused``."""

    place: np.ndarray
    measure: np.ndarray
    day: np.ndarray
    due_minute: np.ndarray
    grace_minutes: np.ndarray
    excused: np.ndarray


@dataclass(frozen=True, eq=False)
class Evidence:
    """One row per record; ``task`` is the row of its task, ``at_minute`` counts from 00:00 of day 0."""

    task: np.ndarray
    at_minute: np.ndarray


#: how a column is kept
DTYPES = {
    "place": np.int32,
    "measure": np.int16,
    "day": np.int16,
    "first_day": np.int16,
    "last_day": np.int16,
    "due_minute": np.int16,
    "grace_minutes": np.int16,
    "excused": np.bool_,
    "person": np.int32,
    "task": np.int32,
    "at_minute": np.int32,
}


@dataclass(frozen=True, eq=False)
class Problem:
    """parent (places), net_of_measure (measures), cadence (measures, days) and three tables of facts.

    Arrays of any integer type are taken; they are kept as in DTYPES and never written to.
    Raises ProblemRefused with all faults at once.
    """

    parent: np.ndarray
    net_of_measure: np.ndarray
    cadence: np.ndarray
    duties: Duties
    tasks: Tasks
    evidence: Evidence
    nets: int = 5
    tree: Tree = field(init=False, repr=False)

    def __post_init__(self):
        faults = self._frame()
        if faults:
            raise ProblemRefused(faults)
        for name in ("duties", "tasks", "evidence"):
            table, found = _table(name, getattr(self, name), ranges(self)[name])
            object.__setattr__(self, name, table)
            faults += found
        if not faults:
            faults += _backward(self.duties)
        if faults:
            raise ProblemRefused(faults)
        object.__setattr__(self, "tree", grow(self.parent))

    def _frame(self) -> list[str]:
        faults = []
        shapes = {"parent": (np.int64, 1), "net_of_measure": (np.int64, 1), "cadence": (np.bool_, 2)}
        for name, (dtype, dimensions) in shapes.items():
            column, fault = _column(name, getattr(self, name), dtype, dimensions)
            object.__setattr__(self, name, column if fault else column.astype(dtype))
            faults += fault
        if faults:
            return faults
        faults += _outside("parent", self.parent, -1, self.places - 1)
        faults += _outside("net_of_measure", self.net_of_measure, 0, self.nets - 1)
        if len(self.cadence) != self.measures:
            faults.append(f"cadence: {len(self.cadence)} rows for {self.measures} measures")
        for name, most in (("measures", INT16_MAX), ("days", INT16_MAX), ("places", INT32_MAX)):
            if not 1 <= getattr(self, name) <= most:
                faults.append(f"{name}: {getattr(self, name)}, must be 1 to {most}")
        if not faults:
            lost = np.flatnonzero(depths(self.parent) < 0)
            if lost.size:
                faults.append(f"parent: {lost.size} places are in or below a cycle, the first is place {lost[0]}")
        return faults

    @property
    def places(self) -> int:
        return len(self.parent)

    @property
    def measures(self) -> int:
        return len(self.net_of_measure)

    @property
    def days(self) -> int:
        return self.cadence.shape[1]

    @property
    def shape(self) -> tuple[int, int, int]:
        return self.places, self.measures, self.days


def ranges(problem: Problem) -> dict[str, dict[str, tuple[int, int]]]:
    """Smallest and largest value of every column of every table."""
    place, measure, day = ((0, size - 1) for size in problem.shape)
    return {
        "duties": {
            "place": place,
            "measure": measure,
            "first_day": day,
            "last_day": day,
            "person": (NOBODY, INT32_MAX),
        },
        "tasks": {
            "place": place,
            "measure": measure,
            "day": day,
            "due_minute": (0, MINUTES_PER_DAY),
            "grace_minutes": (0, INT16_MAX),
            "excused": (0, 1),
        },
        "evidence": {
            "task": (0, np.size(problem.tasks.place) - 1),
            "at_minute": (-INT32_MAX, int(NEVER) - 1),
        },
    }


def _column(name, values, dtype, dimensions=1):
    """(array of the caller's own type, faults of shape and kind); ranges are checked before any conversion."""
    array = np.asarray(values)
    if array.ndim != dimensions:
        return array, [f"{name}: {array.ndim} dimensions, must be {dimensions}"]
    kinds = "b" if dtype == np.bool_ else "iu"
    if array.size and array.dtype.kind not in kinds:
        return array, [f"{name}: {array.dtype}, must be {'bool' if kinds == 'b' else 'integers'}"]
    return array, []


def _outside(name, array, low, high) -> list[str]:
    if not array.size or (array.min() >= low and array.max() <= high):
        return []
    wrong = np.flatnonzero((array < low) | (array > high))
    return [f"{name}: {wrong.size} outside {low} to {high}, the first is row {wrong[0]} ({array[wrong[0]]})"]


def _table(name, table, bounds):
    """The table with its columns as in DTYPES, read-only; and its faults."""
    columns, faults = {}, []
    for column in fields(table):
        label = f"{name}.{column.name}"
        array, found = _column(label, getattr(table, column.name), DTYPES[column.name])
        found = found or _outside(label, array, *bounds[column.name])
        if not found:
            array = array.astype(DTYPES[column.name], copy=False).view()
            array.flags.writeable = False
        columns[column.name] = array
        faults += found
    lengths = {column: np.size(array) for column, array in columns.items()}
    if len(set(lengths.values())) > 1:
        faults.append(f"{name}: columns of unequal length {lengths}")
    return type(table)(**columns), faults


def _backward(duties: Duties) -> list[str]:
    wrong = np.flatnonzero(duties.first_day > duties.last_day)
    if not wrong.size:
        return []
    row = wrong[0]
    return [
        f"duties: {wrong.size} end before they begin, the first is row {row} "
        f"(day {duties.first_day[row]} to {duties.last_day[row]})"
    ]
