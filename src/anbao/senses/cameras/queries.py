"""Reads of cameras for the desk, the wall and the pages."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from django.conf import settings
from django.db.models import Count, Max, OuterRef, Prefetch, Q, Subquery

from anbao.kit.files.actions import place_of
from anbao.loom.records.queries import Observation
from anbao.org.models import Area, Device, Institution
from anbao.senses.cameras.fetching import NoPicture, Wish, begin_film, fetch, stream_frames
from anbao.senses.cameras.models import CameraSource, CameraState, CameraStep, Look, Snapshot
from anbao.senses.cameras.words import fault_word

__all__ = [
    "AFTER",
    "BEFORE",
    "Coverage",
    "NoPicture",
    "Wish",
    "begin_film",
    "bytes_of",
    "coverage",
    "fetch",
    "latest",
    "picture_faults",
    "snapshot_within",
    "snapshots",
    "source_within",
    "stream_frames",
    "wish_of",
    "with_last_looks",
]

#: how far before and after a moment pictures still tell of it
BEFORE, AFTER = timedelta(minutes=60), timedelta(minutes=60)


def snapshots(
    rows, *, institution: Institution, moment: datetime, area: Area | None = None, device: Device | None = None,
    before: timedelta = BEFORE, after: timedelta = AFTER, each: int = 3,
) -> dict[CameraSource, list[Snapshot]]:  # fmt: skip
    """Pictures around a moment: camera -> the last `each` before it and the first `each` after it, oldest first.

    `rows` is where to start from: ``Snapshot.objects.visible_to(user)`` in a page, ``Snapshot.house`` in an action.
    Cameras of the area (or of the device's area, or the device itself) come first, the rest of the place after them.
    """
    found = (
        rows.filter(institution=institution, stored=True)
        .around(moment, before, after)
        .select_related("source__device__institution", "source__device__area", "look")
        .order_by("at")
    )
    by_camera: dict[CameraSource, list[Snapshot]] = {}
    for shot in found:
        by_camera.setdefault(shot.source, []).append(shot)
    wanted_area = area.pk if area else (device.area_id if device else None)

    def near(source: CameraSource) -> tuple:
        own = device is not None and source.device_id == device.pk
        return (not own, wanted_area is None or source.device.area_id != wanted_area, source.device.code)

    return {
        source: [s for s in by_camera[source] if s.at <= moment][-each:] + [s for s in by_camera[source] if s.at > moment][:each]
        for source in sorted(by_camera, key=near)
    }  # fmt: skip


def latest(rows, *, institution: Institution) -> list[CameraSource]:
    """The cameras of a place (and below it) with their last picture; `rows` as for ``snapshots``, of CameraSource."""
    return list(
        rows.filter(enabled=True, device__institution__path__startswith=institution.path)
        .select_related("device__institution", "device__area", "picture__look")
        .order_by("device__institution__path", "device__area__name", "device__code")
    )


@dataclass(frozen=True)
class Coverage:
    """How a camera was looked at over some hours: pictures had, looks without one, looks that its cadence wanted."""

    source: CameraSource
    wanted: int
    pictures: int
    blind: int
    last: datetime | None

    @property
    def missed(self) -> int:
        return max(self.wanted - self.pictures, 0)

    @property
    def share(self) -> float | None:
        return min(self.pictures / self.wanted, 1.0) if self.wanted else None


def coverage(sources: Sequence[CameraSource], *, since: datetime, until: datetime) -> list[Coverage]:
    """Patrol coverage of cameras between two moments; two queries."""
    rows = Look.house.filter(source__in=sources, at__gte=since, at__lt=until).order_by()
    counts = {
        row["source_id"]: row
        for row in rows.values("source_id").annotate(
            pictures=Count("id", filter=Q(snapshot__isnull=False)), looks=Count("id"),
            last=Max("at", filter=Q(snapshot__isnull=False)),
        )
    }  # fmt: skip
    minutes = max((until - since).total_seconds() / 60, 0)
    made = []
    for source in sources:
        row = counts.get(source.pk, {"pictures": 0, "looks": 0, "last": None})
        wanted = int(minutes // max(source.every, 1))
        made.append(Coverage(source, wanted, row["pictures"], row["looks"] - row["pictures"], row["last"]))
    return made


def with_last_looks(sources: Iterable, count: int = 1):
    """The sources with ``.recent``: their newest looks."""
    return sources.prefetch_related(Prefetch("looks", queryset=Look.house.order_by("-at")[:count], to_attr="recent"))


# ---- what pictures showed, for those who must not deny it


def picture_faults(start: datetime, end: datetime) -> list[Observation]:
    """Confirmed faults and silences of cameras that stood at any moment of the time (settings.ANBAO_OBSERVATIONS); one query.

    Each is told twice: as the fault alone ("dark") and with the kind of area that the camera looks at ("dark_vault").
    """
    left = CameraStep.objects.filter(source=OuterRef("source"), pk__gt=OuterRef("pk")).order_by("pk")
    rows = (
        CameraStep.objects.filter(after__in=(CameraState.FAULTY, CameraState.SILENT), at__lt=end)
        .annotate(until=Subquery(left.values("at")[:1]))
        .filter(Q(until__isnull=True) | Q(until__gt=start), source__enabled=True)
        .select_related("source__device__institution", "source__device__area")
        .order_by("pk")
    )
    found = []
    for row in rows:
        device, word = row.source.device, fault_word(row.fault if row.after == CameraState.FAULTY else "no_picture")
        about = (device.institution.path, row.at, row.until, f"{device.name}：{word.zh}", f"{device.code}: {word.en}")
        found += [Observation(name, *about) for name in (word.id, f"{word.id}_{_room(device)}")]
    return found


def _room(device: Device) -> str:
    """The kind of area that a camera looks at; what hangs in a self-service bank looks at its self-service area."""
    if device.area is not None:
        return device.area.kind
    return "self_service_area" if device.institution.kind == "self_service_bank" else ""


# ---- for the wall: cameras and pictures within the place of a screen, and how to fetch them


def source_within(scopes: Sequence[str], pk: int) -> CameraSource | None:
    rows = CameraSource.house.within(scopes).filter(enabled=True)
    return rows.select_related("device__institution", "device__area", "picture").filter(pk=pk).first()


def snapshot_within(scopes: Sequence[str], pk: int) -> Snapshot | None:
    return Snapshot.house.within(scopes).filter(pk=pk).first()


def bytes_of(shot: Snapshot) -> bytes | None:
    """The picture's bytes; None when they are gone."""
    place = place_of(shot.digest, shot.kind)
    return place.read_bytes() if shot.stored and place.exists() else None


def wish_of(source: CameraSource, at: datetime) -> Wish:
    return Wish(
        source.kind, source.address, float(source.timeout), at, source.credentials, Path(settings.HOME) / "clips"
    )
