"""Key areas and devices of every place."""

from collections.abc import Iterable
from datetime import date, timedelta
from random import Random

from anbao.demo.facts import branch, dice
from anbao.org import words
from anbao.org.models import Area, Device, Institution, InstitutionKind

#: what stands where; the first of these areas that the place has holds the device
STANDS_IN = {
    "recorder": ("monitoring_centre", "machine_room", "cash_loading"),
    "fire_panel": ("fire_control_room",),
    "alarm_panel": ("monitoring_centre", "cash_loading", "business_hall"),
    "intercom": ("business_hall", "self_service_area"),
}
#: the youngest and oldest device, days before the campaign; the oldest camera is a little past its life
AGE = (200, 2250)
CAMPAIGN = date(2021, 11, 1)
SHORT = {"alarm_panel": "AP", "alarm_zone": "AZ", "camera": "CA", "recorder": "RE", "fire_panel": "FP",
         "extinguisher": "EX", "hydrant": "HY", "intercom": "IC"}  # fmt: skip


def areas(places: Iterable[Institution]) -> list[Area]:
    """The key areas of the facts, spread over the places."""
    text, names = branch()["areas"], words.kinds_of("areas")
    made = []
    for place in places:
        kinds = [*text.get(place.kind, ())]
        if place.kind == InstitutionKind.SUB_BRANCH:
            kinds += text["sub_branch_extra"].get(place.short_name.removesuffix("支行"), ())
        made += [Area(institution=place, kind=kind, name=names[kind].zh, assumed=True) for kind in kinds]
    return made


def devices(seed: int, places: Iterable[Institution], made_areas: Iterable[Area]) -> list[Device]:
    """Panels with their zones, cameras, recorders, fire equipment and intercoms."""
    rooms: dict[int, dict[str, Area]] = {}
    for area in made_areas:
        rooms.setdefault(area.institution_id, {})[area.kind] = area
    made = []
    for place in places:
        counts = branch()["devices"].get(place.kind)
        if counts:
            made += _devices_of(dice(seed, "devices", place.code), place, rooms.get(place.pk, {}), counts)
    return made


def _devices_of(draw: Random, place: Institution, rooms: dict[str, Area], counts: dict[str, int]) -> list[Device]:
    made: list[Device] = []
    for kind, count in counts.items():
        for number in range(1, count + 1):
            panels = [d for d in made if d.kind == "alarm_panel"]
            panel = panels[(number - 1) % len(panels)] if kind == "alarm_zone" else None
            made.append(_device(draw, place, _room(draw, kind, rooms), kind, number, panel))
    return made


def _room(draw: Random, kind: str, rooms: dict[str, Area]) -> Area | None:
    if kind in STANDS_IN:
        return next((rooms[name] for name in STANDS_IN[kind] if name in rooms), None)
    return draw.choice(sorted(rooms.values(), key=lambda a: a.kind)) if rooms else None


def _device(
    draw: Random, place: Institution, room: Area | None, kind: str, number: int, panel: Device | None
) -> Device:
    word = words.kinds_of("devices")[kind]
    make, model = draw.choice(branch()["makes"][kind])
    installed = panel.installed_on if panel else CAMPAIGN - timedelta(days=draw.randint(*AGE))
    return Device(
        institution=place, area=room, panel=panel, kind=kind, code=f"{place.code}-{SHORT[kind]}{number:02}",
        name=f"{word.zh} {number:02}", make=make, model=model, zone_number=number if panel else None,
        installed_on=installed, expires_on=installed.replace(year=installed.year + word.life_years, day=min(installed.day, 28)),
        assumed=True,
    )  # fmt: skip
