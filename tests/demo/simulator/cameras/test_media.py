"""Simulated cameras over real sockets: HTTP, MJPEG, RTSP read by PyAV, and the faults of the script."""

import io
import urllib.error
import urllib.request
from datetime import datetime, timedelta

import pytest
from PIL import Image

from anbao.demo.simulator.cameras import media, rtpjpeg
from anbao.demo.simulator.cameras.faults import DRAWN, Fault, fault_at
from anbao.demo.staff.habits import ZONE
from anbao.engines import imaging
from anbao.senses.cameras.fetching import NoPicture, Wish, fetch

AT = datetime(2022, 2, 3, 20, 0, tzinfo=ZONE)
KINDS = {"A-CA01": "self_service_area", "B-CA01": "vault"}


@pytest.fixture(scope="module")
def plain() -> media.Cameras:
    return media.Cameras(KINDS, seed=7, now=lambda: AT, fault=lambda *_: None)


def broken(kind: str) -> media.Cameras:
    fault = Fault(kind, AT, AT + timedelta(hours=1))
    return media.Cameras(KINDS, seed=7, now=lambda: AT, fault=lambda *_: fault)


def test_http_and_rtsp_give_the_same_room(plain):
    with media.served(plain) as (http, rtsp):
        content = urllib.request.urlopen(f"http://127.0.0.1:{http}/A-CA01.jpg", timeout=20).read()
        stream = fetch(Wish("rtsp", f"rtsp://127.0.0.1:{rtsp}/A-CA01", 20.0, AT)).content
        moving = fetch(Wish("http_snapshot", f"http://127.0.0.1:{http}/A-CA01.mjpg", 20.0, AT)).content
        with pytest.raises(urllib.error.HTTPError):
            urllib.request.urlopen(f"http://127.0.0.1:{http}/gone.jpg", timeout=20)
        with pytest.raises(NoPicture):
            fetch(Wish("rtsp", f"rtsp://127.0.0.1:{rtsp}/gone", 20.0, AT))
    sizes = {Image.open(io.BytesIO(one)).size for one in (content, stream, moving)}
    assert sizes == {(1280, 720)}


def test_a_camera_that_is_gone_answers_nothing_and_a_slow_one_is_cut():
    with media.served(broken("gone")) as (http, _rtsp), pytest.raises(NoPicture) as none:
        fetch(Wish("http_snapshot", f"http://127.0.0.1:{http}/A-CA01.jpg", 20.0, AT))
    assert none.value.reason == "unreachable"
    with media.served(broken("slow")) as (http, _rtsp), pytest.raises(NoPicture) as none:
        fetch(Wish("http_snapshot", f"http://127.0.0.1:{http}/A-CA01.jpg", 1.0, AT))
    assert none.value.reason == "timeout"


def test_the_dim_lobby_is_seen_by_the_engine_and_a_quiet_evening_is_not(plain):
    history = imaging.History()
    for minute in range(0, 60, 10):
        at = AT + timedelta(minutes=minute)
        picture = imaging.prepare(plain.picture("A-CA01", at))
        verdict = imaging.diagnose(picture, history, at=at.timestamp(), hour=20)
        assert verdict.ok, verdict.words("en")
        history = history.after(picture, verdict, at=at.timestamp(), hour=20)
    dim = imaging.prepare(plain.views["A-CA01"].jpeg(AT, Fault("dark", AT, AT)))
    assert imaging.diagnose(dim, history, at=AT.timestamp() + 3700, hour=21).fault == "dark"


def test_the_same_seed_camera_and_moment_give_the_same_fault():
    days = [AT + timedelta(hours=6 * n, minutes=200) for n in range(200)]
    drawn = [fault_at(7, "X-CA01", at) for at in days]
    assert drawn == [fault_at(7, "X-CA01", at) for at in days]
    found = [fault for fault in drawn if fault]
    assert 0 < len(found) < 30 and {fault.kind for fault in found} <= set(DRAWN)


def test_a_jpeg_goes_over_rtp_whole(plain):
    content = plain.picture("B-CA01", AT)
    sent = list(rtpjpeg.packets(content, sequence=65_535, stamp=2**33, source=1))
    kind, width, height, tables, scan = rtpjpeg.parts(content)
    assert (kind, width, height, len(tables)) == (1, 1280, 720, 128)
    first = 12 + 8 + 4 + 128
    assert sent[0][first:] + b"".join(packet[20:] for packet in sent[1:]) == scan
    assert [packet[1] >> 7 for packet in sent] == [0] * (len(sent) - 1) + [1]
    with pytest.raises(rtpjpeg.NotBaseline):
        rtpjpeg.parts(b"\xff\xd8\xff\xd9")
