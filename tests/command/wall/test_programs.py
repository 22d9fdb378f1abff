"""What a screen says beside its pictures: incidents under way, and accounts that nobody has entered."""

from datetime import datetime

import pytest
from django.db import connection

from anbao.command.incidents import actions
from anbao.command.incidents.models import Incident
from anbao.command.incidents.opening import take_up
from anbao.senses.alarms.models import AlarmSource
from tests.branch import NOW, at
from tests.command.incidents.desks import after, outlet_source, ring
from tests.command.wall.test_actions import camera
from tests.command.wall.test_views import screen_at
from tests.senses.alarms.lines import Line


@pytest.fixture(autouse=True)
def clock(monkeypatch):
    monkeypatch.setattr("anbao.kit.clock.now", lambda: NOW)


def program(client) -> dict:
    return client.get("/wall/screen/program.json").json()


def test_a_fire_that_somebody_works_stays_on_the_wall_until_it_is_closed(branch):
    outlet_source(branch)
    client, incident = screen_at(branch), ring(branch, "FA", "3")
    assert program(client)["alarm_count"] == 1 and program(client)["working"] == []
    for number, name in enumerate(("monitor", "fire1")):
        actions.answer(
            actor=branch.people[name], reach=branch.reach(name), incident_id=incident.pk, at=after(5 + number)
        )
    told = program(client)
    assert told["alarms"] == [] and told["taking"] is None and told["working_count"] == 1
    (row,) = told["working"]
    assert (row["place"], row["words"], row["who"], row["severity"]) == (
        "崇礼支行营业室",
        "火灾报警",
        branch.monitor.name,
        4,
    )
    assert (row["step"], datetime.fromisoformat(row["at"])) == (incident.steps.first().zh, after(5))
    actions.settle(
        actor=branch.monitor, reach=branch.reach("monitor"), incident_id=incident.pk, code="confirm", outcome="burning", at=after(9)
    )  # fmt: skip
    assert program(client)["working"][0]["step"] == incident.steps.get(code="linkage").zh
    assert program(screen_at(branch, "HL"))["working"] == []


def test_an_unknown_account_takes_the_screen_by_its_own_name_with_nothing_of_the_place_of_the_gateway(branch):
    home = branch.places["ZJK"]
    type(home).house.filter(pk=home.pk).update(address="安保大街 1 号", phone="0313-7654321")
    seen = camera(branch, "ZJK", "C-HOME")
    Line(branch, "4321", peer="198.51.100.9").sia("HA", "7", at=at(), text="柜台按钮")
    take_up(at=at())
    told = program(screen_at(branch))
    taking = told["taking"]
    assert taking["place"] == told["alarms"][0]["place"] == "未登记账号 4321" and taking["unknown"]
    assert (taking["cameras"], taking["shots"], taking["phone"]) == ([], [], "") and str(seen.pk) in told["cameras"]
    assert (taking["address"], taking["text"], taking["zone"]) == ("来源地址 198.51.100.9", "柜台按钮", "防区 7")
    assert home.name not in str(taking) and "安保大街" not in str(taking)


def test_a_place_keeps_the_screen_before_an_unknown_account_until_somebody_answers(branch):
    source = outlet_source(branch, account="5555")
    AlarmSource.house.filter(pk=source.pk).update(institution=branch.places["ZJK"])
    Line(branch, "5555").sia("HA", "2", at=after(-9))
    Line(branch, "4321").sia("HA", "7", at=after(-19))
    take_up(at=at())
    client = screen_at(branch)
    assert program(client)["taking"]["place"] == str(branch.places["ZJK"])
    for name in ("monitor", "fire1"):
        answered(branch, Incident.house.get(procedure="holdup"), name)
    assert program(client)["taking"]["place"] == "未登记账号 4321"


def answered(branch, incident, name: str) -> None:
    actions.answer(actor=branch.people[name], reach=branch.reach(name), incident_id=incident.pk, at=at())


def test_no_later_call_takes_the_screen_from_the_first_of_the_gravest_until_somebody_answers(branch):
    outlet_source(branch)
    other = outlet_source(branch, account="5555")
    AlarmSource.house.filter(pk=other.pk).update(institution=branch.places["HL01"])
    ring(branch, "FA", "3", seconds=-60)
    ring(branch, "HA", "2", seconds=-30, line=Line(branch, "5555"))
    client, fire = screen_at(branch), Incident.house.get(procedure="fire")
    assert program(client)["taking"]["place"] == "崇礼支行营业室"
    answered(branch, fire, "monitor")  # of two who must: what nobody at all has answered comes first
    assert program(client)["taking"]["place"] == "沙城分理处"
    answered(branch, Incident.house.get(procedure="holdup"), "monitor")
    assert program(client)["taking"]["place"] == "崇礼支行营业室"


def test_a_flood_of_unknown_accounts_takes_neither_the_screen_nor_a_places_row(branch):
    outlet_source(branch)
    ring(branch, "FA", "3", seconds=-300)
    ring(branch, "BA", "1", seconds=-200)
    for number in range(12):
        Line(branch, f"E{number:03}").sia("HA", "1", at=after(number - 100))
    take_up(at=at())
    told = program(screen_at(branch))
    assert told["taking"]["place"] == "崇礼支行营业室" and told["alarm_count"] == 14
    assert [one["place"] for one in told["alarms"]] == [
        "崇礼支行营业室", "崇礼支行营业室", "未登记账号 E000", "未登记账号 E001", "未登记账号 E002"
    ]  # fmt: skip


def test_of_what_is_under_way_the_kinds_add_up_to_the_count_whatever_is_answered_meanwhile(branch):
    outlet_source(branch)
    ring(branch, "BA", "1", seconds=-200)
    for number in range(8):
        Line(branch, f"E{number:03}").sia("HA", "1", at=after(number - 100))
    take_up(at=at())
    rows = list(Incident.house.order_by("pk"))
    for incident in rows[:3]:
        answered(branch, incident, "monitor")
    client, ringing = screen_at(branch), [incident.pk for incident in rows[3:]]

    def answering(execute, sql, params, many, context):
        """Behind every question for what is worked somebody answers one more."""
        found = execute(sql, params, many, context)
        if sql.startswith("SELECT") and "incidents_incident" in sql and "working" in (params or ()):
            Incident.house.filter(pk=ringing.pop()).update(
                state="working", operator=branch.monitor, answered_at=at(), lacking=0
            )
        return found

    with connection.execute_wrapper(answering):
        told = program(client)
    assert len(ringing) < 6 and told["working_count"] == sum(one["n"] for one in told["working_kinds"])
    assert [one["n"] for one in told["working_kinds"]] == [told["working_count"] - 1, 1]


def test_a_zone_that_nobody_entered_is_called_so(branch):
    outlet_source(branch)
    Line(branch).sia("BA", "77", at=at())
    assert program(screen_at(branch))["alarms"][0]["zone"] == "防区 77（未登记）"
