"""The short reader sees what the general one sees, or leaves the picture to it; no bytes make it fall over."""

import cv2
import numpy as np
import pytest

from anbao.engines.imaging import PictureError, prepare
from anbao.engines.imaging.jpeg import layout_of, read
from tests.engines.imaging.scenes import room

FULL, HALF, WIDE = (
    cv2.IMWRITE_JPEG_SAMPLING_FACTOR_444,
    cv2.IMWRITE_JPEG_SAMPLING_FACTOR_420,
    cv2.IMWRITE_JPEG_SAMPLING_FACTOR_422,
)


def jpeg(size=(1920, 1080), quality=80, grey=False, **how) -> bytes:
    scene = cv2.resize(room(3, (480, 270)), size, interpolation=cv2.INTER_LINEAR)
    scene += np.random.default_rng(5).normal(0, 4, scene.shape[:2])[..., None]
    frame = np.clip(scene, 0, 255).astype(np.uint8)
    flags = [cv2.IMWRITE_JPEG_QUALITY, quality]
    for name, value in how.items():
        flags += [getattr(cv2, f"IMWRITE_JPEG_{name.upper()}"), value]
    return cv2.imencode(".jpg", cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY) if grey else frame, flags)[1].tobytes()


def general(data: bytes, flag: int) -> np.ndarray:
    return cv2.imdecode(np.frombuffer(data, np.uint8), flag).astype(np.int16)


@pytest.mark.parametrize(
    "how",
    [
        {},
        {"quality": 30},
        {"quality": 100},
        {"optimize": 1},
        {"rst_interval": 7},
        {"sampling_factor": FULL},
        {"sampling_factor": WIDE},
        {"sampling_factor": HALF, "size": (1931, 1093)},
        {"grey": True},
        {"grey": True, "rst_interval": 11, "size": (1921, 1083)},
    ],
    ids=str,
)
def test_it_sees_what_the_general_decoder_sees(how):
    data = jpeg(**how)
    planes = read(data, layout_of(data), 4)
    other = general(data, cv2.IMREAD_REDUCED_GRAYSCALE_4)
    assert planes[0].shape == other.shape and np.abs(planes[0] - other).max() <= 1
    assert len(planes) == (1 if how.get("grey") else 3)
    picture, colour = prepare(data), general(data, cv2.IMREAD_REDUCED_COLOR_4)
    assert np.array_equal(picture.luma, planes[0])
    # a colour plane is a pixel or two coarser, so only the average of a place is the same
    apart = cv2.blur(picture.bgr.astype(np.float32), (15, 15)) - cv2.blur(colour.astype(np.float32), (15, 15))
    assert np.abs(apart).mean() < 0.6


def test_an_eighth_is_the_mean_of_each_block():
    data = jpeg(size=(3840, 2160))
    planes = read(data, layout_of(data), 8)
    other = general(data, cv2.IMREAD_REDUCED_GRAYSCALE_8)
    assert planes[0].shape == other.shape == (270, 480) and np.abs(planes[0] - other).max() <= 1


@pytest.mark.parametrize("how", [{"progressive": 1}, {"arithmetic": 1}, {"cut": 1}])
def test_other_forms_are_left_to_the_general_decoder(how):
    if how == {"cut": 1}:
        data = jpeg()[:-90]
    elif how == {"arithmetic": 1}:
        data = jpeg().replace(b"\xff\xc0", b"\xff\xc9", 1)
    else:
        data = jpeg(**how)
    layout = layout_of(data)
    assert layout is None or read(data, layout, 4) is None


def test_no_bytes_make_it_fall_over():
    dice = np.random.default_rng(11)
    whole = jpeg(size=(1800, 200), quality=60, rst_interval=9), jpeg(size=(1800, 200), quality=60)
    fine = 0
    for number in range(300):
        data = bytearray(whole[number % 2])
        begin = 2 if number % 3 else layout_of(bytes(data)).begins
        for _ in range(int(dice.integers(1, 6))):
            data[int(dice.integers(begin, len(data) if number % 3 == 0 else 700))] = int(dice.integers(0, 256))
        if number % 5 == 0:
            del data[int(dice.integers(400, len(data))) :]
        try:
            layout = layout_of(bytes(data))
            if layout is not None and layout.width * layout.height < 4_000_000:
                fine += read(bytes(data), layout, 4) is not None
            prepare(bytes(data))
        except PictureError:
            pass
    assert fine > 20
