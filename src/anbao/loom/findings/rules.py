"""Pure decisions about findings."""

from datetime import datetime, timedelta

from anbao.kit import clock
from anbao.loom.findings.models import FindingState, Severity
from anbao.org import words

#: (verb, from) -> to
TRANSITIONS = {
    ("rectify", FindingState.OPEN): FindingState.RECTIFIED,
    ("verify", FindingState.RECTIFIED): FindingState.CLOSED,
    ("refuse", FindingState.RECTIFIED): FindingState.OPEN,
    ("recur", FindingState.CLOSED): FindingState.OPEN,
}

LADDER = (Severity.MINOR, Severity.MAJOR, Severity.CRITICAL)


def after(verb: str, state: str) -> str | None:
    """The state after `verb`, or None when it is not possible from `state`."""
    return TRANSITIONS.get((verb, FindingState(state)))


def deadline(severity: str, found_at: datetime) -> datetime:
    """From the dated rules (org/data/rules.yaml), as they hold on the day it was found."""
    days = words.rule(f"rectify_days_{Severity(severity)}", on=clock.local_day(found_at))
    return found_at + timedelta(days=days)


def raised(severity: str) -> str:
    """One severity higher; critical stays critical."""
    return LADDER[min(LADDER.index(Severity(severity)) + 1, len(LADDER) - 1)]


def may_verify(person_id: int, owner_id: int | None, rectified_by_id: int | None) -> bool:
    """Independent: neither the owner nor the one who rectified."""
    return person_id not in (owner_id, rectified_by_id)
