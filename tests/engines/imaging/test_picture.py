"""Bytes become a picture at reduced scale, or are refused in words."""

import zlib

import cv2
import numpy as np
import pytest

from anbao.engines.imaging import History, PictureError, diagnose, from_array, prepare
from anbao.engines.imaging.picture import reduction, size_of_jpeg
from tests.engines.imaging.scenes import jpeg_of, room


@pytest.mark.parametrize(
    ("size", "by", "shape"),
    [
        ((1920, 1080), 4, (270, 480)),
        ((3840, 2160), 8, (270, 480)),
        ((1280, 720), 2, (360, 640)),
        ((640, 480), 1, (480, 640)),
    ],
)
def test_a_picture_is_read_at_the_smallest_useful_scale(size, by, shape):
    frame = np.full((size[1], size[0], 3), 90, np.uint8)
    assert reduction(*size) == by
    assert size_of_jpeg(jpeg_of(frame)) == size
    for picture in (prepare(jpeg_of(frame)), from_array(frame)):
        assert picture.luma.shape == shape and (picture.width, picture.height) == size


@pytest.mark.parametrize(
    "bad", [b"", b"\xff\xd8", b"\xff\xd8\xff\xe0\x00\x10JFIF", b"GET / HTTP/1.1", b"\xff\xd8" + b"\xff" * 50]
)
def test_bytes_that_are_no_picture_are_refused_in_both_languages(bad):
    with pytest.raises(PictureError) as told:
        prepare(bad)
    assert told.value.zh and told.value.en


def test_a_header_that_promises_too_many_pixels_is_refused_before_decoding():
    jpeg = bytearray(jpeg_of(np.zeros((64, 64, 3), np.uint8)))
    at = jpeg.index(b"\xff\xc0")
    jpeg[at + 5 : at + 9] = (60000).to_bytes(2) * 2
    with pytest.raises(PictureError, match="60000x60000"):
        prepare(bytes(jpeg))


def test_a_png_that_promises_too_many_pixels_is_refused_before_decoding():
    png = bytearray(cv2.imencode(".png", np.zeros((64, 64, 3), np.uint8))[1].tobytes())
    png[16:24] = (20000).to_bytes(4) * 2
    png[29:33] = zlib.crc32(png[12:29]).to_bytes(4)
    with pytest.raises(PictureError):
        prepare(bytes(png))


@pytest.mark.parametrize("form", [".png", ".bmp", ".webp"])
def test_other_forms_and_depths_are_read_too(form):
    frame = np.full((300, 400, 3), (40, 80, 120), np.uint8)
    assert prepare(cv2.imencode(form, frame)[1].tobytes()).width == 400
    deep = prepare(cv2.imencode(".png", frame.astype(np.uint16) * 257)[1].tobytes())
    assert deep.bgr[150, 200].tolist() == [40, 80, 120]


@pytest.mark.parametrize(
    "frame",
    [np.zeros((9, 9, 3), np.uint8), np.zeros((90, 90, 4), np.uint8), np.zeros((90, 90)), np.zeros((0, 9), np.uint8)],
)
def test_arrays_that_are_no_frame_are_refused(frame):
    with pytest.raises(PictureError):
        from_array(frame)


def test_a_cut_jpeg_is_read_as_far_as_it_goes_or_refused():
    jpeg = jpeg_of(np.random.default_rng(1).integers(0, 255, (480, 640, 3)).astype(np.uint8))
    for end in (200, len(jpeg) // 2):
        try:
            assert prepare(jpeg[:end]).width == 640
        except PictureError as refused:
            assert refused.zh


@pytest.mark.parametrize("size", [(160, 120), (176, 144), (120, 160), (96, 64), (80, 48)])
def test_a_thumbnail_is_judged_as_any_picture(size):
    """Its blocks are narrower than the longest distance between two pixels that are compared."""
    picture = from_array(cv2.resize(room(), size, interpolation=cv2.INTER_AREA).astype(np.uint8))
    assert np.isfinite(picture.steps).all() and (picture.steps.max(axis=(2, 3)) > 0).all()
    history, verdicts = History(), []
    for at in (0.0, 60.0, 120.0):
        verdicts.append(diagnose(picture, history, at=at))
        history = history.after(picture, verdicts[-1], at=at)
    dark = from_array(np.zeros((size[1], size[0], 3), np.uint8))
    assert "blurred" not in [verdict.fault for verdict in verdicts]
    assert diagnose(dark, history, at=180.0).fault == "signal_loss"
