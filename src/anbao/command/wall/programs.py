"""What a screen shows now: its layout, its cameras in the order of their turns, the alarm that takes it, the challenge."""

from datetime import datetime, timedelta

from django.conf import settings
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from anbao.command.incidents.models import Incident
from anbao.command.incidents.queries import next_step, under_way, waiting_alarms
from anbao.command.wall import rules
from anbao.command.wall.models import Layout, Screen
from anbao.command.wall.words import Entry, Preset, When, presets
from anbao.kit import clock
from anbao.loom.campaigns.models import Campaign, CampaignState
from anbao.loom.campaigns.queries import phases_of
from anbao.org import words as org_words
from anbao.senses.alarms.models import Alarm
from anbao.senses.alarms.queries import deaf_gateways
from anbao.senses.alarms.words import account_told, zone_said
from anbao.senses.cameras import queries as cameras
from anbao.senses.cameras.models import CameraSource, CameraState, Snapshot
from anbao.senses.cameras.words import fault_word, reason

#: an alarm of this severity or more takes the screen (3 urgent, 4 critical)
TAKES = 3
#: pictures before and after the alarm, and cameras of its place that are shown
EACH, CAMERAS = 2, 4
#: alarms that a program lists, of accounts that nobody has entered at most so many; the others are counted
LISTED, STRANGERS = 8, 3
#: incidents under way that a program names; the others are counted
WORKED = 4
#: how long an alarm keeps the screen at most when nobody acknowledges it; then it stays in the list beside
KEEPS = timedelta(hours=2)


def running(screen: Screen) -> list[Campaign]:
    """The campaigns that run at the screen's place."""
    return running_at(screen.institution.path)


def running_at(path: str) -> list[Campaign]:
    """The campaigns that run at a place, above it or below it."""
    rows = Campaign.house.filter(state=CampaignState.STARTED).select_related("lead", "focus")
    return [c for c in rows if c.lead.path.startswith(path) or path.startswith(c.lead.path)]


def preset_of(screen: Screen, campaigns: list[Campaign], at: datetime) -> Preset:
    day, now = clock.local_day(at), at.astimezone(clock.local_zone()).time()
    phases = {name for c in campaigns for name, (start, end) in phases_of(c).items() if start <= day <= end}
    own, shipped = own_layouts(screen), presets()
    # an own layout without hours and phases is for pinning only: it would hold always
    timed = {key: preset for key, preset in own.items() if key == screen.preset or preset.when != When()}
    known, every = timed | shipped, own | shipped
    for entry in (Entry.model_validate(told) for told in screen.program):
        if entry.layout in every and entry.rule().holds(now, phases):
            return every[entry.layout]
    order = [(key, preset.when.rule()) for key, preset in known.items()]
    return known[rules.chosen(order, pinned=screen.preset, now=now, phases=phases)]


def own_layouts(screen: Screen) -> dict[str, Preset]:
    """The department's layouts that this screen may use, those of the nearest place first."""
    rows = Layout.house.standing().above(screen.institution.path).select_related("institution")
    return {row.key: row.preset for row in sorted(rows, key=lambda row: (-len(row.institution.path), row.pk))}


def sources_of(screen: Screen) -> list[CameraSource]:
    rows = CameraSource.house.within((screen.institution.path,)).filter(enabled=True)
    return list(
        rows.select_related("device__institution", "device__area", "picture").order_by(
            "device__institution__path", "device__code"
        )
    )


def program(screen: Screen, at: datetime) -> dict:
    """Everything the page needs, as JSON; about six queries whatever the number of cameras."""
    campaigns = running(screen)
    preset, sources = preset_of(screen, campaigns, at), sources_of(screen)
    focuses = [c.focus.path for c in campaigns if c.focus_id]
    weights = preset.weights.rule()
    weighed = {s.pk: rules.weight_of(_candidate(s), weights, focuses) for s in sources}
    alarms = waiting_alarms(screen.institution.path, at)
    worked, kinds = under_way(screen.institution.path, WORKED)
    # the first of the gravest keeps the screen until somebody answers: no later call, however loud, takes it away
    taking = alarms.filter(severity__gte=TAKES, rang__gt=at - KEEPS).first()
    return {
        "at": at.isoformat(), "speed": _speed(), "preset": preset.id, "name": str(preset), "grid": preset.grid, "dwell": preset.dwell,
        "stale": preset.stale, "zones": [_zone(zone, sources, focuses) for zone in preset.zones],
        "cameras": {s.pk: _camera(s, weighed[s.pk]) for s in sources}, "rota": rules.rota(weighed), "cursor": screen.cursor,
        "counts": _counts(sources), "alarms": [_alarm(a) for a in _listed(alarms)], "alarm_count": alarms.count(),
        "working": [_worked(incident) for incident in worked], "working_count": sum(n for _kind, n in kinds),
        "working_kinds": [{"words": str(kind), "n": n} for kind, n in kinds],
        "deaf": [str(one) for one in deaf_gateways(screen.institution.path, at, speed=_speed())], "taking": _takeover(screen, taking, at) if taking else None, "challenge": _challenge(screen, at),
    }  # fmt: skip


def _candidate(source: CameraSource) -> rules.Candidate:
    device = source.device
    ailing = source.state in (CameraState.FAULTY, CameraState.SILENT)
    return rules.Candidate(
        source.pk,
        device.institution.path,
        frozenset(device.institution.tags),
        device.area.kind if device.area else "",
        ailing,
    )


def _zone(zone, sources: list[CameraSource], focuses: list[str]) -> dict:
    """A zone and the cameras that may stand in it (all of them: no list)."""
    fits = None
    if zone.camera:
        return {
            "id": zone.id,
            "at": zone.at,
            "rotate": False,
            "large": zone.large,
            "only": [s.pk for s in sources if s.device.code == zone.camera],
        }
    if zone.focus or zone.area:
        fits = [
            s.pk for s in sources
            if (not zone.focus or any(s.device.institution.path.startswith(f) for f in focuses))
            and (not zone.area or (s.device.area is not None and s.device.area.kind == zone.area))
        ]  # fmt: skip
    return {"id": zone.id, "at": zone.at, "rotate": zone.rotate, "large": zone.large, "only": fits or None}


def _camera(source: CameraSource, weight: int) -> dict:
    device = source.device
    tags = org_words.kinds_of("tags")
    trouble = (
        fault_word(source.fault)
        if source.state == "faulty"
        else reason(source.trouble)
        if source.state == "silent"
        else ""
    )
    return {
        "place": str(device.institution), "area": str(device.area or device.name), "name": device.name, "state": source.state,
        "trouble": str(trouble), "weight": weight, "tags": [str(tags[t]) for t in device.institution.tags if t in tags][:2],
        "stream": source.kind == "rtsp", "frozen": source.state == CameraState.FAULTY and source.fault == "frozen",
    }  # fmt: skip


def _counts(sources: list[CameraSource]) -> dict[str, int]:
    counts = dict.fromkeys(CameraState.values, 0)
    for source in sources:
        counts[source.state] += 1
    return counts | {"all": len(sources)}


def _listed(alarms) -> list[Alarm]:
    """The first of them, of unknown accounts a few, behind every place: the screen drops rows from the end, and however many
    accounts call, and however loud, no place loses its row."""
    rows = [*alarms.filter(strange=0)[:LISTED], *alarms.filter(strange=1)[:STRANGERS]]
    return sorted(rows, key=lambda a: (a.strange, -a.severity, a.answered, a.rang, a.pk))[:LISTED]


def _area_of(alarm: Alarm) -> int | None:
    """The area that rings: the alarm's own, else that of its zone or device."""
    found = alarm.area_id or (alarm.zone.area_id if alarm.zone else None)
    return found or (alarm.device.area_id if alarm.device else None)


def _place(alarm: Alarm) -> str:
    """Where it rings; an account that nobody has entered has no place."""
    if alarm.source.known:
        return str(alarm.institution)
    return account_told(alarm.source)[(get_language() or "zh").startswith("en")]


def _worked(incident: Incident) -> dict:
    """An incident under way: who works it, at which step, since when somebody has it."""
    step = next_step(incident)
    return {
        "id": incident.pk, "place": incident.where, "words": str(incident.word), "severity": incident.severity,
        "who": str(incident.operator or ""), "step": str(step) if step else _("to be closed"), "at": incident.answered_at.isoformat(),
    }  # fmt: skip


def _alarm(alarm: Alarm) -> dict:
    return {
        "id": alarm.pk, "words": str(alarm), "place": _place(alarm), "zone": _where(alarm), "severity": alarm.severity,
        "at": alarm.raised_at.isoformat(),
    }  # fmt: skip


def _where(alarm: Alarm) -> str:
    parts = [str(alarm.area or ""), str(alarm.zone) if alarm.zone and alarm.zone.name else zone_said(alarm)]
    return " · ".join(part for part in dict.fromkeys(parts) if part)


def _around(shots: list[Snapshot], moment: datetime, each: int) -> list[Snapshot]:
    before, after = [s for s in shots if s.at <= moment], [s for s in shots if s.at > moment]
    return before[-each:] + after[:each]


def _takeover(screen: Screen, alarm: Alarm, at: datetime) -> dict:
    """The alarm's place: its words, its cameras now, and pictures before and after. Of an account that nobody has entered no place is
    known: what it says and where it calls from, and no camera."""
    if not alarm.source.known:
        peer = alarm.first_signal.peer if alarm.first_signal else alarm.source.last_peer
        return _alarm(alarm) | {
            "institution": _("Place unknown: nobody has entered this account"), "address": _("calls from %(peer)s") % {"peer": peer or "—"},
            "phone": "", "joined": alarm.joined, "text": alarm.text, "cameras": [], "shots": [], "unknown": True,
        }  # fmt: skip
    place = alarm.institution
    shots = cameras.snapshots(
        Snapshot.house, institution=place, moment=alarm.raised_at, area=alarm.area, device=alarm.device, each=EACH
    )
    area = _area_of(alarm)
    near = sorted(
        (s for s in sources_of(screen) if s.device.institution_id == place.pk),
        key=lambda s: (area is not None and s.device.area_id != area, s.device.code),
    )
    # with more than two cameras the third and fourth live beside the last picture before and the first after
    shots = {source: _around(found, alarm.raised_at, 1 if len(near) > 2 else EACH) for source, found in shots.items()}
    return _alarm(alarm) | {
        "institution": place.name, "address": place.address, "phone": place.phone, "joined": alarm.joined, "text": alarm.text,
        "cameras": [s.pk for s in near[:CAMERAS]],
        "shots": [
            {"id": shot.pk, "camera": source.pk, "at": shot.at.isoformat(), "before": shot.at <= alarm.raised_at}
            for source, found in list(shots.items())[:1] for shot in found
        ],
    }  # fmt: skip


def _challenge(screen: Screen, at: datetime) -> dict | None:
    found = screen.challenges.filter(until__gte=at).waiting().first()
    return {"code": found.code, "until": found.until.isoformat()} if found else None


def _speed() -> float:
    """Campaign seconds a real second: 1 but in the demo."""
    if not settings.DEMO:
        return 1.0
    from django.utils.module_loading import import_string

    return import_string(settings.ANBAO_CLOCK.rpartition(".")[0] + ".speed")()
