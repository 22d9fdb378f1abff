"""Looking for holes, and dealing with one."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from anbao.kit.access.scopes import Denied, Reach
from anbao.kit.inbox import actions as inbox
from anbao.kit.ledger import actions as ledger
from anbao.kit.ledger.rules import Entry
from anbao.kit.live import actions as live
from anbao.kit.locks import Lock, hold
from anbao.kit.texts import room, too_long
from anbao.loom.campaigns.models import Campaign
from anbao.loom.holes import tally
from anbao.loom.holes.finders import tasks_behind
from anbao.loom.holes.models import Hole
from anbao.loom.holes.words import KINDS, look_of
from anbao.loom.tasks import actions as tasks
from anbao.org.models import Person

#: tasks of one hole whose people are reminded at a time
MOST_REMINDED = 50


class HoleFault(ValueError):
    """The hole can't be dealt with so; the message is for the user."""


@transaction.atomic
def look(*, campaign: Campaign, at: datetime) -> Counter:
    """Find the holes of this moment: new ones open, those that are gone close, the rest keep their age."""
    hold(Lock.HOLES_LOOK)
    now = look_of(campaign, at)
    seen = {(s.kind, s.key): s for _, finder in KINDS.values() for s in finder(now)}
    held = {(h.kind, h.key): h for h in Hole.house.filter(campaign=campaign, closed_at__isnull=True)}
    fresh = [
        Hole(
            campaign=campaign, kind=s.kind, key=s.key, net=s.net, institution_id=s.institution_id, zh=s.zh[:200], en=s.en[:240],
            link=s.link, count=s.count, opened_at=at,
        )
        for key, s in seen.items()
        if key not in held
    ]  # fmt: skip
    gone = [h for key, h in held.items() if key not in seen]
    changed = []
    for key, hole in held.items():
        sighting = seen.get(key)
        if sighting and (hole.zh, hole.count) != (sighting.zh[:200], sighting.count):
            hole.zh, hole.en, hole.link, hole.count = (
                sighting.zh[:200],
                sighting.en[:240],
                sighting.link,
                sighting.count,
            )
            changed.append(hole)
    Hole.house.bulk_create(fresh)
    Hole.house.filter(pk__in=[h.pk for h in gone]).update(closed_at=at)
    Hole.house.bulk_update(changed, ["zh", "en", "link", "count"])
    tally.move(campaign.pk, opened=fresh, closed=gone, at=at)
    if fresh or gone or changed:
        live.publish("holes", scope=campaign.lead.path, spans=True, campaign=campaign.pk)
    return Counter(opened=len(fresh), closed=len(gone), changed=len(changed), open=len(seen))


@transaction.atomic
def repair_tally(*, campaign: Campaign, at: datetime) -> int:
    """Write the recount over the roll-ups where they differ; returns the rows changed."""
    changed = tally.rewrite(campaign.pk)
    if changed:
        entry = Entry(
            "holes.tally.repaired", "system", f"campaign:{campaign.pk}", at, campaign.lead.path, {"rows": changed}
        )
        ledger.append([entry])
    return changed


def _held(hole_id: int, actor: Person, reach: Reach, power: str) -> Hole:
    hole = Hole.house.select_for_update(of=("self",)).select_related("institution", "assignee").get(pk=hole_id)
    if not reach.may(power) or not reach.covers(hole.institution.path):
        raise Denied(_("You may not deal with this hole."))
    if hole.closed_at is not None:
        raise HoleFault(_("This hole has closed."))
    return hole


def _line(verb: str, hole: Hole, actor: Person, at: datetime, **detail) -> None:
    entry = Entry(
        f"holes.hole.{verb}", actor.tag, f"hole:{hole.pk}", at, hole.institution.path, {"kind": hole.kind, **detail}
    )
    ledger.append([entry])
    live.publish("holes", scope=hole.institution.path, hole=hole.pk)


@transaction.atomic
def assign(*, actor: Person, reach: Reach, hole_id: int, person: Person, at: datetime) -> Hole:
    """Give a hole to somebody in reach to mend."""
    hole = _held(hole_id, actor, reach, "task.assign")
    if not reach.covers(person.institution.path):
        raise Denied(_("That person is not in your institutions."))
    hole.assignee = person
    hole.save(update_fields=["assignee"])
    inbox.tell([_word(hole, person)], at=at)
    _line("assigned", hole, actor, at, to=person.pk)
    return hole


def _word(hole: Hole, person: Person) -> inbox.Word:
    return inbox.Word(
        person.tag,
        "hole",
        f"请补漏洞：{hole.institution} {hole.zh}",
        f"Mend: {hole.institution} {hole.en}",
        f"/holes/?place={hole.institution_id}",
    )


@transaction.atomic
def remind(*, actor: Person, reach: Reach, hole_id: int, at: datetime) -> list[Person]:
    """Remind whoever mends the hole and those who answer for the tasks that make it; returns them, the mender first."""
    hole = _held(hole_id, actor, reach, "task.assign")
    behind = tasks_behind(hole, at).filter(assignee__isnull=False).select_related("assignee").order_by("due_at")
    late = list(behind[:MOST_REMINDED])
    told = list(dict.fromkeys(([hole.assignee] if hole.assignee else []) + [task.assignee for task in late]))
    if not told:
        raise HoleFault(_("Nobody mends this hole yet: assign it first."))
    if hole.assignee:
        inbox.tell([_word(hole, hole.assignee)], at=at)
    if late:
        tasks.remind(actor=actor, reach=reach, tasks=[task.pk for task in late], at=at)
    _line("reminded", hole, actor, at, to=[person.pk for person in told])
    return told


@transaction.atomic
def excuse(*, actor: Person, reach: Reach, hole_id: int, reason: str, until: datetime, at: datetime) -> Hole:
    """Accept a hole until a moment, with a reason; afterwards it gapes again by itself."""
    hole = _held(hole_id, actor, reach, "hole.excuse")
    if not reason.strip():
        raise HoleFault(_("Give the reason for the excuse."))
    if fault := too_long(reason, room(Hole, "excuse")):
        raise HoleFault(_("Reason") + ": " + fault)
    if until <= at:
        raise HoleFault(_("An excuse ends in the future."))
    hole.excuse, hole.excused_until = reason, until
    hole.save(update_fields=["excuse", "excused_until"])
    _line("excused", hole, actor, at, reason=reason, until=until)
    return hole


def _lock(holes: Sequence[int]) -> list[int]:
    """Hold the rows of several holes, in one order, before the first ledger line is written."""
    rows = Hole.house.select_for_update(of=("self",)).filter(pk__in=holes).order_by("pk")
    return list(rows.values_list("pk", flat=True))


@transaction.atomic
def assign_several(*, actor: Person, reach: Reach, holes: Sequence[int], person: Person, at: datetime) -> int:
    """Give several holes to one person, all or none; how many."""
    held = _lock(holes)
    for pk in held:
        assign(actor=actor, reach=reach, hole_id=pk, person=person, at=at)
    return len(held)


@transaction.atomic
def excuse_several(
    *, actor: Person, reach: Reach, holes: Sequence[int], reason: str, until: datetime, at: datetime
) -> int:
    """Accept several holes until a moment for one reason, all or none; how many."""
    held = _lock(holes)
    for pk in held:
        excuse(actor=actor, reach=reach, hole_id=pk, reason=reason, until=until, at=at)
    return len(held)
