"""Pure decisions about findings."""

from collections.abc import Iterable
from datetime import datetime, time, timedelta

from anbao.kit import clock
from anbao.kit.access.scopes import Reach
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

#: the power to file records for others, in one's subtree
FOR_OTHERS = "record.file_for"

#: letters that a note or a detail may have
LONGEST = 2000

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


def reports(reach: Reach) -> bool:
    """Whether these posts report what they see at all: auditors and administrators write nothing of the business."""
    return any(_writes(chair.post) for chair in reach.chairs)


def may_report(reach: Reach, path: str) -> bool:
    """Whether these posts report what is wrong at the place: theirs, or one below it."""
    return any(_writes(chair.post) for chair in reach.chairs if path.startswith(chair.path))


def may_mend(reach: Reach, path: str, *, owns: bool) -> bool:
    """Whether somebody says that it was put right, or asks for more time: the owner, the people posted at the place, and
    those above who file for others. Who only watches from afar (a monitoring centre) or leads doesn't."""
    return owns or any(
        (chair.path == path and _writes(chair.post)) or FOR_OTHERS in words.post_kinds()[chair.post].powers
        for chair in reach.chairs
        if path.startswith(chair.path)
    )


def _writes(post: str) -> bool:
    return words.post_kinds()[post].files != "nothing"
