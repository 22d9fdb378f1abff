"""Cameras and plans from Excel: every bad row told, all or nothing, credentials never out."""

import io

import pytest
from openpyxl import Workbook, load_workbook

from anbao.kit.tables import reading, sheets
from anbao.kit.tables.plans import Refused
from anbao.org.models import Device
from anbao.senses.cameras import intake
from anbao.senses.cameras.models import CameraSource, PatrolPlan
from tests.branch import NOW


def filled(name: str, *rows) -> reading.Filled:
    book = Workbook()
    for row in rows:
        book.active.append(row)
    held = io.BytesIO()
    book.save(held)
    return reading.read(held.getvalue(), intake.TABLES[name].sheet)


HEADS = ("device", "kind", "address", "credentials", "timeout")


@pytest.fixture
def device(branch) -> Device:
    return Device.house.create(institution=branch.places["CL01"], kind="camera", code="C-1", name="大厅")


def bring(branch, name: str, *rows, who: str = "chief"):
    return intake.apply(
        intake.TABLES[name], actor=branch.people[who], reach=branch.reach(who), at=NOW, filled=filled(name, *rows)
    )


def test_cameras_come_in_and_a_second_time_nothing_changes(branch, device):
    row = ("C-1", "RTSP 视频流", "rtsp://10.0.0.9/1", "admin:pw", 5)
    assert len(bring(branch, "sources", HEADS, row).new) == 1
    source = CameraSource.house.get()
    assert (source.kind, source.credentials, source.timeout) == ("rtsp", "admin:pw", 5)
    again = bring(branch, "sources", HEADS[:3], row[:3])
    assert (again.changes, again.unchanged) == ([], 1)
    source.refresh_from_db()
    assert source.credentials == "admin:pw"


def test_every_bad_row_is_told_and_nothing_is_done(branch, device):
    rows = (
        ("C-1", "rtsp", "http://10.0.0.9/", "", 5), ("GONE", "rtsp", "rtsp://10.0.0.9/", "", 5), ("P-CL01", "rtsp", "rtsp://10.0.0.9/", "", 5),
        ("C-1", "rtsp", "rtsp://10.0.0.9/", "nocolon", 5), ("C-1", "fax", "rtsp://10.0.0.9/", "", 5),
    )  # fmt: skip
    with pytest.raises(Refused) as refused:
        bring(branch, "sources", HEADS, *rows)
    assert sorted(fault.row for fault in refused.value.plan.faults) == [2, 3, 4, 5, 6]
    assert not CameraSource.house.exists()


def test_a_camera_of_another_branch_is_not_there(branch):
    Device.house.create(institution=branch.places["SQ01"], kind="camera", code="C-9", name="大厅")
    with pytest.raises(Refused):
        bring(branch, "sources", HEADS, ("C-9", "rtsp", "rtsp://10.0.0.9/", "", 5))
    assert not CameraSource.house.exists()


def test_credentials_never_leave_in_a_workbook(branch, device):
    bring(branch, "sources", HEADS, ("C-1", "rtsp", "rtsp://10.0.0.9/1", "admin:geheim", 5))
    held = io.BytesIO()
    sheets.written(intake.TABLES["sources"].sheet, CameraSource.house.all()).save(held)
    cells = [str(cell.value) for row in load_workbook(held).active for cell in row]
    assert "rtsp://10.0.0.9/1" in cells and not any("geheim" in cell for cell in cells)


def test_plans_come_in(branch):
    rows = (("name", "institution", "every", "tags", "focus"), ("高铁沿线", "ZJK", 10, "高铁沿线,自助银行", "否"))
    assert len(bring(branch, "plans", *rows).new) == 1
    plan = PatrolPlan.house.get()
    assert (plan.every, plan.tags) == (10, ["hsr_station", "self_service"])
    assert bring(branch, "plans", *rows).unchanged == 1
