"""A cadence and the rules it must satisfy: one rule is one function, and all are asked before one is refused."""

import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property

from anbao.engines.cadence.faults import CadenceError, Fault, refuse
from anbao.engines.cadence.moments import DAY_MINUTES, MOST_DAYS, RelativeDate, clock_text

UNITS = ("day", "working_day", "week", "month", "quarter")
ROLLS = ("none", "next", "previous")
ONLY = ("any", "working", "nonworking")
END_OF_DAY = DAY_MINUTES - 1  # 23:59, the due time of a cadence that names none
MOST_GRACE = 366 * DAY_MINUTES
MOST_FACTOR = 24
LAST = -1


@dataclass(frozen=True, slots=True, order=True)
class MonthDay:
    """One day of a month: a day number, an nth weekday or an nth working day.

    kind: "day" (n 1..31, beyond the month's end means its last day), "weekday" (n 1..5) or "working_day" (n 1..23);
    n = -1 is the last of them. weekday: 0 Monday .. 6 Sunday. month: 1..3 within a quarter, 1 otherwise.
    """

    month: int
    kind: str
    n: int
    weekday: int = 0

    def __post_init__(self):
        most = {"day": 31, "weekday": 5, "working_day": 23}.get(self.kind, 0)
        if not (self.n == LAST or 1 <= self.n <= most) or not 0 <= self.weekday <= 6 or not 1 <= self.month <= 3:
            raise refuse("on", f"没有这样的日子: {self}", f"there is no such day: {self}")

    def place(self, month_length: int = 30) -> int:
        """Roughly where in a month of so many days it falls, 1..month_length; a month of 20 has working days only."""
        if self.n == LAST:
            return month_length
        if self.kind == "weekday":
            return min(7 * self.n - 3, month_length)
        if self.kind == "working_day" and month_length > 23:
            return min(math.ceil(self.n * 1.4), month_length)
        return min(self.n, month_length)


@dataclass(frozen=True)
class Cadence:
    """When something is due. See the package's head for the words; `parse` builds one from a plain mapping.

    unit         "at" for dates listed in `at`, otherwise the period that repeats
    on           week: weekdays 0..6; month and quarter: MonthDay; empty for days
    times        due times, minutes after the day's midnight, ascending
    step, within a due time at the end of every `step` minutes within (start, end); excludes `times`
    opens_before minutes before each due time; opens_at: minutes after midnight, for the day's first due time
    spread       the window opens with the period (or after the date before it), not on the day itself
    """

    unit: str
    at: tuple[RelativeDate, ...] = ()
    on: tuple[int | MonthDay, ...] = ()
    times: tuple[int, ...] = ()
    step: int = 0
    within: tuple[int, int] | None = None
    opens_before: int | None = None
    opens_at: int | None = None
    spread: bool = False
    grace: int = 0
    roll: str = "none"
    only: str = "any"
    start: RelativeDate | None = None
    until: RelativeDate | None = None
    count: int | None = None
    interval: int = 1
    overrides: tuple[tuple[str, "Cadence"], ...] = ()

    def __post_init__(self):
        found = [fault for rule in RULES for fault in rule(self)]
        if found:
            raise CadenceError(found)

    @cached_property
    def due_times(self) -> tuple[int, ...]:
        if self.step:
            start, end = self.within or (0, DAY_MINUTES)
            return tuple(range(start + self.step, end + 1, self.step))
        return self.times or (END_OF_DAY,)

    @cached_property
    def spans(self) -> tuple[tuple[int, int], ...]:
        """(opens, due) of each due time, minutes after the midnight of the day.

        Without `opens_before`, the first opens at `opens_at` (else midnight, or where `within` starts) and each later
        one when the one before it is due.
        """
        if self.opens_before is not None:
            return tuple((due - self.opens_before, due) for due in self.due_times)
        first = self.opens_at
        if first is None:
            first = self.within[0] if self.step and self.within else 0
        return tuple(zip((first, *self.due_times[:-1]), self.due_times, strict=True))

    def tightened(self, factor: float, priority: str = "") -> "Cadence":
        """The cadence for a place that matters `factor` times as much.

        An override declared for `priority`, or else for the factor, wins; otherwise the rule of `tightening` holds.
        """
        if not isinstance(factor, int | float) or not (math.isfinite(factor) and 1 <= factor <= MOST_FACTOR):
            raise refuse(
                "factor", f"加密倍数须在 1 到 {MOST_FACTOR} 之间", f"a factor lies between 1 and {MOST_FACTOR}"
            )
        from anbao.engines.cadence.tightening import tighten  # it builds cadences, so it stands above this module

        declared = dict(self.overrides)
        for name in (priority, f"{factor:g}"):
            if name in declared:
                return declared[name]
        return tighten(self, factor)


def knows_its_words(c: Cadence) -> Iterator[Fault]:
    """Unit, roll and only are words of the table."""
    for where, value, words in (("every", c.unit, (*UNITS, "at")), ("roll", c.roll, ROLLS), ("only", c.only, ONLY)):
        if value not in words:
            listed = ", ".join(words)
            yield Fault(where, f"{value!r} 不可用, 可选: {listed}", f"{value!r} is not one of {listed}")


def lists_dates_or_repeats(c: Cadence) -> Iterator[Fault]:
    """Listed dates and a repeat exclude each other, and no date is listed twice."""
    if c.unit == "at":
        if not c.at:
            yield Fault("at", "至少要有一个日期", "at least one date is needed")
        for twice in sorted({str(d) for d in c.at if c.at.count(d) > 1}):
            yield Fault("at", f"{twice} 重复", f"{twice} is listed twice")
        for where, given in (
            ("on", c.on),
            ("from", c.start),
            ("until", c.until),
            ("count", c.count),
            ("interval", c.interval != 1),
            ("every", c.step),
        ):
            if given:
                yield Fault(where, "不能与 at 同用", "does not go with at")
    elif c.at:
        yield Fault("at", "不能与 every 同用", "does not go with every")


def has_days_that_fit(c: Cadence) -> Iterator[Fault]:
    """Weeks repeat on weekdays, months and quarters on days of a month, days on nothing; none twice."""
    if c.unit in ("day", "working_day"):
        if c.on:
            yield Fault("on", "按日重复时不用写 on", "a daily cadence takes no on")
        if c.roll != "none":
            yield Fault("roll", "按日重复时不能顺延, 请用 only", "a daily cadence does not roll; use only")
    elif c.unit in ("week", "month", "quarter"):
        if not c.on:
            yield Fault("on", "至少要有一个日子", "at least one day is needed")
        elif c.unit == "week":
            fit = all(type(d) is int and 0 <= d <= 6 for d in c.on)
        else:
            fit = all(isinstance(d, MonthDay) and (c.unit == "quarter" or d.month == 1) for d in c.on)
        if c.on and not fit:
            yield Fault("on", f"与 every: {c.unit} 不符", f"does not fit every: {c.unit}")
        if len(set(c.on)) != len(c.on):
            yield Fault("on", "日子重复", "a day is listed twice")
    if c.unit == "working_day" and c.only == "nonworking":
        yield Fault("only", "工作日不会是非工作日", "a working day is never a nonworking day")


def has_times_in_order(c: Cadence) -> Iterator[Fault]:
    """Due times ascend, are not before midnight and lie within a week."""
    if list(c.times) != sorted(set(c.times)):
        yield Fault("times", "时刻须递增且不重复", "times ascend and none is listed twice")
    for minutes in c.times:
        if not 0 <= minutes <= 7 * DAY_MINUTES:
            yield Fault("times", f"{clock_text(minutes)} 超出范围", f"{clock_text(minutes)} is out of range")


def has_a_step_that_fits(c: Cadence) -> Iterator[Fault]:
    """A step repeats within a part of the day that holds at least one step, and leaves no room for times."""
    start, end = c.within or (0, DAY_MINUTES)
    if not (0 <= start < end <= start + DAY_MINUTES and start < DAY_MINUTES):
        yield Fault("within", "须是同一日内的一段时间", "a part of one day, at most 24 hours long")
    elif c.step and not 5 <= c.step <= end - start:
        yield Fault("every", "间隔须至少 5 分钟且不超过 within", "a step lasts 5 minutes at least and fits into within")
    if c.step and c.unit != "day":
        yield Fault("every", "按小时重复只能用于每日", "a step repeats within days only")
    if c.step and c.times:
        yield Fault("times", "按小时重复时不用写时刻", "a step makes its own times")


def opens_before_it_is_due(c: Cadence) -> Iterator[Fault]:
    """A window opens before it is due, one way only, and its grace is bounded."""
    if c.opens_before is not None and c.opens_at is not None:
        yield Fault("opens", "只能写一种开始方式", "is given in two ways")
    if c.opens_before is not None and not 0 <= c.opens_before <= MOST_GRACE:
        yield Fault("opens", "须早于到期时刻且不超过一年", "lies before the due time, by a year at most")
    first = min(c.times, default=END_OF_DAY)
    if c.step:
        first = (c.within or (0, 0))[0] + c.step
    if c.opens_at is not None and not -366 * DAY_MINUTES <= c.opens_at <= first:
        yield Fault("opens", f"晚于到期时刻 {clock_text(first)}", f"opens after it is due at {clock_text(first)}")
    if not 0 <= c.grace <= MOST_GRACE:
        yield Fault("grace", "宽限须在 0 到 366 日之间", "grace lies between 0 and 366 days")


def counts_from_somewhere(c: Cadence) -> Iterator[Fault]:
    """Counts and intervals are positive and bounded; a count, or every nth working day, needs a first day."""
    for where, value in (("count", c.count), ("interval", c.interval)):
        if value is not None and not 1 <= value <= MOST_DAYS:
            yield Fault(where, f"须在 1 到 {MOST_DAYS} 之间", f"lies between 1 and {MOST_DAYS}")
    if c.start is None and c.unit != "at":
        if c.count is not None:
            yield Fault("count", "需要写明 from", "needs a from to count from")
        if c.unit == "working_day" and c.interval != 1:
            yield Fault("interval", "每隔几个工作日须写明 from", "every nth working day needs a from")


RULES = (
    knows_its_words,
    lists_dates_or_repeats,
    has_days_that_fit,
    has_times_in_order,
    has_a_step_that_fits,
    opens_before_it_is_due,
    counts_from_somewhere,
)
