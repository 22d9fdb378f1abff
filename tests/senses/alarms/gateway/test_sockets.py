"""Over real sockets: stored, then acknowledged; and everything that goes wrong on a line."""

import socket
from datetime import timedelta

import pytest
from django.db import transaction

from anbao.engines.dc09.panel import Panel
from anbao.engines.fire26875.receiver import Receiver as FireReceiver
from anbao.engines.fire26875.receiver import TransmitterBook
from anbao.engines.fire26875.station import Station
from anbao.senses.alarms.actions import say_changed
from anbao.senses.alarms.models import AlarmSource, Signal
from anbao.senses.alarms.queries import books
from tests.senses.alarms.gateway.conftest import PATIENCE
from tests.senses.alarms.lines import outlet_source

KEY = bytes(range(16))


def kinds(replies) -> list[str]:
    return [reply.kind for reply in replies]


def judged_anew(gateway) -> None:
    """The sources as they stand now are what the gateway judges by."""
    new = books()
    gateway.serving.hub.writer.index.load()
    gateway.ask(lambda: gateway.hub._judge_by(new))


def test_a_signal_is_on_the_disk_when_its_acknowledgement_comes(bank, gateway, calling):
    source = outlet_source(bank)
    judged_anew(gateway)
    panel = calling()
    panel.send(panel.panel.sia("BA", "1", text="金库后门"))
    [reply] = panel.replies()
    assert panel.panel.accepts(reply)
    signal = Signal.house.get()
    assert (signal.source, signal.code, signal.text, signal.peer) == (source, "BA", "金库后门", "127.0.0.1")


@pytest.mark.parametrize("cut", [1, 3, 7])
def test_byte_by_byte_or_several_in_one_segment_give_the_same(gateway, calling, cut):
    panel = calling()
    frames = b"".join(panel.panel.contact_id("1130", zone) for zone in range(1, 4))
    for start in range(0, len(frames), cut):
        panel.send(frames[start : start + cut])
    assert kinds(panel.replies(3)) == ["ACK"] * 3
    panel.send(b"".join(panel.panel.contact_id("1130", zone) for zone in range(4, 7)))
    assert kinds(panel.replies(3)) == ["ACK"] * 3
    assert list(Signal.house.order_by("pk").values_list("zone", flat=True)) == ["1", "2", "3", "4", "5", "6"]


def test_a_repeat_is_stored_once_and_acknowledged_again_even_on_another_connection(gateway, calling):
    first = calling()
    frame = first.panel.sia("BA", "1")
    first.send(frame)
    assert kinds(first.replies()) == ["ACK"]
    again = calling()
    again.send(frame + frame)
    assert kinds(again.replies(2)) == ["ACK", "ACK"]
    assert Signal.house.count() == 1


def test_the_sequence_wraps_from_9999_to_1(gateway, calling):
    panel = calling(Panel("1234", sequence=9998))
    panel.send(b"".join(panel.panel.sia("BA", "1") for _ in range(4)))
    assert [reply.sequence for reply in panel.replies(4)] == [9998, 9999, 1, 2]
    assert list(Signal.house.order_by("pk").values_list("sequence", flat=True)) == [9998, 9999, 1, 2]


def test_a_wrong_crc_is_met_with_silence_and_the_next_message_lives(gateway, calling):
    panel = calling()
    frame = bytearray(panel.panel.sia("BA", "1"))
    frame[-3] ^= 1
    panel.send(bytes(frame) + panel.panel.sia("BA", "2"))
    [reply] = panel.replies()
    assert (reply.kind, reply.sequence) == ("ACK", 2)
    assert Signal.house.get().zone == "2" and gateway.hub.refused["wrong-crc"] == 1


def test_encrypted_with_the_right_key_and_with_a_wrong_one(bank, gateway, calling, now):
    outlet_source(bank, key=KEY.hex())
    judged_anew(gateway)
    panel = calling(Panel("1234", key=KEY))
    panel.send(panel.panel.sia("BA", "1", at=now()))
    [reply] = panel.replies()
    assert panel.panel.accepts(reply) and reply.encrypted and Signal.house.get().flags == ["encrypted"]
    wrong = calling(Panel("1234", key=KEY[::-1]))
    wrong.send(wrong.panel.sia("BA", "2", at=now()))
    [reply] = wrong.replies()
    assert reply.kind == "NAK" and abs(reply.timestamp - now()) < timedelta(seconds=30)
    assert Signal.house.count() == 1 and gateway.hub.refused["wrong-key"] == 1


def test_in_clear_although_there_is_a_key_gets_no_answer(bank, gateway, calling, now):
    outlet_source(bank, key=KEY.hex())
    judged_anew(gateway)
    panel = calling()
    panel.send(panel.panel.sia("BA", "1"))
    honest = Panel("1234", key=KEY, sequence=7)
    panel.send(honest.sia("BA", "2", at=now()))
    data = panel.socket.recv(65536)
    [reply] = honest.replies(data)
    assert (reply.kind, reply.sequence) == ("ACK", 7) and Signal.house.get().zone == "2"


def test_a_stale_timestamp_gets_a_nak_with_the_receivers_time(bank, gateway, calling, now):
    outlet_source(bank, key=KEY.hex())
    judged_anew(gateway)
    panel = calling(Panel("1234", key=KEY))
    panel.send(panel.panel.sia("BA", "1", at=now() - timedelta(minutes=5)))
    assert kinds(panel.replies()) == ["NAK"]
    AlarmSource.house.update(window_old=600)
    judged_anew(gateway)
    panel.send(panel.panel.repeat(at=now() - timedelta(minutes=5)))
    assert kinds(panel.replies()) == ["ACK"] and Signal.house.count() == 1


def test_an_unknown_account_is_stored_and_shown(bank, gateway, calling):
    panel = calling(Panel("ABCD"))
    panel.send(panel.panel.sia("BA", "1"))
    assert kinds(panel.replies()) == ["ACK"]
    source = AlarmSource.house.get()
    assert (source.account, source.known, Signal.house.get().source) == ("ABCD", False, source)


def test_an_unknown_account_that_can_not_be_opened_is_refused_and_shown(gateway, calling, now):
    panel = calling(Panel("ABCD", key=KEY))
    panel.send(panel.panel.sia("BA", "1", at=now()))
    assert kinds(panel.replies()) == ["DUH"]
    clear = calling(Panel("9"))  # what was put before it is stored before it
    clear.send(clear.panel.sia("BA", "1"))
    clear.replies()
    assert set(AlarmSource.house.values_list("account", "known")) == {("ABCD", False), ("9", False)}
    [fault] = gateway.hub.faults.values()
    assert (fault["account"], fault["reason"]) == ("ABCD", "no-key")


def test_an_address_that_is_not_allowed_gets_no_answer(bank, gateway, calling):
    outlet_source(bank, addresses=["127.0.0.2/32"])
    judged_anew(gateway)
    stranger, panel = calling(), calling(host="127.0.0.2")
    stranger.send(stranger.panel.sia("BA", "1"))
    panel.send(panel.panel.sia("BA", "2"))
    assert kinds(panel.replies()) == ["ACK"]
    stranger.socket.shutdown(socket.SHUT_WR)
    assert stranger.closed() == b""
    assert Signal.house.get().zone == "2" and gateway.hub.refused["address-not-allowed"] == 1


def test_two_panels_with_one_account_both_get_through(gateway, calling):
    one, other = calling(), calling(host="127.0.0.2")
    one.send(one.panel.sia("BA", "1"))
    other.send(other.panel.sia("BA", "2"))  # the same sequence number, and another message
    assert kinds(one.replies()) == ["ACK"] and kinds(other.replies()) == ["ACK"]
    assert sorted(Signal.house.values_list("peer", "zone")) == [("127.0.0.1", "1"), ("127.0.0.2", "2")]


def test_a_panel_that_tries_its_second_line_is_stored_once(gateway, calling):
    first, second = calling(), calling(host="127.0.0.2")
    frame = first.panel.sia("BA", "1")
    first.send(frame)
    assert kinds(first.replies()) == ["ACK"]
    second.send(frame)
    assert kinds(second.replies()) == ["ACK"] and Signal.house.get().peer == "127.0.0.1"


def test_a_panel_that_closes_its_half_still_gets_its_acknowledgement(gateway, calling):
    panel = calling()
    panel.send(panel.panel.sia("BA", "1"))
    panel.socket.shutdown(socket.SHUT_WR)
    assert kinds(panel.replies(9)) == ["ACK"]


def test_half_a_message_then_silence_is_closed_and_others_are_not(gateway, calling):
    half, whole = calling(), calling()
    frame = half.panel.sia("BA", "1")
    half.send(frame[:20])
    whole.send(frame)
    assert kinds(whole.replies()) == ["ACK"]
    gateway.ask(lambda: _pass(gateway.hub, 31))
    assert half.closed() == b""
    whole.send(whole.panel.sia("BA", "2"))
    assert kinds(whole.replies()) == ["ACK"]
    assert dict(gateway.hub.refused) == {"frame-too-slow": 1}, "one message is one refusal"
    assert [(fault["reason"], fault["count"]) for fault in gateway.hub.faults.values()] == [("frame-too-slow", 1)]


def _pass(hub, seconds: float) -> None:
    """So many seconds later, for the hub's own clock; not before every sent byte has been read."""
    before = hub.time
    hub.time = lambda: before() + seconds
    hub.look_at(list(hub.streams))


def test_a_trickle_does_not_keep_a_connection_alive(gateway, calling):
    slow = calling()
    frame = slow.panel.sia("BA", "1")
    for byte in frame[:3]:
        slow.send(bytes([byte]))
    other = calling()
    other.send(other.panel.sia("BA", "9"))
    other.replies()
    before = gateway.hub.time
    gateway.ask(lambda: setattr(gateway.hub, "time", lambda: before() + 29))
    slow.send(frame[3:4])
    other.send(other.panel.sia("BA", "8"))
    other.replies()
    gateway.ask(lambda: _pass(gateway.hub, 2))
    assert slow.closed() == b""


def test_more_connections_than_allowed_are_closed_at_once(bank):
    from tests.senses.alarms.gateway.conftest import Caller, Running

    running = Running(connections=2)
    try:
        kept = [Caller(running.serving.dc09) for _ in range(2)]
        for caller in kept:
            caller.send(caller.panel.sia("BA", "1"))
            assert kinds(caller.replies()) == ["ACK"]
        extra = Caller(running.serving.dc09)
        assert extra.closed() == b"" and running.hub.refused["too-many-connections"] == 1
        for caller in (*kept, extra):
            caller.close()
    finally:
        running.stop()


def test_udp_is_answered_where_it_came_from(gateway):
    panel = Panel("1234")
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as door:
        door.settimeout(PATIENCE)
        door.sendto(panel.sia("BA", "1") + panel.sia("BA", "2"), ("127.0.0.1", gateway.serving.dc09))
        replies = [reply for _ in range(2) for reply in panel.replies(door.recv(4096))]
    assert [(r.kind, r.sequence) for r in replies] == [("ACK", 1), ("ACK", 2)] and Signal.house.count() == 2


def test_a_source_that_is_changed_is_judged_anew_without_a_restart(bank, gateway, calling, now):
    """The register tells the gateway: the encrypted panel is refused until its key is entered."""
    source = outlet_source(bank)
    judged_anew(gateway)
    panel = calling(Panel("1234", key=KEY))
    panel.send(panel.panel.sia("BA", "1", at=now()))
    assert kinds(panel.replies()) == ["DUH"]
    with transaction.atomic():
        source.key = KEY.hex()
        source.save(update_fields=["key"])
        say_changed(source)
    answer = ""
    while answer != "ACK":  # a panel tries again until it is heard
        panel.send(panel.panel.repeat(at=now()))
        [reply] = panel.replies()
        answer = reply.kind
    assert Signal.house.count() == 1


def test_fire_transmission_is_confirmed_and_its_clock_is_set(gateway, now):
    station = Station("0102030405A6", "C0FFEE000001")
    engine = FireReceiver(TransmitterBook())
    with socket.create_connection(("127.0.0.1", gateway.serving.fire), timeout=PATIENCE) as door:
        wrong = now() - timedelta(days=400)
        door.sendall(station.component_state(0b11, at=wrong, text="营业厅烟感"))
        events = []
        while len(events) < 2:
            events += engine.receive(door.recv(4096), at=now())
    assert [event.kind for event in events] == ["confirm", "set-clock"]
    assert events[0].serial == 0 and abs(events[1].objects[0].at - now()) < timedelta(seconds=30)
    signal = Signal.house.get()
    assert (signal.kind, signal.zone, signal.text) == ("fire", "1.1.1", "营业厅烟感")
