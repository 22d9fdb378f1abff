"""Writes of cameras. A look is written by ``record_look``: the only place where a camera changes its state."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from anbao.kit import clock
from anbao.kit.access.scopes import Denied, Reach
from anbao.kit.crypto import sm3
from anbao.kit.files import actions as files
from anbao.kit.files.models import Attachment
from anbao.kit.files.rules import UploadRefused
from anbao.kit.ledger import actions as ledger
from anbao.kit.ledger.rules import Entry
from anbao.kit.live import actions as live
from anbao.org import words as org_words
from anbao.org.models import Device, Institution, Person
from anbao.senses.cameras import mending, rules
from anbao.senses.cameras.models import (
    CameraHistory,
    CameraSource,
    CameraState,
    CameraStep,
    Look,
    PatrolPlan,
    Snapshot,
    SourceKind,
)

#: the power that changes cameras and plans
EDIT = "org.edit"
#: what an address begins with, by kind
SCHEMES = {SourceKind.RTSP: ("rtsp", "rtsps"), SourceKind.HTTP: ("http", "https")}


class CameraFault(ValueError):
    """The camera can't be written so; the message is for the user."""


# ---- looks


@dataclass(frozen=True)
class Seen:
    """A picture and what the engine says of it. ``history``: the engine's memory afterwards."""

    content: bytes
    kind: str
    size: tuple[int, int]
    fault: str
    score: float
    numbers: Mapping[str, float]
    zh: str
    en: str
    history: bytes
    checks: Sequence[Sequence] = ()
    claimed_at: datetime | None = None
    took: int = 0


@dataclass(frozen=True)
class Missed:
    """No picture, and why (words.REASONS)."""

    reason: str
    took: int = 0


@dataclass
class Tally:
    """What a walk of the patrol came to."""

    looked: int = 0
    pictures: int = 0
    faults: int = 0
    full_disk: int = 0
    digests: list[str] = field(default_factory=list)


@transaction.atomic
def record_look(*, source_id: int, outcome: Seen | Missed, at: datetime, actor: str = "system") -> Look:
    """Keep one look: snapshot, verdict, the engine's memory, the camera's state, its finding. Safe for many workers."""
    source = (
        CameraSource.house.select_for_update(of=("self",))
        .select_related("device__institution", "device__area", "finding")
        .get(pk=source_id)
    )
    place = source.device.institution
    snapshot = _snapshot(source, outcome, at) if isinstance(outcome, Seen) else None
    look = Look(source=source, institution=place, at=at, snapshot=snapshot, took=outcome.took)
    if isinstance(outcome, Seen):
        look.fault, look.score, look.numbers = outcome.fault, outcome.score, dict(outcome.numbers)
        look.checks = [list(check) for check in outcome.checks]
        look.zh, look.en = outcome.zh[:300], outcome.en[:400]
        look.trouble = "" if snapshot.stored else "disk_full"
        CameraHistory.objects.update_or_create(source=source, defaults={"body": outcome.history, "changed_at": at})
    else:
        look.fault, look.trouble = rules.NO_PICTURE, outcome.reason
    look.save()
    looks = list(source.looks.order_by("-at", "-id").values_list("fault", "at")[: rules.OF + rules.SILENT_TURNS])
    standing = rules.Standing(source.state, source.fault, source.every, rules.failing_since(looks))
    state, fault = rules.after_look(standing, [fault for fault, _at in looks], at)
    entries = _moved(source, state, fault, look, at, actor)
    source.tried_at, source.trouble = at, look.trouble
    if snapshot is not None:
        source.seen_at, source.picture = at, snapshot
    entries += mending.follow(source, look, at=at, actor=actor)
    source.save()
    ledger.append(entries)
    live.publish("camera", scope=place.path, camera=source.pk, state=source.state)
    return look


def _snapshot(source: CameraSource, seen: Seen, at: datetime) -> Snapshot:
    """The picture's row; a disk that is full keeps the row without the bytes."""
    stored, digest = True, ""
    try:
        digest = files.store(seen.content, seen.kind)
    except UploadRefused:
        stored, digest = False, sm3(seen.content).hex()
    return Snapshot.house.create(
        source=source, institution=source.device.institution, area=source.device.area, at=at, claimed_at=seen.claimed_at,
        kind=seen.kind, digest=digest, size=len(seen.content), width=seen.size[0], height=seen.size[1], stored=stored,
    )  # fmt: skip


def _moved(source: CameraSource, state: str, fault: str, look: Look, at: datetime, actor: str) -> list[Entry]:
    """Write a change of state as a row; nothing when there is none."""
    if (state, fault) == (source.state, source.fault):
        return []
    before = source.state
    CameraStep.objects.create(source=source, before=before, after=state, fault=fault, look=look, at=at)
    source.state, source.fault, source.state_since = state, fault, at
    if before == CameraState.UNSEEN and state == CameraState.WELL:
        return []  # the first good picture of a camera is no news
    return [
        Entry(f"cameras.camera.{'recovered' if state == CameraState.WELL else state}", actor, f"camera:{source.pk}", at,
              source.device.institution.path, {"fault": fault, "before": before})
    ]  # fmt: skip


def note_walk(*, tally: Tally, at: datetime, actor: str = "system") -> None:
    """One ledger line for a walk of the patrol: how many cameras, and a digest over the digests of their pictures."""
    if not tally.looked:
        return
    whole = sm3("".join(sorted(tally.digests)).encode()).hex()
    told = {"looked": tally.looked, "pictures": tally.pictures, "sm3": whole}
    with transaction.atomic():
        ledger.append([Entry("cameras.patrol.walked", actor, f"patrol:{at:%Y%m%d%H%M%S}", at, "", told)])


def claim_due(*, at: datetime, limit: int, again: Mapping[int, int]) -> list[CameraSource]:
    """Take the cameras that are due, each by one worker only: moving ``next_at`` on is the claim.

    `again`: camera -> minutes to its next look.
    """
    taken = []
    due = CameraSource.house.due(at).select_related("device__institution", "device__area").order_by("next_at")
    for source in due[:limit]:
        every = again.get(source.pk, source.every)
        then = rules.next_look(source.next_at, at, every)
        held = CameraSource.house.filter(pk=source.pk, next_at=source.next_at, enabled=True)
        if source.next_at is None:
            held = CameraSource.house.filter(pk=source.pk, next_at__isnull=True, enabled=True)
        if held.update(next_at=then, every=every):
            source.next_at, source.every = then, every
            taken.append(source)
    return taken


def look_soon(*, institutions: Sequence[int], at: datetime) -> int:
    """The cameras of places where something happens are due at once, out of their turn; part of the caller's transaction.
    Returns how many. No ledger line: the looks are the record."""
    rows = CameraSource.house.filter(enabled=True, device__institution__in=institutions)
    return rows.filter(Q(next_at__gt=at) | Q(next_at__isnull=True)).update(next_at=at)


# ---- evidence


@transaction.atomic
def keep_snapshots(*, snapshots: Sequence[Snapshot], owner: str, at: datetime, actor: str = "system") -> list[int]:
    """Make snapshots evidence of `owner` ("incident:3"): attached, and never purged. Returns the attachments' ids.

    Those whose bytes are gone are passed over. `owner` may be empty for a record that is being filed.
    """
    rows = list(Snapshot.house.select_for_update().filter(pk__in=[s.pk for s in snapshots], stored=True).order_by("at"))
    if not rows:
        return []
    held = [
        files.Held(f"{row.source_id}-{row.at:%Y%m%d-%H%M%S}.{row.kind}", row.kind, row.digest, row.size, row.institution.path)
        for row in Snapshot.house.filter(pk__in=[r.pk for r in rows]).select_related("institution").order_by("at")
    ]  # fmt: skip
    made = files.attach(held, actor=actor, at=at, owner=owner)
    for row in rows:
        row.kept_for = [*row.kept_for, *([owner] if owner and owner not in row.kept_for else ["evidence"])]
        row.save(update_fields=["kept_for"])
    return [attachment.pk for attachment in made]


def purge(*, at: datetime, actor: str = "system") -> int:
    """Forget the bytes of snapshots past their days that nothing refers to; the rows and verdicts stay. Returns how many."""
    days = org_words.rule("snapshot_days", on=clock.local_day(at))
    old = Snapshot.house.filter(stored=True, kept_for=[], at__lt=at - timedelta(days=days))
    gone = 0
    while batch := list(old.order_by("at")[:500]):
        with transaction.atomic():
            Snapshot.house.filter(pk__in=[row.pk for row in batch]).update(stored=False)
            wanted = {(row.digest, row.kind) for row in batch}
            digests = [digest for digest, _kind in wanted]
            still = set(Snapshot.house.filter(digest__in=digests, stored=True).values_list("digest", flat=True))
            still |= set(Attachment.house.filter(digest__in=digests).values_list("digest", flat=True))
            told = {"snapshots": len(batch), "until": batch[-1].at, "days": days}
            ledger.append([Entry("cameras.snapshots.purged", actor, f"snapshots:{len(batch)}", at, "", told)])
        for digest, kind in wanted:
            if digest not in still:
                files.place_of(digest, kind).unlink(missing_ok=True)
        gone += len(batch)
    return gone


# ---- sources and plans


def checked_address(kind: str, address: str) -> str:
    """The address without credentials in it; raises CameraFault in words."""
    address = address.strip()
    if kind == SourceKind.FILE:
        if not address or address.startswith("/") or ".." in address.split("/"):
            raise CameraFault(_("A clip is named inside the folder clips of this server, such as lobby.mp4."))
        return address
    try:
        parts = urlsplit(address)
        fits = parts.scheme in SCHEMES.get(kind, ()) and bool(parts.hostname) and (parts.port or 1) > 0
    except ValueError:
        fits = False
    if not fits:
        raise CameraFault(
            _("The address begins with %(scheme)s:// and names a host.") % {"scheme": SCHEMES.get(kind, ("?",))[0]}
        )
    if parts.username or parts.password:
        raise CameraFault(_("Write user name and password into their own field, not into the address."))
    return address


@transaction.atomic
def save_source(
    *, actor: str, reach: Reach, at: datetime, device: Device, kind: str, address: str, row: CameraSource | None = None,
    credentials: str | None = None, timeout: int = 8, enabled: bool = True,
) -> CameraSource:  # fmt: skip
    """Make or change how a camera is fetched; ``credentials`` None leaves what is stored. Raises Denied, CameraFault."""
    if not reach.may(EDIT) or not reach.covers(device.institution.path):
        raise Denied(_("You may not change this camera."))
    if device.kind != "camera":
        raise CameraFault(_("%(device)s is not a camera.") % {"device": device})
    found = row and CameraSource.house.select_for_update(of=("self",)).get(pk=row.pk)
    if CameraSource.house.filter(device=device).exclude(pk=found.pk if found else None).exists():
        raise CameraFault(_("%(device)s has a source already.") % {"device": device})
    source = found or CameraSource()
    source.device, source.kind, source.address = device, kind, checked_address(kind, address)
    source.timeout, source.enabled = timeout, enabled
    if credentials is not None:
        source.credentials = credentials
    if enabled:
        source.next_at = at
    source.save()
    told = {"kind": kind, "address": source.address, "enabled": enabled}
    verb = "changed" if found else "connected"
    ledger.append([Entry(f"cameras.source.{verb}", actor, f"camera:{source.pk}", at, device.institution.path, told)])
    live.publish("camera", scope=device.institution.path, camera=source.pk)
    return source


@transaction.atomic
def save_plan(
    *,
    actor: Person | str,
    reach: Reach,
    at: datetime,
    institution: Institution,
    row: PatrolPlan | None = None,
    **fields,
) -> PatrolPlan:
    """Make or change a patrol plan; ``fields``: name, every, tags, areas, focus, enabled."""
    if not reach.may(EDIT) or not reach.covers(institution.path):
        raise Denied(_("You may not change the patrol of this place."))
    plan = row or PatrolPlan()
    plan.institution = institution
    for name, value in fields.items():
        setattr(plan, name, value)
    plan.full_clean()
    plan.save()
    told = {"name": plan.name, "every": plan.every, "enabled": plan.enabled}
    tag = actor if isinstance(actor, str) else actor.tag
    ledger.append([Entry("cameras.plan.saved", tag, f"plan:{plan.pk}", at, institution.path, told)])
    return plan


@transaction.atomic
def change_sources(*, actor: Person, reach: Reach, at: datetime, pks: Sequence[int], fields: Mapping) -> int:
    """Switch many cameras on or off, or give them another limit; returns how many changed."""
    rows = list(
        CameraSource.house.select_for_update(of=("self",)).select_related("device__institution").filter(pk__in=pks)
    )
    if not reach.may(EDIT) or not all(reach.covers(row.device.institution.path) for row in rows):
        raise Denied(_("You may not change these cameras."))
    for row in rows:
        if "enabled" in fields:
            row.enabled, row.next_at = fields["enabled"] == "yes", at
        row.timeout = fields.get("timeout", row.timeout)
        row.save(update_fields=["enabled", "next_at", "timeout"])
    ledger.append(
        [
            Entry(
                "cameras.source.changed", actor.tag, f"camera:{row.pk}", at, row.device.institution.path, dict(fields)
            )
            for row in rows
        ]
    )
    return len(rows)


@transaction.atomic
def change_plans(*, actor: Person, reach: Reach, at: datetime, pks: Sequence[int], fields: Mapping) -> int:
    """Switch many plans on or off, or give them another interval; returns how many changed."""
    rows = list(PatrolPlan.house.select_for_update(of=("self",)).select_related("institution").filter(pk__in=pks))
    for row in rows:
        wish = {"every": fields.get("every", row.every), "enabled": row.enabled}
        if "enabled" in fields:
            wish["enabled"] = fields["enabled"] == "yes"
        save_plan(actor=actor, reach=reach, at=at, institution=row.institution, row=row, **wish)
    return len(rows)
