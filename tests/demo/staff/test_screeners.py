"""The officers' scenes: lists brought, everyone screened, hits decided, an edition held; and the invented fraud."""

from datetime import datetime

import pytest

from anbao.demo.branch.actions import load_branch
from anbao.demo.facts import read
from anbao.demo.staff.habits import ZONE
from anbao.demo.staff.roster import read_roster
from anbao.demo.staff.screeners import Screeners
from anbao.demo.staff.tracers import Fraud, Tracers
from anbao.nets.antifraud.accounts import funds
from anbao.nets.antifraud.accounts.models import Account, Case
from anbao.nets.antifraud.accounts.rules import Question
from anbao.nets.antifraud.screening import queries
from anbao.nets.antifraud.screening.models import Edition, Hit, Run
from anbao.org.models import Institution


def moment(month: int, day: int, hour: int) -> datetime:
    return datetime(2022, month, day, hour, tzinfo=ZONE)


class Lead:
    """What the officers want of a campaign: the institution that leads it."""

    def __init__(self, place: Institution):
        self.lead, self.lead_id = place, place.pk


@pytest.fixture(scope="module")
def stage(django_db_setup, django_db_blocker):
    from django.db import transaction

    with django_db_blocker.unblock(), transaction.atomic():
        load_branch(seed=2022, at=moment(1, 1, 9))
        lead = Lead(Institution.house.get(short_name="张家口分行"))
        yield lead, read_roster(moment(1, 5, 9).date(), under=lead.lead)
        transaction.set_rollback(True)


@pytest.mark.django_db
def test_the_scenes_screen_everyone_decide_and_leave_work_on_the_eve(stage):
    lead, roster = stage
    officers = Screeners(lead, roster, seed=2022)
    officers.work(moment(1, 5, 0), moment(1, 10, 0))
    run = Run.house.get()
    vendors = queries.counts_by_vendor(run, (lead.lead.path,))
    assert (sum(v.screened for v in vendors), sum(v.abnormal for v in vendors), sum(v.undecided for v in vendors)) == (
        450,
        0,
        0,
    )
    assert Hit.house.filter(state="not_same").count() >= 6
    assert officers.work(moment(1, 5, 0), moment(1, 10, 0)) == 3  # again, as after a kill: nothing is done twice
    assert (Edition.house.count(), Run.house.count()) == (1, 1)
    officers.work(moment(1, 10, 0), moment(2, 3, 20))
    assert list(Edition.house.order_by("number").values_list("state", flat=True)) == ["past", "current", "held"]
    assert Hit.house.waiting().count() == 3
    assert Edition.house.get(state="held").remark_count == 2


@pytest.mark.django_db
def test_the_invented_fraud_is_the_same_each_time_and_can_be_traced(stage):
    lead, roster = stage
    assert Fraud(5, read("funds.yaml")).file() == Fraud(5, read("funds.yaml")).file()
    assert Tracers(lead, roster, seed=2022).work(moment(2, 2, 0), moment(2, 3, 0))
    case = Case.house.get()
    assert case.assumed and Account.objects.filter(role="involved").count() == 4
    held, found = funds.trace(case, Question())
    stands = funds.stands(held, found)
    assert max(row.level for row in stands) >= 4 and any("cash_out" in row.roles for row in stands)
    assert not Tracers(lead, roster, seed=2022).work(moment(2, 2, 0), moment(2, 3, 0))
