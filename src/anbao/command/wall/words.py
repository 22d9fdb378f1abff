"""The layouts, read from data/presets.yaml and frozen; nonsense is refused with every fault."""

from collections.abc import Iterator, Mapping
from datetime import time
from functools import cache
from importlib.resources import files

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


class Weights(Part):
    focus: int = Field(1, ge=1, le=20)
    ailing: int = Field(1, ge=1, le=20)
    tags: Mapping[str, int] = {}
    areas: Mapping[str, int] = {}

    def rule(self) -> rules.Weights:
        return rules.Weights(self.focus, self.ailing, dict(self.tags), dict(self.areas))


class Zone(Part):
    """``rotate``: cameras take turns; else the first that fits keeps it. ``focus``, ``area``: only such cameras."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]{0,19}$")
    at: tuple[int, int, int, int]
    rotate: bool = False
    large: bool = False
    focus: bool = False
    area: str = ""


class Preset(Part):
    id: str
    zh: str
    en: str
    when: When = When()
    grid: tuple[int, int]
    dwell: int = Field(10, ge=3, le=600)
    stale: int = Field(12, ge=2, le=600)
    weights: Weights = Weights()
    zones: tuple[Zone, ...]

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
    """Layouts that do not hold together; every fault."""


def parse(text: str) -> dict[str, Preset]:
    """Checked layouts by id; raises PresetsRefused."""
    found, faults = {}, []
    for key, body in (yaml.safe_load(text) or {}).items():
        try:
            found[key] = Preset.model_validate({"id": key, **body})
        except ValidationError as error:
            faults += [f"{key}: {'.'.join(map(str, e['loc']))} {e['msg']}" for e in error.errors()]
    if faults or not found:
        raise PresetsRefused("; ".join(faults) or "no layout")
    return found


@cache
def presets() -> dict[str, Preset]:
    return parse((files("anbao.command.wall") / "data" / "presets.yaml").read_text(encoding="utf-8"))
