"""Pages of alarms: what they show to whom, an unknown account entered, a test begun and ended, Excel out and in."""

from io import BytesIO

import pytest
from django.urls import reverse
from openpyxl import load_workbook

from anbao.senses.alarms.models import AlarmSource, Gateway, Zone
from tests.branch import Branch, at
from tests.reading import part, queries_of, signed_in
from tests.senses.alarms.lines import Line, outlet_source


@pytest.fixture
def source(branch: Branch) -> AlarmSource:
    source = outlet_source(branch)
    Line(branch).sia("BA", "1", at=at(), text="营业厅红外")
    return source


def page(source) -> str:
    return reverse("alarms:source", args=[source.pk])


def test_the_page_of_a_source_shows_its_zones_signals_and_raw_lines_in_chinese(branch, source):
    text = signed_in(branch.chief).get(page(source)).content.decode()
    for words in ("营业室主机", "防区", "盗警报警", "营业厅红外", "未确认", "\\n", "SIA-DCS"):
        assert words in text, words
    assert "Z1-1234" in text and "转入测试" in text
    assert "盗警报警" in part(signed_in(branch.chief), page(source), "source")


def test_a_stranger_sees_neither_the_source_nor_its_signals(branch, source):
    client = signed_in(branch.stranger)
    assert client.get(page(source)).status_code == 404
    for name in ("sources", "zones", "signals", "arming"):
        assert "营业室主机" not in client.get(reverse(f"alarms:{name}")).content.decode()
    assert "1234" not in client.get(reverse("alarms:sources")).content.decode()


def test_the_log_narrows_by_event_and_words_and_goes_on_by_key(branch, source):
    client, url = signed_in(branch.monitor), reverse("alarms:signals")
    Line(branch).sia("BR", "1", at=at(minute=5))
    assert "盗警恢复" in client.get(url).content.decode()
    narrowed = client.get(f"{url}?event=alarm&q=红外").content.decode()
    assert "盗警报警" in narrowed and "盗警恢复" not in narrowed
    assert client.get(f"{url}?before=1").status_code == 200
    queries = queries_of(client, url)
    for n in range(2, 9):
        Line(branch, account=f"9{n}").sia("BA", "1", at=at(minute=n))
    assert queries_of(client, url) == queries


def test_an_unknown_account_is_entered_and_keeps_its_signals(branch):
    Line(branch, account="9999").sia("BA", "1", at=at())
    unknown, client = AlarmSource.house.get(), signed_in(branch.chief)
    assert "未登记账号" in client.get(reverse("alarms:sources")).content.decode()
    form = {
        "protocol": "dc09", "account": "9999", "name": "长青路主机", "institution": "CL02", "interval": "60", "window_old": "40",
        "window_ahead": "20", "enabled": "on", "key": "00" * 16,
    }  # fmt: skip
    assert client.post(reverse("alarms:sources-edit", args=[unknown.pk]), form).status_code == 302
    entered = AlarmSource.house.get()
    assert (entered.pk, entered.known, entered.institution.code, entered.key) == (unknown.pk, True, "CL02", "00" * 16)
    assert entered.signals.count() == 1
    wrong = client.post(
        reverse("alarms:sources-edit", args=[unknown.pk]), form | {"key": "12", "leniency": "everything"}
    )
    assert wrong.status_code == 422 and "everything" in wrong.content.decode()
    assert AlarmSource.house.get().key == "00" * 16


def test_a_test_is_begun_with_a_reason_and_ended(branch, source):
    client, url = signed_in(branch.monitor), reverse("alarms:test", args=[source.pk])
    client.post(url, {"hours": "2", "reason": ""})
    assert AlarmSource.house.get().test_until is None
    client.post(url, {"hours": "2", "reason": "月度测试", "tester": branch.outlet.staff_no})
    row = AlarmSource.house.get()
    assert row.test_by == branch.outlet and row.test_until is not None
    assert "测试中" in client.get(page(source)).content.decode()
    client.post(url, {"end": "1"})
    assert "测试中" not in client.get(page(source)).content.decode()


def test_what_is_exported_comes_in_again_and_a_bad_row_stops_everything(branch, source):
    client = signed_in(branch.chief)
    book = load_workbook(BytesIO(client.get(reverse("alarms:zones-export")).content))
    sheet = book.worksheets[0]
    heads = [cell.value for cell in sheet[1]]
    sheet.append(
        [
            "7" if head == "防区号" else "1234" if head == "账号" else "新防区" if head == "名称" else None
            for head in heads
        ]
    )
    answer = brought(client, "zones", book)
    assert answer.status_code == 200 and answer.context["plan"].unchanged == 3 and len(answer.context["plan"].new) == 1
    client.post(reverse("alarms:zones-apply"), {"token": answer.context["token"]})
    assert Zone.house.get(number="7").name == "新防区"
    sheet.append(["8" if head == "防区号" else "4711" if head == "账号" else None for head in heads])
    refused = brought(client, "zones", book)
    (fault,) = refused.context["plan"].faults
    assert refused.status_code == 422 and "4711" in str(fault) and Zone.house.count() == 4


def brought(client, table: str, book):
    stream = BytesIO()
    book.save(stream)
    stream.seek(0)
    stream.name = "x.xlsx"
    return client.post(reverse(f"alarms:{table}-import"), {"file": stream})


def test_an_exported_key_is_stars_and_stars_keep_it(branch, source):
    AlarmSource.house.update(known=True)
    source.refresh_from_db()
    source.key = "AB" * 16
    source.save()
    client = signed_in(branch.chief)
    book = load_workbook(BytesIO(client.get(reverse("alarms:sources-export")).content))
    assert "AB" * 16 not in str([[cell.value for cell in row] for row in book.worksheets[0]])
    assert brought(client, "sources", book).context["plan"].unchanged == 1


@pytest.mark.parametrize("name", ["sources", "zones", "signals", "schedules"])
def test_a_hidden_filter_shows_no_label(branch, source, name):
    text = signed_in(branch.chief).get(f"/alarms/{name}/").content.decode()
    assert "invalid name" not in text and "is null" not in text
    assert '<input type="hidden" name="place"' in text


def test_what_a_gateway_refused_is_told_in_local_time_with_how_often(branch):
    facts = {
        "faults": [
            {"at": "2022-02-03T12:14:42+00:00", "since": "2022-02-03T12:00:05+00:00", "count": 400, "peer": "192.0.2.9", "account": "",
             "reason": "outside-frame", "raw": "\\n2527002"},
            {"at": "2022-02-03T11:58:00+00:00", "peer": "192.0.2.7", "account": "1234", "reason": "wrong-crc", "raw": "x"},
        ]
    }  # fmt: skip
    Gateway.house.create(
        name="g", institution=branch.places["ZJK"], started_at=at(), beat_at=at(), listening=True, facts=facts
    )
    text = signed_in(branch.monitor).get(reverse("alarms:gateways")).content.decode()
    assert "20:14:42" in text and "20:00:05" in text and "19:58:00" in text and "T12:14" not in text
    assert ">400</td>" in text and ">1</td>" in text and "起计" in text


def test_a_gateway_that_was_just_started_says_until_when_an_old_number_counts_as_a_repeat(branch, monkeypatch):
    Gateway.house.create(name="g", institution=branch.places["ZJK"], started_at=at(), beat_at=at(), listening=True)
    client, words = signed_in(branch.monitor), "08:10 前，与启动前序号和内容都相同的消息按重发处理"
    for minute, told in ((9, True), (10, False)):
        monkeypatch.setattr("anbao.kit.clock.now", lambda minute=minute: at(minute=minute))
        assert (words in client.get(reverse("alarms:gateways")).content.decode()) is told
