"""A camera that goes bad on request: the servers heed the file, the patrol opens the finding, the wall tells, and all is well again."""

import re
from datetime import datetime, timedelta
from types import SimpleNamespace

import pytest

from anbao.command.wall.programs import program
from anbao.demo.simulator.cameras import connecting, media
from anbao.demo.simulator.cameras.faults import DRAWN
from anbao.demo.simulator.cameras.spoiling import KINDS, NoCamera, Spoiled, Wish, spoil
from anbao.demo.staff.habits import ZONE
from anbao.engines import imaging
from anbao.loom.findings.models import Finding
from anbao.senses.cameras import patrol
from anbao.senses.cameras.models import CameraSource
from tests.branch import NOW
from tests.command.wall.test_actions import add, camera

AT = datetime(2022, 2, 3, 20, tzinfo=ZONE)


@pytest.fixture
def source(branch, settings, tmp_path, monkeypatch):
    settings.MEDIA_ROOT = tmp_path / "media"
    made = camera(branch, "CLS1", "C-1")
    monkeypatch.setattr(connecting, "connected", lambda: [made])
    return made


def wished(source, path, fault: str, now, minutes: int = 20) -> list[str]:
    said = []
    spoil(Wish(source.device.code, fault, minutes), Spoiled(path), now=now, said=said.append)
    return said


def test_from_the_command_over_finding_and_wall_to_well_again(branch, source, tmp_path):
    path, moment = tmp_path / "simulator" / "cameras.json", SimpleNamespace(now=NOW)
    cameras = media.Cameras(
        {"C-1": "self_service_area"}, seed=2022, now=lambda: moment.now, fault=Spoiled(path).fault_at
    )
    screen, _token = add(branch)

    def looked(minutes: int) -> dict:
        moment.now = NOW + timedelta(minutes=minutes)
        cameras._kept.clear()
        patrol.look_once(CameraSource.house.get(), at=moment.now, actor="system")
        return program(screen, moment.now)["cameras"][source.pk]

    with media.served(cameras) as (http, _rtsp):
        CameraSource.house.update(kind="http_snapshot", address=f"http://127.0.0.1:{http}/C-1.jpg")
        for minute in range(0, 50, 10):
            assert looked(minute)["trouble"] == ""
        (told,) = wished(source, path, "covered", moment.now, 60)
        assert "C-1" in told and "covered until" in told and f"/cameras/{source.pk}/" in told
        assert [looked(minute)["state"] for minute in (50, 60, 70)] == ["well", "well", "faulty"]
        assert Finding.house.get().state == "open" and looked(80)["trouble"] == "镜头遮挡"
        # its minutes are over: the same picture as before
        assert [looked(minute)["state"] for minute in (110, 120, 130)] == ["faulty", "faulty", "well"]
        assert looked(140)["trouble"] == "" and Finding.house.get().state != "open"


@pytest.mark.parametrize("kind", [kind for kind in DRAWN if kind not in ("gone", "slow")])
def test_every_fault_on_request_changes_the_picture_and_well_ends_it(source, tmp_path, kind):
    path = tmp_path / "cameras.json"
    cameras = media.Cameras({"C-1": "vault"}, seed=2022, now=lambda: AT, fault=Spoiled(path).fault_at)
    later = AT + timedelta(minutes=1)
    sound = cameras.picture("C-1", later)
    wished(source, path, kind, AT)
    assert cameras.fault("C-1", later).kind == kind and cameras.picture("C-1", later) != sound
    assert imaging.prepare(cameras.picture("C-1", later)).width == 1280
    assert cameras.picture("C-1", AT + timedelta(minutes=21)) == cameras.picture("C-1", AT + timedelta(minutes=21))
    assert cameras.fault("C-1", AT + timedelta(minutes=20)) is None
    assert "well again" in wished(source, path, "well", later)[0]
    assert cameras.picture("C-1", later) == sound


def test_a_camera_that_is_gone_answers_nothing(source, tmp_path):
    path = tmp_path / "cameras.json"
    cameras = media.Cameras({"C-1": "vault"}, seed=2022, now=lambda: AT, fault=Spoiled(path).fault_at)
    wished(source, path, "gone", AT)
    assert cameras.fresh("C-1") is None and not cameras.is_slow("C-1")
    wished(source, path, "slow", AT)
    assert cameras.fresh("C-1") and cameras.is_slow("C-1")


def test_what_is_not_there_is_named_with_what_there_is(source, tmp_path):
    spoiled, nothing = Spoiled(tmp_path / "cameras.json"), [].append
    with pytest.raises(NoCamera, match=r"no camera .X..*C-1"):
        spoil(Wish("X", "dark", 1), spoiled, now=AT, said=nothing)
    with pytest.raises(NoCamera, match=re.escape(", ".join(KINDS))):
        spoil(Wish("C-1", "broken", 1), spoiled, now=AT, said=nothing)
    assert not spoiled.path.exists()


def test_a_damaged_file_changes_nothing(source, tmp_path):
    path = tmp_path / "cameras.json"
    spoiled = Spoiled(path)
    wished(source, path, "dark", AT)
    assert spoiled.read()["C-1"].kind == "dark"
    for nonsense in ("", "[]", "{", '{"C-1": {}}'):
        path.write_text(nonsense)
        assert spoiled.read()["C-1"].kind == "dark"
