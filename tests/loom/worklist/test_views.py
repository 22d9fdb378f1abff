"""My tasks: owner, colleague of the same branch, stranger; two taps; pages by key; pinned SQL."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from anbao.kit.ledger.models import Line
from anbao.loom.campaigns.models import Campaign
from anbao.loom.records.models import Record
from anbao.loom.tasks import queries
from anbao.loom.tasks.models import Task
from tests.branch import NOW


@pytest.fixture
def world(branch, monkeypatch):
    """The small bank at NOW with a campaign; tasks are made by `task`."""
    monkeypatch.setattr("anbao.kit.clock.now", lambda: NOW)
    branch.war = branch.campaign(record="zero_report")
    return branch


def task(world, *, who="outlet", place="CL01", kind="zero_report", hours=2, number=0) -> Task:
    due = NOW + timedelta(hours=hours)
    return Task.house.create(
        campaign=Campaign.house.get(pk=world.war.pk), net="riskcontrol", record_kind=kind, zh=f"零报告{number}", en="Zero report",
        institution=world.places[place], subject="I1", slot=f"s{number}-{hours}-{who}", day=due.date(), opens_at=min(due, NOW) - timedelta(hours=1),
        due_at=due, grace_until=due + timedelta(hours=1), assignee=world.people[who],
    )  # fmt: skip


def as_user(world, name: str) -> Client:
    client = Client()
    client.force_login(world.people[name].user)
    return client


def test_a_task_stands_in_the_section_of_its_hour(world):
    late, now, other = task(world, hours=-2), task(world, hours=2), task(world, who="outlet2", place="CL02")
    page = as_user(world, "outlet").get("/tasks/").content.decode()
    assert page.index('id="section-late"') < page.index(f'id="task-{late.pk}"') < page.index('id="section-now"')
    assert page.index('id="section-now"') < page.index(f'id="task-{now.pk}"')
    assert f'id="task-{other.pk}"' not in page


def test_two_taps_file_once_however_often_they_are_sent(world):
    one, client, key = task(world), as_user(world, "outlet"), str(uuid4())
    for _number in range(2):
        answer = client.post(f"/tasks/{one.pk}/quick/", {"client_key": key}, headers={"HX-Request": "true"})
        assert answer.status_code == 200
    one.refresh_from_db()
    assert one.state == "done" and one.timing == "on_time"
    record = Record.house.get(task=one)
    assert record.values["accidents"] == 0 and record.filed_by == world.outlet


def test_a_second_person_is_told_and_nothing_is_overwritten(world):
    one = task(world)
    as_user(world, "outlet").post(f"/tasks/{one.pk}/quick/", {"client_key": str(uuid4())})
    answer = as_user(world, "chongli").post(f"/tasks/{one.pk}/quick/", {"client_key": str(uuid4())})
    assert answer["Location"] == f"/tasks/{one.pk}/"
    assert Record.house.filter(task=one).count() == 1


@pytest.mark.parametrize("who", ["stranger", "stranger_teller", "huailai", "outlet2"])
def test_a_stranger_sees_and_files_nothing(world, who):
    one, lines = task(world), Line.house.count()
    client = as_user(world, who)
    assert client.get(f"/tasks/{one.pk}/").status_code == 404
    assert client.post(f"/tasks/{one.pk}/quick/", {"client_key": str(uuid4())}).status_code == 404
    one.refresh_from_db()
    assert one.state == "open" and Record.house.count() == 0 and Line.house.count() == lines


def test_a_colleague_sees_the_task_and_its_helpers(world):
    one = task(world)
    page = as_user(world, "lobby").get(f"/tasks/{one.pk}/")
    assert page.status_code == 200 and world.people["chongli"].name in page.content.decode()


def test_a_place_is_for_those_who_answer_for_it(world):
    one = task(world)
    place = world.places["CL01"].pk
    assert f'id="task-{one.pk}"' in as_user(world, "chongli").get(f"/tasks/?place={place}").content.decode()
    assert as_user(world, "teller").get(f"/tasks/?place={place}").status_code == 403
    assert as_user(world, "stranger").get(f"/tasks/?place={place}").status_code == 403


def test_pages_go_on_where_the_last_one_ended(world):
    made = [task(world, hours=2 + n // 2, number=n) for n in range(7)]
    owner = queries.Owner(person=world.outlet)
    seen, after = [], None
    while True:
        rows, after = queries.upcoming(owner, NOW, after=after and queries.Key.read(str(after)), size=3)
        seen += [row.pk for row in rows]
        if after is None:
            break
    assert seen == [one.pk for one in made]
    assert queries.Key.read("nonsense") is None and queries.Key.read("2022-01-01~x") is None


def test_a_kind_that_wants_more_leads_to_its_form(world):
    one = task(world, kind="special_meeting")
    answer = as_user(world, "outlet").post(f"/tasks/{one.pk}/quick/", {"client_key": str(uuid4())})
    assert answer["Location"] == f"/records/task/{one.pk}/"
    assert Record.house.count() == 0


def test_the_page_costs_the_same_however_many_tasks(world, django_assert_max_num_queries):
    client = as_user(world, "outlet")
    for number in range(25):
        task(world, number=number)
    client.get("/tasks/")
    with django_assert_max_num_queries(16):
        assert client.get("/tasks/").status_code == 200


def test_the_countdown_speaks_english_to_an_english_reader(world):
    world.war.frame["anchors"]["opening"] = "冬奥会开幕 / opening of the Games"
    Campaign.house.filter(pk=world.war.pk).update(frame=world.war.frame)
    assert "冬奥会开幕" in as_user(world, "outlet").get("/tasks/").content.decode()
    world.outlet.user.language = "en"
    world.outlet.user.save()
    head = as_user(world, "outlet").get("/tasks/").content.decode().split("as of")[0]
    assert "days to opening of the Games" in head and "冬奥会开幕" not in head


def test_tasks_of_two_campaigns_say_which_one_asks(world):
    one = task(world)
    assert "小战役" not in as_user(world, "outlet").get("/tasks/").content.decode()
    other = world.campaign(record="zero_report", lead="CL")
    two = task(world, number=1)
    Task.house.filter(pk=two.pk).update(campaign=other)
    page = as_user(world, "outlet").get("/tasks/").content.decode()
    assert f"· {other.name}" in page and f"· {world.war.name}<" in page and f'id="task-{one.pk}"' in page
