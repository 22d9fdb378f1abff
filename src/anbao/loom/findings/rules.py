"""Pure decisions about findings."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta

from anbao.kit import clock
from anbao.loom.findings.models import FindingState, Severity
from anbao.org import words

#: (verb, from) -> to
TRANSITIONS = {
    ("rectify", FindingState.OPEN): FindingState.RECTIFIED,
    ("verify", FindingState.RECTIFIED): FindingState.CLOSED,
    ("refuse", FindingState.RECTIFIED): FindingState.OPEN,
    ("recur", FindingState.CLOSED): FindingState.OPEN,
    ("again", FindingState.OPEN): FindingState.OPEN,
    ("again", FindingState.RECTIFIED): FindingState.OPEN,
}

LADDER = (Severity.MINOR, Severity.MAJOR, Severity.CRITICAL)


def after(verb: str, state: str) -> str | None:
    """The state after `verb`, or None when it is not possible from `state`."""
    return TRANSITIONS.get((verb, FindingState(state)))


def deadline(severity: str, found_at: datetime) -> datetime:
    """From the dated rules (org/data/rules.yaml), as they hold on the day it was found."""
    days = words.rule(f"rectify_days_{Severity(severity)}", on=clock.local_day(found_at))
    return day_end(found_at, days)


def day_end(at: datetime, days: int = 0) -> datetime:
    """The last second of the branch's day that lies `days` after `at`: deadlines end with a day."""
    day = clock.local_day(at) + timedelta(days=days)
    return datetime.combine(day, time(23, 59, 59), tzinfo=clock.local_zone())


def raised(severity: str) -> str:
    """One severity higher; critical stays critical."""
    return LADDER[min(LADDER.index(Severity(severity)) + 1, len(LADDER) - 1)]


def gravest(severities: Iterable[str]) -> str:
    return max(severities, key=lambda severity: LADDER.index(Severity(severity)))


def may_verify(person_id: int, owner_id: int | None, rectified_by_id: int | None) -> bool:
    """Independent: neither the owner nor the one who rectified."""
    return person_id not in (owner_id, rectified_by_id)
