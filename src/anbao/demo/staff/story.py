"""The scenes that have to happen: data/story.yaml, asked by the staff when they plan and when they fill in a form.

outcomes   the fate of one duty: a kind (and place) on a day that is on time, late, missed or excused
defects    the first record of a kind at a place on or after a day finds something wrong, of a category
reports    a person sees something wrong without any form
values     what a kind's form says at a place or on a day
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from functools import cache

from anbao.demo.facts import read
from anbao.demo.staff.habits import ON_TIME, ZONE, Duty
from anbao.loom.records.descriptors import CheckItem, Kind


@dataclass(frozen=True)
class Report:
    """Something wrong that a person reports: where, what category, when, by whose post."""

    name: str
    at: datetime
    place: str
    category: str
    remark: str
    by: str
    severity: str = ""


@cache
def story() -> dict:
    return read("story.yaml")


def _matches(entry: Mapping, duty: Duty) -> bool:
    return (
        entry["kind"] == duty.kind
        and entry.get("at", duty.place_name) == duty.place_name
        and entry.get("measure", duty.measure) == duty.measure
    )


def forced_outcome(duty: Duty) -> str:
    """The outcome the story wants of this duty, or nothing."""
    day = duty.due.astimezone(ZONE).date()
    for entry in story()["outcomes"]:
        if _matches(entry, duty) and entry.get("day", day) == day:
            return entry["outcome"]
    scenes = any(_matches(entry, duty) and entry["day"] == day for entry in story()["defects"])
    return ON_TIME if scenes else ""


def scripted_defects(duty: Duty, kind: Kind) -> list[tuple[CheckItem, str]]:
    """(failed item, remark) of the story's scenes in this record."""
    day = duty.due.astimezone(ZONE).date()
    return [
        (item, entry["remark"])
        for entry in story()["defects"]
        if _matches(entry, duty) and entry["day"] == day and (item := _item(kind, entry)) is not None
    ]


def _item(kind: Kind, entry: Mapping) -> CheckItem | None:
    if "item" in entry:
        return kind.item(entry["item"])
    return next((item for item in kind.checklist if item.defect.category == entry["category"]), None)


def told_values(duty: Duty) -> dict:
    """What the story puts into the form of this duty."""
    day, told = duty.due.astimezone(ZONE).date(), {}
    for entry in story()["values"]:
        if _matches(entry, duty) and entry.get("day", day) == day:
            told |= entry["values"]
    return told


@cache
def reports() -> tuple[Report, ...]:
    rows = []
    for entry in story()["reports"]:
        at = datetime.combine(entry["day"], time.fromisoformat(entry["hour"]), ZONE)
        name = f"{entry['at']}|{entry['category']}|{entry['day']}"
        rows.append(
            Report(name, at, entry["at"], entry["category"], entry["remark"], entry["by"], entry.get("severity", ""))
        )
    return tuple(sorted(rows, key=lambda r: r.at))


def scene_of(place: str, category: str, found_on: date) -> dict:
    """How the story wants a finding to be worked: reaction, extension, hours (see mending)."""
    for entry in story()["mending"]:
        if entry["at"] == place and entry["category"] == category and entry.get("day", found_on) == found_on:
            return entry
    return {}
