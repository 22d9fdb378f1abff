"""Why a cell has its state: the duties, tasks and evidence it rests on, and the numbers that were compared."""

from dataclasses import dataclass, field

from anbao.engines.coverage.facts import Facts
from anbao.engines.coverage.lines import line_days
from anbao.engines.coverage.rules import MINUTES_PER_DAY, NEVER, NOBODY, State

#: code -> (Chinese, English); numbers are filled in by name, moments as day and clock
REASONS = {
    "no_duty": (
        "第{day}天没有职责覆盖,无人负责(前一职责止于第{ends_before}天,后一职责始于第{begins_after}天)",
        "no duty covers day {day}, so nobody is accountable "
        "(one ends on day {ends_before}, the next begins on day {begins_after})",
    ),
    "nobody_named": (
        "第{day}天职责 {duty} 有效,但未指定责任人",
        "duty {duty} is in force on day {day} but names nobody",
    ),
    "no_task": ("第{day}天应有任务,但没有任务", "day {day} wants a task and has none"),
    "no_evidence": (
        "任务 {task} 截止 {deadline},至 {asof} 无履职记录,已逾期 {minutes} 分钟",
        "task {task} was due until {deadline}; by {asof} no evidence has arrived, {minutes} minutes past the deadline",
    ),
    "evidence_late": (
        "任务 {task} 截止 {deadline},首份履职记录 {first_at},迟 {minutes} 分钟",
        "task {task} was due until {deadline}; its first evidence came at {first_at}, {minutes} minutes late",
    ),
    "evidence_in_time": (
        "任务 {task} 截止 {deadline},首份履职记录 {first_at},提前 {minutes} 分钟",
        "task {task} was due until {deadline}; its first evidence came at {first_at}, {minutes} minutes before",
    ),
    "still_open": (
        "任务 {task} 截止 {deadline},现在 {asof},还有 {minutes} 分钟",
        "task {task} is due until {deadline}; it is {asof}, {minutes} minutes are left",
    ),
    "excused": ("任务 {task} 已免除", "task {task} is excused"),
    "not_wanted": (
        "第{day}天不在范围内:没有任务,按频次或职责期间也不要求",
        "day {day} is out of scope: no task, and neither cadence nor any duty's days ask for one",
    ),
}
MOMENTS = ("deadline", "asof", "first_at")


def clock(minute: int) -> tuple[int, str]:
    day, rest = divmod(minute, MINUTES_PER_DAY)
    return day, f"{rest // 60:02}:{rest % 60:02}"


@dataclass(frozen=True)
class Reason:
    """``code`` of REASONS and the numbers compared: rows, days, and minutes from 00:00 of day 0."""

    code: str
    numbers: dict[str, int | None]

    def _text(self, language: int, moment: str) -> str:
        values = {name: "-" if value is None else value for name, value in self.numbers.items()}
        values.update({n: moment.format(*clock(self.numbers[n])) for n in MOMENTS if n in self.numbers})
        return REASONS[self.code][language].format(**values)

    @property
    def zh(self) -> str:
        return self._text(0, "第{}天 {}")

    @property
    def en(self) -> str:
        return self._text(1, "day {} {}")


@dataclass(frozen=True)
class DutySeen:
    """A duty of the line; ``covers``: it is in force on the day asked about. person -1: nobody."""

    duty: int
    first_day: int
    last_day: int
    person: int
    covers: bool


@dataclass(frozen=True)
class TaskSeen:
    """A task of the cell. ``evidence`` is (row, minute), earliest first, with what arrived after ``asof``."""

    task: int
    due_minute: int
    grace_minutes: int
    excused: bool
    deadline: int
    first_at: int | None
    state: State
    evidence: tuple[tuple[int, int], ...]


@dataclass(frozen=True)
class Why:
    place: int
    measure: int
    day: int
    asof: int
    state: State
    wanted: bool
    held: bool
    duties: tuple[DutySeen, ...]
    tasks: tuple[TaskSeen, ...]
    reasons: tuple[Reason, ...] = field(default=())


def explain(facts: Facts, state: State, cell: tuple[int, int, int]) -> Why:
    place, measure, day = cell
    rows = facts.duties_of((place, measure))
    wanted, held = (bool(days[day]) for days in line_days(facts.problem, measure, list(rows.values())))
    duties = tuple(DutySeen(duty, *row[2:], row[2] <= day <= row[3]) for duty, row in rows.items())
    tasks = tasks_seen(facts, {task: row for task, row in facts.tasks_of((place, measure)).items() if row[2] == day})
    reasons = []
    if not tasks:
        reasons.append(Reason("no_task" if wanted else "not_wanted", {"day": day}))
    if not held and (wanted or tasks):
        reasons += nobody_accountable(duties, day)
    reasons += [reason_of_task(task, facts.asof) for task in sorted(tasks, key=lambda task: -task.state)]
    return Why(place, measure, day, facts.asof, state, wanted, held, duties, tasks, tuple(reasons))


def tasks_seen(facts: Facts, rows: dict[int, tuple]) -> tuple[TaskSeen, ...]:
    seen = []
    for (task, row), deadline, first_at, state in zip(rows.items(), *facts.judge_tasks(rows), strict=True):
        evidence = sorted((at, number) for number, (_, at) in facts.evidence.rows_of(task).items())
        seen.append(
            TaskSeen(
                task=task,
                due_minute=row[3],
                grace_minutes=row[4],
                excused=bool(row[5]),
                deadline=int(deadline),
                first_at=None if first_at == NEVER else int(first_at),
                state=State(state),
                evidence=tuple((number, at) for at, number in evidence),
            )
        )
    return tuple(seen)


def nobody_accountable(duties: tuple[DutySeen, ...], day: int) -> list[Reason]:
    """One reason per duty that covers the day without a name, or the gap between two duties."""
    unnamed = [Reason("nobody_named", {"duty": d.duty, "day": day}) for d in duties if d.covers and d.person == NOBODY]
    before = max((d.last_day for d in duties if d.last_day < day), default=None)
    after = min((d.first_day for d in duties if d.first_day > day), default=None)
    return unnamed or [Reason("no_duty", {"day": day, "ends_before": before, "begins_after": after})]


def reason_of_task(task: TaskSeen, asof: int) -> Reason:
    """The rule that gave the task its state, with both sides of its comparison."""
    match task.state:
        case State.EXCUSED:
            return Reason("excused", {"task": task.task})
        case State.ON_TIME:
            compared = ("evidence_in_time", "first_at", task.first_at, task.deadline - task.first_at)
        case State.LATE:
            compared = ("evidence_late", "first_at", task.first_at, task.first_at - task.deadline)
        case State.MISSED:
            compared = ("no_evidence", "asof", asof, asof - task.deadline)
        case _:
            compared = ("still_open", "asof", asof, task.deadline - asof)
    code, name, moment, minutes = compared
    return Reason(code, {"task": task.task, "deadline": task.deadline, name: moment, "minutes": minutes})
