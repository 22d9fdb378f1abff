"""What a mapping may say, and that every fault is told at once."""

from datetime import date

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from anbao.engines.cadence import Cadence, CadenceError, MonthDay, RelativeDate, describe, parse
from anbao.engines.cadence.moments import clock_text, read_clock
from anbao.engines.cadence.reading import KEYS


def wheres(mapping):
    with pytest.raises(CadenceError) as refused:
        parse(mapping)
    return [fault.where for fault in refused.value.found]


def test_yaml_that_nobody_quoted_is_understood():
    cadence = parse(yaml.safe_load("every: month\non: [1, last fri]\ntimes: [17:30, 08:30, 26:00]\nfrom: 2022-01-10"))
    assert cadence.on == (MonthDay(1, "day", 1), MonthDay(1, "weekday", -1, 4))
    assert cadence.times == (510, 1050, 1560)
    assert cadence.start == RelativeDate(day=date(2022, 1, 10))


@pytest.mark.parametrize(
    "text, canonical",
    [
        ("opening", "opening+0d"),
        ("opening+0wd", "opening+0d"),
        ("opening-2w", "opening-14d"),
        ("opening - 3wd", "opening-3wd"),
        ("phase:games.end-1d", "phase:games.end-1d"),
        ("开幕日-1d", "开幕日-1d"),
        ("2022-02-04", "2022-02-04"),
        ("2022-02-04+1wd", "2022-02-04+1wd"),
    ],
)
def test_relative_dates_have_one_spelling(text, canonical):
    (read,) = parse({"at": text}).at
    assert str(read) == canonical and parse({"at": canonical}).at == (read,)


def test_every_fault_of_a_mapping_is_told_at_once():
    found = wheres(
        {
            **{"every": "dya", "on": 1, "times": ["8", "25:61"], "grace": "x", "roll": 3, "only": "never", "foo": 1},
            **{"from": "openning-", "until": "2022-13-01", "count": "many", "interval": 1.5, "opens": "2h"},
            **{"within": "08:00", "overrides": {2: {"times": ["noon"]}, "focus": 7, 0: {}}},
        }
    )
    assert sorted(found) == sorted(
        [*("every", "times", "times", "grace", "roll", "only", "foo", "from", "until", "count", "interval", "opens")]
        + [*("within", "overrides.2.times", "overrides.focus", "overrides")]
    )


@pytest.mark.parametrize(
    "mapping, expected",
    [
        ({}, ["every"]),
        ([], ["cadence"]),
        ({"every": "day", "on": ["mon"]}, ["on"]),
        ({"every": "day", "roll": "next"}, ["roll"]),
        ({"every": "day", "at": "opening"}, ["at"]),
        ({"every": "day", "count": 3}, ["count"]),
        ({"every": "day", "count": 0, "from": "?"}, ["from", "count"]),
        ({"every": "working_day", "interval": 3}, ["interval"]),
        ({"every": "working_day", "only": "nonworking"}, ["only"]),
        ({"every": "day", "times": ["09:00", "09:00"]}, ["times"]),
        ({"every": "day", "times": ["09:00"], "due": "10:00"}, ["due"]),
        ({"every": "day", "times": ["09:00"], "opens": "10:00"}, ["opens"]),
        ({"every": "day", "times": ["-1d 20:00"]}, ["times"]),
        ({"every": "day", "grace": "-1h"}, ["grace"]),
        ({"every": "day", "interval": 0}, ["interval"]),
        ({"every": "week", "on": ["mon", "mon"]}, ["on"]),
        ({"every": "week", "on": [1, "someday"]}, ["on", "on"]),
        ({"every": "week", "on": []}, ["on"]),
        ({"every": "month", "on": [0, 32, "6th mon", "24th working_day", "2/15"]}, ["on"] * 5),
        ({"every": "quarter", "on": ["4/1", "1/32"]}, ["on", "on"]),
        ({"every": {"hours": 2}, "times": ["09:00"]}, ["times"]),
        ({"every": {"hours": 5}, "within": "08:00-12:00"}, ["every"]),
        ({"every": {"days": 2}}, ["every"]),
        ({"at": []}, ["at"]),
        ({"at": ["opening", "opening+0d", "opening-9999d"]}, ["at"]),
        ({"at": ["opening", "opening+0d"]}, ["at"]),
        ({"at": "opening", "from": "eve", "interval": 2, "within": "08:00-09:00"}, ["within", "from", "interval"]),
        ({"every": "day", "overrides": {2: {"overrides": {}}}}, ["overrides.2.overrides"]),
    ],
)  # fmt: skip
def test_what_does_not_fit_is_refused_where_it_stands(mapping, expected):
    assert wheres(mapping) == expected


def test_a_fault_is_told_in_both_languages():
    with pytest.raises(CadenceError) as refused:
        parse({"every": "day", "times": ["8"]})
    error = refused.value
    assert error.zh[0].startswith("times: '8' 不是时刻") and error.en[0].startswith("times: '8' is no time of day")
    assert error.faults[0] in str(error)


ANY = st.recursive(
    st.one_of(
        st.none(), st.booleans(), st.integers(), st.floats(), st.text(max_size=12), st.dates(), st.datetimes(),
        st.sampled_from(["day", "week", "month", "quarter", "last", "mon", "08:30", "2h", "opening-1d", "next",
                         "1st working_day"]),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3), st.dictionaries(st.one_of(st.text(max_size=5), st.integers()), inner, max_size=3)
    ),
    max_leaves=6,
)  # fmt: skip


@settings(max_examples=300, deadline=None)
@given(st.one_of(ANY, st.dictionaries(st.one_of(st.sampled_from([*KEYS, True]), st.text(max_size=4)), ANY)))
def test_whatever_is_given_only_cadence_errors_come_out(mapping):
    try:
        made = parse(mapping)
    except CadenceError as error:
        assert error.faults and len(error.zh) == len(error.en) == len(error.faults)
    else:
        assert isinstance(made, Cadence) and all(describe(made).values())


def test_numbers_that_python_will_not_spell_are_faults_too():
    huge = 10**5000
    mapping = {"every": huge, "on": huge, "times": [huge], "grace": huge, huge: 1, "overrides": {huge: {}}}
    assert len(wheres(mapping)) == 5
    assert wheres({"every": {"hours": huge}, "count": huge, "from": "eve"}) == ["every", "count"]


@given(st.integers(-9 * 1440, 9 * 1440))
def test_a_time_of_day_is_read_as_it_is_written(minutes):
    assert read_clock(clock_text(minutes)) == minutes
