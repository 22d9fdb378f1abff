"""What may happen to the facts, one frozen dataclass per kind of change. Rows are named by their number."""

from dataclasses import dataclass


class ChangeRefused(ValueError):
    """The change makes no sense and nothing was changed; ``faults`` names everything that is wrong with it."""

    def __init__(self, faults: list[str]):
        super().__init__("; ".join(faults))
        self.faults = faults


@dataclass(frozen=True)
class TaskAdded:
    place: int
    measure: int
    day: int
    due_minute: int
    grace_minutes: int = 0
    excused: bool = False


@dataclass(frozen=True)
class TaskMoved:
    """The task keeps its number, its evidence and its excuse."""

    task: int
    place: int
    measure: int
    day: int
    due_minute: int
    grace_minutes: int


@dataclass(frozen=True)
class TaskRemoved:
    """Its evidence goes with it."""

    task: int


@dataclass(frozen=True)
class TaskExcused:
    """``excused`` False takes an excuse back."""

    task: int
    excused: bool = True


@dataclass(frozen=True)
class EvidenceArrived:
    task: int
    at_minute: int


@dataclass(frozen=True)
class EvidenceWithdrawn:
    evidence: int


@dataclass(frozen=True)
class DutyAdded:
    place: int
    measure: int
    first_day: int
    last_day: int
    person: int


@dataclass(frozen=True)
class DutyChanged:
    """Other days or another person; the place and the measure of a duty stay."""

    duty: int
    first_day: int
    last_day: int
    person: int


@dataclass(frozen=True)
class DutyRemoved:
    duty: int


Change = (
    TaskAdded
    | TaskMoved
    | TaskRemoved
    | TaskExcused
    | EvidenceArrived
    | EvidenceWithdrawn
    | DutyAdded
    | DutyChanged
    | DutyRemoved
)
