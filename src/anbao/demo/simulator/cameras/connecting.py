"""The demo's cameras connected through the real actions, and the few pictures of the evenings before that their history needs."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from anbao.demo.facts import branch, read
from anbao.demo.simulator.cameras.media import Cameras
from anbao.kit.access.scopes import Reach
from anbao.org.models import Device, Institution, Person
from anbao.org.queries import reach_of_person
from anbao.senses.cameras import actions, diagnosis
from anbao.senses.cameras.fetching import NoPicture
from anbao.senses.cameras.models import CameraHistory, CameraSource, PatrolPlan

#: patrol plans of the city: (name, minutes, what narrows it)
PLANS = (
    ("全辖巡检", 15, {}),
    ("自助银行、高铁和高速公路沿线", 10, {"tags": ["self_service", "hsr_station", "expressway"]}),
    ("崇礼及赛区", 5, {"focus": True}),
)
#: looks of the eve: hours before the demo's moment; the story's cameras get the evenings before as well
TODAY = (1.0, 0.75, 0.5, 0.25)
EVENINGS, HOURS = (3, 2, 1), (-1.0, -0.5, 0.25)


@dataclass(frozen=True)
class Ports:
    """Where the simulated cameras answer."""

    http: int
    rtsp: int
    host: str = "127.0.0.1"


def chosen() -> list[Device]:
    """The devices of the demo that are connected, in the tree's order."""
    text = read("cameras.yaml")
    city = branch()["city"]["code"]
    cameras = Device.house.filter(kind="camera", institution__code__startswith=city[:4]).select_related(
        "institution", "area"
    )
    by_place: dict[Institution, list[Device]] = {}
    for device in cameras.filter(institution__path__startswith=_city().path).order_by("institution__path", "code"):
        by_place.setdefault(device.institution, []).append(device)
    wanted, spare, served = dict(text["connected"]), text["self_service"], set()
    found: list[Device] = []
    for place, devices in by_place.items():
        most = wanted.get(place.short_name, 0)
        if not most and place.kind == "outlet" and place.parent_id not in served:
            most = 1
            served.add(place.parent_id)
        if not most and place.kind == "self_service_bank" and spare:
            most, spare = 1, spare - 1
        found += devices[:most]
    return found


def _city() -> Institution:
    return Institution.house.get(code=branch()["city"]["code"])


def kinds(devices: list[Device]) -> dict[str, str]:
    """Camera code -> kind of its key area."""
    return {device.code: device.area.kind if device.area else "" for device in devices}


def chief_and_reach(at: datetime) -> tuple[Person, Reach]:
    """The city's security chief, who sets up what the demo needs."""
    chief = (
        Person.house.select_related("institution")
        .filter(posts__kind="security_chief", posts__institution=_city())
        .first()
    )
    return chief, reach_of_person(chief, at.date())


def connect(ports: Ports, *, at: datetime) -> list[CameraSource]:
    """Sources and patrol plans of the demo, made or brought to these ports by the city's security chief."""
    chief, reach = chief_and_reach(at)
    every = read("cameras.yaml")["rtsp_every"]
    held = {source.device_id: source for source in CameraSource.house.select_related("device__institution")}
    made = []
    for number, device in enumerate(chosen(), 1):
        rtsp = number % every == 0
        kind = "rtsp" if rtsp else "http_snapshot"
        port, tail = (ports.rtsp, "") if rtsp else (ports.http, ".jpg")
        address = f"{'rtsp' if rtsp else 'http'}://{ports.host}:{port}/{device.code}{tail}"
        source = held.get(device.pk)
        if source is None or source.address != address:
            source = actions.save_source(
                actor=chief.tag, reach=reach, at=at, device=device, kind=kind, address=address, row=source, timeout=6
            )
        made.append(source)
    if not PatrolPlan.house.exists():
        for name, minutes, narrowed in PLANS:
            actions.save_plan(
                actor=chief, reach=reach, at=at, institution=_city(), name=name, every=minutes, **narrowed
            )
    return made


def connected() -> list[CameraSource]:
    """What ``connect`` connected, in the tree's order."""
    held = {
        source.device_id: source for source in CameraSource.house.select_related("device__institution", "device__area")
    }
    return [held[device.pk] for device in chosen() if device.pk in held]


def eve(sources: list[CameraSource], *, seed: int, at: datetime) -> int:
    """The looks just before the demo's moment, drawn without a server; returns how many. A second call adds nothing."""
    cameras = Cameras(kinds([source.device for source in sources]), seed=seed, now=lambda: at)
    told = {row["camera"] for row in read("cameras.yaml")["faults"]}
    wanted = [
        (moment, source)
        for source in sources
        for moment in _moments(at, source.device.code in told)
        if source.seen_at is None or moment > source.seen_at
    ]
    for moment, source in sorted(wanted, key=lambda pair: (pair[0], pair[1].pk)):
        _look(cameras, source, moment)
    return len(wanted)


def _moments(at: datetime, often: bool) -> list[datetime]:
    today = [at - timedelta(hours=hours) for hours in TODAY]
    if not often:
        return today[-1:]
    return [at - timedelta(days=days) + timedelta(hours=hours) for days in EVENINGS for hours in HOURS] + today


def _look(cameras: Cameras, source: CameraSource, at: datetime) -> None:
    fault = cameras.fault(source.device.code, at)
    if fault is not None and fault.kind in ("gone", "slow"):
        return
    body = CameraHistory.objects.filter(source=source).values_list("body", flat=True).first()
    try:
        seen = diagnosis.judge(cameras.picture(source.device.code, at), bytes(body) if body else None, at)
    except NoPicture:  # without the parts for video nothing is looked at
        return
    actions.record_look(source_id=source.pk, outcome=actions.Seen(**seen), at=at)
