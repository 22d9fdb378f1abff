"""Kinds of holes of cameras: silence is an event."""

from collections.abc import Iterator
from datetime import timedelta

from django.db.models import F, Q

from anbao.loom.holes.words import HoleKind, Look, Sighting, register
from anbao.senses.cameras.models import CameraSource, CameraState
from anbao.senses.cameras.rules import SILENT_TURNS
from anbao.senses.cameras.words import fault_word, reason


def silent_camera(look: Look) -> Iterator[Sighting]:
    """A connected camera that gives no picture any more, with the reason."""
    rows = _of(look).filter(state=CameraState.SILENT)
    for source in rows:
        zh, en = (reason(source.trouble, language) for language in ("zh", "en"))
        yield _sighting(
            "silent_camera", source, f"{source.device.name}无图像:{zh}", f"no picture of {source.device.code}: {en}"
        )


def unpatrolled_camera(look: Look) -> Iterator[Sighting]:
    """A connected camera that the patrol has not looked at for three of its turns: the patrol itself stands still."""
    late = F("every") * SILENT_TURNS * timedelta(minutes=1)
    rows = _of(look).filter(Q(next_at__isnull=True) | Q(next_at__lt=look.at - late))
    for source in rows:
        yield _sighting(
            "unpatrolled_camera", source, f"{source.device.name}漏巡", f"not patrolled: {source.device.code}"
        )


def picture_fault(look: Look) -> Iterator[Sighting]:
    """A connected camera whose picture has a confirmed fault: what it should see is not seen."""
    for source in _of(look).filter(state=CameraState.FAULTY):
        word = fault_word(source.fault)
        yield _sighting("picture_fault", source, f"{source.device.name}{word.zh}", f"{source.device.code}: {word.en}")


def _of(look: Look):
    rows = CameraSource.house.filter(enabled=True, device__institution_id__among=look.places)
    return rows.select_related("device").order_by("pk")


def _sighting(kind: str, source: CameraSource, zh: str, en: str) -> Sighting:
    return Sighting(
        kind, f"C{source.pk}", "riskcontrol", source.device.institution_id, zh, en, f"/cameras/{source.pk}/"
    )


register(HoleKind("silent_camera", "摄像机静默", "Silent camera", 7), silent_camera)
register(HoleKind("picture_fault", "图像故障", "Picture fault", 5), picture_fault)
register(HoleKind("unpatrolled_camera", "视频漏巡", "Camera not patrolled", 4), unpatrolled_camera)
