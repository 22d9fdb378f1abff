"""The desk's pages: what an operator, a leader and a stranger see and do; parts render alone; numbers lead to lists."""

import re
from datetime import timedelta

import pytest
from django.test import Client

from anbao.command.incidents import actions
from anbao.command.incidents.models import HandOver, Incident
from anbao.kit.ledger import actions as ledger
from anbao.kit.ledger.models import Line as LedgerLine
from anbao.loom.findings.models import Finding
from anbao.senses.alarms.models import Gateway
from tests.branch import Branch, at
from tests.command.incidents.desks import after, outlet_source, ring
from tests.reading import nothing_changes

CALM = (("picture", "nothing_seen"), ("call", "all_well"), ("report", "at_handover"))


@pytest.fixture
def incident(branch: Branch) -> Incident:
    outlet_source(branch)
    return ring(branch)


@pytest.fixture(autouse=True)
def moment(monkeypatch):
    """The clock of the requests; a test moves it."""
    here = {"at": after(30)}
    monkeypatch.setattr("anbao.kit.clock.now", lambda: here["at"])
    return here


def as_(branch: Branch, name: str) -> Client:
    client = Client()
    client.force_login(branch.people[name].user)
    return client


def htmx(target: str = "incident") -> dict:
    return {"HTTP_HX_REQUEST": "true", "HTTP_HX_TARGET": target}


def closed(branch: Branch, incident: Incident, cause: str = "device_fault") -> None:
    base = {"actor": branch.monitor, "reach": branch.reach("monitor"), "incident_id": incident.pk, "at": after(60)}
    actions.answer(**base)
    for code, outcome in CALM:
        actions.settle(code=code, outcome=outcome, **base)
    actions.close(cause=cause, **base)


def test_the_desk_shows_queue_procedure_and_place_on_one_page(branch, incident, django_assert_max_num_queries):
    client = as_(branch, "monitor")
    with django_assert_max_num_queries(34):
        page = client.get("/desk/").content.decode()
    for words in (
        "崇礼支行营业室",
        "入侵报警",
        "无人接警",
        "调看图像复核",
        "盗警报警",
        "王营",
        "138****0014",
        "接警台",
    ):
        assert words in page, words
    assert "13800000014" not in page


def test_while_alarms_may_not_arrive_an_empty_desk_is_not_calm(branch):
    outlet_source(branch)  # and no gateway
    page = as_(branch, "monitor").get("/desk/").content.decode()
    assert "没有已知警情，但报警可能传不到这里" in page and "is-unsure" in page
    assert "没有待接警和未结警情" not in page and "一切平静" not in page
    assert page.count("接警网关尚未运行") == 1 and "▲ 接警网关" not in page  # the style brings the triangle


def test_an_empty_desk_says_what_to_do(branch):
    page = as_(branch, "monitor").get("/desk/").content.decode()
    assert "没有待接警和未结警情" in page and "新报警会自动出现" in page


def test_the_parts_render_alone(branch, incident):
    client = as_(branch, "monitor")
    part = client.get("/desk/queue/").content.decode().strip()
    assert part.startswith('<aside id="queue"') and "<html" not in part and 'data-ringing="1"' in part
    part = client.get(f"/desk/{incident.pk}/", **htmx()).content.decode().strip()
    assert part.startswith('<div id="incident"') and "<html" not in part


def test_an_operator_works_it_by_the_page_alone(branch, incident):
    client = as_(branch, "monitor")
    client.post(f"/desk/{incident.pk}/answer/", **htmx())
    for code, outcome in CALM:
        client.post(f"/desk/{incident.pk}/settle/", {"code": code, "outcome": outcome}, **htmx())
    part = client.post(f"/desk/{incident.pk}/close/", {"cause": "animal", "note": "猫"}, **htmx()).content.decode()
    incident.refresh_from_db()
    assert (incident.state, incident.cause, incident.note) == ("closed", "animal", "猫") and "动物活动" in part


def test_a_refusal_is_told_and_keeps_what_was_typed(branch, incident):
    client = as_(branch, "monitor")
    client.post(f"/desk/{incident.pk}/answer/", **htmx())
    part = client.post(
        f"/desk/{incident.pk}/settle/", {"code": "picture", "outcome": "tea", "note": "看了三遍"}, **htmx()
    ).content.decode()
    assert "请选择该步骤的结果" in part and "看了三遍" in part
    assert incident.steps.get(code="picture").state == "waiting"


def test_without_script_a_step_comes_back_to_the_page(branch, incident):
    answer = as_(branch, "monitor").post(f"/desk/{incident.pk}/answer/")
    assert (answer.status_code, answer["Location"]) == (302, f"/desk/{incident.pk}/")


def test_without_script_a_refusal_is_told_on_the_page_and_keeps_what_was_typed(branch, incident):
    client = as_(branch, "monitor")
    client.post(f"/desk/{incident.pk}/answer/")
    page = client.post(f"/desk/{incident.pk}/settle/", {"code": "picture", "outcome": "tea", "note": "看了三遍"})
    told = page.content.decode()
    assert page.status_code == 200 and 'id="queue"' in told
    assert "请选择该步骤的结果" in told and "看了三遍" in told


def test_queue_and_procedure_name_the_same_step_and_a_closed_incident_none(branch, incident):
    client = as_(branch, "monitor")
    client.post(f"/desk/{incident.pk}/answer/", **htmx())
    part = client.post(f"/desk/{incident.pk}/settle/", {"code": "picture", "outcome": "people_seen"}, **htmx())
    assert re.findall(r'is-current[^>]*data-code="(\w+)"', part.content.decode()) == ["dispatch"]
    assert "派人到场或拨打 110 <b" in client.get("/desk/queue/").content.decode()
    for code, outcome in (("dispatch", "both"), ("call", "no_answer"), ("report", "told")):
        client.post(f"/desk/{incident.pk}/settle/", {"code": code, "outcome": outcome}, **htmx())
    done = client.post(f"/desk/{incident.pk}/close/", {"cause": "intrusion", "note": "有人"}, **htmx()).content.decode()
    assert "已结案" in done and "is-current" not in done


def test_a_leader_reads_and_has_no_buttons(branch, incident):
    page = as_(branch, "chongli").get(f"/desk/{incident.pk}/").content.decode()
    assert "入侵报警" in page and 'data-key="a"' not in page and "/phone/" not in page


@pytest.mark.parametrize("name, status", [("chongli", 403), ("outlet", 403), ("teller", 403), ("stranger", 404)])
def test_who_may_not_work_it_changes_nothing(branch, incident, name, status):
    before = ledger.head()
    client = as_(branch, name)
    for verb, body in (
        ("answer", {}),
        ("settle", {"code": "picture", "outcome": "nothing_seen"}),
        ("close", {"cause": "unknown"}),
    ):
        assert client.post(f"/desk/{incident.pk}/{verb}/", body).status_code == status
    assert client.post(f"/desk/{incident.pk}/phone/{branch.outlet.pk}/").status_code == status
    incident.refresh_from_db()
    assert incident.state == "ringing" and ledger.head() == before


def test_a_phone_in_clear_is_a_ledger_line_and_ends_with_the_incident(branch, incident):
    client = as_(branch, "monitor")
    told = client.post(f"/desk/{incident.pk}/phone/{branch.outlet.pk}/").content.decode()
    assert "13800000014" in told
    line = LedgerLine.house.filter(verb="org.person.read_clear").get()
    assert (line.actor, line.subject) == (
        branch.monitor.tag,
        branch.outlet.tag,
    ) and f"incident:{incident.pk}" in line.detail
    assert client.post(f"/desk/{incident.pk}/phone/{branch.teller.pk}/").status_code == 403
    closed(branch, incident)
    assert client.post(f"/desk/{incident.pk}/phone/{branch.outlet.pk}/").status_code == 403


def test_no_note_or_reason_is_a_book(branch, incident):
    client, book, desk = as_(branch, "monitor"), "字" * 500_000, f"/desk/{incident.pk}/"
    client.post(f"{desk}answer/", **htmx())
    step = incident.steps.first()
    said = {"code": step.code, "outcome": step.outcomes[0]["id"], "note": book, "cause": "device_fault"}
    with nothing_changes():
        for verb in ("settle", "skip", "close"):
            told = client.post(f"{desk}{verb}/", said, **htmx()).content.decode()
            assert "备注: 最多 500 字，现有 500000 字" in told, verb
        client.post("/desk/handover/offer/", {"note": book})
        client.post("/desk/zones/repair/", {"zone": incident.links.get().alarm.zone.pk, "note": book})
    assert not HandOver.house.exists() and not Finding.house.exists()
    client.post(f"{desk}settle/", said | {"note": "字" * 500}, **htmx())
    with nothing_changes():
        assert "现有 501 字" in client.post(f"{desk}take_back/", said | {"note": "字" * 501}, **htmx()).content.decode()


def test_false_alarms_by_zone_lead_to_their_incidents_and_to_a_repair(branch, incident):
    closed(branch, incident)
    client = as_(branch, "monitor")
    page = client.get("/desk/zones/").content.decode()
    zone = incident.links.get().alarm.zone
    assert f"zone={zone.pk}" in page and "100.0%" in page and "设备误报 1" in page
    listed = client.get(f"/desk/list/?group=false&place={incident.institution_id}&zone={zone.pk}").content.decode()
    assert f"/desk/{incident.pk}/" in listed
    for _again in range(2):
        client.post("/desk/zones/repair/", {"zone": zone.pk})
    finding = Finding.house.get()
    assert (finding.category, finding.device, finding.found_in) == (
        "security_equipment",
        zone.device,
        f"zone:{zone.pk}",
    )
    assert "误报 1 次" in finding.title and finding.deadline > at()


def test_the_statistics_hold_only_the_days_asked_for(branch, incident):
    closed(branch, incident)
    client = as_(branch, "chongli")
    assert f"zone={incident.links.get().alarm.zone_id}" in client.get("/desk/zones/").content.decode()
    other = client.get("/desk/zones/?since=2022-01-01&until=2022-01-09").content.decode()
    assert "这些天没有结案的警情" in other
    assert "没有符合条件的警情" in as_(branch, "stranger").get("/desk/list/").content.decode()


def test_the_hand_over_by_the_page(branch, incident):
    mine, next_one = as_(branch, "monitor"), as_(branch, "fire1")
    mine.post(f"/desk/{incident.pk}/answer/")
    mine.post("/desk/handover/offer/", {"note": "等回电"})
    page = next_one.get("/desk/handover/").content.decode()
    assert "等回电" in page and "本人何燃接班" in page and "按值班表您当前不在班" in page
    next_one.post(f"/desk/handover/{HandOver.house.get().pk}/take/")
    incident.refresh_from_db()
    assert incident.operator == branch.fire1
    assert "孙望 → 何燃" in next_one.get("/desk/handover/").content.decode()
    assert "离岗未交接" not in mine.get("/desk/handover/").content.decode()
    part = mine.get(f"/desk/{incident.pk}/", **htmx()).content.decode()
    assert "签字接班，可通过交接班接手" in part and "/take_over/" not in part


def test_what_somebody_left_without_a_hand_over_is_taken_over_by_the_page(branch, incident):
    as_(branch, "monitor").post(f"/desk/{incident.pk}/answer/")
    client = as_(branch, "fire1")
    page = client.get("/desk/handover/").content.decode()
    assert "离岗未交接" in page and f"/desk/{incident.pk}/" in page
    assert "离岗未交接" not in as_(branch, "monitor").get("/desk/handover/").content.decode()
    part = client.get(f"/desk/{incident.pk}/", **htmx()).content.decode()
    assert "按值班表当前不在班" in part and "/take_over/" in part and "/free/" not in part
    refused = client.post(f"/desk/{incident.pk}/take_over/", {"note": " "}, **htmx()).content.decode()
    assert "请写明从原值机员处接手的理由" in refused
    part = client.post(f"/desk/{incident.pk}/take_over/", {"note": "下班未交班"}, **htmx()).content.decode()
    assert "接手离岗人员的警情（孙望: 下班未交班）" in part and "调看图像复核" in part
    incident.refresh_from_db()
    assert incident.operator == branch.fire1
    chief = as_(branch, "chief")
    assert "/free/" in chief.get(f"/desk/{incident.pk}/", **htmx()).content.decode()
    chief.post(f"/desk/{incident.pk}/free/", {"note": "换人"}, **htmx())
    incident.refresh_from_db()
    assert (incident.state, incident.operator) == ("ringing", None)


def test_the_course_says_how_a_step_ended_also_after_it_was_judged_again(branch, incident):
    client = as_(branch, "monitor")
    client.post(f"/desk/{incident.pk}/answer/", **htmx())
    client.post(f"/desk/{incident.pk}/settle/", {"code": "picture", "outcome": "people_seen"}, **htmx())
    client.post(f"/desk/{incident.pk}/take_back/", {"code": "picture", "note": "看错机位"}, **htmx())
    client.post(f"/desk/{incident.pk}/settle/", {"code": "picture", "outcome": "nothing_seen"}, **htmx())
    page = client.get(f"/desk/{incident.pk}/", **htmx()).content.decode()
    assert "✓ 调看图像复核 · 发现人员或破坏" in page and "✓ 调看图像复核 · 未见异常" in page


def test_a_gateway_that_gives_no_sign_of_life_is_told_on_the_desk(branch, moment):
    home = branch.places["ZJK"]
    Gateway.house.create(name="网关一", institution=home, started_at=at(), beat_at=at())
    client, words = as_(branch, "monitor"), "接警网关 网关一 无心跳"
    moment["at"] = after(14)
    assert words not in client.get("/desk/queue/").content.decode()
    moment["at"] = after(16)
    assert words in client.get("/desk/queue/").content.decode()
    assert words in client.get("/desk/").content.decode()
    assert words not in as_(branch, "stranger").get("/desk/queue/").content.decode()


def test_no_cause_is_chosen_beforehand_and_equipment_is_the_first_of_a_fault(branch):
    outlet_source(branch)
    incident = ring(branch, "YT", "")
    client = as_(branch, "monitor")
    client.post(f"/desk/{incident.pk}/answer/")
    radios = re.findall(r'<input type="radio" name="cause"[^>]*>', client.get(f"/desk/{incident.pk}/").content.decode())
    assert 'value="equipment"' in radios[0] and not any("checked" in radio for radio in radios)


def test_a_gateway_that_was_stopped_on_purpose_is_told_on_the_desk_and_on_its_page(branch, moment):
    row = Gateway.house.create(
        name="网关一", institution=branch.places["ZJK"], started_at=at(), beat_at=at(), listening=False
    )
    client = as_(branch, "monitor")
    told = client.get("/desk/queue/").content.decode()
    assert f"接警网关 网关一 已于 {at():%m-%d %H:%M} 停止：收不到任何报警" in told
    assert "已人为停止" in as_(branch, "chief").get("/alarms/gateways/").content.decode()
    Gateway.house.filter(pk=row.pk).update(listening=True)
    assert "收不到任何报警" not in client.get("/desk/queue/").content.decode()


def test_an_alarm_outside_the_queue_is_told(branch, moment):
    from tests.senses.alarms.lines import Line

    outlet_source(branch)
    Line(branch).sia("BA", "1", at=at())
    moment["at"] = at() + timedelta(seconds=30)
    assert "1 条报警未进入队列" in as_(branch, "monitor").get("/desk/").content.decode()
