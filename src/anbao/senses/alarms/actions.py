"""Writes of alarms. The machine's: ``receive`` (``store`` and ``work``), ``tend``. A person's: the rest."""

from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db import connection, transaction
from django.utils.translation import gettext as _

from anbao.kit import clock
from anbao.kit.access.scopes import Denied, Reach
from anbao.kit.ledger import actions as ledger
from anbao.kit.ledger.rules import Entry
from anbao.kit.live import actions as live
from anbao.org.models import Person
from anbao.senses.alarms.arrivals import Arrival
from anbao.senses.alarms.changes import Changes
from anbao.senses.alarms.latehours import approve_late_hours, end_late_hours
from anbao.senses.alarms.models import Alarm, AlarmSource
from anbao.senses.alarms.retiring import take_off_gateway
from anbao.senses.alarms.sources import (
    AlarmFault,
    add_sources,
    change_schedules,
    change_sources,
    change_zones,
    held_source,
    save_schedule,
    save_source,
    save_zone,
)
from anbao.senses.alarms.storing import CHANGED, SourceIndex, store
from anbao.senses.alarms.tending import tend
from anbao.senses.alarms.words import rule
from anbao.senses.alarms.working import work

__all__ = (
    "AlarmFault", "Arrival", "acknowledge", "add_sources", "approve_late_hours", "change_schedules", "change_sources", "change_zones", "close",
    "end_late_hours", "end_test", "receive", "save_schedule", "save_source", "save_zone", "shelve", "start_test", "store", "take_off_gateway", "tend",
    "unshelve", "work",
)  # fmt: skip
#: who works alarms, and who may say how sources are judged
WORK, EDIT = "alarm.work", "org.edit"


@transaction.atomic
def receive(arrivals: Sequence[Arrival], *, home: int, at: datetime) -> list[bool]:
    """Store messages and work them at once; for each whether it was new. For tests and tools: the gateway does it in two."""
    index = SourceIndex(home)
    index.load()
    stored = store(arrivals, index=index)
    while work(at=at)["signals"]:
        pass
    return stored


def _held(alarm_id: int, actor: Person, reach: Reach) -> Alarm:
    alarm = Alarm.house.select_for_update(of=("self",)).select_related("institution", "source").get(pk=alarm_id)
    if not reach.may(WORK) or not reach.covers(alarm.institution.path):
        raise Denied(_("You may not work this alarm."))
    return alarm


def _moved(alarm: Alarm, verb: str, actor: Person, at: datetime, note: str) -> Alarm:
    changes = Changes(actor=actor.tag)
    if not changes.move(alarm, verb, at, note=note):
        state = alarm.get_state_display()
        raise AlarmFault(_("This alarm is %(state)s; that step is not possible now.") % {"state": state})
    changes.write()
    return alarm


@transaction.atomic
def acknowledge(*, actor: Person, reach: Reach, alarm_id: int, at: datetime, note: str = "") -> Alarm:
    """Somebody has seen it and deals with it: it no longer rises; one that has returned goes back to normal."""
    alarm = _held(alarm_id, actor, reach)
    alarm.acknowledged_at, alarm.acknowledged_by = at, actor
    return _moved(alarm, "acknowledge", actor, at, note)


@transaction.atomic
def shelve(*, actor: Person, reach: Reach, alarm_id: int, until: datetime, reason: str, at: datetime) -> Alarm:
    """Out of the way until a moment, with a reason; it comes back by itself."""
    alarm = _held(alarm_id, actor, reach)
    longest = rule("shelve_hours", clock.local_day(at))
    if not reason.strip():
        raise AlarmFault(_("Say why it is shelved."))
    if not at < until <= at + timedelta(hours=longest):
        raise AlarmFault(_("An alarm is shelved for %(n)d hours at most.") % {"n": longest})
    moved = _moved_shelf(alarm, actor, until, at, reason)
    return moved


def _moved_shelf(alarm: Alarm, actor: Person, until: datetime, at: datetime, reason: str) -> Alarm:
    changes = Changes(actor=actor.tag)
    if not changes.move(alarm, "shelve", at, note=reason):
        state = alarm.get_state_display()
        raise AlarmFault(_("This alarm is %(state)s; that step is not possible now.") % {"state": state})
    alarm.shelved_until = until
    changes.write()
    return alarm


@transaction.atomic
def unshelve(*, actor: Person, reach: Reach, alarm_id: int, at: datetime) -> Alarm:
    return _moved(_held(alarm_id, actor, reach), "unshelve", actor, at, "")


@transaction.atomic
def close(*, actor: Person, reach: Reach, alarm_id: int, note: str, at: datetime) -> Alarm:
    """Reset an acknowledged alarm that does not return by itself (latched, or a panel that sends no restore)."""
    alarm = _held(alarm_id, actor, reach)
    if not note.strip():
        raise AlarmFault(_("Say what it was."))
    alarm.returned_at = alarm.returned_at or at
    return _moved(alarm, "close", actor, at, note)


def say_changed(source: AlarmSource) -> None:
    """Gateways read their sources again at commit; open pages too."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, '')", [CHANGED])
    live.publish("alarm_sources", scope=source.institution.path, source=source.pk)


@transaction.atomic
def start_test(
    *,
    actor: Person,
    reach: Reach,
    source_id: int,
    until: datetime,
    reason: str,
    at: datetime,
    tester: Person | None = None,
) -> AlarmSource:
    """Put a source under test: its alarms are suppressed, its signals recorded. `tester` triggers the devices on the spot
    and signs their test lines; the actor unless named."""
    source = held_source(source_id, reach, WORK, EDIT)
    longest = rule("test_hours", clock.local_day(at))
    if not reason.strip():
        raise AlarmFault(_("Say why it is tested."))
    if not at < until <= at + timedelta(hours=longest):
        raise AlarmFault(_("A test lasts %(n)d hours at most.") % {"n": longest})
    source.test_until, source.test_by, source.test_reason = until, tester or actor, reason[:200]
    source.save(update_fields=["test_until", "test_by", "test_reason"])
    _said(source, "test_started", actor, at, until=until, reason=reason, tester=source.test_by_id)
    return source


@transaction.atomic
def end_test(*, actor: Person, reach: Reach, source_id: int, at: datetime) -> AlarmSource:
    """The test is over: what is still active becomes an alarm like any other."""
    source = held_source(source_id, reach, WORK, EDIT)
    if not source.is_in_test(at):
        raise AlarmFault(_("This source is not under test."))
    source.test_until = at
    source.save(update_fields=["test_until"])
    _said(source, "test_ended", actor, at)
    return source


def _said(source: AlarmSource, verb: str, actor: Person, at: datetime, **detail) -> None:
    say_changed(source)
    entry = Entry(f"alarms.source.{verb}", actor.tag, f"source:{source.pk}", at, source.institution.path, detail)
    ledger.append([entry])
