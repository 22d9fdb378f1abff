"""Framing: by the length field, the same however the bytes are cut, and no fault takes its neighbours along."""

from datetime import UTC, datetime
from itertools import pairwise

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from anbao.engines.dc09.accounts import Account, AccountBook, Leniency
from anbao.engines.dc09.crc import crc16
from anbao.engines.dc09.encoder import frame
from anbao.engines.dc09.events import Event
from anbao.engines.dc09.extended import ExtendedData, Form
from anbao.engines.dc09.faults import ProtocolError, Reason
from anbao.engines.dc09.framing import MAX_BODY, MAX_NESTED, NOISE_PIECE, Framer, State, head_size
from anbao.engines.dc09.panel import Panel
from anbao.engines.dc09.receiver import Receiver

AT = datetime(2022, 2, 4, 12, 0, tzinfo=UTC)
KEY = bytes(range(16))


def judge(pieces, book=None, *, at=AT):
    """Everything the pieces give, the end of the stream included, as plain comparable values."""
    receiver = Receiver(book or AccountBook())
    outcomes = [outcome for piece in pieces for outcome in receiver.receive(piece, at=at)]
    outcomes += receiver.finish(at=at)
    assert receiver.held == 0
    return outcomes


def plain(outcomes):
    return [outcome.seen() if isinstance(outcome, ProtocolError) else outcome for outcome in outcomes]


def reasons(outcomes):
    return [outcome.reason if isinstance(outcome, ProtocolError) else outcome.kind for outcome in outcomes]


def messages():
    """Every form of message once, the awkward ones included."""
    clear, secret, raw = Panel("1234"), Panel("C0DE", key=KEY), Panel("77AB", binary_crc=True, receiver="F3")
    nasty = ExtendedData("", b']\r\n\0AB[_\n12340005"', Form.BINARY_LENGTH)
    return [
        clear.sia("BA", "501", area="1", text="金库后门"),
        clear.contact_id("1130", 5, area=1, extended=[nasty], at=AT),
        secret.sia("HA", "3", at=AT, extended=[ExtendedData("I", b"counter 3")]),
        raw.contact_id("3401", 7),
        secret.supervision(at=AT),
        raw.sia("RP", "0", extended=[ExtendedData("", b"ABC", Form.FOUR_DIGITS)]),
        Panel("1234", sequence=9999).supervision(),
    ]


BOOK = AccountBook([Account("1234"), Account("C0DE", key=KEY), Account("77AB")])
#: a forgiven length makes the framer take its other way
FORGIVEN = ~Leniency.WRONG_CRC
LENIENT = AccountBook(
    [Account("1234", leniency=FORGIVEN), Account("C0DE", key=KEY, leniency=FORGIVEN), Account("77AB")]
)
#: with neither length nor CRC to go by, the first end that looks whole is taken
BLIND = AccountBook(default=Account(leniency=~Leniency.NONE))


def test_crc_has_the_published_check_value():
    assert crc16(b"123456789") == 0xBB3D


@given(st.binary(max_size=800))
@example(bytes(range(256)) * 2)
def test_crc_of_any_length_is_the_one_taken_bit_by_bit(data):
    crc = 0
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ 0xA001 if crc & 1 else crc >> 1
    assert crc16(data) == crc


@pytest.mark.parametrize("book", [BOOK, LENIENT], ids=["strict", "lenient"])
def test_whole_bytewise_and_joined_give_the_same(book):
    stream = b"".join(messages())
    whole = judge([stream], book)
    assert len(whole) == 7 and all(isinstance(outcome, Event) for outcome in whole), reasons(whole)
    assert plain(judge(messages(), book)) == plain(whole)
    assert plain(judge([bytes([byte]) for byte in stream], book)) == plain(whole)


SPOILED = [
    messages()[0].replace(b"501", b"502"),  # CRC
    b"\n00000FFF" + messages()[0][9:],  # length past the next frames
    messages()[0][:9] + b"\r" + messages()[0][9:],  # shifted
    messages()[0][:-9],  # cut off
    b'\nABCD10FF"NULL"',  # over the limit
    b'\nECB40014"*NULL"0004L0#12AB[\n2C280049"',  # the next head begins just before the stated end
    b"noise \xff\n\n\r",
    b"\n",
    b"",
]


@given(
    parts=st.lists(st.sampled_from(messages() + SPOILED) | st.binary(max_size=30), max_size=6),
    cuts=st.lists(st.integers(0, 400), max_size=12),
    book=st.sampled_from([BOOK, LENIENT, BLIND]),
)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_cutting_gives_the_same_outcomes(parts, cuts, book):
    stream = b"".join(parts)
    edges = sorted({0, len(stream), *(cut for cut in cuts if cut < len(stream))})
    pieces = [stream[a:b] for a, b in pairwise(edges)]
    assert plain(judge(pieces, book)) == plain(judge([stream], book))


@pytest.mark.parametrize("spoiled", SPOILED[:5], ids=["crc", "length", "shift", "cut", "limit"])
def test_a_fault_costs_only_itself(spoiled):
    """The frames before and behind a spoiled one are all there, and it is reported once, with its offset."""
    before, behind = messages()[0], messages()[3]
    outcomes = judge([before + spoiled + behind + messages()[4]], BOOK)
    events = [outcome for outcome in outcomes if isinstance(outcome, Event)]
    faults = [outcome for outcome in outcomes if isinstance(outcome, ProtocolError)]
    assert [event.raw for event in events] == [before, behind, messages()[4]]
    assert [fault.offset for fault in faults] == [len(before)]
    assert spoiled.startswith(faults[0].raw)


def test_a_frame_inside_extended_data_is_data():
    inner = Panel("9999").sia("FA", "1")
    outer = Panel("1234").contact_id("1704", 0, extended=[ExtendedData("", inner, Form.BINARY_LENGTH)])
    outcomes = judge([outer])
    assert reasons(outcomes) == ["ADM-CID"]
    assert outcomes[0].extended[0].value == inner


def test_noise_is_reported_once_and_in_pieces():
    message = messages()[0]
    outcomes = judge([b"hello" + message + b"\r\n\0 \n" + message])
    assert reasons(outcomes) == [Reason.NOISE, "SIA-DCS", "SIA-DCS"]
    assert (outcomes[0].raw, outcomes[0].offset) == (b"hello", 0)
    flood = judge([b"x" * (2 * NOISE_PIECE + 10)])
    assert [len(fault.raw) for fault in flood] == [NOISE_PIECE, NOISE_PIECE, 10]
    assert [fault.offset for fault in flood] == [0, NOISE_PIECE, 2 * NOISE_PIECE]


def test_half_a_message_then_silence():
    message = messages()[0]
    receiver = Receiver(BOOK)
    assert receiver.receive(message[:6], at=AT) == [] and receiver.state is State.HEAD
    assert receiver.receive(message[6:30], at=AT) == [] and receiver.state is State.BODY and receiver.held == 30
    (fault,) = receiver.finish(at=AT)
    assert fault.reason is Reason.INCOMPLETE and fault.raw == message[:30]
    assert receiver.state is State.BETWEEN and receiver.held == 0
    (event,) = receiver.receive(message, at=AT)
    assert event.offset == 30


def test_the_buffer_never_grows_over_one_frame():
    receiver = Receiver(AccountBook(default=Account(leniency=~Leniency.NONE)))
    for chunk in (b'\nFFFF0FFF"SIA-DCS"', b"x" * 700, b'\n12340FFF"', b"\r" * 900) * 30:
        receiver.receive(chunk, at=AT)
        assert receiver.held <= MAX_BODY + NOISE_PIECE + 1000


def test_a_body_over_the_limit_is_not_built_or_read():
    with pytest.raises(ValueError, match="at most 4095"):
        frame(b"x" * 4096)
    assert reasons(judge([b'\n00001000"' + b"x" * 4095 + b"\r"])) == [Reason.LENGTH]


def test_a_head_is_not_read_beyond_the_given_end():
    assert head_size(b"\n2C280049x", 0, 3) == head_size(b"\n2Cx80049x", 0, 3) == 0


@pytest.mark.parametrize(
    ("seen", "size"),
    [
        (b"x", -1),
        (b"\n", 0),
        (b"\nAB12", 0),
        (b"\n\xff\x00001", 0),
        (b'\n\xff\x000012"', 7),
        (b'\nAB120012"', 9),
        (b"\nAB120012x", -1),
        (b"\nAB12001g", -1),
        (b'\n\xff\x00001g"', -1),
    ],
)
def test_heads(seen, size):
    assert head_size(seen, 0) == size


def test_frames_nested_in_faults_are_looked_for_but_not_without_end():
    """Hostile heads whose lengths all lead to one CR: the work stays in proportion, the next frame is found."""
    heads = 400
    nest = b"".join(b'\n0000%04X"' % (10 * (heads - place) - 9) for place in range(heads)) + b"\r"
    outcomes = judge([nest, messages()[0]])
    assert set(reasons(outcomes[:-1])) == {Reason.CRC} and len(outcomes) == MAX_NESTED + 2
    assert outcomes[-1].raw == messages()[0]
    few = nest[-10 * 20 - 1 : -1] + messages()[0]
    assert judge([b'\n0000%04X"' % (len(few) - 1) + few])[-1].raw == messages()[0]


def test_heads_without_an_end_cost_in_proportion_where_wrong_lengths_are_forgiven():
    """Each is searched for an end as far as a body reaches: only so many, then the whole stretch is passed."""
    sent = b'\n00000FFF"' * 3_000
    framer = Framer(leniency_of=lambda header: Leniency.WRONG_LENGTH, forgives=Leniency.WRONG_LENGTH)
    faults = framer.feed(sent) + framer.finish()
    assert {fault.reason for fault in faults} == {Reason.LENGTH}
    assert len(faults) <= (len(sent) // MAX_BODY + 2) * (MAX_NESTED + 2)
