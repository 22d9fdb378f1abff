"""The auditor's page: who reads which lines, filters, paging by key, verification."""

import re

import pytest
from django.core.cache import cache

from anbao.kit.ledger import views
from anbao.kit.ledger.models import Line
from tests.branch import NOW, Branch
from tests.kit.ledger.test_chain import tamper
from tests.reading import EVENING, nothing_changes, part, queries_of, signed_in


@pytest.fixture
def world(branch: Branch, monkeypatch) -> Branch:
    cache.clear()
    monkeypatch.setattr("anbao.kit.clock.now", lambda: EVENING)
    branch.campaign(record="case_warning")
    yield branch
    cache.clear()


def listed(who, **query) -> list[int]:
    answer = signed_in(who).get("/ledger/", query)
    assert answer.status_code == 200
    return [int(n) for n in re.findall(r'<tr><td class="text-end">(\d+)</td>', answer.content.decode())]


def test_only_auditors_read_it(world):
    for name in ("auditor", "auditadmin"):
        assert listed(world.people[name])
    for name in ("chief", "president", "teller", "sysadmin", "secadmin", "stranger", "vendor"):
        assert signed_in(world.people[name]).get("/ledger/").status_code == 403
        with nothing_changes():
            assert signed_in(world.people[name]).post("/ledger/verify/").status_code == 403
    assert cache.get(views.VERDICT) is None


def test_an_auditor_reads_his_own_branch_newest_first(world):
    rows = Line.house.filter(scope__startswith=world.places["ZJK"].path) | Line.house.filter(scope="")
    elsewhere = Line.house.filter(scope__startswith=world.places["CD"].path)
    seen = listed(world.auditor)
    assert seen == sorted(rows.values_list("seq", flat=True), reverse=True)
    assert elsewhere.exists() and not set(seen) & set(elsewhere.values_list("seq", flat=True))


def test_filters(world):
    assert len(listed(world.auditor, verb="campaigns.")) == 2
    assert listed(world.auditor, actor=world.chief.tag, verb="campaigns.campaign.started") == [
        Line.house.order_by("-seq")[0].seq
    ]
    assert listed(world.auditor, subject="nothing:1") == []
    assert listed(world.auditor, day=str(NOW.date())) == listed(world.auditor)
    assert listed(world.auditor, day="2022-01-09") == []
    for query in ({"day": "soon"}, {"before": "x"}, {"before": "²"}, {"before": "9" * 40}):
        assert listed(world.auditor, **query) == listed(world.auditor)


def test_older_lines_follow_by_key(world, monkeypatch):
    whole = listed(world.auditor)
    monkeypatch.setattr(views, "PAGE", 7)
    seen, before = [], {}
    while True:
        rows = listed(world.auditor, **before)
        seen += rows
        if len(rows) < 7:
            break
        before = {"before": rows[-1]}
    assert seen == whole


def test_the_lines_render_alone_and_name_people(world):
    text = part(signed_in(world.auditor), "/ledger/?verb=campaigns.", "lines")
    assert "陈安国" in text and "campaigns.campaign.started" in text


def test_an_auditor_verifies_the_chain(world):
    answer = signed_in(world.auditor).post("/ledger/verify/")
    text = answer.content.decode()
    assert answer.status_code == 200 and 'id="verdict"' in text and "✓" in text
    last = Line.house.order_by("-seq").first()
    assert last.hex in text and cache.get(views.VERDICT).verdict.lines == Line.house.count()
    assert last.hex in signed_in(world.auditor).get("/ledger/").content.decode()
    assert signed_in(world.auditor).get("/ledger/verify/").status_code == 405


@pytest.mark.parametrize(
    ("statement", "words"),
    [
        ("UPDATE ledger_line SET actor = 'person:999' WHERE seq = 5", "第 5 行或其前一行被改动"),
        ("DELETE FROM ledger_line WHERE seq = 5", "第 5 行缺失，其后存有的是第 6 行"),
        ("DELETE FROM ledger_line WHERE seq > 5", "末尾缺第 6 至"),
    ],
)
def test_what_is_wrong_is_said_in_the_readers_language(world, settings, tmp_path, statement, words):
    settings.ANBAO_LEDGER_HEADS = tmp_path
    client = signed_in(world.auditor)
    assert "此前数据库之外没有留存过链头" in client.post("/ledger/verify/").content.decode()
    assert "与数据库之外留存的 1 个链头全部相符" in client.post("/ledger/verify/").content.decode()
    tamper(statement)
    text = client.post("/ledger/verify/").content.decode()
    assert words in text and "▲" in text and not re.search(r"line \d", text)
    assert words in client.get("/ledger/").content.decode()


def test_sql_does_not_grow(world, django_assert_max_num_queries):
    client = signed_in(world.auditor)
    before = queries_of(client, "/ledger/")
    world.campaign(record="zero_report")
    assert queries_of(client, "/ledger/") == before
    with django_assert_max_num_queries(9):
        client.get("/ledger/")
