"""The findings board, the list, one finding and its steps: who sees and who may, numbers, pinned SQL."""

import io
import re
from datetime import UTC, datetime, timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

from anbao.kit.files.models import Attachment
from anbao.loom.findings import actions
from anbao.loom.findings.models import Finding
from anbao.org.models import Area, Post
from tests.branch import NOW, Branch
from tests.reading import EVENING, nothing_changes, part, queries_of, signed_in


@pytest.fixture
def world(branch: Branch, monkeypatch, settings, tmp_path) -> Branch:
    settings.MEDIA_ROOT = tmp_path
    monkeypatch.setattr("anbao.kit.clock.now", lambda: EVENING)
    branch.finding = report(branch, "三号灯不亮")
    return branch


def report(branch, title: str, *, place="CL01", category="lighting", at=NOW) -> Finding:
    defect = actions.Defect(
        institution=branch.places[place], category=category, title=title, found_in=branch.outlet.tag, at=at, apart=True
    )
    return actions.report(actor=branch.chief, reach=branch.reach("chief"), defect=defect)


def picture() -> SimpleUploadedFile:
    stream = io.BytesIO()
    Image.new("RGB", (8, 8)).save(stream, "PNG")
    return SimpleUploadedFile("lamp.png", stream.getvalue(), "image/png")


def page(who, url: str) -> str:
    answer = signed_in(who).get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def step(world, who: str, verb: str, **fields):
    return signed_in(world.people[who]).post(f"/findings/{world.finding.pk}/{verb}/", fields)


def test_owner_colleague_and_stranger(world):
    url = f"/findings/{world.finding.pk}/"
    for name in ("chief", "chongli", "outlet", "teller"):
        assert "三号灯不亮" in page(world.people[name], url) and "三号灯不亮" in page(world.people[name], "/findings/")
    for name in ("huailai", "outlet2", "stranger", "vendor"):
        assert signed_in(world.people[name]).get(url).status_code == 404
        assert "三号灯不亮" not in page(world.people[name], "/findings/") + page(world.people[name], "/findings/list/")


def test_the_board_counts_what_its_lists_hold(world):
    for number in range(3):
        report(world, f"甲{number}", place="HL01")
    report(world, "旧", place="CL02", at=NOW - timedelta(days=40))
    for query in ("", "?severity=minor", f"?place={world.places['HL'].pk}", "?category=lighting&overdue=1"):
        text = page(world.chief, f"/findings/{query}").replace("&amp;", "&")
        links = re.findall(r'href="(/findings/list/[^"]*)">[^<]* <span class="count">(\d+)</span>', text)
        assert len(links) == 3
        for link, number in links:
            assert page(world.chief, link).count('class="finding-card') == int(number), link
    text = page(world.chief, "/findings/").replace("&amp;", "&")
    link, number = re.search(r'href="(\?overdue=1[^"]*)">▲ \S+ (\d+)', text).groups()
    assert int(number) == 1 and page(world.chief, f"/findings/{link}").count('class="finding-card') == 1


def test_filters(world):
    report(world, "乙", place="HL01")
    assert page(world.chief, f"/findings/?place={world.places['CL'].pk}").count('class="finding-card') == 1
    assert page(world.outlet, "/findings/?mine=1").count('class="finding-card') == 1
    assert page(world.chief, "/findings/?mine=1").count('class="finding-card') == 0
    for query in ("place=²", "category=x", "severity=x", "overdue=", "page=x"):
        assert page(world.chief, f"/findings/?{query}").count('class="finding-card') == 2
    assert signed_in(world.huailai).get("/findings/", {"place": world.places["CL"].pk}).status_code == 404


def test_the_board_renders_alone(world):
    assert "三号灯不亮" in part(signed_in(world.chief), "/findings/?severity=minor", "board")


def test_from_report_to_closing_with_photographs(world):
    sent = {"institution": world.places["CL01"].pk, "category": "hygiene", "title": "又脏", "photos": picture()}
    answer = signed_in(world.teller).post("/findings/new/", sent)
    world.finding = Finding.house.get(title="又脏")
    assert answer["Location"] == f"/findings/{world.finding.pk}/"
    assert Attachment.house.filter(owner=f"finding:{world.finding.pk}").count() == 1
    step(world, "outlet", "rectify", note="换灯", photos=picture())
    assert Attachment.house.filter(owner=f"finding:{world.finding.pk}").count() == 2
    with nothing_changes():
        assert step(world, "outlet", "verify", note="x").status_code == 403
        assert step(world, "teller", "verify", note="x").status_code == 403
    assert step(world, "chief", "refuse", note="仍暗").status_code == 302
    step(world, "outlet", "rectify", note="再换")
    step(world, "chief", "verify", note="好")
    world.finding.refresh_from_db()
    assert world.finding.state == "closed"
    text = page(world.chief, answer["Location"])
    assert "仍暗" in text and "/files/" in text


def test_more_time_is_granted_from_above(world):
    before = world.finding.deadline
    step(world, "outlet", "ask", days=3, note="等配件")
    with nothing_changes():
        assert step(world, "outlet", "grant").status_code == 403
        assert step(world, "chongli", "grant").status_code == 403
    step(world, "chief", "grant")
    world.finding.refresh_from_db()
    assert world.finding.deadline == before + timedelta(days=3) and world.finding.asked is None
    # a day ends where the branch is: 23:59 of the branch, whatever the hour of the wish
    assert world.finding.deadline.astimezone(EVENING.tzinfo).strftime("%H:%M") == "23:59"
    step(world, "outlet", "ask", days=3, note="再等")
    step(world, "chief", "keep")
    world.finding.refresh_from_db()
    assert world.finding.deadline == before + timedelta(days=3) and world.finding.asked is None


def test_a_wish_is_shown_in_the_branchs_own_days(world):
    Finding.house.filter(pk=world.finding.pk).update(deadline=datetime(2022, 2, 17, 16, 17, tzinfo=UTC))
    step(world, "outlet", "ask", days=3, note="等配件")
    text = page(world.chief, f"/findings/{world.finding.pk}/")
    assert text.count("2022-02-21 23:59") == 2 and "2022-02-20T" not in text and "2022-02-20" not in text


def test_a_wish_ends_with_the_work_and_the_page_offers_nothing_then(world):
    url = f"/findings/{world.finding.pk}/"
    step(world, "outlet", "ask", days=3, note="等配件")
    assert "/grant/" in page(world.chief, url) and "/grant/" not in page(world.chongli, url)
    step(world, "outlet", "rectify", note="换灯")
    step(world, "chief", "verify", note="好")
    text = page(world.chief, url)
    assert "/grant/" not in text and "/keep/" not in text
    with nothing_changes():
        for verb in ("grant", "keep"):
            answer = signed_in(world.chief).post(f"{url}{verb}/", follow=True)
            assert "只有未整改的隐患才能延期" in answer.content.decode()


def test_the_form_names_what_is_open_there_and_adds_to_it(world):
    client, place = signed_in(world.teller), world.places["CL01"]
    area = Area.house.create(institution=place, kind="business_hall", name="东大厅")
    elsewhere = Area.house.create(institution=world.places["HL01"], kind="business_hall", name="别处大厅")
    asked = f"/findings/new/?institution={place.pk}&category="
    text = part(client, asked + "lighting", "spots")
    assert f"#{world.finding.pk} 三号灯不亮" in text and "东大厅" in text and "别处大厅" not in text
    assert "三号灯不亮" not in part(client, asked + "hygiene", "spots")
    # a place out of reach tells nothing
    foreign = f"/findings/new/?institution={world.places['HL01'].pk}&category=lighting"
    assert "别处大厅" not in part(client, foreign, "spots")
    sent = {"institution": place.pk, "category": "lighting", "title": "又暗了", "area": area.pk}
    with nothing_changes():
        assert client.post("/findings/new/", sent | {"area": elsewhere.pk}).status_code == 200
    answer = client.post("/findings/new/", sent | {"photos": picture()}, follow=True)
    assert answer.redirect_chain == [(f"/findings/{world.finding.pk}/", 302)]
    assert "该隐患尚未销号,已并入原记录。" in answer.content.decode()
    world.finding.refresh_from_db()
    assert (world.finding.area, Finding.house.count()) == (area, 1)
    assert [(s.verb, s.note) for s in world.finding.steps.all()][1:] == [("again", "又暗了")]
    # as grave as its category usually is, unless the reporter says more
    assert world.finding.severity == "minor"
    client.post("/findings/new/", {"institution": place.pk, "category": "fire_exit", "title": "通道堵塞"})
    assert Finding.house.get(category="fire_exit").severity == "major"
    Finding.house.filter(category="fire_exit").delete()
    # who looked and says that it is something else opens another
    client.post("/findings/new/", sent | {"apart": "on", "title": "另一盏"})
    assert Finding.house.count() == 2
    # closed, and found again without an area: the same finding, one severity higher
    for finding in Finding.house.all():
        world.finding = finding
        step(world, "outlet", "rectify", note="换灯")
        step(world, "chief", "verify", note="好")
    answer = client.post(
        "/findings/new/", {"institution": place.pk, "category": "lighting", "title": "再次"}, follow=True
    )
    assert "该隐患曾销号,现已重新立案,等级上调一级。" in answer.content.decode()
    assert sorted(Finding.house.values_list("state", "severity", "recurrences")) == [
        ("closed", "minor", 0),
        ("open", "major", 1),
    ]


def test_what_the_house_wrote_is_read_in_the_readers_language(world):
    defect = actions.Defect(
        institution=world.places["CL01"], category="recording", title="1号枪机:无图像,连接不上",
        title_en="Camera 1: no picture, can't be reached", detail="连接不上", detail_en="can't be reached", found_in="look:1", at=NOW,
    )  # fmt: skip
    [world.finding] = actions.open_findings([defect], actor="system")
    actions.observe(finding_id=world.finding.pk, verb="rectify", note="图像恢复", note_en="the picture is back", at=NOW)
    world.chief.user.language = "en"
    world.chief.user.save()
    client = signed_in(world.chief)
    text = client.get(f"/findings/{world.finding.pk}/").content.decode()
    assert (
        "Camera 1: no picture" in text
        and "the picture is back" in text
        and "无图像" not in text
        and "图像恢复" not in text
    )
    board = client.get("/findings/").content.decode()
    # what a person typed stays as typed
    assert "Camera 1: no picture" in board and "三号灯不亮" in board


def test_the_branch_acts_and_hands_over(world):
    step(world, "chief", "react", reaction="interview", note="约谈")
    step(world, "chongli", "hand_over", person=world.lobby.pk)
    world.finding.refresh_from_db()
    assert world.finding.owner == world.lobby
    assert [s.verb for s in world.finding.steps.all()] == ["open", "react", "hand_over"]


FIELDS = {"note": "x", "days": 3, "reaction": "circular"}
VERBS = ("rectify", "verify", "refuse", "react", "hand_over", "ask", "grant", "keep")


@pytest.mark.parametrize("verb", VERBS)
def test_a_denied_step_changes_nothing(world, verb):
    with nothing_changes():
        for who in ("stranger", "huailai", "outlet2"):
            sent = FIELDS | {"person": world.people[who].pk, "photos": picture()}
            assert step(world, who, verb, **sent).status_code == 404
    assert Attachment.house.count() == 0


@pytest.mark.parametrize("verb", ["verify", "refuse", "react", "hand_over", "grant", "keep"])
def test_a_teller_of_the_place_may_not_decide(world, verb):
    actions.ask_extension(
        actor=world.outlet, reach=world.reach("outlet"), finding_id=world.finding.pk, days=1, reason="x", at=NOW
    )
    with nothing_changes():
        assert step(world, "teller", verb, **FIELDS, person=world.teller.pk).status_code == 403


def test_a_refused_step_keeps_no_photograph(world):
    with nothing_changes():
        assert step(world, "outlet", "rectify", note=" ", photos=picture()).status_code == 302
        assert step(world, "chief", "verify", note="x", photos=picture()).status_code == 302


def test_nonsense_is_told_and_changes_nothing(world):
    with nothing_changes():
        for days in ("", "0", "x", "²", "61", "9" * 30):
            assert step(world, "outlet", "ask", days=days, note="x").status_code == 302
        for reaction in ("", "x" * 40):
            assert step(world, "chief", "react", reaction=reaction).status_code == 302
        for person in ("", "x", world.stranger.pk):
            assert step(world, "chief", "hand_over", person=person).status_code == 404
        assert step(world, "chief", "burn").status_code == 403
        assert step(world, "chief", "grant").status_code == 302
        assert signed_in(world.chief).get(f"/findings/{world.finding.pk}/verify/").status_code == 405
        sent = {"institution": world.places["SQ01"].pk, "category": "lighting", "title": "x"}
        assert signed_in(world.chief).post("/findings/new/", sent).status_code == 200
        assert signed_in(world.chief).post("/findings/new/", sent | {"institution": ""}).status_code == 200


def test_a_closed_finding_asks_for_nothing(world):
    step(world, "outlet", "rectify", note="换灯")
    with nothing_changes():
        step(world, "outlet", "ask", days=3, note="x")


def test_a_picture_that_is_none_is_told_and_the_step_stays(world):
    step(world, "outlet", "rectify", note="换灯", photos=SimpleUploadedFile("a.png", b"<html>"))
    world.finding.refresh_from_db()
    assert world.finding.state == "rectified" and Attachment.house.count() == 0


def test_sql_does_not_grow(world, django_assert_max_num_queries):
    client = signed_in(world.chief)
    urls = ("/findings/", "/findings/list/", f"/findings/{world.finding.pk}/")
    before = [queries_of(client, url) for url in urls]
    for number in range(20):
        report(world, f"丙{number}", place="HL01")
    assert [queries_of(client, url) for url in urls] == before
    for url, most in zip(urls, (12, 8, 12), strict=True):
        with django_assert_max_num_queries(most):
            client.get(url)


def test_the_people_of_the_place_stand_first_among_who_may_take_it(world):
    people = signed_in(world.president).get(f"/findings/{world.finding.pk}/").context["people"]
    depths = [person.institution.depth for person in people]
    assert depths == sorted(depths, reverse=True)
    assert {world.outlet, world.teller} <= set(people[:3]) and world.chief in people
    assert not {world.people[name] for name in ("auditor", "sysadmin", "secadmin", "auditadmin", "vendor")} & set(
        people
    )
    world.teller.left_on = EVENING.date()
    world.teller.save()
    Post.house.filter(person=world.lobby).update(until=EVENING.date() - timedelta(days=1))
    assert not {world.teller, world.lobby} & set(
        signed_in(world.president).get(f"/findings/{world.finding.pk}/").context["people"]
    )


def test_an_auditor_is_offered_no_report(world):
    client = signed_in(world.people["auditor"])
    assert client.get("/findings/new/").status_code == 403
    assert "/findings/new/" not in client.get("/findings/").content.decode()
    assert "/findings/new/" in signed_in(world.teller).get("/findings/").content.decode()
    shown = client.get(f"/findings/{world.finding.pk}/").content.decode()
    assert f"/findings/{world.finding.pk}/rectify/" not in shown and f"/findings/{world.finding.pk}/ask/" not in shown
