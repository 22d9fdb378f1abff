"""The short way gives what the full reader gives, to the last field; what it doesn't know, and every fault, it leaves alone."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from anbao.engines.dc09.accounts import Account, AccountBook, Leniency, Window, networks
from anbao.engines.dc09.content import format_timestamp
from anbao.engines.dc09.encoder import build, frame
from anbao.engines.dc09.events import Event
from anbao.engines.dc09.extended import ExtendedData
from anbao.engines.dc09.faults import ProtocolError
from anbao.engines.dc09.framing import Framer
from anbao.engines.dc09.header import Header
from anbao.engines.dc09.panel import Panel
from anbao.engines.dc09.receiver import Receiver

AT = datetime(2022, 2, 4, 12, 0, tzinfo=UTC)
KEY = bytes(range(16))

accounts = st.builds(
    Account,
    number=st.sampled_from(["1234", "abcd", "A0", "12345678901234567", "XYZ1", ""]),
    key=st.sampled_from([None, None, KEY, KEY[::-1]]),
    window=st.sampled_from([None, Window()]),
    leniency=st.sampled_from(
        [Leniency.NONE] * 3 + [Leniency.NO_TIMESTAMP, Leniency.NOT_ENCRYPTED, Leniency.BACK_PADDING, Leniency.WRONG_CRC]
    ),
    addresses=st.sampled_from([(), (), networks("10.0.0.0/8"), networks("192.0.2.7")]),
    encoding=st.sampled_from([None, None, "gb18030", "utf-16"]),
    utc_offset=st.sampled_from([timedelta(0), timedelta(hours=8)]),
    timestamped_ack=st.booleans(),
)
headers = st.builds(
    Header,
    token=st.sampled_from(["SIA-DCS", "ADM-CID", "NULL", "HENG-BO", "ACK", "NAK", "XNM", "OTHER"]),
    encrypted=st.just(False),
    sequence=st.integers(0, 9999),
    receiver=st.sampled_from([None, "1", "aB"]),
    line=st.sampled_from([None, "0", "F00"]),
    account=st.sampled_from(["1234", "ABCD", "A0", "12345678901234567", "XYZ1", None]),
)
data = st.one_of(
    st.sampled_from(
        [
            b"", b"#1234|NBA1", b"#1234|Nri1/BA05/BR06^back door^|Atext", b"#1234", b"|NRP", b"#|NRP0", b"#ABCD|1130 01 005",
            b"#ABCD|E130 01 005 kitchen", b"1234|BA", b"#1234|nonsense", b"#12 4|NBA1", "#1234|NBA1^金库^".encode(), b"#1234|N[1",
        ]
    ),
    st.binary(max_size=40).map(lambda said: said.replace(b"]", b"").replace(b"\r", b"")),
)  # fmt: skip
blocks = st.sampled_from([(), (), (), (ExtendedData("I", b"counter 3"),), (ExtendedData("M", b"0026B9E4268B"),)])
stamps = st.sampled_from(
    [b"", format_timestamp(AT), format_timestamp(AT - timedelta(minutes=5)), b"_25:00:00,13-40-2022"]
)
frames = st.builds(
    lambda header, data, blocks, stamp, key, binary: build(header, data, blocks, stamp, key=key, binary_crc=binary),
    headers, data, blocks, stamps, st.sampled_from([None, None, KEY]), st.sampled_from([False, False, False, True]),
)  # fmt: skip


def seen(outcomes) -> list:
    return [outcome.seen() if isinstance(outcome, ProtocolError) else outcome for outcome in outcomes]


def answers(receiver: Receiver, outcomes) -> list[bytes | None]:
    return [
        receiver.answer(one, at=AT) if isinstance(one, ProtocolError) else None if one.is_reply else receiver.acknowledge(one, at=AT)
        for one in outcomes
    ]  # fmt: skip


def read_fully(monkeypatch) -> None:
    monkeypatch.setattr(Framer, "takes_usual", False)


@given(st.lists(accounts, max_size=3), st.lists(st.one_of(frames, st.binary(max_size=12)), max_size=5), st.booleans())
@example([Account("1234")], [frame(b'"SIA-DCS"0001L0#1234[#1234|NBA1]')[:-1] + b"\n"], True)
@example([Account("1234")], [frame(b'"SIA-DCS"0001L0#1234[#1234|NBA1]x]')], True)
def test_the_short_way_gives_what_the_full_reader_gives(book, pieces, timed):
    stream, at = b"".join(pieces), AT if timed else None
    usual, full = (Receiver(AccountBook(book), peer="192.0.2.7") for _ in range(2))
    with pytest.MonkeyPatch.context() as monkeypatch:
        one = usual.receive(stream, at=at) + usual.finish(at=at)
        read_fully(monkeypatch)
        other = full.receive(stream, at=at) + full.finish(at=at)
        assert seen(one) == seen(other)
        assert answers(usual, one) == answers(full, other)


@pytest.mark.parametrize("key", [None, KEY])
def test_what_panels_send_takes_the_short_way(monkeypatch, key):
    """Neither framer nor judge is asked, so that the short way can't fall out of use unseen."""
    receiver, panel = Receiver(AccountBook([Account("1234", key=key)])), Panel("1234", key=key)
    monkeypatch.setattr(Framer, "feed", None)
    sent = [panel.sia("BA", "1", area="1", at=AT), panel.contact_id("1130", 5, at=AT), panel.supervision(at=AT)]
    if key is None:
        sent = [panel.sia("BA", "1", area="1"), panel.contact_id("1130", 5), panel.supervision()]
    outcomes = receiver.receive(b"".join(sent), at=AT)
    assert [one.kind for one in outcomes if isinstance(one, Event)] == ["SIA-DCS", "ADM-CID", "NULL"]
    assert [one.offset for one in outcomes] == [0, len(sent[0]), len(sent[0]) + len(sent[1])]
