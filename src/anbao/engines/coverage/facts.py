"""The facts of a problem as they change: what a change does to the tables, and which lines it touches."""

from dataclasses import astuple, fields

import numpy as np

from anbao.engines.coverage import changes, rules
from anbao.engines.coverage.book import Book
from anbao.engines.coverage.changes import ChangeRefused
from anbao.engines.coverage.lines import line_days
from anbao.engines.coverage.problem import Duties, Evidence, Problem, Tasks, ranges

Line = tuple[int, int]


def columns_of(table) -> tuple[np.ndarray, ...]:
    return tuple(getattr(table, column.name) for column in fields(table))


class Facts:
    """Three books over a problem. ``first_at`` is the first known evidence of the problem's own tasks."""

    def __init__(self, problem: Problem, asof: int, first_at: np.ndarray):
        self.problem = problem
        self.asof = asof
        self._first_at = first_at
        self._first_now: dict[int, int] = {}  # of the tasks whose evidence has changed
        lines = problem.places * problem.measures
        self.duties = Book(columns_of(problem.duties), self.line_key, lines)
        self.tasks = Book(columns_of(problem.tasks), self.line_key, lines)
        self.evidence = Book(columns_of(problem.evidence), lambda task, at_minute: task, max(1, len(first_at)))
        self._bounds = ranges(problem)

    def line_key(self, place, measure, *_):
        return np.multiply(place, self.problem.measures, dtype=np.int64) + measure

    def first_evidence(self, task: int) -> int:
        if task in self._first_now:
            return self._first_now[task]
        return int(self._first_at[task]) if task < len(self._first_at) else int(rules.NEVER)

    def tasks_of(self, line: Line) -> dict[int, tuple]:
        return self.tasks.rows_of(int(self.line_key(*line)))

    def duties_of(self, line: Line) -> dict[int, tuple]:
        return self.duties.rows_of(int(self.line_key(*line)))

    def judge_tasks(self, rows: dict[int, tuple]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """(deadline, first evidence, state) of those tasks."""
        _, _, day, due_minute, grace_minutes, excused = np.array(list(rows.values()), dtype=np.int64).reshape(-1, 6).T
        due_until = rules.deadline(day, due_minute.astype(np.int32), grace_minutes.astype(np.int32))
        first_at = np.array([self.first_evidence(task) for task in rows], dtype=np.int32)
        return due_until, first_at, rules.task_states(excused.astype(np.bool_), due_until, first_at, self.asof)

    def judge_line(self, line: Line) -> np.ndarray:
        """The states of the line's cells now, one per day; uint8."""
        rows = self.tasks_of(line)
        worst = np.zeros(self.problem.days, dtype=np.uint8)
        if rows:
            np.maximum.at(worst, [row[2] for row in rows.values()], self.judge_tasks(rows)[2])
        return rules.cell_states(worst, *line_days(self.problem, line[1], list(self.duties_of(line).values())))

    def make(self, change: changes.Change) -> tuple[int, set[Line]]:
        """(number of the row, lines touched). Raises ChangeRefused and changes nothing when it makes no sense."""
        return WHAT_TO_DO[type(change)](self, change)

    def _row(self, table: str, number: int) -> tuple:
        row = getattr(self, table).row(number)
        if row is None:
            raise ChangeRefused([f"{table}: there is no row {number}"])
        return row

    def _sound(self, table: str, kind: type, row: tuple) -> tuple:
        """The row as plain values, or ChangeRefused with all faults."""
        faults = []
        for column, value in zip(fields(kind), row, strict=True):
            low, high = self._bounds[table][column.name]
            if not isinstance(value, int | np.integer):
                faults.append(f"{table}.{column.name}: {value!r} is no whole number")
            elif (column.name, table) != ("task", "evidence") and not low <= value <= high:
                faults.append(f"{table}.{column.name}: {value} is outside {low} to {high}")
        if not faults and table == "duties" and row[2] > row[3]:
            faults.append(f"duties: ends (day {row[3]}) before it begins (day {row[2]})")
        if faults:
            raise ChangeRefused(faults)
        return tuple(value.item() if isinstance(value, np.generic) else value for value in row)

    def _look_again(self, task: int) -> Line:
        """The evidence of the task has changed: find its first again; returns its line."""
        known = (at for _, at in self.evidence.rows_of(task).values() if at <= self.asof)
        self._first_now[task] = min(known, default=int(rules.NEVER))
        return self.tasks.row(task)[:2]

    def add_task(self, change):
        row = self._sound("tasks", Tasks, astuple(change))
        return self.tasks.add(row), {row[:2]}

    def move_task(self, change):
        before = self._row("tasks", change.task)
        row = self._sound("tasks", Tasks, astuple(change)[1:] + before[5:])
        self.tasks.put(change.task, row)
        return change.task, {before[:2], row[:2]}

    def remove_task(self, change):
        before = self._row("tasks", change.task)
        for number in self.evidence.rows_of(change.task):
            self.evidence.put(number, None)
        self.tasks.put(change.task, None)
        return change.task, {before[:2]}

    def excuse_task(self, change):
        before = self._row("tasks", change.task)
        self.tasks.put(change.task, self._sound("tasks", Tasks, before[:5] + (bool(change.excused),)))
        return change.task, {before[:2]}

    def add_evidence(self, change):
        self._row("tasks", change.task)
        number = self.evidence.add(self._sound("evidence", Evidence, astuple(change)))
        return number, {self._look_again(change.task)}

    def withdraw_evidence(self, change):
        task, _ = self._row("evidence", change.evidence)
        self.evidence.put(change.evidence, None)
        return change.evidence, {self._look_again(task)}

    def add_duty(self, change):
        row = self._sound("duties", Duties, astuple(change))
        return self.duties.add(row), {row[:2]}

    def change_duty(self, change):
        before = self._row("duties", change.duty)
        self.duties.put(change.duty, self._sound("duties", Duties, before[:2] + astuple(change)[1:]))
        return change.duty, {before[:2]}

    def remove_duty(self, change):
        before = self._row("duties", change.duty)
        self.duties.put(change.duty, None)
        return change.duty, {before[:2]}

    def as_problem(self) -> Problem:
        """The facts as they are now, with rows numbered afresh in the same order."""
        numbers, tasks = self.tasks.kept()
        new_number = np.full(self.tasks.size, -1, dtype=np.int32)
        new_number[numbers] = np.arange(len(numbers))
        task, at_minute = self.evidence.kept()[1]
        frame = (self.problem.parent, self.problem.net_of_measure, self.problem.cadence)
        duties = Duties(*self.duties.kept()[1])
        return Problem(*frame, duties, Tasks(*tasks), Evidence(new_number[task], at_minute), self.problem.nets)


WHAT_TO_DO = {
    changes.TaskAdded: Facts.add_task,
    changes.TaskMoved: Facts.move_task,
    changes.TaskRemoved: Facts.remove_task,
    changes.TaskExcused: Facts.excuse_task,
    changes.EvidenceArrived: Facts.add_evidence,
    changes.EvidenceWithdrawn: Facts.withdraw_evidence,
    changes.DutyAdded: Facts.add_duty,
    changes.DutyChanged: Facts.change_duty,
    changes.DutyRemoved: Facts.remove_duty,
}
