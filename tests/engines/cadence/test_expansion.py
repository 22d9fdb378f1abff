"""Occurrences against real calendars, and the properties that hold for every cadence."""

import timeit
from datetime import date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anbao.engines.cadence import SHANGHAI, CadenceError, Calendar, chinese_calendar, occurrences, parse

CALENDAR = chinese_calendar(2020, 2024)
OPENING = date(2022, 2, 4)
GAMES = (date(2022, 2, 4), date(2022, 2, 20))


def expand(mapping, first=date(2022, 1, 1), last=date(2022, 3, 31), calendar=CALENDAR, factor=1, opening=OPENING):
    cadence = parse(mapping).tightened(factor)
    anchors, phases = {"opening": opening, "spring_festival": date(2022, 2, 1)}, {"games": GAMES}
    return occurrences(cadence, window=(first, last), anchors=anchors, phases=phases, calendar=calendar)


def days(mapping, *args, **kwargs):
    return [o.day.isoformat()[5:] for o in expand(mapping, *args, **kwargs)]


def slots(mapping, *args, **kwargs):
    return [o.slot for o in expand(mapping, *args, **kwargs)]


# --- the forms -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "mapping, expected",
    [
        ({"every": "week", "on": ["mon", "thu"], "from": "2022-01-03", "until": "2022-01-12"}, "01-03 01-06 01-10"),
        ({"every": "week", "on": "mon", "interval": 2, "from": "2022-01-05", "until": "2022-02-01"}, "01-17 01-31"),
        ({"every": "week", "on": ["mon"], "from": "2022-01-05", "count": 3}, "01-10 01-17"),
        ({"every": "week", "until": "2022-01-20"}, "01-02 01-09 01-16"),
        ({"every": "month", "on": [1, "last"]}, "01-01 01-31 02-01 02-28 03-01 03-31"),
        ({"every": "month", "on": 31}, "01-31 02-28 03-31"),
        ({"every": "month", "on": [30, 31], "from": "2022-02-01"}, "02-28 03-30 03-31"),
        ({"every": "month", "on": ["first mon", "last fri"]}, "01-03 01-28 02-07 02-25 03-07 03-25"),
        ({"every": "month", "on": ["5th mon"]}, "01-31"),
        ({"every": "month", "on": ["1st working_day", "last working_day"]}, "01-04 01-30 02-07 02-28 03-01 03-31"),
        ({"every": "month", "on": 1, "roll": "next"}, "01-04 02-07 03-01"),
        ({"every": "month", "on": 6, "roll": "previous"}, "01-06 01-30 03-04"),
        ({"every": "month", "interval": 2, "on": 15, "from": "2022-01-01"}, "01-15 03-15"),
        ({"every": "month", "interval": 2, "on": 15, "from": "2022-01-20", "count": 2}, "03-15"),
        ({"every": "month", "on": 15, "from": "2022-01-01", "count": 2}, "01-15 02-15"),
        ({"every": "working_day", "interval": 2, "from": "2022-01-28", "count": 3}, "01-28 01-30 02-08"),
        ({"every": "quarter", "on": ["last", "2/15", 1]}, "01-01 02-15 03-31"),
        ({"every": "quarter"}, "03-31"),
        ({"every": "day", "from": "opening-2d", "until": "opening"}, "02-02 02-03 02-04"),
        ({"every": "day", "interval": 10, "from": "phase:games.start", "until": "phase:games.end"}, "02-04 02-14"),
        ({"every": "day", "only": "nonworking", "from": "2022-01-28", "until": "2022-02-12"},
         "01-31 02-01 02-02 02-03 02-04 02-05 02-06 02-12"),
        ({"every": "working_day", "from": "opening-7d", "count": 4}, "01-28 01-29 01-30 02-07"),
        ({"every": "working_day", "interval": 3, "from": "2022-01-27", "until": "2022-02-10"}, "01-27 01-30 02-09"),
        ({"at": ["opening-10d", "opening-3wd", "phase:games.end-1d", "2022-03-01", "spring_festival+0d"]},
         "01-25 01-28 02-01 02-19 03-01"),
        ({"at": "opening+1wd"}, "02-07"),
        ({"at": "spring_festival", "roll": "previous"}, "01-30"),
        ({"at": "opening-1w", "only": "nonworking"}, ""),
    ],
)  # fmt: skip
def test_the_forms_fall_on_the_days_they_name(mapping, expected):
    assert days(mapping) == expected.split()


def test_a_day_rolled_onto_another_is_due_once():
    made = expand({"every": "week", "on": ["sat", "sun"], "roll": "next", "from": "2022-02-12", "until": "2022-02-13"})
    assert [(o.slot, o.day) for o in made] == [("2022-02-12@23:59", date(2022, 2, 14))]


@pytest.mark.parametrize(
    "mapping, first, last",
    [
        ({"every": "month", "on": 1, "roll": "next"}, date(2022, 2, 7), date(2022, 2, 7)),
        ({"every": "month", "on": 5, "roll": "previous"}, date(2022, 1, 30), date(2022, 1, 30)),
        ({"every": "day", "interval": 3}, date(2022, 2, 1), date(2022, 2, 2)),
        ({"every": "working_day", "interval": 3, "from": "2022-01-27"}, date(2022, 2, 8), date(2022, 2, 9)),
    ],
)
def test_a_narrow_window_sees_what_the_wide_one_sees(mapping, first, last):
    seen = expand(mapping, first, last)
    assert seen and seen == tuple(o for o in expand(mapping) if first <= o.day <= last)


def test_a_window_never_opens_after_a_due_date_that_rolled_back():
    closed = Calendar(frozenset(date(2022, 1, n) for n in range(20, 32)), frozenset(), frozenset({2022}))
    made = expand({"every": "month", "roll": "previous"}, last=date(2022, 1, 30), calendar=closed, factor=4)
    assert made and all(o.opens <= o.due for o in made)


def test_the_declared_day_keeps_its_slot_when_a_new_one_rolls_onto_its_date():
    mapping = {"every": "week", "on": ["sun"], "roll": "next", "from": "2022-02-07", "count": 1}
    (base,) = expand(mapping)
    assert base.slot == "2022-02-13@23:59" and base in expand(mapping, factor=6)
    holiday = {"every": "week", "on": ["thu"], "roll": "next", "from": "2022-01-31", "count": 1}
    assert slots(holiday) == ["2022-02-03@23:59"]
    assert slots(holiday)[0] in slots(holiday, factor=2)


def test_windows_open_when_the_one_before_is_due_and_may_end_past_midnight():
    first, second = expand({"at": "opening", "times": ["08:30", "26:00"], "grace": "2h", "opens": "07:00"})
    assert (first.slot, second.slot) == ("opening+0d@08:30", "opening+0d@26:00")
    assert first.opens == datetime(2022, 2, 4, 7, tzinfo=SHANGHAI)
    assert second.opens == first.due == datetime(2022, 2, 4, 8, 30, tzinfo=SHANGHAI)
    assert second.day == OPENING and second.due == datetime(2022, 2, 5, 2, tzinfo=SHANGHAI)
    assert second.grace_until == datetime(2022, 2, 5, 4, tzinfo=SHANGHAI)


def test_opens_may_be_a_time_before_due():
    (made,) = expand({"at": "opening", "due": "+1d 02:00", "opens": "-5d"})
    assert made.due - made.opens == timedelta(days=5) and made.due == datetime(2022, 2, 5, 2, tzinfo=SHANGHAI)


def test_a_month_without_a_day_is_open_from_its_first_day():
    made = expand({"every": "month", "from": "2022-01-10"})
    assert [(o.opens.day, o.due.day) for o in made] == [(10, 31), (1, 28), (1, 31)]
    halves = expand({"every": "month", "from": "2022-02-01"}, factor=2)
    assert [(o.opens.day, o.day.day) for o in halves] == [(1, 15), (16, 28), (1, 15), (16, 31)]


def test_a_fire_control_room_writes_its_record_every_two_hours():
    made = expand({"every": {"hours": 2}}, OPENING, OPENING)
    assert len(made) == 12 and made[0].slot == "2022-02-04@02:00" and made[-1].slot == "2022-02-04@24:00"
    assert all(o.due - o.opens == timedelta(hours=2) for o in made)
    night = expand({"every": {"hours": 4}, "within": "20:00-08:00"}, OPENING, OPENING)
    assert [o.slot[11:] for o in night] == ["24:00", "28:00", "32:00"]
    assert night[0].opens == datetime(2022, 2, 4, 20, tzinfo=SHANGHAI)


def test_every_missing_anchor_and_phase_is_named():
    with pytest.raises(CadenceError) as refused:
        expand({"at": ["closing-1d", "phase:paralympics.end", "opening"]})
    assert len(refused.value.faults) == 2
    assert "closing" in refused.value.en[0] and "paralympics" in refused.value.zh[1]
    with pytest.raises(CadenceError) as refused:
        expand({"every": "day", "from": "closing", "until": "eve"})
    assert len(refused.value.faults) == 2


def test_working_days_of_an_unknown_year_are_refused_only_when_needed():
    assert len(expand({"every": "day"}, date(2030, 1, 1), date(2030, 1, 9))) == 9
    with pytest.raises(CadenceError, match="2030"):
        expand({"every": "working_day"}, date(2030, 1, 1), date(2030, 1, 9))


def test_a_date_with_no_working_day_near_is_refused():
    closed = Calendar(
        frozenset(date(2022, 1, 1) + timedelta(days=n) for n in range(60)), frozenset(), frozenset({2022})
    )
    with pytest.raises(CadenceError, match="2022-01-15"):
        expand({"every": "month", "on": 15, "roll": "next"}, calendar=closed)


def test_nth_working_day_keeps_its_slot_when_the_holidays_are_announced():
    plain = Calendar(frozenset(), frozenset(), frozenset({2022}))
    before, after = (expand({"every": "month", "on": "1st working_day"}, calendar=c) for c in (plain, CALENDAR))
    assert [o.slot for o in before] == [o.slot for o in after] and before[1].day != after[1].day


# --- properties ----------------------------------------------------------------------------------------------------

WEEKDAYS = st.sampled_from(["mon", "tue", "wed", "thu", "fri", "sat", "sun"])
MONTH_DAYS = st.one_of(
    st.integers(1, 31),
    st.just("last"),
    st.builds("{} {}".format, st.sampled_from(["first", "2nd", "fifth", "last"]), WEEKDAYS),
    st.sampled_from(["1st working_day", "7th working_day", "23rd working_day", "last working_day"]),
)
CLOCKS = st.builds("{:02d}:{:02d}".format, st.integers(0, 47), st.sampled_from([0, 5, 30, 59]))
RELATIVES = st.builds(
    "{}{}{}".format,
    st.sampled_from(["opening", "spring_festival", "phase:games.start", "phase:games.end", "2022-01-15"]),
    st.integers(-40, 40).map("{:+d}".format),
    st.sampled_from(["d", "wd"]),
)


def lists(of, most):
    return st.lists(of, min_size=1, max_size=most, unique=True)


BOUNDS = {"from": RELATIVES, "until": RELATIVES, "interval": st.integers(1, 4)}
WINDOW = {
    "times": lists(CLOCKS, 3),
    "grace": st.sampled_from([0, "2h", "3d"]),
    "opens": st.sampled_from(["-2h", "-3d", "-1d 20:00"]),
}
WITHIN = {"within": st.just("08:00-20:00")}
ONLY = {"only": st.sampled_from(["any", "working", "nonworking"])}
ROLL = {"roll": st.sampled_from(["none", "next", "previous"])}


def form(required, *optional):
    return st.fixed_dictionaries(required, optional={k: v for group in optional for k, v in group.items()})


def counted(mapping_and_count):
    """A count, and every nth working day, need a first day."""
    mapping, count = mapping_and_count
    if "from" in mapping:
        return mapping if count is None else {**mapping, "count": count}
    return {k: v for k, v in mapping.items() if k != "interval"} if mapping.get("every") == "working_day" else mapping


REPEATS = st.tuples(
    st.one_of(
        form({"every": st.just("day")}, BOUNDS, WINDOW, ONLY),
        form({"every": st.just("working_day")}, BOUNDS, WINDOW),
        form({"every": st.just("week")}, {"on": lists(WEEKDAYS, 4)}, BOUNDS, WINDOW, ONLY, ROLL),
        form({"every": st.just("month")}, {"on": lists(MONTH_DAYS, 4)}, BOUNDS, WINDOW, ONLY, ROLL),
        form({"every": st.just("quarter")}, {"on": lists(MONTH_DAYS, 4)}, BOUNDS, WINDOW, ONLY, ROLL),
        form({"every": st.builds(lambda n: {"hours": n}, st.integers(1, 12))}, BOUNDS, ONLY, WITHIN),
    ),
    st.one_of(st.none(), st.integers(1, 9)),
).map(counted)  # fmt: skip
LISTED = form({"at": lists(RELATIVES, 4)}, WINDOW, ONLY, ROLL).filter(lambda m: not repeats_a_date(m))
CADENCES = st.one_of(REPEATS, LISTED)
DAYS = st.dates(date(2021, 11, 1), date(2022, 4, 30))


def repeats_a_date(mapping):
    """`opening+0d` and `opening+0wd` are the same words for one date."""
    return len({text.replace("0wd", "0d") if text[-4:] == "+0wd" else text for text in mapping["at"]}) < len(
        mapping["at"]
    )


@settings(deadline=None)
@given(CADENCES, DAYS, DAYS, DAYS)
def test_splitting_the_window_anywhere_changes_nothing(mapping, a, b, c):
    first, middle, last = sorted((a, b, c))
    whole = expand(mapping, first, last)
    assert whole == expand(mapping, first, middle) + expand(mapping, middle + timedelta(days=1), last)


@settings(deadline=None)
@given(CADENCES)
def test_asking_day_by_day_over_the_spring_festival_gives_the_whole(mapping):
    first = date(2022, 1, 20)
    single = [expand(mapping, day, day) for day in (first + timedelta(days=n) for n in range(30))]
    assert expand(mapping, first, first + timedelta(days=29)) == sum(single, ())


@settings(deadline=None)
@given(CADENCES, st.sampled_from([1, 1.5, 2, 3]))
def test_slots_are_unique_and_windows_are_in_order(mapping, factor):
    made = expand(mapping, factor=factor)
    assert len({o.slot for o in made}) == len(made)
    assert all(o.opens <= o.due <= o.grace_until and o.due.utcoffset() == timedelta(hours=8) for o in made)
    assert list(made) == sorted(made, key=lambda o: (o.day, o.due, o.slot))


@settings(deadline=None)
@given(lists(st.integers(-40, 40), 4), st.integers(-60, 60))
def test_a_moved_anchor_moves_its_occurrences_by_exactly_that(offsets, moved):
    mapping = {"at": [f"opening{n:+d}d" for n in offsets], "times": ["09:00", "18:00"], "grace": "1h"}
    wide = (date(2021, 1, 1), date(2023, 1, 1))
    by = timedelta(days=moved)
    before, after = expand(mapping, *wide), expand(mapping, *wide, opening=OPENING + by)
    assert [(o.slot, o.day + by, o.opens + by, o.due + by, o.grace_until + by) for o in before] == [
        (o.slot, o.day, o.opens, o.due, o.grace_until) for o in after
    ]


@settings(max_examples=200, deadline=None)
@given(CADENCES, st.sampled_from([1, 1.5, 2, 2.5, 3, 4, 7, 24]))
def test_a_tightened_cadence_keeps_every_day_and_due_time(mapping, factor):
    base, tight = expand(mapping), expand(mapping, factor=factor)
    assert {(o.day, o.due) for o in base} <= {(o.day, o.due) for o in tight}
    if "at" in mapping:
        assert base == tight
    if mapping.get("roll", "none") == "none":
        assert {o.slot for o in base} <= {o.slot for o in tight}


def test_fifty_measures_of_sixty_days_expand_in_a_moment():
    kinds = (
        {"every": "day", "times": ["08:30"]},
        {"every": "week", "on": ["mon", "thu"]},
        {"every": "working_day"},
        {"every": "month", "roll": "next"},
        {"at": "opening-10d"},
    )
    cadences = [parse(mapping) for mapping in kinds * 10]
    asked = {"window": (date(2022, 1, 1), date(2022, 3, 1)), "anchors": {"opening": OPENING}, "phases": {}}
    expand_all = lambda: [occurrences(c, **asked, calendar=CALENDAR) for c in cadences]  # noqa: E731
    assert min(timeit.repeat(expand_all, number=1, repeat=5)) < 0.1
