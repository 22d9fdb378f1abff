"""Cells that an import does not take are not dropped without a word, and columns are named as the sheet names them."""

import pytest
from django.utils.translation import override

from anbao.kit.tables import reading
from anbao.org import intake
from anbao.org.models import Device, Person, Post
from anbao.project import exchange
from tests.branch import NOW
from tests.org.test_checks import exported, plan_of
from tests.org.test_intake import PEOPLE, PLACE_HEADS, book, faults_of, upload
from tests.senses.alarms.lines import outlet_source


@pytest.fixture
def camera(branch) -> Device:
    return Device.house.create(institution=branch.places["CL01"], kind="camera", code="C1", name="摄像机")


@pytest.mark.parametrize(
    ("table", "key", "head", "value"),
    [
        ("people", "吴柜", "岗位", "宇航员"),
        ("people", "吴柜", "岗位", None),
        ("people", "吴柜", "机构", "不存在"),
        ("institutions", "CL01", "上级机构", "怀来支行"),
        ("devices", "C1", "机构", "长青路支行"),
        ("posts", "吴柜", "任职人", "王营"),
    ],
)
def test_a_told_cell_that_says_something_else_is_a_fault_of_that_cell(chief, camera, table, key, head, value):
    content = exported(chief, table, {(key, head): value})
    faults = faults_of(table, content)
    assert [fault[1] for fault in faults] == [head]
    with override("en"):
        assert [fault[:2] for fault in faults_of(table, content)] == [fault[:2] for fault in faults]


def test_a_fault_says_what_the_code_means_and_which_column_decides(chief, branch):
    faults = faults_of("institutions", exported(chief, "institutions", {("CL01", "上级机构"): "怀来支行"}))
    assert [fault[2] for fault in faults] == [
        "“怀来支行”与“上级机构代码”不符（后者指 崇礼支行）：请改后者，或将本格留空"
    ]
    faults = faults_of("people", exported(chief, "people", {("吴柜", "岗位"): "宇航员"}))
    assert "现为“柜员”" in faults[0][2] and "“岗位”表" in faults[0][2]


def test_a_code_alone_moves_a_row_and_its_old_name_contradicts_it(chief, branch):
    moved = {("吴柜", "机构代码"): "CL02"}
    assert [fault[1] for fault in faults_of("people", exported(chief, "people", moved))] == ["机构"]
    for name in (None, "长青路支行"):
        plan = plan_of("people", exported(chief, "people", moved | {("吴柜", "机构"): name}))
        assert (plan.faults, len(plan.changed)) == ([], 1)


def test_a_place_renamed_by_the_file_is_known_by_both_names(chief, branch):
    renamed = {("CL", "名称"): "崇礼区支行"}
    for above in ("崇礼支行", "崇礼区支行"):
        content = exported(chief, "institutions", renamed | {("CL01", "上级机构"): above})
        assert [change.row for change in plan_of("institutions", content).changed] != []
        assert faults_of("institutions", content) == []


def test_an_export_in_either_language_comes_back_in_the_other(chief, branch):
    Post.house.create(institution=branch.places["CL01"], kind="lobby_manager", person=branch.teller)
    content = exported(chief, "people", {})
    with override("en"):
        assert plan_of("people", content).faults == []
    told = intake.TABLES["people"]
    filled = reading.read(content, told.sheet)
    row = next(row for row in filled.rows if row.values["name"] == "吴柜")
    row.told["posts"] = "Teller, Lobby manager"
    assert intake.plan(told, filled, branch.reach("chief"), NOW).faults == []


def test_columns_are_named_as_the_sheet_names_them(branch):
    with override("en"), pytest.raises(reading.Unreadable, match="missing: 简称"):
        reading.read(
            book([("甲", "X1", "网点", "CL")], ("名称", "代码", "种类", "上级机构代码")),
            intake.TABLES["institutions"].sheet,
        )
    with override("en"):
        rows = [
            ("甲", "X1", "甲" * 31, "网点", "CL"),
            ("乙", "X2", "乙", "网点", "NOWHERE"),
            ("丙", "CL", "丙", "网点", "ZJK"),
        ]
        assert [fault[1] for fault in faults_of("institutions", book(rows, PLACE_HEADS))] == [
            "简称",
            "上级机构代码",
            "种类",
        ]
    heads = ("Name", "Code", "Short name", "Kind", "parent")
    assert [fault[1] for fault in faults_of("institutions", book([("乙", "X2", "乙", "网点", "NO")], heads))] == [
        "parent"
    ]


def test_who_is_out_of_reach_is_told_at_the_column_that_found_him(chief, branch):
    answer = upload(chief, "people", book([("邓远", branch.stranger.staff_no, "员工", "ZJK", "")], PEOPLE))
    text = answer.content.decode()
    assert answer.status_code == 422 and "已被您管辖范围以外的机构使用" in text and 'data-label="列">工号</td>' in text
    assert Person.house.get(pk=branch.stranger.pk).institution.code == "CD"


def test_a_cell_under_no_header_is_told(branch):
    content = book([("甲", "N1", "员工", "CL01", "", "记得打电话")], PEOPLE)
    assert [fault[:2] for fault in faults_of("people", content)] == [(2, "F")]


def test_the_register_of_alarm_sources_holds_names_against_codes_too(branch, tmp_path):
    outlet_source(branch, interval=60)
    content = exchange.export("alarm-sources", tmp_path, lambda seen, total: None)[0].read_bytes()
    table = exchange.ALARMS["alarm-sources"]
    filled = reading.read(content, table.sheet)
    filled.rows[0].told["place"] = "别处"
    faults = exchange.alarms.plan(table, filled, exchange.EVERYTHING, NOW).faults
    assert [(fault.row, fault.column) for fault in faults] == [(2, "机构")]


def test_a_fault_without_a_row_speaks_of_the_sheet():
    assert str(reading.Fault("人员", 0, "", "错")) == "工作表 人员: 错"
