"""Working days of a country that swaps weekends for holidays.

A day works when it is a make-up day, or a weekday that is no holiday. A year whose announcement is not known is refused
(the State Council publishes each year's holidays late in the year before), unless the caller allows plain Monday to
Friday for it.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from anbao.engines.cadence.faults import CadenceError, Fault, refuse

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Calendar:
    """Public holidays, make-up working days, and the years for which both are known to be complete."""

    holidays: frozenset[date]
    makeup_days: frozenset[date]
    known_years: frozenset[int]
    weekdays_beyond: bool = False  # in an unknown year, Monday to Friday work

    def __post_init__(self):
        for name in ("holidays", "makeup_days", "known_years"):
            object.__setattr__(self, name, frozenset(getattr(self, name)))
        found = [
            Fault("calendar", f"{day} 既是假日又是补班日", f"{day} is both a holiday and a make-up day")
            for day in sorted(self.holidays & self.makeup_days)
        ]
        found += [
            Fault("calendar", f"{day} 不在已知年份内", f"{day} lies outside the known years")
            for day in sorted(self.holidays | self.makeup_days)
            if day.year not in self.known_years
        ]
        if found:
            raise CadenceError(found)

    def is_working(self, day: date) -> bool:
        if day.year not in self.known_years and not self.weekdays_beyond:
            known = f"{min(self.known_years)}–{max(self.known_years)}" if self.known_years else "—"
            raise refuse(
                "calendar",
                f"没有 {day.year} 年的节假日安排 (已有 {known})",
                f"the public holidays of {day.year} are not known (known: {known})",
            )
        return day in self.makeup_days or (day.weekday() < 5 and day not in self.holidays)

    def shift(self, day: date, working_days: int) -> date:
        """The n-th working day after `day` (before it when negative); 0 leaves the day alone, working or not."""
        step = ONE_DAY if working_days > 0 else -ONE_DAY
        left = abs(working_days)
        while left:
            day += step
            left -= self.is_working(day)
        return day

    def working_days(self, first: date, last: date) -> tuple[date, ...]:
        """Every working day from `first` to `last`, both included."""
        days = (first + timedelta(days=n) for n in range((last - first).days + 1))
        return tuple(day for day in days if self.is_working(day))


@lru_cache(maxsize=32)
def chinese_calendar(
    first_year: int, last_year: int, *, weekdays_beyond: bool = False, known_only: bool = False
) -> Calendar:
    """The mainland's calendar from the data of the `chinesecalendar` package.

    Years that the package lacks are refused, all named. With `known_only` they are left out instead, so that only a
    question about one of their days is refused; with `weekdays_beyond` Monday to Friday work in them.
    """
    import chinese_calendar as data

    years = frozenset(range(first_year, last_year + 1))
    known = years & {day.year for day in data.holidays}
    if years != known and not (weekdays_beyond or known_only):
        lacking = ", ".join(map(str, sorted(years - known)))
        raise refuse("calendar", f"没有这些年份的节假日安排: {lacking}", f"no public holidays known for: {lacking}")
    return Calendar(
        frozenset(day for day in data.holidays if day.year in known),
        frozenset(day for day in data.workdays if day.year in known),
        known,
        weekdays_beyond,
    )
