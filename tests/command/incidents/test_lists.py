"""Incidents as a list, a workbook and JSON: the same filters, the same reach."""

from datetime import timedelta
from io import BytesIO

import pytest
from openpyxl import load_workbook

from anbao.command.incidents.models import Incident
from anbao.command.incidents.opening import take_up
from anbao.loom.findings.models import Finding
from anbao.senses.alarms.models import AlarmSource
from tests.branch import Branch
from tests.command.incidents.desks import after, outlet_source, ring
from tests.command.incidents.test_views import as_, closed
from tests.senses.alarms.lines import Line


@pytest.fixture(autouse=True)
def moment(monkeypatch):
    monkeypatch.setattr("anbao.kit.clock.now", lambda: after(900))


@pytest.fixture
def two(branch: Branch) -> tuple[Incident, Incident]:
    """A closed false alarm of a zone, and one that rings there again."""
    outlet_source(branch)
    first = ring(branch)
    closed(branch, first)
    return first, ring(branch, seconds=600)


def lines(answer) -> list[dict]:
    rows = list(load_workbook(BytesIO(answer.content)).active.values)
    return [dict(zip(rows[0], row, strict=True)) for row in rows[1:]]


def test_the_workbook_holds_what_the_filters_leave(branch, two):
    first, second = two
    client = as_(branch, "monitor")
    rows = lines(client.get("/desk/list/export/"))
    assert [row["编号"] for row in rows] == [second.pk, first.pk]
    told = rows[1]
    assert (told["原因"], told["原因类别"], told["接警用时（秒）"], told["超时步骤数"]) == ("设备误报", "误报", 60, 0)
    assert told["接警人"] == branch.monitor.name and told["报警"] == "盗警报警" and told["防区"].startswith("1")
    assert [row["编号"] for row in lines(client.get("/desk/list/export/?group=false"))] == [first.pk]
    assert lines(client.get("/desk/list/export/?open=1"))[0]["状态"] == "待接警"
    assert lines(as_(branch, "stranger").get("/desk/list/export/")) == []
    assert as_(branch, "teller").get("/desk/list/export/").status_code == 403


def test_the_zones_go_out_as_they_stand_on_the_page(branch, two):
    (row,) = lines(as_(branch, "chongli").get("/desk/zones/export/"))
    assert (row["误报"], row["真实"], row["全部"], row["误报率"]) == (1, 0, 1, 1)
    assert as_(branch, "teller").get("/desk/zones/export/").status_code == 403
    assert lines(as_(branch, "stranger").get("/desk/zones/export/")) == []


def test_a_zone_that_is_under_repair_names_its_finding_instead_of_asking_for_another(branch, two):
    zone, client = two[0].links.get().alarm.zone, as_(branch, "monitor")
    assert "zones/repair/" in client.get("/desk/zones/").content.decode()
    client.post("/desk/zones/repair/", {"zone": zone.pk})
    finding, page = Finding.house.get(), client.get("/desk/zones/").content.decode()
    assert f"报修中：隐患 #{finding.pk}" in page and f"/findings/{finding.pk}/" in page and "zones/repair/" not in page
    assert finding.title_en.endswith("1 false alarm, needs repair")


def test_the_list_says_what_it_is_narrowed_to(branch, two):
    first, _second = two
    zone = first.links.get().alarm.zone
    page = as_(branch, "monitor").get(f"/desk/list/?zone={zone.pk}&cause=device_fault").content.decode()
    assert f"/desk/{first.pk}/" in page and "已筛选" in page and "设备误报" in page
    assert f"list/export/?zone={zone.pk}&amp;cause=device_fault" in page


@pytest.mark.parametrize(
    "query", ("since=x&until=99", "since=9999-12-31", "place=x", "zone=99999999999999999999", "open=%00")
)
def test_nonsense_in_the_query_is_no_error(branch, two, query):
    client = as_(branch, "monitor")
    for page in ("list/", "zones/", "list/export/"):
        # a character that no database stores is a bad request everywhere
        wanted = {"place=x": 404, "open=%00": 400}.get(query, 200)
        assert client.get(f"/desk/{page}?{query}").status_code == wanted


@pytest.mark.parametrize(
    ("language", "words"), [("zh-hans", "此日早于起始日。"), ("en", "This day lies before the first one.")]
)
def test_a_last_day_before_the_first_is_told_at_its_field(branch, two, language, words):
    branch.monitor.user.language = language
    branch.monitor.user.save()
    client, days = as_(branch, "monitor"), "since=2022-02-05&until=2022-02-01"
    for page in ("list/", "zones/", "list/export/", "zones/export/"):
        told = client.get(f"/desk/{page}?{days}").content.decode()
        label = told[told.index('<label class="has-fault">') :].split("</label>")[0]
        assert 'name="until"' in label and words in label and 'value="2022-02-01"' in label
        assert 'value="2022-02-05"' in told and f"/desk/{two[0].pk}/" not in told
    for path in ("/api/incidents", "/api/incidents/zones"):
        answer = client.get(f"{path}?{days}")
        assert answer.status_code == 422 and answer.json()["faults"] == {"until": words}


def test_the_api_tells_the_list_page_by_page(branch, two, monkeypatch):
    first, second = two
    monkeypatch.setattr("anbao.command.incidents.asking.PAGE", 1)
    monkeypatch.setattr("anbao.command.incidents.asking.page.__kwdefaults__", {"size": 1})
    client = as_(branch, "monitor")
    told = client.get("/api/incidents").json()
    assert [row["id"] for row in told["incidents"]] == [second.pk] and told["next"]
    told = client.get("/api/incidents", {"before": told["next"]}).json()
    assert [row["id"] for row in told["incidents"]] == [first.pk] and told["next"] == ""
    assert [r["id"] for r in client.get("/api/incidents?unclosed=true").json()["incidents"]] == [second.pk]
    assert client.get("/api/incidents?since=yesterday").status_code == 422
    assert client.get("/api/incidents?place=999999").status_code == 404


def test_the_api_tells_an_incident_whole_to_its_own_branch_only(branch, two):
    first, _second = two
    told = as_(branch, "monitor").get(f"/api/incidents/{first.pk}").json()
    assert (told["state"], told["cause"], told["institution_name"]) == (
        "closed",
        "device_fault",
        str(first.institution.name),
    )
    assert [s["state"] for s in told["steps"]].count("done") == 3 and told["alarms"][0]["kind"] == "intrusion"
    assert told["changes"][0]["verb"] == "open" and told["answers"][0]["person"] == branch.monitor.pk
    assert as_(branch, "stranger").get(f"/api/incidents/{first.pk}").status_code == 404
    assert as_(branch, "teller").get(f"/api/incidents/{first.pk}").status_code == 403
    assert as_(branch, "stranger").get("/api/incidents").json() == {"incidents": [], "next": ""}


def test_the_api_tells_false_alarms_by_zone(branch, two):
    first, _second = two
    (row,) = as_(branch, "monitor").get("/api/incidents/zones").json()
    assert (row["zone"], row["false"], row["share"]) == (first.links.get().alarm.zone_id, 1, 1.0)
    yesterday = (after(0) - timedelta(days=1)).date().isoformat()
    assert as_(branch, "monitor").get(f"/api/incidents/zones?until={yesterday}").json() == []
    assert as_(branch, "teller").get("/api/incidents/zones").status_code == 403


def test_accounts_that_nobody_entered_have_lines_of_their_own_without_a_place(branch, two):
    """Before: two of them and the branch's own panel were "zone 1" of the city branch together."""
    home = branch.places["ZJK"]
    for account in ("E001", "E002"):
        Line(branch, account).sia("HA", "1", at=after(20))
    take_up(at=after(20))
    Incident.house.filter(source__isnull=False).update(
        state="closed", closed_at=after(90), answered_at=after(60), operator=branch.monitor, cause="staff_error", cause_group="false"
    )  # fmt: skip
    client = as_(branch, "monitor")
    page = client.get("/desk/zones/").content.decode()
    assert page.count("机构未知") == 2 and "未登记账号 E001" in page and "未登记账号 E002" in page
    assert f"/places/{home.pk}/" not in page
    source = AlarmSource.house.get(account="E001")
    listed = client.get(f"/desk/list/?state=closed&group=false&account={source.pk}").content.decode()
    assert "1 起警情" in listed and "未登记账号 E001" in listed and "E002" not in listed
    told = client.get("/api/incidents/zones").json()
    assert [(row["institution"], row["account"]) for row in told if row["account"]] == [
        (None, source.pk), (None, AlarmSource.house.get(account="E002").pk)
    ]  # fmt: skip
    assert [row["机构"] for row in lines(client.get("/desk/zones/export/"))].count(None) == 2
    assert [bool(row["account"]) for row in told] == sorted(bool(row["account"]) for row in told) and not told[0][
        "account"
    ]
    AlarmSource.house.filter(pk=source.pk).update(known=True, institution=branch.places["CL01"])
    assert client.get("/desk/zones/").content.decode().count("机构未知") == 1


def test_more_than_five_accounts_that_nobody_entered_are_one_line_behind_the_zones_and_its_numbers_open_their_list(
    branch, two
):
    for number in range(6):
        Line(branch, f"E00{number}").sia("HA", "1", at=after(20))
    take_up(at=after(20))
    Incident.house.filter(source__isnull=False).update(
        state="closed", closed_at=after(90), answered_at=after(60), operator=branch.monitor, cause="staff_error", cause_group="false"
    )  # fmt: skip
    client = as_(branch, "monitor")
    page = client.get("/desk/zones/").content.decode()
    assert page.count("机构未知") == 1 and "6 个未登记账号" in page and "E001" not in page
    assert page.rindex("崇礼支行营业室") < page.index("6 个未登记账号")
    link = page.partition("6 个未登记账号")[2].partition('href="')[2].partition('"')[0].replace("&amp;", "&")
    listed = client.get(link).content.decode()
    assert "6 起警情" in listed and 'name="strange" value="1"' in listed and "崇礼支行营业室" not in listed
