"""Which campaign something belongs to, and which one a page speaks of."""

from datetime import date, timedelta

import pytest

from anbao.loom.campaigns import actions
from anbao.loom.campaigns.models import Campaign
from anbao.loom.campaigns.queries import DatesRefused, choices, current, resolved_phases, running_at
from tests.branch import NOW, build_branch
from tests.reading import signed_in

DAY = date(2022, 1, 10)


@pytest.fixture
def bank(db):
    return build_branch()


def test_what_no_task_asks_for_belongs_to_the_widest_campaign_of_its_place_and_day(bank):
    city, own = bank.campaign(record="liaison"), bank.campaign(record="liaison", lead="CL")
    assert [running_at(bank.places[place], DAY) for place in ("CL01", "HL01", "ZJK")] == [city] * 3
    Campaign.house.filter(pk=city.pk).update(state="closed")
    assert [running_at(bank.places[place], DAY) for place in ("CL01", "HL01", "ZJK")] == [own, None, None]
    assert running_at(bank.places["CL01"], own.ends_on + timedelta(days=1)) is None


def test_a_narrower_campaign_does_not_take_over_the_pages(bank):
    city, own = bank.campaign(record="liaison"), bank.campaign(record="liaison", lead="CL")
    assert choices(bank.chief.user) == [city, own] and current(bank.chief.user) == city
    assert current(bank.chief.user, place=bank.places["HL01"]) == city
    assert choices(bank.chief.user, place=bank.places["HL01"]) == [city]
    assert current(bank.chief.user, own.pk) == own and current(bank.chief.user, "9" * 30) is None
    Campaign.house.filter(pk=city.pk).update(state="closed")
    assert current(bank.chief.user) == own
    Campaign.house.filter(pk=own.pk).update(state="closed")
    assert current(bank.chief.user) == own, "of those that are over the newest"


@pytest.mark.parametrize("page", ["/map/", "/board/", "/holes/"])
def test_the_reader_changes_the_campaign_and_the_pages_after_it_stay_with_his_choice(bank, page):
    city, own = bank.campaign(record="liaison"), bank.campaign(record="liaison", lead="CL")
    Campaign.house.filter(pk=own.pk).update(name="崇礼自己的战役")
    client = signed_in(bank.chief)

    def speaks_of(url: str) -> Campaign:
        answer = client.get(url, headers={"accept": "text/html"})
        assert f"?campaign={own.pk}" in answer.content.decode(), "the way to the other one"
        return answer.context["campaign"]

    assert speaks_of(page) == city
    assert speaks_of(f"{page}?campaign={own.pk}") == own
    assert [speaks_of(after) for after in ("/map/", "/board/", "/holes/")] == [own] * 3
    Campaign.house.filter(pk=own.pk).update(state="closed")
    assert client.get(page, headers={"accept": "text/html"}).context["campaign"] == city


def test_two_campaigns_of_a_branch_that_are_not_over_have_two_names(bank):
    one, draft = bank.campaign(record="liaison"), bank.campaign(record="liaison", started=False)
    given = {"actor": bank.chief, "reach": bank.reach("chief"), "campaign": draft, "at": NOW}
    with pytest.raises(actions.CampaignFault, match=one.name):
        actions.rename_campaign(name=f" {one.name} ", **given)
    actions.rename_campaign(name=draft.name, **given)
    Campaign.house.filter(pk=one.pk).update(state="closed")
    actions.rename_campaign(name=one.name, **given)


def test_phases_that_would_overlap_with_the_dates_given_are_told_with_all_others():
    frame = {
        "phases": [
            {"id": "before", "zh": "赛前", "en": "Before", "start": "torch", "end": "opening-1d"},
            {"id": "games", "zh": "赛时", "en": "Games", "start": "dawn", "end": "closing"},
            {"id": "after", "zh": "赛后", "en": "After", "start": "closing", "end": "dawn"},
        ]
    }
    days = {
        "torch": date(2022, 1, 4),
        "opening": date(2022, 2, 4),
        "dawn": date(2022, 2, 1),
        "closing": date(2022, 2, 20),
    }
    with pytest.raises(DatesRefused) as refused:
        resolved_phases(frame, days)
    told = str(refused.value)
    assert "“赛时”开始时（2022-02-01）“赛前”尚未结束（2022-02-03）" in told
    assert "“赛后”开始时（2022-02-20）“赛时”尚未结束（2022-02-20）" in told
    assert told.count("赛后") == 2, "it would end before it starts, too"
    frame["phases"] = frame["phases"][:2]
    assert len(resolved_phases(frame, days | {"dawn": date(2022, 2, 4)})) == 2
