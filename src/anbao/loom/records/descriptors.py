"""Record kinds: reading the descriptors. A new kind of evidence is one YAML file; see docs/howto."""

from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Literal

import yaml
from django.utils.translation import get_language
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

FieldType = Literal[
    "text", "longtext", "integer", "decimal", "date", "datetime", "time", "choice", "choices", "yesno",
    "person", "people", "institution", "institutions", "rows",
]  # fmt: skip


class KindRefused(ValueError):
    """A descriptor that does not hold together; every fault with its place."""


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Named(Part):
    """Anything with an id and names in both languages; ``str()`` speaks the reader's."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]{0,39}$")
    zh: str
    en: str

    def __str__(self) -> str:
        return self.en if (get_language() or "zh").startswith("en") else self.zh


class Choice(Named):
    pass


class FieldSpec(Named):
    """One value of the form. ``rows`` holds a small table (columns); ``when`` makes it wanted only for some choices."""

    type: FieldType
    required: bool = False
    choices: tuple[Choice, ...] = ()
    columns: tuple["FieldSpec", ...] = ()
    minimum: float | None = None
    maximum: float | None = None
    when: dict[str, tuple[str, ...]] = {}
    hint_zh: str = ""
    hint_en: str = ""
    default: str | int | float | bool | None = None
    options_from: str = ""

    @model_validator(mode="after")
    def _complete(self):
        if self.type in ("choice", "choices") and not self.choices:
            raise ValueError(f"field {self.id}: a choice needs choices")
        if self.type == "rows" and not self.columns:
            raise ValueError(f"field {self.id}: rows need columns")
        return self


class DefectSpec(Part):
    """What kind of finding a failed item opens (an id of findings/data/categories.yaml)."""

    category: str
    severity: Literal["", "minor", "major", "critical"] = ""


class CheckItem(Named):
    """One line of a checklist: in order, defect, or not applicable. ``source``: the rule it comes from."""

    source: str = ""
    defect: DefectSpec = DefectSpec(category="other")


class Photos(Part):
    minimum: int = 0
    maximum: int = 9
    on_defect: int = 1


class Signatures(Part):
    """How many people sign; ``licence``: each of them holds a valid certificate of that kind on the day."""

    count: int = Field(1, ge=0, le=4)
    licence: str = ""
    statement_zh: str = ""
    statement_en: str = ""


class Kind(Named):
    """A kind of record."""

    net: Literal["responsibility", "awareness", "riskcontrol", "outsourcing", "antifraud"]
    about_zh: str = ""
    about_en: str = ""
    target: Literal["institution", "area", "device", "person"] = "institution"
    fields: tuple[FieldSpec, ...] = ()
    checklist: tuple[CheckItem, ...] = ()
    photos: Photos = Photos()
    signatures: Signatures = Signatures()
    attendance: Literal["none", "count", "people", "either"] = "none"
    location: bool = False
    quick: bool = False
    orders: str = ""
    contradicted_by: tuple[Literal["incident", "major_finding"], ...] = ()
    backfill_hours: int = Field(24, ge=1)
    posts: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _holds_together(self):
        ids = [f.id for f in self.fields] + [c.id for c in self.checklist]
        twice = {i for i in ids if ids.count(i) > 1}
        faults = [f"id used twice: {i}" for i in sorted(twice)]
        known = {f.id for f in self.fields}
        faults += [
            f"field {f.id}: 'when' names unknown field {w}" for f in self.fields for w in f.when if w not in known
        ]
        if self.orders and self.orders not in known:
            faults.append(f"orders names unknown field {self.orders}")
        if faults:
            raise ValueError("; ".join(faults))
        return self

    def field(self, field_id: str) -> FieldSpec | None:
        return next((f for f in self.fields if f.id == field_id), None)

    def item(self, item_id: str) -> CheckItem | None:
        return next((c for c in self.checklist if c.id == item_id), None)

    def in_order_values(self) -> dict:
        """The values of 'all in order': every field's default."""
        return {f.id: f.default for f in self.fields if f.default is not None}


def parse(text: str, source: str) -> Kind:
    """A checked kind; raises KindRefused with every fault."""
    try:
        data = yaml.safe_load(text)
        return Kind.model_validate(data)
    except yaml.YAMLError as error:
        raise KindRefused(f"{source}: not YAML: {' '.join(str(error).split())}") from error
    except ValidationError as error:
        faults = [f"{'.'.join(str(p) for p in e['loc']) or 'kind'}: {e['msg']}" for e in error.errors()]
        raise KindRefused(f"{source}: " + "; ".join(faults)) from error


@cache
def kinds() -> dict[str, Kind]:
    """Every kind by id, in the order of the nets and file names."""
    known: dict[str, Kind] = {}
    folder = Path(str(files("anbao.loom.records") / "kinds"))
    for path in sorted(folder.glob("*/*.yaml")):
        kind = parse(path.read_text(encoding="utf-8"), path.name)
        if kind.id != path.stem or kind.net != path.parent.name:
            raise KindRefused(f"{path.name}: lies in {path.parent.name}/, so its id and net must say so")
        known[kind.id] = kind
    return known


def kind(kind_id: str) -> Kind:
    return kinds()[kind_id]
