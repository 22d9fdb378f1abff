"""Moves in the tree: an import does what its preview said, whatever stands between its first row and its last."""

from itertools import permutations

import pytest

from anbao.kit.ledger.models import Line
from anbao.kit.tables import reading
from anbao.org import actions, intake
from anbao.org.models import Institution
from tests.branch import NOW
from tests.org.test_intake import PLACE_HEADS, REACH, book, faults_of

#: what hangs under CL02 goes to CL, and CL02, a self-service bank from now on, hangs under what hung under it
TURNED = [
    ("长青路支行", "CL02", "长青路", "自助银行", "CLS9"),
    ("新自助", "CLS9", "新自助", "网点", "CL"),
]
#: CL02 loses its child and becomes what can have none
EMPTIED = [
    ("长青路支行", "CL02", "长青路", "自助银行", "HL"),
    ("新自助", "CLS9", "新自助", "自助银行", "HL01"),
]
#: a sub-branch becomes an outlet of its neighbour, its outlet moves away, and a new place hangs under it
MERGED = [
    ("怀来支行", "HL", "怀来", "网点", "CL"),
    ("沙城分理处", "HL01", "沙城", "网点", "CL"),
    ("怀来自助", "HLS1", "怀来自助", "自助银行", "HL"),
]


def above(*codes: str) -> dict[str, tuple[str, str]]:
    return {
        code: (kind, parent)
        for code, kind, parent in Institution.house.filter(code__in=codes).values_list("code", "kind", "parent__code")
    }


def upright() -> bool:
    """Every path begins with that of the place above, one step longer."""
    return all(
        place.path.startswith(place.parent.path) and place.depth == place.parent.depth + 1 == len(place.path) // 4
        for place in Institution.house.exclude(parent=None).select_related("parent")
    )


@pytest.fixture
def child(branch) -> Institution:
    """A self-service bank under the outlet CL02."""
    parent = Institution.house.get(code="CL02")
    return actions.add_institution(
        actor="system", at=NOW, parent=parent, code="CLS9", kind="self_service_bank", name="新自助", short_name="新自助"
    )


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        (order, expected)
        for rows, expected in (
            (TURNED, {"CL02": ("self_service_bank", "CLS9"), "CLS9": ("outlet", "CL")}),
            (EMPTIED, {"CL02": ("self_service_bank", "HL"), "CLS9": ("self_service_bank", "HL01")}),
            (MERGED, {"HL": ("outlet", "CL"), "HL01": ("outlet", "CL"), "HLS1": ("self_service_bank", "HL")}),
        )
        for order in permutations(rows)
    ],
)  # fmt: skip
def test_children_leave_a_place_that_changes_its_kind_in_the_same_file(branch, child, rows, expected):
    told = intake.TABLES["institutions"]
    filled = reading.read(book(rows, PLACE_HEADS), told.sheet)
    plan = intake.plan(told, filled, REACH, NOW)
    assert plan.faults == []
    intake.apply(told, actor="system", reach=REACH, at=NOW, filled=filled, fingerprint=plan.fingerprint)
    assert above(*expected) == expected and upright()
    again = intake.plan(told, filled, REACH, NOW)
    assert (again.faults, len(again.changes), again.unchanged) == ([], 0, len(rows))


def test_a_child_that_stays_is_told_before_anything_is_written(branch, child):
    lines = Line.house.count()
    for rows in (EMPTIED[:1], [EMPTIED[0], ("别名", "CLS9", "别名", "自助银行", "CL02")]):
        assert [fault[0] for fault in faults_of("institutions", book(rows, PLACE_HEADS))]
        with pytest.raises(intake.Refused):
            told = intake.TABLES["institutions"]
            filled = reading.read(book(rows, PLACE_HEADS), told.sheet)
            intake.apply(told, actor="system", reach=REACH, at=NOW, filled=filled)
    assert above("CL02") == {"CL02": ("outlet", "CL")} and Line.house.count() == lines


def test_a_place_that_would_lie_below_itself_is_told_once_at_its_cell(branch, child):
    """At once, or over a place that the file leaves where it is."""
    turned = [("长青路支行", "CL02", "长青路", "网点", "CLS9")]
    assert faults_of("institutions", book(turned, PLACE_HEADS)) == [(2, "上级机构代码", "机构不能设在自身之下。")]
    rows = [("崇礼支行", "CL", "崇礼", "支行", "CLS9"), ("长青路支行", "CL02", "别名", "网点", "CL")]
    assert faults_of("institutions", book(rows, PLACE_HEADS)) == [(2, "上级机构代码", "机构不能设在自身之下。")]


def test_places_that_move_together_are_judged_together(branch, child):
    """Each of the two moves alone would be refused on the way."""
    Institution.house.filter(code="CL02").update(kind="self_service_bank")
    Institution.house.filter(code="CLS9").update(kind="outlet")
    places = {place.code: place.pk for place in Institution.house.all()}
    actions.move_institutions(
        actor="system", at=NOW, moves={places["CL02"]: places["CLS9"], places["CLS9"]: places["CL"]}
    )
    assert above("CL02", "CLS9") == {"CL02": ("self_service_bank", "CLS9"), "CLS9": ("outlet", "CL")} and upright()


def test_a_circle_of_moves_is_refused_and_nothing_moves(branch, child):
    places, before = (
        {p.code: p.pk for p in Institution.house.all()},
        dict(Institution.house.values_list("code", "path")),
    )
    for moves in ({"CL": "CL02"}, {"CL02": "HL01", "HL": "CLS9"}):
        with pytest.raises(actions.OrgFault):
            moves = {places[place]: places[parent] for place, parent in moves.items()}
            actions.move_institutions(actor="system", at=NOW, moves=moves)
    assert dict(Institution.house.values_list("code", "path")) == before
