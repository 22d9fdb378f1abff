"""Pictures over real sockets: what a camera may do, and what comes of it."""

import base64
import time
from datetime import UTC, datetime

import pytest

from anbao.senses.cameras.fetching import LIMIT, NoPicture, Wish, fetch, with_credentials
from tests.branch import NOW
from tests.senses.cameras.cameras import answer, camera, jpeg, says, trickles

PICTURE = jpeg()


def wish(address: str, kind: str = "http_snapshot", seconds: float = 3.0, **more) -> Wish:
    return Wish(kind, address, seconds, NOW, **more)


def reason(told: Wish) -> str:
    with pytest.raises(NoPicture) as refused:
        fetch(told)
    return refused.value.reason


def test_a_snapshot_comes_with_the_moment_the_camera_says():
    reply = answer(PICTURE, Last_Modified="Mon, 10 Jan 2022 00:00:00 GMT")
    with camera(says(reply)) as base:
        picture = fetch(wish(f"{base}/snap.jpg"))
    assert picture.content == PICTURE and picture.claimed_at == datetime(2022, 1, 10, tzinfo=UTC)


def test_the_first_whole_picture_of_an_mjpeg_stream_is_taken():
    part = b"--b\r\nContent-Type: image/jpeg\r\n\r\n" + PICTURE + b"\r\n"
    reply = b"HTTP/1.1 200 OK\r\nContent-Type: multipart/x-mixed-replace; boundary=b\r\n\r\n" + part * 2
    with camera(says(reply)) as base:
        assert fetch(wish(f"{base}/live")).content == PICTURE


def test_a_camera_that_sends_a_byte_at_a_time_is_cut_at_the_limit():
    with camera(trickles(answer(PICTURE))) as base:
        started = time.monotonic()
        assert reason(wish(base, seconds=0.4)) == "timeout"
        assert time.monotonic() - started < 5


def test_a_camera_that_trickles_its_headers_is_cut_too():
    with camera(trickles(b"HTTP/1.1 200 OK\r\nX-Slow: " + b"a" * 4000)) as base:
        assert reason(wish(base, seconds=0.4)) == "timeout"


def test_a_picture_that_ends_in_the_middle_is_none():
    with camera(says(answer(PICTURE)[:-500])) as base:
        assert reason(wish(base)) in {"timeout", "unreachable"}


@pytest.mark.parametrize(
    ("reply", "wanted"),
    [
        (answer(b"<html>login</html>", "text/html"), "not_a_picture"),
        (answer(b"", status="404 Not Found"), "refused"),
        (answer(b"", status="403 Forbidden"), "unauthorised"),
        (answer(b"", status="302 Found", Location="http://127.0.0.1:9/elsewhere"), "refused"),
        (answer(b"\xff\xd8\xff" + b"0" * (LIMIT + 1)), "too_large"),
        (b"nonsense\r\n\r\n", "unreachable"),
    ],
)
def test_every_other_answer_has_its_reason(reply, wanted):
    with camera(says(reply)) as base:
        assert reason(wish(base)) == wanted


def test_nobody_listening_is_unreachable():
    with camera(says(b"")) as base:
        pass
    assert reason(wish(base)) == "unreachable"


def test_basic_credentials_are_given_when_asked_for():
    wanted = b"Basic " + base64.b64encode("admin:秘密".encode())

    def habit(connection, request):
        ok = wanted in request
        heads = {} if ok else {"WWW_Authenticate": 'Basic realm="cam"'}
        connection.sendall(answer(PICTURE if ok else b"", status="200 OK" if ok else "401 Unauthorized", **heads))

    with camera(habit) as base:
        assert fetch(wish(base, credentials="admin:秘密")).content == PICTURE
        assert reason(wish(base, credentials="admin:wrong")) == "unauthorised"
        assert reason(wish(base)) == "unauthorised"


def test_digest_credentials_are_given_when_asked_for():
    def habit(connection, request):
        ok = b'username="admin"' in request and b"response=" in request
        heads = {} if ok else {"WWW_Authenticate": 'Digest realm="cam", nonce="n1", qop="auth", algorithm=MD5'}
        connection.sendall(answer(PICTURE if ok else b"", status="200 OK" if ok else "401 Unauthorized", **heads))

    with camera(habit) as base:
        assert fetch(wish(base, credentials="admin:pw")).content == PICTURE


def test_credentials_never_show_in_the_wish():
    assert "secret" not in repr(wish("http://x", credentials="admin:secret"))


def test_ffmpeg_gets_credentials_escaped():
    assert with_credentials("rtsp://10.0.0.9:554/a?b=1", "ad@min:p/w") == "rtsp://ad%40min:p%2Fw@10.0.0.9:554/a?b=1"


def test_a_stream_that_says_nothing_is_killed_at_the_limit():
    with camera(trickles(b"RTSP/1.0 200 OK\r\n" + b"x" * 4000)) as base:
        assert reason(wish(base.replace("http", "rtsp") + "/s", "rtsp", seconds=1)) == "timeout"


def test_a_stream_where_nobody_listens_is_unreachable():
    with camera(says(b"")) as base:
        pass
    assert reason(wish(base.replace("http", "rtsp") + "/s", "rtsp")) == "unreachable"


def test_a_clip_shows_what_its_moment_says_and_the_change_of_size_is_followed(tmp_path):
    import av
    import numpy as np

    for name, size, shade in (("one.mp4", (320, 240), 40), ("two.mp4", (640, 480), 200)):
        with av.open(str(tmp_path / name), "w") as container:
            stream = container.add_stream("mpeg4", rate=5)
            stream.width, stream.height, stream.pix_fmt = *size, "yuv420p"
            for _ in range(10):
                frame = av.VideoFrame.from_ndarray(np.full((size[1], size[0], 3), shade, np.uint8), format="rgb24")
                container.mux(stream.encode(frame))
            container.mux(stream.encode())
    content = {}
    for name in ("one.mp4", "two.mp4"):
        content[name] = fetch(wish(name, "file", clips=tmp_path)).content
    assert all(c.startswith(b"\xff\xd8") for c in content.values()) and content["one.mp4"] != content["two.mp4"]


@pytest.mark.parametrize("name", ["../secret.mp4", "/etc/passwd", "gone.mp4", "notes.txt"])
def test_only_clips_of_the_folder_are_read(tmp_path, name):
    (tmp_path / "notes.txt").write_text("x")
    assert reason(wish(name, "file", clips=tmp_path / "clips" if ".." in name else tmp_path)) == "no_file"
