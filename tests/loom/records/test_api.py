"""The API of records: the same rights, checks and consequences as the form's; a filing sent twice is filed once."""

import json
from uuid import uuid4

import pytest
from django.test import Client

from anbao.kit.files.models import Attachment
from anbao.kit.ledger.models import Line
from anbao.loom.findings.models import Finding
from anbao.loom.records.descriptors import kinds
from anbao.loom.records.models import Record
from anbao.loom.records.queries import kinds_for
from anbao.loom.tasks.models import Task
from anbao.loom.tasks.weaving import weave
from tests.branch import NOW
from tests.loom.records.test_views import picture

JSON = "application/json"


@pytest.fixture
def world(branch, monkeypatch, settings, tmp_path):
    monkeypatch.setattr("anbao.kit.clock.now", lambda: NOW)
    settings.MEDIA_ROOT = tmp_path
    return branch


def as_user(world, name: str) -> Client:
    client = Client()
    client.force_login(world.people[name].user)
    return client


def zero_report(world, **more) -> dict:
    return {"kind": "zero_report", "institution": world.places["CL"].pk, "values": {"accidents": 0, "cases": 0}, **more}


def file(client: Client, body: dict):
    return client.post("/api/records", json.dumps(body), content_type=JSON)


def test_without_a_session_there_is_nothing_and_without_a_token_no_write(world):
    assert Client().get("/api/kinds").status_code == 401
    strict = Client(enforce_csrf_checks=True)
    strict.force_login(world.chongli.user)
    assert file(strict, zero_report(world)).status_code == 403
    assert Record.house.count() == 0


def test_a_filing_is_a_record_and_the_same_key_files_once(world):
    client, body = as_user(world, "chongli"), zero_report(world, client_key=str(uuid4()))
    first = file(client, body)
    assert first.status_code == 201, first.content
    assert first.json()["institution_name"] == "崇礼支行" and first.json()["values"] == {"accidents": 0, "cases": 0}
    again = file(client, body)
    assert (again.status_code, again.json()["id"]) == (200, first.json()["id"])
    assert Record.house.count() == 1
    other = file(as_user(world, "huailai"), body | {"institution": world.places["HL"].pk})
    assert other.status_code == 422 and "client_key" in other.json()["faults"] and Record.house.count() == 1


def test_every_fault_is_told_and_nothing_is_written(world):
    before = Line.house.count()
    body = zero_report(world, values={"accidents": "many", "cases": [1], "nonsense": 1}, checks={"nowhere": "ok"})
    answer = file(as_user(world, "chongli"), body)
    assert answer.status_code == 422
    assert {"cases", "nonsense", "nowhere"} <= set(answer.json()["faults"])
    bent = file(as_user(world, "chongli"), zero_report(world, attendance=-1))
    assert bent.status_code == 422 and list(bent.json()["faults"]) == ["attendance"]
    assert (Record.house.count(), Line.house.count()) == (0, before)


def test_a_stranger_files_and_reads_nothing_here(world):
    made = file(as_user(world, "chongli"), zero_report(world)).json()["id"]
    stranger, before = as_user(world, "stranger"), Line.house.count()
    assert file(stranger, zero_report(world)).status_code == 422
    assert stranger.get(f"/api/records/{made}").status_code == 404
    assert stranger.get("/api/records", {"kind": "zero_report"}).json()["records"] == []
    assert (Record.house.count(), Line.house.count()) == (1, before)


def test_colleagues_read_what_their_posts_let_them_see(world):
    made = file(as_user(world, "chongli"), zero_report(world)).json()["id"]
    for name in ("chongli", "chongli_deputy", "chief"):
        client = as_user(world, name)
        assert client.get(f"/api/records/{made}").json()["filed_by_name"] == "李岭"
        found = client.get(
            "/api/records", {"kind": "zero_report", "place": world.places["CL"].pk, "since": "2022-01-10"}
        )
        assert [row["id"] for row in found.json()["records"]] == [made]
        later = client.get("/api/records", {"kind": "zero_report", "since": "2022-01-11"})
        assert later.json() == {"records": [], "next": ""}
    assert as_user(world, "huailai").get(f"/api/records/{made}").status_code == 404


def test_a_photo_is_brought_and_proves_a_defect(world):
    client = as_user(world, "outlet")
    place = world.places["CL01"].pk
    brought = client.post("/api/files", {"institution": place, "file": picture()})
    assert brought.status_code == 201, brought.content
    kind = client.get("/api/kinds/opening_check").json()
    checks = {item["id"]: "ok" for item in kind["checklist"]}
    broken = kind["checklist"][0]["id"]
    body = {
        "kind": "opening_check", "institution": place, "checks": checks | {broken: "defect"}, "remarks": {broken: "门锁损坏"},
        "values": {spec["id"]: spec["default"] for spec in kind["fields"] if spec["default"] is not None},
    }  # fmt: skip
    bare = file(client, body)
    assert bare.status_code == 422 and "photos" in bare.json()["faults"], bare.content
    stolen = file(as_user(world, "lobby"), body | {"attachments": [brought.json()["id"]]})
    assert stolen.status_code == 422 and Record.house.count() == 0
    filed = file(client, body | {"attachments": [brought.json()["id"]]})
    assert filed.status_code == 201, filed.content
    assert Attachment.house.get().owner == f"record:{filed.json()['id']}"
    assert Finding.house.get().found_in == f"record:{filed.json()['id']}"


def test_a_file_that_is_none_or_elsewhere_is_refused(world):
    client, before = as_user(world, "outlet"), Line.house.count()
    bad = picture()
    bad.truncate(3)
    assert client.post("/api/files", {"institution": world.places["CL01"].pk, "file": bad}).status_code == 422
    assert client.post("/api/files", {"institution": world.places["SQ"].pk, "file": picture()}).status_code == 403
    assert (Attachment.house.count(), Line.house.count()) == (0, before)


def test_a_kind_for_other_posts_is_denied(world):
    reach = world.reach("teller")
    other = next(kind for kind in kinds().values() if kind not in kinds_for(reach))
    answer = file(as_user(world, "teller"), {"kind": other.id, "institution": world.places["CL01"].pk})
    assert answer.status_code == 403 and answer.json()["detail"] and Record.house.count() == 0
    listed = {row["id"] for row in as_user(world, "teller").get("/api/kinds").json()}
    assert other.id not in listed and "zero_report" in {
        row["id"] for row in as_user(world, "chongli").get("/api/kinds").json()
    }


def test_who_comes_second_is_told_the_first_record_and_may_supplement_it(world):
    campaign = world.campaign(record="zero_report")
    weave(campaign, at=NOW)
    task = Task.house.filter(institution=world.places["CL"]).order_by("day", "pk").first()
    body = {"kind": "zero_report", "task": task.pk, "values": {"accidents": 0, "cases": 0}}
    first = file(as_user(world, "chongli"), body)
    assert first.status_code == 201, first.content
    # the same person again, from another phone
    late = file(as_user(world, "chongli"), body)
    assert (late.status_code, late.json()["record"]) == (409, first.json()["id"])
    # without its task, for another task, or by somebody who may not file this one, it supplements nothing
    said = body | {"supplements": first.json()["id"]}
    loose = {"kind": "zero_report", "institution": world.places["CL"].pk, "supplements": first.json()["id"]}
    assert "supplements" in file(as_user(world, "chongli"), body | loose | {"task": None}).json()["faults"]
    other = Task.house.filter(institution=world.places["CL"]).exclude(pk=task.pk).order_by("day", "pk").first()
    assert file(as_user(world, "chongli"), said | {"task": other.pk}).status_code == 422
    assert file(as_user(world, "huailai"), said).status_code == 403 and Record.house.count() == 1
    second = file(as_user(world, "chongli"), said)
    assert (second.status_code, second.json()["supplements"]) == (201, first.json()["id"]), second.content
    assert list(Record.house.standing().values_list("pk", flat=True)) == [first.json()["id"]]
