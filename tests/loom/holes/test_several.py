"""Several holes at once: ticked on the list, given to somebody or accepted, all or none."""

import pytest

from anbao.kit.ledger.models import Line
from anbao.loom.holes.actions import look
from anbao.loom.holes.models import Hole
from anbao.loom.tasks.weaving import weave
from tests.branch import NOW, Branch
from tests.reading import EVENING, HTMX, nothing_changes, signed_in


@pytest.fixture
def world(branch: Branch, monkeypatch) -> Branch:
    branch.war = branch.campaign(record="case_warning")
    weave(branch.war, at=NOW)
    look(campaign=branch.war, at=NOW)
    made = [
        Hole.house.create(
            campaign=branch.war, kind="missed", key=f"X{code}", net="riskcontrol", institution=branch.places[code], zh=f"漏{code}", en="H", opened_at=NOW,
        ).pk
        for code in ("CL01", "CL02", "HL01")
    ]  # fmt: skip
    branch.two, branch.away = made[:2], made[2]
    monkeypatch.setattr("anbao.kit.clock.now", lambda: EVENING)
    return branch


def test_the_ticked_ones_are_given_to_one_person(world):
    client = signed_in(world.chief)
    assert 'name="hole"' in client.get("/holes/").content.decode()
    asked = client.get("/holes/several/assign/", {"hole": world.two, "next": "/holes/"}, headers=HTMX).content.decode()
    assert world.chongli.name in asked and world.huailai.name not in asked and asked.count('name="hole"') == 2
    answer = client.post("/holes/several/assign/", {"hole": world.two, "person": world.chongli.pk, "next": "/holes/"})
    assert answer["Location"] == "/holes/"
    assert set(Hole.house.filter(assignee=world.chongli).values_list("pk", flat=True)) == set(world.two)
    assert Line.house.filter(verb="holes.hole.assigned").count() == 2


def test_the_ticked_ones_are_accepted_for_one_reason(world):
    signed_in(world.chief).post("/holes/several/excuse/", {"hole": world.two, "reason": "大雪封路", "days": "3"})
    assert Hole.house.filter(excuse="大雪封路", excused_until__gt=EVENING).count() == 2


@pytest.mark.parametrize("verb", ["assign", "excuse"])
def test_one_that_is_closed_or_elsewhere_stops_them_all(world, verb):
    body = {"person": world.chongli.pk, "reason": "x", "days": "3"}
    Hole.house.filter(pk=world.two[1]).update(closed_at=NOW)
    with nothing_changes():
        assert signed_in(world.chief).post(f"/holes/several/{verb}/", body | {"hole": world.two}).status_code == 302
        for who in (world.chongli, world.stranger):
            sent = body | {"hole": [world.two[0], world.away]}
            assert signed_in(who).post(f"/holes/several/{verb}/", sent).status_code == 404
        assert signed_in(world.teller).post(f"/holes/several/{verb}/", body | {"hole": world.two}).status_code == 403
    assert not Hole.house.filter(assignee__isnull=False).exists() and not Hole.house.exclude(excuse="").exists()


def test_nothing_ticked_nobody_chosen_and_nonsense_are_told(world):
    client = signed_in(world.chief)
    with nothing_changes():
        for body in ({}, {"hole": world.two}, {"hole": world.two, "person": "x"}, {"hole": ["9" * 30], "person": "1"}):
            assert client.post("/holes/several/assign/", body).status_code == 302
        assert client.post("/holes/several/excuse/", {"hole": world.two, "reason": "", "days": "0"}).status_code == 302
        assert client.post("/holes/several/burn/", {"hole": world.two}).status_code == 404
