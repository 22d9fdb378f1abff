"""Pure decisions about cameras: how often to look, what is confirmed, when a finding may close."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import takewhile

from anbao.loom.findings.models import Severity
from anbao.senses.cameras.models import CameraState

#: a fault is confirmed when so many of the last so many looks say it, well again likewise; assumed by us
CONFIRM, OF = 3, 4
#: looks in a row without a picture, so many turns of its cadence apart, that make a camera silent: one that a busy
#: machine cut off, or several within a minute, say nothing of the camera
SILENT_TURNS = 3
OK, NO_PICTURE = "ok", "no_picture"


@dataclass(frozen=True)
class Place:
    """What a plan looks at: where the camera hangs."""

    path: str
    tags: frozenset[str]
    area_kind: str = ""


@dataclass(frozen=True)
class Turn:
    """A plan as the rule reads it."""

    path: str
    every: int
    tags: frozenset[str] = frozenset()
    areas: frozenset[str] = frozenset()
    focus: bool = False


def applies(turn: Turn, place: Place, focuses: Iterable[str]) -> bool:
    """Whether a plan reaches a camera: in its subtree, of its tags and areas, and in a focus when it wants one."""
    return (
        place.path.startswith(turn.path)
        and (not turn.tags or bool(turn.tags & place.tags))
        and (not turn.areas or place.area_kind in turn.areas)
        and (not turn.focus or any(place.path.startswith(focus) for focus in focuses))
    )


def cadence(place: Place, turns: Iterable[Turn], focuses: Iterable[str], usual: int) -> int:
    """Minutes between looks: the shortest of the plans that reach the camera, else the usual one."""
    focuses = tuple(focuses)
    return min((turn.every for turn in turns if applies(turn, place, focuses)), default=usual)


def next_look(due: datetime | None, at: datetime, every: int) -> datetime:
    """The next turn after `at` on the grid of the last due one, so that a late worker does not shift the patrol."""
    step = timedelta(minutes=every)
    if due is None or at - due > step * 10:
        return at + step
    turns = (at - due) // step + 1
    return due + step * turns


def confirmed(faults: Sequence[str]) -> str | None:
    """What the newest looks agree on (`faults`, newest first): a fault, "ok", or None while they don't.

    The very first looks of a camera confirm that it is well at once: nothing is accused by that.
    """
    recent = list(faults[:OF])
    for word in dict.fromkeys(recent):
        if recent.count(word) >= CONFIRM:
            return word
    if recent and all(word == OK for word in recent):
        return OK
    return None


@dataclass(frozen=True)
class Standing:
    """A camera's state before a look."""

    state: str
    fault: str
    every: int
    #: the first of the looks without a picture that reach up to now; None when the newest has one
    failing_since: datetime | None = None


def after_look(now: Standing, faults: Sequence[str], at: datetime) -> tuple[str, str]:
    """(state, fault) after the look at `at`, whose fault is the first of `faults`."""
    if faults and faults[0] == NO_PICTURE:
        recent = list(faults[:SILENT_TURNS])
        span = at - (now.failing_since or at)
        if recent.count(NO_PICTURE) == SILENT_TURNS and span >= timedelta(minutes=now.every) * (SILENT_TURNS - 1):
            return CameraState.SILENT, ""
        return now.state, now.fault
    agreed = confirmed([f for f in faults if f != NO_PICTURE])
    if agreed == OK:
        return CameraState.WELL, ""
    if agreed:
        return CameraState.FAULTY, agreed
    # a silent camera that shows a picture again is at least no longer silent
    return (CameraState.WELL, "") if now.state in (CameraState.SILENT, CameraState.UNSEEN) else (now.state, now.fault)


def category_of(fault: str, area_kind: str, place_kind: str) -> str:
    """The finding's category: a dim self-service area is a finding about light, everything else one about pictures."""
    dim = fault == "dark"
    return (
        "lighting" if dim and (area_kind == "self_service_area" or place_kind == "self_service_bank") else "recording"
    )


def failing_since(looks: Iterable[tuple[str, datetime]]) -> datetime | None:
    """When the looks without a picture began that reach up to now; `looks` newest first, each (fault, moment)."""
    run = [at for _fault, at in takewhile(lambda look: look[0] == NO_PICTURE, looks)]
    return run[-1] if run else None


def grows_grave(severity: str, silent_since: datetime | None, at: datetime, minutes: int) -> bool:
    """Whether a camera that gives no picture has done so for long enough to be a major finding."""
    return severity == Severity.MINOR and silent_since is not None and at - silent_since >= timedelta(minutes=minutes)


def may_close(severity: str, well_since: datetime, at: datetime, steady_minutes: int) -> bool:
    """Whether the patrol may close a finding that it saw put right: steady long enough, and not a critical one."""
    return severity != Severity.CRITICAL and at - well_since >= timedelta(minutes=steady_minutes)
