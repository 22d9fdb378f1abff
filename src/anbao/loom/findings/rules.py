"""Pure decisions about findings."""

from datetime import datetime, timedelta

from anbao.loom.findings.models import FindingState, Severity

#: (verb, from) -> to
TRANSITIONS = {
    ("rectify", FindingState.OPEN): FindingState.RECTIFIED,
    ("verify", FindingState.RECTIFIED): FindingState.CLOSED,
    ("refuse", FindingState.RECTIFIED): FindingState.OPEN,
    ("recur", FindingState.CLOSED): FindingState.OPEN,
}

#: days to rectify by severity; assumed by us, a site may state its own in data
DAYS = {Severity.MINOR: 7, Severity.MAJOR: 3, Severity.CRITICAL: 1}

LADDER = (Severity.MINOR, Severity.MAJOR, Severity.CRITICAL)


def after(verb: str, state: str) -> str | None:
    """The state after `verb`, or None when it is not possible from `state`."""
    return TRANSITIONS.get((verb, FindingState(state)))


def deadline(severity: str, found_at: datetime) -> datetime:
    return found_at + timedelta(days=DAYS[Severity(severity)])


def raised(severity: str) -> str:
    """One severity higher; critical stays critical."""
    return LADDER[min(LADDER.index(Severity(severity)) + 1, len(LADDER) - 1)]


def may_verify(person_id: int, owner_id: int | None, rectified_by_id: int | None) -> bool:
    """Independent: neither the owner nor the one who rectified."""
    return person_id not in (owner_id, rectified_by_id)
