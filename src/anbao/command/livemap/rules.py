"""Pure decisions of the map: levels, countdown, the reader's window of days. No database."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, datetime, time, timedelta

from django.utils.translation import gettext_lazy as _

from anbao.kit import clock
from anbao.loom.tasks.queries import Counts

#: coverage from which a place counts as whole, and below which as torn; assumed by us
WHOLE, TORN = 0.96, 0.92

#: level -> (shape, tone, word); shapes are also drawn by frontend/src/livemap/symbols.js
LEVELS = {
    "whole": ("✓", "good", _("whole, 96 % or more")),
    "thin": ("●", "warn", _("thin, 92–96 %")),
    "torn": ("◆", "bad", _("torn, below 92 %")),
    "waiting": ("○", "idle", _("nothing judged yet")),
    "none": ("·", "idle", _("nothing due")),
}
COLUMNS = tuple(field.name for field in fields(Counts))


class Cell(Counts):
    """The tally of a subtree over the span, and how well it is covered."""

    @property
    def level(self) -> str:
        if self.density is None:
            return "waiting" if self.due > self.excused else "none"
        return "whole" if self.density >= WHOLE else "torn" if self.density < TORN else "thin"


@dataclass(frozen=True)
class Countdown:
    """What the header counts: ``until`` (a moment to come), or day ``number`` of a phase that runs, or neither."""

    word: str
    until: datetime | None = None
    number: int | None = None

    def left(self, at: datetime) -> str:
        """What is left at `at`, as the page goes on counting (frontend/src/base/clock.js): "1 d 02:03:04"."""
        if self.until is None:
            return ""
        minutes, seconds = divmod(max(0, int((self.until - at).total_seconds())), 60)
        hours, minutes = divmod(minutes, 60)
        days, hours = divmod(hours, 24)
        clock_words = f"{hours:02}:{minutes:02}:{seconds:02}"
        return f"{days} {_('d')} {clock_words}" if days else clock_words


def midnight(day: date) -> datetime:
    return datetime.combine(day, time(), clock.local_zone())


#: the header's milestones in order: (first anchor, last anchor, before it, while it runs)
MILESTONES = (
    ("opening", "closing", _("To the opening"), _("Games day")),
    ("paralympics_opening", "paralympics_closing", _("To the Paralympics"), _("Paralympics day")),
)
#: the opening ceremony's hour (the Games of 2022 opened at 20:00 Beijing time)
OPENING_HOUR = time(20)


def countdown(anchors: Mapping[str, str], ends_on: date, at: datetime) -> Countdown:
    """The next milestone of the campaign, or the day of the one that runs; after all of them the campaign's end."""
    today = clock.local_day(at)
    for first, last, before, during in MILESTONES:
        if first not in anchors:
            continue
        start = date.fromisoformat(anchors[first])
        end = date.fromisoformat(anchors.get(last, anchors[first]))
        opens = datetime.combine(start, OPENING_HOUR, clock.local_zone())
        if at < opens:
            return Countdown(before, until=opens)
        if today <= end:
            return Countdown(during, number=(today - start).days + 1)
    if today <= ends_on:
        return Countdown(_("To the campaign's end"), until=midnight(ends_on + timedelta(days=1)))
    return Countdown(_("The campaign is over"))


@dataclass(frozen=True)
class Window:
    """The days the page looks at: the chosen day, the span, and the moment it speaks as of."""

    day: date
    span: str
    moment: datetime
    live: bool
    today: date


def window(asked_day: str | None, asked_span: str | None, *, starts_on: date, ends_on: date, at: datetime) -> Window:
    """From the query string; nonsense falls back to today, a day outside the campaign to its nearest."""
    today = clock.local_day(at)
    try:
        day = date.fromisoformat(asked_day) if asked_day else today
    except ValueError:
        day = today
    day = max(starts_on, min(day, ends_on))
    live = day == max(starts_on, min(today, ends_on))
    end = midnight(day + timedelta(days=1))
    span = asked_span if asked_span in ("day", "upto") else "day"
    return Window(day, span, min(at, end), live, today)
