"""Streams as HLS by PyAV: copied when they are H.264, coded when not; broken and unreachable ones end with a reason."""

import json
import subprocess
import sys

import numpy as np
import pytest

from anbao.senses.cameras import film
from anbao.senses.cameras.grab import NoFrame

av = pytest.importorskip("av")
SECONDS = 3


def clip(path, codec: str, pixels: str):
    """A clip whose grey rises with time."""
    with av.open(str(path), "w") as made:
        stream = made.add_stream(codec, rate=10)
        stream.width, stream.height, stream.pix_fmt, stream.gop_size = 160, 90, pixels, 10
        for number in range(SECONDS * 10):
            shade = np.full((90, 160, 3), 40 + number * 5, np.uint8)
            made.mux(stream.encode(av.VideoFrame.from_ndarray(shade, format="rgb24")))
        made.mux(stream.encode(None))
    return path


@pytest.mark.parametrize("codec, pixels", (("libx264", "yuv420p"), ("mjpeg", "yuvj420p")))
def test_a_stream_becomes_a_playlist_with_segments_that_play(tmp_path, codec, pixels):
    source, folder = clip(tmp_path / "clip.mkv", codec, pixels), tmp_path / "film"
    folder.mkdir()
    film.film(str(source), folder, options={}, seconds=5.0)
    lines = (folder / film.PLAYLIST).read_text().splitlines()
    parts = [line.rpartition("/")[2] for line in lines if line.endswith(".ts")]
    assert lines[0] == "#EXTM3U" and len(parts) >= SECONDS - 1
    assert all(line == line.rpartition("/")[2] for line in lines if line.endswith(".ts"))
    # segments of MPEG-TS are played one after the other, as their bytes stand
    whole = tmp_path / "whole.ts"
    whole.write_bytes(b"".join((folder / part).read_bytes() for part in parts))
    with av.open(str(whole)) as played:
        assert played.streams.video[0].codec_context.name == "h264"
        shades = [float(frame.to_ndarray(format="gray").mean()) for frame in played.decode(video=0)]
    assert shades[-1] - shades[0] > 80 and len(shades) >= SECONDS * 4


def test_what_can_not_be_filmed_says_why(tmp_path):
    with pytest.raises(NoFrame, match="no_file"):
        film.film(str(tmp_path / "none.mkv"), tmp_path, options={}, seconds=1.0)
    (tmp_path / "text.mkv").write_text("no film")
    with pytest.raises(NoFrame, match="no_video"):
        film.film(str(tmp_path / "text.mkv"), tmp_path, options={}, seconds=1.0)


def test_the_process_tells_the_reason_and_ends(tmp_path):
    job = {"url": str(tmp_path / "none.mkv"), "folder": str(tmp_path), "seconds": 1.0}
    command = [sys.executable, "-m", "anbao.senses.cameras.film"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        process.stdin.write(json.dumps(job).encode() + b"\n")
        process.stdin.flush()
        assert process.wait(60) == 3 and process.stderr.read() == b"no_file"
