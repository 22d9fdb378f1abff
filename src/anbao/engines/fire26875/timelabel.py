"""Time labels: six bytes, second first (8.2.2). Binary in the standard; some devices write BCD digits.

``26 12 13 01 08 26`` is 2038-08-01 19:18:38 in binary and 2026-08-01 13:12:26 in BCD: bytes alone don't always tell.
"""

from datetime import datetime, timedelta, timezone
from enum import Enum
from typing import NamedTuple

#: Devices know no time zones; they are set to Beijing time.
BEIJING = timezone(timedelta(hours=8))
SIZE = 6
#: A reading this near to the receiver's clock leaves no doubt.
PLAINLY_NEAR = timedelta(days=1)


class Coding(Enum):
    BINARY = "binary"
    BCD = "bcd"


class TimeLabel(NamedTuple):
    """``at`` is aware (Beijing), None when the bytes are no time; ``coding`` is how it was read; ``ambiguous`` when
    the other reading would be a time as well and neither clock nor calendar spoke against it.
    """

    at: datetime | None
    coding: Coding = Coding.BINARY
    ambiguous: bool = False


def _binary(label: bytes) -> datetime | None:
    second, minute, hour, day, month, year = label
    try:
        return datetime(2000 + year, month, day, hour, minute, second, tzinfo=BEIJING)
    except ValueError:
        return None


def _bcd(label: bytes) -> datetime | None:
    if any(byte & 0x0F > 9 or byte > 0x99 for byte in label):
        return None
    return _binary(bytes((byte >> 4) * 10 + (byte & 0x0F) for byte in label))


def read_time(
    label: bytes, *, coding: Coding | None = None, near: datetime | None = None, hint: Coding | None = None
) -> TimeLabel:
    """The time in six bytes. ``coding`` settles the reading; else what only one reading makes a time is that time.

    Where both are times: the one within a day of ``near``, the receiver's clock; else the one that isn't ahead of it;
    else the coding of ``hint``, another label of the same frame; else the nearer; without a clock, binary.
    """
    if coding is Coding.BINARY:
        return TimeLabel(_binary(label))
    if coding is Coding.BCD:
        return TimeLabel(_bcd(label), Coding.BCD)
    binary, bcd = _binary(label), _bcd(label)
    if bcd is None or bcd == binary:
        return TimeLabel(binary)
    if binary is None:
        return TimeLabel(bcd, Coding.BCD)
    readings = {Coding.BINARY: binary, Coding.BCD: bcd}
    if near is None:
        used = hint or Coding.BINARY
        return TimeLabel(readings[used], used, True)
    nearer = min(readings, key=lambda used: abs(readings[used] - near))
    if abs(readings[nearer] - near) <= PLAINLY_NEAR:
        return TimeLabel(readings[nearer], nearer)
    past = [used for used in readings if readings[used] <= near]
    if len(past) == 1:
        return TimeLabel(readings[past[0]], past[0])
    used = hint or nearer
    return TimeLabel(readings[used], used, True)


def write_time(at: datetime) -> bytes:
    """Six binary bytes of an aware time; raises ``ValueError`` outside 2000 to 2255."""
    local = at.astimezone(BEIJING)
    return bytes((local.second, local.minute, local.hour, local.day, local.month, local.year - 2000))


def write_bcd_time(at: datetime) -> bytes:
    """The same in BCD, for simulating devices that do so; 2000 to 2099."""
    return bytes((value // 10 << 4) + value % 10 for value in write_time(at))
