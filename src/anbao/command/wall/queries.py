"""The tour: what the screens showed on a day, by institution, and which cameras were never shown."""

from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, Max, Q, Sum

from anbao.command.wall.models import Showing
from anbao.org.models import Institution
from anbao.senses.cameras.models import CameraSource


@dataclass(frozen=True)
class Line:
    """A branch with everything below it: cameras, those shown, turns, seconds, stale seconds, the last turn."""

    place: Institution
    cameras: int
    shown: int
    turns: int
    seconds: int
    stale: int
    last: datetime | None

    @property
    def share(self) -> float | None:
        return self.shown / self.cameras if self.cameras else None


def tour(sources, showings, *, since: datetime, until: datetime) -> tuple[list[Line], list[CameraSource]]:
    """(lines by branch, cameras that were never shown). `sources` and `showings` are already narrowed to the reader."""
    found = showings.filter(at__gte=since, at__lt=until).order_by()
    per_camera = {
        row["source_id"]: row
        for row in found.values("source_id").annotate(
            turns=Count("id"), seconds=Sum("seconds"), stale=Sum("stale"), last=Max("at")
        )
    }
    cameras = list(sources.filter(enabled=True).select_related("device__institution", "device__area"))
    branches = _branches(cameras)
    lines = []
    for branch in branches:
        own = [c for c in cameras if _branch_of(c, branches) is branch]
        if not own:
            continue
        rows = [per_camera[c.pk] for c in own if c.pk in per_camera]
        lines.append(
            Line(branch, len(own), len(rows), sum(r["turns"] for r in rows), sum(r["seconds"] for r in rows),
                 sum(r["stale"] for r in rows), max((r["last"] for r in rows), default=None))
        )  # fmt: skip
    return lines, [c for c in cameras if c.pk not in per_camera]


def _branches(cameras: list[CameraSource]) -> list[Institution]:
    """The first-level branches that the cameras hang under: sub-branches, and what is a branch by itself."""
    paths = {c.device.institution.path for c in cameras}
    above = Q()
    for path in paths:
        above |= Q(path__in=[path[:end] for end in range(4, len(path) + 1, 4)])
    rows = Institution.house.filter(above, kind__in=["sub_branch", "city", "province", "head_office"]) if paths else []
    return sorted(rows, key=lambda p: (-len(p.path), p.path)) if paths else []


def _branch_of(camera: CameraSource, branches: list[Institution]) -> Institution | None:
    """The nearest of the branches above a camera (they come deepest first)."""
    path = camera.device.institution.path
    return next((b for b in branches if path.startswith(b.path)), None)


def turns_of(showings, *, camera: CameraSource, since: datetime, until: datetime) -> list[Showing]:
    """Every turn of one camera in some hours."""
    return list(
        showings.filter(source=camera, at__gte=since, at__lt=until)
        .select_related("screen", "alarm")
        .order_by("-at")[:500]
    )
