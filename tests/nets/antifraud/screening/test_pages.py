"""The pages: who sees what, masked numbers, purpose and ledger of a look-up, parts alone, the record's form filled in."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from anbao.kit.ledger.models import Line
from anbao.nets.antifraud.screening.models import Edition, Hit, Run
from tests.branch import Branch
from tests.nets.antifraud.screening.test_lists import bring, content, number, people
from tests.nets.antifraud.screening.test_runs import guards, risk_list, screen  # noqa: F401
from tests.reading import EVENING, nothing_changes, part, queries_of, signed_in


@pytest.fixture
def world(branch: Branch, guards, risk_list, monkeypatch) -> Branch:  # noqa: F811
    monkeypatch.setattr("anbao.kit.clock.now", lambda: EVENING)
    branch.run, branch.risk_list, branch.guards = screen(branch), risk_list, guards
    return branch


def ask(client, **said):
    fields = {"kind": "person", "purpose": "police_request", "reference": "协查2022-17", **said}
    return client.post("/screening/look-up/", fields)


def test_the_queue_shows_scores_and_reasons_and_a_stranger_sees_none(world):
    text = signed_in(world.antifraud).get("/screening/").content.decode()
    assert text.count('class="finding-card') == 3 and "证件号码相同" in text
    assert number(3) not in text
    stranger = signed_in(world.stranger).get("/screening/?state=all").content.decode()
    assert "finding-card" not in stranger and "贾某一" not in stranger
    assert signed_in(world.teller).get("/screening/").status_code == 403
    assert 'id="hits"' in part(signed_in(world.chief), "/screening/", "hits")


def test_a_hit_is_decided_on_its_page(world):
    hit = Hit.house.get(person=world.guards["listed"])
    client = signed_in(world.antifraud)
    assert client.get(f"/screening/hits/{hit.pk}/").status_code == 200
    client.post(f"/screening/hits/{hit.pk}/propose/", {"note": "号码一致"})
    text = client.get(f"/screening/hits/{hit.pk}/").content.decode()
    assert "须另一人确认" in text and "/confirm/" not in text
    signed_in(world.chief).post(f"/screening/hits/{hit.pk}/confirm/")
    hit.refresh_from_db()
    assert hit.state == "same"
    assert signed_in(world.stranger).get(f"/screening/hits/{hit.pk}/").status_code == 404


def test_a_run_says_firm_by_firm_and_whose_number_is_not_in_order(world):
    text = signed_in(world.chief).get(f"/screening/runs/{world.run.pk}/").content.decode()
    assert "冀安保安公司" in text and text.count("与他人号码相同") == 2 and "校验不符" in text
    assert number(42) not in text
    assert 'id="run"' in part(signed_in(world.chief), f"/screening/runs/{world.run.pk}/", "run")
    assert queries_of(signed_in(world.chief), f"/screening/runs/{world.run.pk}/") < 30


def test_a_run_and_the_queue_say_what_was_left_out_and_where_to_ask(world):
    client = signed_in(world.antifraud)
    for path in (f"/screening/runs/{world.run.pk}/", "/screening/", "/screening/?state=same"):
        text = client.get(path).content.decode()
        assert "0.50 分及以上、不足 0.70 分的可能命中未列入" in text
        assert '<a href="/screening/look-up/">如需查看' in text


def test_a_run_is_begun_from_the_page(world):
    answer = signed_in(world.chief).post("/screening/runs/")
    assert answer.status_code == 302 and Run.house.count() == 2
    with nothing_changes():
        assert signed_in(world.teller).post("/screening/runs/").status_code == 403


@pytest.mark.parametrize(
    ("said", "found", "why"),
    [
        ({"identity": number(3)}, 1, "证件号码相同"), ({"identity": number(44)[:6] + number(44)[8:17]}, 1, "15位旧号"),
        ({"name": "歐陽長風"}, 1, "名称"), ({"identity": number(77)}, 0, "没有与之相似的主体"),
    ],
)  # fmt: skip
def test_a_look_up_explains_itself_and_stands_in_the_ledger(world, said, found, why):
    answer = ask(signed_in(world.antifraud), **said)
    text = answer.content.decode()
    assert answer.status_code == 200 and why in text and text.count('class="why-list"') == found
    line = Line.house.filter(verb="screening.subject.looked_up").get()
    assert "协查2022-17" in line.detail and f'"found":{found}' in line.detail.replace(" ", "")
    assert not any(value in line.detail for value in said.values())


def test_a_possible_entry_is_shown_apart_and_nobody_is_reassured(world):
    """欧阳昌丰 sounds like 欧阳长风: below the queue's line, and yet not nothing."""
    client = signed_in(world.antifraud)
    text = ask(client, name="欧阳昌丰").content.decode()
    assert "没有与之相似的主体" not in text and "有 1 条名单存在可能" in text and 'class="possible' in text
    line = Line.house.filter(verb="screening.subject.looked_up").get()
    assert '"found":0' in line.detail.replace(" ", "") and '"possible":1' in line.detail.replace(" ", "")


def test_a_look_up_without_purpose_or_subject_asks_nothing(world):
    client = signed_in(world.antifraud)
    for said in ({"name": "甲乙", "purpose": ""}, {"name": "甲乙", "reference": ""}, {}, {"name": "···"},
                 {"name": "甲乙", "reference": "130702199001011234"}):  # fmt: skip
        with nothing_changes():
            assert ask(client, **said).status_code == 422
    for who in (world.teller, world.president, world.vendor):
        with nothing_changes():
            assert ask(signed_in(who), name="欧阳长风").status_code == 403
    text = ask(signed_in(world.stranger), name="欧阳长风").content.decode()
    assert "欧阳长风" not in re.sub(r"<input[^>]*>", "", text) and "没有生效的名单" in text


def test_a_list_is_brought_and_confirmed_on_its_page(world):
    client, url = signed_in(world.antifraud), f"/screening/lists/{world.risk_list.pk}/"
    bad = SimpleUploadedFile("x.csv", content(["L1,,,,,"]), "text/csv")
    with nothing_changes():
        answer = client.post(url, {"file": bad})
    assert answer.status_code == 422 and "既无名称也无号码" in answer.content.decode()
    bring(world, world.risk_list, content(people(20)))
    client.post(url, {"file": SimpleUploadedFile("y.csv", content(people(8)), "text/csv")})
    held = Edition.house.get(state="held")
    assert "暂缓" in client.get(url).content.decode()
    assert client.post(f"/screening/editions/{held.pk}/take/").status_code == 403
    signed_in(world.chief).post(f"/screening/editions/{held.pk}/take/")
    held.refresh_from_db()
    assert held.state == "current"
    assert signed_in(world.stranger).get(url).status_code == 404


def test_excel_of_the_queue_and_the_template(world):
    for url in ("/screening/export/?state=all", "/screening/lists/template/"):
        answer = signed_in(world.chief).get(url)
        assert answer.status_code == 200 and answer.content.startswith(b"PK")


def test_a_typed_number_that_fails_its_check_is_told_at_its_field_beside_the_hits(world):
    client, typed = signed_in(world.antifraud), number(3)[:17] + ("0" if number(3)[17] != "0" else "1")
    text = ask(client, identity=typed, phone="12").content.decode()
    assert f"校验位应为 {number(3)[17]}，而不是 {typed[17]}" in text and text.count('class="doubt"') == 2
    assert text.count('class="why-list"') == 1
    assert 'class="doubt"' not in ask(client, identity=number(3)).content.decode()
