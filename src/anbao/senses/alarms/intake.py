"""Imports of the register: rows of a workbook -> a plan -> all of it applied through the same actions, or none."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from types import SimpleNamespace

from django.db import transaction
from django.utils.translation import gettext as _

from anbao.kit.access.scopes import Denied, Reach
from anbao.kit.tables.agreeing import disagreements, sayings
from anbao.kit.tables.cells import CellFault, plain
from anbao.kit.tables.plans import Change, Plan, Refused
from anbao.kit.tables.reading import Fault, Filled
from anbao.kit.tables.sheets import Sheet
from anbao.org.models import Area, Device, Institution, Person
from anbao.senses.alarms import sources, tables
from anbao.senses.alarms.arrivals import plain_zone
from anbao.senses.alarms.models import AlarmSource, ArmingSchedule, Zone

BRING = "org.import"


@dataclass(frozen=True)
class Table:
    """How one table is brought in: ``resolve(values, known)`` -> (key, fields); ``stored()`` -> rows by key; ``save``;
    ``key``: the column that finds a row again."""

    sheet: Sheet
    resolve: Callable
    stored: Callable
    save: Callable
    key: str


@dataclass
class Known:
    """What rows may name, in reach; another one's code is answered like an unknown one."""

    reach: Reach
    places: dict[str, Institution] = field(default_factory=dict)
    devices: dict[str, Device] = field(default_factory=dict)
    sources: dict[str, AlarmSource] = field(default_factory=dict)
    areas: dict[tuple[int, str], Area] = field(default_factory=dict)

    @classmethod
    def load(cls, reach: Reach) -> "Known":
        within = reach.scopes
        return cls(
            reach, {p.code: p for p in Institution.house.within(within)}, {d.code: d for d in Device.house.within(within)},
            {s.account: s for s in AlarmSource.house.within(within).select_related("institution")},
            {(a.institution_id, a.name): a for a in Area.house.within(within)},
        )  # fmt: skip

    def named(self, rows: dict, said: str, column: str):
        if said and said not in rows:
            raise CellFault(_("there is nothing by this name in your reach: %(text)s") % {"text": said}, column)
        return rows.get(said)


def _source(values: dict, known: Known):
    fields = {name: value for name, value in values.items() if value not in ("", None)}
    fields |= {"institution": known.named(known.places, values["institution"], "institution")}
    if "device" in values:
        fields["device"] = known.named(known.devices, values["device"], "device")
    if set(fields.get("key", "")) == {"*"}:
        del fields["key"]
    fields = sources.tidy(fields)
    for name in ("name", "receiver", "line"):
        fields[name] = values.get(name, "")
    return (values["protocol"], fields["account"], fields["receiver"], fields["line"]), fields


def _zone(values: dict, known: Known):
    source = known.named(known.sources, values["account"].upper(), "account")
    fields = {
        "source": source,
        "number": plain_zone(values["number"]),
        "name": values.get("name", ""),
        "kind": values.get("kind", ""),
    }
    if values.get("device"):
        fields["device"] = known.named(known.devices, values["device"], "device")
    if values.get("area"):
        fields["area"] = known.areas.get((source.institution_id, values["area"]))
        if fields["area"] is None:
            raise CellFault(
                _("%(place)s has no area %(name)s") % {"place": source.institution, "name": values["area"]}, "area"
            )
    return (source.pk, fields["number"]), fields


def _schedule(values: dict, known: Known):
    place = known.named(known.places, values["institution"], "institution")
    source = known.named(known.sources, values.get("account", "").upper(), "account")
    if bool(values.get("opens")) != bool(values.get("closes")) or (
        values.get("opens") and values["opens"] >= values["closes"]
    ):
        raise CellFault(_("A schedule opens before it closes, or names neither hour."), "closes")
    fields = {
        "institution": place,
        "source": source,
        **{n: values.get(n) for n in ("days", "opens", "closes", "since", "until")},
    }
    return (place.pk, source.pk if source else None, values["days"], values["since"]), fields


TABLES = {
    "sources": Table(
        tables.SOURCES, _source, lambda: {(s.protocol, s.account, s.receiver, s.line): s for s in AlarmSource.house.select_related("institution", "device")},
        sources.save_source, "account",
    ),
    "zones": Table(
        tables.ZONES, _zone, lambda: {(z.source_id, z.number): z for z in Zone.house.select_related("source__institution", "device", "area")},
        sources.save_zone, "number",
    ),
    "schedules": Table(
        tables.SCHEDULES, _schedule,
        lambda: {(s.institution_id, s.source_id, s.days, s.since): s for s in ArmingSchedule.house.select_related("institution", "source")},
        sources.save_schedule, "institution",
    ),
}  # fmt: skip


@dataclass
class _Outcome:
    plan: Plan
    #: (row of the file, stored row or None, fields)
    wishes: list[tuple[int, object, dict]] = field(default_factory=list)


def _examine(table: Table, filled: Filled, reach: Reach) -> _Outcome:
    known, stored, seen = Known.load(reach), table.stored(), {}
    out = _Outcome(Plan(faults=list(filled.faults)))
    for row in filled.rows:
        try:
            key, fields = table.resolve(row.values, known)
            if key in seen:
                raise CellFault(_("the same as row %(n)d") % {"n": seen[key]}, table.key)
            seen[key] = row.number
            found = stored.get(key)
            if found is not None and not reach.covers(_place(found).path):
                raise CellFault(_("it is in use outside your institutions"), table.key)
        except (CellFault, sources.AlarmFault) as fault:
            column = filled.head(table.sheet, getattr(fault, "column", ""))
            out.plan.faults.append(Fault(filled.sheet, row.number, column, str(fault)))
            continue
        right = sayings(table.sheet, row, SimpleNamespace(**fields))
        out.plan.faults += disagreements(table.sheet, filled, row, right)
        differences = _differences(table, filled, found, fields) if found is not None else ()
        if found is not None and not differences:
            out.plan.unchanged += 1
            continue
        name = " ".join(
            plain(row.values[n]) for n in ("account", "number", "name", "institution", "days") if row.values.get(n)
        )
        out.plan.changes.append(Change(row.number, name, found is None, differences))
        out.wishes.append((row.number, found, fields))
    return out


def _place(row) -> Institution:
    return row.source.institution if isinstance(row, Zone) else row.institution


def _differences(table: Table, filled: Filled, row, fields: dict) -> tuple[tuple[str, str, str], ...]:
    """(column, before, after); a secret is only told to change."""
    found = []
    for name, value in fields.items():
        before = getattr(row, name)
        if before != value and not (value is None and not before):
            told = ("****", "****") if name in sources.SECRET else (_text(before), _text(value))
            found.append((filled.head(table.sheet, name) or name, *told))
    return tuple(found)


def _text(value) -> str:
    return "、".join(map(str, value)) if isinstance(value, list) else "" if value is None else str(value)


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
    """Do all of it or nothing: Refused with the plan when there is a fault or another outcome than was previewed."""
    if not reach.may(BRING):
        raise Denied(_("You may not change this alarm source."))
    out = _examine(table, filled, reach)
    if out.plan.faults or (fingerprint and out.plan.fingerprint != fingerprint):
        raise Refused(out.plan)
    for number, found, fields in out.wishes:
        try:
            table.save(actor=actor, reach=reach, at=at, row=found, fields=fields)
        except sources.AlarmFault as fault:
            out.plan.faults.append(Fault(filled.sheet, number, "", str(fault)))
    if out.plan.faults:
        raise Refused(out.plan)
    return out.plan
