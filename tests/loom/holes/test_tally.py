"""The roll-ups of holes: equal to a recount whatever happens, and the numbers read from them equal to counted rows."""

from datetime import timedelta

import pytest

from anbao.loom.holes import actions, queries, tally
from anbao.loom.holes.models import Hole, HoleTally
from anbao.loom.tasks.actions import mark_missed
from anbao.loom.tasks.weaving import weave
from anbao.org import actions as org
from tests.branch import DAY, NOW, Branch, at

LATER = at(DAY + timedelta(days=1), hour=9)


@pytest.fixture
def campaign(branch: Branch):
    """Holes of a first look, and of a second one a day later that opened and closed some."""
    campaign = branch.campaign(record="case_warning")
    weave(campaign, at=NOW)
    actions.look(campaign=campaign, at=NOW)
    branch.monitor.phone_hash = None
    branch.monitor.save()
    chair = org.seat(actor="system", at=NOW, institution=branch.places["HL"], kind="sub_branch_deputy", person=None)
    actions.look(campaign=campaign, at=NOW + timedelta(hours=1))
    chair.person = branch.huailai
    chair.save()
    mark_missed(campaign=campaign, at=LATER)
    seen = actions.look(campaign=campaign, at=LATER)
    assert seen["opened"] and seen["closed"]
    return campaign


def counted(rows, place) -> int:
    return rows.filter(institution__path__startswith=place.path).count()


def test_equal_to_a_recount_after_every_look(campaign):
    assert tally.differences(campaign.pk) == []
    assert len({key[0] for key in tally.STANDING.stored(campaign.pk)}) > 5


def test_a_place_that_moves_takes_its_holes_along(branch: Branch, campaign):
    before = tally.STANDING.stored(campaign.pk)
    place = branch.places["CL02"]
    org.move_institution(actor="system", at=NOW, place=place, parent=branch.places["HL"])
    assert tally.differences(campaign.pk) == []
    assert tally.STANDING.stored(campaign.pk) != before


def test_what_differs_is_named_and_mended(campaign):
    row = HoleTally.house.filter(campaign=campaign, open__gt=0).first()
    HoleTally.house.filter(pk=row.pk).update(open=row.open + 3)
    assert tally.differences(campaign.pk) == [((row.institution_id, row.net, row.kind), (row.open + 3,), (row.open,))]
    assert actions.repair_tally(campaign=campaign, at=LATER) == 1
    assert tally.differences(campaign.pk) == []


@pytest.mark.parametrize("net", ["", "riskcontrol", "responsibility"])
def test_the_numbers_are_those_of_the_rows_without_what_is_excused(branch: Branch, campaign, net):
    some = Hole.house.filter(closed_at__isnull=True).order_by("pk")
    Hole.house.filter(pk__in=[hole.pk for hole in some[:3]]).update(excused_until=LATER + timedelta(days=1))
    rows = Hole.house.filter(campaign=campaign).gaping(LATER)
    rows = rows.filter(net=net) if net else rows
    numbers = queries.gaping_numbers(campaign, branch.places.values(), LATER, net=net)
    assert {code: numbers[place.pk].total() for code, place in branch.places.items()} == {
        code: counted(rows, place) for code, place in branch.places.items()
    }
    assert numbers[branch.places["ZJK"].pk].total() > 0


def test_a_day_gone_by_is_counted_as_it_ended(branch: Branch, campaign):
    end = at(DAY + timedelta(days=1), hour=0)
    Hole.house.filter(pk=Hole.house.filter(opened_at__lt=end).first().pk).update(excused_until=LATER)
    rows = Hole.house.filter(opened_at__lt=end, excused_until__isnull=True)
    rows = rows.filter(closed_at__isnull=True) | rows.filter(closed_at__gte=end)
    numbers = queries.past_numbers(campaign, branch.places.values(), DAY, end)
    for place in branch.places.values():
        assert numbers[place.pk].total() == counted(rows, place)
    grown = queries.open_by_day(campaign, [branch.places["ZJK"]])
    assert grown[DAY] == Hole.house.filter(opened_at__lt=end).exclude(closed_at__lt=end).count()
    assert sum(grown.values()) == Hole.house.filter(closed_at__isnull=True).count()


def test_the_gravest_of_the_view_and_of_each_net(branch: Branch, campaign):
    rows = Hole.house.filter(campaign=campaign).gaping(LATER)
    numbers = queries.gaping_numbers(campaign, [branch.places["ZJK"]], LATER)
    wanted = sorted(rows, key=lambda h: (-queries.weight_of(h), -h.opened_at.timestamp(), h.pk))
    for size in (1, 4, 100):
        assert queries.gravest(rows, queries.by_kind(numbers), size) == wanted[:size]
    worst = queries.worst_of_nets(rows, numbers)
    for net, hole in worst.items():
        best = min(rows.filter(net=net), key=lambda h: (-queries.weight_of(h), -h.count, h.opened_at.timestamp()))
        assert (hole.kind, hole.count, hole.opened_at) == (best.kind, best.count, best.opened_at)
    assert set(worst) == {hole.net for hole in rows}
    assert queries.gravest(rows.none(), {}, 5) == [] and queries.worst_of_nets(rows, {}) == {}
