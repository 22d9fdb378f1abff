"""HLS of a camera over the simulator's RTSP: by token only, begun by the first request, ended when nobody asks."""

import subprocess
import sys
import tempfile
from pathlib import Path

import pytest
from django.test import Client

from anbao.command.wall import films, pictures
from anbao.command.wall.models import Screen
from tests.branch import NOW
from tests.command.wall.test_actions import add, camera
from tests.reading import signed_in

av = pytest.importorskip("av")


@pytest.fixture(autouse=True)
def clocks(monkeypatch):
    monkeypatch.setattr("anbao.kit.clock.now", lambda: NOW)
    monkeypatch.setattr(pictures, "BEGINS", 60.0)
    pictures._seen.clear()
    yield
    films.films.close()


@pytest.fixture
def rtsp():
    """The address of a simulated camera."""
    from anbao.demo.simulator.cameras import media

    cameras = media.Cameras({"A-CA01": "lobby"}, seed=1, now=lambda: NOW, fault=lambda *_: None)
    with media.served(cameras) as (_http, port):
        yield f"rtsp://127.0.0.1:{port}/A-CA01"


def streamed(branch, address: str, place: str = "CL01", code: str = "C-1"):
    source = camera(branch, place, code)
    source.kind, source.address, source.timeout = "rtsp", address, 30
    source.save(update_fields=["kind", "address", "timeout"])
    return source


def test_a_film_is_played_by_the_token_of_a_screen(branch, rtsp):
    source, (_screen, token) = streamed(branch, rtsp), add(branch)
    player, base = Client(), f"/wall/hls/{token}/{source.pk}"
    playlist = player.get(f"{base}/index.m3u8")
    assert playlist.status_code == 200 and playlist["Content-Type"] == "application/vnd.apple.mpegurl"
    part = next(line for line in playlist.content.decode().splitlines() if line.endswith(".ts"))
    segment = player.get(f"{base}/{part}")
    assert segment.status_code == 200 and segment.content[0] == 0x47  # the sync byte of MPEG-TS
    assert player.get(f"{base}/s999999.ts").status_code == 404


def test_nobody_else_gets_one(branch):
    inside, outside = streamed(branch, "rtsp://127.0.0.1:9/x"), streamed(branch, "rtsp://127.0.0.1:9/x", "SQ01", "C-2")
    pictured, (screen, token) = camera(branch, "CL01", "C-3"), add(branch)
    client = Client()
    for path in (f"{'x' * 32}/{inside.pk}", f"{token}/{outside.pk}", f"{token}/{pictured.pk}"):
        assert client.get(f"/wall/hls/{path}/index.m3u8").status_code == 404
    assert client.get(f"/wall/hls/{token}/{inside.pk}/..%2Fx.ts").status_code in (302, 404)
    Screen.house.filter(pk=screen.pk).update(revoked_at=NOW)
    pictures._seen.clear()
    assert client.get(f"/wall/hls/{token}/{inside.pk}/index.m3u8").status_code == 404


def test_a_camera_that_is_away_is_told_as_not_yet(branch):
    source, (_screen, token) = streamed(branch, "rtsp://127.0.0.1:9/x"), add(branch)
    assert Client().get(f"/wall/hls/{token}/{source.pk}/index.m3u8").status_code == 503


def test_without_pyav_it_is_said_plainly(branch, monkeypatch):
    monkeypatch.setattr(pictures, "maker", lambda: "")
    monkeypatch.setattr("anbao.command.wall.desk_views.maker", lambda: "")
    source, (_screen, token) = streamed(branch, "rtsp://127.0.0.1:9/x"), add(branch)
    assert Client().get(f"/wall/hls/{token}/{source.pk}/index.m3u8").status_code == 501
    assert "未安装 PyAV" in signed_in(branch.chief).get("/wall/").content.decode()


def test_a_film_that_nobody_watches_ends_and_leaves_nothing(monkeypatch):
    monkeypatch.setattr(films, "IDLE", 0.0)
    monkeypatch.setattr(films, "LOOK", 0.01)
    begun = []

    def begin(_wish, _folder):
        begun.append(subprocess.Popen([sys.executable, "-c", "import sys; sys.stdin.read()"], stdin=subprocess.PIPE))
        return begun[0]

    monkeypatch.setattr(films, "begin_film", begin)
    own = films.Films()
    folder = own.film(1, None).folder
    sweeper = own._sweeper
    assert begun[0].wait(30) == 0
    if sweeper is not None:
        sweeper.join(30)
    assert not folder.exists() and folder.parent == Path(tempfile.gettempdir())
