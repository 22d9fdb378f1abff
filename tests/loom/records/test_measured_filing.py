"""What a measure presets stays so; what is found elsewhere is opened there."""

from dataclasses import replace
from datetime import date

import pytest

from anbao.loom.campaigns import actions as campaigns
from anbao.loom.campaigns.playbook import parse
from anbao.loom.findings.models import Finding
from anbao.loom.records import descriptors
from anbao.loom.records.actions import Filing, FilingRefused, correct_record, file_record
from anbao.loom.records.models import Record
from anbao.loom.records.rules import DEFECT, OK
from anbao.loom.tasks.models import Task, TaskState
from anbao.loom.tasks.weaving import weave
from tests.branch import NOW, Branch, at

#: ten days before the opening, when both tasks are open
OPEN = at(date(2022, 1, 25))

BOOK = """
id: two
version: 1
zh: 两项
en: Two
anchors: {opening: 开幕}
starts: opening-25d
ends: opening+5d
measures:
  - {id: leaflets, net: antifraud, zh: 折页, en: Leaflets, record: publicity, scope: {kinds: [outlet]}, preset: {channel: warning_sign},
     assignee: {posts: [outlet_manager]}, cadence: {at: [opening-10d]}}
  - {id: irregular, net: riskcontrol, zh: 抽查, en: Irregular inspection, record: irregular_inspection, scope: {kinds: [city]},
     assignee: {posts: [security_chief]}, cadence: {at: [opening-10d]}}
"""


@pytest.fixture
def campaign(branch: Branch):
    chief, reach = branch.chief, branch.reach("chief")
    made = campaigns.create_campaign(
        actor=chief, reach=reach, playbook=parse(BOOK, source="two.yaml"), name="两项", lead=branch.places["ZJK"],
        anchors={"opening": date(2022, 2, 4)}, at=NOW,
    )  # fmt: skip
    made = campaigns.start_campaign(actor=chief, reach=reach, campaign=made, at=NOW)
    weave(made, at=NOW)
    return made


def task(campaign, code: str, place: str) -> Task:
    return Task.house.get(campaign=campaign, measure__code=code, institution__code=place)


def in_order(kind: str) -> dict[str, str]:
    return {item.id: OK for item in descriptors.kind(kind).checklist}


def leaflets(branch: Branch, campaign, **values) -> Filing:
    return Filing(
        actor=branch.outlet, at=OPEN, kind="publicity", task=task(campaign, "leaflets", "CL01").pk, values=values,
        checks=in_order("publicity"),
    )  # fmt: skip


@pytest.mark.parametrize("given", [{}, {"channel": ""}, {"channel": "warning_sign"}])
def test_a_preset_value_is_kept_when_nothing_else_is_said(branch: Branch, campaign, given):
    record = file_record(leaflets(branch, campaign, **given), reach=branch.reach("outlet"))
    assert record.values["channel"] == "warning_sign"


def test_another_value_than_the_preset_is_refused_and_nothing_is_written(branch: Branch, campaign):
    with pytest.raises(FilingRefused) as refused:
        file_record(leaflets(branch, campaign, channel="h5"), reach=branch.reach("outlet"))
    assert set(refused.value.faults[0]) == {"channel"} and "警示牌" in refused.value.faults[0]["channel"]
    assert Record.house.count() == 0 and task(campaign, "leaflets", "CL01").state == TaskState.OPEN


def test_a_correction_says_nothing_else_than_the_preset_either(branch: Branch, campaign):
    reach, first = branch.reach("outlet"), leaflets(branch, campaign)
    record = file_record(first, reach=reach)
    again = replace(first, task=None, institution=branch.places["CL01"])
    with pytest.raises(FilingRefused) as refused:
        correct_record(replace(again, values={"channel": "h5"}), reach=reach, record_id=record.pk, reason="笔误")
    assert set(refused.value.faults[0]) == {"channel"} and Record.house.count() == 1
    mended = correct_record(
        replace(again, values={"channel": "warning_sign"}), reach=reach, record_id=record.pk, reason="笔误"
    )
    assert mended.values["channel"] == "warning_sign"


def test_without_a_task_nothing_is_preset(branch: Branch, campaign):
    filing = Filing(
        actor=branch.outlet, at=NOW, kind="publicity", institution=branch.places["CL01"], values={"channel": "h5"},
        checks=in_order("publicity"),
    )  # fmt: skip
    assert file_record(filing, reach=branch.reach("outlet")).values["channel"] == "h5"


def inspection(branch: Branch, campaign, place: str, photos=()) -> Filing:
    return Filing(
        actor=branch.chief, at=OPEN, kind="irregular_inspection", task=task(campaign, "irregular", "ZJK").pk,
        values={"place": branch.places[place].pk, "manner": "on_site", "summary": "看了自助区"},
        checks=in_order("irregular_inspection") | {"lighting": DEFECT},
        remarks={"lighting": "灯管不亮"}, attachments=photos,
    )  # fmt: skip


def test_a_defect_is_opened_at_the_place_inspected(branch: Branch, campaign, monkeypatch):
    kind = descriptors.kind("irregular_inspection")
    without_photo = kind.model_copy(update={"photos": descriptors.Photos(on_defect=0)})
    monkeypatch.setitem(descriptors.kinds(), kind.id, without_photo)
    record = file_record(inspection(branch, campaign, "CL01"), reach=branch.reach("chief"))
    finding = Finding.house.get()
    assert (record.institution, finding.institution) == (branch.places["ZJK"], branch.places["CL01"])
    assert finding.category == "lighting"


@pytest.mark.parametrize("place", ["SQ01", "CD"])
def test_a_place_of_another_city_is_refused_and_nothing_is_written(branch: Branch, campaign, place):
    with pytest.raises(FilingRefused) as refused:
        file_record(inspection(branch, campaign, place), reach=branch.reach("chief"))
    assert "place" in refused.value.faults[0]
    assert Record.house.count() == Finding.house.count() == 0
    assert task(campaign, "irregular", "ZJK").state == TaskState.OPEN
