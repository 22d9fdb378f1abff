import pytest

from anbao.demo.branch import geometry, places
from anbao.demo.facts import counties, facts

SQUARE = [[[0, 0], [2, 0], [2, 2], [0, 2], [0, 0]]]
HOLED = [*SQUARE, [[0.5, 0.5], [1.5, 0.5], [1.5, 1.5], [0.5, 1.5], [0.5, 0.5]]]


@pytest.mark.parametrize(
    ("rings", "spot", "expected"),
    [(SQUARE, (1, 1), True), (SQUARE, (3, 1), False), (HOLED, (1, 1), False), (HOLED, (0.2, 1), True)],
)
def test_inside(rings, spot, expected):
    assert geometry.inside(spot, rings) is expected


def test_distances_in_kilometres():
    assert geometry.distance((115.0, 40.0), (115.0, 41.0)) == pytest.approx(111.32)
    assert geometry.distance_to_line((115.0, 40.1), [(114.0, 40.0), (116.0, 40.0)]) == pytest.approx(11.132, rel=1e-3)


def test_every_place_of_the_city_lies_in_its_county():
    rows = places.rows(7)
    borders = {county["code"]: county["rings"] for county in counties().values()}
    ours = [row for row in rows if row["code"][:6] in borders]
    assert len(ours) == 16 + facts()["assumed"]["outlets"] + facts()["assumed"]["self_service_banks"]
    assert [
        row["short_name"] for row in ours if not geometry.inside((row["lon"], row["lat"]), borders[row["code"][:6]])
    ] == []


def test_tags_follow_from_distance():
    tags = {row["short_name"]: row["tags"] for row in places.rows(7)}
    assert tags["太子城站自助银行"] == ["self_service", "venue", "hsr_station", "expressway"]
    assert tags["康保支行"] == []
    near = [name for name, held in tags.items() if "hsr_station" in held and name.endswith("支行") and len(name) <= 5]
    assert {f"{county}支行" for county in facts()["assumed"]["hsr_sub_branches"]} <= set(near)
