"""Looks, states, findings, evidence: what the patrol writes, and who may connect a camera."""

from datetime import timedelta

import pytest

from anbao.kit.access.scopes import Denied
from anbao.kit.files.actions import place_of
from anbao.kit.files.models import Attachment
from anbao.kit.ledger.models import Line
from anbao.loom.findings import actions as findings
from anbao.loom.findings.models import Finding
from anbao.org.models import Area, Device
from anbao.senses.cameras import actions
from anbao.senses.cameras.models import CameraSource, CameraStep, Look, Snapshot
from tests.branch import NOW
from tests.senses.cameras.cameras import jpeg

MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def shelf(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def source(branch) -> CameraSource:
    return connect(branch, "CLS1")


def connect(branch, place: str, code: str = "C-1", **more) -> CameraSource:
    hall, _ = Area.house.get_or_create(institution=branch.places[place], kind="self_service_area", name="自助区")
    device = Device.house.create(
        institution=branch.places[place], area=hall, kind="camera", code=code, name="大厅摄像机"
    )
    return actions.save_source(
        actor=branch.chief.tag, reach=branch.reach("chief"), at=NOW, device=device, kind="http_snapshot",
        address="http://127.0.0.1:9/snap.jpg", **more,
    )  # fmt: skip


def seen(fault: str = "ok", number: int = 1) -> actions.Seen:
    return actions.Seen(jpeg(seed=number), "jpeg", (320, 240), fault, 0.9, {"mean": 12.0}, "画面偏暗", "too dark", b"h")


def look(source, minute: int, fault: str = "ok"):
    outcome = actions.Missed("timeout") if fault == "no_picture" else seen(fault, minute)
    return actions.record_look(source_id=source.pk, outcome=outcome, at=NOW + minute * MINUTE)


def test_a_fault_is_confirmed_by_three_looks_and_opens_one_finding_with_its_picture(source):
    look(source, 0)
    for minute in (10, 20):
        look(source, minute, "dark")
    assert Finding.house.count() == 0
    look(source, 30, "dark")
    look(source, 40, "dark")
    source.refresh_from_db()
    finding = Finding.house.get()
    assert (source.state, source.fault, source.finding) == ("faulty", "dark", finding)
    assert (finding.category, finding.device, finding.state) == ("lighting", source.device, "open")
    shot = Snapshot.house.get(look__at=NOW + 30 * MINUTE)
    proof = Attachment.house.get(owner=f"finding:{finding.pk}")
    assert proof.digest == shot.digest and shot.kept_for == [f"finding:{finding.pk}"]
    assert [s.after for s in CameraStep.objects.order_by("at")] == ["well", "faulty"]
    assert Line.house.filter(verb="cameras.camera.faulty").count() == 1


def test_well_again_is_the_rectification_and_steady_closes_it(source):
    for minute in (0, 10, 20, 30):
        look(source, minute, "dark")
    finding = Finding.house.get()
    for minute in (40, 50, 60):
        look(source, minute)
    finding.refresh_from_db()
    assert finding.state == "rectified" and finding.rectified_by is None
    look(source, 120)
    finding.refresh_from_db()
    assert finding.state == "rectified"
    look(source, 180)
    finding.refresh_from_db()
    source.refresh_from_db()
    assert finding.state == "closed" and source.finding is None and source.state == "well"
    assert [s.verb for s in finding.steps.all()] == ["open", "rectify", "verify"]
    assert {s.actor for s in finding.steps.all()} == {"system"}
    assert Attachment.house.filter(owner=f"finding:{finding.pk}").count() == 3


def test_a_fault_that_returns_before_it_closed_sends_the_finding_back(source):
    for minute in (0, 10, 20):
        look(source, minute, "covered")
    for minute in (30, 40, 50):
        look(source, minute)
    for minute in (60, 70, 80):
        look(source, minute, "covered")
    finding = Finding.house.get()
    assert finding.state == "open" and [s.verb for s in finding.steps.all()] == ["open", "rectify", "refuse"]


def test_a_critical_finding_waits_for_a_person(source, branch):
    for minute in (0, 10, 20):
        look(source, minute, "covered")
    Finding.house.update(severity="critical")
    for minute in (30, 40, 50, 300):
        look(source, minute)
    finding = Finding.house.get()
    assert finding.state == "rectified"
    assert not findings.observe(finding_id=finding.pk, verb="verify", note="x", at=NOW)
    findings.verify(
        actor=branch.president, reach=branch.reach("president"), finding_id=finding.pk, holds=True, note="看过", at=NOW
    )
    finding.refresh_from_db()
    assert finding.state == "closed"
    look(source, 310)
    source.refresh_from_db()
    assert source.finding is None


def test_silence_is_a_state_and_a_finding_and_ends_with_a_picture(source):
    look(source, 0)
    for minute in (60, 120):
        look(source, minute, "no_picture")
    source.refresh_from_db()
    assert source.state == "well"
    look(source, 180, "no_picture")
    source.refresh_from_db()
    finding = Finding.house.get()
    assert source.state == "silent" and finding.category == "recording" and "超过时限" in finding.title
    assert "no whole picture within the limit" in finding.title_en
    # a cut line is no major matter yet: nobody's zero report is contradicted by it
    assert finding.severity == "minor"
    look(source, 190)
    source.refresh_from_db()
    finding.refresh_from_db()
    assert source.state == "well" and finding.state == "rectified"


def test_a_camera_that_times_out_a_few_times_at_once_accuses_nobody(source):
    for minute in (0, 1, 2):
        look(source, minute, "no_picture")
    source.refresh_from_db()
    assert source.state == "unseen" and not Finding.house.exists()


def test_a_lasting_silence_becomes_a_major_finding_once(source):
    for minute in (0, 60, 120, 300):
        look(source, minute, "no_picture")
    finding = Finding.house.get()
    assert finding.severity == "minor"
    for minute in (360, 420):
        look(source, minute, "no_picture")
    finding.refresh_from_db()
    assert finding.severity == "major" and finding.deadline <= findings.rules.deadline(
        "major", NOW + timedelta(minutes=360)
    )
    assert [s.verb for s in finding.steps.all()] == ["open", "worsen"]
    assert Line.house.filter(verb="findings.finding.worsened").count() == 1


def test_a_full_disk_keeps_the_verdict_and_does_not_blame_the_camera(source, monkeypatch):
    def full(*_args):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("anbao.kit.files.actions.os.fsync", full)
    made = look(source, 0)
    source.refresh_from_db()
    assert made.trouble == "disk_full" and not made.snapshot.stored and source.state == "well"
    monkeypatch.undo()
    assert look(source, 10).snapshot.stored


def test_every_camera_is_taken_by_one_worker_only(source):
    assert [s.pk for s in actions.claim_due(at=NOW, limit=9, again={source.pk: 5})] == [source.pk]
    assert actions.claim_due(at=NOW, limit=9, again={}) == []
    source.refresh_from_db()
    assert source.next_at == NOW + 5 * MINUTE and source.every == 5


def test_a_claim_that_another_worker_made_meanwhile_is_lost(source, monkeypatch):
    stale = list(CameraSource.house.due(NOW).select_related("device__institution", "device__area"))
    actions.claim_due(at=NOW, limit=9, again={})
    held = CameraSource.house.filter(pk=source.pk, next_at=stale[0].next_at)
    assert not held.update(next_at=NOW)


def test_the_purge_keeps_what_is_referred_to(source):
    for minute in (0, 10, 20):
        look(source, minute, "dark")
    kept = Snapshot.house.get(look__at=NOW + 20 * MINUTE)
    gone = Snapshot.house.get(look__at=NOW)
    assert actions.purge(at=NOW + timedelta(days=89)) == 0
    assert actions.purge(at=NOW + timedelta(days=91)) == 2
    kept.refresh_from_db()
    gone.refresh_from_db()
    assert kept.stored and place_of(kept.digest, "jpeg").exists()
    assert not gone.stored and not place_of(gone.digest, "jpeg").exists()
    assert Look.house.count() == 3


def test_evidence_is_attached_and_kept(source):
    look(source, 0)
    shot = Snapshot.house.get()
    pk = actions.keep_snapshots(snapshots=[shot], owner="incident:3", at=NOW)[0]
    shot.refresh_from_db()
    assert Attachment.house.get(pk=pk).owner == "incident:3" and shot.kept_for == ["incident:3"]


@pytest.mark.parametrize("who", ["teller", "chongli", "stranger"])
def test_only_who_leads_the_place_connects_a_camera(branch, source, who):
    before = CameraSource.house.values_list("address", flat=True).get()
    with pytest.raises(Denied):
        actions.save_source(
            actor=branch.people[who].tag, reach=branch.reach(who), at=NOW, device=source.device, kind="http_snapshot",
            address="http://evil/", row=source,
        )  # fmt: skip
    assert CameraSource.house.values_list("address", flat=True).get() == before


@pytest.mark.parametrize(
    ("kind", "address"),
    [("rtsp", "http://x/"), ("http_snapshot", "file:///etc/passwd"), ("http_snapshot", "http://u:p@10.0.0.1/"), ("file", "../x.mp4"),
     ("rtsp", "rtsp://"), ("http_snapshot", "http://[bad")],
)  # fmt: skip
def test_an_address_that_can_not_be_right_is_refused(kind, address):
    with pytest.raises(actions.CameraFault):
        actions.checked_address(kind, address)


def test_credentials_lie_sealed(branch):
    from django.db import connection

    source = connect(branch, "CL01", "C-9", credentials="admin:geheim")
    with connection.cursor() as cursor:
        cursor.execute("SELECT credentials FROM cameras_camerasource WHERE id = %s", [source.pk])
        assert b"geheim" not in bytes(cursor.fetchone()[0])
    source.refresh_from_db()
    assert source.credentials == "admin:geheim"
    assert not Line.house.filter(detail__contains="geheim").exists()
