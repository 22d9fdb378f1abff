"""Faults that nobody can miss are told by their name under a sharp clock, the stronger the surer; and none is learned."""

import cv2
import numpy as np
import pytest

from anbao.engines.imaging import History, Picture, Verdict, diagnose, prepare
from tests.engines.imaging.scenes import Camera, jpeg_of, room

SIZE = (768, 432)


def clocked(frame: np.ndarray, second: int) -> np.ndarray:
    text = f"2022-02-03 20:00:{second:02}"
    return cv2.putText(frame.copy(), text, (20, 40), cv2.FONT_HERSHEY_SIMPLEX, 1, (255, 255, 255), 2)


def seen(camera: Camera, second: int, change=None) -> Picture:
    return prepare(jpeg_of(clocked(camera.frame(change), second)))


@pytest.fixture(scope="module")
def known() -> tuple[Camera, History]:
    """A camera under a clock, and its past of six sound pictures, a minute apart."""
    camera, history = Camera(room(size=SIZE), sigma=1.5), History()
    for n in range(6):
        picture = seen(camera, n)
        verdict = diagnose(picture, history, at=60.0 * n)
        assert verdict.ok, verdict.words("en")
        history = history.after(picture, verdict, at=60.0 * n)
    return camera, history


def told(known, change) -> Verdict:
    camera, history = known
    return diagnose(seen(camera, 59, change), history, at=400.0)


def out_of_focus(sigma):
    return lambda scene: cv2.GaussianBlur(scene, (0, 0), sigma)


def haze(contrast):
    return lambda scene: scene * contrast + 150 * (1 - contrast)


def elsewhere(scene):
    return room(seed=9, size=SIZE)[:, ::-1]


def hand(scene):
    """Skin or cloth, not of one tone, before three quarters of the view."""
    height, width = scene.shape[:2]
    down, across = np.mgrid[0:height, 0:width].astype(np.float32)
    away = np.hypot((across / width - 0.4) / 0.45, (down / height - 0.5) / 0.6)
    mask = np.clip((1.2 - away) * 4, 0, 1)[..., None]
    rough = cv2.GaussianBlur(np.random.default_rng(5).normal(0, 1, (height, width)), (0, 0), 5)
    return scene * (1 - mask) + (np.array([90, 110, 160]) + (rough / rough.std() * 6)[..., None]) * mask


def tape(scene):
    scene[:, : int(0.3 * scene.shape[1])] = (70, 72, 75)
    return scene


GROSS = {
    "another scene": ("moved", elsewhere),
    "a hand": ("covered", hand),
    "tape over the left": ("covered", tape),
    "haze": ("blurred", haze(0.25)),
    **{f"out of focus by {sigma} px": ("blurred", out_of_focus(sigma)) for sigma in (4, 12, 45)},
}


@pytest.mark.parametrize("kind", GROSS)
def test_a_gross_fault_is_told_by_its_name_under_a_sharp_clock(known, kind):
    fault, change = GROSS[kind]
    verdict = told(known, change)
    assert verdict.fault == fault, verdict.words("en")
    assert verdict.certain and verdict.words("zh") != verdict.words("en")


def test_the_farther_out_of_focus_the_surer(known):
    scores = [told(known, out_of_focus(sigma)).score for sigma in (4, 8, 16, 30)]
    assert scores == sorted(scores) and scores[-1] > scores[0] + 0.05


def test_haze_is_told_from_defocus_by_its_words(known):
    assert "对比度" in told(known, haze(0.25)).words("zh")
    assert "细节" in told(known, out_of_focus(12)).words("zh")


def test_a_crowd_before_the_camera_is_no_cover(known):
    dice = np.random.default_rng(2)

    def crowd(scene):
        for x in range(40, 640, 75):
            colour = tuple(float(v) for v in dice.uniform(20, 200, 3))
            cv2.ellipse(scene, (x, 260), (36, 130), 0, 0, 360, colour, -1)
        return scene

    verdict = told(known, crowd)
    assert verdict.ok, verdict.words("en")


def test_ground_laid_bare_by_a_car_is_no_cover():
    """The car stood there while the past was learned; its place looks like the ground around it."""
    ground = room(size=SIZE) * 0
    ground += np.float32([88, 90, 92])
    for x in range(20, SIZE[0], 90):
        cv2.line(ground, (x, 90), (x + 30, 420), (225.0, 225.0, 225.0), 3)
    with_car = ground.copy()
    cv2.rectangle(with_car, (180, 150), (500, 430), (60.0, 60.0, 190.0), -1)
    for x in range(180, 500, 40):
        cv2.rectangle(with_car, (x, 160), (x + 18, 420), (190.0, 190.0, 190.0), 2)
    ground[150:, 170:510] = (88, 90, 92)
    parked, history = Camera(with_car, sigma=1.5), History()
    for n in range(6):
        picture = seen(parked, n)
        history = history.after(picture, diagnose(picture, history, at=60.0 * n), at=60.0 * n)
    verdict = diagnose(seen(Camera(ground, sigma=1.5), 9), history, at=400.0)
    assert "covered" not in verdict.faults, verdict.words("en")


def test_what_may_be_a_fault_is_not_learned_within_an_hour(known):
    """Haze below the limit for an hour, then the real one: it is still told against the clear view."""
    camera, history = known
    for n in range(20):
        picture = seen(camera, n, haze(0.54))
        verdict = diagnose(picture, history, at=400.0 + 180 * n)
        assert verdict.ok and verdict.doubtful, verdict.numbers
        history = history.after(picture, verdict, at=400.0 + 180 * n)
    assert history.count == 6
    assert diagnose(seen(camera, 58, haze(0.25)), history, at=4000.0).fault == "blurred"
    accepted = history.accepted(picture, at=4000.0)
    assert not diagnose(seen(camera, 59, haze(0.54)), accepted, at=4060.0).doubtful


def test_a_camera_turned_to_plain_ground_is_moved_by_its_lines_and_stones():
    """Asphalt is as flat as a cover; yet nothing on a cover is in focus."""
    dice = np.random.default_rng(6)
    height, width = SIZE[1], SIZE[0]

    def ground(scene):
        scene[:] = np.float32([88, 90, 92]) + cv2.GaussianBlur(dice.normal(0, 5, (height, width)), (0, 0), 2)[..., None]
        for _ in range(14):
            x, y = int(dice.integers(20, width - 20)), int(dice.integers(70, height - 70))
            cv2.circle(scene, (x, y), 2, (215.0, 215.0, 215.0), -1)
        for x in (30, 560):
            cv2.line(scene, (x, 60), (x + 60, 20), (225.0, 225.0, 225.0), 6)
        return scene

    wall = Camera(np.clip(room(size=SIZE) + np.float32([40, 35, 30]), 0, 255), sigma=1.5)
    history = History()
    for n in range(6):
        picture = seen(wall, n)
        history = history.after(picture, diagnose(picture, history, at=60.0 * n), at=60.0 * n)
    verdict = diagnose(seen(wall, 59, ground), history, at=400.0)
    assert verdict.fault == "moved", verdict.words("en")
    cover = diagnose(seen(wall, 59, lambda scene: scene * 0 + np.float32([88, 90, 92])), history, at=400.0)
    assert cover.fault == "covered", cover.words("en")
