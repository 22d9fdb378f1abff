"""Signals become alarms: joined, restored, latched, flapping, suppressed under test; unknown ones are shown."""

from datetime import timedelta

import pytest
from django.db import DataError, IntegrityError, connection, transaction

from anbao.engines.dc09.accounts import Account, AccountBook, Leniency
from anbao.engines.dc09.receiver import Receiver
from anbao.kit.ledger.models import Line as LedgerLine
from anbao.senses.alarms import actions
from anbao.senses.alarms.models import Alarm, AlarmSource, AlarmState, Signal
from anbao.senses.alarms.queries import home
from anbao.senses.alarms.storing import SourceIndex, store
from anbao.senses.alarms.tables import state_of
from anbao.senses.alarms.tending import tend
from anbao.senses.alarms.working import work
from tests.branch import Branch, at
from tests.senses.alarms.lines import FireLine, Line, outlet_source


@pytest.fixture
def source(branch: Branch) -> AlarmSource:
    return outlet_source(branch)


def minutes(n: float):
    return at() + timedelta(minutes=n)


def states() -> list[tuple[str, str]]:
    return list(Alarm.house.order_by("pk").values_list("kind", "state"))


def test_a_signal_is_stored_whole_and_raises_an_alarm_at_its_zone(branch, source):
    line = Line(branch)
    assert line.sia("BA", "1", at=at(), text="营业厅红外") == [True]
    signal, alarm = Signal.house.get(), Alarm.house.get()
    assert (signal.source, signal.code, signal.zone, signal.event, signal.sequence) == (source, "BA", "1", "alarm", 1)
    assert bytes(signal.raw).startswith(b"\n") and bytes(signal.raw).endswith(b"\r") and signal.peer == "192.0.2.7"
    assert (alarm.kind, alarm.severity, alarm.state, alarm.area.name) == ("intrusion", 3, "active", "营业厅")
    assert (alarm.zh, alarm.en, alarm.text, alarm.device.code) == (
        "盗警报警",
        "burglary alarm",
        "营业厅红外",
        "Z1-1234",
    )
    assert [s.verb for s in alarm.steps.all()] == ["raise"]
    assert LedgerLine.house.filter(verb="alarms.alarm.raised", subject=f"alarm:{alarm.pk}").count() == 1


def test_more_of_the_same_joins_and_another_zone_is_another_alarm(branch, source):
    line = Line(branch)
    for _ in range(3):
        line.sia("BA", "1", at=at())
    line.sia("BA", "3", at=at())
    assert list(Alarm.house.order_by("pk").values_list("zone_number", "joined")) == [("1", 3), ("3", 1)]


def test_the_same_message_again_is_stored_once_and_later_it_is_a_new_one(branch, source):
    line = Line(branch)
    frame = line.panel.sia("BA", "1")
    again = Line(branch)  # a gateway that remembers nothing
    assert line.send(frame, at()) == [True]
    assert line.send(frame, minutes(1)) == [False] and again.send(frame, minutes(9)) == [False]
    assert again.send(frame, minutes(21)) == [True]
    assert Signal.house.count() == 2


def acknowledged(branch: Branch, n: float) -> Alarm:
    alarm = Alarm.house.latest("pk")
    return actions.acknowledge(actor=branch.monitor, reach=branch.reach("monitor"), alarm_id=alarm.pk, at=minutes(n))


@pytest.mark.parametrize(
    ("code", "zone", "kind"), [("BA", "1", "intrusion"), ("HA", "2", "hold_up"), ("FA", "3", "fire")]
)
def test_a_detector_triggered_once_more_rings_again_although_it_was_acknowledged(branch, source, code, zone, kind):
    line = Line(branch)
    line.sia(code, zone, at=at())
    line.sia(code, zone, at=minutes(1))
    assert (Alarm.house.get().joined, Alarm.house.get().again_at) == (2, None)  # it rings: more of the same joins
    acknowledged(branch, 2)
    line.sia(code, zone, at=minutes(3))
    alarm = Alarm.house.get()
    assert (alarm.kind, alarm.state, alarm.joined, alarm.again_at) == (kind, "active", 3, minutes(3))
    assert alarm.rings_since == minutes(3) and alarm.rises_at == (None if alarm.severity == 4 else minutes(6))
    assert [s.verb for s in alarm.steps.all()] == ["raise", "acknowledge", "again"]
    assert LedgerLine.house.filter(verb="alarms.alarm.rang_again", subject=f"alarm:{alarm.pk}").count() == 1


def test_a_repeat_a_trouble_and_what_is_still_so_are_no_new_trigger(branch, source):
    line = Line(branch)
    frame = line.panel.contact_id("1130", 1)
    line.send(frame, at())
    line.cid("1302", 0, at=at())
    for alarm in Alarm.house.all():
        actions.acknowledge(actor=branch.monitor, reach=branch.reach("monitor"), alarm_id=alarm.pk, at=minutes(1))
    line.send(line.panel.repeat(), minutes(2))
    line.send(frame, minutes(2))
    line.cid("6130", 1, at=minutes(3))
    line.cid("1302", 0, at=minutes(4))
    assert states() == [("intrusion", "acknowledged"), ("battery", "acknowledged")]


def test_a_zone_that_is_triggered_again_and_again_flaps_and_leaves_the_desk_in_peace_but_a_hold_up_never_does(
    branch, source
):
    line = Line(branch)
    for zone, code in (("1", "BA"), ("2", "HA")):
        line.sia(code, zone, at=at())
        acknowledged(branch, 1)
        line.sia(code, zone, at=minutes(2))
        acknowledged(branch, 3)
        line.sia(code, zone, at=minutes(4))
    intrusion, hold_up = Alarm.house.order_by("pk")
    assert (intrusion.state, intrusion.flapping, intrusion.changes) == ("acknowledged", True, 3)
    assert (hold_up.state, hold_up.flapping) == ("active", True)
    tend(at=minutes(20))  # calm for long enough: the next one is news again
    line.sia("BA", "1", at=minutes(40))
    intrusion.refresh_from_db()
    assert (intrusion.state, intrusion.flapping, intrusion.again_at) == ("active", False, minutes(40))


def test_a_button_that_was_released_and_is_pressed_again_rings_again(branch, source):
    line = Line(branch)
    line.sia("HA", "2", at=at())
    acknowledged(branch, 1)
    line.sia("HR", "2", at=minutes(2))
    assert states() == [("hold_up", "acknowledged")]
    line.sia("HA", "2", at=minutes(30))
    assert states() == [("hold_up", "active")]


def test_twice_in_one_batch_is_stored_once(branch, source):
    line = Line(branch)
    frame = line.panel.sia("BA", "1")
    assert line.send(frame + frame, at()) == [True, False]


def test_a_repeat_from_another_address_is_the_same_message(branch, source):
    """The panel tried its second line: account, receiver, line, sequence and content are what they were."""
    one, other = Line(branch, peer="192.0.2.7"), Line(branch, peer="192.0.2.8")
    frame = one.panel.sia("BA", "1")
    assert one.send(frame, at()) == [True] and other.send(frame, minutes(1)) == [False]
    assert Alarm.house.get().joined == 1


def test_two_panels_with_one_account_do_not_hide_each_other(branch, source):
    one, other = Line(branch, peer="192.0.2.7"), Line(branch, peer="192.0.2.8")
    assert one.sia("BA", "1", at=at()) == [True]
    assert other.sia("BA", "2", at=at()) == [True]  # the same sequence number
    one.panel.sia("RP")  # their numbers drift apart
    assert one.sia("BA", "1", at=at()) == [True] and other.sia("BA", "1", at=at()) == [True]
    assert sorted(Alarm.house.values_list("zone_number", "joined")) == [("1", 3), ("2", 1)]


def test_two_addresses_that_take_turns_with_one_account_are_told_and_one_that_moved_is_not(branch, source):
    index = SourceIndex(branch.places["ZJK"].pk)
    index.load()

    def say(peer: str, n: float) -> AlarmSource:
        line = Line(branch, peer=peer)
        store(line.arrivals(line.panel.sia("BA", "1", text=f"{n}"), minutes(n)), index=index)
        return AlarmSource.house.get()

    say("192.0.2.7", 0)
    assert say("192.0.2.8", 1).twins_at is None
    told = say("192.0.2.7", 2)
    assert told.twins_at == minutes(2) and state_of(told)[2] == "两台主机交替呼入"
    told.known = False
    assert state_of(told)[2] == "未登记账号，两台主机交替呼入"
    told.twins_at = None
    assert state_of(told)[2] == "未登记账号"


def test_a_panel_that_was_restarted_and_counts_from_one_again_is_heard(branch, source):
    """Alarm, restore, then the first number once more: no repeat, for the panel had gone on. Its own repeat is one."""
    index = SourceIndex(branch.places["ZJK"].pk)
    index.load()
    line, restarted = Line(branch), Line(branch)

    def say(frame: bytes, n: float) -> bool:
        (fresh,) = store(line.arrivals(frame, minutes(n)), index=index)
        return fresh

    alarm = line.panel.sia("BA", "1")
    assert (say(alarm, 0), say(alarm, 0.1)) == (True, False)
    assert say(line.panel.sia("BR", "1"), 0.2)
    again = restarted.panel.sia("BA", "1")
    assert again == alarm and (say(again, 0.5), say(again, 0.6), say(again, 9)) == (True, False, False)
    assert say(restarted.panel.sia("BR", "1"), 9.1) is True
    assert list(Signal.house.order_by("pk").values_list("code", flat=True)) == ["BA", "BR", "BA", "BR"]


def test_what_was_not_acknowledged_yet_is_a_repeat_whatever_came_behind_it(branch, source):
    """A panel with several messages on their way says all of them again when the line broke."""
    index = SourceIndex(branch.places["ZJK"].pk)
    index.load()
    line = Line(branch)
    both = line.panel.sia("BA", "1") + line.panel.sia("BA", "3")
    assert store(line.arrivals(both, minutes(0)), index=index) == [True, True]
    assert store(line.arrivals(both, minutes(0.3)), index=index) == [False, False]


def test_two_panels_behind_one_address_are_told_by_their_counters(branch, source):
    index = SourceIndex(branch.places["ZJK"].pk)
    index.load()
    one, other = Line(branch), Line(branch)
    other.panel.sequence = 4000
    for n in range(4):
        for line in (one, other):
            assert AlarmSource.house.get().twins_at is None or n > 1
            store(line.arrivals(line.panel.sia("BA", "1", text=f"{n}"), minutes(n / 10)), index=index)
    assert AlarmSource.house.get().twins_at is not None
    lonely = SourceIndex(branch.places["ZJK"].pk)
    AlarmSource.house.update(twins_at=None)
    lonely.load()
    for n in range(12):  # numbers that are missing now and then are one panel's
        one.panel.sequence += n % 3
        store(one.arrivals(one.panel.sia("BA", "3", text=f"{n}"), minutes(20 + n)), index=lonely)
    assert AlarmSource.house.get().twins_at is None


def test_a_restore_returns_it_and_acknowledged_it_goes_back_to_normal(branch, source):
    line = Line(branch)
    line.sia("BA", "1", at=at())
    line.sia("BR", "1", at=minutes(1))
    alarm = Alarm.house.get()
    assert (alarm.state, alarm.returned_at) == ("returned", minutes(1))
    line.sia("BA", "1", at=minutes(2))
    assert states() == [("intrusion", "active")] and Alarm.house.get().returned_at is None


def test_a_hold_up_stays_until_a_person_closes_it(branch, source):
    line = Line(branch)
    line.sia("BA", "2", at=at())  # the zone knows better than the panel's code
    line.sia("BR", "2", at=minutes(1))
    alarm = Alarm.house.get()
    assert (alarm.kind, alarm.severity, alarm.state) == ("hold_up", 4, "active") and alarm.returned_at == minutes(1)


def test_a_fire_from_an_intrusion_zone_stays_a_fire(branch, source):
    line = Line(branch)
    line.sia("FA", "1", at=at())
    line.sia("FR", "1", at=minutes(1))
    alarm = Alarm.house.get()
    assert (alarm.kind, alarm.severity, alarm.returned_at) == ("fire", 4, minutes(1))


def test_three_alarms_in_ten_minutes_flap_and_stay_one(branch, source):
    line = Line(branch)
    for n in range(4):
        line.sia("BA", "1", at=minutes(n))
        line.sia("BR", "1", at=minutes(n + 0.5))
    alarm = Alarm.house.get()
    assert alarm.flapping and alarm.state == AlarmState.ACTIVE
    assert "flap" in [s.verb for s in alarm.steps.all()]


def test_under_test_signals_are_recorded_and_alarms_suppressed(branch, source):
    AlarmSource.house.update(test_until=minutes(30))
    Line(branch).sia("BA", "1", at=at())
    assert Signal.house.get().flags == ["test"] and states() == [("intrusion", "suppressed")]
    assert Alarm.house.standing().count() == 0


def test_a_test_trigger_counts_for_nothing_on_what_rang_before_the_test(branch, source):
    line = Line(branch)
    line.sia("HA", "2", at=at())
    AlarmSource.house.update(test_until=minutes(30))
    line.sia("HA", "2", at=minutes(1))
    alarm = Alarm.house.get()
    assert (alarm.state, alarm.joined, alarm.last_at) == ("active", 1, at())
    acknowledged(branch, 2)
    line.sia("HA", "2", at=minutes(3))
    alarm = Alarm.house.get()
    assert (alarm.state, alarm.joined, alarm.again_at) == ("acknowledged", 1, None)
    assert [s.verb for s in alarm.steps.all()] == ["raise", "test", "acknowledge", "test"]
    assert Signal.house.count() == 3 and source.zones.get(number="2").last_test_at == minutes(3)


def test_a_periodic_test_is_of_no_kind_and_raises_nothing(branch, source):
    line = Line(branch)
    line.cid("1602", 0, at=at())
    line.sia("RP", "0", at=at())
    assert set(Signal.house.values_list("event", "kind")) == {("test", "")} and Signal.house.count() == 2
    assert not Alarm.house.exists()


def test_a_message_that_nothing_reads_is_shown_with_its_token_and_its_data(branch, source):
    line = Line(branch)
    line.receiver = Receiver(AccountBook([Account("1234", window=None, leniency=Leniency.UNKNOWN_TOKEN)]))
    line.send(line.panel.message("FOO-BAR", "#1234|boiler on"), at())
    alarm, signal = Alarm.house.get(), Signal.house.get()
    assert (alarm.zh, alarm.en) == ("不认识的报文 FOO-BAR", "unknown message FOO-BAR")
    assert "boiler on" in alarm.text and signal.flags == ["unknown-token"]
    exact = Line(branch)
    assert exact.receiver.receive(exact.panel.message("FOO-BAR", "#1234|x"), at=at())[0].reason.value == "unknown-token"


def test_an_unknown_account_zone_and_code_are_shown_not_dropped(branch):
    line = Line(branch, account="9999")
    line.sia("BA", "77", at=at())
    line.cid("1998", 3, at=at())
    source = AlarmSource.house.get()
    assert (source.known, source.institution, source.account) == (False, branch.places["ZJK"], "9999")
    assert states() == [("intrusion", "active"), ("other", "active")]
    assert Alarm.house.order_by("pk").last().zh == "未列代码 1998"


def test_contact_id_and_a_message_with_two_codes(branch, source):
    line = Line(branch)
    line.cid("1130", 1, at=at())
    line.send(line.panel.message("SIA-DCS", "#1234|NBA3/TA1"), at())
    assert states() == [("intrusion", "active"), ("intrusion", "active"), ("tamper", "active")]
    assert Signal.house.first().more[0]["code"] == "TA"


def test_supervision_is_heard_and_is_no_row(branch, source):
    line = Line(branch)
    line.send(line.panel.supervision(), at())
    source.refresh_from_db()
    assert (source.last_heard_at, source.last_peer, Signal.house.count()) == (at(), "192.0.2.7", 0)


def test_fire_of_a_component_is_latched_and_a_reset_returns_nothing_by_itself(branch):
    line = FireLine(branch)
    line.send(line.station.component_state(0b11, at=at(), text="营业厅烟感"), at())
    line.send(line.station.component_state(0b101, at=at(), component=(40, 2)), at())
    assert states() == [("fire", "active"), ("fire_fault", "active")]
    assert (Alarm.house.first().zone_number, Alarm.house.first().text) == ("1.1.1", "营业厅烟感")
    line.send(line.station.component_state(0b1, at=at(), component=(40, 2)), minutes(1))
    line.send(line.station.component_state(0b1, at=at()), minutes(1))
    assert states() == [("fire", "active"), ("fire_fault", "returned")]


def test_the_database_refuses_to_change_or_remove_a_signal(branch, source):
    from django.db.utils import ProgrammingError

    Line(branch).sia("BA", "1", at=at())
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    for statement in (
        "UPDATE alarms_signal SET text = 'x'",
        "DELETE FROM alarms_signal",
        "TRUNCATE alarms_signal CASCADE",
    ):
        with pytest.raises(ProgrammingError, match="append-only"), transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(statement)
    assert Signal.house.get().text == ""


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM alarms_alarmsource WHERE id = {pk}",
        "UPDATE alarms_alarmsource SET id = id + 1000 WHERE id = {pk}",
        "TRUNCATE alarms_alarmsource CASCADE",
        "INSERT INTO alarms_signal (source_id, received_at, token, event, kind, code, zone, area, text, more, raw, peer, flags, key)"
        " SELECT source_id + 1000, received_at, token, event, kind, code, zone, area, text, more, raw, peer, flags, 'other' FROM alarms_signal",
    ],
)
def test_the_database_refuses_a_signal_without_its_source(branch, source, statement):
    Line(branch).sia("BA", "1", at=at())
    Alarm.house.all().delete()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    with pytest.raises(IntegrityError, match="alarm source"), transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(statement.format(pk=source.pk))
    assert Signal.house.get().source == source


def test_a_source_that_never_spoke_may_go(branch, source):
    Line(branch, account="5678").sia("BA", "1", at=at())
    with connection.cursor() as cursor:
        cursor.execute("DELETE FROM alarms_zone; DELETE FROM alarms_alarmsource WHERE id = %s", [source.pk])
    assert Signal.house.get().source.account == "5678"


def test_the_gateways_home_is_a_setting_else_the_highest_monitoring_centre(branch, settings):
    settings.ANBAO_GATEWAY_HOME = "CL"
    assert home() == branch.places["CL"]
    settings.ANBAO_GATEWAY_HOME = ""
    assert home() is not None and home().depth <= branch.places["CL"].depth


def test_what_the_database_refuses_leaves_nothing_and_the_next_is_stored(branch, source):
    index = SourceIndex(branch.places["ZJK"].pk)
    index.load()
    bad, good = Line(branch, peer="x" * 60), Line(branch)
    with pytest.raises(DataError):
        store(
            [*good.arrivals(good.panel.sia("BA", "1"), at()), *bad.arrivals(bad.panel.sia("BA", "2"), at())],
            index=index,
        )
    assert Signal.house.count() == 0
    assert store(good.arrivals(good.panel.repeat(), at()), index=index) == [True]


def test_what_a_panel_writes_comes_back_as_it_was_whatever_copy_makes_of_it(branch, source):
    index = SourceIndex(branch.places["ZJK"].pk)
    index.load()
    line, text = Line(branch), "a\\N b\\. {c} 'd' \"e\" 金库"
    frame = line.panel.sia("BA", "1", text=text)
    assert store(line.arrivals(frame, at()), index=index) == [True]
    signal = Signal.house.get()
    assert (signal.text, bytes(signal.raw), signal.more, signal.flags) == (text, frame, [], [])


@pytest.mark.parametrize(
    "said, raised, restored",
    [
        ("cid", ("1301", "1302"), "3301"),
        ("cid", ("1351", "1352"), "3351"),
        ("sia", ("AT", "YT"), "AR"),
        ("sia", ("YC", "LT"), "YK"),
    ],
)
def test_two_troubles_of_the_panel_are_two_alarms_and_each_ends_with_its_own_restore(
    branch, source, said, raised, restored
):
    line = Line(branch)
    for code in raised:
        getattr(line, said)(code, at=at())
    assert list(Alarm.house.order_by("pk").values_list("code", "joined")) == [(code, 1) for code in raised]
    getattr(line, said)(restored, at=minutes(1))
    assert [state for _kind, state in states()] == ["returned", "active"]
    getattr(line, said)(raised[0], at=minutes(2))
    assert list(Alarm.house.order_by("pk").values_list("code", "joined", "state")) == [
        (raised[0], 2, "active"),
        (raised[1], 1, "active"),
    ]


def test_a_low_battery_is_graver_than_the_mains_cut_it_comes_with(branch, source):
    line = Line(branch)
    line.cid("1301", at=at())
    line.cid("1302", at=minutes(30))
    assert list(Alarm.house.order_by("pk").values_list("kind", "severity")) == [("power", 1), ("battery", 2)]


def test_the_keepers_work_waits_for_no_disk_and_a_gateways_storing_does(branch, source):
    def waits() -> str:
        with connection.cursor() as cursor:
            cursor.execute("SHOW synchronous_commit")
            return cursor.fetchone()[0]

    line = Line(branch)
    line.sia("BA", "1", at=at())
    assert waits() == "on"
    work(at=at(), flushed=False)
    assert waits() == "off"
    line.sia("BA", "2", at=at())
    assert waits() == "on"


def test_a_fire_at_a_hold_up_button_is_a_fire_and_a_burglary_there_a_hold_up(branch, source):
    line = Line(branch)
    line.sia("FA", "2", at=at())
    line.sia("BA", "2", at=at())
    assert states() == [("fire", "active"), ("hold_up", "active")]
    line.sia("FR", "2", at=at())
    fire = Alarm.house.get(kind="fire")
    assert (fire.state, [step.verb for step in fire.steps.all()]) == ("active", ["raise", "hold"])


def test_a_user_number_is_no_zone(branch, source):
    """Three wrong codes by user 2, then his duress code: not the zone 2 that happens to be a hold-up button."""
    line = Line(branch)
    line.cid("1461", 2, area=1, at=at())
    line.cid("1121", 2, area=1, at=at())
    line.cid("1130", 2, area=1, at=at())
    found = list(Alarm.house.order_by("pk"))
    assert [(a.kind, a.zone and a.zone.number, a.zone_number) for a in found] == [
        ("tamper", None, ""), ("hold_up", None, ""), ("hold_up", "2", "2"),
    ]  # fmt: skip
    assert (found[0].zh, found[0].en) == ("密码错误（用户 2）", "wrong code entered (user 2)")
    assert source.zones.get(number="2").last_alarm_at == at()


@pytest.mark.parametrize(
    "say", [lambda line, when: line.sia("CR", "9", at=when), lambda line, when: line.cid("1459", 9, at=when)]
)
def test_an_alarm_right_after_closing_is_a_burglary_and_stands(branch, source, say):
    line = Line(branch)
    say(line, at())
    alarm = Alarm.house.get()
    assert (alarm.kind, alarm.severity, alarm.state) == ("intrusion", 3, "active")
    tend(at=minutes(5))
    assert states() == [("intrusion", "active")]


def test_a_sia_restore_ends_alarm_and_trouble_of_its_zone(branch, source):
    line = Line(branch)
    for code in ("BA", "BT"):
        line.sia(code, "1", at=at())
    line.sia("BR", "1", at=minutes(1))
    assert states() == [("intrusion", "returned"), ("technical", "returned")]
    line.sia("DF", "3", at=minutes(2))
    line.sia("DR", "3", at=minutes(3))
    assert states()[-1] == ("intrusion", "returned")
