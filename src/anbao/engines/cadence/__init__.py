"""Cadence: a declared rhythm, a calendar and anchors, turned into dated occurrences.

Words

* cadence      when something is due: a repeat (`every`) or listed dates (`at`)
* anchor       a named date of the campaign that may still move (opening day); a phase has a start and an end
* occurrence   one due time: it opens, is due, and is late after its grace
* slot         the key of an occurrence within its cadence, the same on every run
* roll         what a date does that falls on a non-working day
* tightened    the denser cadence of a place of higher priority

Rules

1. Every fault of a declaration is told at once, in Chinese and English; nothing but `CadenceError` is raised.
2. Splitting the asked window anywhere changes nothing.
3. A date relative to an anchor is keyed by its words (`opening-10d`), never by the day they resolve to: when the anchor
   moves, the same occurrence moves. A repeat is keyed by declared day and due time (`2022-02-04@08:30`), the nth
   working day of a month by its number (`2022-02.wd1@17:30`).
4. A year whose holidays are not known is refused, unless the caller allows plain weekdays for it.
5. A tightened cadence keeps every day and due time of the base; listed dates stay unchanged.
"""

from anbao.engines.cadence.calendar import Calendar, chinese_calendar
from anbao.engines.cadence.expansion import SHANGHAI, Occurrence, occurrences
from anbao.engines.cadence.faults import CadenceError, Fault
from anbao.engines.cadence.model import Cadence, MonthDay
from anbao.engines.cadence.moments import RelativeDate
from anbao.engines.cadence.reading import parse
from anbao.engines.cadence.wording import describe

__all__ = [
    "SHANGHAI",
    "Cadence",
    "CadenceError",
    "Calendar",
    "Fault",
    "MonthDay",
    "Occurrence",
    "RelativeDate",
    "chinese_calendar",
    "describe",
    "occurrences",
    "parse",
]
