"""Working days of the mainland, as the State Council announced them."""

from datetime import date, timedelta

import chinese_calendar as package
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anbao.engines.cadence import CadenceError, Calendar, chinese_calendar

CALENDAR = chinese_calendar(2019, 2024)
DAYS = st.dates(date(2020, 1, 1), date(2023, 12, 31))


def span(first, last):
    return {first + timedelta(days=n) for n in range((last - first).days + 1)}


@pytest.mark.parametrize(
    "first, last, makeup_days",
    [
        (date(2022, 1, 31), date(2022, 2, 6), [date(2022, 1, 29), date(2022, 1, 30)]),  # Spring Festival 2022
        (date(2021, 10, 1), date(2021, 10, 7), [date(2021, 9, 26), date(2021, 10, 9)]),  # National Day 2021
        (date(2020, 1, 24), date(2020, 2, 2), [date(2020, 1, 19)]),  # prolonged by the epidemic
    ],
)
def test_announced_holidays_and_makeup_days(first, last, makeup_days):
    assert not any(CALENDAR.is_working(day) for day in span(first, last))
    assert all(CALENDAR.is_working(day) for day in makeup_days)


def test_every_day_of_the_years_agrees_with_the_package():
    assert [
        d for d in span(date(2019, 1, 1), date(2024, 12, 31)) if CALENDAR.is_working(d) != package.is_workday(d)
    ] == []


def test_shift_counts_over_the_spring_festival():
    opening = date(2022, 2, 4)
    assert CALENDAR.shift(opening, -3) == date(2022, 1, 28)
    assert CALENDAR.shift(opening, 1) == date(2022, 2, 7)
    assert CALENDAR.shift(opening, 0) == opening
    assert CALENDAR.working_days(date(2022, 1, 29), date(2022, 2, 7)) == tuple(
        date(2022, *day) for day in [(1, 29), (1, 30), (2, 7)]
    )


@settings(deadline=None)
@given(DAYS, st.integers(-60, 60))
def test_shifting_there_and_back_returns_to_a_working_day(day, n):
    if not CALENDAR.is_working(day):
        day = CALENDAR.shift(day, 1)
    moved = CALENDAR.shift(day, n)
    assert CALENDAR.shift(moved, -n) == day
    assert len(CALENDAR.working_days(min(day, moved), max(day, moved))) == abs(n) + 1


def test_unknown_years_are_refused_or_fall_back_when_allowed():
    with pytest.raises(CadenceError, match=r"2001, 2002, 2003"):
        chinese_calendar(2001, 2005)
    partly = chinese_calendar(2001, 2005, known_only=True)
    assert not partly.is_working(date(2005, 10, 3))
    with pytest.raises(CadenceError, match="2003") as refused:
        partly.is_working(date(2003, 10, 1))
    assert "2003 年" in refused.value.zh[0]
    plain = chinese_calendar(2001, 2005, weekdays_beyond=True)
    assert plain.is_working(date(2003, 10, 1)) and not plain.is_working(date(2003, 10, 4))
    assert not plain.is_working(date(2005, 10, 3))


def test_a_calendar_that_contradicts_itself_names_every_day():
    day, far = date(2022, 5, 1), date(2030, 1, 1)
    with pytest.raises(CadenceError) as refused:
        Calendar(frozenset({day, far}), frozenset({day}), frozenset({2022}))
    assert len(refused.value.faults) == 2
