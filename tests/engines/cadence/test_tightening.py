"""The tightening rule, form by form."""

import math

import pytest

from anbao.engines.cadence import CadenceError, MonthDay, parse
from anbao.engines.cadence.moments import clock_text
from anbao.engines.cadence.reading import WEEKDAYS


def weekdays(on, factor, **more):
    return " ".join(WEEKDAYS[d] for d in sorted(parse({"every": "week", "on": on, **more}).tightened(factor).on))


def times(mapping, factor):
    return " ".join(clock_text(t) for t in parse(mapping).tightened(factor).due_times)


@pytest.mark.parametrize(
    "on, factor, expected",
    [
        (["mon"], 2, "mon thu"),
        (["mon"], 3, "mon wed fri"),
        (["mon", "thu"], 1.5, "mon thu fri"),
        (["mon"], 7, "mon tue wed thu fri sat sun"),
    ],
)
def test_a_week_gets_more_days(on, factor, expected):
    assert weekdays(on, factor) == expected


def test_weekends_stay_free_where_only_working_days_count_and_the_rest_becomes_times():
    tight = parse({"every": "week", "on": ["mon"], "only": "working", "times": ["17:00"]}).tightened(10)
    assert len(tight.on) == 5 and len(tight.times) == 2


@pytest.mark.parametrize(
    "declared, factor, expected",
    [
        (["17:30"], 2, "12:45 17:30"),
        (["08:30"], 2, "08:30 13:15"),
        (["08:30", "17:30"], 2, "08:30 11:30 14:30 17:30"),
        (["26:00"], 2, "17:00 26:00"),
    ],
)
def test_a_day_gets_more_due_times(declared, factor, expected):
    assert times({"every": "day", "times": declared}, factor) == expected


def test_new_times_do_not_precede_the_opening():
    assert times({"every": "day", "times": ["17:00"], "opens": "15:00"}, 2) == "16:00 17:00"


@pytest.mark.parametrize("hours, factor, minutes", [(2, 2, 60), (2, 1.5, 60), (1, 24, 5), (3, 2, 90)])
def test_a_step_of_hours_shrinks_to_a_divisor(hours, factor, minutes):
    assert parse({"every": {"hours": hours}}).tightened(factor).step == minutes


def test_months_and_quarters_get_days_between():
    month = lambda on, f: parse({"every": "month", "on": on}).tightened(f).on  # noqa: E731
    assert month([1], 2) == (MonthDay(1, "day", 1), MonthDay(1, "day", 16))
    assert [d.n for d in month([1], 3)] == [1, 11, 21]
    assert month(["last working_day"], 2) == (MonthDay(1, "working_day", -1), MonthDay(1, "working_day", 10))
    assert parse({"every": "quarter"}).tightened(2).on == (MonthDay(3, "day", -1), MonthDay(2, "day", 15))
    assert len(parse({"every": "quarter"}).tightened(3).on) == 3


def test_an_interval_shrinks_first_and_a_count_keeps_its_span():
    tight = parse({"every": "week", "on": ["mon"], "interval": 4, "from": "opening", "count": 3}).tightened(2)
    assert (tight.interval, tight.count, len(tight.on)) == (2, 5, 1)
    tight = parse({"every": "week", "on": ["mon"], "interval": 2}).tightened(4)
    assert (tight.interval, len(tight.on)) == (1, 2)


def test_dates_listed_and_a_factor_of_one_change_nothing():
    for mapping in ({"at": ["opening-10d", "2022-02-04"]}, {"every": "day"}):
        cadence = parse(mapping)
        assert cadence.tightened(1) is cadence
    assert parse({"at": "opening-10d"}).tightened(5) == parse({"at": "opening-10d"})


def test_a_declared_override_wins_over_the_rule():
    cadence = parse(
        {
            **{"every": "week", "on": ["mon"], "times": ["10:00"], "grace": "1d"},
            "overrides": {2: {"every": "day"}, "focus": {"times": ["09:00"], "grace": 0}},
        }
    )
    assert cadence.tightened(2) == parse({"every": "day", "times": ["10:00"], "grace": "1d"})
    assert cadence.tightened(2, "focus") == parse({"every": "week", "on": ["mon"], "times": ["09:00"]})
    assert len(cadence.tightened(3, "rail").on) == 3


@pytest.mark.parametrize("factor", [0, 0.5, 25, math.nan, math.inf, "2"])
def test_a_factor_out_of_range_is_refused(factor):
    with pytest.raises(CadenceError):
        parse({"every": "day"}).tightened(factor)
