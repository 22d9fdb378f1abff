"""Excel in and out on the command line: the register of alarm sources goes out and comes back, faults and all."""

import io

import openpyxl
import pytest

from anbao.loom.holes.actions import look
from anbao.loom.holes.words import KINDS
from anbao.project import exchange
from anbao.senses.alarms.models import AlarmSource, ArmingSchedule, Zone
from tests.branch import NOW, Branch
from tests.senses.alarms.lines import outlet_source

TABLES = ("alarm-sources", "alarm-zones", "arming-schedules")


def written(name: str, folder) -> bytes:
    path, _rows = exchange.export(name, folder, lambda seen, total: None)
    return path.read_bytes()


def changed(content: bytes, change) -> bytes:
    book = openpyxl.load_workbook(io.BytesIO(content))
    change(book.worksheets[0])
    held = io.BytesIO()
    book.save(held)
    return held.getvalue()


def bring(content: bytes, *, dry_run: bool = False):
    return exchange.bring(content, exchange.table_of(content), NOW, name="x.xlsx", dry_run=dry_run)


@pytest.fixture
def source(branch: Branch) -> AlarmSource:
    source = outlet_source(branch, interval=60)
    ArmingSchedule.house.create(
        institution=source.institution, source=source, days="workday", opens="08:30", closes="17:30", since="2022-01-01"
    )
    return source


@pytest.mark.parametrize("name", TABLES)
def test_what_goes_out_comes_back_unchanged(source, tmp_path, name):
    content = written(name, tmp_path)
    assert exchange.table_of(content) is exchange.ALARMS[name]
    plan = bring(content)
    assert (plan.faults, plan.new, plan.changed) == ([], [], []) and plan.unchanged >= 1


def test_an_empty_register_is_filled_from_the_command_line(source, tmp_path):
    books = [written(name, tmp_path) for name in TABLES]
    before = list(Zone.house.values_list("number", "kind", "device__code").order_by("number"))
    ArmingSchedule.house.all().delete()
    Zone.house.all().delete()
    AlarmSource.house.all().delete()
    assert [len(bring(book).new) for book in books] == [1, 3, 1]
    assert AlarmSource.house.get().interval == 60 and ArmingSchedule.house.get().source == AlarmSource.house.get()
    assert list(Zone.house.values_list("number", "kind", "device__code").order_by("number")) == before


def test_a_row_that_is_wrong_is_told_and_nothing_changes(source, tmp_path):
    heads = [str(column.head) for column in exchange.ALARMS["alarm-sources"].sheet.columns]

    def change(sheet) -> None:
        said = [cell.value for cell in sheet[1]]
        place = [
            n for n, column in enumerate(exchange.ALARMS["alarm-sources"].sheet.columns) if column.id == "institution"
        ]
        sheet.cell(2, said.index(heads[place[0]]) + 1).value = "NOWHERE"

    plan = bring(changed(written("alarm-sources", tmp_path), change))
    assert len(plan.faults) == 1 and "NOWHERE" in str(plan.faults[0])
    source.refresh_from_db()
    assert source.institution.code != "NOWHERE"


def test_no_cell_of_an_exported_hole_is_a_thing_of_the_program(branch: Branch, tmp_path):
    look(campaign=branch.campaign(record="case_warning"), at=NOW)
    sheet = openpyxl.load_workbook(io.BytesIO(written("holes", tmp_path))).worksheets[0]
    _heads, *rows = sheet.iter_rows(values_only=True)
    kinds = {row[2] for row in rows}
    assert kinds and kinds <= {kind.zh for kind, _finder in KINDS.values()}
