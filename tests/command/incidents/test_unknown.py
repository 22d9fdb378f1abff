"""An account that nobody has entered: its alarms are no alarms of the place where the gateway stands."""

import re

import pytest
from django.urls import reverse

from anbao.command.incidents import actions
from anbao.command.incidents.models import Incident
from anbao.command.incidents.opening import take_up
from anbao.command.incidents.procedures import procedure_of_unknown
from anbao.command.incidents.queries import real_incident_paths, ringing_places
from anbao.command.incidents.telling import tell_unanswered
from anbao.kit.inbox.models import Notice
from anbao.senses.alarms import sources
from anbao.senses.alarms.models import Alarm, AlarmSource
from tests.branch import NOW, at
from tests.command.incidents.desks import after, outlet_source, ring
from tests.reading import signed_in
from tests.senses.alarms.lines import FireLine, Line


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    monkeypatch.setattr("anbao.kit.clock.now", lambda: NOW)


def calls(
    branch,
    account: str = "4321",
    code: str = "BA",
    zone: str = "7",
    seconds: float = 0,
    line: Line | None = None,
    **more,
) -> Incident:
    (line or Line(branch, account, peer="198.51.100.9")).sia(code, zone, at=after(seconds), **more)
    take_up(at=after(seconds))
    return Incident.house.order_by("-pk").first()


def shown(person, incident: Incident, language: str = "zh-hans") -> str:
    client = signed_in(person)
    client.cookies["anbao_language"] = language
    return client.get(
        reverse("incidents:detail", args=[incident.pk]), headers={"HX-Request": "true", "HX-Target": "incident"}
    ).content.decode()


def test_it_opens_an_incident_of_its_own_that_begins_with_who_it_is(branch):
    home = branch.places["ZJK"]
    own = outlet_source(branch, account="5555")
    AlarmSource.house.filter(pk=own.pk).update(institution=home)
    of_home = ring(branch, "BA", "1", line=Line(branch, "5555"))
    first, again, other = (
        calls(branch, seconds=5),
        calls(branch, code="FA", zone="9", seconds=10),
        calls(branch, "8765", seconds=15),
    )
    assert len({of_home, first, other}) == 3 and again == first
    assert (of_home.source, of_home.procedure) == (None, "intrusion")
    assert (first.source.account, first.procedure, first.place, first.links.count()) == (
        "4321",
        "unknown_account",
        None,
        2,
    )
    assert first.steps.first().code == "identify" and procedure_of_unknown().steps[0].id == "identify"
    assert first.institution == home and first.where == "未登记账号 4321"


def test_the_desk_shows_no_place_no_contact_and_no_map_of_it_and_what_the_device_says(branch):
    home = branch.places["ZJK"]
    type(home).house.filter(pk=home.pk).update(address="安保大街 1 号", phone="0313-7654321", lon=114.8, lat=40.8)
    incident = calls(branch, text="锅炉房红外")
    page = shown(branch.monitor, incident)
    for words in ("未登记账号 4321", "198.51.100.9", "锅炉房红外", "报警地点未知", "防区 7"):
        assert words in page, words
    for words in ("安保大街", "0313-7654321", "small-map", "side-contacts", "side-pictures", home.name):
        assert words not in page, words
    queue = signed_in(branch.monitor).get(reverse("incidents:queue")).content.decode()
    assert "未登记账号 4321" in queue and home.name not in queue


def test_who_may_enters_it_from_there_and_then_the_place_is_shown(branch):
    incident = calls(branch)
    link = reverse("alarms:source", args=[incident.source_id])
    assert link not in shown(branch.monitor, incident) and link in shown(branch.chief, incident)
    sources.save_source(
        actor=branch.chief, reach=branch.reach("chief"), at=at(), row=incident.source, fields={"institution": branch.places["CL01"]}
    )  # fmt: skip
    incident = Incident.house.get(pk=incident.pk)
    assert incident.place == branch.places["CL01"]
    page = shown(branch.monitor, incident)
    assert branch.places["CL01"].name in page and "已登记" in page and "side-contacts" in page and link not in page


def test_a_transmitter_is_called_by_its_number_and_supervisors_read_no_place(branch):
    line = FireLine(branch)
    line.send(line.station.component_state(0b11, at=at(), text="三楼烟感"), at())
    take_up(at=at())
    incident = Incident.house.get()
    assert incident.where_told == ("未登记传输装置 0102030405A6", "Unknown transmitter 0102030405A6")
    assert tell_unanswered(at=after(3600)) == 1
    told = Notice.objects.order_by("-pk").first()
    assert "未登记传输装置" in told.zh and branch.places["ZJK"].name not in told.zh


def test_no_map_rings_for_it_and_no_zero_report_is_denied_by_it(branch):
    incident = calls(branch)
    assert ringing_places(branch.monitor.user) == {}
    Incident.house.filter(pk=incident.pk).update(
        state="closed", closed_at=NOW, answered_at=NOW, operator=branch.monitor, cause="intrusion", cause_group="real"
    )
    days = (after(-3600), after(3600))
    assert real_incident_paths(*days) == set()
    AlarmSource.house.update(known=True, institution=branch.places["CL01"])
    assert real_incident_paths(*days) == {branch.places["CL01"].path}


def test_it_is_worked_to_its_close(branch):
    incident = calls(branch)
    base = {"actor": branch.monitor, "reach": branch.reach("monitor"), "incident_id": incident.pk, "at": after(60)}
    actions.answer(**base)
    actions.settle(code="identify", outcome="foreign", **base)
    actions.settle(code="enter", outcome="stopped", **base)
    assert actions.close(cause="foreign", **base).state == "closed"
    assert not Alarm.house.standing().exists()


def test_a_zone_that_nobody_entered_is_called_so_on_the_desk(branch):
    outlet_source(branch)
    page = shown(branch.monitor, ring(branch, "BA", "77"))
    assert "防区 77（未登记）" in page
    assert "zone 77 (not entered)" in shown(branch.monitor, Incident.house.get(), "en")


def entered(branch, incident: Incident, seconds: float = 60) -> AlarmSource:
    return sources.save_source(
        actor=branch.chief, reach=branch.reach("chief"), at=after(seconds), row=incident.source, fields={"institution": branch.places["CL01"]}
    )  # fmt: skip


@pytest.mark.parametrize("answered", [True, False])
def test_triggered_again_after_it_was_entered_it_rings_at_its_place_and_the_first_incident_refers_to_that(
    branch, answered
):
    line = Line(branch, "4321")
    unknown = calls(branch, line=line)
    if answered:
        actions.answer(actor=branch.monitor, reach=branch.reach("monitor"), incident_id=unknown.pk, at=after(30))
    entered(branch, unknown)
    calls(branch, seconds=120, line=line)
    placed = Incident.house.get(source=None)
    assert (placed.place, placed.procedure, placed.state) == (branch.places["CL01"], "intrusion", "ringing")
    assert [(alarm.state, alarm.institution) for alarm in Alarm.house.order_by("pk")] == [
        ("closed", branch.places["ZJK"]), ("active", branch.places["CL01"])
    ]  # fmt: skip
    page = shown(branch.monitor, Incident.house.get(pk=unknown.pk))
    assert reverse("incidents:detail", args=[placed.pk]) in page and "已转到其所在机构处置" in page
    calls(branch, seconds=130, line=line)
    assert Incident.house.count() == 2 and Alarm.house.count() == 2


def test_a_trigger_that_came_before_it_was_entered_stays_where_it_was(branch):
    line = Line(branch, "4321")
    unknown = calls(branch, line=line)
    line.sia("BA", "7", at=after(30))
    entered(branch, unknown)
    assert Incident.house.get() == unknown and (Alarm.house.get().state, Alarm.house.get().joined) == ("active", 2)
    line.sia("BR", "7", at=after(90))
    assert Alarm.house.get().state == "returned" and Incident.house.count() == 1


def test_the_api_names_the_unknown_account_and_its_place_once_it_is_known(branch):
    unknown = calls(branch)
    client = signed_in(branch.monitor)

    def told(path: str) -> tuple:
        row = client.get(path).json()
        row = row["incidents"][0] if "incidents" in row else row
        return row["account"], row["source"], row["place"]

    paths = ("/api/incidents?unclosed=true", f"/api/incidents/{unknown.pk}")
    assert {told(path) for path in paths} == {("4321", unknown.source_id, None)}
    entered(branch, unknown)
    assert {told(path) for path in paths} == {("4321", unknown.source_id, branch.places["CL01"].pk)}


def flood(branch, accounts: int = 75) -> tuple[Incident, Incident]:
    """A fire and a burglary at the outlet, then hold-ups from accounts that nobody has entered; the two of the outlet."""
    outlet_source(branch)
    fire, burglary = ring(branch, "FA", "3", seconds=-300), ring(branch, "BA", "1", seconds=-200)
    for number in range(accounts):
        Line(branch, f"E{number:03}").sia("HA", "1", at=after(number - 100))
    take_up(at=at())
    return fire, burglary


def rows_of(page: str) -> list[int]:
    return [int(pk) for pk in re.findall(r'class="queue-row[^>]*data-pk="(\d+)"', page)]


def test_a_flood_of_unknown_accounts_pushes_no_place_off_the_desk_and_everything_is_counted(branch):
    fire, burglary = flood(branch)
    client = signed_in(branch.monitor)
    page = client.get(reverse("incidents:queue")).content.decode()
    first = list(Incident.house.filter(source__isnull=False).order_by("opened_at").values_list("pk", flat=True)[:5])
    assert rows_of(page) == [fire.pk, *first, burglary.pk]
    assert 'data-ringing="77"' in page and 'data-loudest="4"' in page and ">77</a>" in page and "77 起待接警" in page
    assert "另有 70 个未登记账号" in page
    link = re.search(r'href="([^"]*procedure=unknown_account)"', page)[1].replace("&amp;", "&")
    assert "75 起警情" in client.get(link).content.decode()
    assert f'data-pk="{fire.pk}"' in client.get("/desk/").content.decode().partition('id="incident"')[2][:80]


def test_the_readers_own_are_never_among_the_others_and_what_nobody_has_answered_comes_first(branch):
    fire, burglary = flood(branch, 9)
    calling = list(Incident.house.filter(source__isnull=False).order_by("opened_at"))
    actions.answer(actor=branch.monitor, reach=branch.reach("monitor"), incident_id=calling[6].pk, at=at())
    actions.answer(actor=branch.fire1, reach=branch.reach("fire1"), incident_id=calling[0].pk, at=at())
    Line(branch, "E000").sia("BA", "9", at=after(2))  # a colleague's, it rings again
    take_up(at=after(2))
    page = signed_in(branch.monitor).get(reverse("incidents:queue")).content.decode()
    others = {calling[number].pk for number in (1, 2, 3, 4, 5)}
    assert set(rows_of(page)) == {fire.pk, burglary.pk, calling[6].pk, *others} and "另有 3 个未登记账号" in page


def test_the_desk_opens_what_rings_at_a_place_or_is_the_readers_own_before_an_unknown_account(branch):
    strange = calls(branch, code="HA")
    other = calls(branch, "8765", code="HA", seconds=1)
    client = signed_in(branch.monitor)

    def opened() -> int:
        return client.get("/desk/").context["chosen"]

    assert opened() == strange.pk
    actions.answer(actor=branch.monitor, reach=branch.reach("monitor"), incident_id=other.pk, at=after(5))
    assert opened() == other.pk
    outlet_source(branch)
    burglary = ring(branch, "TA", "1", seconds=10)
    assert Incident.house.get(pk=strange.pk).severity > burglary.severity and opened() == burglary.pk


def test_more_incidents_than_rows_are_counted_behind_them(branch, monkeypatch):
    fire, burglary = flood(branch, 7)
    monkeypatch.setattr("anbao.command.incidents.views.SHOWN", 3)
    page = signed_in(branch.monitor).get(reverse("incidents:queue")).content.decode()
    assert rows_of(page)[0] == fire.pk and len(rows_of(page)) == 3 and burglary.pk not in rows_of(page)
    assert 'data-ringing="9"' in page and "另有 4 起警情" in page and "另有 2 个未登记账号" in page


def test_the_queue_is_read_with_the_same_queries_however_much_rings(branch, django_assert_max_num_queries):
    flood(branch, 40)
    client = signed_in(branch.monitor)
    client.get(reverse("incidents:queue"))
    with django_assert_max_num_queries(26):
        client.get(reverse("incidents:queue"))
