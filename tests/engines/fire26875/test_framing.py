"""Framing: by the length field, the same however the bytes are cut, and no fault takes its neighbours along."""

from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anbao.engines.fire26875.events import Event
from anbao.engines.fire26875.faults import Leniency, ProtocolError, Reason
from anbao.engines.fire26875.framing import MAX_DATA, NOISE_PIECE, Header, State
from anbao.engines.fire26875.receiver import Receiver, Transmitter, TransmitterBook
from anbao.engines.fire26875.station import Station, frame
from anbao.engines.fire26875.timelabel import write_time

AT = datetime(2022, 2, 4, 12, 0, tzinfo=UTC)
NUMBER, CENTRE = "0102030405A6", "C0FFEE000001"
HEADER = Header(7, 1, 1, write_time(AT), NUMBER, CENTRE, 2)


def judge(pieces, book=None):
    receiver = Receiver(book or TransmitterBook())
    outcomes = [outcome for piece in pieces for outcome in receiver.receive(piece, at=AT)]
    outcomes += receiver.finish(at=AT)
    assert receiver.held == 0
    return outcomes


def plain(outcomes):
    return [outcome.seen() if isinstance(outcome, ProtocolError) else outcome for outcome in outcomes]


def reasons(outcomes):
    return [outcome.reason if isinstance(outcome, ProtocolError) else outcome.kind for outcome in outcomes]


def messages():
    """Frames of several types, one with both marks inside its data."""
    station = Station(NUMBER, CENTRE)
    return [
        station.component_state(0b10, text="Ａ区一层走廊", at=AT),
        station.system_state(0b101, at=AT),
        frame(HEADER, b"\x80@@##\x00@##@@"),
        station.check_post(10, at=AT),
        frame(HEADER._replace(command=3), b""),
    ]


GOOD = messages()
SPOILED = {
    "sum": GOOD[0][:40] + bytes([GOOD[0][40] ^ 1]) + GOOD[0][41:],
    "tail": GOOD[0][:-1] + b"x",
    "cut": GOOD[0][:-9],
    "length": GOOD[0][:24] + b"\xf0\x03" + GOOD[0][26:],
    "limit": GOOD[0][:24] + b"\x01\x04" + GOOD[0][26:],
    "noise": b"hello#@#",
    "start": b"@@",
    "half start": b"@",
}


def test_whole_bytewise_and_joined_give_the_same():
    stream = b"".join(GOOD)
    whole = judge([stream])
    assert reasons(whole) == ["component-state", "system-state", "user-defined-128", "post-check", "confirm"]
    assert plain(judge(GOOD)) == plain(whole)
    assert plain(judge([bytes([byte]) for byte in stream])) == plain(whole)


LENIENT = TransmitterBook(default=Transmitter(leniency=~Leniency.NONE))


@given(
    parts=st.lists(st.sampled_from(GOOD + list(SPOILED.values())) | st.binary(max_size=20), max_size=6),
    cuts=st.lists(st.integers(0, 400), max_size=12),
    book=st.sampled_from([TransmitterBook(), LENIENT]),
)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_cutting_gives_the_same_outcomes(parts, cuts, book):
    stream = b"".join(parts)
    edges = sorted({0, len(stream), *(cut for cut in cuts if cut < len(stream))})
    pieces = [stream[a:b] for a, b in pairwise(edges)]
    assert plain(judge(pieces, book)) == plain(judge([stream], book))


@pytest.mark.parametrize("name", ["sum", "tail", "cut", "length", "limit"])
def test_a_fault_costs_only_itself(name):
    outcomes = judge([GOOD[1] + SPOILED[name] + GOOD[2] + GOOD[3]])
    assert [outcome.raw for outcome in outcomes if isinstance(outcome, Event)] == [GOOD[1], GOOD[2], GOOD[3]]
    faults = [outcome for outcome in outcomes if isinstance(outcome, ProtocolError)]
    assert [fault.offset for fault in faults] == [len(GOOD[1])]


def test_noise_is_reported_once_and_in_pieces():
    outcomes = judge([b"he@llo" + GOOD[0]])
    assert reasons(outcomes) == [Reason.NOISE, "component-state"] and outcomes[0].raw == b"he@llo"
    assert [len(fault.raw) for fault in judge([b"x" * (NOISE_PIECE + 5)])] == [NOISE_PIECE, 5]


def test_half_a_frame_then_silence():
    receiver = Receiver(TransmitterBook())
    assert receiver.receive(GOOD[0][:9], at=AT) == [] and receiver.state is State.HEAD
    assert receiver.receive(GOOD[0][9:30], at=AT) == [] and receiver.state is State.BODY
    (fault,) = receiver.finish(at=AT)
    assert (fault.reason, fault.raw) == (Reason.INCOMPLETE, GOOD[0][:30])
    assert receiver.state is State.BETWEEN and receiver.held == 0
    (event,) = receiver.receive(GOOD[0], at=AT)
    assert event.offset == 30


def test_the_buffer_never_grows_over_one_frame():
    receiver = Receiver(LENIENT)
    for chunk in (b"@@" + bytes(22) + b"\xff\x03", b"@" * 900, b"x" * 900) * 30:
        receiver.receive(chunk, at=AT)
        assert receiver.held <= MAX_DATA + NOISE_PIECE + 1000


def test_data_over_the_limit_is_not_built():
    assert len(frame(HEADER, bytes(1024))) == 1054
    with pytest.raises(ValueError, match="at most 1024"):
        frame(HEADER, bytes(1025))
    with pytest.raises(ValueError, match="12 hexadecimal"):
        frame(HEADER._replace(source="0102"), b"")


def test_a_flood_of_starts_is_one_fault():
    """No frame is shorter than 30 bytes, so faults nearer than that to each other are one."""
    outcomes = judge([b"@" * 5000 + GOOD[0]])
    assert reasons(outcomes) == [Reason.LENGTH, "component-state"]
    assert reasons(judge([SPOILED["sum"] + SPOILED["tail"] + GOOD[0]])) == [Reason.SUM, Reason.TAIL, "component-state"]
