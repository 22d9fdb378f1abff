"""One set of rules: what an import refuses at its cell, a dialog refuses at its field, and nothing is changed by either."""

from datetime import date
from io import BytesIO

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from openpyxl import load_workbook

from anbao.kit.tables import reading
from anbao.org import actions, intake
from anbao.org.models import Area, Device, Institution, Person, Post
from tests.branch import NOW
from tests.org.test_intake import PLACE_HEADS, REACH, book, faults_of


def plan_of(table: str, content: bytes, reach=REACH):
    told = intake.TABLES[table]
    return intake.plan(told, reading.read(content, told.sheet), reach, NOW)


def bring(table: str, content: bytes):
    told = intake.TABLES[table]
    return intake.apply(told, actor="system", reach=REACH, at=NOW, filled=reading.read(content, told.sheet))


def exported(chief: Client, table: str, changes: dict[tuple[str, str], object]) -> bytes:
    """The table as the page exports it, with cells changed: (text somewhere in the row, header) -> value."""
    made = load_workbook(BytesIO(chief.get(f"/org/{table}/export/").content))
    sheet = made.worksheets[0]
    heads = [cell.value for cell in sheet[1]]
    for (key, head), value in changes.items():
        rows = [cells for cells in sheet.iter_rows(min_row=2) if key in [cell.value for cell in cells]]
        row = next(
            (cells for cells in rows if cells[heads.index("代码") if "代码" in heads else 0].value == key), rows[0]
        )
        row[heads.index(head)].value = value
    stream = BytesIO()
    made.save(stream)
    return stream.getvalue()


@pytest.fixture
def panel(branch) -> Device:
    place = branch.places["CL01"]
    area = Area.house.create(institution=place, kind="business_hall", name="大厅")
    panel = Device.house.create(institution=place, kind="alarm_panel", code="AP1", name="主机")
    for number in (1, 2):
        Device.house.create(
            institution=place, kind="alarm_zone", code=f"AZ{number}", name="防区", panel=panel, area=area
        )
    return panel


@pytest.mark.parametrize(
    ("code", "kind", "column"),
    [
        ("CL", "自助银行", "种类"),
        ("CL", "网点", "种类"),
        ("CL01", "支行", "上级机构代码"),
        ("GUARD", "自助银行", "种类"),
    ],
)
def test_a_kind_that_what_hangs_above_or_below_does_not_allow_is_refused_at_its_cell(chief, branch, code, kind, column):
    changes = {(code, "种类"): kind} | ({(code, "外包类别"): None} if code == "GUARD" else {})
    content = exported(chief, "institutions", changes)
    faults = faults_of("institutions", content)
    assert [fault[1] for fault in faults] == [column]
    row = load_workbook(BytesIO(content)).worksheets[0][faults[0][0]]
    assert code in [cell.value for cell in row], "the row of the file that is wrong"


def test_a_dialog_refuses_the_same_kind_at_its_field(chief, branch):
    place = branch.places["CL"]
    form = {"code": "CL", "name": "崇礼支行", "short_name": "崇礼支行", "kind": "self_service_bank", "parent": "ZJK"}
    answer = chief.post(f"/org/institutions/{place.pk}/edit/", form)
    assert answer.status_code == 422 and answer.context["form"].errors["kind"] == [
        "下级有 3 个机构不能挂在“自助银行”之下。"
    ]
    assert Institution.house.get(pk=place.pk).kind == "sub_branch"


def test_kinds_of_a_file_are_judged_together_and_new_rows_hang_under_them(branch):
    rows = [
        ("新自助", "CLS9", "新自助", "自助银行", "CLS1"),
        ("太子城", "CLS1", "太子城", "网点", "CL"),
    ]
    assert len(bring("institutions", book(rows, PLACE_HEADS)).changes) == 2
    new = Institution.house.select_related("parent").get(code="CLS9")
    assert (new.parent.code, new.parent.kind) == ("CLS1", "outlet")
    wrong = [("太子城", "CLS1", "太子城", "自助银行", "CL"), ("新自助", "CLS9", "新自助", "自助银行", "CLS1")]
    assert [fault[:2] for fault in faults_of("institutions", book(wrong, PLACE_HEADS))] == [(2, "种类")]


def test_kind_and_parent_change_together_in_a_dialog(branch):
    place = branch.places["CLS1"]
    told = {"kind": "sub_branch", "parent": branch.places["ZJK"]}
    wish = {"actor": branch.chief, "reach": branch.reach("chief"), "at": NOW}
    with pytest.raises(actions.OrgFault) as fault:
        actions.save_institution(row=place, fields={"kind": "sub_branch"}, **wish)
    assert fault.value.field == "parent"
    actions.save_institution(row=place, fields=told, **wish)
    place.refresh_from_db()
    assert (place.kind, place.parent.code) == ("sub_branch", "ZJK")


def test_nothing_opens_under_what_is_closed(branch):
    Institution.house.filter(code__in=("HL", "HL01")).update(closed_on="2022-01-05")
    rows = [("新网点", "HL02", "新网点", "网点", "HL")]
    assert [fault[0] for fault in faults_of("institutions", book(rows, PLACE_HEADS))] == [2]
    with pytest.raises(actions.OrgFault) as fault:
        actions.move_institution(actor="x", at=NOW, place=branch.places["CL02"], parent=branch.places["HL"])
    assert fault.value.field == "closed_on"


DEVICES = ("代码", "种类", "名称", "机构代码")


@pytest.mark.parametrize(
    ("changes", "column", "field"),
    [
        ({("AP1", "种类"): "摄像机"}, "种类", "kind"),
        ({("AP1", "机构代码"): "CL02", ("AP1", "机构"): None}, "机构代码", "institution"),
        ({("AZ1", "机构代码"): "CL02", ("AZ1", "机构"): None, ("AZ1", "重点部位"): None}, "报警主机代码", "panel"),
        ({("AZ1", "种类"): "摄像机"}, "报警主机代码", "panel"),
        ({("AZ1", "报警主机代码"): "AZ2"}, "报警主机代码", "panel"),
    ],
)  # fmt: skip
def test_a_panel_and_its_zones_stay_together(chief, branch, panel, changes, column, field):
    assert [fault[1] for fault in faults_of("devices", exported(chief, "devices", changes))] == [column]
    code, head = next(iter(changes))
    row = Device.house.select_related("institution").get(code=code)
    value = {
        "种类": "camera", "机构代码": branch.places["CL02"], "报警主机代码": Device.house.get(code="AZ2")
    }[head]  # fmt: skip
    name = {"种类": "kind", "机构代码": "institution", "报警主机代码": "panel"}[head]
    fields = {name: value} | ({"area": None} if head == "机构代码" else {})
    with pytest.raises(actions.OrgFault) as fault:
        actions.save_device(actor=branch.chief, reach=branch.reach("chief"), at=NOW, row=row, fields=fields)
    assert fault.value.field == field
    assert Device.house.filter(institution__code="CL01", kind="alarm_zone", panel=panel).count() == 2


def test_a_panel_moves_with_all_its_zones(chief, branch, panel):
    changes = {}
    for code in ("AP1", "AZ1", "AZ2"):
        changes |= {(code, "机构代码"): "CL02", (code, "机构"): None, (code, "重点部位"): None}
    assert len(bring("devices", exported(chief, "devices", changes)).changed) == 3
    assert Device.house.filter(institution__code="CL02").count() == 3
    moved = [(code, "防区探测器", "防区", "CL01") for code in ("AZ1", "AZ2")]
    assert [fault[:2] for fault in faults_of("devices", book(moved, DEVICES))] == [
        (2, "报警主机代码"),
        (3, "报警主机代码"),
    ]


def test_a_panel_has_one_zone_of_a_number_in_an_import_a_dialog_a_bulk_change_and_the_database(chief, branch, panel):
    one, two = Device.house.filter(kind="alarm_zone").order_by("code")
    wish = {"actor": branch.chief, "reach": branch.reach("chief"), "at": NOW}
    actions.save_device(row=one, fields={"zone_number": 7}, **wish)
    content = exported(chief, "devices", {("AZ2", "防区号"): 7})
    assert [fault[1:] for fault in faults_of("devices", content)] == [("防区号", "报警主机 AP1 已有防区 7：AZ1。")]
    with pytest.raises(actions.OrgFault) as fault:
        actions.save_device(row=two, fields={"zone_number": 7}, **wish)
    assert (fault.value.field, str(fault.value)) == ("zone_number", "报警主机 AP1 已有防区 7：AZ1。")
    with pytest.raises(actions.OrgFault):
        actions.change_devices(pks=[one.pk, two.pk], fields={"zone_number": 8}, **wish)
    with pytest.raises(IntegrityError, match="org_zone_number_once"), transaction.atomic():
        Device.house.filter(pk=two.pk).update(zone_number=7)
    assert list(Device.house.filter(panel=panel).order_by("code").values_list("zone_number", flat=True)) == [7, None]


def test_two_zones_of_a_file_exchange_their_numbers_and_two_new_ones_may_not_share_one(chief, branch, panel):
    for number, zone in enumerate(Device.house.filter(panel=panel).order_by("code"), 1):
        Device.house.filter(pk=zone.pk).update(zone_number=number)
    bring("devices", exported(chief, "devices", {("AZ1", "防区号"): 2, ("AZ2", "防区号"): 1}))
    assert dict(Device.house.filter(panel=panel).values_list("code", "zone_number")) == {"AZ1": 2, "AZ2": 1}
    heads = [*DEVICES, "报警主机代码", "防区号"]
    rows = [(f"N{n}", "防区探测器", "防区", "CL01", "AP1", 9) for n in (1, 2)]
    assert faults_of("devices", book(rows, heads)) == [(3, "防区号", "报警主机 AP1 已有防区 9：N1。")]
    elsewhere = Device.house.create(institution=branch.places["CL01"], kind="alarm_panel", code="AP2", name="副机")
    rows[1] = ("N2", "防区探测器", "防区", "CL01", elsewhere.code, 9)
    assert len(bring("devices", book(rows, heads)).new) == 2


def test_an_area_does_not_leave_its_devices_behind(branch, panel):
    area = Area.house.get(name="大厅")
    wish = {"actor": branch.chief, "reach": branch.reach("chief"), "at": NOW}
    with pytest.raises(actions.OrgFault) as fault:
        actions.save_area(row=area, fields={"institution": branch.places["CL02"]}, **wish)
    assert fault.value.field == "institution"
    moved = [("AZ1", "防区探测器", "防区", "CL02")]
    assert {fault[1] for fault in faults_of("devices", book(moved, DEVICES))} == {"重点部位", "报警主机代码"}


def test_contractors_belong_to_a_vendor(branch):
    heads = ("姓名", "工号", "种类", "机构代码")
    rows = [("甲", "N1", "外包人员", "CL01"), ("乙", "N2", "员工", "GUARD")]
    assert [fault[:2] for fault in faults_of("people", book(rows, heads))] == [(2, "种类"), (3, "种类")]
    wish = {"actor": branch.chief, "reach": branch.reach("chief"), "at": NOW}
    with pytest.raises(actions.OrgFault) as fault:
        actions.save_person(row=branch.vendor, fields={"kind": "staff"}, **wish)
    assert fault.value.field == "kind"
    with pytest.raises(actions.OrgFault):
        actions.change_people(pks=[branch.teller.pk], fields={"institution": branch.places["GUARD"]}, **wish)
    assert Person.house.get(pk=branch.teller.pk).institution.code == "CL01"


def test_days_are_judged_against_those_that_the_file_does_not_have(branch):
    Person.house.filter(pk=branch.teller.pk).update(joined_on=date(2020, 1, 1))
    row = [("吴柜", branch.teller.staff_no, "员工", "CL01", "2019-01-01")]
    heads = ("姓名", "工号", "种类", "机构代码", "离职日期")
    assert [fault[:2] for fault in faults_of("people", book(row, heads))] == [(2, "离职日期")]
    Post.house.filter(person=branch.teller).update(since=date(2020, 1, 1))
    row = [("柜员", "CL01", branch.teller.staff_no, "2019-01-01")]
    heads = ("岗位", "机构代码", "工号", "结束日期")
    assert [fault[:2] for fault in faults_of("posts", book(row, heads))] == [(2, "结束日期")]


def test_a_chair_whose_holder_leaves_by_an_import_stays_vacant(branch):
    heads = ("岗位", "机构代码", "工号", "结束日期")
    bring("posts", book([("柜员", "CL01", branch.teller.staff_no, "2022-01-31")], heads))
    chair = Post.house.get(institution__code="CL01", kind="teller", person=None)
    assert (chair.since, chair.until) == (date(2022, 2, 1), None)
    rows = [
        ("大堂经理", "CL01", branch.lobby.staff_no, "2022-01-31"),
        ("大堂经理", "CL01", branch.teller.staff_no, None),
    ]
    bring("posts", book(rows, heads))
    assert not Post.house.filter(kind="lobby_manager", person=None).exists(), "the file says who comes after"


def test_a_staff_number_in_the_row_of_a_vacant_chair_seats_him_there(chief, branch):
    place = branch.places["CL01"]
    chairs = [Post.house.create(institution=place, kind="guard", since=date(2022, 1, day)) for day in (1, 2)]
    number = branch.lobby.staff_no
    content = exported(chief, "posts", {("保安员", "工号"): number})
    plan = bring("posts", content)
    assert (len(plan.new), len(plan.changed), plan.faults) == (0, 1, [])
    held = Post.house.filter(institution=place, kind="guard").order_by("since").values_list("pk", "person__staff_no")
    assert list(held) == [(chairs[0].pk, number), (chairs[1].pk, None)], "and the other chair stays vacant"
    assert (len(plan_of("posts", content).changes), plan_of("posts", content).unchanged) == (
        0,
        Post.house.filter(institution__path__startswith=branch.places["ZJK"].path).count(),
    )


def test_a_post_held_now_is_found_before_the_same_of_former_years(branch):
    Post.house.create(
        institution=branch.places["CL01"],
        kind="teller",
        person=branch.teller,
        since=date(2019, 1, 1),
        until=date(2020, 1, 1),
    )
    rows = [("柜员", "CL01", branch.teller.staff_no, None)]
    plan = plan_of("posts", book(rows, ("岗位", "机构代码", "工号", "结束日期")))
    assert (plan.faults, plan.changes, plan.unchanged) == ([], [], 1)


def test_what_was_wrong_before_does_not_stop_a_file_that_leaves_it_alone(chief, branch, panel):
    Device.house.filter(code="AZ1").update(institution=branch.places["CL02"], area=None)
    content = exported(chief, "devices", {("AZ2", "名称"): "新名"})
    assert [(change.name, change.row) for change in plan_of("devices", content).changes] != []
    assert faults_of("devices", content) == []
