"""From a descriptor to what a template shows: the parts of a form, and the values of a record in words."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from anbao.loom.records.descriptors import CheckItem, FieldSpec, Kind
from anbao.loom.records.intake import Draft
from anbao.loom.records.models import Record
from anbao.org.models import Institution, Person

#: more choices than this are a drop-down, fewer are buttons
BUTTONS = 4
PEOPLE, PLACES = ("person", "people"), ("institution", "institutions")


def hint_of(spec: FieldSpec) -> str:
    return spec.hint_en if (get_language() or "zh").startswith("en") else spec.hint_zh


@dataclass(frozen=True)
class Drawn:
    """One field of the form: its descriptor, what was typed, the fault beside it, and how it is drawn."""

    spec: FieldSpec
    value: object
    fault: str = ""
    widget: str = ""
    chosen: list = field(default_factory=list)
    columns: list = field(default_factory=list)

    @property
    def name(self) -> str:
        return f"v_{self.spec.id}"

    @property
    def hint(self) -> str:
        return hint_of(self.spec)

    @property
    def picker(self) -> dict:
        """What the picker of people or places starts with."""
        return {"name": self.name, "many": self.widget in ("people", "institutions"), "chosen": self.chosen}

    @property
    def table(self) -> dict:
        """What the small table of rows starts with."""
        return {"name": self.name, "columns": self.columns, "rows": self.value or [], "names": self.chosen}


@dataclass(frozen=True)
class DrawnCheck:
    """One line of the checklist with its answer and words."""

    item: CheckItem
    answer: str
    remark: str
    fault: str = ""


def _widget(spec: FieldSpec) -> str:
    if spec.type == "choice":
        return "buttons" if len(spec.choices) <= BUTTONS else "select"
    return spec.type


def names_of(people=(), places=()) -> dict[str, dict[int, str]]:
    """Names behind ids: {"person": {id: name}, "institution": {...}}, two queries at most."""
    return {
        "person": dict(Person.house.filter(pk__in=people).values_list("pk", "name")) if people else {},
        "institution": dict(Institution.house.filter(pk__in=places).values_list("pk", "name")) if places else {},
    }


def _ids(value) -> list[int]:
    given = value if isinstance(value, list) else [value]
    return [int(one) for one in given if str(one).isdecimal()]


def mentioned(specs, values: Mapping) -> tuple[set[int], set[int]]:
    """Ids of people and of institutions that values name, rows included."""
    people: set[int] = set()
    places: set[int] = set()
    for spec in specs:
        value = values.get(spec.id)
        if value in (None, "", []):
            continue
        if spec.type in PEOPLE:
            people.update(_ids(value))
        elif spec.type in PLACES:
            places.update(_ids(value))
        elif spec.type == "rows":
            for row in value:
                more = mentioned(spec.columns, row)
                people |= more[0]
                places |= more[1]
    return people, places


def draw(kind: Kind, draft: Draft, faults: Mapping[str, str]) -> tuple[list[Drawn], list[DrawnCheck]]:
    """Fields and checklist of a form, as they were filled in, each with its fault."""
    names = names_of(*mentioned(kind.fields, draft.values))
    fields = []
    for spec in kind.fields:
        value, chosen, columns = draft.values.get(spec.id, ""), [], []
        if spec.type in (*PEOPLE, *PLACES):
            known = names["person" if spec.type in PEOPLE else "institution"]
            chosen = [{"id": one, "name": known.get(one, str(one))} for one in _ids(value)] if value else []
        elif spec.type == "rows":
            columns = [_column(column) for column in spec.columns]
            chosen = [{"id": pk, "name": name} for known in names.values() for pk, name in known.items()]
        elif spec.type in ("yesno",) and isinstance(value, bool):
            value = "true" if value else "false"
        fields.append(Drawn(spec, value, faults.get(spec.id, ""), _widget(spec), chosen, columns))
    checks = [
        DrawnCheck(item, draft.checks.get(item.id, ""), draft.remarks.get(item.id, ""), faults.get(item.id, ""))
        for item in kind.checklist
    ]
    return fields, checks


def _column(spec: FieldSpec) -> dict:
    return {
        "id": spec.id, "name": str(spec), "type": spec.type, "required": spec.required, "hint": hint_of(spec),
        "choices": [{"id": choice.id, "name": str(choice)} for choice in spec.choices],
    }  # fmt: skip


def whens(kind: Kind) -> dict[str, dict[str, list[str]]]:
    """Which fields are wanted only for some choices: {field: {other field: [values]}}."""
    return {spec.id: {name: list(options) for name, options in spec.when.items()} for spec in kind.fields if spec.when}


def fault_lines(kind: Kind, faults: Mapping[str, str]) -> list[dict]:
    """Every fault with the name of its field and where it stands, in the order of the form."""
    form = {
        "photos": _("Photos"), "signatures": _("Signatures"), "attendance": _("Attendance"), "claimed_at": _("Done at"),
        "task": _("Task"), "institution": _("Institution"), "reason": _("Reason"), "kind": _("Kind"), "record": _("Record"),
        "subject": _("What it is about"),
    }  # fmt: skip
    own = {spec.id: str(spec) for spec in kind.fields} | {item.id: str(item) for item in kind.checklist}
    # in the order of the form, whose own names come first: a drill's subject is no "what it is about"
    titles = own | form | own
    order = {name: number for number, name in enumerate(titles)}
    return [
        {
            "at": name,
            "title": titles.get(name, _("Second signature") if name.startswith("sign_") else name),
            "words": words,
        }
        for name, words in sorted(faults.items(), key=lambda fault: order.get(fault[0], len(order)))
    ]


def said(spec: FieldSpec, value, names: Mapping[str, Mapping[int, str]]) -> str:
    """One stored value in the reader's words."""
    if value in (None, "", []):
        return "—"
    if spec.type in (*PEOPLE, *PLACES):
        known = names["person" if spec.type in PEOPLE else "institution"]
        return "、".join(known.get(one, f"#{one}") for one in _ids(value))
    if spec.type in ("choice", "choices"):
        words = {choice.id: str(choice) for choice in spec.choices}
        return "、".join(words.get(one, str(one)) for one in (value if isinstance(value, list) else [value]))
    if spec.type == "yesno":
        return _("Yes") if value else _("No")
    if spec.type == "datetime":
        moment = datetime.fromisoformat(value)
        return f"{timezone.localtime(moment) if moment.tzinfo else moment:%Y-%m-%d %H:%M}"
    return str(value)


@dataclass(frozen=True)
class Read:
    """A field of a record in words; rows have a table instead."""

    spec: FieldSpec
    words: str = ""
    rows: list[list[str]] = field(default_factory=list)


def read_values(kind: Kind, record: Record) -> list[Read]:
    names = names_of(*mentioned(kind.fields, record.values))
    out = []
    for spec in kind.fields:
        value = record.values.get(spec.id)
        if spec.type == "rows":
            rows = [[said(column, row.get(column.id), names) for column in spec.columns] for row in value or []]
            out.append(Read(spec, rows=rows))
        elif value is not None or not spec.when:
            out.append(Read(spec, said(spec, value, names)))
    return out


def offline(kind: Kind, task, corrects) -> dict:
    """What a form needs to be kept without a connection: the head of the API's body, and the shape of each field.

    A correction isn't kept: the API files new records only.
    """
    if corrects is not None:
        return {}
    shapes = {
        f.id: "rows" if f.type == "rows" else "many" if f.type in ("choices", "people", "institutions") else "one"
        for f in kind.fields
    }
    head = {"kind": kind.id} | ({"task": task.pk} if task else {})
    return {"filing": json.dumps(head), "shapes": json.dumps(shapes)}
