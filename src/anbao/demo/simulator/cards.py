"""What every box of the branch is: accounts, keys, protocols and zones, from the devices and the seed alone."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from hashlib import sha256

from anbao.demo.facts import branch, dice
from anbao.org.models import Device
from anbao.senses.cameras.models import CameraSource

#: campaign seconds between two signs of life
INTERVAL = 600
#: what the zones of a panel watch, by their number: the second of an outlet is the button under the counter
ZONES = {1: ("intrusion", "大厅红外"), 2: ("hold_up", "紧急按钮"), 3: ("intrusion", "震动探测"), 4: ("smoke", "烟感")}
SELF_SERVICE_ZONES = {1: ("intrusion", "加钞间门磁"), 2: ("intrusion", "震动探测")}
#: components of the transmitter in the fire control room
COMPONENTS = (
    (1, "smoke", "档案中心烟感"),
    (2, "smoke", "食堂操作间烟感"),
    (3, "smoke", "科技机房烟感"),
    (4, "call_point", "一层手动报警按钮"),
)


@dataclass(frozen=True)
class ZoneCard:
    """A zone: its number, what it reports when something happens, its name, and its device's code if it has one."""

    number: int
    what: str
    name: str
    device: str = ""


@dataclass(frozen=True)
class Card:
    """A box: ``device`` is the code of the panel in org, ``hours`` "outlet" or "always" (armed by its people, or never disarmed),
    ``filmed``: a connected camera hangs in its place."""

    code: str
    place: str
    kind: str
    protocol: str
    transport: str
    account: str
    token: str
    key: bytes | None
    hours: str
    zones: tuple[ZoneCard, ...]
    interval: int = INTERVAL
    filmed: bool = False

    def zone_of(self, what: str) -> ZoneCard | None:
        """The first zone that reports `what`."""
        return next((zone for zone in self.zones if zone.what == what), None)


def cards(seed: int) -> list[Card]:
    """Every panel and transmitter of the demo's branch, in the order of their codes. Three queries."""
    rows = Device.house.filter(kind__in=("alarm_panel", "fire_panel"), assumed=True).select_related("institution")
    zones: dict[int, list[Device]] = {}
    for zone in Device.house.filter(kind="alarm_zone", panel__isnull=False).order_by("code"):
        zones.setdefault(zone.panel_id, []).append(zone)
    city = branch()["city"]["code"]
    panels = [row for row in rows.order_by("code") if row.institution.code.startswith(city)]
    drawn = (_card(seed, number, panel, zones.get(panel.pk, ())) for number, panel in enumerate(panels, 1))
    filmed = set(CameraSource.house.filter(enabled=True).values_list("device__institution_id", flat=True))
    return [replace(card, filmed=panel.institution_id in filmed) for card, panel in zip(drawn, panels, strict=True)]


def _card(seed: int, number: int, panel: Device, zones: Iterable[Device]) -> Card:
    draw, place = dice(seed, "card", panel.code), panel.institution
    if panel.kind == "fire_panel":
        return Card(
            panel.code, place.short_name, place.kind, "fire26875", "tcp", f"{number:012X}", "", None, "always",
            tuple(ZoneCard(n, what, name) for n, what, name in COMPONENTS),
        )  # fmt: skip
    always = place.kind in ("self_service_bank", "city")
    token = draw.choice(("SIA-DCS", "ADM-CID"))
    key = sha256(f"{seed}:{panel.code}".encode()).digest()[: draw.choice((16, 24, 32))] if draw.random() < 0.5 else None
    return Card(
        panel.code, place.short_name, place.kind, "dc09", "udp" if draw.random() < 0.25 else "tcp", f"{0x1000 + number:04X}",
        token, key, "always" if always else "outlet", tuple(_zone(place.kind, zone) for zone in zones),
    )  # fmt: skip


def _zone(place_kind: str, device: Device) -> ZoneCard:
    table = SELF_SERVICE_ZONES if place_kind == "self_service_bank" else ZONES
    what, name = table[(device.zone_number - 1) % len(table) + 1]
    return ZoneCard(device.zone_number, what, name, device.code)
