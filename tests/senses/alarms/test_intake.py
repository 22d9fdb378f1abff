"""The register from a workbook: the preview refuses what the write refuses, every fault at its cell; names are kept in one form."""

import re
from io import BytesIO

import pytest
from django.urls import reverse
from django.utils import translation
from openpyxl import Workbook

from anbao.org.models import Device
from anbao.senses.alarms import actions, intake
from anbao.senses.alarms.models import AlarmSource, ArmingSchedule, Signal, Zone
from tests.branch import NOW, Branch
from tests.reading import signed_in
from tests.senses.alarms.lines import Line, outlet_source

#: a sound row of each table
SOUND = {
    "sources": {"account": "AAA1", "protocol": "dc09", "institution": "CL01"},
    "zones": {"number": "9", "account": "1234"},
    "schedules": {"days": "every", "institution": "CL01", "opens": "08:00", "closes": "18:00", "since": "2022-02-01"},
}


@pytest.fixture
def source(branch: Branch) -> AlarmSource:
    return outlet_source(branch)


def book(table: str, *rows: dict) -> BytesIO:
    """A workbook of sound rows, each with these cells."""
    sheet = intake.TABLES[table].sheet
    made = [SOUND[table] | row for row in rows]
    columns = [column for column in sheet.columns if any(column.id in row for row in made)]
    held, work = BytesIO(), Workbook()
    work.active.title = "S"
    work.active.append([str(column.head) for column in columns])
    for row in made:
        work.active.append([row.get(column.id) for column in columns])
    work.save(held)
    held.seek(0)
    held.name = "x.xlsx"
    return held


def previewed(client, table: str, *rows: dict):
    return client.post(reverse(f"alarms:{table}-import"), {"file": book(table, *rows)})


def told(answer) -> list[tuple[int, str, str]]:
    return [(fault.row, fault.column, fault.reason) for fault in answer.context["plan"].faults]


def test_a_preview_of_sources_refuses_what_the_write_refuses_every_fault_at_its_cell(branch, source):
    place = branch.places["HL01"]
    strange = Device.house.create(institution=place, kind="alarm_panel", code="P-HL01", name="别处主机")
    client = signed_in(branch.chief)
    wrong = (
        {"key": "zz"}, {"account": "AAA2", "key": "00" * 15}, {"account": "AAA3", "leniency": "everything"},
        {"account": "12", "protocol": "fire26875"}, {"account": "AAA5", "device": strange.code},
        {"account": "AAA6", "addresses": "10.0.0.300, 10.0.0.1, nowhere", "key": "1", "leniency": "wrong-crc,x"},
    )  # fmt: skip
    answer = previewed(client, "sources", *wrong)
    assert answer.status_code == 422 and "token" not in answer.context
    found = told(answer)
    assert [(row, column) for row, column, _why in found] == [
        (2, "密钥"), (3, "密钥"), (4, "宽容项"), (5, "账号"), (6, "报警主机代码"),
        (7, "密钥"), (7, "宽容项"), (7, "允许的来源地址"),
    ]  # fmt: skip
    assert found[-1][2] == "不是 10.1.2.3 或 10.1.0.0/16 这样的地址或网段：10.0.0.300、nowhere"
    assert "everything" in found[2][2] and "wrong-crc" in found[2][2]
    assert AlarmSource.house.count() == 1


@pytest.mark.parametrize("number", ["abc", "-1", "1.5", "9 9x"])
def test_a_panels_zone_is_a_number(branch, source, number):
    found = told(previewed(signed_in(branch.chief), "zones", {"number": number}))
    assert found == [(2, "防区号", "报警主机的防区号为数字，如 5。")]


def test_a_fire_zone_is_an_address(branch, source):
    AlarmSource.house.create(
        protocol="fire26875", account="0102030405A6", institution=source.institution, made_at=NOW
    )  # fmt: skip
    client, fire = signed_in(branch.chief), {"account": "0102030405a6"}
    answer = previewed(client, "zones", *({"number": one} | fire for one in ("1.3.217", "1.3", "007")))
    assert answer.status_code == 200 and len(answer.context["plan"].new) == 3
    answer = previewed(client, "zones", *({"number": one} | fire for one in ("1.3.217.4", "1..2", "x")))
    assert [column for _row, column, _why in told(answer)] == ["防区号"] * 3


def test_a_zone_takes_no_device_of_another_institution(branch, source):
    strange = Device.house.create(
        institution=branch.places["HL01"], kind="alarm_zone", code="Z-XA", name="别处防区",
        panel=Device.house.create(institution=branch.places["HL01"], kind="alarm_panel", code="P-XA", name="别处主机"),
    )  # fmt: skip
    ((row, column, why),) = told(previewed(signed_in(branch.chief), "zones", {"device": strange.code}))
    assert (row, column) == (2, "设备") and "其他机构" in why
    with pytest.raises(actions.AlarmFault, match="其他机构"):
        fields = {"source": source, "number": "9", "device": strange}
        actions.save_zone(actor=branch.chief, reach=branch.reach("chief"), at=NOW, row=None, fields=fields)


def test_a_schedule_does_not_end_before_it_begins_and_its_start_is_no_office(branch, source):
    answer = previewed(
        signed_in(branch.chief), "schedules", {"until": "2022-01-01"}, {"opens": "18:00", "closes": "08:00", "since": "2022-03-01"}
    )  # fmt: skip
    assert told(answer) == [
        (2, "结束日期", "时间表的结束日期不得早于开始日期。"),
        (3, "布防止", "撤防时间须早于布防时间，或两者都不填。"),
    ]
    assert "任职日期" not in [str(column.head) for column in intake.TABLES["schedules"].sheet.columns]
    with translation.override("zh-hans"):
        assert "开始日期" in [str(column.head) for column in intake.TABLES["schedules"].sheet.columns]


@pytest.mark.parametrize("table", list(SOUND))
def test_what_a_preview_promises_is_written(branch, source, table):
    client = signed_in(branch.chief)
    answer = previewed(client, table, {})
    assert answer.status_code == 200 and len(answer.context["plan"].new) == 1
    client.post(reverse(f"alarms:{table}-apply"), {"token": answer.context["token"]})
    assert {"sources": AlarmSource, "zones": Zone, "schedules": ArmingSchedule}[table].house.count() == {
        "sources": 2, "zones": 4, "schedules": 1,
    }[table]  # fmt: skip


def test_a_dialog_tells_every_fault_at_its_field(branch, source):
    said = {
        "protocol": "dc09", "account": "aab9", "institution": "CL01", "interval": 0, "window_old": 40, "window_ahead": 20,
        "key": "zz", "addresses": "nowhere", "leniency": "everything",
    }  # fmt: skip
    client, url = signed_in(branch.chief), reverse("alarms:sources-new")
    answer = client.post(url, said)
    assert set(answer.context["form"].errors) == {"key", "addresses", "leniency"}
    assert "does not appear" not in answer.content.decode() and AlarmSource.house.count() == 1
    for interval in ("-5", "604801", "1e", ""):  # what a browser would stop at is told with the others, by the server
        answer = client.post(url, said | {"interval": interval, "account": "--", "institution": "nowhere"})
        assert set(answer.context["form"].errors) == {
            "account",
            "institution",
            "interval",
            "key",
            "addresses",
            "leniency",
        }
    text = client.get(url).content.decode()
    assert " novalidate" in text and 'type="number"' not in text


def test_what_a_source_is_forgiven_is_chosen_from_sentences(branch, source):
    """Those of its protocol that make a difference, each with its name; what was entered otherwise is kept, and can be taken back."""
    client, url = signed_in(branch.chief), reverse("alarms:sources-edit", args=[source.pk])
    AlarmSource.house.update(leniency=["wrong-crc", "qualifier"])
    text = client.get(url).content.decode()
    assert "接受校验错误 (wrong-crc)" in text and "接受校验和错误 (wrong-sum)" in text and "bcd-time" not in text
    boxes = re.findall(r'<input[^>]*name="leniency"[^>]*>', text)
    assert [re.search(r'value="([^"]*)"', box)[1] for box in boxes if "checked" in box] == ["wrong-crc", "qualifier"]
    said = {
        "protocol": "dc09", "account": source.account, "institution": "CL01", "interval": 0, "window_old": 40, "window_ahead": 20,
        "enabled": "on",
    }  # fmt: skip
    assert client.post(url, said | {"leniency": ["wrong-crc", "back-padding"]}).status_code == 302
    assert AlarmSource.house.get().leniency == ["wrong-crc", "back-padding"]
    answer = client.post(url, said | {"leniency": ["wrong-sum"]})
    assert set(answer.context["form"].errors) == {"leniency"} and AlarmSource.house.get().leniency == [
        "wrong-crc",
        "back-padding",
    ]


@pytest.mark.parametrize("typed", ["aab2", " AA b2 ", "ＡＡＢ２"])
def test_an_account_is_found_however_it_was_typed(branch, source, typed):
    """By form and by import; its zones and hours name it in any form too, and its panel is heard."""
    client = signed_in(branch.chief)
    answer = previewed(client, "sources", {"account": typed, "receiver": "a1"})
    client.post(reverse("alarms:sources-apply"), {"token": answer.context["token"]})
    made = AlarmSource.house.get(account="AAB2", receiver="A1")
    assert previewed(client, "sources", {"account": "AAB2", "receiver": "A1"}).context["plan"].unchanged == 1
    assert len(previewed(client, "zones", {"account": typed}).context["plan"].new) == 1
    client.post(reverse("alarms:zones-new"), {"source": typed, "number": "００2", "kind": "hold_up"})
    assert made.zones.get().number == "2"
    line = Line(branch, "aab2")
    line.panel.receiver_number = "a1"
    line.sia("PA", "2", at=NOW)
    assert Signal.house.get().source == made


def test_a_first_key_is_told_as_new(branch, source):
    cells = {"account": "1234", "name": source.name, "key": "AB" * 16}
    (change,) = previewed(signed_in(branch.chief), "sources", cells).context["plan"].changes
    assert ("密钥", "", "****") in change.differences
    source.key = "CD" * 16
    source.save()
    (change,) = previewed(signed_in(branch.chief), "sources", cells).context["plan"].changes
    assert ("密钥", "****", "****") in change.differences
