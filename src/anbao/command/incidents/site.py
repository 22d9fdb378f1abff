"""What an incident's place looks like: pictures around the moment, where it lies, what happened there before."""

import json
from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.urls import reverse

from anbao.command.incidents.models import Incident, IncidentState
from anbao.kit.access.scopes import Reach
from anbao.org.models import Area, Institution
from anbao.senses.alarms.models import Alarm
from anbao.senses.cameras import queries as cameras
from anbao.senses.cameras.models import CameraSource, Snapshot

#: how far back a place's history is shown
LATELY = timedelta(days=30)
LINES = 5
#: cameras whose pictures are shown, and how far around the alarm a picture still tells of it
CAMERAS, BEFORE, AFTER = 4, timedelta(hours=2), timedelta(minutes=60)
#: cameras that the desk has room for
ROWS = 6


def pictures(user, incident: Incident) -> list[dict]:
    """Every camera of the place, those of the ringing area first: its last snapshot before the alarm, its first after it, and
    where its live picture is; two queries. None where no camera is connected, or nobody knows the place."""
    if incident.place is None:
        return []
    area = ringing_area(incident)
    sources = CameraSource.objects.visible_to(user).filter(enabled=True, device__institution=incident.place)
    sources = sorted(
        sources.select_related("device__area"),
        key=lambda s: (area is not None and s.device.area_id != area.pk, s.device.code),
    )
    shots = {
        source.pk: found
        for source, found in cameras.snapshots(
            Snapshot.objects.visible_to(user), institution=incident.place, moment=incident.opened_at, before=BEFORE,
            after=AFTER, each=1,
        ).items()
    }  # fmt: skip
    rows = []
    for source in sources[:ROWS]:
        row = {
            "camera": source.device.name, "area": source.device.area, "page": reverse("cameras:camera", args=[source.pk]),
            "live": reverse("wall:live", args=[source.pk]), "before": None, "after": None,
            "rings": area is not None and source.device.area_id == area.pk,
        }  # fmt: skip
        for shot in shots.get(source.pk, ()):
            link = reverse("cameras:picture", args=[shot.pk])
            row["after" if shot.at > incident.opened_at else "before"] = {
                "link": link,
                "small": f"{link}?w=320",
                "at": shot.at,
            }
        rows.append(row)
    return rows


def ringing_area(incident: Incident) -> Area | None:
    """Where it rings: the incident's area, else that of the zone of its first alarm that has one."""
    if incident.area is not None:
        return incident.area
    alarms = [link.alarm for link in incident.links.all()]
    return next((alarm.area for alarm in sorted(alarms, key=lambda a: a.raised_at) if alarm.area_id), None)


def shots_of(rows, incident: Incident) -> dict:
    """Camera -> its last picture before the alarm and its first after it, of the nearest cameras. One query."""
    if incident.place is None:
        return {}
    found = cameras.snapshots(
        rows, institution=incident.place, moment=incident.opened_at, area=incident.area, before=BEFORE, after=AFTER, each=1
    )  # fmt: skip
    return dict(list(found.items())[:CAMERAS])


def account_of(user, incident: Incident, alarms: list[Alarm], reach: Reach) -> dict | None:
    """What is known of the account that nobody had entered: where its messages come from, its own words, whether the reader may
    enter it, and what it rings as since it was entered. None where the place is known from the start."""
    source = incident.source
    if source is None:
        return None
    since = Incident.objects.visible_to(user).filter(
        source__isnull=True, pk__gt=incident.pk, links__alarm__source=source
    )
    texts = dict.fromkeys(alarm.text for alarm in alarms if alarm.text)
    return {
        "source": source, "peer": source.last_peer, "heard": source.last_heard_at, "texts": list(texts)[:LINES],
        "since": list(since.distinct().order_by("pk")[:LINES]) if source.known else [],
        "may_enter": not source.known and reach.may("org.edit") and reach.covers(source.institution.path),
    }  # fmt: skip


def map_of(place: Institution | None) -> dict | None:
    """The spot that the small map draws: the place and the sub-branch above it."""
    if place is None or place.lon is None or place.lat is None:
        return None
    return {"lon": place.lon, "lat": place.lat, "name": str(place), "region": region_at(place.lon, place.lat)}


@cache
def _boxes() -> tuple[tuple[str, tuple[float, float, float, float]], ...]:
    """Static path of every region's counties, with the box that holds them."""
    folder, boxes = finders.find("livemap"), []
    for path in sorted(Path(folder).glob("*/counties.geojson")) if folder else ():
        rings = [f["geometry"]["coordinates"] for f in json.loads(path.read_text(encoding="utf-8"))["features"]]
        points = list(_points(rings))
        lons, lats = [p[0] for p in points], [p[1] for p in points]
        boxes.append((f"livemap/{path.parent.name}/{path.name}", (min(lons), min(lats), max(lons), max(lats))))
    return tuple(boxes)


def _points(nested) -> Iterator[tuple[float, float]]:
    if nested and isinstance(nested[0], int | float):
        yield nested
        return
    for part in nested:
        yield from _points(part)


def region_at(lon: float, lat: float) -> str:
    """The static path of the drawn region around a spot; empty where none is drawn."""
    return next((path for path, (w, s, e, n) in _boxes() if w <= lon <= e and s <= lat <= n), "")


def earlier(user, incident: Incident) -> dict:
    """The place's closed incidents of the last month (of an unknown account: its own): how many, how many false, the newest few."""
    same = {"source": incident.source} if incident.source_id else {"institution": incident.institution, "source": None}
    rows = Incident.objects.visible_to(user).filter(
        **same, state=IncidentState.CLOSED, opened_at__gte=incident.opened_at - LATELY
    )
    rows = list(rows.exclude(pk=incident.pk).order_by("-opened_at")[:100])
    return {
        "count": len(rows), "false": sum(row.cause_group == "false" for row in rows), "rows": rows[:LINES],
        "since": incident.opened_at - LATELY,
    }  # fmt: skip
