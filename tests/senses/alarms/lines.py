"""Panels and transmitters of the tests: real frames through the real engines into arrivals."""

from datetime import datetime

from anbao.engines.dc09.accounts import Account, AccountBook
from anbao.engines.dc09.panel import Panel
from anbao.engines.dc09.receiver import Receiver
from anbao.engines.fire26875.receiver import Receiver as FireReceiver
from anbao.engines.fire26875.receiver import TransmitterBook
from anbao.engines.fire26875.station import Station
from anbao.org.models import Area, Device
from anbao.senses.alarms import actions
from anbao.senses.alarms.arrivals import of_dc09, of_fire
from anbao.senses.alarms.models import AlarmSource, Zone
from tests.branch import NOW, Branch

CENTRE = "000000000001"


class Line:
    """A panel whose messages go straight into the actions."""

    def __init__(self, branch: Branch, account: str = "1234", peer: str = "192.0.2.7"):
        self.branch, self.peer = branch, peer
        self.panel = Panel(account)
        self.receiver = Receiver(AccountBook([Account(account, window=None)]))

    def arrivals(self, frame: bytes, at: datetime):
        return [of_dc09(event, at=at, peer=self.peer) for event in self.receiver.receive(frame, at=at)]

    def send(self, frame: bytes, at: datetime) -> list[bool]:
        return actions.receive(self.arrivals(frame, at), home=self.branch.places["ZJK"].pk, at=at)

    def sia(self, code: str, zone: str = "", *, at: datetime, **more) -> list[bool]:
        return self.send(self.panel.sia(code, zone, **more), at)

    def cid(self, code: str, zone: int = 0, *, at: datetime, **more) -> list[bool]:
        return self.send(self.panel.contact_id(code, zone, **more), at)


class FireLine:
    def __init__(self, branch: Branch, number: str = "0102030405A6"):
        self.branch, self.station = branch, Station(number, CENTRE)
        self.receiver = FireReceiver(TransmitterBook())

    def send(self, frame: bytes, at: datetime) -> list[bool]:
        arrivals = [of_fire(event, at=at) for event in self.receiver.receive(frame, at=at)]
        return actions.receive(arrivals, home=self.branch.places["ZJK"].pk, at=at)


def outlet_source(branch: Branch, account: str = "1234", **more) -> AlarmSource:
    """The panel of the Chongli business room, with three zones."""
    panel = Device.house.get(code="P-CL01")
    source = AlarmSource.house.create(
        protocol="dc09", account=account, institution=panel.institution, device=panel, made_at=NOW, name="营业室主机", **more
    )  # fmt: skip
    room, _new = Area.house.get_or_create(institution=panel.institution, kind="business_hall", name="营业厅")
    for number, kind in (("1", "intrusion"), ("2", "hold_up"), ("3", "")):
        device = Device.house.create(
            institution=panel.institution, area=room, panel=panel, kind="alarm_zone", code=f"Z{number}-{account}", name=f"防区{number}"
        )  # fmt: skip
        Zone.house.create(source=source, number=number, kind=kind, device=device, area=room)
    return source
