"""Extended data: the blocks in square brackets after the content.

Three forms exist and the first byte tells them apart, so none needs a setting:

=========================  ===========================  ======================================================
form                       example                      where it comes from
=========================  ===========================  ======================================================
a letter and its text      ``[M0026B9E4268B]``          DC-09 5.5.1.7
two length bytes           ``[\\x00\\x03ABC]``            Hengbo 恒博 panels: any byte may follow, CR, LF, ``]`` too
four hexadecimal digits    ``[0003ABC]``                the same panels, printable form
=========================  ===========================  ======================================================
"""

from enum import Enum
from typing import NamedTuple


class Form(Enum):
    STANDARD = "standard"
    BINARY_LENGTH = "binary-length"
    FOUR_DIGITS = "four-digits"


class ExtendedData(NamedTuple):
    """One block. ``identifier`` is empty in the length-prefixed forms; ``value`` is without identifier and length."""

    identifier: str
    value: bytes
    form: Form = Form.STANDARD

    def encode(self) -> bytes:
        """The block with its brackets; raises ``ValueError`` for a value its form can't carry."""
        if self.form is Form.BINARY_LENGTH:
            return b"[" + len(self.value).to_bytes(2, "big") + self.value + b"]"
        if self.form is Form.FOUR_DIGITS:
            return b"[" + f"{len(self.value):04X}".encode() + self.value + b"]"
        if not (len(self.identifier) == 1 and "A" <= self.identifier <= "Z"):
            raise ValueError(f"identifier {self.identifier!r} must be one capital letter")
        if b"]" in self.value or b"[" in self.value or b"\r" in self.value:
            raise ValueError("a standard block can't hold brackets or a carriage return")
        return b"[" + self.identifier.encode() + self.value + b"]"


class Field(NamedTuple):
    """What an identifier means and the longest value the standard gives it."""

    zh: str
    en: str
    longest: int


#: DC-09-2021 5.5.1.7, table of extended data; as of 2021.
FIELDS: dict[str, Field] = {
    "A": Field("鉴权摘要", "authentication hash", 12),
    "C": Field("监督类别", "supervision category", 64),
    "H": Field("事件发生时间", "time of occurrence", 21),
    "I": Field("报警文字", "alarm text", 256),
    "J": Field("通信路径", "network path", 1),
    "K": Field("密钥请求", "encryption key request", 64),
    "L": Field("位置", "location on site", 256),
    "M": Field("物理地址", "MAC address", 12),
    "N": Field("网络地址", "network address", 128),
    "O": Field("建筑名称", "building name", 256),
    "P": Field("编程数据", "programming data", 256),
    "R": Field("房间", "room", 256),
    "S": Field("场所名称", "site name", 256),
    "T": Field("触发原因", "alarm trigger", 1),
    "V": Field("复核数据", "audio or video verification", 256),
    "X": Field("经度", "longitude", 12),
    "Y": Field("纬度", "latitude", 12),
    "Z": Field("海拔", "altitude", 12),
}

_HEX = frozenset(b"0123456789ABCDEFabcdef")


def parse_block(content: bytes, start: int) -> tuple[ExtendedData, int] | None:
    """The block whose bracket stands at ``start`` and the index behind its end; None when there is none."""
    if content[start : start + 1] != b"[" or start + 2 > len(content):
        return None
    first = content[start + 1]
    if first < 0x10:  # the high byte of a length below 4,096
        length = int.from_bytes(content[start + 1 : start + 3], "big")
        return _measured(content, start + 3, length, Form.BINARY_LENGTH)
    digits = content[start + 1 : start + 5]
    if first == 0x30 and len(digits) == 4 and _HEX.issuperset(digits):
        # the panels' library writes the four digits in hexadecimal, their manual says decimal
        for base in (16, 10) if digits.isdigit() else (16,):
            found = _measured(content, start + 5, int(digits, base), Form.FOUR_DIGITS)
            if found:
                return found
    end = content.find(b"]", start + 1)
    if end < 0 or first < 0x20:
        return None
    return ExtendedData(content[start + 1 : end][:1].decode("latin-1"), content[start + 2 : end]), end + 1


def _measured(content: bytes, start: int, length: int, form: Form) -> tuple[ExtendedData, int] | None:
    end = start + length
    if content[end : end + 1] != b"]":
        return None
    return ExtendedData("", content[start:end], form), end + 1
