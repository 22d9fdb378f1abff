"""Filling in any form from its descriptor: whatever the kind asks for, validly; data/forms.yaml says it better.

A field's value comes from the first of: the story's own values, the kind's table in data/forms.yaml, a choice whose id
is one of the writer's hints (kind of place, layer of the post, shift), the descriptor's default, a plain value of the
field's type. Fields that are neither wanted nor in a table stay empty.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import cache
from random import Random
from typing import Any

from anbao.demo.facts import read
from anbao.demo.staff.habits import ZONE
from anbao.loom.records.descriptors import CheckItem, FieldSpec, Kind
from anbao.loom.records.rules import DEFECT, OK, wanted


@dataclass(frozen=True)
class Writer:
    """Who fills in the form, where and when. ``hints``: ids that a choice is settled by."""

    draw: Random
    at: datetime
    day: str
    place: int
    place_name: str
    place_kind: str
    hints: frozenset[str]
    #: ids of people at hand, nearest first, and their names
    people: Sequence[int]
    names: Sequence[str]
    #: a stable number for values that take turns
    turn: int = 0
    #: what is counted at the place: people, guards, below; of a vendor also what its screening says
    counts: Mapping[str, Any] = field(default_factory=dict)
    #: ids of the places below and of the vendors, where there are any
    below: Sequence[int] = ()
    vendors: Sequence[int] = ()


@dataclass
class Filled:
    """A form, filled in."""

    values: dict[str, Any] = field(default_factory=dict)
    checks: dict[str, str] = field(default_factory=dict)
    remarks: dict[str, str] = field(default_factory=dict)
    attendance: int | None = None
    attendees: list[int] = field(default_factory=list)


@cache
def tables() -> dict:
    """data/forms.yaml: ``any`` by field id, ``kinds`` by kind and field id, ``remarks`` by category of finding."""
    return read("forms.yaml")


def fill(kind: Kind, writer: Writer, *, failed: Sequence[CheckItem] = (), told: Mapping | None = None) -> Filled:
    """A valid filing of `kind`; `failed` items are defects, `told` values come from the story."""
    table = tables()["kinds"].get(kind.id) or {}
    form = Filled()
    for spec in kind.fields:
        if not wanted(spec, form.values):
            continue
        value = _value(spec, writer, {**table.get("fields", {}), **(told or {})})
        if value is not None:
            form.values[spec.id] = value
    if kind.orders and kind.orders in (told or {}):
        form.values[kind.orders] = [_order(row, writer) for row in told[kind.orders]]
    broken = {item.id for item in failed}
    form.checks = {item.id: DEFECT if item.id in broken else OK for item in kind.checklist}
    if kind.attendance != "none":
        _attend(kind, writer, table.get("attendance"), form)
    return form


def _value(spec: FieldSpec, writer: Writer, table: Mapping) -> Any:
    if spec.id in table:
        return _from_table(table[spec.id], spec, writer)
    if spec.type in ("choice", "choices"):
        hinted = [c.id for c in spec.choices if c.id in writer.hints]
        if hinted:
            return hinted[0] if spec.type == "choice" else hinted
    if spec.default is not None:
        return spec.default
    if spec.id in tables()["any"]:
        return _from_table(tables()["any"][spec.id], spec, writer)
    return PLAIN[spec.type](spec, writer) if spec.required else None


def _from_table(entry: Any, spec: FieldSpec, writer: Writer) -> Any:
    """A value by a rule of data/forms.yaml (its head says which there are); anything but a mapping is the value itself."""
    if not isinstance(entry, Mapping):
        return _spoken(entry, writer)
    ((rule, body),) = entry.items()
    if rule not in RULES:
        raise ValueError(f"forms.yaml: {spec.id}: unknown rule {rule}")
    return RULES[rule](body, spec, writer)


def _between(body: Sequence[float], spec: FieldSpec, writer: Writer) -> float:
    low, high = body
    return writer.draw.randint(low, high) if isinstance(low, int) else round(writer.draw.uniform(low, high), 1)


def _by_date(body: Mapping[str, Any], spec: FieldSpec, writer: Writer) -> Any:
    """The value of the last day that is not after today."""
    return [value for day, value in sorted(body.items()) if str(day) <= writer.day][-1]


RULES: dict[str, Callable[[Any, FieldSpec, Writer], Any]] = {
    "turn": lambda body, spec, w: _spoken(body[w.turn % len(body)], w),
    "one": lambda body, spec, w: _spoken(w.draw.choice(body), w),
    "between": _between,
    "by_place": lambda body, spec, w: _from_table(body.get(w.place_kind, body.get("else")), spec, w),
    "by_date": _by_date,
    "all": lambda body, spec, w: [c.id for c in spec.choices][:body],
    "count": lambda body, spec, w: w.counts.get(body, 0),
    "hours": lambda body, spec, w: (w.at + timedelta(hours=body)).isoformat(),
    "below": lambda body, spec, w: w.below[w.turn % len(w.below)] if w.below else w.place,
    "vendors": lambda body, spec, w: list(w.vendors),
    "plain": lambda body, spec, w: PLAIN[spec.type](spec, w),
    "empty": lambda body, spec, w: None,
}


def _spoken(value: Any, writer: Writer) -> Any:
    """Words with the place's and the first person's name put in."""
    if not isinstance(value, str) or "{" not in value:
        return value
    return value.format(place=writer.place_name, person=writer.names[0] if writer.names else "", day=writer.day)


def _attend(kind: Kind, writer: Writer, entry: Any, form: Filled) -> None:
    if entry is None:
        if kind.attendance == "people":
            form.attendees = list(writer.people[:6])
        else:
            form.attendance = writer.draw.randint(6, 12)
        return
    low, high = entry.get(writer.place_kind, entry["else"]) if isinstance(entry, Mapping) else entry
    count = min(writer.draw.randint(low, high), writer.counts.get("within", high))
    if kind.attendance == "people":
        form.attendees = list(writer.people[:count])
    else:
        form.attendance = count


def remark_on(item: CheckItem, draw: Random) -> str:
    """What somebody writes who finds an item not in order, by the category of the finding."""
    return draw.choice(tables()["remarks"][item.defect.category])


def _order(row: Mapping, writer: Writer) -> dict:
    """A decision: ``owner`` counts the people at hand, ``due`` the days from now."""
    due = (writer.at + timedelta(days=row.get("due", 5))).astimezone(ZONE).date()
    owner = writer.people[row.get("owner", 1) % len(writer.people)]
    return {"what": _spoken(row["what"], writer), "owner": owner, "due": due.isoformat()}


def _number(spec: FieldSpec, writer: Writer) -> float:
    return max(spec.minimum or 0, min(1, spec.maximum if spec.maximum is not None else 1))


def _rows(spec: FieldSpec, writer: Writer) -> list[dict]:
    return [{column.id: PLAIN[column.type](column, writer) for column in spec.columns}]


def _person(spec: FieldSpec, writer: Writer) -> int | None:
    return writer.people[0] if writer.people else None


PLAIN: dict[str, Callable[[FieldSpec, Writer], Any]] = {
    "text": lambda spec, w: f"{spec.zh}:{w.place_name}",
    "longtext": lambda spec, w: "按要求完成,情况正常。",
    "integer": lambda spec, w: int(_number(spec, w)),
    "decimal": _number,
    "date": lambda spec, w: w.day,
    "datetime": lambda spec, w: w.at.isoformat(),
    "time": lambda spec, w: f"{w.at.astimezone(ZONE):%H:%M}",
    "choice": lambda spec, w: w.draw.choice(spec.choices).id,
    "choices": lambda spec, w: [spec.choices[0].id],
    "yesno": lambda spec, w: True,
    "person": _person,
    "people": lambda spec, w: list(w.people[:2]),
    "institution": lambda spec, w: w.place,
    "institutions": lambda spec, w: [w.place],
    "rows": _rows,
}
