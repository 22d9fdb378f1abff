"""The facts of the 2022 campaign and the invented rest of the branch, read once from data/."""

import json
from datetime import date
from functools import cache
from importlib.resources import files
from random import Random

from anbao.kit.reading import read_yaml


def _text(name: str) -> str:
    return (files("anbao.demo") / "data" / name).read_text(encoding="utf-8")


@cache
def facts() -> dict:
    """campaign-2022.yaml: ``stated``, ``assumed`` and ``places``."""
    return read("campaign-2022.yaml")


@cache
def branch() -> dict:
    """branch.yaml."""
    return read("branch.yaml")


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


def dice(seed: int, *parts: object) -> Random:
    """A generator of its own for every part, so that one part's draws never shift another's."""
    return Random(":".join([str(seed), *(str(part) for part in parts)]))


@cache
def read(name: str) -> dict:
    """Another YAML file of data/."""
    return read_yaml(_text(name))


def anchors() -> dict[str, date]:
    """The campaign's days by the names that playbooks use; what the report leaves open is assumed here."""
    stated, assumed = facts()["stated"]["dates"], facts()["assumed"]
    return {
        "first_meeting": stated["first_meeting"],
        "fire_month": date.fromisoformat(f"{stated['fire_month']}-01"),
        "four_level_drill": stated["four_level_drill"],
        "new_year": date(2022, 1, 1),
        "vendor_training": stated["vendor_training"],
        # the report says January 2022
        "seminar": date(2022, 1, 12),
        "zero_report_start": stated["zero_report"][0],
        "zero_report_end": stated["zero_report"][1],
        "screening_by": stated["contractor_screening_by"],
        "tour_start": assumed["unannounced_tour"][0],
        "spring_festival": assumed["spring_festival"],
        "opening": assumed["opening"],
        "closing": assumed["closing"],
        "paralympics_opening": assumed["paralympics"][0],
        "paralympics_closing": assumed["paralympics"][1],
    }
