"""What the engine hands over for a frame that passed: one event with its objects, frozen, with its raw bytes."""

from dataclasses import dataclass, field
from datetime import datetime

from anbao.engines.fire26875 import codes
from anbao.engines.fire26875.codes import Command, Quality, StateBit
from anbao.engines.fire26875.faults import Leniency
from anbao.engines.fire26875.framing import Header
from anbao.engines.fire26875.timelabel import TimeLabel
from anbao.engines.fire26875.units import Information

#: type id -> the table that explains its state or operation word
BIT_TABLES: dict[str, tuple[StateBit, ...]] = {
    "system-state": codes.SYSTEM_STATES,
    "component-state": codes.COMPONENT_STATES,
    "transmitter-state": codes.TRANSMITTER_STATES,
    "operation": codes.SYSTEM_OPERATIONS,
    "transmitter-operation": codes.TRANSMITTER_OPERATIONS,
}
TEST_STATE = StateBit("test", "测试状态", "test state", Quality.TEST)
NO_STATE = StateBit("report", "报告", "report", Quality.STATUS)


@dataclass(frozen=True, slots=True)
class Event:
    """One frame from a transmitter (or from the centre, when the engine reads the other direction).

    ``kind``       the type's id (``component-state``), else the command's (``confirm``), else ``user-defined-N``
    ``objects``    what it reports, in order; empty when the type is unknown or the data is (``data`` has it raw)
    ``sent``       the frame's own time label
    ``deviations`` what was forgiven or marked
    ``identity``   16 hexadecimal digits over source, serial, command and data: equal when sent again
    ``repeat``     the same frame was seen a short while ago; ``answered``: and confirmed
    """

    header: Header
    command: Command
    kind: str
    flag: int | None
    objects: tuple[Information, ...]
    sent: TimeLabel
    data: bytes
    raw: bytes = field(repr=False)
    known: bool = False
    offset: int = 0
    deviations: Leniency = Leniency.NONE
    identity: str = ""
    repeat: bool = False
    answered: bool = False

    @property
    def source(self) -> str:
        return self.header.source

    @property
    def target(self) -> str:
        return self.header.target

    @property
    def serial(self) -> int:
        return self.header.serial

    @property
    def timestamp(self) -> datetime | None:
        """When the first object says it happened, else when the frame was sent; Beijing time."""
        return next((info.at for info in self.objects if info.at), None) or self.sent.at

    def bits(self, info: Information) -> tuple[StateBit, ...]:
        """The set bits of an object's state or operation word."""
        word = info.operation if info.state is None else info.state
        table = BIT_TABLES.get(self.kind)
        return () if table is None or word is None else codes.set_bits(word, table)

    @property
    def code(self) -> str | None:
        """The id of what the first object says above all; None for types without state or operation."""
        return self.leading(self.objects[0]).id if self.objects and self.kind in BIT_TABLES else None

    def leading(self, info: Information) -> StateBit:
        """What an object says above all. A state word without any bit is the test state (bit 0 clear, 8.2.1.1).

        Bit 0 beside other bits is not held against them: many devices report a real fire with it clear.
        """
        found = codes.leading(self.bits(info))
        if found is None:
            return TEST_STATE if info.state == 0 and self.kind in BIT_TABLES else NO_STATE
        return found
