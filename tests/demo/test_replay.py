from collections import Counter
from datetime import date, datetime
from pathlib import Path

import pytest
from django.db import transaction

from anbao.demo import clock, scene
from anbao.demo.replay import ticks
from anbao.demo.staff.habits import ZONE
from anbao.kit.ledger import actions as ledger
from anbao.loom.campaigns.actions import create_campaign, start_campaign
from anbao.loom.campaigns.models import Campaign
from anbao.loom.campaigns.playbook import parse
from anbao.loom.findings.models import Finding
from anbao.loom.records.models import Record
from anbao.loom.tasks import tally
from anbao.loom.tasks.models import Task
from anbao.loom.tasks.weaving import weave
from anbao.org.models import Institution, Person
from anbao.org.queries import reach_of_person

pytestmark = pytest.mark.django_db
BOOK = Path(__file__).parents[1] / "cases" / "demo" / "three-days.yaml"


def moment(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2021, 11, day, hour, minute, tzinfo=ZONE)


def work(*stops: datetime, seed: int = 11) -> dict:
    """Prepare a demo up to each of the moments in turn, and say what came of it."""
    book = parse(BOOK.read_text(encoding="utf-8"), source=BOOK.name)
    for stop in stops:
        scene.prepare(until=stop, seed=seed, playbook=book)
    rows = Task.house.order_by("institution__code", "zh", "due_at")
    return {
        "tasks": list(rows.values_list("institution__code", "zh", "due_at", "state", "timing", "done_at")),
        "records": Counter(Record.house.values_list("kind", flat=True)),
        "attendance": list(Record.house.filter(kind="drill").order_by("institution__code").values_list("attendance", flat=True)),
        "findings": Finding.house.count(),
    }  # fmt: skip


@pytest.fixture(scope="module")
def runs(django_db_setup, django_db_blocker):
    """The small playbook worked twice from nothing: stopped on the way (and taken back), then in one go."""
    with django_db_blocker.unblock():
        with transaction.atomic():
            stopped = work(moment(3, 18), moment(4, 10), moment(5, 21, 30))
            transaction.set_rollback(True)
        assert not Campaign.house.exists()
        with transaction.atomic():
            yield work(moment(5, 21, 30)), stopped
            transaction.set_rollback(True)


@pytest.fixture
def world(runs):
    """Three days of the small playbook, as they stand in the database."""
    return runs[0]


def test_ticks_go_from_stop_to_stop_and_end_where_asked():
    found = list(ticks(moment(3, 13), moment(4, 9)))
    assert found == [moment(3, 15), moment(3, 19), moment(3, 23, 55), moment(4, 9)]
    assert list(ticks(moment(4, 9), moment(4, 9))) == []


def test_most_duties_are_done_in_time(world):
    timings = Counter(timing for *_, state, timing, _ in world["tasks"] if state == "done")
    assert timings["on_time"] > 0.9 * sum(timings.values())
    assert world["records"]["opening_check"] > 120
    assert world["records"]["drill"] >= 43
    assert all(15 <= count <= 20 for count in world["attendance"])


def test_two_licensed_people_sign_the_fire_control_rooms_sheets(world):
    sheets = list(Record.house.filter(kind="fire_duty_sheet"))
    assert len(sheets) >= 4
    assert all(len({signature["person"] for signature in sheet.signatures}) == 2 for sheet in sheets)


def test_the_meetings_decisions_became_tasks(world):
    assert Task.house.filter(record_kind="decision_done").count() == 3


def test_the_roll_up_equals_a_recount(world):
    assert tally.differences(Campaign.house.get().pk) == []


def test_the_ledger_holds(world):
    verdict = ledger.verify()
    assert verdict.broken is None
    assert verdict.lines > sum(world["records"].values())


def test_nothing_is_filed_before_its_duty_opens(world):
    done = Task.house.filter(state="done").values_list("opens_at", "done_at")
    assert [row for row in done if row[1] < row[0]] == []


def test_the_clock_is_let_go(world):
    assert clock.held is None
    assert clock.worked_until() == moment(5, 21, 30)


def test_same_seed_same_campaign_stopped_or_not(runs):
    in_one_go, stopped = runs
    assert len(in_one_go["tasks"]) > 500
    assert stopped == in_one_go


def test_the_staff_work_on_while_the_demo_is_live(world):
    from threading import Event

    from anbao.demo.live import work_on

    clock.run_from(moment(6, 9), speed=0)
    assert work_on(seed=11, stop=Event(), seconds=0, rounds=2) > 30
    assert clock.worked_until() == moment(6, 9)
    assert Record.house.filter(kind="opening_check", day="2021-11-06").count() > 30


def test_a_campaign_that_somebody_starts_beside_it_is_worked_by_the_same_staff(world):
    from threading import Event

    from anbao.demo.live import work_on

    clock.run_from(moment(6, 12), speed=0)
    own, at = scene.own_campaign(), moment(5, 22)
    chief = Person.house.get(posts__kind="security_chief", posts__institution=own.lead)
    reach, place = reach_of_person(chief, at.date()), Institution.house.get(short_name="崇礼支行")
    days = {
        "holiday_start": at.date(),
        "spring_festival": at.date(),
        "holiday_end": at.date(),
        "lantern": date(2021, 11, 25),
    }
    campaign = create_campaign(
        actor=chief, reach=reach, playbook="spring-festival", name="支行自办", lead=place, anchors=days, at=at
    )  # fmt: skip
    started = start_campaign(actor=chief, reach=reach, campaign=campaign, at=at)
    weave(started, at=at)
    assert scene.own_campaign() == own
    assert work_on(seed=11, stop=Event(), seconds=0, rounds=2) > 30
    assert Record.house.filter(kind="opening_check", day="2021-11-06", campaign=own).count() > 30
    assert Record.house.filter(kind="opening_check", campaign=campaign).count() >= 3
    assert Task.house.filter(campaign=campaign, state="open", grace_until__lt=moment(6, 12)).count() == 0
