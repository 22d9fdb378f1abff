"""From parts to bytes, always in the standard's exact form; the receiver's replies and the panel share it."""

from collections.abc import Iterable

from anbao.engines.dc09.cipher import encrypt
from anbao.engines.dc09.crc import crc16
from anbao.engines.dc09.extended import ExtendedData
from anbao.engines.dc09.framing import MAX_BODY
from anbao.engines.dc09.header import LAST_SEQUENCE, Header


def frame(body: bytes, *, binary_crc: bool = False) -> bytes:
    """Line feed, CRC, length, body, carriage return. Raises ``ValueError`` for a body over 4,095 bytes."""
    if len(body) > MAX_BODY:
        raise ValueError(f"a body has at most {MAX_BODY} bytes, this one {len(body)}")
    crc = crc16(body)
    if binary_crc:
        return b"\n%b%04X%b\r" % (crc.to_bytes(2, "big"), len(body), body)
    return b"\n%04X%04X%b\r" % (crc, len(body), body)


def build(
    header: Header,
    data: bytes = b"",
    extended: Iterable[ExtendedData] = (),
    timestamp: bytes = b"",
    *,
    key: bytes | None = None,
    binary_crc: bool = False,
) -> bytes:
    """One frame. ``data`` is without brackets; ``timestamp`` as ``content.format_timestamp`` writes it or empty.

    With ``key`` the content is encrypted and the token gets its star, whatever ``header.encrypted`` says.
    """
    if not 0 <= header.sequence <= LAST_SEQUENCE:
        raise ValueError(f"sequence {header.sequence} must be 0 to {LAST_SEQUENCE}")
    if b"]" in data or b"\r" in data:
        raise ValueError("data can't hold a closing bracket or a carriage return")
    tail = data + b"]" + (b"".join(block.encode() for block in extended) if extended else b"") + timestamp
    star = "*" if key else ""
    head = f'"{star}{header.token}"{header.sequence:04d}{header.address()}['.encode()
    if key:
        tail = encrypt(key, b"|" + tail, salt=head)
    return frame(head + tail, binary_crc=binary_crc)
