"""JPEG over RTP (RFC 2435): a baseline JPEG cut into packets, quantisation tables in band. Pure."""

import struct
from collections.abc import Iterator

#: bytes of scan data in one packet
PIECE = 1300
#: payload type of JPEG (RFC 3551)
JPEG = 26


class NotBaseline(ValueError):
    """The JPEG can't go over RFC 2435 (another sampling, progressive, too large)."""


def parts(jpeg: bytes) -> tuple[int, int, int, bytes, bytes]:
    """(type, width, height, quantisation tables, scan) of a baseline JPEG with 4:2:0 or 4:2:2 and standard Huffman tables."""
    tables: dict[int, bytes] = {}
    kind = width = height = None
    at = 2
    while at + 4 <= len(jpeg):
        marker, size = struct.unpack(">HH", jpeg[at : at + 4])
        body = jpeg[at + 4 : at + 2 + size]
        at += 2 + size
        if marker == 0xFFDB:
            while body:
                tables[body[0] & 15] = body[1:65]
                body = body[65:]
        elif marker == 0xFFC0:
            height, width = struct.unpack(">HH", body[1:5])
            kind = {0x21: 0, 0x22: 1}.get(body[7])
        elif marker == 0xFFDA:
            if kind is None or width > 2040 or height > 2040:
                raise NotBaseline("a baseline JPEG of at most 2040 pixels, 4:2:0 or 4:2:2, is wanted")
            end = jpeg.rfind(b"\xff\xd9")
            return kind, width, height, tables[0] + tables.get(1, tables[0]), jpeg[at : end if end > at else len(jpeg)]
    raise NotBaseline("no baseline JPEG")


def packets(jpeg: bytes, *, sequence: int, stamp: int, source: int) -> Iterator[bytes]:
    """The RTP packets of one picture; ``stamp`` in 90 kHz. Sequence numbers count on from `sequence`."""
    kind, width, height, tables, scan = parts(jpeg)
    for start in range(0, len(scan), PIECE):
        piece = scan[start : start + PIECE]
        last = start + PIECE >= len(scan)
        head = struct.pack(">BBHII", 0x80, JPEG | (0x80 if last else 0), sequence & 0xFFFF, stamp & 0xFFFFFFFF, source)
        own = struct.pack(">I", start) + bytes((kind, 255, (width + 7) // 8, (height + 7) // 8))
        if start == 0:
            own += struct.pack(">BBH", 0, 0, len(tables)) + tables
        yield head + own + piece
        sequence += 1
