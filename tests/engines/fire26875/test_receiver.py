"""The receiver: judging by transmitter, versions, repeats, and replies that exist only when asked for."""

from datetime import UTC, datetime, timedelta
from ipaddress import ip_network

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anbao.engines.fire26875 import versions
from anbao.engines.fire26875.codes import Command, Quality
from anbao.engines.fire26875.events import Event
from anbao.engines.fire26875.faults import ALWAYS, LENIENCY_WORDS, REASONS, AnswerError, Leniency, ProtocolError, Reason
from anbao.engines.fire26875.framing import Header
from anbao.engines.fire26875.outbox import Outbox
from anbao.engines.fire26875.receiver import REPLIES, Receiver, Transmitter, TransmitterBook
from anbao.engines.fire26875.repeats import RepeatMemory
from anbao.engines.fire26875.station import Station, frame
from anbao.engines.fire26875.timelabel import BEIJING, Coding, TimeLabel, write_time
from anbao.engines.fire26875.units import TYPES, Information, write_objects

AT = datetime(2022, 2, 4, 12, 0, tzinfo=UTC)
NUMBER, CENTRE = "0102030405A6", "C0FFEE000001"
HEADER = Header(7, 1, 1, write_time(AT), NUMBER, CENTRE, 2)
FIRE = write_objects(2, (Information(1, 3, 42, 217, 2, text="走廊", label=TimeLabel(AT)),))


def one(data, transmitter=None, *, at=AT, peer=None, repeats=None):
    book = TransmitterBook([transmitter] if transmitter else [])
    receiver = Receiver(book, peer=peer, repeats=repeats)
    outcomes = receiver.receive(data, at=at) + receiver.finish(at=at)
    assert len(outcomes) == 1, outcomes
    return receiver, outcomes[0]


def test_a_fire_is_complete():
    message = Station(NUMBER, CENTRE, serial=300).component_state(
        2, text="营业厅烟感", system=(1, 3), component=(42, 217), at=AT
    )
    _, event = one(message, Transmitter(NUMBER))
    assert (event.source, event.target, event.serial, event.command) == (NUMBER, CENTRE, 300, Command.SEND)
    assert (event.kind, event.code, event.known, event.raw) == ("component-state", "fire", True, message)
    (info,) = event.objects
    assert (info.system_type, info.system_address, info.component_type, info.component_address) == (1, 3, 42, 217)
    assert (info.text, info.at, event.timestamp) == ("营业厅烟感", AT, AT) and info.at.tzinfo is BEIJING
    assert event.leading(info).quality is Quality.ALARM and event.deviations is Leniency.NONE


def test_the_confirmation_is_exact():
    receiver, event = one(frame(HEADER, FIRE))
    reply = receiver.acknowledge(event, at=AT + timedelta(seconds=5))
    assert reply.hex() == (f"404007000101050014040216010000eeffc0a60504030201000003{sum(reply[2:-3]) & 0xFF:02x}2323")
    assert len(reply) == 30


def test_several_objects_in_one_frame():
    infos = [Information(1, 1, 40, number, 1 << number, text="", label=TimeLabel(AT)) for number in range(3)]
    _, event = one(Station(NUMBER, CENTRE).send(2, *infos, at=AT))
    assert [event.leading(info).id for info in event.objects] == ["normal", "fire", "fault"]


def test_the_test_state_is_a_clear_word_and_never_hides_a_fire():
    _, event = one(Station(NUMBER, CENTRE).system_state(0, at=AT))
    assert event.leading(event.objects[0]).quality is Quality.TEST
    _, event = one(Station(NUMBER, CENTRE).system_state(2, at=AT))
    assert event.leading(event.objects[0]).quality is Quality.ALARM


@pytest.mark.parametrize("command", Command)
def test_replies_follow_the_table(command):
    receiver, event = one(frame(HEADER._replace(command=command.value), b""))
    allowed = REPLIES[command]
    for reply, ask in (
        (Command.CONFIRM, lambda: receiver.acknowledge(event, at=AT)),
        (Command.RESPONSE, lambda: receiver.respond(event, b"", at=AT)),
        (Command.DENY, lambda: receiver.deny(event, at=AT)),
    ):
        if reply is allowed or (reply is Command.DENY and allowed):
            assert ask()[26] == reply.value
        else:
            with pytest.raises(AnswerError):
                ask()


def test_a_fault_is_never_confirmed():
    spoiled = frame(HEADER, FIRE).replace("走廊".encode("gb18030"), "走道".encode("gb18030"))
    receiver, fault = one(spoiled)
    assert fault.reason is Reason.SUM and fault.header.serial == 7 and receiver.answer(fault, at=AT) is None
    for ask in (receiver.acknowledge, receiver.deny):
        with pytest.raises(AnswerError):
            ask(fault, at=AT)
    receiver, event = one(frame(HEADER, FIRE))
    with pytest.raises(AnswerError):
        receiver.answer(event, at=AT)


@pytest.mark.parametrize(
    ("message", "why", "forgiven"),
    [
        (frame(HEADER, FIRE)[:-3] + b"\x00##", Reason.SUM, Leniency.WRONG_SUM),
        (frame(HEADER, FIRE)[:-2] + b"#$", Reason.TAIL, Leniency.WRONG_TAIL),
        (frame(HEADER, FIRE[:-6]), Reason.OBJECTS, Leniency.LOOSE_OBJECTS),
        (frame(HEADER, b"\x02\x03" + FIRE[2:]), Reason.OBJECTS, Leniency.LOOSE_OBJECTS),
        (frame(HEADER, b"\x02\x00" + FIRE[2:]), Reason.OBJECTS, Leniency.LOOSE_OBJECTS),
    ],
    ids=["sum", "tail", "no times", "count", "count 0"],
)
def test_leniency_is_off_unless_the_transmitter_says_so(message, why, forgiven):
    receiver, fault = one(message, Transmitter(NUMBER))
    assert isinstance(fault, ProtocolError) and fault.reason is why
    receiver, event = one(message, Transmitter(NUMBER, leniency=forgiven))
    assert isinstance(event, Event) and event.deviations is forgiven and event.code == "fire"
    reply = receiver.acknowledge(event, at=AT)
    assert reply[-3] == sum(reply[2:-3]) & 0xFF and reply.endswith(b"##")
    assert isinstance(one(message, Transmitter(NUMBER, leniency=~forgiven))[1], ProtocolError)


def test_data_that_fits_no_layout():
    receiver, fault = one(frame(HEADER, b"\x02\x01abc"))
    assert fault.reason is Reason.OBJECTS and receiver.answer(fault, at=AT)[26] == Command.DENY.value
    receiver, fault = one(frame(HEADER._replace(command=9), b""))
    assert fault.reason is Reason.COMMAND and receiver.answer(fault, at=AT)[26] == Command.DENY.value
    _, event = one(frame(HEADER, b"\x02\x01abc"), Transmitter(NUMBER, leniency=Leniency.LOOSE_OBJECTS))
    assert event.objects == () and event.data == b"\x02\x01abc"


def test_versions():
    _, event = one(frame(HEADER._replace(major=2), FIRE))
    assert event.code == "fire" and event.deviations is Leniency.UNLISTED_VERSION
    _, event = one(frame(HEADER._replace(major=2), FIRE + b"more"))
    assert event.kind == "component-state" and event.objects == () and event.data == FIRE + b"more"
    assert event.deviations is Leniency.UNLISTED_VERSION | Leniency.LOOSE_OBJECTS
    _, event = one(frame(HEADER._replace(minor=9), FIRE))
    assert event.deviations is Leniency.NONE


@pytest.mark.parametrize(("flag", "kind"), [(200, "user-defined-200"), (22, "reserved-22")])
def test_unknown_types_are_shown(flag, kind):
    receiver, event = one(frame(HEADER, bytes((flag,))))
    assert (event.kind, event.data, event.deviations) == (kind, bytes((flag,)), Leniency.UNKNOWN_TYPE)
    assert receiver.acknowledge(event, at=AT)


def test_clocks():
    broken = frame(HEADER._replace(label=b"\xff" * 6), FIRE[:-6] + bytes(6))
    _, event = one(broken)
    assert event.code == "fire" and event.timestamp is None and event.deviations is Leniency.BAD_TIME
    at = datetime(2026, 8, 31, 5, 12, 59, tzinfo=UTC)
    _, event = one(Station(NUMBER, CENTRE, bcd=True).component_state(2, at=at), at=at)
    assert event.sent == TimeLabel(at.astimezone(BEIJING), Coding.BCD) and event.deviations is Leniency.BCD_TIME
    fixed = Transmitter(NUMBER, coding=Coding.BCD)
    moment = datetime(2026, 8, 1, 5, 12, 26, tzinfo=UTC)
    _, event = one(Station(NUMBER, CENTRE, bcd=True).check_post(5, at=moment), fixed, at=None)
    assert event.sent.at == moment


def test_addresses_and_unknown_transmitters():
    known = Transmitter(NUMBER, addresses=(ip_network("192.0.2.0/24"),))
    assert isinstance(one(frame(HEADER, FIRE), known, peer="192.0.2.5")[1], Event)
    for peer in ("198.51.100.1", None):
        assert one(frame(HEADER, FIRE), known, peer=peer)[1].reason is Reason.ADDRESS
    assert not one(frame(HEADER, FIRE))[1].known
    for number in ("01", "0102030405ZZ"):
        with pytest.raises(ValueError, match="12 hexadecimal"):
            Transmitter(number)


def test_repeats():
    memory = RepeatMemory()
    message = frame(HEADER, FIRE)
    receiver, first = one(message, repeats=memory)
    later = frame(HEADER._replace(label=write_time(AT + timedelta(seconds=10))), FIRE)
    _, again = one(later, repeats=memory)
    assert (first.repeat, again.repeat, again.answered) == (False, True, False) and first.identity == again.identity
    receiver.acknowledge(first, at=AT)
    assert one(message, repeats=memory)[1].answered
    for other in (HEADER._replace(serial=8), HEADER._replace(source=CENTRE), HEADER._replace(target=NUMBER)):
        assert not one(frame(other, FIRE), repeats=memory)[1].repeat
    assert not one(message, at=AT + timedelta(minutes=11), repeats=memory)[1].repeat
    small = RepeatMemory(capacity=3)
    for number in range(20):
        one(frame(HEADER._replace(source=f"{number:012X}"), FIRE), repeats=small)
    assert len(small) == 3
    with pytest.raises(ValueError):
        RepeatMemory(window=0)


@pytest.mark.parametrize("command", list(Command), ids=lambda command: command.name.lower())
def test_a_reply_that_cannot_be_read_is_never_denied(command):
    receiver, fault = one(Station(NUMBER, CENTRE).build(command, b"\x02", at=AT))
    assert fault.reason is Reason.OBJECTS
    denied = command in (Command.CONTROL, Command.SEND, Command.REQUEST)
    assert (receiver.answer(fault, at=AT) is not None) is denied


def test_resending():
    """Sent three times, ten seconds apart, then given up; an answer from the other end settles it."""
    centre, device = Station(CENTRE, NUMBER), Station(NUMBER, CENTRE)
    box, message = Outbox(), centre.set_clock(at=AT)
    box.post(message, at=AT)
    assert box.due(at=AT + timedelta(seconds=9)) == [] and box.next_due == AT + timedelta(seconds=10)
    seen = [box.due(at=AT + timedelta(seconds=seconds)) for seconds in (10, 20, 30, 40)]
    assert [[notice.given_up for notice in notices] for notices in seen] == [[False], [False], [True], []]
    assert len(box) == 0 and box.next_due is None
    box.post(centre.check_post(5, at=AT), at=AT)
    transmitter, command = one(centre.set_clock(at=AT))
    assert box.settle(one(transmitter.acknowledge(command, at=AT))[1]) is None, "another serial"
    waiting = centre.check_post(5, at=AT)
    box.post(waiting, at=AT)
    transmitter, command = one(waiting)
    assert command.kind == "post-check" and command.objects[0].number == 5
    assert box.settle(one(device.component_state(1, at=AT))[1]) is None, "a report is no answer"
    assert box.settle(one(transmitter.acknowledge(command, at=AT))[1]) == waiting and len(box) == 1
    with pytest.raises(OverflowError):
        Outbox(capacity=0).post(message, at=AT)


def test_clock_sync_and_queries():
    centre = Station(CENTRE, NUMBER, serial=0xFFFF)
    _, event = one(centre.set_clock(at=AT))
    assert (event.command, event.kind, event.objects[0].at) == (Command.CONTROL, "set-clock", AT)
    assert centre.serial == 0
    transmitter, event = one(centre.request(61, Information(1, 3), at=AT))
    assert (event.command, event.kind) == (Command.REQUEST, "read-system-state")
    data = write_objects(1, (Information(1, 3, state=1, label=TimeLabel(AT)),))
    _, answer = one(transmitter.respond(event, data, at=AT))
    assert (answer.command, answer.serial, answer.code) == (Command.RESPONSE, 0, "normal")


def test_the_tables_are_whole():
    assert set(REASONS) == set(Reason) and set(REPLIES) == set(Command) and set(LENIENCY_WORDS) == set(Leniency)
    some = Leniency.WRONG_SUM | Leniency.LOOSE_OBJECTS
    assert some.names() == ["wrong-sum", "loose-objects"] and Leniency.named(some.names()) is some
    assert ALWAYS & some is Leniency.NONE


BYTE, WORD = st.integers(0, 255), st.integers(0, 0xFFFF)
TEXT = st.text(st.characters(blacklist_categories=["Cc", "Cs", "Z"]), max_size=7)
OBJECT = st.builds(
    Information, BYTE, BYTE, BYTE, st.integers(0, 0xFFFFFFFF), BYTE, BYTE, BYTE,
    st.tuples(BYTE, st.integers(-0x8000, 0x7FFF)), st.tuples(BYTE, BYTE), TEXT, BYTE, st.just(TimeLabel(AT)),
)  # fmt: skip
NUMBERS = st.binary(min_size=6, max_size=6).map(lambda raw: raw.hex().upper())


@given(
    flag=st.sampled_from(sorted(TYPES)),
    objects=st.lists(OBJECT, min_size=1, max_size=4),
    source=NUMBERS,
    target=NUMBERS,
    serial=WORD,
)
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_round_trip(flag, objects, source, target, serial):
    station = Station(source, target, serial=serial)
    message = station.send(flag, *objects, at=AT)
    receiver, event = one(message)
    assert (event.source, event.target, event.serial, event.kind) == (source, target, serial, TYPES[flag].id)
    assert write_objects(flag, event.objects) == event.data and len(event.objects) == len(objects)
    _, reply = one(receiver.acknowledge(event, at=AT))
    assert (reply.kind, reply.serial, reply.source, reply.target) == ("confirm", serial, target, source)


@given(data=st.binary(max_size=200) | st.builds(frame, st.just(HEADER), st.binary(max_size=120)))
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_bytes_give_events_or_faults(data):
    for leniency in (Leniency.NONE, ~Leniency.NONE):
        receiver = Receiver(TransmitterBook(default=Transmitter(leniency=leniency)))
        for outcome in receiver.receive(data, at=AT) + receiver.finish(at=AT):
            assert isinstance(outcome, Event | ProtocolError)


@given(index=st.integers(0, 10_000), bit=st.integers(0, 7))
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_corrupt_frame_is_confirmed(index, bit):
    """One flipped bit anywhere: whatever comes out, nothing of it can be confirmed."""
    message = bytearray(frame(HEADER, FIRE))
    message[index % len(message)] ^= 1 << bit
    receiver = Receiver(TransmitterBook())
    for outcome in receiver.receive(bytes(message), at=AT) + receiver.finish(at=AT):
        assert isinstance(outcome, ProtocolError) and receiver.answer(outcome, at=AT) is None


def test_a_later_edition_is_read_by_its_own_table(monkeypatch):
    """Dispatch by the major version: the same bytes mean what the edition of their version says."""
    other = TYPES[2]._replace(id="state-of-the-other-edition")
    edition = versions.Edition("a later edition", "2026-01-01", TYPES | {2: other}, True)
    monkeypatch.setitem(versions.EDITIONS, 2, edition)
    _, later = one(frame(HEADER._replace(major=2), FIRE))
    assert later.kind == other.id and not later.deviations & Leniency.UNLISTED_VERSION
    _, known = one(frame(HEADER, FIRE))
    assert known.kind == TYPES[2].id
    _, unlisted = one(frame(HEADER._replace(major=3), FIRE))
    assert unlisted.kind == TYPES[2].id and unlisted.deviations & Leniency.UNLISTED_VERSION
