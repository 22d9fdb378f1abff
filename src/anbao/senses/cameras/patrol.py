"""The walk: take the cameras that are due, fetch and judge their pictures side by side, write what came of each.

Fetching and judging run in threads that never touch the database; one slow camera holds up nobody but its own thread.
"""

import logging
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor, as_completed
from datetime import datetime
from time import monotonic

from anbao.kit import clock
from anbao.loom.campaigns.models import Campaign, CampaignState
from anbao.org import words as org_words
from anbao.senses.cameras import actions, diagnosis, rules
from anbao.senses.cameras.fetching import NoPicture, Wish, fetch
from anbao.senses.cameras.models import CameraHistory, CameraSource, PatrolPlan
from anbao.senses.cameras.queries import wish_of

log = logging.getLogger(__name__)

#: cameras that are fetched at the same time, and taken at once
THREADS, BATCH = 8, 64


def turns() -> list[rules.Turn]:
    rows = PatrolPlan.house.filter(enabled=True).select_related("institution")
    return [
        rules.Turn(row.institution.path, row.every, frozenset(row.tags), frozenset(row.areas), row.focus)
        for row in rows
    ]


def focuses() -> list[str]:
    """Paths of the focus places of the campaigns that run."""
    running = Campaign.house.filter(state=CampaignState.STARTED, focus__isnull=False)
    return list(running.values_list("focus__path", flat=True))


def cadences(sources: Iterable[CameraSource], at: datetime) -> dict[int, int]:
    """Camera -> minutes between looks, as the plans of this moment have it."""
    usual = org_words.rule("camera_patrol_minutes", on=clock.local_day(at))
    plans, points = turns(), focuses()
    return {source.pk: rules.cadence(place_of(source), plans, points, usual) for source in sources}


def place_of(source: CameraSource) -> rules.Place:
    device = source.device
    return rules.Place(
        device.institution.path, frozenset(device.institution.tags), device.area.kind if device.area else ""
    )


def look_at(wish: Wish, history: bytes | None, at: datetime) -> actions.Seen | actions.Missed:
    """Fetch one picture and judge it; needs no database."""
    started = monotonic()

    def took() -> int:
        return int((monotonic() - started) * 1000)

    try:
        picture = fetch(wish)
        seen = diagnosis.judge(picture.content, history, at)
    except NoPicture as none:
        return actions.Missed(none.reason, took())
    return actions.Seen(claimed_at=picture.claimed_at, took=took(), **seen)


def walk(
    *, at: datetime, limit: int = BATCH, threads: int = THREADS, stop: Callable[[], bool] = lambda: False
) -> actions.Tally:
    """One round: every camera that is due at `at`, at most `limit` of them."""
    due = CameraSource.house.due(at).select_related("device__institution", "device__area").order_by("next_at")[:limit]
    taken = actions.claim_due(at=at, limit=limit, again=cadences(due, at))
    tally = actions.Tally()
    if not taken or stop():
        return tally
    memory = dict(CameraHistory.objects.filter(source__in=taken).values_list("source_id", "body"))
    with ThreadPoolExecutor(min(threads, len(taken)), "camera") as pool:
        waiting = {pool.submit(look_at, wish_of(s, at), _bytes(memory.get(s.pk)), at): s for s in taken}
        for done in as_completed(waiting):
            _write(waiting[done], done, at, tally)
    actions.note_walk(tally=tally, at=at)
    return tally


def _bytes(body) -> bytes | None:
    return bytes(body) if body is not None else None


def _write(source: CameraSource, done, at: datetime, tally: actions.Tally) -> None:
    look = actions.record_look(source_id=source.pk, outcome=done.result(), at=at)
    tally.looked += 1
    if look.snapshot is not None:
        tally.pictures += 1
        tally.digests.append(look.snapshot.digest)
        tally.full_disk += not look.snapshot.stored
    tally.faults += look.fault != rules.OK


def look_once(source: CameraSource, *, at: datetime, actor: str) -> None:
    """One look outside the turn, asked for by a person."""
    body = CameraHistory.objects.filter(source=source).values_list("body", flat=True).first()
    actions.record_look(source_id=source.pk, outcome=look_at(wish_of(source, at), _bytes(body), at), at=at, actor=actor)
