"""What follows from a camera's state: a finding opens, is seen put right, closes or goes back. Part of record_look."""

from datetime import datetime

from anbao.kit import clock
from anbao.kit.files import actions as files
from anbao.kit.ledger.rules import Entry
from anbao.loom.campaigns.queries import running_at
from anbao.loom.findings import actions as findings
from anbao.loom.findings.models import Finding, FindingState, Severity
from anbao.org import words as org_words
from anbao.senses.cameras import rules
from anbao.senses.cameras.models import CameraSource, CameraState, Look
from anbao.senses.cameras.words import REASONS, fault_word


def follow(source: CameraSource, look: Look, *, at: datetime, actor: str) -> list[Entry]:
    """Bring the camera's finding into line with its state; returns ledger lines of the camera itself."""
    if source.state == CameraState.FAULTY or (source.state == CameraState.SILENT and source.finding is None):
        _open(source, look, at, actor)
    elif source.state == CameraState.SILENT:
        _worsen(source, at, actor)
    elif source.state == CameraState.WELL and source.finding is not None:
        _put_right(source, look, at, actor)
    return []


def _open(source: CameraSource, look: Look, at: datetime, actor: str) -> None:
    """One finding at a time: a fault that returns before its finding is closed sends that one back."""
    held = source.finding
    if held is not None and held.state == FindingState.RECTIFIED:
        findings.observe(finding_id=held.pk, verb="refuse", note=look.zh, note_en=look.en, at=at, actor=actor)
        _attach(held, look, at, actor)
        return
    if held is not None and held.state == FindingState.OPEN:
        return
    device, place = source.device, source.device.institution
    silent = source.state == CameraState.SILENT
    word = REASONS[look.trouble] if silent and look.trouble in REASONS else fault_word(source.fault)
    title = f"{device.name}:{'无图像,' if silent else ''}{word.zh}"
    title_en = f"{device.name}: {'no picture, ' if silent else ''}{word.en}"
    category = rules.category_of(source.fault, device.area.kind if device.area else "", place.kind)
    found = Finding.house.filter(device=device, category=category).exclude(state=FindingState.CLOSED).first()
    if found is None:
        defect = findings.Defect(
            institution=place, category=category, title=title, title_en=title_en, detail=look.zh, detail_en=look.en, found_in=f"look:{look.pk}", at=at,
            campaign=running_at(place, clock.local_day(at)), area=device.area, device=device,
            # no picture is first of all a line that is cut or a machine that is busy; what lasts becomes major
            severity=Severity.MINOR if silent else "",
        )  # fmt: skip
        found = findings.open_findings([defect], actor=actor)[0]
    source.finding = found
    _attach(found, look, at, actor)


def _worsen(source: CameraSource, at: datetime, actor: str) -> None:
    """Without a picture for long: nobody sees that place, and its finding is a major one from now on."""
    held, long = source.finding, org_words.rule("camera_silent_major_minutes", on=clock.local_day(at))
    if held.state == FindingState.OPEN and rules.grows_grave(held.severity, source.state_since, at, long):
        hours = int((at - source.state_since).total_seconds() // 3600)
        findings.worsen(
            finding_id=held.pk, severity=Severity.MAJOR, at=at, actor=actor,
            note=f"已连续 {hours} 小时无图像", note_en=f"no picture for {hours} hours",
        )  # fmt: skip


def _attach(finding: Finding, look: Look, at: datetime, actor: str) -> None:
    """The look's picture as evidence of the finding, never purged."""
    shot = look.snapshot
    if shot is None or not shot.stored:
        return
    owner = f"finding:{finding.pk}"
    name = f"{look.source_id}-{shot.at:%Y%m%d-%H%M%S}.{shot.kind}"
    held = files.Held(name, shot.kind, shot.digest, shot.size, finding.institution.path)
    files.attach([held], actor=actor, at=at, owner=owner)
    shot.kept_for = [*shot.kept_for, owner]
    shot.save(update_fields=["kept_for"])


def _put_right(source: CameraSource, look: Look, at: datetime, actor: str) -> None:
    """Well again: the good picture is the rectification; steady long enough, the finding closes by rule."""
    held = source.finding
    if held.state == FindingState.CLOSED:
        source.finding = None
        return
    if held.state == FindingState.OPEN:
        if findings.observe(
            finding_id=held.pk,
            verb="rectify",
            note=look.zh or "图像恢复",
            note_en=look.en or "the picture is back",
            at=at,
            actor=actor,
        ):
            _attach(held, look, at, actor)
        return
    steady = org_words.rule("camera_steady_minutes", on=clock.local_day(at))
    since = max(source.state_since or at, held.rectified_at or at)
    if look.fault == rules.OK and rules.may_close(held.severity, since, at, steady):
        minutes = int((at - since).total_seconds() // 60)
        note, note_en = f"图像持续正常 {minutes} 分钟", f"picture well for {minutes} minutes"
        if findings.observe(finding_id=held.pk, verb="verify", note=note, note_en=note_en, at=at, actor=actor):
            _attach(held, look, at, actor)
            source.finding = None
