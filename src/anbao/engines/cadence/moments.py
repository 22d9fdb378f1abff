"""The small words of a cadence: times of day, durations, dates relative to an anchor.

A time of day is a whole number of minutes after the midnight that begins the day; it may lie beyond 24:00 (`26:00`,
`+1d 02:00`). A duration is a whole number of minutes.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from anbao.engines.cadence.calendar import Calendar
from anbao.engines.cadence.faults import CadenceError, Fault, refuse, shown

DAY_MINUTES = 24 * 60
MOST_DAYS = 3660  # ten years: an offset beyond it is a slip of the pen
CLOCK = re.compile(r"(?:([+-][0-9]{1,2})d\s+)?([0-9]{1,2}):([0-5][0-9])")
DURATION = re.compile(r"(-?)(?:([0-9]{1,3})d)?\s*(?:([0-9]{1,4})h)?\s*(?:([0-9]{1,5})m)?")
RELATIVE = re.compile(
    r"(?:phase:(?P<phase>[^\W\d]\w*)\.(?P<edge>start|end)|(?P<date>[0-9]{4}-[0-9]{2}-[0-9]{2})|(?P<anchor>[^\W\d]\w*))"
    r"(?:\s*(?P<sign>[+-])\s*(?P<amount>[0-9]{1,4})(?P<unit>wd|w|d))?"
)


def read_clock(value: object) -> int | None:
    """Minutes after midnight, or None when it is no time of day.

    A whole number is taken as minutes: YAML 1.1 reads an unquoted 17:30 as 17 x 60 + 30.
    """
    if isinstance(value, int) and not isinstance(value, bool):
        return value if 60 <= value < 2 * DAY_MINUTES else None
    match = CLOCK.fullmatch(value.strip()) if isinstance(value, str) else None
    if not match or int(match[2]) > 47:
        return None
    return int(match[1] or 0) * DAY_MINUTES + int(match[2]) * 60 + int(match[3])


def read_duration(value: object) -> int | None:
    """Minutes, negative when written with a minus, or None: `2h`, `1h30m`, `-5d`, 0."""
    if value == 0 and not isinstance(value, bool):
        return 0
    match = DURATION.fullmatch(value.strip()) if isinstance(value, str) else None
    if not match or not any(match.group(2, 3, 4)):
        return None
    days, hours, minutes = (int(part or 0) for part in match.group(2, 3, 4))
    total = days * DAY_MINUTES + hours * 60 + minutes
    return -total if match[1] else total


def clock_text(minutes: int) -> str:
    """`08:30`, `26:00`, `+2d 01:00`, `-1d 20:00`: what read_clock reads back."""
    if 0 <= minutes < 2 * DAY_MINUTES:
        return f"{minutes // 60:02d}:{minutes % 60:02d}"
    days, rest = divmod(minutes, DAY_MINUTES)
    return f"{days:+d}d {rest // 60:02d}:{rest % 60:02d}"


@dataclass(frozen=True, slots=True)
class RelativeDate:
    """A date known only when the campaign's anchors are: an anchor, a phase's edge or a fixed date, plus an offset.

    `anchor` is a name, `phase` and `edge` ("start", "end") name a phase, `day` is fixed; exactly one of the three is
    given. `amount` counts days, or working days when `working` holds.
    """

    anchor: str = ""
    phase: str = ""
    edge: str = ""
    day: date | None = None
    amount: int = 0
    working: bool = False

    def __post_init__(self):
        if (bool(self.anchor), bool(self.phase and self.edge in ("start", "end")), self.day is not None).count(
            True
        ) != 1:
            raise refuse("date", "日期须且只须有一个基准", "a relative date has exactly one base")
        if abs(self.amount) > MOST_DAYS:
            raise refuse("date", f"偏移不得超过 {MOST_DAYS} 日", f"an offset of more than {MOST_DAYS} days")

    def __str__(self) -> str:
        """The canonical spelling: equal dates are spelled alike, so it serves as a stable key."""
        base = f"phase:{self.phase}.{self.edge}" if self.phase else self.anchor or str(self.day)
        return base if self.day and not self.amount else f"{base}{self.amount:+d}{'wd' if self.working else 'd'}"

    def resolve(self, anchors: Mapping[str, date], phases: Mapping[str, tuple[date, date]], calendar: Calendar) -> date:
        """The date, once anchors and phases have theirs; CadenceError when one is missing or out of reach."""
        if self.phase:
            if self.phase not in phases:
                raise refuse(str(self), f"没有阶段“{self.phase}”", f"there is no phase {self.phase!r}")
            base = phases[self.phase][self.edge == "end"]
        elif self.anchor:
            if self.anchor not in anchors:
                raise refuse(str(self), f"没有锚定日期“{self.anchor}”", f"there is no anchor {self.anchor!r}")
            base = anchors[self.anchor]
        else:
            base = self.day
        try:
            return calendar.shift(base, self.amount) if self.working else base + timedelta(days=self.amount)
        except OverflowError:
            raise refuse(str(self), "日期超出范围", "the date is out of range") from None


def read_relative(value: object, where: str) -> RelativeDate:
    """A relative date from `opening-10d`, `opening-3wd`, `phase:games.end-1d`, `2022-02-04` or a date."""
    if isinstance(value, date):
        return RelativeDate(day=value.date() if isinstance(value, datetime) else value)
    match = RELATIVE.fullmatch(value.strip()) if isinstance(value, str) else None
    try:
        if match:
            amount = int(match["amount"] or 0) * (-1 if match["sign"] == "-" else 1)
            return RelativeDate(
                anchor=match["anchor"] or "",
                phase=match["phase"] or "",
                edge=match["edge"] or "",
                day=date.fromisoformat(match["date"]) if match["date"] else None,
                amount=amount * (7 if match["unit"] == "w" else 1),
                working=match["unit"] == "wd" and amount != 0,
            )
    except CadenceError as error:
        raise CadenceError(Fault(where, fault.zh, fault.en) for fault in error.found) from None
    except ValueError:
        pass
    raise refuse(
        where,
        f"{shown(value)} 不是日期 (如 opening-10d、opening-3wd、phase:games.end-1d、2022-02-04)",
        f"{shown(value)} is no date (write opening-10d, opening-3wd, phase:games.end-1d or 2022-02-04)",
    )
