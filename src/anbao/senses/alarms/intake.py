"""Imports of the register: rows of a workbook -> a plan -> all of it applied through the same actions, or none."""

from collections.abc import Callable
from copy import copy
from dataclasses import dataclass, field
from datetime import datetime
from types import SimpleNamespace

from django.db import transaction
from django.utils.translation import gettext as _

from anbao.kit.access.scopes import Denied, Reach
from anbao.kit.tables.agreeing import disagreements, sayings
from anbao.kit.tables.cells import plain
from anbao.kit.tables.plans import Change, Plan, Refused
from anbao.kit.tables.reading import Fault, Filled
from anbao.kit.tables.sheets import Sheet
from anbao.kit.texts import listed
from anbao.org.models import Area, Device, Institution, Person
from anbao.senses.alarms import sources, tables
from anbao.senses.alarms.judging import AlarmFault, plain_name, tidy, wrong_with
from anbao.senses.alarms.models import AlarmSource, ArmingSchedule, Zone

BRING = "org.import"


#: (column, words)
Faults = list[tuple[str, str]]


@dataclass(frozen=True)
class Table:
    """How one table is brought in: ``resolve(values, known, faults)`` -> (key, fields), the key None where what it needs is not
    there; ``stored()`` -> rows by key; ``save``; ``key``: the column that finds a row again."""

    sheet: Sheet
    model: type
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

    def named(self, rows: dict, said: str, column: str, faults: Faults):
        """The row of that name; None for no name, and with a fault for one that is not there."""
        if said and said not in rows:
            faults.append((column, _("there is nothing by this name in your reach: %(text)s") % {"text": said}))
        return rows.get(said)


def _source(values: dict, known: Known, faults: Faults):
    fields = {name: value for name, value in values.items() if value not in ("", None)}
    fields |= {"institution": known.named(known.places, values["institution"], "institution", faults)}
    if "device" in values:
        fields["device"] = known.named(known.devices, values["device"], "device", faults)
    if set(fields.get("key", "")) == {"*"}:
        del fields["key"]
    for name in ("name", "receiver", "line"):
        fields[name] = values.get(name, "")
    fields = tidy(fields)
    return (values["protocol"], fields["account"], fields["receiver"], fields["line"]), fields


def _zone(values: dict, known: Known, faults: Faults):
    source = known.named(known.sources, plain_name(values["account"]), "account", faults)
    fields = tidy(
        {"source": source, "number": values["number"], "name": values.get("name", ""), "kind": values.get("kind", "")}
    )
    if values.get("device"):
        fields["device"] = known.named(known.devices, values["device"], "device", faults)
    if values.get("area") and source is not None:
        fields["area"] = known.areas.get((source.institution_id, values["area"]))
        if fields["area"] is None:
            told = {"place": source.institution, "name": values["area"]}
            faults.append(("area", _("%(place)s has no area %(name)s") % told))
    return source and (source.pk, fields["number"]), fields


def _schedule(values: dict, known: Known, faults: Faults):
    place = known.named(known.places, values["institution"], "institution", faults)
    source = known.named(known.sources, plain_name(values.get("account", "")), "account", faults)
    fields = {
        "institution": place,
        "source": source,
        **{n: values.get(n) for n in ("days", "opens", "closes", "since", "until")},
    }
    return place and (place.pk, source.pk if source else None, values["days"], values["since"]), fields


TABLES = {
    "sources": Table(
        tables.SOURCES, AlarmSource, _source,
        lambda: {(s.protocol, s.account, s.receiver, s.line): s for s in AlarmSource.house.select_related("institution", "device")},
        sources.save_source, "account",
    ),
    "zones": Table(
        tables.ZONES, Zone, _zone,
        lambda: {(z.source_id, z.number): z for z in Zone.house.select_related("source__institution", "device", "area")},
        sources.save_zone, "number",
    ),
    "schedules": Table(
        tables.SCHEDULES, ArmingSchedule, _schedule,
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
        faults: Faults = []
        key, fields = table.resolve(row.values, known, faults)
        found = stored.get(key)
        if key in seen:
            faults.append((table.key, _("the same as row %(n)d") % {"n": seen[key]}))
        elif found is not None and not reach.covers(_place(found).path):
            faults.append((table.key, _("it is in use outside your institutions")))
        if key is not None:
            seen.setdefault(key, row.number)
        faults += _wrong(table, found, fields, {column for column, _words in faults})
        out.plan.faults += [
            Fault(filled.sheet, row.number, filled.head(table.sheet, name), words) for name, words in faults
        ]
        if faults:
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
    out.plan.faults.sort(key=lambda fault: fault.row)
    return out


def _wrong(table: Table, found, fields: dict, told: set[str]) -> Faults:
    """What the write would refuse of the row as it would be, but for columns of which a fault is told already."""
    # the column "account" names the field "source"
    told = told | {"source"} if "account" in told else told
    row = table.model() if found is None else copy(found)
    changed = list(fields) if found is None else sources.changes(found, fields)
    for name, value in fields.items():
        setattr(row, name, value)
    return [(name, words) for name, words in wrong_with(row, changed) if name not in told]


def _place(row) -> Institution:
    return row.source.institution if isinstance(row, Zone) else row.institution


def _differences(table: Table, filled: Filled, row, fields: dict) -> tuple[tuple[str, str, str], ...]:
    """(column, before, after); a secret is only told to change."""
    found = []
    for name, value in fields.items():
        before = getattr(row, name)
        if before != value and not (value is None and not before):
            told = (
                tuple("****" if v else "" for v in (before, value))
                if name in sources.SECRET
                else (_text(before), _text(value))
            )
            found.append((filled.head(table.sheet, name) or name, *told))
    return tuple(found)


def _text(value) -> str:
    return listed(value) if isinstance(value, list) else "" if value is None else str(value)


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
        except AlarmFault as fault:
            for name, words in fault.faults or [("", str(fault))]:
                out.plan.faults.append(Fault(filled.sheet, number, filled.head(table.sheet, name), words))
    if out.plan.faults:
        raise Refused(out.plan)
    return out.plan
