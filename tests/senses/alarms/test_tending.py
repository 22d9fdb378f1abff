"""What time does: silence within one and a half intervals, rising severity, shelves, tests that end, flapping that calms."""

from datetime import timedelta

import pytest

from anbao.kit.access.scopes import Denied
from anbao.senses.alarms import actions, sources
from anbao.senses.alarms.models import Alarm, AlarmSource, Gateway
from tests.branch import Branch, at
from tests.reading import nothing_changes
from tests.senses.alarms.lines import Line, outlet_source


@pytest.fixture
def source(branch: Branch) -> AlarmSource:
    return outlet_source(branch, interval=60)


@pytest.fixture
def listening(branch: Branch) -> Gateway:
    return Gateway.house.create(name="g", institution=branch.places["ZJK"], started_at=at(hour=1), beat_at=at())


def seconds(n: float):
    return at() + timedelta(seconds=n)


def who(branch, name="monitor") -> dict:
    return {"actor": branch.people[name], "reach": branch.reach(name)}


def test_a_source_is_silent_before_one_and_a_half_intervals_and_heard_again(branch, source, listening):
    line = Line(branch)
    line.send(line.panel.supervision(), at())
    assert actions.tend(at=seconds(74))["silent"] == 0
    assert actions.tend(at=seconds(76))["silent"] == 1
    source.refresh_from_db()
    alarm = Alarm.house.get()
    assert source.silent_since == seconds(76) <= seconds(90)
    assert (alarm.kind, alarm.state, alarm.institution) == ("silence", "active", source.institution)
    assert actions.tend(at=seconds(80))["silent"] == 0 and Alarm.house.count() == 1
    line.send(line.panel.supervision(), seconds(100))
    assert actions.tend(at=seconds(101))["heard"] == 1
    assert AlarmSource.house.get().silent_since is None and Alarm.house.get().state == "returned"


def test_of_an_account_entered_with_an_interval_silence_counts_from_the_entry(branch, listening):
    line = Line(branch, "4321")
    line.sia("BA", "1", at=at())
    sources.save_source(
        **who(branch, "chief"), at=seconds(3600), row=AlarmSource.house.get(), fields={"institution": branch.places["CL01"], "interval": 60}
    )  # fmt: skip
    assert [actions.tend(at=seconds(3600 + later))["silent"] for later in (1, 74, 76)] == [0, 0, 1]
    assert AlarmSource.house.get().silent_since == seconds(3676)


def test_the_gateways_own_absence_is_no_silence_of_the_panels(branch, source, listening):
    line = Line(branch)
    line.send(line.panel.supervision(), at())
    Gateway.house.update(away_since=seconds(10), away_until=seconds(3600))
    assert actions.tend(at=seconds(3610))["silent"] == 0
    assert actions.tend(at=seconds(3676))["silent"] == 1


def test_without_any_gateway_silence_says_nothing(branch, source):
    assert actions.tend(at=seconds(9999))["silent"] == 0


def test_severity_rises_while_nobody_acknowledges_and_no_longer_afterwards(branch, source):
    Line(branch).sia("BA", "1", at=at())
    assert actions.tend(at=seconds(179))["risen"] == 0
    assert actions.tend(at=seconds(181))["risen"] == 1 and Alarm.house.get().severity == 4
    Line(branch).sia("BT", "3", at=seconds(200))
    low = Alarm.house.get(kind="technical")
    actions.acknowledge(**who(branch), alarm_id=low.pk, at=seconds(210))
    assert actions.tend(at=seconds(9000))["risen"] == 0


def test_a_shelved_alarm_comes_back_by_itself(branch, source):
    Line(branch).sia("BA", "1", at=at())
    alarm = Alarm.house.get()
    actions.shelve(**who(branch), alarm_id=alarm.pk, until=seconds(600), reason="探测器更换中", at=at())
    Line(branch, account="1234").cid("1131", 1, at=seconds(5))  # more of the same joins it out of sight
    assert Alarm.house.get().state == "shelved" and Alarm.house.get().joined == 2
    assert actions.tend(at=seconds(601))["unshelved"] == 1
    assert Alarm.house.get().state == "active" and Alarm.house.get().shelved_until is None


def test_what_is_still_active_when_a_test_ends_is_an_alarm(branch, source):
    actions.start_test(**who(branch), source_id=source.pk, until=seconds(600), reason="季度测试", at=at())
    line = Line(branch)
    line.sia("BA", "1", at=seconds(10))
    line.sia("BA", "3", at=seconds(10))
    line.sia("BR", "3", at=seconds(20))
    assert sorted(Alarm.house.values_list("state", flat=True)) == ["closed", "suppressed"]
    actions.end_test(**who(branch), source_id=source.pk, at=seconds(30))
    assert actions.tend(at=seconds(31))["unsuppressed"] == 1
    assert Alarm.house.standing().get().zone_number == "1"


def test_a_flapping_alarm_returns_when_it_has_been_quiet(branch, source):
    line = Line(branch)
    for n in range(3):
        line.sia("BA", "1", at=seconds(60 * n))
        line.sia("BR", "1", at=seconds(60 * n + 30))
    assert Alarm.house.get().flapping
    assert actions.tend(at=seconds(400))["calm"] == 0
    assert actions.tend(at=seconds(751))["calm"] == 1
    assert (Alarm.house.get().flapping, Alarm.house.get().state) == (False, "returned")


def test_acknowledge_and_close_follow_isa_and_leave_their_lines(branch, source):
    line = Line(branch)
    line.sia("HA", "2", at=at())
    alarm = Alarm.house.get()
    with pytest.raises(actions.AlarmFault):
        actions.close(**who(branch), alarm_id=alarm.pk, note="误按", at=seconds(1))
    actions.acknowledge(**who(branch), alarm_id=alarm.pk, at=seconds(5))
    line.sia("HR", "2", at=seconds(6))
    assert Alarm.house.get().state == "acknowledged"
    with pytest.raises(actions.AlarmFault):
        actions.close(**who(branch), alarm_id=alarm.pk, note=" ", at=seconds(7))
    actions.close(**who(branch), alarm_id=alarm.pk, note="柜员误按", at=seconds(8))
    alarm.refresh_from_db()
    assert (alarm.state, alarm.acknowledged_by, alarm.closed_at) == ("closed", branch.monitor, seconds(8))
    assert [s.verb for s in alarm.steps.all()] == ["raise", "acknowledge", "hold", "close"]


@pytest.mark.parametrize("name", ["teller", "stranger", "chongli"])
def test_nobody_without_the_power_or_the_place_works_an_alarm_or_a_source(branch, source, name):
    Line(branch).sia("BA", "1", at=at())
    alarm = Alarm.house.get()
    before = list(Alarm.house.values()), list(AlarmSource.house.values("test_until", "test_by"))
    with nothing_changes():
        for call in (
            lambda: actions.acknowledge(**who(branch, name), alarm_id=alarm.pk, at=seconds(1)),
            lambda: actions.shelve(
                **who(branch, name), alarm_id=alarm.pk, until=seconds(60), reason="x", at=seconds(1)
            ),
            lambda: actions.close(**who(branch, name), alarm_id=alarm.pk, note="x", at=seconds(1)),
            lambda: actions.start_test(
                **who(branch, name), source_id=source.pk, until=seconds(60), reason="x", at=at()
            ),
            lambda: actions.save_source(**who(branch, name), at=at(), row=source, fields={"name": "x"}),
        ):
            with pytest.raises(Denied):
                call()
    assert (list(Alarm.house.values()), list(AlarmSource.house.values("test_until", "test_by"))) == before


def test_a_test_and_a_shelf_end_within_their_limits(branch, source):
    Line(branch).sia("BA", "1", at=at())
    for call in (
        lambda: actions.start_test(
            **who(branch), source_id=source.pk, until=at() + timedelta(hours=9), reason="x", at=at()
        ),
        lambda: actions.start_test(**who(branch), source_id=source.pk, until=seconds(60), reason=" ", at=at()),
        lambda: actions.shelve(
            **who(branch), alarm_id=Alarm.house.get().pk, until=at() + timedelta(days=2), reason="x", at=at()
        ),
        lambda: actions.end_test(**who(branch), source_id=source.pk, at=at()),
    ):
        with pytest.raises(actions.AlarmFault):
            call()


def test_a_short_absence_of_the_gateway_is_taken_off_and_does_not_start_every_clock_anew(branch):
    source = outlet_source(branch, interval=600)
    AlarmSource.house.update(last_heard_at=at())
    gone = {"away_since": at() + timedelta(minutes=11), "away_until": at() + timedelta(minutes=12, seconds=30)}
    Gateway.house.create(
        name="g", institution=branch.places["ZJK"], started_at=at() - timedelta(hours=1), beat_at=at(), **gone
    )
    assert actions.tend(at=at() + timedelta(minutes=13, seconds=55))["silent"] == 0
    assert actions.tend(at=at() + timedelta(minutes=14, seconds=5))["silent"] == 1
    source.refresh_from_db()
    assert source.silent_since == at() + timedelta(minutes=14, seconds=5)
