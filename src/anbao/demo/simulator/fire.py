"""GB/T 26875.3 transmitters: component states with their text and time, confirmed by the centre."""

from anbao.demo.simulator.boxes import Box
from anbao.demo.simulator.cards import Card
from anbao.demo.simulator.script import Happening
from anbao.engines.fire26875.codes import Command
from anbao.engines.fire26875.events import Event
from anbao.engines.fire26875.receiver import Receiver, TransmitterBook
from anbao.engines.fire26875.station import Station
from anbao.engines.fire26875.timelabel import TimeLabel
from anbao.engines.fire26875.units import Information

CENTRE = "000000000001"
#: what happens -> state word of a component (8.2.1.2): bit 0 normal, 1 fire, 2 fault, 8 power fault
STATES = {
    "smoke": 0b10, "smoke_restore": 0b1, "call_point": 0b10, "call_point_restore": 0b1, "zone_fault": 0b100, "zone_fault_restore": 0b1,
    "mains": 0b1_0000_0000, "mains_restore": 0b1,
}  # fmt: skip
#: component types (table 5): 23 manual call point, 40 smoke detector
SMOKE, CALL_POINT = 40, 23


class SimulatedTransmitter(Box):
    """One transmitter of a card; its zones are the components of the control room's panel."""

    def __init__(self, card: Card, line, *, sequence: int = 0, **rest):
        super().__init__(card.code, line, **rest)
        self.card = card
        self._station = Station(card.account, CENTRE, serial=sequence)
        self._replies = Receiver(TransmitterBook())
        self._last = b""
        self._serial = -1

    def frame(self, happening: Happening | None, again: bool) -> bytes:
        if again:
            return self._last
        at, self._serial = self.now(), self._station.serial
        if happening is None:
            state = Information(state=0b1, label=TimeLabel(at))
            self._last = self._station.send(21, state, at=at)
        elif happening.what in STATES:
            kind = CALL_POINT if happening.what.startswith("call_point") else SMOKE
            name = next((zone.name for zone in self.card.zones if zone.number == happening.zone), "")
            self._last = self._station.component_state(
                STATES[happening.what], at=at, text=name, component=(kind, happening.zone)
            )
        else:
            self._last = self._station.system_state(0b1, at=at)
        return self._last

    def answered(self, data: bytes) -> bool:
        for reply in self._replies.receive(data, at=self.now()):
            if isinstance(reply, Event) and reply.serial == self._serial:
                if reply.command is Command.CONFIRM:
                    return True
                if reply.command is Command.DENY:
                    self.count["refused"] += 1
                    raise TimeoutError(f"{self.code}: the gateway denied it")
        return False
