"""The short way of the receiver: what nearly every message is, read by one expression.

A frame takes it that is whole in what was read, in the standard's form, with the right length and CRC, of a token that most
panels speak, from an account (in the header) that is forgiven nothing, restricts no address and names no encoding; in clear
without extended data, or encrypted as the account asks. ``usual_event`` gives None for anything else, and for whatever would
be a fault: that is read again by the full reader (``framing``, ``receiver``), which alone knows faults. Where this one gives an
event it is the full reader's to the last field; property tests hold that.
"""

import re
from datetime import datetime

from fastcrc.crc16 import arc

from anbao.engines.dc09.accounts import Account, AccountBook, Leniency
from anbao.engines.dc09.cipher import decrypt
from anbao.engines.dc09.content import alarm_text, check_window, decode_text, split_content, without_padding
from anbao.engines.dc09.events import Event
from anbao.engines.dc09.faults import ProtocolError
from anbao.engines.dc09.header import SUPERVISION_TOKENS, Header
from anbao.engines.dc09.repeats import FIRST, RepeatMemory, identify
from anbao.engines.dc09.signals import READERS, Content, split_account

#: head, header, content and end; what stands in the content's brackets has no brackets and no control characters itself
USUAL = re.compile(
    rb'\n([0-9A-F]{4})(0[0-9A-F]{3})("(\*?)(SIA-DCS|ADM-CID|NULL)"([0-9]{4})(?:R([0-9A-Fa-f]{1,6}))?(?:L([0-9A-Fa-f]{1,6}))?'
    rb"#([0-9A-Fa-f]{3,16})\[([ -Z\\^-~]*)(\]?))\r"
)
_CIPHER_TEXT = re.compile(rb"(?:[0-9A-F]{32})+")
_NONE = Leniency.NONE
#: a tuple's own making: an event has many fields, and naming them costs more than the rest of it
_make = tuple.__new__


def usual_event(
    found: re.Match, book: AccountBook, repeats: RepeatMemory, offset: int, at: datetime | None
) -> Event | None:
    """The event of a frame that ``USUAL`` matched; None: ask the full reader."""
    claimed, length, body, star, token, sequence, receiver, line, number, content, closed = found.groups()
    if int(length, 16) != len(body) or int(claimed, 16) != arc(body):
        return None
    number = number.decode()
    account, known = book.find(number)
    if account.leniency is not _NONE or account.addresses or account.encoding is not None:
        return None
    header = _make(
        Header,
        (token.decode(), star != b"", int(sequence), receiver and receiver.decode(), line and line.decode(), number),
    )
    try:
        if star:
            return None if closed else _encrypted(header, content, account, known, repeats, found[0], offset, at)
        if not closed or account.key is not None:
            return None
        data = content.decode()
        said = _read(header.token, data)
    except ProtocolError:
        return None
    if said is None:
        return None
    identity = identify(header, number, content + b"]")
    seen = FIRST
    if at is not None and header.token not in SUPERVISION_TOKENS:
        seen = repeats.see(header, number, identity, at)
    return _make(
        Event,
        (
            header, number, known, data, said.signals, (), None, found[0], offset, _NONE, False, said.text or None, said.account,
            identity, *seen,
        ),
    )  # fmt: skip


def _encrypted(
    header: Header, content: bytes, account: Account, known: bool, repeats: RepeatMemory, raw: bytes, offset: int, at
) -> Event | None:
    """Raises ``ProtocolError`` for what the full reader has to judge."""
    if account.key is None or not _CIPHER_TEXT.fullmatch(content):
        return None
    clear = without_padding(decrypt(account.key, bytes.fromhex(content.decode())))
    parts = split_content(header, clear, account)
    check_window(parts.timestamp, account, at)
    data = decode_text(parts.data, None)
    said = _read(header.token, data)
    if said is None:
        return None
    number = header.account
    identity = identify(header, number, parts.identity)
    seen = FIRST
    if at is not None and header.token not in SUPERVISION_TOKENS:
        seen = repeats.see(header, number, identity, at)
    text = said.text or (alarm_text(parts.extended, account) if parts.extended else None)
    return _make(
        Event,
        (
            header, number, known, data, said.signals, parts.extended, parts.timestamp, raw, offset, parts.deviations, False, text,
            said.account, identity, *seen,
        ),
    )  # fmt: skip


def _read(token: str, data: str) -> Content | None:
    reader = READERS.get(token)
    if reader is None or not data:
        return Content(split_account(data)[0], ())
    return reader(data)
