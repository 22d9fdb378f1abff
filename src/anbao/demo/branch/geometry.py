"""Where places lie: inside their county, near the facts' stations, roads and venues. Distances in kilometres."""

import itertools
from collections.abc import Sequence
from functools import cache
from math import cos, hypot, radians
from random import Random

from anbao.demo.facts import counties, facts

Spot = tuple[float, float]
#: kilometres a degree of latitude; of longitude times the cosine of the latitude (a flat map is exact enough here)
DEGREE = 111.32
#: how near a place is to carry a tag, kilometres; assumed by us
NEAR = {"venue": 10.0, "hsr_station": 6.0, "expressway": 3.0}


def distance(a: Spot, b: Spot) -> float:
    """Kilometres between two (lon, lat)."""
    return hypot((a[0] - b[0]) * DEGREE * cos(radians(40.7)), (a[1] - b[1]) * DEGREE)


def distance_to_line(spot: Spot, line: Sequence[Sequence[float]]) -> float:
    """Kilometres from a spot to the nearest point of a polyline."""
    return min(_to_leg(spot, tuple(a), tuple(b)) for a, b in itertools.pairwise(line))


def _to_leg(spot: Spot, a: Spot, b: Spot) -> float:
    scale = cos(radians(40.7))
    px, py = (spot[0] - a[0]) * scale, spot[1] - a[1]
    dx, dy = (b[0] - a[0]) * scale, b[1] - a[1]
    length = dx * dx + dy * dy
    share = max(0.0, min(1.0, (px * dx + py * dy) / length)) if length else 0.0
    return hypot(px - share * dx, py - share * dy) * DEGREE


def inside(spot: Spot, rings: Sequence[Sequence[Sequence[float]]]) -> bool:
    """Even-odd rule over all rings (holes are further rings)."""
    odd = False
    for ring in rings:
        for (x1, y1), (x2, y2) in itertools.pairwise(ring):
            if (y1 > spot[1]) != (y2 > spot[1]) and spot[0] < (x2 - x1) * (spot[1] - y1) / (y2 - y1) + x1:
                odd = not odd
    return odd


def spot_near(dice: Random, county: str, *, spread: float) -> Spot:
    """A spot of the county within about `spread` kilometres of its centre."""
    border = counties()[county]
    lon, lat = border["centre"]
    for _ in range(500):
        spot = (
            round(lon + dice.gauss(0, spread / 2) / (DEGREE * 0.758), 5),
            round(lat + dice.gauss(0, spread / 2) / DEGREE, 5),
        )
        if inside(spot, border["rings"]):
            return spot
    raise ValueError(f"no spot of {county} within {spread} km of its centre lies inside its border")


@cache
def _lines() -> dict[str, list]:
    places = facts()["places"]
    return {
        "venue": [p["at"] for p in places["venues"]],
        "hsr_station": [p["at"] for p in places["hsr_stations"]],
        "expressway": [p["line"] for p in places["expressways"]],
    }


def tags_of(spot: Spot) -> list[str]:
    """The tags that the spot's neighbourhood gives."""
    near = _lines()
    tags = [tag for tag in ("venue", "hsr_station") if min(distance(spot, tuple(p)) for p in near[tag]) <= NEAR[tag]]
    if min(distance_to_line(spot, line) for line in near["expressway"]) <= NEAR["expressway"]:
        tags.append("expressway")
    return tags
