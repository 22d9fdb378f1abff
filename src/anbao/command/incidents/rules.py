"""Pure decisions about incidents: transitions, clocks, what may be closed."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from anbao.command.incidents.models import IncidentState, StepState

#: (verb, from) -> to
TRANSITIONS = {
    ("answer", IncidentState.RINGING): IncidentState.WORKING,
    ("answer", IncidentState.WORKING): IncidentState.WORKING,
    ("take_over", IncidentState.WORKING): IncidentState.WORKING,
    ("free", IncidentState.WORKING): IncidentState.RINGING,
    ("close", IncidentState.WORKING): IncidentState.CLOSED,
    ("reopen", IncidentState.CLOSED): IncidentState.WORKING,
}
#: a closed incident may be reopened this long; later a new one is opened. Assumed by us
REOPENED_WITHIN = timedelta(days=7)
#: letters of a note or reason, and of what is handed over
MOST_NOTE, MOST_HANDED = 500, 2_000


def after(verb: str, state: str) -> str | None:
    """The state after `verb`, None when it is not possible from `state`."""
    return TRANSITIONS.get((verb, IncidentState(state)))


@dataclass(frozen=True)
class Clock:
    """A step's clock at a moment: ``left`` seconds (negative: over it), ``share`` of the limit that is used, 0 to 1."""

    left: int
    share: float

    @property
    def over(self) -> bool:
        return self.left < 0


def clock(due_at: datetime, within: int, at: datetime, pace: float = 1.0) -> Clock:
    """`pace`: how much faster than the operator the clock runs (kit.clock.pace); what is left is told in his seconds."""
    left = int((due_at - at).total_seconds() / pace)
    return Clock(left, min(max((within - left) / within, 0.0), 1.0))


def missing(steps: Iterable) -> list:
    """The mandatory steps that wait: what keeps an incident from being closed."""
    return [step for step in steps if step.mandatory and step.state == StepState.WAITING]


def current(state: str, steps: Iterable):
    """The step that is to be done now, on every screen the same: the first mandatory one that waits. What is only done if needed
    stands back, however early in the procedure: a call back must not come before the police. None: to be closed, or closed."""
    return None if state == IncidentState.CLOSED else next(iter(missing(steps)), None)


def lacking_for(steps: Iterable, group: str) -> list:
    """The steps that a cause of this group wants done and that are not: somebody was in danger, and nobody was sent."""
    if group != "real":
        return []
    return [step for step in steps if step.when_real and step.state != StepState.DONE and not _excused(step)]


def _excused(step) -> bool:
    """A mandatory step that was skipped with a reason: the supervisor has heard of it."""
    return step.mandatory and step.state == StepState.SKIPPED


def contradicting(steps: Iterable, cause: str, group: str) -> list:
    """The steps whose outcome says the opposite of this cause or of its group."""
    return [step for step in steps if step.state == StepState.DONE and {cause, group} & set(step.excluded)]


def required_by(outcomes: list[dict], outcome: str) -> tuple[str, ...] | None:
    """Codes of the steps that `outcome` makes mandatory; None when there is no such outcome."""
    row = next((row for row in outcomes if row["id"] == outcome), None)
    return None if row is None else tuple(row.get("requires", ()))


def required_by_any(outcomes: list[dict]) -> tuple[str, ...]:
    """Codes of the steps that one outcome or another makes mandatory: what holds when nobody said how the step ended."""
    return tuple(dict.fromkeys(code for row in outcomes for code in row.get("requires", ())))
