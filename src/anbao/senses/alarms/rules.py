"""Pure decisions about alarms: transitions (ISA 18.2), severity, flapping, arming. Values and a moment in, a plan out."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta

from anbao.senses.alarms.models import AlarmState as State
from anbao.senses.alarms.words import HIGHEST, alarm_kinds, rule, span

#: (verb, state) -> state after. ANSI/ISA-18.2-2016 figure 5; "latched" kinds take the verb "hold" where others "return".
TRANSITIONS = {
    ("join", State.ACTIVE): State.ACTIVE,
    ("join", State.ACKNOWLEDGED): State.ACKNOWLEDGED,
    ("join", State.RETURNED): State.ACTIVE,
    ("join", State.SHELVED): State.SHELVED,
    ("join", State.SUPPRESSED): State.SUPPRESSED,
    ("again", State.ACKNOWLEDGED): State.ACTIVE,
    ("return", State.ACTIVE): State.RETURNED,
    ("return", State.ACKNOWLEDGED): State.CLOSED,
    ("return", State.SHELVED): State.CLOSED,
    ("return", State.SUPPRESSED): State.CLOSED,
    ("hold", State.ACTIVE): State.ACTIVE,
    ("hold", State.ACKNOWLEDGED): State.ACKNOWLEDGED,
    ("hold", State.SHELVED): State.SHELVED,
    ("hold", State.SUPPRESSED): State.CLOSED,
    ("acknowledge", State.ACTIVE): State.ACKNOWLEDGED,
    ("acknowledge", State.RETURNED): State.CLOSED,
    ("shelve", State.ACTIVE): State.SHELVED,
    ("shelve", State.ACKNOWLEDGED): State.SHELVED,
    ("shelve", State.RETURNED): State.SHELVED,
    ("unshelve", State.SHELVED): State.ACTIVE,
    ("unsuppress", State.SUPPRESSED): State.ACTIVE,
    # its account was entered since: what is triggered now is another alarm, at the place that is known now
    ("move", State.ACTIVE): State.CLOSED,
    ("move", State.RETURNED): State.CLOSED,
    ("move", State.ACKNOWLEDGED): State.CLOSED,
    ("move", State.SHELVED): State.CLOSED,
    ("close", State.ACKNOWLEDGED): State.CLOSED,
    ("close", State.SHELVED): State.CLOSED,
    ("close", State.SUPPRESSED): State.CLOSED,
}
#: events that raise an alarm; those that end one
RAISING = frozenset({"alarm", "trouble", "supervision", "bypass", "unknown"})
ENDING = frozenset({"restore", "unbypass"})
OPENED, CLOSED = "open", "close"


def after(verb: str, state: str) -> State | None:
    """The state after `verb`, or None when it is not possible from `state`."""
    return TRANSITIONS.get((verb, State(state)))


def ending_verb(kind: str) -> str:
    """What a restore does: a latched kind holds until a person closes it."""
    return "hold" if alarm_kinds()[kind].latched else "return"


def rises_at(severity: int, state: str, at: datetime, day: date) -> datetime | None:
    """When an alarm in this state becomes graver by itself; None when it doesn't."""
    if severity >= HIGHEST or state not in (State.ACTIVE, State.RETURNED):
        return None
    return at + span(f"rise_after_{severity}", day)


def flaps(changes: int, day: date) -> bool:
    return changes >= rule("flapping_changes", day)


def silent_from(heard: datetime, interval: int, day: date) -> datetime:
    """From when a source last heard at `heard` counts as silent: before one and a half of its intervals."""
    return heard + timedelta(seconds=interval) * rule("silence_percent", day) / 100


@dataclass(frozen=True)
class Hours:
    """When a place is disarmed on a day; both empty: armed all day."""

    opens: datetime | None
    closes: datetime | None

    @classmethod
    def on(cls, day: date, opens: time | None, closes: time | None, zone) -> "Hours":
        if opens is None or closes is None:
            return cls(None, None)
        return cls(datetime.combine(day, opens, zone), datetime.combine(day, closes, zone))


#: what is wrong with arming -> its words; ids are the codes of the alarms
ARMING_FAULTS = {
    "late-to-arm": ("未按时布防", "not armed in time"),
    "early-disarm": ("提前撤防", "disarmed too early"),
    "armed-while-open": ("营业时间布防", "armed while open"),
    "never-armed": ("整夜未布防", "not armed all night"),
}


def ends_by_itself(kind: str, code: str) -> bool:
    """Whether no message ends an alarm: the receiver found it, and it ends when its reason does."""
    return kind == "silence" or code in ARMING_FAULTS


def judge_change(armed: bool, hours: Hours, at: datetime, tolerance: timedelta) -> str:
    """What is wrong with arming or disarming at this moment; empty when nothing is."""
    if armed:
        inside = hours.opens and hours.opens + tolerance < at < hours.closes - tolerance
        return "armed-while-open" if inside else ""
    if hours.opens is None or at < hours.opens - tolerance or at > hours.closes + tolerance:
        return "early-disarm"
    return ""


def judge_state(armed: bool, since: datetime, days: Sequence[Hours], at: datetime, tolerance: timedelta) -> str:
    """What is wrong with being armed (or not) now; empty when nothing is.

    `days`: the hours of the days up to today, the last of them, without a gap: a place that was left disarmed before
    a holiday is late from the last closing on, however many days off follow. When the next opening finds it still
    disarmed, it was never armed.
    """
    if armed:
        today = days[-1]
        late = today.opens and today.opens + tolerance < at < today.closes
        return "armed-while-open" if late and since < today.opens + tolerance else ""
    closing = next((day.closes for day in days if day.closes and since <= day.closes + tolerance), None)
    if closing is None or at <= closing + tolerance:
        return ""
    return _unarmed_since(closing, days, at)


def judge_late_hours(
    since: datetime, until: datetime, days: Sequence[Hours], at: datetime, tolerance: timedelta
) -> str:
    """What is wrong with being disarmed since a moment, at a place with late hours: nothing while they run, and they were approved to
    the minute. Those that end before the place closes change nothing."""
    if at < until:
        return ""
    if any(day.opens and day.opens <= until <= day.closes + tolerance for day in days):
        return judge_state(False, since, days, at, tolerance)
    return _unarmed_since(until, days, at)


def _unarmed_since(moment: datetime, days: Sequence[Hours], at: datetime) -> str:
    opened = any(day.opens and moment < day.opens <= at for day in days)
    return "never-armed" if opened else "late-to-arm"
