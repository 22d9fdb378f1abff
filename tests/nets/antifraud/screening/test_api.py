"""The API of screening: a look-up is masked and stands in the ledger, a hit is decided by two, strangers get nothing."""

import pytest

from anbao.kit.ledger.models import Line
from anbao.nets.antifraud.screening.models import Hit
from tests.branch import Branch
from tests.nets.antifraud.screening.test_lists import number
from tests.nets.antifraud.screening.test_runs import guards, risk_list, screen  # noqa: F401
from tests.reading import EVENING, nothing_changes, signed_in

ASKED = {"purpose": "police_request", "reference": "协查2022-17"}


@pytest.fixture
def world(branch: Branch, guards, risk_list, monkeypatch) -> Branch:  # noqa: F811
    monkeypatch.setattr("anbao.kit.clock.now", lambda: EVENING)
    branch.run, branch.guards = screen(branch), guards
    return branch


def send(client, address: str, **said):
    return client.post(f"/api/screening/{address}", said, content_type="application/json")


def test_a_look_up_is_masked_explained_and_a_line_of_the_ledger(world):
    answer = send(signed_in(world.antifraud), "look-ups", identity=number(3), **ASKED)
    told = answer.json()
    assert answer.status_code == 200 and told["found"] == 1 and number(3) not in answer.content.decode()
    assert told["rows"][0]["parts"][0]["words"] and told["rows"][0]["listed"]["numbers"]
    assert told["warnings"] == {}
    assert Line.house.filter(verb="screening.subject.looked_up").count() == 1


def test_a_number_that_fails_its_check_is_a_warning_beside_the_answer(world):
    typed = number(3)[:17] + ("0" if number(3)[17] != "0" else "1")
    told = send(signed_in(world.antifraud), "look-ups", identity=typed, **ASKED).json()
    assert (
        told["found"] == 1 and list(told["warnings"]) == ["identity"] and number(3)[17] in told["warnings"]["identity"]
    )


def test_possible_entries_are_counted_apart(world):
    told = send(signed_in(world.antifraud), "look-ups", name="欧阳昌丰", **ASKED).json()
    assert (told["found"], told["possible"]) == (0, 1)
    assert [row["verdict"] for row in told["rows"]] == ["review"]


def test_a_look_up_that_says_too_little_asks_nothing(world):
    client = signed_in(world.antifraud)
    for said in ({"name": "甲乙"}, ASKED, ASKED | {"name": "···"}, ASKED | {"name": "甲\0乙"}, ASKED | {"name": "甲" * 9000},
                 {"name": "甲乙", "purpose": "nosiness", "reference": "1"}, {"name": "甲乙", "purpose": "case", "reference": number(3)}):  # fmt: skip
        with nothing_changes():
            answer = send(client, "look-ups", **said)
        assert answer.status_code == 422 and answer.json()["faults"], said
    for who in (world.teller, world.president, world.vendor):
        with nothing_changes():
            assert send(signed_in(who), "look-ups", name="欧阳长风", **ASKED).status_code == 403


def test_a_hit_is_proposed_by_one_and_confirmed_by_another(world):
    hit = Hit.house.get(person=world.guards["listed"])
    first, second = signed_in(world.antifraud), signed_in(world.chief)
    assert hit.pk in [row["id"] for row in first.get("/api/screening/hits").json()["hits"]]
    assert "propose" in first.get(f"/api/screening/hits/{hit.pk}").json()["verbs"]
    proposed = send(first, f"hits/{hit.pk}/steps", verb="propose", note="号码一致").json()
    assert proposed["state"] == "proposed" and "confirm" not in proposed["verbs"]
    with nothing_changes():
        assert send(first, f"hits/{hit.pk}/steps", verb="confirm").status_code == 403
    assert send(second, f"hits/{hit.pk}/steps", verb="confirm").json()["state"] == "same"
    assert [row["id"] for row in first.get("/api/screening/hits?state=same").json()["hits"]] == [hit.pk]


def test_a_stranger_and_who_does_not_work_here_get_nothing(world):
    hit = Hit.house.get(person=world.guards["listed"])
    for who, status in (("teller", 403), ("president", 403), ("stranger", 404)):
        client = signed_in(world.people[who])
        for address in (f"hits/{hit.pk}", f"runs/{world.run.pk}"):
            with nothing_changes():
                assert client.get(f"/api/screening/{address}").status_code == status
        with nothing_changes():
            assert send(client, f"hits/{hit.pk}/steps", verb="propose", note="x").status_code == status
    assert signed_in(world.stranger).get("/api/screening/hits?state=all").json()["hits"] == []
    assert signed_in(world.stranger).get("/api/screening/runs").json()["runs"] == []


def test_the_runs_say_how_far_they_are(world):
    client = signed_in(world.chief)
    assert [row["id"] for row in client.get("/api/screening/runs").json()["runs"]] == [world.run.pk]
    told = client.get(f"/api/screening/runs/{world.run.pk}").json()
    assert told["state"] == "done" and told["done"] == told["total"] > 0
