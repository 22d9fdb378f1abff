"""CRC-16/ARC: polynomial 0x8005 reflected (0xA001), initial value 0; the check value of "123456789" is 0xBB3D.

A CRC of 16 bits can take two bytes in one step when its table has 65,536 rows: new = WORDS[old ^ word].
"""

import sys
from array import array


def _bytes_table() -> tuple[int, ...]:
    rows = []
    for value in range(256):
        for _ in range(8):
            value = value >> 1 ^ 0xA001 if value & 1 else value >> 1
        rows.append(value)
    return tuple(rows)


TABLE = _bytes_table()
#: the CRC after the two bytes of every 16-bit word, low byte first
WORDS = tuple(high >> 8 ^ TABLE[high & 0xFF] for high in (word >> 8 ^ TABLE[word & 0xFF] for word in range(65_536)))
_SWAP = sys.byteorder == "big"


def crc16(data: bytes) -> int:
    """CRC of the bytes."""
    words = array("H", data[: len(data) & ~1])
    if _SWAP:
        words.byteswap()
    crc, table = 0, WORDS
    for word in words:
        crc = table[crc ^ word]
    if len(data) & 1:
        crc = crc >> 8 ^ TABLE[(crc ^ data[-1]) & 0xFF]
    return crc
