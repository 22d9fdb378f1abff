"""The first picture of a camera: what no sound scene shows is told, and what looks like it in a sound one is not."""

import cv2
import numpy as np
import pytest

from anbao.engines.imaging import Verdict, diagnose, prepare
from tests.engines.imaging.scenes import Camera, jpeg_of, room

SIZE = (640, 360)


def first(change=None, scene: np.ndarray | None = None, quality: int = 90) -> Verdict:
    return diagnose(prepare(Camera(room() if scene is None else scene, quality=quality).jpeg(change)))


def sheet(colour, share: float = 0.5):
    def change(scene: np.ndarray) -> np.ndarray:
        scene[:, : int(share * SIZE[0])] = colour
        return scene

    return change


@pytest.mark.parametrize("quality", [30, 90])
@pytest.mark.parametrize("colour", [(0, 0, 0), (12, 12, 14), (110, 140, 190), (225, 230, 228), (255, 255, 255)])
def test_a_sheet_before_half_of_the_view_is_a_cover_whatever_its_tone(colour, quality):
    verdict = first(sheet(colour), quality=quality)
    assert verdict.fault == "covered" and not verdict.certain, verdict.words("en")


@pytest.mark.parametrize("tone", [0, 160, 230, 255])
def test_a_plain_sky_is_no_cover(tone):
    def sky(scene):
        scene[:160] = tone
        return scene

    assert "covered" not in first(sky).faults


def lamps(scene: np.ndarray) -> np.ndarray:
    """The room at night: dim, with a lamp and its halo."""
    down, across = np.mgrid[0 : SIZE[1], 0 : SIZE[0]]
    away = np.hypot(across - 420, down - 60)[..., None]
    return scene * 0.15 + 300 * np.exp(-((away / 14) ** 2)) + 90 * np.exp(-((away / 60) ** 2))


def test_a_night_with_a_lamp_is_no_fault_and_one_without_any_light_is():
    night = first(lamps)
    assert night.ok and night.numbers["level"] < 40, night.words("en")
    for change in (lambda scene: scene * 0.15, lambda scene: scene * 0.32, lambda scene: (scene - 130) * 1.2):
        assert first(change).fault == "dark"


def test_a_pale_picture_is_overexposed_and_a_page_is_not():
    assert first(lambda scene: scene * 0.35 + 165).fault == "overexposed"
    page = np.full((*SIZE[::-1], 3), 236, np.uint8)
    for line in range(40, 340, 26):
        cv2.putText(
            page, "The vendor keeps a log of every visit", (30, line), cv2.FONT_HERSHEY_SIMPLEX, 0.8, (25, 25, 25), 2
        )
    verdict = diagnose(prepare(jpeg_of(page)))
    assert verdict.ok and verdict.numbers["level"] > 185, verdict.words("en")


def test_a_smear_along_one_direction_is_blur_and_says_so():
    sharp = cv2.GaussianBlur(room(size=(1280, 720)), (0, 0), 0.8)
    verdict = first(lambda scene: cv2.filter2D(scene, -1, np.full((1, 25), 1 / 25, np.float32)), scene=sharp)
    assert verdict.fault == "blurred", verdict.numbers
    assert first(scene=sharp).ok


CASTS = {
    "a grey scene under one tint": lambda scene: scene.mean(axis=2, keepdims=True) * np.float32([0.8, 1.0, 1.3]),
    "a veil of colour": lambda scene: scene * 0.7 + np.float32([70, 10, 0]),
    "a faint channel": lambda scene: scene * np.float32([1.0, 1.0, 0.4]),
}


@pytest.mark.parametrize("kind", CASTS)
def test_a_cast_is_told_by_what_white_black_and_grey_have_become(kind):
    verdict = first(CASTS[kind])
    assert "cast" in verdict.faults, verdict.numbers


def test_a_scene_with_a_colour_of_its_own_has_no_cast():
    assert first(lambda scene: scene * np.float32([0.75, 1.0, 0.88])).ok
    assert first().ok
