"""Holes: found by queries, opened once, closed by themselves, assigned and excused with a reason."""

from datetime import timedelta

import pytest

from anbao.kit.access.scopes import Denied
from anbao.loom.holes import actions
from anbao.loom.holes.models import Hole
from anbao.loom.tasks.actions import mark_missed
from anbao.loom.tasks.weaving import weave
from anbao.org import actions as org
from tests.branch import DAY, NOW, Branch, at


@pytest.fixture
def campaign(branch: Branch):
    campaign = branch.campaign(record="case_warning")
    weave(campaign, at=NOW)
    return campaign


def open_holes(kind: str) -> list[Hole]:
    return list(Hole.house.filter(kind=kind, closed_at__isnull=True))


def test_a_place_no_measure_reaches_is_a_hole(branch: Branch, campaign):
    actions.look(campaign=campaign, at=NOW)
    assert branch.places["CLS1"] in [hole.institution for hole in open_holes("no_measure")]
    assert branch.places["CL01"] not in [hole.institution for hole in open_holes("no_measure")]


def test_an_empty_leaders_chair_is_a_hole_until_somebody_sits_in_it(branch: Branch, campaign):
    chair = org.seat(actor="system", at=NOW, institution=branch.places["HL"], kind="sub_branch_deputy", person=None)
    actions.look(campaign=campaign, at=NOW)
    assert [hole.key for hole in open_holes("vacant_leader")] == [f"O{chair.pk}"]
    assert actions.look(campaign=campaign, at=NOW)["opened"] == 0
    chair.person = branch.huailai
    chair.save()
    actions.look(campaign=campaign, at=NOW + timedelta(hours=1))
    assert open_holes("vacant_leader") == []
    assert Hole.house.get(kind="vacant_leader").closed_at == NOW + timedelta(hours=1)


def test_a_control_room_without_two_valid_licences_is_a_hole(branch: Branch, campaign):
    actions.look(campaign=campaign, at=NOW)
    assert open_holes("crew_short") == []
    branch.fire2.certificates.update(valid_until=DAY - timedelta(days=1))
    actions.look(campaign=campaign, at=NOW)
    assert [hole.institution for hole in open_holes("crew_short")] == [branch.places["ZJK"]]
    assert [hole.key for hole in open_holes("licence")] == [f"P{branch.fire2.pk}"]


def test_somebody_on_watch_without_a_phone_is_a_hole(branch: Branch, campaign):
    branch.monitor.phone_hash = None
    branch.monitor.save()
    actions.look(campaign=campaign, at=NOW)
    assert [hole.key for hole in open_holes("unreachable")] == [f"P{branch.monitor.pk}"]


def test_missed_and_silent(branch: Branch, campaign):
    later = at(DAY + timedelta(days=1), hour=9)
    mark_missed(campaign=campaign, at=later)
    actions.look(campaign=campaign, at=later)
    places = {hole.institution for hole in open_holes("missed")}
    assert places == {branch.places[code] for code in ("CL01", "CL02", "HL01")}
    assert {branch.places["CL01"], branch.places["CL02"], branch.places["HL01"]} <= {
        h.institution for h in open_holes("silent")
    }


def test_assigning_and_excusing(branch: Branch, campaign):
    actions.look(campaign=campaign, at=NOW)
    hole = next(h for h in open_holes("no_measure") if h.institution == branch.places["CLS1"])
    rest = {"hole_id": hole.pk, "at": NOW}
    for who in ("teller", "stranger"):
        with pytest.raises(Denied):
            actions.assign(actor=branch.people[who], reach=branch.reach(who), person=branch.teller, **rest)
    actions.assign(actor=branch.chief, reach=branch.reach("chief"), person=branch.chongli, **rest)
    until = NOW + timedelta(days=2)
    with pytest.raises(Denied):
        actions.excuse(actor=branch.chongli, reach=branch.reach("chongli"), reason="装修", until=until, **rest)
    with pytest.raises(actions.HoleFault):
        actions.excuse(actor=branch.chief, reach=branch.reach("chief"), reason="", until=until, **rest)
    actions.excuse(actor=branch.chief, reach=branch.reach("chief"), reason="装修", until=until, **rest)
    assert hole.pk not in Hole.house.gaping(NOW).values_list("pk", flat=True)
    assert hole.pk in Hole.house.gaping(until + timedelta(minutes=1)).values_list("pk", flat=True)


def test_a_package_above_adds_a_kind_of_its_own_once():
    from anbao.loom.holes.words import KINDS, HoleKind, register

    before, kind = dict(KINDS), HoleKind("test_kind", "测试漏洞", "Test hole", 99)

    def finder(look):
        return iter(())

    try:
        register(kind, finder)
        register(kind, finder)
        assert next(iter(KINDS)) == "test_kind" and KINDS["test_kind"] == (kind, finder)
        with pytest.raises(ValueError, match="test_kind"):
            register(HoleKind("test_kind", "另一个", "Another", 1), finder)
    finally:
        KINDS.clear()
        KINDS.update(before)
