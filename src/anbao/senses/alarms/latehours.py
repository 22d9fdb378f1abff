"""Late hours: a panel may stay disarmed longer, because somebody of the place or above it approved it; over by themselves."""

from collections.abc import Iterable, Mapping
from datetime import datetime, time, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from anbao.kit import clock
from anbao.kit.access.scopes import Reach
from anbao.kit.ledger import actions as ledger
from anbao.kit.ledger.rules import Entry
from anbao.kit.live import actions as live
from anbao.kit.texts import too_long
from anbao.org.models import Person
from anbao.senses.alarms.models import AlarmSource, Arming, LateHours, LateHoursEnd
from anbao.senses.alarms.sources import AlarmFault, held_source
from anbao.senses.alarms.words import rule

#: who may enter what was approved: the monitoring centre, and who keeps the register
POWERS = ("alarm.work", "org.edit")
MOST_REASON = 200


def next_hour(hour: time, at: datetime) -> datetime:
    """The next moment at which the branch's clocks show this hour."""
    found = datetime.combine(clock.local_day(at), hour, clock.local_zone())
    return found if found > at else found + timedelta(days=1)


def wholly_armed(source: AlarmSource) -> bool:
    """Whether a panel last said of every area of it that it is armed: nobody is inside by what it knows."""
    told = list(Arming.house.filter(source=source).values_list("armed", flat=True))
    return bool(told) and all(told)


@transaction.atomic
def approve_late_hours(
    *,
    actor: Person,
    reach: Reach,
    source_id: int,
    until: datetime,
    reason: str,
    at: datetime,
    approved_by: Person | None = None,
) -> LateHours:
    """The panel may be disarmed until a moment; `approved_by` (the actor unless named) said so. What stands is replaced.

    One that is armed already may be disarmed again until then: somebody comes back with permission.

    Raises AlarmFault with every fault at once.
    """
    source, approver = held_source(source_id, reach, *POWERS), approved_by or actor
    if faults := list(_faults(source, approver, until, reason, at)):
        raise AlarmFault(" ".join(faults))
    standing = list(LateHours.house.select_for_update(of=("self",)).filter(source=source, ended_at__isnull=True))
    row = LateHours(source=source, since=at, until=until, reason=reason.strip(), approved_by=approver, entered_by=actor)
    lines = [
        _ended(one, LateHoursEnd.TIME if one.until <= at else LateHoursEnd.REPLACED, actor.tag, at) for one in standing
    ]
    row.save()
    detail = {"source": source.pk, "until": until, "approved_by": approver.pk, "reason": row.reason}
    ledger.append([*lines, _line(row, "approved", actor.tag, at, **detail)])
    return row


def _faults(source: AlarmSource, approver: Person, until: datetime, reason: str, at: datetime) -> Iterable[str]:
    longest = rule("late_hours", clock.local_day(at))
    if not reason.strip():
        yield _("Say what the late hours are for.")
    elif long := too_long(reason.strip(), MOST_REASON):
        yield _("Reason") + ": " + long
    if not at < until <= at + timedelta(hours=longest):
        yield _("Late hours end within the next %(n)d hours.") % {"n": longest}
    if not source.institution.path.startswith(approver.institution.path):
        yield _("Late hours are approved by somebody of the place or above it.")


@transaction.atomic
def end_late_hours(*, actor: Person, reach: Reach, source_id: int, at: datetime) -> LateHours:
    """Taken back before their time: from now on the schedule counts."""
    source = held_source(source_id, reach, *POWERS)
    row = LateHours.house.select_for_update(of=("self",)).standing(at).filter(source=source).first()
    if row is None:
        raise AlarmFault(_("This panel has no late hours now."))
    ledger.append([_ended(row, LateHoursEnd.WITHDRAWN, actor.tag, at)])
    return row


def end_armed(armed: Mapping[int, datetime]) -> list[Entry]:
    """Panels (their sources' numbers) that were wholly armed at a moment: who stayed late has left. Part of the caller's transaction,
    which writes the ledger's lines."""
    rows = LateHours.house.select_for_update(of=("self",)).filter(source__in=armed, ended_at__isnull=True)
    ends = [(row, armed[row.source_id]) for row in rows.select_related("source__institution").order_by("pk")]
    return [_ended(row, LateHoursEnd.ARMED, "system", at) for row, at in ends if row.since <= at < row.until]


def end_run_out(at: datetime) -> list[Entry]:
    """Late hours whose time has come. Part of the caller's transaction, which writes the ledger's lines."""
    rows = LateHours.house.select_for_update(of=("self",)).filter(ended_at__isnull=True, until__lte=at)
    return [
        _ended(row, LateHoursEnd.TIME, "system", at)
        for row in rows.select_related("source__institution").order_by("pk")
    ]


def _ended(row: LateHours, why: str, actor: str, at: datetime) -> Entry:
    row.ended_at, row.ended = min(at, row.until), why
    row.save(update_fields=["ended_at", "ended"])
    return _line(row, "ended", actor, at, source=row.source_id, why=str(why))


def _line(row: LateHours, verb: str, actor: str, at: datetime, **detail) -> Entry:
    path = row.source.institution.path
    live.publish("alarm_sources", scope=path, source=row.source_id)
    return Entry(f"alarms.late_hours.{verb}", actor, f"late_hours:{row.pk}", at, path, detail)
