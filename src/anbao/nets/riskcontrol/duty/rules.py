"""Pure rules of duty: who may, when a turn can be checked in, what a moment looks like."""

from datetime import date, datetime, timedelta

#: who makes and changes rosters
PLAN = "task.assign"
#: a turn is checked in from this long before it begins
EARLY = timedelta(minutes=30)
#: and counts as late, and then as missing, from this long after
LATE = timedelta(minutes=10)
#: a roster can be made for a month that begins at most this far ahead
AHEAD = timedelta(days=62)
#: a month asked for ought to be there after this long, of the planner's own time; later than the second it can be asked for anew
TAKEN_UP, GIVEN_UP = timedelta(minutes=2), timedelta(minutes=10)
#: from this many days before a month begins its rooms ought to have a published roster
PUBLISHED_BEFORE = timedelta(days=3)
#: longest sick call or leave, days
LONGEST_ABSENCE = 366


class DutyFault(ValueError):
    """The step can't be taken; the message is for the user. ``field``: where on a form it stands."""

    def __init__(self, said: str, field: str | None = None):
        super().__init__(said)
        self.field = field


def may_check_in(starts_at: datetime, ends_at: datetime, at: datetime) -> bool:
    return starts_at - EARLY <= at < ends_at


def standing(starts_at: datetime, ends_at: datetime, checked_in_at: datetime | None, at: datetime) -> str:
    """ahead, due, here, late (came late), missing (should be here), absent (never came)."""
    if checked_in_at is not None:
        return "late" if checked_in_at > starts_at + LATE else "here"
    if at >= ends_at:
        return "absent"
    if at > starts_at + LATE:
        return "missing"
    return "due" if at >= starts_at - EARLY else "ahead"


def month_start(text: str) -> date | None:
    """The first day of a month told as "2022-02"; None for anything else."""
    try:
        return datetime.strptime(text, "%Y-%m").date()  # noqa: DTZ007  a month has no zone
    except ValueError:
        return None


def next_month(first: date) -> date:
    return (first.replace(day=28) + timedelta(days=4)).replace(day=1)


def previous_month(first: date) -> date:
    return (first - timedelta(days=1)).replace(day=1)
