"""Layouts: those of data/presets.yaml, and the check that every layout passes, a department's own too; nonsense is refused with
every fault."""

from collections.abc import Iterator, Mapping
from datetime import time
from functools import cache
from importlib.resources import files
from typing import Annotated

import yaml
from django.utils.translation import get_language
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator

from anbao.command.wall import rules
from anbao.org import words as org_words


class Part(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class When(Part):
    since: time | None = None
    until: time | None = None
    phases: tuple[str, ...] = ()

    def rule(self) -> rules.When:
        return rules.When(self.since, self.until, frozenset(self.phases))


class Entry(When):
    """A line of a screen's own program: a layout, and when it holds there."""

    layout: str = Field(min_length=1, max_length=30)

    @model_validator(mode="after")
    def _has_both_hours(self):
        if (self.since is None) != (self.until is None):
            raise ValueError("names one hour and not the other")
        return self


class Weights(Part):
    focus: int = Field(1, ge=1, le=20)
    ailing: int = Field(1, ge=1, le=20)
    tags: Mapping[str, int] = {}
    areas: Mapping[str, int] = {}

    def rule(self) -> rules.Weights:
        return rules.Weights(self.focus, self.ailing, dict(self.tags), dict(self.areas))


class Zone(Part):
    """``rotate``: cameras take turns; else the first that fits keeps it. ``focus``, ``area``: only such cameras; ``camera``: the
    one with that device code, and no other when it is gone."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]{0,19}$")
    at: tuple[int, int, int, int]
    rotate: bool = False
    large: bool = False
    focus: bool = False
    area: str = ""
    camera: str = Field("", max_length=40)


class Preset(Part):
    id: str
    zh: str
    en: str
    when: When = When()
    grid: tuple[Annotated[int, Field(ge=1, le=8)], Annotated[int, Field(ge=1, le=8)]]
    dwell: int = Field(10, ge=3, le=600)
    stale: int = Field(12, ge=2, le=600)
    weights: Weights = Weights()
    zones: tuple[Zone, ...] = Field(min_length=1, max_length=64)

    def __str__(self) -> str:
        return self.en if (get_language() or "zh").startswith("en") else self.zh

    @model_validator(mode="after")
    def _fits(self):
        faults = [*_placed(self), *_known(self)]
        if faults:
            raise ValueError("; ".join(faults))
        return self


def _placed(preset: Preset) -> Iterator[str]:
    """Zones lie on the grid, none over another, each id once."""
    columns, rows = preset.grid
    taken: dict[tuple[int, int], str] = {}
    ids = [zone.id for zone in preset.zones]
    yield from (f"zone {name} twice" for name in {i for i in ids if ids.count(i) > 1})
    for zone in preset.zones:
        column, row, wide, high = zone.at
        if column < 1 or row < 1 or wide < 1 or high < 1 or column + wide - 1 > columns or row + high - 1 > rows:
            yield f"zone {zone.id} lies outside the grid"
            continue
        cells = [(c, r) for c in range(column, column + wide) for r in range(row, row + high)]
        yield from (f"zones {taken[cell]} and {zone.id} overlap" for cell in cells[:1] if cell in taken)
        taken |= dict.fromkeys(cells, zone.id)


def _known(preset: Preset) -> Iterator[str]:
    """Tags and areas are those of the organisation."""
    tags, areas = org_words.kinds_of("tags"), org_words.kinds_of("areas")
    yield from (f"unknown tag {tag}" for tag in preset.weights.tags if tag not in tags)
    named = [*preset.weights.areas, *(zone.area for zone in preset.zones if zone.area)]
    yield from (f"unknown area {area}" for area in named if area not in areas)


class PresetsRefused(ValueError):
    """Layouts that do not hold together: ``faults`` names every fault."""

    def __init__(self, faults: list[str]):
        super().__init__("; ".join(faults))
        self.faults = faults


def parse(text: str) -> dict[str, Preset]:
    """Checked layouts by id; raises PresetsRefused."""
    try:
        told = yaml.safe_load(text) or {}
    except yaml.YAMLError as error:
        raise PresetsRefused([" ".join(str(error).split())]) from None
    if not isinstance(told, dict):
        raise PresetsRefused(["layouts are a mapping of ids"])
    found, faults = {}, []
    for key, body in told.items():
        try:
            found[key] = of_spec(str(key), body if isinstance(body, dict) else {})
        except PresetsRefused as refused:
            faults += [f"{key}: {fault}" for fault in refused.faults]
    if faults or not found:
        raise PresetsRefused(faults or ["no layout"])
    return found


def of_spec(key: str, spec: Mapping) -> Preset:
    """One checked layout; raises PresetsRefused."""
    try:
        return Preset.model_validate({**spec, "id": key})
    except ValidationError as error:
        told = (
            f"{'.'.join(map(str, e['loc']))} {e['msg'].removeprefix('Value error, ')}".strip() for e in error.errors()
        )
        raise PresetsRefused(list(told)) from None


@cache
def presets() -> dict[str, Preset]:
    return parse((files("anbao.command.wall") / "data" / "presets.yaml").read_text(encoding="utf-8"))
