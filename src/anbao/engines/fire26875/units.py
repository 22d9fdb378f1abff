"""Application data: what each type flag holds, and how its fields are read and written.

The table ``TYPES`` drives reader, writer and documentation; a field is a name with a size and two functions.
"""

from collections.abc import Callable
from datetime import datetime
from typing import NamedTuple

from anbao.engines.fire26875.timelabel import SIZE as TIME_SIZE
from anbao.engines.fire26875.timelabel import Coding, TimeLabel, read_time, write_time

TEXT_SIZE = 31
ENCODING = "gb18030"


class Information(NamedTuple):
    """One object. Fields that its type doesn't have are None.

    ``component_address`` is the four bytes read low byte first; ``state`` and ``operation`` are bit words
    (``codes``); ``analogue`` is type and signed steps; ``version`` major and minor; ``label`` the time label.
    """

    system_type: int | None = None
    system_address: int | None = None
    component_type: int | None = None
    component_address: int | None = None
    state: int | None = None
    operation: int | None = None
    operator: int | None = None
    analogue: tuple[int, int] | None = None
    version: tuple[int, int] | None = None
    text: str | None = None
    number: int | None = None
    label: TimeLabel | None = None

    @property
    def at(self) -> datetime | None:
        """When it happened, Beijing time."""
        return self.label.at if self.label else None


class Clock(NamedTuple):
    """How time labels of a frame are to be read."""

    coding: Coding | None = None
    near: datetime | None = None
    hint: Coding | None = None


class Field(NamedTuple):
    """``size`` in bytes, 0 for a text that begins with its own length."""

    size: int
    read: Callable[[bytes, Clock], dict]
    write: Callable[[Information], bytes]


def _number(size: int, name: str) -> Field:
    return Field(
        size,
        lambda raw, clock: {name: int.from_bytes(raw, "little")},
        lambda info: (getattr(info, name) or 0).to_bytes(size, "little"),
    )


def read_text(raw: bytes) -> str:
    """GB 18030, filled up with zero bytes; a character cut off at the end is dropped, a foreign byte replaced."""
    end = raw.find(b"\0")
    written = raw if end < 0 else raw[:end]
    try:
        return written.decode(ENCODING).strip()
    except UnicodeDecodeError as error:
        if error.end == len(written) or error.reason.startswith("incomplete"):
            return written[: error.start].decode(ENCODING, "replace").strip()
        return written.decode(ENCODING, "replace").strip()


def write_text(text: str | None, size: int) -> bytes:
    """At most ``size`` bytes, whole characters, filled up with zero bytes."""
    written = b""
    for character in text or "":
        more = written + character.encode(ENCODING)
        if len(more) > size:
            break
        written = more
    return written.ljust(size, b"\0")


def _write_measured_text(info: Information) -> bytes:
    written = write_text(info.text, 255).rstrip(b"\0")
    return bytes([len(written)]) + written


def _signed(raw: bytes) -> int:
    return int.from_bytes(raw, "little", signed=True)


FIELDS: dict[str, Field] = {
    "system": Field(
        2,
        lambda raw, clock: {"system_type": raw[0], "system_address": raw[1]},
        lambda info: bytes((info.system_type or 0, info.system_address or 0)),
    ),
    "component type": _number(1, "component_type"),
    "component address": _number(4, "component_address"),
    "state, 2 bytes": _number(2, "state"),
    "state, 1 byte": _number(1, "state"),
    "operation": _number(1, "operation"),
    "operator": _number(1, "operator"),
    "analogue": Field(
        3,
        lambda raw, clock: {"analogue": (raw[0], _signed(raw[1:]))},
        lambda info: bytes([info.analogue[0]]) + info.analogue[1].to_bytes(2, "little", signed=True),
    ),
    "version": Field(2, lambda raw, clock: {"version": (raw[0], raw[1])}, lambda info: bytes(info.version)),
    "text, 31 bytes": Field(
        TEXT_SIZE, lambda raw, clock: {"text": read_text(raw)}, lambda info: write_text(info.text, TEXT_SIZE)
    ),
    "text with length": Field(0, lambda raw, clock: {"text": read_text(raw)}, _write_measured_text),
    "number": _number(1, "number"),
    "time": Field(
        TIME_SIZE,
        lambda raw, clock: {"label": read_time(raw, coding=clock.coding, near=clock.near, hint=clock.hint)},
        lambda info: write_time(info.label.at),
    ),
}


class TypeRow(NamedTuple):
    """A type flag: its stable id, its names, and the fields of each of its objects in order."""

    id: str
    zh: str
    en: str
    fields: tuple[str, ...]


_SYSTEM = ("system",)
_COMPONENT = ("system", "component type", "component address")
_POINT = ("system", "component address")

#: type flag (table 3) with the layout of 8.2 and 8.3; flags not listed are reserved, 128 to 254 user-defined.
TYPES: dict[int, TypeRow] = {
    1: TypeRow("system-state", "上传建筑消防设施系统状态", "system state", (*_SYSTEM, "state, 2 bytes", "time")),
    2: TypeRow(
        "component-state",
        "上传建筑消防设施部件运行状态",
        "component state",
        (*_COMPONENT, "state, 2 bytes", "text, 31 bytes", "time"),
    ),
    3: TypeRow("component-value", "上传建筑消防设施部件模拟量值", "component value", (*_COMPONENT, "analogue", "time")),
    4: TypeRow("operation", "上传建筑消防设施操作信息", "operation", (*_SYSTEM, "operation", "operator", "time")),
    5: TypeRow("system-version", "上传建筑消防设施软件版本", "software version", (*_SYSTEM, "version")),
    6: TypeRow("system-config", "上传建筑消防设施系统配置情况", "configuration", (*_SYSTEM, "text with length")),
    7: TypeRow("component-config", "上传建筑消防设施部件配置情况", "component", (*_COMPONENT, "text, 31 bytes")),
    8: TypeRow("system-time", "上传建筑消防设施系统时间", "system time", (*_SYSTEM, "time")),
    21: TypeRow("transmitter-state", "上传用户信息传输装置运行状态", "transmitter state", ("state, 1 byte", "time")),
    24: TypeRow(
        "transmitter-operation",
        "上传用户信息传输装置操作信息",
        "transmitter operation",
        ("operation", "operator", "time"),
    ),
    25: TypeRow("transmitter-version", "上传用户信息传输装置软件版本", "transmitter version", ("version",)),
    26: TypeRow("transmitter-config", "上传用户信息传输装置配置情况", "transmitter settings", ("text with length",)),
    28: TypeRow("transmitter-time", "上传用户信息传输装置系统时间", "transmitter time", ("time",)),
    61: TypeRow("read-system-state", "读建筑消防设施系统状态", "read system state", _SYSTEM),
    62: TypeRow("read-component-state", "读建筑消防设施部件运行状态", "read component state", _POINT),
    63: TypeRow("read-component-value", "读建筑消防设施部件模拟量值", "read component value", _POINT),
    64: TypeRow("read-operation", "读建筑消防设施操作信息", "read operations", (*_SYSTEM, "number", "time")),
    65: TypeRow("read-system-version", "读建筑消防设施软件版本", "read software version", _SYSTEM),
    66: TypeRow("read-system-config", "读建筑消防设施系统配置情况", "read configuration", _SYSTEM),
    67: TypeRow("read-component-config", "读建筑消防设施部件配置情况", "read component", _POINT),
    68: TypeRow("read-system-time", "读建筑消防设施系统时间", "read system time", _SYSTEM),
    81: TypeRow("read-transmitter-state", "读用户信息传输装置运行状态", "read transmitter state", ("number",)),
    84: TypeRow("read-transmitter-operation", "读用户信息传输装置操作信息", "read its operations", ("number", "time")),
    85: TypeRow("read-transmitter-version", "读用户信息传输装置软件版本", "read its version", ("number",)),
    86: TypeRow("read-transmitter-config", "读用户信息传输装置配置情况", "read its settings", ("number",)),
    88: TypeRow("read-transmitter-time", "读用户信息传输装置系统时间", "read its time", ("number",)),
    89: TypeRow("initialise", "初始化用户信息传输装置", "initialise the transmitter", ("number",)),
    90: TypeRow("set-clock", "同步用户信息传输装置时钟", "set the transmitter's clock", ("time",)),
    91: TypeRow("post-check", "查岗命令", "check that the post is manned", ("number",)),
}


def read_objects(row: TypeRow, count: int, data: bytes, clock: Clock, *, timed: bool = True):
    """The objects behind type flag and count, or None when they don't fill the data exactly."""
    names = row.fields if timed else tuple(name for name in row.fields if name != "time")
    objects, place = [], 0
    for _ in range(count):
        values: dict = {}
        for name in names:
            field = FIELDS[name]
            size = field.size
            if size == 0:
                if place >= len(data):
                    return None
                size = data[place]
                place += 1
            if place + size > len(data):
                return None
            values |= field.read(data[place : place + size], clock)
            place += size
        objects.append(Information(**values))
    return tuple(objects) if place == len(data) else None


def write_objects(flag: int, objects: tuple[Information, ...]) -> bytes:
    """Type flag, count and objects. Raises ``ValueError`` for what the type can't carry."""
    row = TYPES.get(flag)
    if row is None or not 1 <= len(objects) <= 255:
        raise ValueError(f"type flag {flag} is not listed, or the number of objects is not 1 to 255")
    written = bytearray((flag, len(objects)))
    for info in objects:
        for name in row.fields:
            try:
                written += FIELDS[name].write(info)
            except (TypeError, AttributeError, OverflowError, ValueError) as error:
                raise ValueError(f"{row.id}: {name} is missing or out of range") from error
    return bytes(written)
