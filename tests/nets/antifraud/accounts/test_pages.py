"""The pages of a case: picture, tables, edges that open their transfers, Excel, uploads, strangers."""

import io
import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from openpyxl import load_workbook

from anbao.kit.ledger.models import Line
from anbao.nets.antifraud.accounts import actions, picture
from anbao.nets.antifraud.accounts.funds import Stand
from anbao.nets.antifraud.accounts.models import Role
from tests.branch import Branch
from tests.nets.antifraud.accounts.test_cases import HEADS, by, case, file_of  # noqa: F401
from tests.reading import EVENING, nothing_changes, queries_of, signed_in


@pytest.fixture
def world(branch: Branch, case, monkeypatch) -> Branch:  # noqa: F811
    monkeypatch.setattr("anbao.kit.clock.now", lambda: EVENING)
    branch.case = case
    return branch


def page(world, who: str, rest: str = "?hops=3&dwell=6") -> str:
    answer = signed_in(world.people[who]).get(f"/tracing/{world.case.pk}/{rest}")
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.mark.parametrize("way", ["", "&backward=1"])
def test_every_account_of_the_picture_and_of_the_table_opens_its_transfers(world, way):
    if way:
        actions.give_role(**by(world), case_id=world.case.pk, role=Role.NONE, numbers="6217S0000000001")
        actions.give_role(**by(world), case_id=world.case.pk, role=Role.INVOLVED, numbers="6217E0000000001")
    text = page(world, "antifraud", "?hops=3&dwell=6" + way).replace("&amp;", "&")
    links = re.findall(r'<a href="([^"]+)" class="(?:band|box)', text)
    links += re.findall(r'<td data-label="账户"><a href="([^"]+)"', text)
    assert len(links) >= 7
    for link in dict.fromkeys(links):
        inside = signed_in(world.antifraud).get(link).content.decode()
        assert re.search(r"T\d", inside) and "没有涉及的转账" not in inside, link
    assert ("自有资金" in text, "取现、离场" in text) == ((True, False) if way else (False, True))


def test_the_page_states_its_rules_and_every_edge_opens_its_transfers(world):
    text = page(world, "antifraud").replace("&amp;", "&")
    assert "不超过 6 天" in text and "先进先出" in text and "6217S" not in text
    bands = re.findall(r'<a href="([^"]+)" class="band', text)
    assert len(bands) >= 5
    for link in bands:
        inside = signed_in(world.antifraud).get(link).content.decode()
        assert re.search(r"T\d", inside) and "没有涉及的转账" not in inside
    assert Line.house.filter(verb="accounts.trace.looked").count() == 1 + len(bands)


def test_a_stranger_and_who_may_not_trace_see_nothing(world):
    for who, status in (("teller", 403), ("president", 403), ("auditor", 403), ("stranger", 404)):
        client = signed_in(world.people[who])
        for rest in ("", "transfers/", "export/"):
            with nothing_changes():
                assert client.get(f"/tracing/{world.case.pk}/{rest}").status_code == status
        for rest in ("bring/", "role/"):
            with nothing_changes():
                assert client.post(f"/tracing/{world.case.pk}/{rest}").status_code == status
    assert "门票诈骗" not in signed_in(world.stranger).get("/tracing/").content.decode()
    assert "门票诈骗" in signed_in(world.chief).get("/tracing/").content.decode()


def test_the_workbook_has_transfers_accounts_victims_and_rules(world):
    answer = signed_in(world.antifraud).get(f"/tracing/{world.case.pk}/export/?hops=3&dwell=6")
    book = load_workbook(io.BytesIO(answer.content))
    assert [len(list(sheet.rows)) for sheet in book.worksheets] == [8, 7, 2, 6]
    assert book.worksheets[0]["A2"].value == "6217S0000000001"
    assert Line.house.filter(verb="accounts.trace.exported").count() == 1


def test_a_file_and_roles_through_the_page(world):
    client, base = signed_in(world.antifraud), f"/tracing/{world.case.pk}/"
    bad = SimpleUploadedFile("x.csv", f"{HEADS}\n1,2022-01-01,A,,B,,-3".encode())
    with nothing_changes():
        answer = client.post(f"{base}bring/", {"file": bad})
    assert answer.status_code == 422 and "金额为负" in answer.content.decode()
    with nothing_changes():
        assert client.post(f"{base}bring/").status_code == 422
    good = SimpleUploadedFile("y.csv", file_of([("E", "F", 500, 15)]))
    assert client.post(f"{base}bring/", {"file": good}).status_code == 302
    client.post(f"{base}role/", {"role": "stop", "numbers": "6217F0000000001"})
    assert page(world, "antifraud").count("追踪终点") >= 2
    assert client.get(f"{base}transfers/?payer=999999").status_code == 404
    fine = SimpleUploadedFile("z.csv", f"{HEADS}\n1,20220101,A,,B,,3.005".encode())
    answer = client.post(f"{base}bring/", {"file": fine}, follow=True).content.decode()
    assert "1 个金额超过两位小数" in answer and "已四舍五入到分" in answer


def test_an_empty_case_says_what_to_do_next(world):
    client = signed_in(world.chief)
    for said in ({"number": "", "name": "x"}, {"number": "7" * 41, "name": "x"}, {"number": "7", "name": "案" * 81}):
        with nothing_changes():
            assert client.post("/tracing/", said).status_code == 422
    answer = client.post("/tracing/", {"number": "7", "name": "新案"}, follow=True)
    assert "请先导入本案件的转账明细" in answer.content.decode()
    assert queries_of(client, f"/tracing/{world.case.pk}/") < 30


def test_a_picture_folds_what_does_not_fit_and_keeps_the_sums():
    rows = [Stand(1, 0, 0, 3000, 0, 0, ("seed",))]
    rows += [Stand(number, 1, 100, 0, 0, 100, ()) for number in range(2, 32)]
    edges = [(1, number, 100, 1) for number in range(2, 32)]
    drawn = picture.draw(rows, edges, backward=False)
    assert len(drawn.boxes) == 1 + picture.SHOWN + 1 and drawn.folded == 30 - picture.SHOWN
    assert sum(band.cents for band in drawn.bands) == 3000
    assert picture.draw([], [], backward=True).boxes == ()


def test_what_is_wrong_with_a_question_is_told_at_its_fields_and_nothing_is_traced(world):
    client, wrong = signed_in(world.antifraud), "?hops=abc&dwell=-4&method=q&hub=-1"
    with nothing_changes():
        answer = client.get(f"/tracing/{world.case.pk}/{wrong}")
    text = answer.content.decode()
    assert answer.status_code == 422 and text.count('class="fault"') == 4 and 'value="abc"' in text
    assert "须为 1 至 12 的整数，而不是“abc”" in text and "没有“q”这一项" in text and '<svg class="trace"' not in text
    for name in ("transfers", "export"):
        with nothing_changes():
            assert client.get(f"/tracing/{world.case.pk}/{name}/{wrong}")["Location"].endswith(wrong)


@pytest.mark.parametrize("way", ["", "&backward=1"])
def test_a_sum_of_nothing_is_no_link(world, way):
    text = page(world, "antifraud", "?hops=3&dwell=6" + way)
    assert re.search(r'data-label="[^"]+">0\.00</td>', text) and not re.search(r">0\.00</a>", text)
