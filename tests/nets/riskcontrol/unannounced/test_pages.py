"""The pages of a tour: planner, inspector on the phone, auditor; who may not open them, and what each refusal says."""

import re
from datetime import timedelta

import pytest

from anbao.engines.sealing.__main__ import main
from anbao.kit import clock
from anbao.loom.tasks.models import Task, TaskState
from anbao.nets.riskcontrol.unannounced import actions, queries
from anbao.nets.riskcontrol.unannounced.forms import TourForm
from anbao.nets.riskcontrol.unannounced.models import Stop, Tour
from tests.branch import at
from tests.reading import nothing_changes, signed_in
from tests.tours import FIRST, LAST, PLACES, arrived, drawn, morning, placed


@pytest.fixture
def campaign(branch):
    return branch.campaign(record="liaison")


@pytest.fixture
def now(monkeypatch):
    """Moves the moment that the pages read: now(when)."""

    def move(when):
        monkeypatch.setattr(clock, "now", lambda: when)

    move(at(hour=18))
    return move


def page(person, path: str, code: int = 200) -> str:
    answer = signed_in(person).get(path)
    assert answer.status_code == code
    return answer.content.decode()


def test_the_planner_draws_on_the_page_and_sees_no_stop(branch, campaign, now):
    placed(branch)
    form = {
        "name": "三日飞行检查", "starts_on": str(FIRST), "ends_on": str(LAST), "opens": "08:00", "closes": "18:00", "visit_minutes": "60",
        "inspectors": [branch.discipline.pk], "places": [branch.places[code].pk for code in PLACES],
    }  # fmt: skip
    assert "崇礼支行" in page(branch.discipline, "/unannounced/new/")
    answer = signed_in(branch.discipline).post("/unannounced/new/", form)
    tour = Tour.house.get()
    assert answer["Location"] == f"/unannounced/{tour.pk}/"
    told = page(branch.discipline, f"/unannounced/{tour.pk}/")
    assert tour.draws.get().commitment in told and "0 / 5" in told and "崇礼" not in told and "怀来" not in told
    wrong = form | {"starts_on": "2022-02-09", "ends_on": "2022-02-08", "opens": "10:00", "closes": "10:00"}
    told = signed_in(branch.discipline).post("/unannounced/new/", wrong).context["form"].errors
    assert told == {"ends_on": ["末日早于首日。"], "closes": ["当天结束时间早于开始时间。"]}
    refused = signed_in(branch.discipline).post("/unannounced/new/", form | {"visit_minutes": "480", "closes": "09:00"})
    assert refused.status_code == 200 and "任何一天都无法到达并按时返回" in refused.content.decode()
    assert Tour.house.count() == 1


def test_what_is_chosen_stands_first_in_the_form(branch, campaign, now):
    placed(branch)
    form = {"name": "三日飞行检查", "inspectors": [branch.discipline.pk], "places": [branch.places[PLACES[-1]].pk]}
    text = signed_in(branch.discipline).post("/unannounced/new/", form).content.decode()
    for name in form.keys() - {"name"}:
        boxes = re.findall(f'<input[^>]*name="{name}"[^>]*>', text)
        assert len(boxes) > 1 and ["checked" in box for box in boxes].index(True) == 0
        assert [box for box in boxes if "checked" in box] == boxes[:1]


def test_without_a_campaign_the_form_says_what_is_missing(branch, now):
    assert "没有进行中的任务" in page(branch.discipline, "/unannounced/new/")
    assert "还没有飞行检查" in page(branch.discipline, "/unannounced/")


def test_who_neither_draws_nor_follows_nor_audits_opens_nothing(branch, campaign, now):
    tour = drawn(branch, campaign)
    with nothing_changes():
        for who in ("chief", "antifraud", "monitor"):
            page(branch.people[who], f"/unannounced/{tour.pk}/", 403)
            assert (
                signed_in(branch.people[who]).post(f"/unannounced/{tour.pk}/redraw/", {"reason": "x"}).status_code
                == 403
            )
        for who in ("chongli", "teller", "stranger"):
            page(branch.people[who], f"/unannounced/{tour.pk}/", 404)
        page(branch.president, f"/unannounced/{tour.pk}/next/", 403)
        for verb in ("redraw", "postpone", "reveal", "open", "check-in"):
            answer = signed_in(branch.president).post(
                f"/unannounced/{tour.pk}/{verb}/", {"reason": "x", "day": FIRST, "to": LAST}
            )
            assert answer.status_code == 403, verb
        assert signed_in(branch.discipline).post(f"/unannounced/{tour.pk}/erase/").status_code == 404


def test_an_inspector_without_the_power_to_follow_sees_his_tour(branch, campaign, now):
    tour = drawn(branch, campaign, inspectors=("antifraud",))
    assert "已封存" in page(branch.antifraud, f"/unannounced/{tour.pk}/next/")
    assert tour.name in page(branch.antifraud, "/unannounced/")


def test_the_inspector_s_phone_from_sealed_to_filed(branch, campaign, now):
    tour = drawn(branch, campaign)
    client, path = signed_in(branch.discipline), f"/unannounced/{tour.pk}"
    answer = client.post(f"{path}/open/", follow=True).content.decode()
    assert "下一站尚未到开启时间" in answer and Stop.house.filter(opened_at__isnull=False).count() == 0
    now(morning(FIRST))
    answer = client.post(f"{path}/open/", follow=True).content.decode()
    place = queries.next_of(tour, branch.discipline).place
    assert place.name in answer and "我已到达,签到" in answer
    assert place.name not in page(branch.president, f"{path}/")
    answer = client.post(f"{path}/check-in/", {"lon": "x", "lat": "y"}, follow=True).content.decode()
    assert "没有定位时" in answer and Task.house.filter(record_kind="unannounced_visit").count() == 0
    answer = client.post(f"{path}/check-in/", {"lon": str(place.lon), "lat": str(place.lat)})
    task = Task.house.get(record_kind="unannounced_visit")
    assert answer["Location"] == f"/records/task/{task.pk}/"
    assert place.short_name in page(branch.president, f"{path}/")
    assert "请填报检查情况" in page(branch.discipline, f"{path}/next/")


def test_a_put_off_day_and_a_redraw_show_their_reasons(branch, campaign, now):
    tour = drawn(branch, campaign)
    client, path = signed_in(branch.discipline), f"/unannounced/{tour.pk}"
    told = client.post(f"{path}/postpone/", {"day": "soon", "to": "later", "reason": ""}, follow=True).content.decode()
    assert told.count('class="message error"') >= 3
    client.post(f"{path}/postpone/", {"day": str(FIRST), "to": str(LAST + timedelta(days=1)), "reason": "大雪"})
    client.post(f"{path}/redraw/", {"reason": "行程泄露"})
    told = page(branch.president, f"{path}/")
    assert "大雪" in told and "行程泄露" in told and all(d.commitment in told for d in tour.draws.all())


def test_the_auditor_reveals_recomputes_and_takes_the_document_home(branch, campaign, now, tmp_path, capsys):
    tour = drawn(branch, campaign)
    arrived(branch, tour, "discipline", morning(FIRST))
    Task.house.update(state=TaskState.EXCUSED)
    client, path = signed_in(branch.auditor), f"/unannounced/{tour.pk}"
    assert client.get(f"{path}/draws/1.json").status_code == 403
    assert client.post(f"{path}/draws/1/recompute/").status_code == 403
    assert client.post(f"{path}/reveal/", follow=True).content.decode().count('class="message error"') == 1
    now(morning(LAST + timedelta(days=1)))
    told = client.post(f"{path}/reveal/", follow=True).content.decode()
    assert "01" * 32 in told and "崇礼支行" in told and "盲猜" in told
    assert "验证通过" in client.post(f"{path}/draws/1/recompute/").content.decode()
    taken = client.get(f"{path}/draws/1.json")
    (tmp_path / "sealed.json").write_bytes(taken.content)
    assert main(["recompute", str(tmp_path / "sealed.json")]) == 0 and "holds" in capsys.readouterr().out
    draw = tour.draws.get()
    draw.revealed["seed"] = "02" * 32
    draw.save()
    assert "验证不通过" in client.post(f"{path}/draws/1/recompute/").content.decode()
    with pytest.raises(actions.TourFault):
        actions.open_next(actor=branch.discipline, tour_id=tour.pk, at=morning(LAST + timedelta(days=1)))


def test_a_long_list_of_places_is_narrowed_by_name_and_what_is_hidden_stays_chosen(branch, campaign, now, monkeypatch):
    assert 'type="search"' not in page(branch.discipline, "/unannounced/new/").partition('<form class="card"')[2]
    monkeypatch.setattr(TourForm, "narrowed_from", 1)
    text = page(branch.discipline, "/unannounced/new/").partition('<form class="card"')[2]
    assert "只显示名称中含有" in text and 'x-show="shown($el)"' in text


def test_the_form_tells_days_that_begun_or_are_too_many_beside_what_is_missing(branch, campaign, now):
    now(at(FIRST, hour=9))
    form = {
        "starts_on": str(FIRST),
        "ends_on": str(FIRST + timedelta(days=60)),
        "opens": "08:00",
        "closes": "07:00",
        "visit_minutes": "60",
    }
    told = signed_in(branch.discipline).post("/unannounced/new/", form).context["form"].errors
    assert set(told) == {"name", "inspectors", "places", "starts_on", "ends_on", "closes"}
    assert "首日已经开始" in told["starts_on"][0] and "60" in told["ends_on"][0]
    told = signed_in(branch.discipline).post("/unannounced/new/", form | {"starts_on": str(FIRST - timedelta(days=1))})
    assert told.context["form"].errors["starts_on"] == ["首日已过。"]


def test_a_revealed_draw_names_its_inspector(branch, campaign, now):
    tour = drawn(branch, campaign)
    now(morning(LAST + timedelta(days=1)))
    signed_in(branch.auditor).post(f"/unannounced/{tour.pk}/reveal/")
    told = page(branch.discipline, f"/unannounced/{tour.pk}/")
    assert f"{FIRST} {branch.discipline.name}</td>" in told and branch.discipline.staff_no not in told


def test_a_tour_that_ended_offers_neither_another_day_nor_another_draw(branch, campaign, now):
    tour, ways = drawn(branch, campaign), ("postpone", "redraw")

    def offered() -> list[bool]:
        told = page(branch.discipline, f"/unannounced/{tour.pk}/")
        return [f"/unannounced/{tour.pk}/{way}/" in told for way in ways]

    assert offered() == [True, True]
    now(morning(LAST + timedelta(days=1)))
    assert offered() == [True, False]
    now(morning(LAST + timedelta(days=60)))
    assert offered() == [False, False]
    now(morning(FIRST))
    Stop.house.update(void=True)
    assert offered() == [False, False]
