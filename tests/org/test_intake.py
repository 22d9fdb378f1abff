"""Imports: every bad row told with its place, all or nothing, a preview first, and files that are no tables."""

import tracemalloc
import zipfile
from io import BytesIO

import pytest
from openpyxl import Workbook, load_workbook

from anbao.kit.access.scopes import Reach
from anbao.kit.ledger.models import Line
from anbao.kit.tables import plans, reading
from anbao.org import intake
from anbao.org.models import Device, Institution, Person
from tests.branch import NOW

PEOPLE = ("姓名", "工号", "种类", "机构代码", "手机号")
REACH = Reach(scopes=("",), powers=frozenset({"org.import"}))


def book(rows, heads, *, title="Sheet", touch=lambda sheet: None) -> bytes:
    made = Workbook()
    made.active.title = title
    for row in (heads, *rows):
        made.active.append(row)
    touch(made.active)
    stream = BytesIO()
    made.save(stream)
    return stream.getvalue()


PLACE_HEADS = ("名称", "代码", "简称", "种类", "上级机构代码")


def faults_of(table: str, content: bytes, reach=REACH) -> list[tuple[int, str, str]]:
    told = intake.TABLES[table]
    plan = intake.plan(told, reading.read(content, told.sheet), reach, NOW)
    return [(fault.row, fault.column, fault.reason) for fault in plan.faults]


def upload(client, table: str, content: bytes, name="x.xlsx"):
    stream = BytesIO(content)
    stream.name = name
    return client.post(f"/org/{table}/import/", {"file": stream})


NAMES = ("名称", "代码", "种类", "机构代码", "安装日期", "到期日期")


def test_every_bad_row_is_told_and_nothing_is_written(chief, branch):
    good = ("新设备", "D-1", "摄像机", "CL01", "2020-01-01", "2026/1/1")
    bad = [
        ("甲", "D-2", "望远镜", "CL01", None, None),
        ("乙", "D-3", "摄像机", "SQ01", None, None),
        ("丙", "D-4", "摄像机", "CL01", "去年", None),
        ("丁", "D-5", "摄像机", "CL01", "2022-01-01", "2021-01-01"),
        ("戊", "D-1", "摄像机", "CL01", None, None),
        ("", "D-6", "摄像机", "CL01", None, None),
    ]
    before = Device.house.count(), Line.house.count()
    content = book([good, *bad], NAMES)
    answer = upload(chief, "devices", content)
    assert answer.status_code == 422 and "6 处错误" in answer.content.decode()
    rows = [(row, column) for row, column, _why in faults_of("devices", content, branch.reach("chief"))]
    assert rows == [(3, "种类"), (4, "机构代码"), (5, "安装日期"), (6, "到期日期"), (7, "代码"), (8, "名称")]
    assert (Device.house.count(), Line.house.count()) == before


def test_formulas_merged_cells_and_lost_digits_are_told_with_their_cell(branch):
    def touch(sheet):
        sheet["D3"] = "=A1"
        sheet.merge_cells("A4:B4")

    rows = [
        ("甲", "N1", "员工", "CL01", 13800001111),
        ("乙", "N2", "员工", "", ""),
        ("丙", "", "员工", "CL01", 1234567890123456789),
    ]
    faults = faults_of("people", book(rows, PEOPLE, touch=touch))
    assert [(row, column) for row, column, _why in faults if row in (3, 4)] == [
        (3, "机构代码"),
        (4, "A"),
        (4, "工号"),
        (4, "手机号"),
    ]
    assert "公式" in faults[0][2] or "formula" in faults[0][2]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "空的"),
        (b"name,code\n1,2\n", "不是 Excel"),
        (bytes.fromhex("D0CF11E0A1B11AE1") + b"\0" * 600, "旧版 .xls"),
        (b"PK\x03\x04 not a zip", "已损坏"),
        (b"PK" + b"\0" * (reading.SIZE_LIMIT + 1), "过大"),
        (book([("甲", "N1")], ("姓名", "工号")), "缺少"),
        (book([("甲", "N1", "员工", "CL01", "", 1)], (*PEOPLE, "星座")), "不认识"),
        (book([("甲", "N1", "员工", "CL01", "", "N1")], (*PEOPLE, "工号")), "重复"),
        (book([], PEOPLE), "没有数据行"),
    ],
)
def test_a_file_that_is_no_table_is_told_clearly(chief, branch, content, words):
    before = Person.house.count(), Line.house.count()
    answer = upload(chief, "people", content)
    text = answer.content.decode()
    assert answer.status_code == 422 and words in text and "未做任何改动" in text
    assert (Person.house.count(), Line.house.count()) == before


def test_a_cut_off_workbook_is_told(chief, branch):
    whole = book([("甲", "N1", "员工", "CL01", "")], PEOPLE)
    assert "已损坏" in upload(chief, "people", whole[: len(whole) // 2]).content.decode()


def parts_changed(content: bytes, change) -> bytes:
    """The workbook with the parts that `change(name, body)` gives."""
    stream = BytesIO()
    with zipfile.ZipFile(BytesIO(content)) as old, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(name, old.read(name)))
    return stream.getvalue()


def in_sheet(old: bytes, new: bytes):
    return lambda name, body: body.replace(old, new) if name.startswith("xl/worksheets/") else body


PLAIN = book([("甲", "N1", "员工", "CL01", "")], PEOPLE)


@pytest.mark.parametrize(
    "content",
    [
        # an element costs a hundred times its bytes once it is a cell
        parts_changed(PLAIN, in_sheet(b"</sheetData>", b"<row><c/></row>" * 4_100_000 + b"</sheetData>")),
        # every cell of a merged range becomes an object
        parts_changed(PLAIN, in_sheet(b"</sheetData>", b'</sheetData><mergeCells><mergeCell ref="A1:XFD1048576"/></mergeCells>')),
    ],
)  # fmt: skip
def test_a_small_file_that_would_fill_the_memory_is_refused(chief, content):
    assert len(content) < 2**20
    answer = upload(chief, "people", content)
    assert answer.status_code == 422 and "解压后过大" in answer.content.decode()


def test_a_part_with_a_password_is_told(chief):
    marked = bytearray(PLAIN)
    for at in range(len(marked) - 4):
        if marked[at : at + 4] == b"PK\x01\x02":
            marked[at + 8] |= 1
        if marked[at : at + 4] == b"PK\x03\x04":
            marked[at + 6] |= 1
    assert "已损坏" in upload(chief, "people", bytes(marked)).content.decode()


def test_a_stray_cell_far_below_makes_no_cells_in_between(chief):
    content = book([("甲", "N1", "员工", "CL01", "")], PEOPLE, touch=lambda page: page.cell(60_000, 8, "x"))
    tracemalloc.start()
    try:
        filled = reading.read(content, intake.TABLES["people"].sheet)
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert [row.number for row in filled.rows] == [2] and not filled.faults
    assert peak < 20_000_000


def test_a_preview_then_all_of_it_with_one_ledger_line(chief, branch):
    person = branch.teller
    rows = [
        ("吴柜新", person.staff_no, "员工", "CL01", "138****0016"),
        ("甲", "N1", "外包人员", "GUARD", "13911112222"),
    ]
    answer = upload(chief, "people", book(rows, PEOPLE), "人员.xlsx")
    text = answer.content.decode()
    assert answer.status_code == 200 and "吴柜新" in text
    assert Person.house.get(pk=person.pk).name == "吴柜", "a preview writes nothing"
    token = text.split('name="token" value="')[1].split('"')[0]
    done = chief.post("/org/people/import/apply/", {"token": token})
    assert done.status_code == 302
    kept = Person.house.get(pk=person.pk)
    assert (kept.name, kept.phone) == ("吴柜新", person.phone), "stars leave the number alone"
    assert Person.house.get(staff_no="N1").kind == "contractor"
    line = Line.house.order_by("-seq").first()
    assert line.verb == "org.person.imported" and "139" not in line.detail
    again = chief.post("/org/people/import/apply/", {"token": token})
    assert again.status_code == 422, "a decision is taken once"


def test_what_was_previewed_is_what_is_applied(chief, branch):
    person = branch.teller
    answer = upload(chief, "people", book([("吴柜新", person.staff_no, "员工", "CL01", "")], PEOPLE[:4] + ("手机号",)))
    token = answer.content.decode().split('name="token" value="')[1].split('"')[0]
    Person.house.filter(pk=person.pk).update(name="别的名字")
    late = chief.post("/org/people/import/apply/", {"token": token})
    assert late.status_code == 409
    assert Person.house.get(pk=person.pk).name == "别的名字"


def test_a_preview_belongs_to_its_reader_and_its_table(branch, db):
    token = plans.keep(b"x", user=branch.chief.user.pk, table="people", name="x", fingerprint="f")
    assert plans.recall(token, user=branch.chief.user.pk, table="people").content == b"x"
    for user, table, said in (
        (0, "people", token),
        (branch.chief.user.pk, "posts", token),
        (branch.chief.user.pk, "people", token + "x"),
    ):
        with pytest.raises(reading.Unreadable):
            plans.recall(said, user=user, table=table)


def test_a_full_disk_is_told(branch, monkeypatch):
    def full(*_args, **_kwargs):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(plans.os, "replace", full)
    with pytest.raises(reading.Unreadable, match=r"磁盘|disk"):
        plans.keep(b"x", user=1, table="people", name="x", fingerprint="f")


def test_institutions_may_name_each_other_in_any_order_and_move(branch):
    rows = [
        ("新网点", "CL99A", "新网点", "自助银行", "CL99"), ("新营业室", "CL99", "新营业室", "网点", "CL"),
        ("太子城自助银行", "CLS1", "太子城", "自助银行", "HL01"),
    ]  # fmt: skip
    told = intake.TABLES["institutions"]
    filled = reading.read(book(rows, PLACE_HEADS), told.sheet)
    plan = intake.apply(told, actor="system", reach=REACH, at=NOW, filled=filled)
    assert (len(plan.new), len(plan.changed)) == (2, 1)
    assert Institution.house.get(code="CL99A").path.startswith(Institution.house.get(code="CL99").path)
    assert Institution.house.get(code="CLS1").parent == branch.places["HL01"]
    again = intake.plan(told, filled, REACH, NOW)
    assert (len(again.changes), again.unchanged) == (0, 3)


def test_institutions_in_a_circle_or_under_a_wrong_kind_are_told(branch):
    rows = [("甲", "X1", "甲", "网点", "X2"), ("乙", "X2", "乙", "支行", "X1"), ("丙", "X3", "丙", "支行", "CL01")]
    faults = faults_of("institutions", book(rows, PLACE_HEADS))
    assert [row for row, _column, _why in faults] == [2, 3, 4]
    assert Institution.house.filter(code__startswith="X").count() == 0


@pytest.mark.parametrize("table", ["institutions", "areas", "devices", "people", "posts", "certificates"])
def test_what_was_exported_can_be_imported_and_changes_nothing(chief, branch, table):
    content = chief.get(f"/org/{table}/export/").content
    told = intake.TABLES[table]
    plan = intake.plan(told, reading.read(content, told.sheet), branch.reach("chief"), NOW)
    assert (plan.faults, plan.changes) == ([], []) and plan.unchanged > 0


@pytest.mark.parametrize("table", ["institutions", "areas", "devices", "people", "posts", "certificates"])
def test_the_template_has_the_headers_of_an_import(chief, table):
    made = load_workbook(BytesIO(chief.get(f"/org/{table}/template/").content))
    heads = [cell.value for cell in made.worksheets[0][1]]
    assert heads == [str(column.head) for column in intake.TABLES[table].sheet.read_columns]
    assert made.worksheets[1].max_row == len(heads) + 1


def test_text_that_looks_like_a_formula_stays_text(branch, chief):
    Person.house.filter(pk=branch.teller.pk).update(name="=1+1")
    made = load_workbook(BytesIO(chief.get("/org/people/export/?q=%3D1").content))
    cell = made.worksheets[0]["A2"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")


IDENTITIES = ("姓名", "工号", "种类", "机构代码", "手机号", "身份证号")


def test_numbers_that_nobody_can_have_are_refused_with_their_cell(branch):
    rows = [
        ("甲", "N1", "员工", "CL01", "13800001111", "130701199001011233"),
        ("乙", "N2", "员工", "CL01", "12", "E12345678"),
        ("丙", "N3", "员工", "CL01", "12345678901", ""),
        ("丁", "N4", "员工", "CL01", "值班室", ""),
        ("戊", "N5", "员工", "CL01", "0313-2012345转8", "abc"),
        ("己", "N6", "员工", "CL01", "+86 138 0000 1111", "130701199001011234"),
        ("庚", "N7", "员工", "CL01", "95588", "130701199013011230"),
        ("辛", "N8", "员工", "CL01", "", "没有"),
    ]
    faults = faults_of("people", book(rows, IDENTITIES))
    assert [(row, column) for row, column, _why in faults] == [
        (3, "手机号"), (4, "手机号"), (5, "手机号"), (6, "身份证号"), (7, "身份证号"), (8, "身份证号"), (9, "身份证号"),
    ]  # fmt: skip
    assert not any(number in why for _row, _column, why in faults for number in ("130701199001011234", "12345678901"))


CLOSING = (*PLACE_HEADS, "开业日期", "关闭日期")


def closing(branch, *codes, on="2022-01-05", opened="1990-01-01"):
    places = [branch.places[code] for code in codes]
    return book(
        [(p.name, p.code, p.short_name, p.get_kind_display(), p.parent.code, opened, on) for p in places], CLOSING
    )


def test_a_closing_date_is_kept_and_told_in_the_ledger(branch):
    table = intake.TABLES["institutions"]
    filled = reading.read(closing(branch, "HL01", "HL"), table.sheet)
    intake.apply(table, actor="system", reach=REACH, at=NOW, filled=filled)
    assert {str(Institution.house.get(code=code).closed_on) for code in ("HL", "HL01")} == {"2022-01-05"}
    assert Line.house.filter(verb="org.institution.closed").count() == 2
    again = intake.plan(table, filled, REACH, NOW)
    assert (again.changed, again.unchanged, again.faults) == ([], 2, [])


def test_a_closing_date_that_can_not_be_is_refused(branch):
    before = [(2, "关闭日期")]
    assert [fault[:2] for fault in faults_of("institutions", closing(branch, "HL01", on="1989-12-31"))] == before
    assert [fault[:2] for fault in faults_of("institutions", closing(branch, "HL"))] == before, "its outlet is open"
    Institution.house.filter(code__in=("HL", "HL01")).update(closed_on="2022-01-05")
    assert [fault[:2] for fault in faults_of("institutions", closing(branch, "HL01", on=None))] == before
    assert Institution.house.get(code="HL01").closed_on is not None
