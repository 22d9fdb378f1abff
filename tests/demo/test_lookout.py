"""Looks in a process of their own find what a look on the spot finds, as of the moment they were asked for."""

from datetime import timedelta

import pytest
from django.db import connection

from anbao.demo.lookout import WORTH_DAYS, Apart, lookout
from anbao.kit.locks import Lock
from anbao.loom.campaigns.models import Campaign
from anbao.loom.holes import actions
from anbao.loom.holes.models import Hole
from anbao.loom.tasks.weaving import weave
from anbao.org import actions as org
from tests.branch import NOW, Branch, build_branch


@pytest.fixture
def world(transactional_db):
    branch = build_branch()
    campaign = branch.campaign(record="case_warning")
    weave(campaign, at=NOW)
    return branch, campaign


def vacant() -> list[str]:
    return list(Hole.house.filter(kind="vacant_leader", closed_at__isnull=True).values_list("key", flat=True))


def holes() -> set[tuple]:
    return set(Hole.house.values_list("kind", "key", "zh", "count", "opened_at", "closed_at"))


def emptied(branch: Branch):
    return org.seat(actor="system", at=NOW, institution=branch.places["HL"], kind="sub_branch_deputy", person=None)


def test_a_look_apart_sees_the_moment_it_was_asked_in(world):
    branch, campaign = world
    with lookout(campaign, since=NOW, until=NOW + timedelta(days=WORTH_DAYS)) as watch:
        assert isinstance(watch, Apart)
        watch.look(NOW)
        chair = emptied(branch)  # committed while the look may still be under way
        watch.wait()
        assert vacant() == []
        found = holes()
        assert len(found) >= 3
        watch.look(NOW + timedelta(hours=1))
        watch.wait()
        # what a look raises is raised where it was asked for
        watch.campaign = Campaign(pk=0)
        watch.look(NOW)
        with pytest.raises(Campaign.DoesNotExist):
            watch.wait()
    assert vacant() == [f"O{chair.pk}"]
    assert found < holes()
    assert actions.look(campaign=campaign, at=NOW + timedelta(hours=2))["opened"] == 0


def test_who_is_interrupted_waits_for_no_look(world):
    _branch, campaign = world
    other = connection.copy()
    with other.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_lock(%s)", [int(Lock.HOLES_LOOK)])  # a look would never end
        interrupted = lookout(campaign, since=NOW, until=NOW + timedelta(days=WORTH_DAYS))
        with pytest.raises(KeyboardInterrupt), interrupted as watch:
            watch.look(NOW)
            raise KeyboardInterrupt
    other.close()
    assert holes() == set()


def test_short_stretches_and_callers_in_a_transaction_look_on_the_spot(branch: Branch):
    campaign = branch.campaign(record="case_warning")
    for days in (1, WORTH_DAYS):
        with lookout(campaign, since=NOW, until=NOW + timedelta(days=days)) as watch:
            assert not isinstance(watch, Apart)
            watch.look(NOW)
    assert Hole.house.filter(kind="no_measure").exists()


def test_nobody_waits_with_a_filing_for_a_look(world):
    """Rows that refer to the campaign are written while a look is under way; another look waits."""
    from django.db import transaction

    _branch, campaign = world
    other = connection.copy()
    with transaction.atomic(), other.cursor() as cursor:
        actions.look(campaign=campaign, at=NOW)
        cursor.execute("SET lock_timeout = '2s'")
        cursor.execute("BEGIN")
        cursor.execute("SELECT id FROM campaigns_campaign WHERE id = %s FOR KEY SHARE", [campaign.pk])
        assert cursor.fetchone() == (campaign.pk,)
        cursor.execute("SELECT pg_try_advisory_xact_lock(%s)", [int(Lock.HOLES_LOOK)])
        assert cursor.fetchone() == (False,)
        cursor.execute("ROLLBACK")
    other.close()
