"""CRC-16/ARC: polynomial 0x8005 reflected (0xA001), initial value 0; the check value of "123456789" is 0xBB3D.

A whole message is reckoned by a library; ``TABLE`` is for who has to look at the value behind every single byte.
"""

from fastcrc.crc16 import arc


def _bytes_table() -> tuple[int, ...]:
    rows = []
    for value in range(256):
        for _ in range(8):
            value = value >> 1 ^ 0xA001 if value & 1 else value >> 1
        rows.append(value)
    return tuple(rows)


TABLE = _bytes_table()


def crc16(data: bytes) -> int:
    """CRC of the bytes."""
    return arc(data)
