"""Campaigns through their pages: made from a playbook in two steps, previewed, started, moved, closed; who may."""

import re
from datetime import date, timedelta

import pytest
from django.utils.translation import override

from anbao.kit.ledger.models import Line
from anbao.loom.campaigns.models import Campaign
from anbao.loom.campaigns.playbook import read
from anbao.loom.campaigns.queries import DatesRefused, resolved_phases
from anbao.loom.records.models import Record
from anbao.loom.tasks.actions import mark_missed
from anbao.loom.tasks.models import Task
from anbao.loom.tasks.weaving import weave
from anbao.org.actions import seat
from tests.branch import DAY, NOW, Branch, at
from tests.reading import EVENING, nothing_changes, queries_of, signed_in

BOOK = "spring-festival"
ANCHORS = {
    "holiday_start": "2022-01-31",
    "spring_festival": "2022-02-01",
    "holiday_end": "2022-02-06",
    "lantern": "2022-02-15",
}


@pytest.fixture
def world(branch: Branch, monkeypatch) -> Branch:
    monkeypatch.setattr("anbao.kit.clock.now", lambda: EVENING)
    return branch


@pytest.fixture
def woven(world: Branch) -> Branch:
    world.war = world.campaign(record="case_warning")
    weave(world.war, at=NOW)
    return world


def first_step(world) -> dict:
    return {"playbook": BOOK, "name": "春节安保", "lead": world.places["ZJK"].pk, "focus": world.places["CL"].pk}


def act(world, who: str, verb: str, **fields):
    return signed_in(world.people[who]).post(f"/campaigns/{world.war.pk}/{verb}/", fields)


def test_from_a_playbook_to_the_end(world):
    client = signed_in(world.chief)
    assert "春节" in client.get("/campaigns/new/").content.decode()
    asked = client.post("/campaigns/new/", first_step(world)).content.decode()
    assert all(f'name="{name}"' in asked for name in ANCHORS) and 'name="dated"' in asked
    assert Campaign.house.count() == 0
    made = client.post("/campaigns/new/", first_step(world) | ANCHORS | {"dated": "1"})
    world.war = Campaign.house.get()
    page = f"/campaigns/{world.war.pk}/"
    assert made["Location"] == page and world.war.state == "draft" and Task.house.count() == 0
    assert world.war.measures.count() == len(read(BOOK).measures)
    assert "plan/" in client.get(page).content.decode()

    started = client.post(f"{page}start/", follow=True)
    assert started.redirect_chain[-1][0] == page
    world.war.refresh_from_db()
    woven = Task.house.filter(campaign=world.war).count()
    assert world.war.state == "started" and woven > 50
    assert str(woven) in started.content.decode(), "the message says how many tasks were woven"
    assert re.findall(r"<strong>(\d+)</strong>", client.get(f"{page}plan/").content.decode()) == ["0"] * 6 + [
        str(woven)
    ]

    moved = act(world, "chief", "move", anchor="holiday_start", day="2022-01-30", reason="改期")
    assert moved["Location"] == f"{page}plan/"
    plan = client.get(f"{page}plan/").content.decode()
    assert sum(int(n) for n in re.findall(r"<strong>(\d+)</strong>", plan)[:6]) > 0 and "weave/" in plan
    assert act(world, "chief", "weave")["Location"] == page
    assert re.findall(r"<strong>(\d+)</strong>", client.get(f"{page}plan/").content.decode())[:6] == ["0"] * 6
    world.war.refresh_from_db()
    assert world.war.anchors["holiday_start"] == "2022-01-30" and "改期" in client.get(page).content.decode()

    act(world, "chief", "close")
    world.war.refresh_from_db()
    assert world.war.state == "closed"
    with nothing_changes():
        for verb in ("start", "close", "weave"):
            assert act(world, "chief", verb).status_code == 302
        act(world, "chief", "move", anchor="lantern", day="2022-02-17", reason="x")


def test_a_faulty_form_makes_nothing_and_says_why(world):
    client, good = signed_in(world.chief), first_step(world) | ANCHORS | {"dated": "1"}
    bad = (
        {"name": ""}, {"lead": ""}, {"lead": world.places["SQ"].pk}, {"lead": "x"}, {"playbook": "summer"}, {"lantern": ""},
        {"lantern": "soon"}, {"holiday_end": "2022-01-01"}, {"lead": world.places["CL"].pk, "focus": world.places["HL"].pk},
    )  # fmt: skip
    with nothing_changes():
        for fields in bad:
            answer = client.post("/campaigns/new/", good | fields)
            assert answer.status_code == 200 and 'class="fault"' in answer.content.decode(), fields


def test_who_may_make_one(world):
    for name in ("president", "chongli", "outlet", "teller", "auditor", "vendor"):
        client = signed_in(world.people[name])
        with nothing_changes():
            assert client.get("/campaigns/new/").status_code == 403
            assert client.post("/campaigns/new/", first_step(world) | ANCHORS | {"dated": "1"}).status_code == 403


def test_owner_colleague_and_stranger(woven):
    page = f"/campaigns/{woven.war.pk}/"
    for name, preview in (("chief", 200), ("president", 200), ("chongli", 403), ("outlet", 403), ("auditor", 200)):
        client = signed_in(woven.people[name])
        assert (client.get(page).status_code, client.get(f"{page}plan/").status_code) == (200, preview)
        assert "小战役" in client.get("/campaigns/").content.decode()
    stranger = signed_in(woven.stranger)
    assert "小战役" not in stranger.get("/campaigns/").content.decode()
    assert stranger.get(page).status_code == stranger.get(f"{page}plan/").status_code == 404
    for name in ("teller", "vendor", "secadmin"):
        client = signed_in(woven.people[name])
        assert {client.get(url).status_code for url in ("/campaigns/", page, f"{page}plan/")} == {403}


@pytest.mark.parametrize(("who", "code"), [("stranger", 404), ("president", 403), ("chongli", 403), ("auditor", 403)])
def test_a_denied_call_changes_nothing(woven, who, code):
    draft = woven.campaign(record="zero_report", started=False)
    with nothing_changes():
        for verb in ("close", "weave", "move"):
            sent = {"anchor": "opening", "day": "2022-02-10", "reason": "x"}
            assert act(woven, who, verb, **sent).status_code == code, verb
        assert signed_in(woven.people[who]).post(f"/campaigns/{draft.pk}/start/").status_code == code


def test_tools_are_for_those_who_may(woven):
    page = f"/campaigns/{woven.war.pk}/"
    assert "/close/" in signed_in(woven.chief).get(page).content.decode()
    for name in ("president", "chongli"):
        told = signed_in(woven.people[name]).get(page).content.decode()
        assert "/close/" not in told and "/move/" not in told


def test_nonsense_is_told_and_changes_nothing(woven):
    with nothing_changes():
        for fields in ({}, {"anchor": "opening", "day": "soon", "reason": "x"}, {"anchor": "opening", "day": "2022-02-10"},
                       {"anchor": "nowhere", "day": "2022-02-10", "reason": "x"}):  # fmt: skip
            assert act(woven, "chief", "move", **fields)["Location"] == f"/campaigns/{woven.war.pk}/"
        assert act(woven, "chief", "burn").status_code == 404
        assert act(woven, "chief", "start").status_code == 302
        assert signed_in(woven.chief).get(f"/campaigns/{woven.war.pk}/start/").status_code == 405


def test_measures_show_what_was_settled_at_the_readers_places(woven):
    assert mark_missed(campaign=woven.war, at=at(hour=23)) == 3
    page = f"/campaigns/{woven.war.pk}/"
    told = {name: signed_in(woven.people[name]).get(page).content.decode() for name in ("chief", "chongli", "outlet")}
    assert "0 / 3" in told["chief"] and "▲ 3" in told["chief"] and "每日 18:00 前" in told["chief"]
    assert "0 / 2" in told["chongli"] and "▲ 2" in told["chongli"] and "0 / 3" not in told["chongli"]
    assert "0 / 1" in told["outlet"] and "0 / 2" not in told["outlet"]
    for name in told:
        for link in re.findall(r'href="(/board/cell/[^"]*state=missed)"', told[name]):
            assert signed_in(woven.people[name]).get(link.replace("&amp;", "&")).status_code == 200


def test_measures_are_folded_by_net_with_what_they_add_up_to(woven):
    mark_missed(campaign=woven.war, at=at(hour=23))
    page = signed_in(woven.chief).get(f"/campaigns/{woven.war.pk}/").content.decode()
    folded = re.findall(r'<details class="[^"]*fold">(.*?)</details>', page, re.S)
    assert len(folded) == 5
    sums = [re.search(r"(\d+) / (\d+)", text.split("</summary>")[0]).groups() for text in folded]
    assert sorted(sums) == [("0", "0")] * 4 + [("0", "3")]
    assert page.index("figures") < page.index("<details")


def test_somebody_of_two_places_sees_each_with_a_list_of_its_own(woven):
    seat(actor="system", at=NOW, institution=woven.places["HL"], kind="sub_branch_deputy", person=woven.chongli)
    mark_missed(campaign=woven.war, at=at(hour=23))
    client = signed_in(woven.chongli)
    page = client.get(f"/campaigns/{woven.war.pk}/").content.decode()
    links = re.findall(r'href="(/board/cell/[^"]*state=missed)">▲ (\d+)', page)
    assert sorted(n for _link, n in links) == ["1", "2"]
    for link, n in links:
        listed = client.get(link.replace("&amp;", "&")).content.decode()
        assert len(set(re.findall(r'href="/tasks/(\d+)/"', listed))) == int(n)


def test_figures_are_of_the_readers_places(world):
    """A sub-branch sees its own drills beside the whole campaign's target, and is not told whether that is met."""
    world.war = world.campaign(record="drill")
    world.war.frame |= {"figures": [{"id": "drills", "zh": "演练", "en": "Drills", "compare": ">=", "value": 2}]}
    world.war.save(update_fields=["frame"])
    for place in ("CL01", "HL01"):
        Record.house.create(
            kind="drill", net="awareness", campaign=world.war, institution=world.places[place], filed_by=world.outlet, filed_at=NOW, day=DAY
        )  # fmt: skip
    page, counted = f"/campaigns/{world.war.pk}/", rf'<a href="/records/of/drill/\?campaign={world.war.pk}">(\d+)</a>'
    seen = {name: signed_in(world.people[name]).get(page).content.decode() for name in ("chief", "chongli", "teller")}
    assert re.findall(counted, seen["chief"]) == ["2"] and "1/1" in seen["chief"]
    assert re.findall(counted, seen["chongli"]) == ["1"]
    assert "张家口分行" not in re.search(r'class="scope[^>]*>.*?</', seen["chongli"], re.S)[0]
    assert re.findall(counted, seen["teller"]) == []


def test_the_english_page_says_the_rhythm_in_english(woven):
    woven.chief.user.language = "en"
    woven.chief.user.save()
    page = signed_in(woven.chief).get(f"/campaigns/{woven.war.pk}/").content.decode()
    assert "Daily note" in page and "Preparation" in page and "Opening day" in page


def test_the_english_preview_names_measures_in_english(world):
    world.chief.user.language = "en"
    world.chief.user.save()
    campaign = world.campaign(record="case_warning")
    text = signed_in(world.chief).get(f"/campaigns/{campaign.pk}/plan/").content.decode()
    assert "<td>Daily note</td>" in text and "每日情况" not in text


@pytest.mark.parametrize(("language", "words"), [("zh-hans", "阶段“赛时”"), ("en", "The phase “Games”")])
def test_dates_that_turn_a_phase_round_are_refused_in_the_readers_language(world, language, words):
    frame = {"phases": [{"id": "games", "zh": "赛时", "en": "Games", "start": "opening", "end": "closing"}]}
    with override(language), pytest.raises(DatesRefused) as refused:
        resolved_phases(frame, {"opening": date(2022, 2, 20), "closing": date(2022, 2, 4)})
    assert str(refused.value).startswith(words) and "games" not in str(refused.value)
    assert "2022-02-20" in str(refused.value) and "2022-02-04" in str(refused.value)


def test_the_countdown(woven, monkeypatch):
    page = f"/campaigns/{woven.war.pk}/"
    client = signed_in(woven.chief)
    assert f"<strong>{(date(2022, 2, 4) - DAY).days}</strong>" in client.get(page).content.decode()
    monkeypatch.setattr("anbao.kit.clock.now", lambda: EVENING + timedelta(days=30))
    assert f"<strong>{(woven.war.ends_on - DAY).days - 30}</strong>" in client.get(page).content.decode()


def test_sql_does_not_grow(woven, django_assert_max_num_queries):
    client, page = signed_in(woven.chief), f"/campaigns/{woven.war.pk}/"
    before = [queries_of(client, url) for url in (page, "/campaigns/")]
    woven.campaign(record="zero_report")
    from anbao.org import actions as org

    for number in range(6):
        org.add_institution(
            actor="system", at=NOW, parent=woven.places["CL"], code=f"N{number}", kind="outlet", name=f"新{number}", short_name=f"新{number}"
        )  # fmt: skip
    weave(woven.war, at=NOW)
    assert [queries_of(client, url) for url in (page, "/campaigns/")] == before
    with django_assert_max_num_queries(13):  # two of them count accidents and cases, which this playbook doesn't state
        client.get(page)


def test_a_measure_that_matches_nothing_is_named(woven):
    nowhere = woven.war.measures.get(code="daily-note")
    nowhere.definition |= {"scope": nowhere.definition["scope"] | {"tags": ["expressway"]}}
    nowhere.save()
    told = "没有任何适用的机构或人员"
    preview = signed_in(woven.chief).get(f"/campaigns/{woven.war.pk}/plan/").content.decode()
    assert told in preview and "每日情况" in preview.split(told)[1][:80]
    client = signed_in(woven.chief)
    page = client.post(f"/campaigns/{woven.war.pk}/weave/", follow=True).content.decode()
    assert told in page and "每日情况" in page.split(told)[1][:80]
    # the tasks to come are taken back, those of the other measures stay
    to_come = Task.house.filter(campaign=woven.war, measure=nowhere, due_at__gt=EVENING)
    assert set(to_come.values_list("state", flat=True)) == {"cancelled"}
    assert Task.house.filter(campaign=woven.war).unfinished().exists()


def test_a_draft_shows_what_starting_would_weave_and_then_weaves_that(world):
    world.war = draft = world.campaign(record="case_warning", started=False)
    page = f"/campaigns/{draft.pk}/"
    client = signed_in(world.chief)
    assert (
        f'href="{page}plan/"' in client.get(page).content.decode()
        and "/start/" not in client.get(page).content.decode()
    )
    plan = client.get(f"{page}plan/").content.decode()
    told = int(re.findall(r"<strong>(\d+)</strong>", plan)[0])
    assert told > 20 and "每日情况" in plan and f"{page}start/" in plan and Task.house.count() == 0
    assert f"{page}start/" not in signed_in(world.president).get(f"{page}plan/").content.decode()
    client.post(f"{page}start/")
    assert Task.house.filter(campaign=draft).count() == told


def test_a_draft_is_renamed_and_deleted_and_the_ledger_says_so(world):
    world.war = draft = world.campaign(record="case_warning", started=False)
    assert act(world, "chief", "rename", name=" 春季安保 ").status_code == 302
    draft.refresh_from_db()
    assert (
        draft.name == "春季安保"
        and 'value="春季安保"' in signed_in(world.chief).get(f"/campaigns/{draft.pk}/").content.decode()
    )
    with nothing_changes():
        for name in ("", " ", "长" * 81):
            act(world, "chief", "rename", name=name)
        for who, code in (("stranger", 404), ("president", 403), ("auditor", 403)):
            assert act(world, who, "rename", name="x").status_code == act(world, who, "delete").status_code == code
    assert act(world, "chief", "delete")["Location"] == "/campaigns/"
    assert not Campaign.house.exists()
    lines = Line.house.filter(verb__in=["campaigns.campaign.renamed", "campaigns.campaign.deleted"]).order_by("seq")
    assert len(lines) == 2 and all("春季安保" in line.detail for line in lines)


def test_what_has_started_is_neither_renamed_nor_deleted(woven):
    with nothing_changes():
        for verb in ("rename", "delete"):
            page = signed_in(woven.chief).post(f"/campaigns/{woven.war.pk}/{verb}/", {"name": "x"}, follow=True)
            assert "只有草案" in page.content.decode()
    told = signed_in(woven.chief).get(f"/campaigns/{woven.war.pk}/").content.decode()
    assert "/rename/" not in told and "/delete/" not in told


@pytest.mark.parametrize("day", ["2122-02-16", "0001-01-01", "9999-12-31", "2024-06-01"])
def test_a_date_far_away_from_the_campaign_is_refused_in_words(woven, day):
    with nothing_changes():
        sent = {"anchor": "opening", "day": day, "reason": "改期"}
        page = signed_in(woven.chief).post(f"/campaigns/{woven.war.pk}/move/", sent, follow=True)
    assert "最多移动 366 天" in page.content.decode()


def test_a_new_campaign_lies_around_today_and_does_not_last_for_years(world):
    client, good = signed_in(world.chief), first_step(world) | ANCHORS | {"dated": "1"}
    with nothing_changes():
        for fields, words in (({"lantern": "2122-02-15"}, "年份是否有误"), ({"lantern": "2024-12-15"}, "最多 731 天")):
            assert words in client.post("/campaigns/new/", good | fields).content.decode()


def test_a_moved_date_is_told_with_its_days(woven):
    act(woven, "chief", "move", anchor="opening", day="2022-02-06", reason="改期两天")
    page = signed_in(woven.chief).get(f"/campaigns/{woven.war.pk}/").content.decode()
    assert re.search(r"<strong>Opening day</strong> 2022-02-04 → 2022-02-06.*改期两天.*陈安国", page, re.S)


def test_a_closed_campaign_counts_no_days(woven):
    page = f"/campaigns/{woven.war.pk}/"
    assert "天后开幕" in signed_in(woven.chief).get(page).content.decode()
    act(woven, "chief", "close")
    told = signed_in(woven.chief).get(page).content.decode()
    assert "天后开幕" not in told and "天后结束" not in told and "/measures/" not in told


def test_a_broken_double_zero_says_so(woven):
    figures = [{"id": "cases", "zh": "案件", "en": "Cases", "compare": "==", "value": 0},
               {"id": "drills", "zh": "演练", "en": "Drills", "compare": "==", "value": 1},
               {"id": "trainings", "zh": "培训", "en": "Training", "compare": ">=", "value": 5}]  # fmt: skip
    woven.war.frame |= {"figures": figures}
    woven.war.save(update_fields=["frame"])
    for kind, values in (("incident", {"class": "case"}), ("drill", {}), ("drill", {})):
        Record.house.create(
            kind=kind, net="riskcontrol", campaign=woven.war, institution=woven.places["CL01"], filed_by=woven.outlet, filed_at=NOW, day=DAY, values=values,
        )  # fmt: skip
    page = signed_in(woven.chief).get(f"/campaigns/{woven.war.pk}/").content.decode()
    assert re.findall(r"state-(\w+)\"><span[^>]*>.</span>(已突破|已超出|未达成)", page) == [
        ("bad", "已突破"), ("bad", "已超出"), ("info", "未达成"),
    ]  # fmt: skip
    woven.chief.user.language = "en"
    woven.chief.user.save()
    page = signed_in(woven.chief).get(f"/campaigns/{woven.war.pk}/").content.decode()
    assert "<span>Case · broken</span>" in page and "<span>Accidents</span>" in page and ">not yet<" in page
