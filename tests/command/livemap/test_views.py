"""The map's pages: who sees what, how many queries it takes, and that every number is counted."""

import json
import re
from datetime import timedelta

import pytest
from django.db import transaction
from django.test import Client

from anbao.kit.ledger.actions import append
from anbao.kit.ledger.rules import Entry
from anbao.loom.tasks.weaving import weave
from tests.branch import DAY, NOW, Branch, at

URLS = ["/map/", "/map/state.json", "/map/figures/", "/map/feed/", "/map/facilities.json"]


@pytest.fixture
def campaign(branch: Branch):
    campaign = branch.campaign(record="case_warning")
    weave(campaign, at=NOW)
    return campaign


@pytest.fixture
def now(settings):
    """The site's clock stands at the evening of the tests' day."""
    settings.ANBAO_CLOCK = "tests.command.livemap.test_views.evening"
    from anbao.kit import clock

    clock._source.cache_clear()
    yield
    clock._source.cache_clear()


def evening():
    return at(hour=19)


def signed_in(person) -> Client:
    client = Client()
    client.force_login(person.user)
    return client


@pytest.mark.parametrize("url", URLS)
def test_everyone_without_the_map_is_refused(url, branch: Branch, campaign, now):
    assert Client().get(url).status_code == 302
    for name in ("teller", "vendor", "secadmin"):
        assert signed_in(getattr(branch, name)).get(url).status_code == 403


@pytest.mark.parametrize("url", URLS)
def test_a_chief_opens_every_part(url, branch: Branch, campaign, now):
    assert signed_in(branch.chief).get(url).status_code == 200


def test_the_page_names_scope_and_moment(branch: Branch, campaign, now):
    text = signed_in(branch.president).get("/map/").content.decode()
    assert "张家口分行" in text and "2022-01-10" in text and "北京时间" in text


def test_a_past_day_speaks_as_of_its_end(branch: Branch, campaign, settings, monkeypatch):
    from anbao.kit import clock

    monkeypatch.setattr(clock, "now", lambda: at(DAY + timedelta(days=2), hour=19))
    page = signed_in(branch.chief).get("/map/", {"day": str(DAY)}).content.decode()
    assert re.search(r"<b>2022-01-10\s+24:00</b>", page)


def drawn(person, **query) -> dict:
    return signed_in(person).get("/map/state.json", query).json()


@pytest.fixture
def coordinates(branch: Branch):
    """The tests' branch has no coordinates of its own."""
    from anbao.org.models import Institution

    for number, place in enumerate(branch.places.values()):
        Institution.house.filter(pk=place.pk).update(lon=115 + number / 50, lat=41 - number / 50)


def test_a_reader_sees_his_own_subtree_and_no_other(branch: Branch, campaign, now, coordinates):
    names = {p["name"]: p["rank"] for p in drawn(branch.chief)["places"]}
    assert names["张家口"] == "top" and names["崇礼"] == names["怀来"] == "major" and names["沙城分理处"] == "minor"
    assert "双桥" not in names and "冀安保安公司" not in names
    head = {p["name"]: p["rank"] for p in drawn(branch.chongli)["places"]}
    assert head["崇礼"] == "top" and head["长青路支行"] == "major" and "怀来" not in head
    stranger = signed_in(branch.stranger)
    assert stranger.get("/map/state.json").status_code == 404
    assert stranger.get(f"/map/places/{branch.places['CL'].pk}/").status_code == 404


def test_counties_are_matched_by_name(branch: Branch, campaign, now, coordinates):
    body = drawn(branch.chief)
    assert body["region"] == "zhangjiakou"
    assert {p["county"]: p["name"] for p in body["places"] if p["county"]}["130709"] == "崇礼"


def file_one(branch: Branch, task):
    """One record through the action, as the phone's form would hand it in."""
    from anbao.loom.records.actions import Filing, file_record
    from anbao.loom.records.descriptors import kind

    filing = Filing(
        actor=task.assignee, at=at(hour=17), kind="case_warning", task=task.pk,
        values=values_for(kind("case_warning")), checks={},
    )  # fmt: skip
    return file_record(filing, reach=branch.reach("outlet"))


def values_for(kind) -> dict:
    """A plausible value for every field that is wanted."""
    given = {"text": "x", "longtext": "x", "integer": 1, "decimal": 1, "date": str(DAY), "datetime": NOW.isoformat(),
             "time": "08:00", "yesno": True}  # fmt: skip
    values = {}
    for field in kind.fields:
        if field.required:
            values[field.id] = field.choices[0].id if field.choices else given[field.type]
    return values


def test_a_filed_record_moves_the_place_and_its_subtree(branch: Branch, campaign, now, coordinates):
    from anbao.loom.tasks.models import Task

    before = {p["name"]: p for p in drawn(branch.chief)["places"]}
    assert (before["崇礼"]["level"], before["崇礼"]["done"]) == ("waiting", 0)
    task = Task.house.get(campaign=campaign, institution=branch.places["CL01"], day=DAY, measure__code="daily-note")
    file_one(branch, task)
    after = {p["name"]: p for p in drawn(branch.chief)["places"]}
    assert (after["崇礼"]["level"], after["崇礼"]["done"], after["崇礼支行营业室"]["done"]) == ("whole", 1, 1)
    assert after["怀来"] == before["怀来"]
    feed = signed_in(branch.chief).get("/map/feed/").content.decode()
    assert "崇礼支行营业室 · 每日情况" in feed
    assert "崇礼支行营业室" not in signed_in(branch.huailai).get("/map/feed/").content.decode()


def test_the_feed_is_in_the_order_of_time_whatever_was_written_first(branch: Branch, campaign, now):
    ledger = [
        Entry(verb, "system", "hole:1", at(hour=hour), branch.places["CL"].path)
        for verb, hour in (("holes.hole.excused", 14), ("tasks.task.missed", 11), ("holes.hole.assigned", 13))
    ]
    with transaction.atomic():
        append(ledger)
    feed = signed_in(branch.chief).get("/map/feed/").content.decode()
    hours = re.findall(r"\b1[134]:00\b", feed)
    assert hours == sorted(hours, reverse=True) and len(hours) >= 3


def test_a_missed_duty_tears_the_place_and_shows_on_its_day(branch: Branch, campaign, now, coordinates):
    from anbao.loom.tasks.actions import mark_missed

    mark_missed(campaign=campaign, at=at(DAY + timedelta(days=1)))
    body = drawn(branch.chief, day=str(DAY))
    assert {p["name"]: p["level"] for p in body["places"]}["怀来"] == "torn"
    bar = next(d for d in body["days"] if d["day"] == str(DAY))
    assert (bar["missed"], bar["on_time"]) == (3, 0)
    upto = drawn(branch.chief, day=str(DAY + timedelta(days=1)), span="upto")
    assert sum(p["missed"] for p in upto["places"] if p["rank"] == "major") == 3


def test_double_zero_is_counted_from_records(branch: Branch, campaign, now):
    from anbao.loom.records.models import Record

    page = signed_in(branch.chief).get("/map/").content.decode()
    assert page.count('class="zero held"') == 2
    Record.house.create(
        kind="incident", net="riskcontrol", campaign=campaign, institution=branch.places["HL01"], filed_by=branch.shacheng,
        filed_at=at(hour=9), day=DAY, values={"class": "case"},
    )  # fmt: skip
    page = signed_in(branch.chief).get("/map/").content.decode()
    assert page.count('class="zero held"') == 1 and page.count('class="zero broken"') == 1
    assert signed_in(branch.chongli).get("/map/").content.decode().count('class="zero held"') == 2


def test_the_sealed_tour_is_told_only_to_those_who_may_know(branch: Branch, campaign, now):
    from tests.tours import drawn

    tour = drawn(branch, campaign, moment=at(hour=7))
    known = signed_in(branch.discipline).get("/map/").content.decode()
    told = signed_in(branch.chongli).get("/map/").content.decode()
    assert "飞行检查" in known and "飞行检查" in told
    # how far it has come is for those with inspection.see; nobody is told a place
    progress = re.compile(r"\d+/\d+ · 已封存")
    assert progress.search(known) and not progress.search(told) and "已封存" in told
    assert f"/unannounced/{tour.pk}/" in known and f"/unannounced/{tour.pk}/" not in told


def test_the_panel_of_a_place(branch: Branch, campaign, now):
    page = signed_in(branch.chief).get(f"/map/places/{branch.places['CL'].pk}/").content.decode()
    assert "崇礼支行" in page and page.count("<tr class=") == 5
    assert signed_in(branch.huailai).get(f"/map/places/{branch.places['CL'].pk}/").status_code == 404


def test_nonsense_in_the_query_string_is_today(branch: Branch, campaign, now, coordinates):
    for query in (
        {"day": "yesterday"},
        {"day": "1999-01-01"},
        {"span": "x"},
        {"campaign": "9" * 30},
        {"campaign": "-1"},
    ):
        assert signed_in(branch.chief).get("/map/state.json", query).status_code in (200, 404)
    assert drawn(branch.chief, day="2030-01-01")["day"] == str(campaign.ends_on)
    assert drawn(branch.chief, day="nonsense", span="nonsense")["day"] == str(DAY)


def test_without_a_campaign_the_page_says_what_to_do(branch: Branch, now):
    page = signed_in(branch.chief).get("/map/", headers={"accept": "text/html"})
    assert page.status_code == 200 and "安全保卫部" in page.content.decode()


def test_the_english_page_speaks_english(branch: Branch, campaign, now):
    branch.chief.user.language = "en"
    branch.chief.user.save()
    page = signed_in(branch.chief).get("/map/").content.decode()
    assert "Command map" in page and "Live feed" in page and "Beijing time" in page


@pytest.mark.parametrize(
    ("url", "most"), [("/map/state.json", 12), ("/map/figures/", 17), ("/map/feed/", 14), ("/map/", 27)]
)
def test_queries_are_few(url, most, branch: Branch, campaign, now, coordinates, django_assert_max_num_queries):
    client = signed_in(branch.chief)
    with django_assert_max_num_queries(most):
        body = client.get(url)
    assert body.status_code == 200 and len(body.content) < 200_000


def test_state_is_json_that_the_script_reads(branch: Branch, campaign, now, coordinates):
    body = json.loads(signed_in(branch.chief).get("/map/state.json").content)
    assert body.keys() >= {"day", "span", "live", "today", "region", "focus", "places", "days"}
    assert len(body["days"]) == (campaign.ends_on - campaign.starts_on).days + 1
    assert "days" not in drawn(branch.chief, days="0")


def test_the_countdown_stands_in_the_page_before_any_script_runs(branch: Branch, campaign, now):
    text = signed_in(branch.chief).get("/map/").content.decode()
    assert re.search(r'data-countdown="[^"]+"[^>]*>25 天 01:00:00</b>', text)
    branch.chief.user.language = "en"
    branch.chief.user.save()
    assert ">25 d 01:00:00</b>" in signed_in(branch.chief).get("/map/").content.decode()
