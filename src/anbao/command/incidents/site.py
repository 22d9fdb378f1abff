"""What an incident's place looks like: pictures around the moment, where it lies, what happened there before."""

import json
from collections.abc import Iterator
from datetime import timedelta
from functools import cache
from pathlib import Path

from django.contrib.staticfiles import finders
from django.urls import reverse

from anbao.command.incidents.models import Incident, IncidentState
from anbao.org.models import Institution
from anbao.senses.cameras import queries as cameras
from anbao.senses.cameras.models import Snapshot

#: how far back a place's history is shown
LATELY = timedelta(days=30)
LINES = 5
#: cameras whose pictures are shown, and how far around the alarm a picture still tells of it
CAMERAS, BEFORE, AFTER = 4, timedelta(hours=2), timedelta(minutes=60)


def pictures(user, incident: Incident) -> list[dict]:
    """Snapshots of the place before and after the alarm, nearest cameras first; none where no camera is looked at."""
    return [
        {
            "link": reverse("cameras:picture", args=[shot.pk]), "small": reverse("cameras:picture", args=[shot.pk]) + "?w=640",
            "at": shot.at, "after": shot.at > incident.opened_at, "camera": source.device.name, "area": source.device.area,
        }
        for source, shots in shots_of(Snapshot.objects.visible_to(user), incident).items()
        for shot in shots
    ]  # fmt: skip


def shots_of(rows, incident: Incident) -> dict:
    """Camera -> its last picture before the alarm and its first after it, of the nearest cameras. One query."""
    found = cameras.snapshots(
        rows, institution=incident.institution, moment=incident.opened_at, area=incident.area, before=BEFORE, after=AFTER, each=1
    )  # fmt: skip
    return dict(list(found.items())[:CAMERAS])


def map_of(place: Institution) -> dict | None:
    """The spot that the small map draws: the place and the sub-branch above it."""
    if place.lon is None or place.lat is None:
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
    """The place's closed incidents of the last month: how many, how many false, the newest few."""
    rows = Incident.objects.visible_to(user).filter(
        institution=incident.institution, state=IncidentState.CLOSED, opened_at__gte=incident.opened_at - LATELY
    )
    rows = list(rows.exclude(pk=incident.pk).order_by("-opened_at")[:100])
    return {
        "count": len(rows), "false": sum(row.cause_group == "false" for row in rows), "rows": rows[:LINES],
        "since": incident.opened_at - LATELY,
    }  # fmt: skip
