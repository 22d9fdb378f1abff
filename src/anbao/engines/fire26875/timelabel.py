"""Time labels: six bytes, second first (8.2.2). Binary in the standard; some devices write BCD digits.

``26 12 13 01 08 26`` is 2038-08-01 19:18:38 in binary and 2026-08-01 13:12:26 in BCD. Where only one reading is a
time it is taken; where both are, the one nearer to the receiver's clock; without a clock the standard's.
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
    the other reading would be a time as well and neither is near the clock.
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


def read_time(label: bytes, *, coding: Coding | None = None, near: datetime | None = None) -> TimeLabel:
    """The time in six bytes. ``coding`` settles the reading; else ``near`` decides where both readings are times."""
    if coding is Coding.BINARY:
        return TimeLabel(_binary(label))
    if coding is Coding.BCD:
        return TimeLabel(_bcd(label), Coding.BCD)
    binary, bcd = _binary(label), _bcd(label)
    if bcd is None or bcd == binary:
        return TimeLabel(binary)
    if binary is None:
        return TimeLabel(bcd, Coding.BCD)
    if near is None:
        return TimeLabel(binary, Coding.BINARY, True)
    found, used = min((binary, Coding.BINARY), (bcd, Coding.BCD), key=lambda reading: abs(reading[0] - near))
    return TimeLabel(found, used, abs(found - near) > PLAINLY_NEAR)


def write_time(at: datetime) -> bytes:
    """Six binary bytes of an aware time; raises ``ValueError`` outside 2000 to 2255."""
    local = at.astimezone(BEIJING)
    return bytes((local.second, local.minute, local.hour, local.day, local.month, local.year - 2000))


def write_bcd_time(at: datetime) -> bytes:
    """The same in BCD, for simulating devices that do so; 2000 to 2099."""
    return bytes((value // 10 << 4) + value % 10 for value in write_time(at))
