"""Building frames, always in the standard's exact form: the receiver's replies, the centre's commands, a simulated
transmitter's reports.
"""

from datetime import datetime

from anbao.engines.fire26875.codes import Command
from anbao.engines.fire26875.framing import END, MAX_DATA, START, Header
from anbao.engines.fire26875.timelabel import TimeLabel, write_bcd_time, write_time
from anbao.engines.fire26875.units import Information, write_objects

LAST_SERIAL = 0xFFFF


def frame(header: Header, data: bytes) -> bytes:
    """One frame. Raises ``ValueError`` for more than 1,024 bytes of data or an address that isn't 12 digits."""
    if len(data) > MAX_DATA:
        raise ValueError(f"application data has at most {MAX_DATA} bytes, this has {len(data)}")
    source, target = (bytes.fromhex(address)[::-1] for address in (header.source, header.target))
    if len(source) != 6 or len(target) != 6:
        raise ValueError("an address has 12 hexadecimal digits")
    unit = (
        header.serial.to_bytes(2, "little")
        + bytes((header.major, header.minor))
        + header.label
        + source
        + target
        + len(data).to_bytes(2, "little")
        + bytes((header.command,))
        + data
    )
    return START + unit + bytes((sum(unit) & 0xFF,)) + END


class Station:
    """One end of a line: a transmitter that reports, or the centre that commands.

    ``number`` and ``peer`` are the addresses of this end and the other; the serial starts at 0 (6.6, table 1) and goes
    on by one with every frame. ``bcd`` writes time labels the way some devices do.
    """

    def __init__(
        self, number: str, peer: str, *, version: tuple[int, int] = (1, 1), serial: int = 0, bcd: bool = False
    ):
        self.number, self.peer, self.version, self.serial, self.bcd = number, peer, version, serial, bcd

    def build(self, command: Command, data: bytes, *, at: datetime) -> bytes:
        """A frame with the next serial."""
        label = write_bcd_time(at) if self.bcd else write_time(at)
        header = Header(self.serial, *self.version, label, self.number, self.peer, command.value)
        written = frame(header, data)
        self.serial = (self.serial + 1) & LAST_SERIAL
        return written

    def send(self, flag: int, *objects: Information, at: datetime) -> bytes:
        """A report (command 2) of objects of one type."""
        return self.build(Command.SEND, write_objects(flag, objects), at=at)

    def component_state(
        self,
        state: int,
        *,
        at: datetime,
        text: str = "",
        system: tuple[int, int] = (1, 1),
        component: tuple[int, int] = (40, 1),
    ) -> bytes:
        """The state of one component: ``component_state(0b10, text="营业厅烟感", at=now)`` is a fire."""
        info = Information(*system, *component, state=state, text=text, label=TimeLabel(at))
        return self.send(2, info, at=at)

    def system_state(self, state: int, *, at: datetime, system: tuple[int, int] = (1, 1)) -> bytes:
        return self.send(1, Information(*system, state=state, label=TimeLabel(at)), at=at)

    def request(self, flag: int, *objects: Information, at: datetime) -> bytes:
        """A query (command 4); the type flags from 61 on."""
        return self.build(Command.REQUEST, write_objects(flag, objects), at=at)

    def set_clock(self, *, at: datetime) -> bytes:
        """Control command 90: the transmitter's clock becomes ``at``."""
        return self.build(Command.CONTROL, write_objects(90, (Information(label=TimeLabel(at)),)), at=at)

    def check_post(self, minutes: int, *, at: datetime) -> bytes:
        """Control command 91 (查岗): somebody must answer at the transmitter within so many minutes."""
        return self.build(Command.CONTROL, write_objects(91, (Information(number=minutes),)), at=at)
