"""Cameras and patrol plans from a workbook: every bad row told, all of it applied or nothing."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from types import SimpleNamespace

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from anbao.kit.access.scopes import Reach
from anbao.kit.ledger import actions as ledger
from anbao.kit.ledger.rules import Entry
from anbao.kit.tables.agreeing import disagreements, sayings
from anbao.kit.tables.cells import CellFault
from anbao.kit.tables.plans import Change, Plan, Refused
from anbao.kit.tables.reading import Fault, Filled
from anbao.kit.tables.sheets import Sheet
from anbao.org.models import Device, Institution, Person
from anbao.senses.cameras import actions, tables
from anbao.senses.cameras.models import CameraSource, PatrolPlan

Known = dict
SOURCE_FIELDS = ("kind", "address", "timeout", "enabled")
PLAN_FIELDS = ("every", "tags", "areas", "focus", "enabled")


@dataclass
class Outcome:
    plan: Plan
    #: (row of the model or None, fields)
    wanted: list[tuple[object, dict]] = field(default_factory=list)


def _source(values: dict, reach: Reach, known: Known) -> tuple[object, dict, dict]:
    device = known["devices"].get(values["device"])
    if device is None or not reach.covers(device.institution.path):
        raise CellFault(_("there is no device with the code %(code)s") % {"code": values["device"]}, "device")
    if device.kind != "camera":
        raise CellFault(_("%(device)s is not a camera.") % {"device": device}, "device")
    try:
        address = actions.checked_address(values["kind"], values["address"])
    except actions.CameraFault as fault:
        raise CellFault(str(fault), "address") from None
    said = values.get("credentials") or ""
    if said and ":" not in said:
        raise CellFault(_("user:password is wanted"), "credentials")
    fields = {"device": device, "kind": values["kind"], "address": address, "credentials": said or None}
    fields |= {name: values[name] for name in ("timeout", "enabled") if values.get(name) is not None}
    found = known["rows"].get(device.pk)
    told = {name: fields[name] for name in SOURCE_FIELDS if name in fields}
    return found, fields, told | ({"credentials": "***"} if said else {})


def _plan(values: dict, reach: Reach, known: Known) -> tuple[object, dict, dict]:
    place = known["places"].get(values["institution"])
    if place is None or not reach.covers(place.path):
        raise CellFault(
            _("there is no institution with the code %(code)s in your reach") % {"code": values["institution"]},
            "institution",
        )
    fields = {name: value for name, value in values.items() if name != "institution" and value is not None}
    fields |= {"institution": place}
    return known["rows"].get((place.pk, values["name"])), fields, {n: fields[n] for n in PLAN_FIELDS if n in fields}


def _known_sources(filled: Filled) -> Known:
    codes = [row.values["device"] for row in filled.rows]
    devices = {d.code: d for d in Device.house.filter(code__in=codes).select_related("institution", "area")}
    rows = CameraSource.house.filter(device__in=devices.values()).select_related("device__institution")
    return {"devices": devices, "rows": {row.device_id: row for row in rows}}


def _known_plans(filled: Filled) -> Known:
    places = {p.code: p for p in Institution.house.filter(code__in=[row.values["institution"] for row in filled.rows])}
    return {"places": places, "rows": {(row.institution_id, row.name): row for row in PatrolPlan.house.all()}}


def _save_source(actor, reach: Reach, at: datetime, row, fields: dict) -> None:
    kept = {name: getattr(row, name) for name in ("timeout", "enabled")} if row else {}
    tag = actor if isinstance(actor, str) else actor.tag
    actions.save_source(actor=tag, reach=reach, at=at, row=row, **(kept | fields))


def _save_plan(actor, reach: Reach, at: datetime, row, fields: dict) -> None:
    actions.save_plan(actor=actor, reach=reach, at=at, row=row, **fields)


@dataclass(frozen=True)
class Table:
    sheet: Sheet
    resolve: Callable
    known: Callable
    save: Callable
    key: str


TABLES = {
    "sources": Table(tables.SOURCES, _source, _known_sources, _save_source, "device"),
    "plans": Table(tables.PLANS, _plan, _known_plans, _save_plan, "name"),
}


def _examine(table: Table, filled: Filled, reach: Reach) -> Outcome:
    out, seen = Outcome(Plan(faults=list(filled.faults))), {}
    known = table.known(filled)
    for row in filled.rows:
        try:
            found, fields, told = table.resolve(row.values, reach, known)
            key = (fields.get("device") or fields.get("institution"), fields.get("name"))
            if key in seen:
                raise CellFault(_("the same as row %(n)d") % {"n": seen[key]}, table.key)
            seen[key] = row.number
        except CellFault as fault:
            column = filled.head(table.sheet, fault.column or table.key)
            out.plan.faults.append(Fault(filled.sheet, row.number, column, str(fault)))
            continue
        right = sayings(table.sheet, row, SimpleNamespace(**fields))
        out.plan.faults += disagreements(table.sheet, filled, row, right)
        before = {name: getattr(found, name, None) for name in told} if found else {}
        changed = [n for n in told if found is None or before[n] != told[n]]
        if not changed:
            out.plan.unchanged += 1
            continue
        differences = (
            tuple((filled.head(table.sheet, n), str(before.get(n, "")), str(told[n])) for n in changed) if found else ()
        )
        differences = tuple((h, "***" if a == "***" else b, a) for h, b, a in differences)
        out.plan.changes.append(Change(row.number, row.values[table.key], found is None, differences))
        out.wanted.append((found, fields))
    out.plan.faults.sort(key=lambda fault: (fault.row, fault.column))
    return out


def plan(table: Table, filled: Filled, reach: Reach, at: datetime) -> Plan:
    """What an import would do; writes nothing."""
    return _examine(table, filled, reach).plan


@transaction.atomic
def apply(
    table: Table,
    *,
    actor: Person | str,
    reach: Reach,
    at: datetime,
    filled: Filled,
    fingerprint: str = "",
    name: str = "",
) -> Plan:
    """All of it or nothing: Refused with the plan when there is a fault or another outcome than was previewed."""
    out = _examine(table, filled, reach)
    if out.plan.faults or (fingerprint and out.plan.fingerprint != fingerprint):
        raise Refused(out.plan)
    try:
        with transaction.atomic():
            for row, fields in out.wanted:
                table.save(actor, reach, at, row, fields)
    except (actions.CameraFault, ValidationError) as error:
        out.plan.faults.append(Fault(filled.sheet, 0, "", str(getattr(error, "messages", [error])[0])))
        raise Refused(out.plan) from error
    if out.plan.changes:
        tag = actor if isinstance(actor, str) else actor.tag
        told = {"file": name, "new": len(out.plan.new), "changed": len(out.plan.changed)}
        ledger.append(
            [
                Entry(
                    f"cameras.{table.sheet.id}.imported", tag, f"{table.sheet.id}:{len(out.plan.changes)}", at, "", told
                )
            ]
        )
    return out.plan
