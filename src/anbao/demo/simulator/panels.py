"""DC-09 panels: SIA or Contact ID, in clear or with AES."""

from anbao.demo.simulator.boxes import Box
from anbao.demo.simulator.cards import Card
from anbao.demo.simulator.script import Happening
from anbao.engines.dc09.events import Event
from anbao.engines.dc09.panel import Panel

#: what happens -> (SIA code, Contact ID code); {R} of Contact ID is the restore of the same event
CODES = {
    "intrusion": ("BA", "1130"), "intrusion_restore": ("BR", "3130"), "hold_up": ("HA", "1122"), "hold_up_restore": ("HR", "3122"),
    "smoke": ("FA", "1111"), "smoke_restore": ("FR", "3111"), "tamper": ("TA", "1137"), "tamper_restore": ("TR", "3137"),
    "mains": ("AT", "1301"), "mains_restore": ("AR", "3301"), "battery": ("YT", "1302"), "battery_restore": ("YR", "3302"),
    "arm": ("CL", "3401"), "disarm": ("OP", "1401"), "test": ("RP", "1602"), "zone_fault": ("BT", "1380"),
    "zone_fault_restore": ("BJ", "3380"),
}  # fmt: skip


class SimulatedPanel(Box):
    """One panel of a card."""

    def __init__(self, card: Card, line, *, sequence: int = 1, **rest):
        super().__init__(card.code, line, **rest)
        self.card = card
        self._panel = Panel(card.account, key=card.key, sequence=sequence)

    def frame(self, happening: Happening | None, again: bool) -> bytes:
        at = self.now()
        if again:
            return self._panel.repeat(at=at)
        if happening is None:
            return self._panel.supervision(at=at)
        sia, contact = CODES[happening.what]
        if self.card.token == "SIA-DCS":
            return self._panel.sia(sia, str(happening.zone) if happening.zone else "", area="1", at=at)
        return self._panel.contact_id(contact, happening.zone, area=1, at=at)

    def answered(self, data: bytes) -> bool:
        """True when the last message was acknowledged; a NAK is a reason to say it again, with the time of now."""
        for reply in self._panel.replies(data):
            if isinstance(reply, Event):
                if self._panel.accepts(reply):
                    return True
                if reply.kind in ("NAK", "DUH"):
                    self.count["refused"] += 1
                    raise TimeoutError(f"{self.code}: the gateway answered {reply.kind}")
        return False
