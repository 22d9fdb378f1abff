"""The alarm sources of the demo's branch: one for every box that the simulator plays, with its zones and its hours."""

from datetime import date, datetime, time

from anbao.demo.simulator.cards import Card, cards
from anbao.org.models import Area, Device, Institution
from anbao.senses.alarms.actions import add_sources
from anbao.senses.alarms.models import AlarmSource, ArmingSchedule, Days, Zone

#: what a zone watches -> its kind
KINDS = {"intrusion": "intrusion", "hold_up": "hold_up", "smoke": "fire", "call_point": "fire"}
#: the demo's clock runs many times as fast, so a timestamp is soon old
WINDOW_OLD, WINDOW_AHEAD = 600, 300
#: branch hours of an outlet; its people come a little before and leave a little after
OPENS, CLOSES, SINCE = time(8, 20), time(17, 40), date(2005, 1, 1)


def load_lines(*, seed: int, actor: str, at: datetime) -> int:
    """Sources, zones and schedules of every panel and transmitter; nothing where they are known. Returns how many."""
    if AlarmSource.house.filter(known=True).exists():
        return 0
    boxes = cards(seed)
    rooms: dict[int, list[Area]] = {}
    for room in Area.house.order_by("pk"):
        rooms.setdefault(room.institution_id, []).append(room)
    devices = {device.code: device for device in Device.house.select_related("institution", "area")}
    sources, zones, schedules, seen = [], [], [], set()
    for card in boxes:
        panel = devices[card.code]
        source = _source(card, panel)
        sources.append(source)
        zones += [_zone(card, source, zone, devices.get(zone.device), rooms) for zone in card.zones]
        if card.hours == "outlet" and panel.institution_id not in seen:
            seen.add(panel.institution_id)
            schedules.append(_hours(panel.institution))
    add_sources(actor=actor, at=at, sources=sources, zones=zones, schedules=schedules)
    return len(sources)


def _source(card: Card, panel: Device) -> AlarmSource:
    return AlarmSource(
        protocol=card.protocol, account=card.account, name=f"{panel.institution.short_name}{panel.name}", institution=panel.institution,
        device=panel, key=card.key.hex().upper() if card.key else "", interval=card.interval, window_old=WINDOW_OLD,
        window_ahead=WINDOW_AHEAD, assumed=True,
    )  # fmt: skip


def _zone(card: Card, source: AlarmSource, zone, device: Device | None, rooms: dict) -> Zone:
    number = f"1.1.{zone.number}" if card.protocol == "fire26875" else str(zone.number)
    area = device.area if device else None
    # a contact on the door of the cash-loading room, a smoke detector of the archives ring there, wherever their wires end
    for room in rooms.get(source.institution_id or source.institution.pk, ()):
        if zone.name.startswith(room.name):
            area = room
    return Zone(source=source, number=number, name=zone.name, kind=KINDS[zone.what], device=device, area=area)


def _hours(place: Institution) -> ArmingSchedule:
    return ArmingSchedule(institution=place, days=Days.EVERY, opens=OPENS, closes=CLOSES, since=SINCE)
