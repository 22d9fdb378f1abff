"""The facts of the 2022 campaign and the invented rest of the branch, read once from data/."""

import json
from datetime import date
from functools import cache
from importlib.resources import files
from random import Random

import yaml


def _text(name: str) -> str:
    return (files("anbao.demo") / "data" / name).read_text(encoding="utf-8")


@cache
def facts() -> dict:
    """campaign-2022.yaml: ``stated``, ``assumed`` and ``places``."""
    return yaml.safe_load(_text("campaign-2022.yaml"))


@cache
def branch() -> dict:
    """branch.yaml."""
    return yaml.safe_load(_text("branch.yaml"))


@cache
def counties() -> dict[str, dict]:
    """County by short name (桥东, 蔚县 ...): ``code``, ``centre`` (lon, lat) and ``rings`` (outer ring first)."""
    known = {}
    for feature in json.loads(_text("zhangjiakou-counties.geojson"))["features"]:
        about = feature["properties"]
        name = about["name"] if len(about["name"]) == 2 else about["name"][:-1]
        known[name] = {
            "code": about["adcode"],
            "centre": tuple(about["centre"]),
            "rings": feature["geometry"]["coordinates"],
        }
    return known


def anchor(name: str) -> date:
    """A day of the facts' ``assumed`` or ``stated.dates``."""
    value = facts()["assumed"].get(name) or facts()["stated"]["dates"][name]
    return value[0] if isinstance(value, list) else value


def dice(seed: int, *parts: object) -> Random:
    """A generator of its own for every part, so that one part's draws never shift another's."""
    return Random(":".join([str(seed), *(str(part) for part in parts)]))
