"""Which drawn county a place stands for. Geometry is data of a region: static/livemap/<region>/."""

import json
from functools import cache
from pathlib import Path

REGIONS = Path(__file__).parent / "static" / "livemap"
#: endings of county names that a branch's name leaves out
ENDINGS = ("区", "县", "市")


@cache
def counties() -> dict[str, tuple[str, str]]:
    """adcode -> (region, name) of every county that can be drawn."""
    known = {}
    for path in sorted(REGIONS.glob("*/counties.geojson")):
        for feature in json.loads(path.read_text(encoding="utf-8"))["features"]:
            known[feature["properties"]["adcode"]] = (path.parent.name, feature["properties"]["name"])
    return known


@cache
def _by_stem() -> dict[str, str]:
    """ "崇礼" -> "130709"; a name of two characters keeps its ending (蔚县)."""
    stems = {}
    for adcode, (_, name) in counties().items():
        stems[name[:-1] if len(name) > 2 and name.endswith(ENDINGS) else name] = adcode
    return stems


def county_of(code: str, name: str) -> str | None:
    """The adcode of the county that a place covers: by its code, else by the beginning of its name."""
    if code in counties():
        return code
    return next((adcode for stem, adcode in _by_stem().items() if name.startswith(stem)), None)


def region_of(adcodes) -> str | None:
    """The region that draws these counties; None when there is none to draw."""
    return next((counties()[adcode][0] for adcode in adcodes), None)
