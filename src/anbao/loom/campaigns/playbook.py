"""Reading playbooks: YAML in, a frozen and checked Playbook out, or every fault at once."""

from collections.abc import Collection
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Literal

import yaml
from pydantic import BaseModel, ConfigDict, Field, FiniteFloat, ValidationError, field_validator

from anbao.engines import cadence
from anbao.kit.reading import faults_told, read_yaml
from anbao.loom.campaigns.checking import RecordKinds, faults_of

NETS = ("responsibility", "awareness", "riskcontrol", "outsourcing", "antifraud")
NetId = Literal["responsibility", "awareness", "riskcontrol", "outsourcing", "antifraud"]


class PlaybookRefused(ValueError):
    """The playbook does not hold together. ``faults`` are sentences with the place in the file."""

    def __init__(self, source: str, faults: list[str]):
        self.source, self.faults = source, faults
        super().__init__(f"{source}: " + "; ".join(faults))


def _with_on(value):
    """YAML 1.1 reads the key ``on:`` as true; give it its name back before the mapping is stored as JSON."""
    if isinstance(value, dict):
        return {"on" if key is True else key: _with_on(inner) for key, inner in value.items()}
    return value


#: minutes of a rung before or after the deadline: a year
LONGEST = 366 * 24 * 60


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Scope(Part):
    """Which subjects a measure covers: places by kind and tag, or their areas, devices or holders of posts."""

    kinds: tuple[str, ...] = ()
    tags: tuple[str, ...] = ()
    without_tags: tuple[str, ...] = ()
    within: Literal["lead", "focus"] = "lead"
    codes: tuple[str, ...] = ()
    areas: tuple[str, ...] = ()
    devices: tuple[str, ...] = ()
    posts: tuple[str, ...] = ()
    layers: tuple[str, ...] = ()


class Assignee(Part):
    """Who answers: the first holder of these posts at the place or the nearest place above it; no posts: the subject."""

    posts: tuple[str, ...] = ()
    rotate: bool = False


class Rung(Part):
    """One step of the escalation ladder; ``after`` is minutes from the deadline (negative: before it)."""

    after: int = Field(ge=-LONGEST, le=LONGEST)
    to: Literal["assignee", "leader", "above"]


class Measure(Part):
    """One line of a net. ``deal``: each subject gets one of the listed dates in turn instead of all of them.
    ``sealed``: weaving makes no tasks of it, because dated tasks would tell; they are given when somebody checks in.
    ``preset``: values that the form starts with and the record keeps (the subject of a drill, the layer of a pledge).
    """

    id: str = Field(pattern=r"^[a-z][a-z0-9-]{2,47}$")
    net: NetId
    zh: str
    en: str
    record: str
    scope: Scope
    cadence: dict
    assignee: Assignee = Assignee()
    priority: int = Field(3, ge=1, le=5)
    tighten: dict[str, int] = {}
    deal: bool = False
    sealed: bool = False
    preset: dict[str, bool | int | str] = {}
    ladder: tuple[Rung, ...] | None = None
    source: str = ""

    @field_validator("cadence")
    @classmethod
    def _cadence_parses(cls, value: dict) -> dict:
        value = _with_on(value)
        cadence.parse(value)
        return value


class Phase(Part):
    id: str
    zh: str
    en: str
    start: str
    end: str


class Figure(Part):
    """A figure that the campaign's summary states: what it counts (ids of command.figures), the comparison, the value."""

    id: str
    zh: str
    en: str
    compare: Literal["==", ">=", "<="]
    value: FiniteFloat
    source: str = ""


class Playbook(Part):
    id: str = Field(pattern=r"^[a-z][a-z0-9-]{1,47}$")
    version: int = Field(ge=1)
    zh: str
    en: str
    theme: str = ""
    source: str = ""
    anchors: dict[str, str]
    starts: str
    ends: str
    phases: tuple[Phase, ...] = ()
    targets: dict[str, int] = {}
    ladder: tuple[Rung, ...] = ()
    figures: tuple[Figure, ...] = ()
    measures: tuple[Measure, ...]


def parse(
    text: str, *, source: str, record_kinds: RecordKinds | None = None, figures: Collection[str] | None = None
) -> Playbook:
    """A checked playbook; raises PlaybookRefused naming every fault. `record_kinds`: the kinds known to the site, with
    what each is about (``records.descriptors.about``); `figures`: the ids that can be counted (command.figures)."""
    try:
        data = read_yaml(text)
    except yaml.YAMLError as error:
        raise PlaybookRefused(source, [f"not YAML: {' '.join(str(error).split())}"]) from error
    if not isinstance(data, dict):
        raise PlaybookRefused(source, ["a playbook is a mapping"])
    faults, playbook = faults_of(data, record_kinds, figures), None
    try:
        playbook = Playbook.model_validate(data)
    except ValidationError as error:
        faults = faults_told(error, data, "playbook") + faults
    if faults or playbook is None:
        raise PlaybookRefused(source, faults)
    return playbook


def shipped() -> dict[str, Path]:
    """The playbooks that come with the product, by id."""
    folder = Path(str(files("anbao.loom.campaigns") / "playbooks"))
    return {path.stem: path for path in sorted(folder.glob("*.yaml"))}


@cache
def read(name: str) -> Playbook:
    """A shipped playbook by id."""
    known = shipped()
    if name not in known:
        raise PlaybookRefused(name, [f"no playbook of that name; there are: {', '.join(known)}"])
    return parse(known[name].read_text(encoding="utf-8"), source=known[name].name)
