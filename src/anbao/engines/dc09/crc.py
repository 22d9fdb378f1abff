"""CRC-16/ARC: polynomial 0x8005 reflected (0xA001), initial value 0; the check value of "123456789" is 0xBB3D."""


def _table() -> tuple[int, ...]:
    rows = []
    for value in range(256):
        for _ in range(8):
            value = value >> 1 ^ 0xA001 if value & 1 else value >> 1
        rows.append(value)
    return tuple(rows)


TABLE = _table()


def crc16(data: bytes, crc: int = 0) -> int:
    """CRC of the bytes; give the CRC of what came before to go on from there."""
    table = TABLE
    for byte in data:
        crc = crc >> 8 ^ table[(crc ^ byte) & 0xFF]
    return crc
