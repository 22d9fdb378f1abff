"""The short way of the receiver: what nearly every message is, read by one expression.

A frame takes it that is whole in what was read, in the standard's form, with the right length and CRC, of a token that most
panels speak, from an account (in the header) that is forgiven nothing, restricts no address and names no encoding; in clear
without extended data, or encrypted as the account asks. ``usual_event`` gives None for anything else, and for whatever would
be a fault: that is read again by the full reader (``framing``, ``receiver``), which alone knows faults. Where this one gives an
event it is the full reader's to the last field; property tests hold that.
"""

import re
from datetime import datetime
from typing import NamedTuple

from fastcrc.crc16 import arc

from anbao.engines.dc09.accounts import Account, AccountBook, Leniency
from anbao.engines.dc09.cipher import decrypt
from anbao.engines.dc09.content import alarm_text, check_window, decode_text, split_content, without_padding
from anbao.engines.dc09.encoder import frame
from anbao.engines.dc09.events import Event
from anbao.engines.dc09.faults import ProtocolError
from anbao.engines.dc09.header import SUPERVISION_TOKENS, Header
from anbao.engines.dc09.repeats import FIRST, RepeatMemory, digest, identify, told_of
from anbao.engines.dc09.signals import BLOCKS, oddly_qualified, split_account

#: head, header, content and end; what stands in the content's brackets has no brackets and no control characters itself
USUAL = re.compile(
    rb'\n([0-9A-F]{4})(0[0-9A-F]{3})("(\*?)(SIA-DCS|ADM-CID|NULL)"([0-9]{4})((?:R[0-9A-Fa-f]{1,6})?(?:L[0-9A-Fa-f]{1,6})?'
    rb"#[0-9A-Fa-f]{3,16})\[([ -Z\\^-~]*)(\]?))\r"
)
_SENDER = re.compile(rb"(?:R([0-9A-Fa-f]+))?(?:L([0-9A-Fa-f]+))?#([0-9A-Fa-f]+)")
_CIPHER_TEXT = re.compile(rb"(?:[0-9A-F]{32})+")
_NONE = Leniency.NONE
#: a tuple's own making: an event has many fields, and naming them costs more than the rest of it
_make = tuple.__new__
#: of so many senders at most what was read is kept; receiver and line are theirs to choose
SENDERS = 50_000
_TOKENS = {token.encode(): token for token in ("SIA-DCS", "ADM-CID", "NULL")}
_ANSWERED = frozenset(_TOKENS.values())


class Sender(NamedTuple):
    """What stands between sequence number and content, and the settings that it is judged by."""

    account: Account
    known: bool
    receiver: str | None
    line: str | None
    number: str
    #: nothing is forgiven, restricted or spelled: the short way may be taken
    exact: bool
    #: its part of an identity
    told: bytes
    #: how contents begin that name the same account
    inner: str


def _sender(written: bytes, book: AccountBook) -> Sender:
    receiver, line, number = (part and part.decode() for part in _SENDER.fullmatch(written).groups())
    account, known = book.find(number)
    exact = account.leniency is _NONE and not account.addresses and account.encoding is None
    if len(book.senders) >= SENDERS:
        book.senders.clear()
    found = book.senders[written] = Sender(
        account, known, receiver, line, number, exact, told_of(receiver, line, number), f"#{number}|"
    )
    return found


def usual_event(
    found: re.Match, book: AccountBook, repeats: RepeatMemory, offset: int, at: datetime | None
) -> Event | None:
    """The event of a frame that ``USUAL`` matched; None: ask the full reader."""
    claimed, length, body, star, token, sequence, written, content, closed = found.groups()
    if int(length, 16) != len(body) or int(claimed, 16) != arc(body):
        return None
    account, known, receiver, line, number, exact, told, inner = book.senders.get(written) or _sender(written, book)
    if not exact:
        return None
    sequence = int(sequence)
    header = _make(Header, (_TOKENS[token], star != b"", sequence, receiver, line, number))
    try:
        if star:
            return None if closed else _encrypted(header, content, account, known, inner, repeats, found[0], offset, at)
        if not closed or account.key is not None:
            return None
        data = content.decode()
        said = _read(header[0], data, inner, number)
    except ProtocolError:
        return None
    if said is None:
        return None
    within, signals, text = said
    identity = digest(b"%b\0%d\0%b%b]" % (token, sequence, told, content))
    seen = FIRST
    if at is not None and header[0] not in SUPERVISION_TOKENS:
        seen = repeats.see(header, number, identity, at)
    return _make(
        Event,
        (
            header, number, known, data, signals, (), None, found[0], offset, _NONE, False, text or None, within,
            identity, *seen,
        ),
    )  # fmt: skip


def _encrypted(
    header: Header,
    content: bytes,
    account: Account,
    known: bool,
    inner: str,
    repeats: RepeatMemory,
    raw: bytes,
    offset: int,
    at,
) -> Event | None:
    """Raises ``ProtocolError`` for what the full reader has to judge."""
    if account.key is None or not _CIPHER_TEXT.fullmatch(content):
        return None
    clear, padding = without_padding(decrypt(account.key, bytes.fromhex(content.decode())))
    parts = split_content(header, clear, padding, account)
    check_window(parts.timestamp, account, at)
    data, number = decode_text(parts.data, None), header.account
    said = _read(header.token, data, inner, number)
    if said is None:
        return None
    within, signals, text = said
    identity = identify(header, number, parts.identity)
    seen = FIRST
    if at is not None and header.token not in SUPERVISION_TOKENS:
        seen = repeats.see(header, number, identity, at)
    text = text or (alarm_text(parts.extended, account) if parts.extended else None)
    return _make(
        Event,
        (
            header, number, known, data, signals, parts.extended, parts.timestamp, raw, offset, parts.deviations, False, text,
            within, identity, *seen,
        ),
    )  # fmt: skip


def _read(token: str, data: str, inner: str, number: str) -> tuple | None:
    """Account, signals and text of a content."""
    reader = BLOCKS.get(token)
    if reader is None or not data:
        return split_account(data)[0], (), None
    within, rest = (number, data[len(inner) :]) if data.startswith(inner) else split_account(data)
    signals, text = reader(rest)
    return (
        None if signals is None or (token == "ADM-CID" and oddly_qualified(token, signals)) else (within, signals, text)
    )


def usual_reply(event: Event, book: AccountBook) -> bytes | None:
    """ACK for what nearly every event is: in clear, and answered with its header's own words. None: ask the full writer."""
    token, encrypted, sequence, *place = event.header
    if encrypted or event.binary_crc or token not in _ANSWERED:
        return None
    place = tuple(place)
    said = book.places.get(place)
    if said is None:
        said = _answered(place, book)
    return frame(b'"ACK"%04d%b' % (sequence, said)) if said else None


def _answered(place: tuple[str | None, str | None, str | None], book: AccountBook) -> bytes:
    """Where a panel's reply goes and its empty content; the same for all its messages. Empty: the short way can't tell."""
    number = place[2]
    if len(book.places) >= SENDERS:
        book.places.clear()
    usual = number is not None and not book.find(number)[0].timestamped_ack
    said = book.places[place] = f"{Header('ACK', False, 0, *place).address()}[]".encode() if usual else b""
    return said
