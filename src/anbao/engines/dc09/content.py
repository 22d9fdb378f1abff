"""Behind the header: decryption, the content between the first brackets, extended data, timestamp."""

import re
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from typing import NamedTuple

from anbao.engines.dc09.accounts import Account, Leniency
from anbao.engines.dc09.cipher import decrypt
from anbao.engines.dc09.extended import ExtendedData, parse_block
from anbao.engines.dc09.faults import ProtocolError, Reason
from anbao.engines.dc09.header import REPLY_TOKENS, SUPERVISION_TOKENS, Header
from anbao.engines.dc09.signals import READERS

TIMESTAMP = re.compile(rb"_([0-9]{2}):([0-9]{2}):([0-9]{2}),([0-9]{2})-([0-9]{2})-([0-9]{4})")
#: so long is a timestamp
STAMP = 20
_CIPHER_TEXT = re.compile(rb"(?:[0-9A-Fa-f]{32})+")
#: Decrypted with the right key, padding is followed by printable content; binary bytes occur in extended data only.
_PRINTABLE = re.compile(rb"[\x20-\x7e\x80-\xff]*")
#: What some libraries fill the last block with (PKCS #7, zeros); a message never ends in these.
BACK_PADDING = bytes(range(17))
#: What timestamps are made of, readable or not: with a wrong key eight such characters in their place are no chance.
_STAMP_LIKE = re.compile(rb"_[0-9:,./ -]{8}")
#: Padding that a wrong key doesn't give: printable up to its bar, or many filling bytes behind the message.
_TELLING_PADDING = re.compile(rb"[ -Z\\^-{}~]{8,}\|[\x00-\x10]*|.*[\x00-\x10]{8}", re.DOTALL)
#: A shorter account inside proves too little.
_SHORTEST_ACCOUNT = 3
#: What a token unknown here carries is shown whole; its brackets mean what they mean to others.
_UNKNOWN_CONTENT = re.compile(rb"(.*)\](_[0-9:,-]{19})?", re.DOTALL)
KNOWN_TOKENS = frozenset(READERS) | SUPERVISION_TOKENS | REPLY_TOKENS
#: Most texts are ASCII; Chinese panels send UTF-8 or GB18030, European ones Windows-1252.
ENCODINGS = ("ascii", "utf-8", "gb18030", "cp1252")
#: looked up once: an enumeration's members are slow to reach
_NONE, _WRONG_KEY, _CONTENT = Leniency.NONE, Reason.WRONG_KEY, Reason.CONTENT


class Parts(NamedTuple):
    data: bytes
    extended: tuple[ExtendedData, ...]
    timestamp: datetime | None
    deviations: Leniency
    #: content without its timestamp: what is equal in a repeat
    identity: bytes


def open_content(header: Header, content: bytes, account: Account) -> tuple[bytes, bytes, Leniency]:
    """The content in clear, the padding that was removed from it, and what was forgiven. Raises ``ProtocolError``."""
    if not header.encrypted:
        if account.key is None or header.token == "NAK":  # NAK is never encrypted (DC-09 5.5.3.2)
            return content, b"", _NONE
        if account.leniency & Leniency.NOT_ENCRYPTED:
            return content, b"", Leniency.NOT_ENCRYPTED
        raise ProtocolError(Reason.NOT_ENCRYPTED)
    if account.key is None:
        raise ProtocolError(Reason.NO_KEY)
    if content.endswith(b"]"):
        content = content[:-1]
    if not _CIPHER_TEXT.fullmatch(content):
        raise ProtocolError(Reason.CIPHER, f"{len(content)} digits")
    deviations = _NONE
    if content != content.upper():
        if not account.leniency & Leniency.LOWER_CASE_HEX:
            raise ProtocolError(Reason.HEX_CASE, "cipher text")
        deviations = Leniency.LOWER_CASE_HEX
    clear, behind = decrypt(account.key, bytes.fromhex(content.decode())), b""
    if clear[-1] <= 16 and account.leniency & Leniency.BACK_PADDING:
        message = clear.rstrip(BACK_PADDING)
        clear, behind = message, clear[len(message) :]
        deviations |= Leniency.BACK_PADDING
    content, padding = without_padding(clear)
    return content, padding + behind, deviations


def without_padding(clear: bytes) -> tuple[bytes, bytes]:
    """What follows the padding, and the padding. It ends at the first "|"; without content some panels leave that out and
    go on with "]" (DC-09 5.4.4)."""
    bracket = clear.find(b"]")
    bar = clear.find(b"|", 0, bracket if bracket >= 0 else len(clear))
    if bracket < 0 or not _PRINTABLE.fullmatch(clear, bar + 1, bracket):
        raise ProtocolError(Reason.WRONG_KEY)
    start = bar + 1 if bar >= 0 else bracket
    return clear[start:], clear[:start]


def split_content(header: Header, clear: bytes, padding: bytes, account: Account) -> Parts:
    """Data, extended blocks and timestamp of a content in clear. Raises ``ProtocolError``."""
    unreadable = _WRONG_KEY if header.encrypted else _CONTENT
    if header.token not in KNOWN_TOKENS and (whole := _UNKNOWN_CONTENT.fullmatch(clear)):
        timestamp, deviations = _timestamp(header, whole[1], whole[2] or b"", padding, account)
        return Parts(whole[1], (), timestamp, deviations, whole[1])
    end = clear.find(b"]")
    if end < 0:
        raise ProtocolError(unreadable, "no closing bracket")
    if end + 1 == len(clear) and not header.encrypted:  # what most messages in clear are: data and nothing else
        return Parts(clear[:end], (), None, _NONE, clear)
    data = clear[:end]
    at = end + 1
    extended = []
    while clear[at : at + 1] == b"[":
        found = parse_block(clear, at)
        if found is None:
            raise ProtocolError(unreadable, "an extended block without an end")
        extended.append(found[0])
        at = found[1]
    timestamp, deviations = _timestamp(header, data, clear[at:], padding, account)
    return Parts(data, tuple(extended), timestamp, deviations, clear[:at])


def _timestamp(
    header: Header, data: bytes, tail: bytes, padding: bytes, account: Account
) -> tuple[datetime | None, Leniency]:
    """The moment behind the content. A readable one proves the key; without it the rest has to, before anything is forgiven."""
    moment = _moment(tail, account.utc_offset) if len(tail) == STAMP else None
    if moment is not None:
        return moment, _NONE
    if header.encrypted and not _proves_key(header, data, tail, padding):
        raise ProtocolError(Reason.WRONG_KEY, "no timestamp, account or padding proves it")
    if tail:
        if account.leniency & Leniency.BAD_TIMESTAMP:
            return None, Leniency.BAD_TIMESTAMP
        raise ProtocolError(Reason.TIMESTAMP, repr(tail[:24].decode("latin-1")))
    if not header.encrypted:  # DC-09 5.5.1.8: mandatory when encrypted, optional in clear
        return None, _NONE
    if account.leniency & Leniency.NO_TIMESTAMP:
        return None, Leniency.NO_TIMESTAMP
    raise ProtocolError(Reason.NO_TIMESTAMP)


def _proves_key(header: Header, data: bytes, tail: bytes, padding: bytes) -> bool:
    """Whether a content without a readable timestamp can't have come out of a wrong key; the page of the algorithm tells how
    rarely it does: something that looks like a timestamp, the header's account inside, or, where nothing is said, the padding."""
    if _STAMP_LIKE.match(tail):
        return True
    if data:
        number = (header.account or "").upper().encode()
        before, _bar, _rest = data.upper().partition(b"|")
        return len(number) >= _SHORTEST_ACCOUNT and before == b"#" + number
    return not tail and _TELLING_PADDING.fullmatch(padding) is not None


@lru_cache(maxsize=1024)
def _moment(tail: bytes, offset: timedelta) -> datetime | None:
    """The moment that a timestamp names, in UTC; None when it names none. Many panels send in the same second."""
    found = TIMESTAMP.fullmatch(tail)
    if found is None:
        return None
    hour, minute, second, month, day, year = map(int, found.groups())
    try:
        return datetime(year, month, day, hour, minute, second, tzinfo=UTC) - offset
    except (ValueError, OverflowError):
        return None


def check_window(timestamp: datetime | None, account: Account, at: datetime | None) -> Leniency:
    """Whether the timestamp is near enough to ``at``; raises ``ProtocolError``. Without ``at`` nothing is checked."""
    if timestamp is None or account.window is None or at is None:
        return _NONE
    age = at - timestamp
    if -account.window.ahead <= age <= account.window.old:
        return _NONE
    if account.leniency & Leniency.OUTSIDE_WINDOW:
        return Leniency.OUTSIDE_WINDOW
    seconds = age.total_seconds()
    raise ProtocolError(Reason.OUTSIDE_WINDOW, f"{abs(seconds):.0f} s {'old' if seconds > 0 else 'ahead'}")


def decode_text(data: bytes, encoding: str | None) -> str:
    """Text of panel bytes; what no encoding explains is kept as replacement characters (the raw bytes remain)."""
    if encoding is not None:
        return data.decode(encoding, "replace")
    for candidate in ENCODINGS:
        try:
            return data.decode(candidate)
        except UnicodeDecodeError:
            continue
    return data.decode("cp1252", "replace")


def alarm_text(extended: tuple[ExtendedData, ...], account: Account) -> str | None:
    """The text of an "I" block, when the content itself has none."""
    for block in extended:
        if block.identifier == "I":
            return decode_text(block.value, account.encoding)
    return None


def format_timestamp(at: datetime) -> bytes:
    """``_HH:MM:SS,MM-DD-YYYY`` in UTC, as replies carry it."""
    return _stamp(at.astimezone(UTC).replace(microsecond=0))


@lru_cache(maxsize=16)
def _stamp(second: datetime) -> bytes:
    """The same for every reply of a second."""
    return second.strftime("_%H:%M:%S,%m-%d-%Y").encode()
