"""Arming against its schedule: pure judgements, and what signals and time make of them."""

from datetime import date, datetime, time, timedelta

import pytest

from anbao.senses.alarms import actions, rules
from anbao.senses.alarms.arming import Timetable
from anbao.senses.alarms.models import Alarm, AlarmSource, Arming, ArmingSchedule, Gateway
from tests.branch import DAY, SHANGHAI, Branch, at
from tests.senses.alarms.lines import Line, outlet_source

TOLERANCE = timedelta(minutes=30)


def clock(hour: int, minute: int = 0, day: date = DAY) -> datetime:
    return datetime.combine(day, time(hour, minute), SHANGHAI)


TODAY = rules.Hours(clock(8, 30), clock(17, 30))
BEFORE = rules.Hours(clock(8, 30, DAY - timedelta(days=1)), clock(17, 30, DAY - timedelta(days=1)))
SHUT = rules.Hours(None, None)


@pytest.mark.parametrize(
    "armed, hours, when, fault",
    [
        (False, TODAY, clock(8, 10), ""),
        (False, TODAY, clock(6), "early-disarm"),
        (False, TODAY, clock(20), "early-disarm"),
        (False, SHUT, clock(12), "early-disarm"),
        (True, TODAY, clock(17, 20), ""),
        (True, TODAY, clock(12), "armed-while-open"),
        (True, TODAY, clock(21), ""),
        (True, SHUT, clock(12), ""),
    ],
)
def test_a_change_is_judged_against_the_hours(armed, hours, when, fault):
    assert rules.judge_change(armed, hours, when, TOLERANCE) == fault


@pytest.mark.parametrize(
    "armed, since, when, fault",
    [
        (False, clock(8, 20), clock(12), ""),
        (False, clock(8, 20), clock(17, 55), ""),
        (False, clock(8, 20), clock(18, 5), "late-to-arm"),
        (False, BEFORE.opens, clock(3), "late-to-arm"),
        (False, BEFORE.opens, clock(9), "never-armed"),
        (True, BEFORE.closes, clock(3), ""),
        (True, BEFORE.closes, clock(8, 50), ""),
        (True, BEFORE.closes, clock(9, 30), "armed-while-open"),
    ],
)
def test_a_state_is_judged_while_nothing_changes(armed, since, when, fault):
    assert rules.judge_state(armed, since, [BEFORE, TODAY], when, TOLERANCE) == fault


def test_a_place_left_disarmed_before_a_holiday_is_late_until_it_opens_again_and_was_then_never_armed():
    """Left on the eve of seven days off: an alarm that stands day and night, not one that ends at midnight."""
    eve, days = date(2022, 1, 28), []
    for n in range(8):
        day = eve + timedelta(days=n)
        works = n in (0, 7)
        days.append(rules.Hours.on(day, time(8, 30) if works else None, time(17, 30) if works else None, SHANGHAI))
    since, told = clock(8, 25, eve), []
    for hours in range(7 * 24):
        when = clock(18, 5, eve) + timedelta(hours=hours)
        fault = rules.judge_state(False, since, days[: (when.date() - eve).days + 1], when, TOLERANCE)
        told += [fault] if not told or told[-1] != fault else []
    assert told == ["late-to-arm", "never-armed"]


@pytest.fixture
def source(branch: Branch) -> AlarmSource:
    source = outlet_source(branch)
    hours = {"institution": source.institution, "since": date(2021, 1, 1)}
    ArmingSchedule.house.create(days="workday", opens=time(8, 30), closes=time(17, 30), **hours)
    ArmingSchedule.house.create(days="restday", opens=time(9, 30), closes=time(16), **hours)
    return source


def test_hours_know_make_up_days_holidays_and_the_day_they_hold_from(source):
    table = Timetable([source])
    spring_festival, make_up_saturday = date(2022, 2, 1), date(2022, 1, 29)
    assert table.hours(source, DAY).opens.time() == time(8, 30)
    assert table.hours(source, spring_festival).opens.time() == time(9, 30)
    assert table.hours(source, make_up_saturday).opens.time() == time(8, 30)
    assert table.hours(source, date(2020, 12, 31)) is None
    ArmingSchedule.house.create(institution=source.institution, source=source, days="every", since=date(2022, 1, 1))
    assert Timetable([source]).hours(source, DAY) == rules.Hours(None, None)


def faults() -> list[tuple[str, str]]:
    return list(Alarm.house.filter(kind="arming").order_by("pk").values_list("code", "state"))


def test_an_early_disarm_rings_and_ends_when_the_place_is_armed_again(branch, source):
    line = Line(branch)
    line.cid("1401", 3, at=at(hour=4))
    assert faults() == [("early-disarm", "active")]
    line.cid("3401", 3, at=at(hour=4, minute=10))
    assert faults() == [("early-disarm", "returned")]
    row = Arming.house.get()
    assert (row.armed, row.user, row.changed_at) == (True, "3", at(hour=4, minute=10))


def test_late_to_arm_rings_by_time_alone_becomes_never_armed_and_ends_with_arming(branch, source):
    line = Line(branch)
    line.sia("OP", "1", at=at(hour=8, minute=20))
    assert actions.tend(at=at(hour=17, minute=59))["arming"] == 0
    assert actions.tend(at=at(hour=18, minute=1))["arming"] == 1 and faults() == [("late-to-arm", "active")]
    assert actions.tend(at=at(hour=18, minute=2))["arming"] == 0
    morning = clock(8, 31, DAY + timedelta(days=1))
    actions.tend(at=morning)
    assert faults() == [("late-to-arm", "returned"), ("never-armed", "active")]
    line.sia("CL", "1", at=morning + timedelta(minutes=2))
    assert faults()[1] == ("never-armed", "returned")


def test_arming_at_noon_rings(branch, source):
    Line(branch).sia("CL", "1", at=at(hour=12))
    assert faults() == [("armed-while-open", "active")]


def test_a_weekend_disarmed_is_one_alarm_that_does_not_end_by_itself(branch, source):
    ArmingSchedule.house.filter(days="restday").update(opens=None, closes=None)
    friday = date(2021, 12, 3)
    Line(branch).sia("OP", "1", at=clock(8, 20, friday))
    for hours in range(0, 60, 3):
        actions.tend(at=clock(18, 5, friday) + timedelta(hours=hours))
    assert faults() == [("late-to-arm", "active")]
    actions.tend(at=clock(8, 40, friday + timedelta(days=3)))
    assert faults()[1] == ("never-armed", "active")


def test_a_panel_that_speaks_and_never_says_that_it_is_armed_is_told(branch, source):
    gateway = {"name": "g", "institution": branch.places["ZJK"], "started_at": at(hour=6), "beat_at": at(hour=6)}
    Gateway.house.create(**gateway)
    Line(branch).sia("RP", at=at(hour=9))
    assert actions.tend(at=at(hour=17, minute=50))["arming"] == 0
    assert actions.tend(at=at(hour=18, minute=1))["arming"] == 1 and faults() == [("late-to-arm", "active")]
    Line(branch).sia("CL", "1", at=at(hour=18, minute=3))
    actions.tend(at=at(hour=18, minute=4))
    assert faults() == [("late-to-arm", "returned")]


@pytest.mark.parametrize(
    ("raise_it", "restore"),
    [
        (lambda line, when: line.sia("CI", "1", at=when), None),
        (lambda line, when: line.cid("1454", 3, at=when), lambda line, when: line.cid("3454", 3, at=when)),
    ],
)
def test_what_a_panel_tells_about_arming_stands_until_it_is_armed_or_restores_it(branch, source, raise_it, restore):
    """The receiver judges the hours by itself; what the panel found is not over because the receiver finds nothing."""
    line = Line(branch)
    line.sia("OP", "1", at=at(hour=8, minute=20))
    raise_it(line, at(hour=17, minute=30))
    for minute in (31, 40, 59):
        actions.tend(at=at(hour=17, minute=minute))
    ((_code, state),) = faults()
    assert state == "active"
    if restore:
        restore(line, at(hour=17, minute=59))
    else:
        line.sia("CL", "7", at=at(hour=17, minute=59))
    assert [state for _code, state in faults()] == ["returned"]


def test_an_area_that_failed_to_close_ends_with_its_own_closing_or_the_whole_panels(branch, source):
    line = Line(branch)
    for area in ("1", "2"):
        line.sia("CI", area, at=at(hour=17, minute=30))
    line.sia("CL", "7", area="1", at=at(hour=17, minute=40))
    assert faults() == [("CI", "returned"), ("CI", "active")]
    line.sia("CL", "7", at=at(hour=17, minute=50))
    assert faults() == [("CI", "returned"), ("CI", "returned")]


def test_an_area_number_behind_an_opening_is_the_area(branch, source):
    Line(branch).sia("CG", "3", at=at(hour=18))
    assert Arming.house.filter(source=source).values_list("area", "armed", "user").get() == ("3", True, "")
