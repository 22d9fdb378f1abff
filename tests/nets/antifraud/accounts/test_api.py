"""The API of cases: the trace the page shows, roles, refusals at their fields, strangers."""

import pytest

from anbao.kit.ledger.models import Line
from tests.branch import Branch
from tests.nets.antifraud.accounts.test_cases import case  # noqa: F401
from tests.reading import EVENING, nothing_changes, signed_in


@pytest.fixture
def world(branch: Branch, case, monkeypatch) -> Branch:  # noqa: F811
    monkeypatch.setattr("anbao.kit.clock.now", lambda: EVENING)
    branch.case = case
    return branch


def send(client, address: str, **said):
    return client.post(f"/api/tracing/{address}", said, content_type="application/json")


def test_the_trace_of_a_case_is_the_workbooks_and_a_line_of_the_ledger(world):
    told = signed_in(world.antifraud).get(f"/api/tracing/cases/{world.case.pk}/trace?hops=3&dwell=6").json()
    assert told["reached"] == len(told["transfers"]) == 7 and len(told["accounts"]) == 6 and len(told["victims"]) == 1
    assert told["transfers"][0]["payer"] == "6217S0000000001" and told["transfers"][0]["hop"] == 1 and told["rules"]
    assert Line.house.filter(verb="accounts.trace.exported").count() == 1


def test_a_part_of_a_long_trace(world):
    client, address = signed_in(world.antifraud), f"/api/tracing/cases/{world.case.pk}/trace?hops=3&dwell=6"
    whole = client.get(address).json()["transfers"]
    assert client.get(f"{address}&first=2&most=3").json()["transfers"] == whole[2:5]


def test_questions_out_of_bounds_are_told_and_nothing_is_looked_at(world):
    client = signed_in(world.antifraud)
    for asked in ("hops=0", "hops=13", "dwell=-1", "hub=x", "method=guess", "first=-1", "most=0"):
        with nothing_changes():
            answer = client.get(f"/api/tracing/cases/{world.case.pk}/trace?{asked}")
        assert answer.status_code == 422 and list(answer.json()["faults"]), asked


def test_cases_and_roles(world):
    client = signed_in(world.antifraud)
    assert [row["id"] for row in client.get("/api/tracing/cases").json()["cases"]] == [world.case.pk]
    made = send(client, "cases", number="2022-99", name="刷单").json()
    assert client.get(f"/api/tracing/cases/{made['id']}").json()["name"] == "刷单"
    assert client.get(f"/api/tracing/cases/{made['id']}/trace").json()["reached"] == 0
    for said in ({"number": "2022-99", "name": "again"}, {"number": "", "name": "x"}, {"number": "\0", "name": "x"}):
        with nothing_changes():
            assert send(client, "cases", **said).status_code == 422
    roles = f"cases/{world.case.pk}/roles"
    assert send(client, roles, role="stop", numbers=["6217A0000000001", "0"]).json()["strangers"] == 1
    for said in ({"role": "boss", "numbers": ["1"]}, {"role": "stop", "numbers": []}):
        with nothing_changes():
            assert send(client, roles, **said).status_code == 422


def test_a_stranger_and_who_may_not_trace_get_nothing(world):
    for who, status in (("teller", 403), ("president", 403), ("auditor", 403), ("stranger", 404)):
        client = signed_in(world.people[who])
        for rest in ("", "/trace"):
            with nothing_changes():
                assert client.get(f"/api/tracing/cases/{world.case.pk}{rest}").status_code == status
        with nothing_changes():
            assert send(client, f"cases/{world.case.pk}/roles", role="stop", numbers=["1"]).status_code == status
    assert signed_in(world.stranger).get("/api/tracing/cases").json()["cases"] == []
