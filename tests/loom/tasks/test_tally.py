"""The roll-ups: equal to a recount whatever happens, also when a place moves; a recount writes over what is wrong."""

import pytest
from django.db import transaction

from anbao.loom.records.actions import Filing, file_record
from anbao.loom.tasks import tally
from anbao.loom.tasks.actions import excuse, mark_missed, repair_tally
from anbao.loom.tasks.models import MeasureTally, Task
from anbao.loom.tasks.weaving import weave
from anbao.org import actions as org
from tests.branch import DAY, NOW, Branch, at


@pytest.fixture
def campaign(branch: Branch):
    campaign = branch.campaign(record="decision_done")
    weave(campaign, at=NOW)
    return campaign


def measured(campaign, place, code: str) -> tuple[int, ...] | None:
    row = MeasureTally.house.filter(campaign=campaign, institution=place, measure__code=code).first()
    return row and (row.due, row.on_time, row.late, row.missed, row.excused)


def worked(branch: Branch, campaign) -> None:
    """A day with something done, something missed and something excused."""
    today = Task.house.filter(campaign=campaign, measure__code="daily-note", day=DAY).order_by("institution__path")
    filing = Filing(actor=branch.outlet, at=NOW, kind="decision_done", task=today[0].pk, values={"done": "已办"})
    file_record(filing, reach=branch.reach("outlet"))
    excuse(actor=branch.chief, reach=branch.reach("chief"), tasks=[today[1].pk], reason="停电", at=NOW)
    assert mark_missed(campaign=campaign, at=at(hour=23)) == 1


def test_by_measure_it_says_what_the_tasks_of_the_subtree_say(branch: Branch, campaign):
    city, chongli = branch.places["ZJK"], branch.places["CL"]
    assert measured(campaign, city, "daily-note") == (45, 0, 0, 0, 0)
    worked(branch, campaign)
    assert measured(campaign, city, "daily-note") == (45, 1, 0, 1, 1)
    assert measured(campaign, chongli, "daily-note") == (30, 1, 0, 0, 1)
    assert measured(campaign, branch.places["CD"], "daily-note") is None
    assert tally.differences(campaign.pk) == []


def test_a_place_that_moves_takes_its_totals_along(branch: Branch, campaign):
    worked(branch, campaign)
    before = tally.CELLS.stored(campaign.pk)
    org.move_institution(actor="system", at=NOW, place=branch.places["CL01"], parent=branch.places["HL"])
    assert tally.differences(campaign.pk) == []
    after, today = tally.CELLS.stored(campaign.pk), ("riskcontrol", DAY)
    assert before[branch.places["CL"].pk, *today] == (2, 1, 0, 0, 1)
    assert after[branch.places["CL"].pk, *today] == (1, 0, 0, 0, 1)
    assert after[branch.places["HL"].pk, *today] == (2, 1, 0, 1, 0)
    # the city above both is left alone
    assert after[branch.places["ZJK"].pk, *today] == before[branch.places["ZJK"].pk, *today]


def test_a_whole_branch_may_move_to_another_city_and_go_on(branch: Branch, campaign):
    worked(branch, campaign)
    org.move_institution(actor="system", at=NOW, place=branch.places["CL"], parent=branch.places["CD"])
    assert tally.differences(campaign.pk) == []
    assert measured(campaign, branch.places["CD"], "daily-note") == (30, 1, 0, 0, 1)
    assert measured(campaign, branch.places["ZJK"], "daily-note") == (15, 0, 0, 1, 0)
    later = Task.house.filter(campaign=campaign, institution=branch.places["CL02"]).unfinished().first()
    excuse(actor=branch.stranger, reach=branch.reach("stranger"), tasks=[later.pk], reason="装修", at=NOW)
    assert tally.differences(campaign.pk) == []


def test_a_refused_move_leaves_the_totals_alone(branch: Branch, campaign):
    before = tally.CELLS.stored(campaign.pk)
    with pytest.raises(org.OrgFault), transaction.atomic():
        org.move_institution(actor="system", at=NOW, place=branch.places["CL"], parent=branch.places["CL01"])
    assert tally.CELLS.stored(campaign.pk) == before


def test_a_wrong_total_is_named_and_mended(branch: Branch, campaign):
    place = branch.places["CL"]
    MeasureTally.house.filter(campaign=campaign, institution=place, measure__code="daily-note").update(late=7)
    ((key, held, counted),) = tally.differences(campaign.pk)
    assert (key[0], held, counted) == (place.pk, (30, 0, 7, 0, 0), (30, 0, 0, 0, 0))
    assert repair_tally(campaign=campaign, at=NOW) == 1
    assert tally.differences(campaign.pk) == []
