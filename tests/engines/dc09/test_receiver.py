"""The receiver: judging by account, and replies that exist only when asked for."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from anbao.engines.dc09.accounts import Account, AccountBook, Leniency, Window, networks
from anbao.engines.dc09.cipher import decrypt, encrypt
from anbao.engines.dc09.crc import crc16
from anbao.engines.dc09.encoder import frame
from anbao.engines.dc09.events import Event
from anbao.engines.dc09.extended import ExtendedData, Form
from anbao.engines.dc09.faults import REASONS, Answer, AnswerError, ProtocolError, Reason
from anbao.engines.dc09.panel import Panel
from anbao.engines.dc09.receiver import Receiver, nak

AT = datetime(2022, 2, 4, 12, 0, tzinfo=UTC)
KEYS = [bytes(range(16)), bytes(range(24)), bytes(range(32))]


def one(data, account=None, *, at=AT, peer=None):
    """The single outcome of one message under one account."""
    receiver = Receiver(AccountBook([account] if account else []), peer=peer)
    outcomes = receiver.receive(data, at=at) + receiver.finish(at=at)
    assert len(outcomes) == 1, outcomes
    return receiver, outcomes[0]


def reason(data, account=None, **settings):
    _, fault = one(data, account, **settings)
    assert isinstance(fault, ProtocolError), fault
    return fault.reason


def lower_case(message):
    """The same frame with its cipher text in lower case and a CRC that fits."""
    body = message[9:-1]
    start = body.index(b"[") + 1
    return frame(body[:start] + body[start:].lower())


def test_an_event_is_complete():
    message = Panel("12AB", receiver="F3", line="77", sequence=42).sia("BA", "501", area="1", text="金库", at=AT)
    _, event = one(message, Account("12AB"))
    assert (event.kind, event.account, event.receiver, event.line, event.sequence) == (
        "SIA-DCS",
        "12AB",
        "F3",
        "77",
        42,
    )
    assert (event.code, event.zone, event.area, event.text) == ("BA", "501", "1", "金库")
    assert event.timestamp == AT and event.raw == message and event.known and not event.encrypted
    assert event.deviations is Leniency.NONE and event.meaning.zh == "盗警报警"


def test_acknowledgement_is_exact():
    receiver, event = one(Panel("12AB", receiver="F3", line="77", sequence=42).sia("BA", "501"), Account("12AB"))
    body = b'"ACK"0042RF3L77#12AB[]'
    assert receiver.acknowledge(event, at=AT) == b"\n%04X%04X" % (crc16(body), len(body)) + body + b"\r"


def test_a_binary_crc_is_answered_with_one():
    receiver, event = one(Panel("12AB", binary_crc=True).sia("BA", "501"))
    reply = receiver.acknowledge(event, at=AT)
    assert event.binary_crc and reply[1:3] == crc16(reply[7:-1]).to_bytes(2, "big") and reply[7:12] == b'"ACK"'


@pytest.mark.parametrize("key", KEYS, ids=["128", "192", "256"])
def test_encrypted_both_ways(key):
    panel = Panel("12AB", key=key)
    message = panel.contact_id("1130", 5, area=1, at=AT)
    assert b"1130" not in message and b"12:00:00" not in message
    receiver, event = one(message, Account("12AB", key=key))
    assert (event.encrypted, event.code, event.zone, event.timestamp) == (True, "1130", "005", AT)
    reply = receiver.acknowledge(event, at=AT + timedelta(seconds=1))
    assert reply[9:16] == b'"*ACK"0' and b"[]" not in reply
    clear = decrypt(key, bytes.fromhex(reply[reply.index(b"[") + 1 : -1].decode()))
    assert clear.endswith(b"|]_12:00:01,02-04-2022") and len(clear) % 16 == 0
    (answer,) = panel.replies(reply)
    assert panel.accepts(answer)


def test_padding_differs_between_equal_messages():
    panel = Panel("12AB", key=KEYS[0], sequence=1)
    again = Panel("12AB", key=KEYS[0], sequence=2)
    first, second = panel.sia("BA", "1", at=AT), again.sia("BA", "1", at=AT)
    assert first[first.index(b"[") :][:32] != second[second.index(b"[") :][:32]


def test_response_carries_data():
    key = KEYS[0]
    panel = Panel("12AB", key=key)
    receiver, event = one(panel.sia("RB", at=AT), Account("12AB", key=key))
    (answer,) = panel.replies(receiver.respond(event, extended=[ExtendedData("K", b"00" * 16)], at=AT))
    assert answer.kind == "RSP" and answer.extended[0].identifier == "K" and panel.accepts(answer)


def test_duh_is_never_encrypted_and_nak_carries_the_clock():
    receiver, event = one(Panel("12AB", key=KEYS[0], sequence=7).sia("BA", at=AT), Account("12AB", key=KEYS[0]))
    assert receiver.refuse(event)[9:-1] == b'"DUH"0007L0#12AB[]'
    assert nak(AT)[9:-1] == b'"NAK"0000R0L0A0[]_12:00:00,02-04-2022'


@pytest.mark.parametrize(("age", "inside"), [(40, True), (41, False), (-20, True), (-21, False), (0, True)], ids=str)
def test_the_window_is_40_s_old_to_20_s_ahead(age, inside):
    message = Panel("12AB").sia("BA", "1", at=AT - timedelta(seconds=age))
    receiver, outcome = one(message, Account("12AB"))
    if inside:
        assert isinstance(outcome, Event)
    else:
        assert outcome.reason is Reason.OUTSIDE_WINDOW
        assert receiver.answer(outcome, at=AT) == nak(AT)


def test_the_window_is_the_accounts_own():
    message = Panel("12AB").sia("BA", "1", at=AT - timedelta(hours=1))
    assert isinstance(one(message, Account("12AB", window=None))[1], Event)
    wide = Window(old=timedelta(hours=2))
    assert isinstance(one(message, Account("12AB", window=wide))[1], Event)
    _, event = one(message, Account("12AB", leniency=Leniency.OUTSIDE_WINDOW))
    assert event.deviations is Leniency.OUTSIDE_WINDOW
    local = Panel("12AB").sia("BA", "1", at=AT + timedelta(hours=8))
    assert one(local, Account("12AB", utc_offset=timedelta(hours=8)))[1].timestamp == AT


def faulty():
    """Messages with one fault each, and the leniency that forgives it."""
    good = Panel("12AB").sia("BA", "501", at=AT)
    secret = Panel("12AB", key=KEYS[0]).sia("BA", "501", at=AT)
    body = good[9:-1]
    stampless = secret_content("12AB", b"|#12AB|NBA501]")
    return [
        (good[:1] + b"0000" + good[5:], Reason.CRC, Leniency.WRONG_CRC, None),
        (good[:5] + b"0078" + good[9:], Reason.INCOMPLETE, Leniency.WRONG_LENGTH, None),
        (good[:5] + b"0020" + good[9:], Reason.LENGTH, Leniency.WRONG_LENGTH, None),
        (b"\n" + good[1:9].lower() + good[9:], Reason.HEX_CASE, Leniency.LOWER_CASE_HEX, None),
        (lower_case(secret), Reason.HEX_CASE, Leniency.LOWER_CASE_HEX, KEYS[0]),
        (frame(body[:-4] + b"1"), Reason.TIMESTAMP, Leniency.BAD_TIMESTAMP, None),
        (frame(body.replace(b"12:00", b"25:00")), Reason.TIMESTAMP, Leniency.BAD_TIMESTAMP, None),
        (stampless, Reason.NO_TIMESTAMP, Leniency.NO_TIMESTAMP, KEYS[0]),
        (good, Reason.NOT_ENCRYPTED, Leniency.NOT_ENCRYPTED, KEYS[0]),
    ]


def secret_content(account, clear):
    return frame(b'"*SIA-DCS"0001L0#%s[' % account.encode() + encrypt(KEYS[0], clear, salt=b""))


@pytest.mark.parametrize(("message", "why", "forgiven", "key"), faulty(), ids=lambda value: getattr(value, "value", ""))
def test_leniency_is_off_unless_the_account_says_so(message, why, forgiven, key):
    receiver, fault = one(message, Account("12AB", key=key))
    assert fault.reason is why and fault.account == "12AB" and fault.sequence == 1
    with pytest.raises(AnswerError):
        receiver.acknowledge(fault, at=AT)
    receiver, event = one(message, Account("12AB", key=key, leniency=forgiven))
    assert isinstance(event, Event) and (event.code, event.zone) == ("BA", "501")
    assert event.deviations is forgiven and event.raw == message
    reply = receiver.acknowledge(event, at=AT)
    assert reply[5:9] == b"%04X" % (len(reply) - 10) and int(reply[1:5], 16) == crc16(reply[9:-1])
    assert isinstance(one(message, Account("12AB", key=key, leniency=~forgiven))[1], ProtocolError)


@pytest.mark.parametrize("forgiven", [Leniency.WRONG_LENGTH | Leniency.WRONG_CRC])
def test_length_and_crc_both_wrong(forgiven):
    good = Panel("12AB").sia("BA", "501", at=AT)
    message = b"\n00000078" + good[9:]
    _, event = one(message, Account("12AB", leniency=forgiven))
    assert event.deviations is forgiven and event.raw == message


def test_keys_and_content():
    secret = Panel("12AB", key=KEYS[0]).sia("BA", "501", at=AT)
    assert reason(secret, Account("12AB")) is Reason.NO_KEY
    assert reason(secret, Account("12AB", key=KEYS[1])) is Reason.WRONG_KEY
    assert reason(frame(b'"*SIA-DCS"0001L0#12AB[' + b"AB" * 15), Account("12AB", key=KEYS[0])) is Reason.CIPHER
    assert reason(frame(b'"SIA-DCS"0001L0#12AB[#12AB|N??]')) is Reason.CONTENT
    assert reason(frame(b'"SIA-DCS"0001L0#12AB[#12AB|NBA1')) is Reason.CONTENT
    assert reason(frame(b'"SIA-DCS"FFFFL0#12AB[]')) is Reason.HEADER
    assert reason(frame(b'"SIA-DCS"0001L0#12AB[][\x00\x09AB]')) is Reason.CONTENT


def test_padding_without_a_bar():
    """A real panel's supervision message goes from padding straight to the bracket."""
    blocks = "B4BC8B40D0E6D959D6BEA78E88CC0B2155741A3C44FBB96D476A3E557CAD64D9"
    message = frame(b'"*NULL"0000R0L0#AAAB[' + blocks.encode())
    _, event = one(message, Account("AAAB", key=b"A" * 16, window=None))
    assert (event.kind, event.data, event.timestamp) == ("NULL", "", datetime(2020, 7, 5, 18, 24, 52, tzinfo=UTC))


def test_padding_at_the_back():
    """Some libraries fill the last block the way everybody else does."""
    clear = b"pad|#12AB|NBA501]_12:00:00,02-04-2022"
    message = secret_content("12AB", b"x" * (31 - len(clear) % 16) + clear + b"\x01" * 16)
    assert reason(message, Account("12AB", key=KEYS[0])) is Reason.TIMESTAMP
    _, event = one(message, Account("12AB", key=KEYS[0], leniency=Leniency.BACK_PADDING))
    assert (event.code, event.timestamp, event.deviations) == ("BA", AT, Leniency.BACK_PADDING)


def test_unknown_tokens_are_shown_whole_where_the_account_says_so():
    liberal = Account("1ABCDE", leniency=Leniency.UNKNOWN_TOKEN)
    _, event = one(frame(b'"VIS-BBA"5564L001234#1ABCDE[\x0d\xab]\x00[C\x0a]'), liberal)
    assert (event.kind, event.account, event.code, event.signals) == ("VIS-BBA", "1ABCDE", None, ())
    assert event.deviations is Leniency.UNKNOWN_TOKEN
    _, event = one(
        frame(b'"SCN-S8"0001L0#12AB[anything]_12:00:00,02-04-2022'), Account("12AB", leniency=Leniency.UNKNOWN_TOKEN)
    )
    assert (event.data, event.timestamp) == ("anything", AT)


@pytest.mark.parametrize("token", ["FOO-BAR", "SCN-S8"])
def test_an_unknown_token_is_refused_with_duh_and_never_acknowledged(token):
    receiver, fault = one(frame(b'"%b"0022R0L0#12AB[#12AB|x]' % token.encode()), Account("12AB"))
    assert (fault.reason, fault.header.token) == (Reason.UNKNOWN_TOKEN, token)
    assert receiver.answer(fault, at=AT)[9:] == b'"DUH"0022R0L0#12AB[]\r'
    receiver, fault = one(frame(b'"%b"0022R0L0#12AB[#12AB|x]' % token.encode()))
    assert fault.reason is Reason.UNKNOWN_TOKEN  # an unknown account is forgiven no more


@pytest.mark.parametrize("qualifier", "24579")
def test_a_qualifier_that_contact_id_does_not_know_is_noted(qualifier):
    _, event = one(frame(b'"ADM-CID"0022R0L0#12AB[#12AB|%b130 01 005]' % qualifier.encode()), Account("12AB"))
    assert (event.code, event.deviations) == (f"{qualifier}130", Leniency.QUALIFIER)
    for good in "136ER":
        _, event = one(frame(b'"ADM-CID"0022R0L0#12AB[#12AB|%b130 01 005]' % good.encode()), Account("12AB"))
        assert event.deviations is Leniency.NONE


def test_supervision_with_extended_data():
    _, event = one(Panel("12AB").message("XNM", extended=[ExtendedData("M", b"0026B9E4268B")], at=AT))
    assert (event.kind, event.meaning.en, len(event.extended)) == ("XNM", "link supervision", 1)
    _, event = one(frame(b'"NULL"0000L0[#12AB|]'), Account("12AB"))
    assert (event.account, event.known) == ("12AB", True)


def test_a_datagram_ends_with_itself():
    receiver, whole = Receiver(AccountBook()), Panel("12AB").sia("BA", "1")
    assert [type(outcome) for outcome in receiver.datagram(whole[:20], at=AT)] == [ProtocolError]
    assert [type(outcome) for outcome in receiver.datagram(whole, at=AT)] == [Event]


def test_addresses():
    message = Panel("12AB").sia("BA", "501")
    account = Account("12AB", addresses=networks("192.0.2.0/24", "2001:db8::7"))
    assert isinstance(one(message, account, peer="192.0.2.9")[1], Event)
    assert isinstance(one(message, account, peer="2001:db8::7")[1], Event)
    for peer in ("198.51.100.1", None, "nonsense"):
        receiver, fault = one(message, account, peer=peer)
        assert fault.reason is Reason.ADDRESS and receiver.answer(fault, at=AT) is None


def test_an_unknown_account_is_shown():
    _, event = one(Panel("BEEF").sia("BA", "501"), Account("12AB"))
    assert event.account == "BEEF" and not event.known and event.code == "BA"


def test_the_account_inside_serves_when_the_header_has_none():
    _, event = one(frame(b'"SIA-DCS"4738R0001L0001[#006969|Nri04/OP001NM]'), Account("006969"))
    assert (event.account, event.known, event.receiver, event.text) == ("006969", True, "0001", "NM")


def test_leaving_the_account_out_of_the_header_does_not_avoid_its_key():
    message = frame(b'"SIA-DCS"0001L0[#12AB|NBA501]')
    assert reason(message, Account("12AB", key=KEYS[0])) is Reason.NOT_ENCRYPTED
    _, event = one(message, Account("12AB", key=KEYS[0], leniency=Leniency.NOT_ENCRYPTED))
    assert event.deviations is Leniency.NOT_ENCRYPTED and event.inner == "12AB"


def test_the_inner_account_may_be_another():
    _, event = one(frame(b'"ADM-CID"0001R0L0#18240888101[#000010|1130 00 003]'))
    assert (event.account, event.inner) == ("18240888101", "000010")


def test_an_account_in_another_form_is_marked():
    _, event = one(Panel("13812345678901234X", line=None).supervision())
    assert event.deviations is Leniency.ACCOUNT_FORM


def test_replies_are_read_and_get_none():
    receiver, event = one(frame(b'"NAK"0000R0L0A0[]_16:20:01,09-24-2025'))
    assert (event.kind, event.account, event.receiver, event.line) == ("NAK", "A0", "0", "0")
    assert event.timestamp == datetime(2025, 9, 24, 16, 20, 1, tzinfo=UTC)
    for ask in (lambda: receiver.acknowledge(event, at=AT), lambda: receiver.refuse(event)):
        with pytest.raises(AnswerError):
            ask()
    with pytest.raises(AnswerError):
        receiver.answer(event, at=AT)


def test_every_reason_has_a_row_and_no_acknowledgement():
    assert set(REASONS) == set(Reason)
    assert {row.answer for row in REASONS.values()} == set(Answer)


def test_the_chinese_dialect():
    """Private token, length-prefixed block with control bytes, reply with a timestamp."""
    block = ExtendedData("", b"\x0a\x0d]\x27", Form.BINARY_LENGTH)
    panel = Panel("18240888101", receiver="0", line="0")
    receiver, event = one(panel.contact_id("1799", 0, token="HENG-BO", extended=[block], at=AT))
    assert event.kind == "HENG-BO" and event.code == "1799" and event.extended == (block,)
    assert receiver.acknowledge(event, at=AT)[9:-1] == b'"ACK"0001R0L0#18240888101[]_12:00:00,02-04-2022'


def test_text_in_any_encoding():
    for encoding in ("utf-8", "gb18030"):
        assert one(Panel("12AB", encoding=encoding).sia("BA", "1", text="金库后门"))[1].text == "金库后门"
    latin = Panel("12AB", encoding="cp1252").sia("BA", "1", text="Türe")
    assert one(latin, Account("12AB", encoding="cp1252"))[1].text == "Türe"
    _, event = one(Panel("12AB").sia("BA", "1", extended=[ExtendedData("I", "保险柜".encode())]))
    assert event.text == "保险柜"


NAMES = st.text("0123456789ABCDEF", min_size=3, max_size=16)
NUMBERS = st.none() | st.text("0123456789ABCDEF", min_size=1, max_size=6)
TEXTS = st.text(st.characters(blacklist_characters="^|]/[\r\n", blacklist_categories=["Cc", "Cs", "Z"]), max_size=40)


@given(
    account=NAMES,
    receiver=NUMBERS,
    line=NUMBERS,
    sequence=st.integers(1, 9999),
    key=st.none() | st.sampled_from(KEYS),
    binary_crc=st.booleans(),
    code=st.sampled_from(["BA", "FA", "OP", "RP"]),
    zone=st.integers(0, 9999),
    text=TEXTS,
    block=st.binary(max_size=60),
    at=st.integers(946_684_800, 3_700_000_000).map(lambda seconds: datetime.fromtimestamp(seconds, UTC)),
)
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_round_trip(account, receiver, line, sequence, key, binary_crc, code, zone, text, block, at):
    extended = (ExtendedData("", block, Form.BINARY_LENGTH), ExtendedData("M", b"0026B9E4268B"))
    panel = Panel(account, key=key, receiver=receiver, line=line, sequence=sequence, binary_crc=binary_crc)
    message = panel.sia(code, str(zone), area="1", text=text, extended=extended, at=at)
    engine, event = one(message, Account(account, key=key, encoding="utf-8"), at=at)
    assert isinstance(event, Event), event
    assert (event.account, event.receiver, event.line, event.sequence) == (account, receiver, line, sequence)
    assert (event.code, event.zone, event.area, event.text or "") == (code, str(zone), "1", text)
    assert (event.extended, event.timestamp, event.binary_crc) == (extended, at, binary_crc)
    (reply,) = panel.replies(engine.acknowledge(event, at=at))
    assert panel.accepts(reply)


@given(data=st.binary(max_size=300) | st.builds(lambda b: frame(b'"' + b), st.binary(max_size=120)))
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_bytes_give_events_or_faults(data):
    receiver = Receiver(AccountBook(default=Account(key=KEYS[0], leniency=Leniency.NOT_ENCRYPTED)))
    for outcome in receiver.receive(data, at=AT) + receiver.finish(at=AT):
        assert isinstance(outcome, Event | ProtocolError)


@given(index=st.integers(0, 10_000), bit=st.integers(0, 7), key=st.none() | st.just(KEYS[0]))
@settings(max_examples=300, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_corrupt_frame_is_acknowledged(index, bit, key):
    """One flipped bit anywhere: whatever comes out, nothing of it can be acknowledged."""
    message = bytearray(Panel("12AB", key=key).sia("BA", "501", at=AT))
    message[index % len(message)] ^= 1 << bit
    receiver = Receiver(AccountBook([Account("12AB", key=key)], default=Account(key=key)))
    for outcome in receiver.receive(bytes(message), at=AT) + receiver.finish(at=AT):
        assert isinstance(outcome, ProtocolError)
        assert b"ACK" not in (receiver.answer(outcome, at=AT) or b"")
