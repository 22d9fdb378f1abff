"""Writes of the register: sources with their keys and windows, zones, arming schedules. Gateways hear of every change."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import datetime

from django.db import IntegrityError, connection, transaction
from django.utils.translation import gettext as _

from anbao.kit.access.scopes import Denied, Reach
from anbao.kit.copying import copy_in
from anbao.kit.ledger import actions as ledger
from anbao.kit.ledger.rules import Entry
from anbao.kit.live import actions as live
from anbao.org.models import Institution, Person
from anbao.senses.alarms.judging import AlarmFault, judge, tidy
from anbao.senses.alarms.models import AlarmSource, ArmingSchedule, Zone
from anbao.senses.alarms.storing import CHANGED

EDIT = "org.edit"
#: fields of a source that are kept in one form, however they were typed
TIDIED = ("account", "key", "receiver", "line", "addresses", "leniency")
#: fields whose values no ledger line and no plan shows
SECRET = frozenset({"key"})


def _authorise(reach: Reach, *places: Institution) -> None:
    if not reach.may(EDIT) or not all(reach.covers(place.path) for place in places):
        raise Denied(_("You may not change this alarm source."))


def _hear(places: Iterable[Institution]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, '')", [CHANGED])
    live.publish_places("alarm_sources", [place.path for place in places])


@transaction.atomic
def add_sources(
    *,
    actor: str,
    at: datetime,
    sources: Sequence[AlarmSource],
    zones: Sequence[Zone] = (),
    schedules: Sequence[ArmingSchedule] = (),
) -> None:
    """Many at once: an import, a loader. Zones name their unsaved sources; raises AlarmFault and writes nothing."""
    for source in sources:
        source.made_at = at
        _take(source, {name: getattr(source, name) for name in TIDIED})
    try:
        with transaction.atomic():
            copy_in(sources)
            for zone in zones:
                zone.source_id = zone.source.pk
                _take(zone, {"number": zone.number})
            copy_in(zones)
            copy_in(schedules)
    except IntegrityError as error:
        raise AlarmFault(_already(error)) from error
    _hear(source.institution for source in sources)
    told = {"sources": len(sources), "zones": len(zones), "schedules": len(schedules)}
    ledger.append([Entry("alarms.source.added", actor, f"sources:{len(sources)}", at, "", told)])


def _already(error: IntegrityError) -> str:
    for model in (AlarmSource, Zone, ArmingSchedule):
        for constraint in model._meta.constraints:
            if constraint.name in str(error):
                return str(constraint.get_violation_error_message())
    return _("This contradicts what is already there.")


def held_source(source_id: int, reach: Reach, *powers: str) -> AlarmSource:
    """A source under lock, for somebody who has one of the powers over its place. Raises Denied."""
    source = AlarmSource.house.select_for_update(of=("self",)).select_related("institution").get(pk=source_id)
    if not any(map(reach.may, powers)) or not reach.covers(source.institution.path):
        raise Denied(_("You may not change this alarm source."))
    return source


def _take(row, fields: Mapping) -> list[str]:
    """Set fields as they are kept, judge the row; returns those that changed. Raises AlarmFault with every fault."""
    fields = tidy(fields)
    changed = changes(row, fields)
    for name, value in fields.items():
        setattr(row, name, value)
    judge(row, changed if row.pk else list(fields))
    return changed


def changes(row, fields: Mapping) -> list[str]:
    return sorted(name for name, value in fields.items() if getattr(row, name, None) != value)


def _save(row, fields: Mapping, noun: str, place: Institution, actor: Person | str, at: datetime) -> None:
    fresh = row.pk is None
    changed = _take(row, fields)
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError as error:
        raise AlarmFault(_already(error)) from error
    _hear([place])
    told = {name: str(getattr(row, name)) for name in changed if name not in SECRET} | {
        n: "…" for n in changed if n in SECRET
    }
    tag = actor if isinstance(actor, str) else actor.tag
    ledger.append(
        [Entry(f"alarms.{noun}.{'added' if fresh else 'changed'}", tag, f"{noun}:{row.pk}", at, place.path, told)]
    )


@transaction.atomic
def save_source(
    *, actor: Person | str, reach: Reach, at: datetime, row: AlarmSource | None, fields: Mapping
) -> AlarmSource:
    """Enter a source, change one, or adopt an unknown one (which is known from then on). An empty key keeps the key."""
    fields = tidy(fields)
    if row is not None and not fields.get("key"):
        fields.pop("key", None)
    if fields.pop("forget_key", False):
        fields["key"] = ""
    source = AlarmSource(made_at=at) if row is None else AlarmSource.house.select_for_update().get(pk=row.pk)
    place = fields.get("institution") or source.institution
    _authorise(reach, place, *([source.institution] if row is not None else []))
    if not source.known:
        source.entered_at = at
    _save(source, fields | {"known": True}, "source", place, actor, at)
    return source


@transaction.atomic
def change_sources(*, actor: Person, reach: Reach, at: datetime, pks: Sequence[int], fields: Mapping) -> int:
    """The same change for many sources, all or none."""
    rows = list(AlarmSource.house.select_related("institution").filter(pk__in=pks).order_by("pk"))
    for row in rows:
        save_source(actor=actor, reach=reach, at=at, row=row, fields=fields)
    return len(rows)


@transaction.atomic
def save_zone(*, actor: Person | str, reach: Reach, at: datetime, row: Zone | None, fields: Mapping) -> Zone:
    """Enter or change what a zone number stands for."""
    source = fields.get("source") or row.source
    _authorise(reach, source.institution)
    zone = row or Zone(source=source)
    _save(zone, fields, "zone", source.institution, actor, at)
    return zone


@transaction.atomic
def change_zones(*, actor: Person, reach: Reach, at: datetime, pks: Sequence[int], fields: Mapping) -> int:
    rows = list(Zone.house.select_related("source__institution").filter(pk__in=pks).order_by("pk"))
    for row in rows:
        save_zone(actor=actor, reach=reach, at=at, row=row, fields=fields)
    return len(rows)


@transaction.atomic
def save_schedule(
    *, actor: Person | str, reach: Reach, at: datetime, row: ArmingSchedule | None, fields: Mapping
) -> ArmingSchedule:
    """Enter a schedule or end one: a change of hours is a new row from its day on."""
    place = fields.get("institution") or row.institution
    _authorise(reach, place)
    schedule = row or ArmingSchedule(institution=place)
    _save(schedule, fields, "schedule", place, actor, at)
    return schedule


@transaction.atomic
def change_schedules(*, actor: Person, reach: Reach, at: datetime, pks: Sequence[int], fields: Mapping) -> int:
    rows = list(ArmingSchedule.house.select_related("institution").filter(pk__in=pks).order_by("pk"))
    for row in rows:
        save_schedule(actor=actor, reach=reach, at=at, row=row, fields=fields)
    return len(rows)
