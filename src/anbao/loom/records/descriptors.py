"""Record kinds: reading the descriptors. A new kind of evidence is one YAML file; see docs/howto."""

from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Literal

import yaml
from django.utils.translation import get_language
from pydantic import BaseModel, ConfigDict, Field, FiniteFloat, ValidationError, model_validator

from anbao.kit.reading import faults_told, read_yaml
from anbao.loom.records import checking
from anbao.org.models import InstitutionKind

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


#: letters that a text takes where its field names no ``maximum``
LETTERS = {"text": 200, "longtext": 10_000}
#: how far from zero a number lies at most where its field names no bounds: beyond it a key was held down
FARTHEST = {"integer": 1_000_000_000, "decimal": 1_000_000_000_000}


class FieldSpec(Named):
    """One value of the form. ``rows`` holds a small table (columns); ``when`` makes it wanted only for some choices.

    ``minimum`` and ``maximum`` are bounds of a number; of a text ``maximum`` is how many letters it takes. ``counts``
    says what an integer counts, where the house knows how many there are: no more than that.
    """

    type: FieldType
    required: bool = False
    choices: tuple[Choice, ...] = ()
    columns: tuple["FieldSpec", ...] = ()
    minimum: FiniteFloat | None = None
    maximum: FiniteFloat | None = None
    when: dict[str, tuple[str, ...]] = {}
    hint_zh: str = ""
    hint_en: str = ""
    default: str | int | float | bool | None = None
    counts: Literal["", "people"] = ""

    @property
    def letters(self) -> int | None:
        """How many letters a text takes at most; None for what is no text."""
        usual = LETTERS.get(self.type)
        return int(self.maximum) if usual and self.maximum is not None else usual

    @property
    def bounds(self) -> tuple[float, float]:
        """The least and the largest number that the field takes."""
        far = FARTHEST.get(self.type, FARTHEST["integer"])
        return (-far if self.minimum is None else self.minimum, far if self.maximum is None else self.maximum)

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
    """One line of a checklist: in order, defect, or not applicable. ``source``: the rule it comes from.

    ``denied_by`` names what else may be seen of the place (settings.ANBAO_OBSERVATIONS) that "in order" would deny.
    """

    source: str = ""
    denied_by: tuple[str, ...] = ()
    defect: DefectSpec = DefectSpec(category="other")

    @property
    def cited(self) -> str:
        """The rule's short name as the reader's language writes it."""
        return cited(self.source)


class Photos(Part):
    minimum: int = Field(0, ge=0)
    maximum: int = Field(9, ge=0, le=50)
    on_defect: int = Field(1, ge=0)


class Signatures(Part):
    """How many people sign; ``licence``: each of them holds a valid certificate of that kind on the day."""

    count: int = Field(1, ge=0, le=4)
    licence: str = ""
    statement_zh: str = ""
    statement_en: str = ""


class Kind(Named):
    """A kind of record.

    quick       all in order is two taps: every value that is wanted has a default, nothing has to be added
    orders      the field whose rows (what, owner, due) become tasks
    defects_at  the field naming the place where defects are found, when it is not the place of the record
    attendance_beyond    the field that says who else came when the count is above the people of the place and those
                below it; without one such a count is refused
    guests_most  how many others may have come, whoever they were; a record with any is flagged
    day_of      the field whose day is the day of a record without a task: an event counts where and when it happened, for
                every campaign whose ground and days hold it
    claim_days  how many days ago a record without a task may say that it was done
    once_a_day  a day's statement of a place: of those filed without a task one stands; what was wrong in it is corrected
    places      kinds of institutions that a record without a task may be about; none named: any but a vendor
    areas, devices    kinds of areas or devices that it may be about, where the target is one; none named: any
    posts       posts that file it; none named: every post of the place that files at all (org/data/posts.yaml)
    filed_by    ``place``: who holds such a post at the place itself; ``chain``: the posts above it as well, those named
                in ``posts``, or with none named those with the power record.file_for
    """

    net: Literal["responsibility", "awareness", "riskcontrol", "outsourcing", "antifraud"]
    about_zh: str = ""
    about_en: str = ""
    target: Literal["institution", "area", "device", "person"] = "institution"
    fields: tuple[FieldSpec, ...] = ()
    checklist: tuple[CheckItem, ...] = ()
    photos: Photos = Photos()
    signatures: Signatures = Signatures()
    attendance: Literal["none", "count", "people", "either"] = "none"
    attendance_beyond: str = ""
    guests_most: int = Field(100, ge=1, le=1000)
    claim_days: int = Field(31, ge=1, le=366)
    location: bool = False
    quick: bool = False
    orders: str = ""
    defects_at: str = ""
    day_of: str = ""
    contradicted_by: tuple[Literal["incident", "major_finding"], ...] = ()
    backfill_hours: int = Field(24, ge=1, le=366 * 24)
    once_a_day: bool = False
    places: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    devices: tuple[str, ...] = ()
    posts: tuple[str, ...] = ()
    filed_by: Literal["place", "chain"] = "place"

    @model_validator(mode="after")
    def _holds_together(self):
        faults = [fault for rule in checking.RULES for fault in rule(self)]
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


def _named_twice(data: Mapping) -> Iterator[str]:
    """Fields and items share one name space; asked of the plain mapping, so that it is told beside other faults."""
    rows = [
        row for part in ("fields", "checklist") for row in (data.get(part) or ()) if isinstance(data.get(part), list)
    ]
    ids = [str(row["id"]) for row in rows if isinstance(row, Mapping) and "id" in row]
    yield from (f"id used twice: {name}" for name in sorted({i for i in ids if ids.count(i) > 1}))


def parse(text: str, source: str) -> Kind:
    """A checked kind; raises KindRefused with every fault."""
    try:
        data = read_yaml(text)
    except yaml.YAMLError as error:
        raise KindRefused(f"{source}: not YAML: {' '.join(str(error).split())}") from error
    if not isinstance(data, Mapping):
        raise KindRefused(f"{source}: a kind is a mapping")
    faults, made = [*_named_twice(data)], None
    try:
        made = Kind.model_validate(data)
    except ValidationError as error:
        faults = faults_told(error, data, "kind") + faults
    if faults or made is None:
        raise KindRefused(f"{source}: " + "; ".join(faults))
    return made


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


def about() -> dict[str, dict[str, set[str]]]:
    """What each kind is about, by the keys of a measure's scope, and its ``target``; where a kind leaves areas or devices
    open, no key."""
    return {
        kind.id: {
            "target": {kind.target},
            "kinds": set(kind.places) or set(InstitutionKind.values) - {InstitutionKind.VENDOR},
        }
        | {key: set(getattr(kind, key)) for key in ("areas", "devices") if getattr(kind, key)}
        for kind in kinds().values()
    }


def cited(source: str) -> str:
    """A rule's short name; in English its English title where the short name is Chinese, as known from sources.yaml."""
    english = (get_language() or "zh").startswith("en")
    return sources()[source]["en"] if english and not source.isascii() and source in sources() else source


@cache
def sources() -> dict[str, dict[str, str]]:
    """The rules that checklists cite: {short name: {zh, en}}, for the full title beside an item."""
    return read_yaml((files("anbao.loom.records") / "data" / "sources.yaml").read_text(encoding="utf-8"))
