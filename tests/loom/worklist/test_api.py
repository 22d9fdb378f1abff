"""The API of tasks: mine, a place's for those who may, conflicts said and never overwritten."""

import json
from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client

from anbao.kit.ledger.models import Line
from anbao.loom.records.models import Record
from anbao.loom.tasks.models import Task
from tests.branch import NOW


@pytest.fixture
def world(branch, monkeypatch):
    monkeypatch.setattr("anbao.kit.clock.now", lambda: NOW)
    return branch


@pytest.fixture
def task(world):
    return Task.house.create(
        campaign=world.campaign(record="zero_report"), net="riskcontrol", record_kind="zero_report", zh="零报告",
        en="Zero report", institution=world.places["CL"], subject="I1", slot="today", day=NOW.date(), opens_at=NOW,
        due_at=NOW + timedelta(hours=2), grace_until=NOW + timedelta(hours=3), assignee=world.chongli,
    )  # fmt: skip


def as_user(world, name: str) -> Client:
    client = Client()
    client.force_login(world.people[name].user)
    return client


def ids(client: Client, **asked) -> list[int]:
    return [row["id"] for row in client.get("/api/tasks", asked).json()["tasks"]]


def file(client: Client, task: Task, **more):
    body = {"kind": "zero_report", "task": task.pk, "values": {"accidents": 0, "cases": 0}, **more}
    return client.post("/api/records", json.dumps(body), content_type="application/json")


def test_mine_and_a_place_s_for_those_who_may(world, task):
    place = world.places["CL"].pk
    assert ids(as_user(world, "chongli")) == [task.pk] and ids(as_user(world, "outlet")) == []
    assert ids(as_user(world, "chief"), place=place) == [task.pk]
    for name in ("outlet", "stranger"):
        assert as_user(world, name).get("/api/tasks", {"place": place}).status_code == 403
    assert ids(as_user(world, "chongli"), state="late") == []
    assert as_user(world, "chongli").get("/api/tasks", {"state": "strange"}).status_code == 422


def test_a_task_says_which_campaign_asks_for_it(world, task):
    client = as_user(world, "chongli")
    (row,) = client.get("/api/tasks").json()["tasks"]
    assert (row["campaign"], row["campaign_name"]) == (task.campaign_id, task.campaign.name)
    task.state, task.timing, task.done_at = "done", "on_time", NOW
    task.save()
    (row,) = client.get("/api/tasks", {"state": "done"}).json()["tasks"]
    assert row["campaign_name"] == task.campaign.name


def test_a_task_is_filed_once_and_the_second_is_told_so(world, task):
    client, key = as_user(world, "chongli"), str(uuid4())
    assert file(client, task, client_key=key).status_code == 201
    assert file(client, task, client_key=key).status_code == 200
    before = Line.house.count()
    late = file(as_user(world, "chief"), task, client_key=str(uuid4()))
    assert late.status_code == 409 and late.json()["detail"]
    assert Record.house.get().filed_by == world.chongli and Line.house.count() == before
    assert ids(client, state="done") == [task.pk] and ids(client) == []


def test_a_stranger_s_filing_changes_nothing(world, task):
    answer = file(as_user(world, "stranger"), task)
    task.refresh_from_db()
    assert answer.status_code == 403 and task.state == "open" and Record.house.count() == 0
