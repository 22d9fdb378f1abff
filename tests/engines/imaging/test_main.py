"""The command's contract: rows in order, and one line on wrong input."""

import csv

import av
import numpy as np
import pytest

from anbao.engines.imaging.__main__ import main
from tests.engines.imaging.scenes import Camera, jpeg_of, room


def told(path):
    with path.open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def folder(tmp_path):
    camera = Camera(room())
    place = tmp_path / "camera"
    place.mkdir()
    for n in range(1, 5):
        (place / f"picture-{n}.jpg").write_bytes(camera.jpeg())
    (place / "picture-10.jpg").write_bytes(camera.jpeg(lambda scene: scene * 0.2))
    (place / "picture-11.jpg").write_bytes(b"broken")
    (place / "notes.txt").write_text("not a picture")
    return place


def test_a_folder_is_one_camera_in_order_of_its_numbers(folder, tmp_path):
    assert main([str(folder), "--out", str(tmp_path / "v.csv"), "--interval", "60"]) == 0
    rows = told(tmp_path / "v.csv")
    assert [row["source"] for row in rows[-2:]] == ["picture-10.jpg", "picture-11.jpg"]
    assert [row["fault"] for row in rows] == ["ok"] * 4 + ["dark", "signal_loss"]
    assert rows[4]["seconds"] == "240.000" and float(rows[4]["level_drop"]) > 0.7
    assert list(rows[0])[:4] == ["source", "seconds", "fault", "score"]


def test_a_clip_gives_a_row_a_frame_or_one_in_so_many_seconds(tmp_path):
    clip = tmp_path / "clip.mp4"
    camera = Camera(room(size=(640, 360)))
    with av.open(str(clip), "w") as out:
        stream = out.add_stream("mpeg4", rate=5)
        stream.width, stream.height, stream.pix_fmt, stream.bit_rate = 640, 360, "yuv420p", 4_000_000
        for n in range(10):
            frame = camera.frame() if n < 8 else np.zeros((360, 640, 3), np.uint8)
            out.mux(stream.encode(av.VideoFrame.from_ndarray(frame, format="bgr24")))
        out.mux(stream.encode())
    assert main([str(clip), "--out", str(tmp_path / "v.csv")]) == 0
    rows = told(tmp_path / "v.csv")
    assert [row["fault"] for row in rows] == ["ok"] * 8 + ["signal_loss"] * 2
    assert main([str(clip), "--out", str(tmp_path / "v.csv"), "--every", "1"]) == 0
    assert [row["seconds"] for row in told(tmp_path / "v.csv")] == ["0.000", "1.000"]


def test_pictures_that_are_none_are_rows_of_their_own(folder, tmp_path):
    (folder / "picture-12.jpg").write_bytes(b"")
    (folder / "picture-13.jpg").mkdir()
    (folder / "picture-14.png").write_text("a text")
    (folder / "picture-15.jpg").write_bytes((folder / "picture-1.jpg").read_bytes()[:2000])
    (folder / "picture-16.jpg").write_bytes(jpeg_of(np.zeros((1, 1, 3), np.uint8)))
    assert main([str(folder), "--out", str(tmp_path / "v.csv")]) == 0
    rows = told(tmp_path / "v.csv")[-5:]
    assert [row["fault"] for row in rows] == ["signal_loss"] * 5 and all(row["zh"] for row in rows)


@pytest.mark.parametrize(
    "wrong",
    [["nowhere"], ["."], ["x.mp4"], [".", "--hour", "24"], [".", "--interval", "0"], [".", "--every", "-1"], []],
)
def test_wrong_input_is_one_line(wrong, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "x.mp4").write_bytes(b"no clip")
    try:
        code = main([*wrong, "--out", "v.csv"])
    except SystemExit as left:
        code = left.code
    message = capsys.readouterr().err
    assert code == 2 and message.startswith("error: ") and message.count("\n") == 1
    assert not (tmp_path / "v.csv").exists()
