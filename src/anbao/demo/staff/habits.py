"""When people do their duty: mostly in time, some late, a few never. Pure: duty and seed in, intent out."""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from functools import cache
from random import Random
from zoneinfo import ZoneInfo

from anbao.demo.facts import dice, read

ZONE = ZoneInfo("Asia/Shanghai")
DAYTIME = (time(7, 40), time(21, 50))
OFFICE = (time(8, 40), time(17, 40))
ON_TIME, LATE, MISSED, EXCUSED = "on_time", "late", "missed", "excused"


@dataclass(frozen=True, slots=True)
class Duty:
    """A task as the staff see it. ``name`` is stable over runs: measure, place, subject and slot in words."""

    task: int
    name: str
    measure: str
    kind: str
    place: int
    place_name: str
    area: int | None
    device: int | None
    person: int | None
    opens: datetime
    due: datetime
    grace: datetime
    assignee: int | None


@dataclass(frozen=True, slots=True)
class Intent:
    """What will come of a duty: ``moment`` is when it is filed, or excused; None: never."""

    outcome: str
    moment: datetime | None


@cache
def habits() -> dict:
    """data/habits.yaml."""
    return read("habits.yaml")


def intent_of(seed: int, duty: Duty, forced: str = "") -> Intent:
    """The intent of a duty; `forced` names an outcome that the story wants."""
    draw = dice(seed, duty.name)
    outcome = forced or _outcome(draw, duty)
    if duty.assignee is None and outcome != EXCUSED:
        outcome = MISSED
    if outcome == ON_TIME:
        return Intent(outcome, moment_in(draw, duty.opens, duty.due))
    if outcome == LATE:
        span = max(duty.grace - duty.due, timedelta(hours=2))
        return Intent(outcome, duty.due + span * draw.uniform(0.15, 1.4))
    if outcome == EXCUSED:
        return Intent(outcome, duty.due - min(duty.due - duty.opens, timedelta(hours=1)) * 0.5)
    return Intent(outcome, None)


def _outcome(draw: Random, duty: Duty) -> str:
    shares = habits()["shares"] | habits()["kinds"].get(duty.kind, {})
    weakness = habits()["weakness"].get(duty.place_name[:2], 1.0)
    roll = draw.random()
    for outcome in (MISSED, LATE, EXCUSED):
        share = shares[outcome] * weakness
        if roll < share:
            return outcome
        roll -= share
    return ON_TIME


def moment_in(draw: Random, opens: datetime, due: datetime) -> datetime:
    """A moment in the window: towards its end, by day where the window leaves the choice."""
    span = due - opens
    if span > timedelta(hours=30):
        day = (opens + span * draw.triangular(0.1, 1.0, 0.8)).astimezone(ZONE).date()
        return _clamped(_between(draw, day, OFFICE), opens, due)
    moment = opens + span * draw.triangular(0.02, 0.98, 0.62)
    local = moment.astimezone(ZONE)
    if span > timedelta(hours=9) and not DAYTIME[0] <= local.time() <= DAYTIME[1]:
        return _clamped(_between(draw, due.astimezone(ZONE).date(), OFFICE), opens, due)
    return moment


def _between(draw: Random, day, hours: tuple[time, time]) -> datetime:
    start, end = (datetime.combine(day, hour, ZONE) for hour in hours)
    return start + (end - start) * draw.random()


def _clamped(moment: datetime, opens: datetime, due: datetime) -> datetime:
    return min(max(moment, opens + (due - opens) * 0.01), due - (due - opens) * 0.01)
