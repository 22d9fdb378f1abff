"""CRC-16/ARC: polynomial 0x8005 reflected (0xA001), initial value 0; the check value of "123456789" is 0xBB3D.

The CRC is linear over its bits: with zero as the initial value each of its 16 bits is the parity of some of the bits of
the message. So a message read as one number needs 16 times "and, count the ones" on whole numbers instead of a step for
every byte. What is longer than ``SPAN`` is taken in pieces of that length.
"""

#: bytes that are taken at once: longer than nearly every frame, and the masks stay small enough for the processor's cache
SPAN = 256


def _bytes_table() -> tuple[int, ...]:
    rows = []
    for value in range(256):
        for _ in range(8):
            value = value >> 1 ^ 0xA001 if value & 1 else value >> 1
        rows.append(value)
    return tuple(rows)


TABLE = _bytes_table()


def _masks() -> tuple[tuple[int, int], ...]:
    """For each bit of the CRC: which bits of up to SPAN bytes it is the parity of, and its own value."""
    masks, columns = [0] * 16, [TABLE[1 << bit] for bit in range(8)]
    for place in range(0, 8 * SPAN, 8):
        for bit, column in enumerate(columns):
            for row in range(16):
                masks[row] |= (column >> row & 1) << (place + bit)
        columns = [column >> 8 ^ TABLE[column & 0xFF] for column in columns]
    return tuple((mask, 1 << row) for row, mask in enumerate(masks))


MASKS = _masks()


def crc16(data: bytes) -> int:
    """CRC of the bytes."""
    if len(data) <= SPAN:
        number, crc = int.from_bytes(data, "big"), 0
        for mask, value in MASKS:
            if (number & mask).bit_count() & 1:
                crc |= value
        return crc
    crc = 0
    for start in range(0, len(data), SPAN):
        piece = data[start : start + SPAN]
        # what came before acts like two bytes before the piece, low byte first, when it is at least as long as they are
        if len(piece) < 2:
            return crc >> 8 ^ TABLE[(crc ^ piece[0]) & 0xFF]
        first = int.from_bytes(piece[:2], "little") ^ crc
        crc = crc16(first.to_bytes(2, "little") + piece[2:])
    return crc
