"""A month's roster searched ahead is the one that is planned, unless the month has changed meanwhile."""

from concurrent.futures import Future
from datetime import date, datetime, time

import pytest

from anbao.demo.staff.habits import ZONE
from anbao.demo.staff.roster import read_roster
from anbao.demo.staff.watches import Watches
from anbao.nets.riskcontrol.duty import actions
from anbao.nets.riskcontrol.duty.models import Roster, RosterState
from anbao.org import actions as org
from tests.branch import NOW, Branch

FIRST = date(2022, 2, 1)


def noon(month: int, day: int) -> datetime:
    return datetime.combine(date(2022, month, day), time(12), ZONE)


@pytest.fixture
def asked() -> list:
    """The problems that somebody beside the replay was asked to search."""
    return []


@pytest.fixture
def watches(branch: Branch, asked) -> Watches:
    """They have asked for the month that begins in three weeks, and have their answers."""
    campaign = branch.campaign(record="case_warning")
    found = Watches(campaign, read_roster(NOW.date(), under=campaign.lead), seed=7, until=noon(2, 10))
    found.rooms = [room for room in found.rooms if room.kind == "fire_control_room"]

    def search(problem, seed: int) -> Future:
        asked.append(problem)
        answer = Future()
        answer.set_result(actions.searched(problem, None, seed))
        return answer

    found.search = search
    found.work(NOW, noon(1, 12))
    found.work(noon(1, 12), noon(1, 13))
    return found


def test_what_was_found_ahead_is_planned(watches, asked, monkeypatch):
    assert len(asked) == 1 and not Roster.house.exists()
    # the same search again would find the same; it is not made
    monkeypatch.setattr(actions, "searched", lambda *_: pytest.fail("searched again"))
    watches.work(noon(1, 13), noon(1, 28))
    watches.work(noon(1, 28), noon(2, 2))
    roster = Roster.house.get()
    assert (roster.first, roster.state, roster.seed) == (FIRST, RosterState.PUBLISHED, 7) and roster.turns.exists()
    assert len(asked) == 1


def test_a_month_that_changed_meanwhile_is_searched_anew(branch, watches, asked, monkeypatch):
    place = branch.places["ZJK"]
    person = org.prepare_person(institution=place, name="岳新来", staff_no="F99", phone="", kind="staff")
    org.add_people(actor="system", at=NOW, people=[person])
    org.seat(actor="system", at=NOW, institution=place, kind="fire_operator", person=person)
    anew, real = [], actions.searched
    monkeypatch.setattr(actions, "searched", lambda problem, *rest: anew.append(problem) or real(problem, *rest))
    watches.work(noon(1, 13), noon(1, 28))
    assert Roster.house.get().state == RosterState.PUBLISHED
    assert len(anew) == 1 and len(anew[0].people) == len(asked[0].people) + 1


def test_a_month_that_is_not_come_to_is_not_searched(watches, asked):
    watches.work(noon(2, 2), noon(2, 10))
    assert [problem.days for problem in asked] == [28]
