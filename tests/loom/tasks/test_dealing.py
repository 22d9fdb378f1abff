"""``deal: true``: each subject gets one of the listed dates, and keeps it."""

from datetime import date

import pytest

from anbao.loom.campaigns import actions as campaigns
from anbao.loom.campaigns.playbook import parse
from anbao.loom.tasks.models import Task
from anbao.loom.tasks.subjects import Subject, dealt
from anbao.loom.tasks.weaving import weave
from anbao.org import actions as org
from anbao.org.models import Institution
from anbao.org.rules import step
from tests.branch import NOW, Branch

TOUR = """
id: tour
version: 1
zh: 巡查
en: Tour
anchors: {opening: 开幕}
starts: opening-25d
ends: opening+5d
measures:
  - {id: visits, net: riskcontrol, zh: 飞行检查, en: Unannounced visits, record: unannounced_visit, deal: true,
     scope: {kinds: [sub_branch]}, assignee: {posts: [discipline_secretary]},
     cadence: {at: [opening-3d, opening-2d, opening-1d], times: ["20:00"], opens: "08:00"}}
"""


def place(number: int) -> Subject:
    return Subject(f"I{number}", Institution(path=f"0000{step(number)}"), 1)


def device(number: int) -> Subject:
    return Subject(f"D{number}", Institution(path="00000000"), 1, device_id=number)


@pytest.mark.parametrize("subject", [place, device])
def test_sixteen_neighbours_fill_every_one_of_seven_days_evenly(subject):
    days = [dealt(subject(number), range(7))[0] for number in range(20, 36)]
    counts = [days.count(day) for day in range(7)]
    assert min(counts) == 2 and max(counts) == 3


def test_nothing_to_deal_is_nothing():
    assert tuple(dealt(place(3), ())) == ()


def test_a_visit_keeps_its_day_when_places_come(branch: Branch):
    chief, reach = branch.chief, branch.reach("chief")
    campaign = campaigns.create_campaign(
        actor=chief, reach=reach, playbook=parse(TOUR, source="tour.yaml"), name="巡查", lead=branch.places["ZJK"],
        anchors={"opening": date(2022, 2, 4)}, at=NOW,
    )  # fmt: skip
    campaign = campaigns.start_campaign(actor=chief, reach=reach, campaign=campaign, at=NOW)
    weave(campaign, at=NOW)

    def visits() -> dict[str, date]:
        rows = Task.house.filter(campaign=campaign).values_list("institution__code", "day")
        assert len(rows) == len(dict(rows)), "one visit a place"
        return dict(rows)

    before = visits()
    assert set(before) == {"CL", "HL"} and before["CL"] != before["HL"]
    org.add_institution(
        actor="system", at=NOW, parent=branch.places["ZJK"], code="XX", kind="sub_branch", name="下花园支行", short_name="下花园支行",
        tags=[], vendor_kind="",
    )  # fmt: skip
    assert weave(campaign, at=NOW).totals()["new"] == 1
    after = visits()
    assert {code: after[code] for code in before} == before and set(after) == {"CL", "HL", "XX"}


def test_a_sealed_measure_makes_no_tasks(branch: Branch):
    text = TOUR.replace("deal: true", "deal: true, sealed: true")
    campaign = campaigns.create_campaign(
        actor=branch.chief, reach=branch.reach("chief"), playbook=parse(text, source="tour.yaml"), name="巡查",
        lead=branch.places["ZJK"], anchors={"opening": date(2022, 2, 4)}, at=NOW,
    )  # fmt: skip
    campaign = campaigns.start_campaign(actor=branch.chief, reach=branch.reach("chief"), campaign=campaign, at=NOW)
    assert weave(campaign, at=NOW).totals()["new"] == 0
