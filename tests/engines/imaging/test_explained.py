"""What looks like a fault and follows from something else: noise that a fault took away, snow, cloth, a white sky, sharp gravel."""

import cv2
import numpy as np
import pytest

from anbao.engines.imaging import History, diagnose, from_array, prepare
from tests.engines.imaging.scenes import Camera, room
from tests.engines.imaging.test_diagnosis import clip_of, learned

GONE = {
    "dark": lambda frame: frame * 0.1,
    "overexposed": lambda frame: frame * 4.0 + 120,
    "blurred": lambda frame: cv2.GaussianBlur(frame, (0, 0), 8),
    "covered": lambda frame: frame * 0 + np.float32([70, 80, 90]),
}


@pytest.mark.parametrize("fault", GONE)
def test_a_clip_whose_noise_a_fault_took_away_is_not_frozen(fault):
    camera, history, told = Camera(room(size=(480, 270)), sigma=4.0), History(), []
    frames = [camera.frame().astype(np.float32) for _ in range(80)]
    frames = [np.clip(f if n < 40 else GONE[fault](f), 0, 255).astype(np.uint8) for n, f in enumerate(frames)]
    for n, frame in enumerate(clip_of(frames)):
        picture = from_array(frame)
        verdict = diagnose(picture, history, at=n / 10)
        history = history.after(picture, verdict, at=n / 10)
        told.append(verdict.faults)
    assert not any(told[:40])
    assert {faults[0] for faults in told[42:]} == {fault} and not any("frozen" in faults for faults in told)


def judged(camera: Camera, change):
    history, at = learned(camera)
    return diagnose(prepare(camera.jpeg(change)), history, at=at)


def told_of(verdict, fault: str):
    """What the verdict says about one question."""
    return next(check for check in verdict.checks if check.fault == fault)


def test_snow_is_noise_and_no_other_scene():
    snow = np.random.default_rng(3).integers(0, 255, (360, 640, 1)).astype(np.float32)
    assert judged(Camera(room()), lambda scene: np.repeat(snow, 3, axis=2)).fault == "noise"


@pytest.mark.parametrize(("tone", "fault"), [(60, "covered"), (130, "moved")])
def test_a_rough_thing_all_over_is_a_cloth_when_it_is_dim_and_else_a_wall(tone, fault):
    down, across = np.mgrid[:360, :640]
    weave = np.sin(across / 3) * np.sin(down / 3) * 8 + np.sin((across + down) / 60) * 15 + tone
    assert judged(Camera(room()), lambda scene: np.repeat(weave[..., None], 3, axis=2)).fault == fault


def under_a_sky() -> np.ndarray:
    scene = room()
    scene[:150] = 232.0
    return scene


def test_a_bright_sky_that_turns_white_with_a_little_more_light_is_no_fault():
    verdict = judged(Camera(under_a_sky()), lambda scene: scene * 1.15)
    assert verdict.numbers["clipped"] > 0.3 and verdict.ok, verdict.words("en")
    assert judged(Camera(under_a_sky()), lambda scene: scene * 2 + 40).fault == "overexposed"


def test_fine_texture_that_is_a_little_sharper_is_no_noise():
    gravel = cv2.GaussianBlur(np.random.default_rng(5).normal(0, 1, (360, 360)), (0, 0), 0.6)
    gravel *= 26 / gravel.std()
    gravel[:, :120] *= 0.3
    scene = np.repeat(gravel[..., None] + 120, 3, axis=2).clip(0, 255).astype(np.float32)
    camera, noise = Camera(cv2.GaussianBlur(scene, (0, 0), 0.45)), np.random.default_rng(6).normal(0, 25, (360, 360, 1))
    assert judged(camera, lambda _: scene).ok
    assert judged(camera, lambda _: scene + noise).fault == "noise"


def sharp_on_the_left() -> np.ndarray:
    """A sharp thing before a soft ground, as lenses show it."""
    scene, soft = room(), cv2.GaussianBlur(room(seed=4), (0, 0), 2.5)
    scene[:, 320:] = soft[:, 320:]
    return scene


def test_a_cover_over_what_was_sharp_is_no_blur_when_the_rest_is_as_ever():
    def cover(scene):
        scene[:, :310] = 40
        return scene

    assert judged(Camera(sharp_on_the_left()), cover).fault == "covered"
    blurred = judged(Camera(sharp_on_the_left()), lambda scene: cv2.GaussianBlur(scene, (0, 0), 6))
    assert blurred.fault == "blurred"


def test_a_rough_sleeve_of_one_tone_covers_from_less_than_half_of_the_view():
    rough = cv2.GaussianBlur(np.random.default_rng(8).normal(0, 1, (360, 640)), (0, 0), 3)
    rough = (rough / rough.std() * 8)[..., None] + np.float32([70, 60, 50])

    def before(share):
        def change(scene):
            rows = round(share * 360)
            scene[360 - rows :] = rough[360 - rows :]
            return scene

        return change

    verdict = judged(Camera(room()), before(0.45))
    assert verdict.fault == "covered" and verdict.numbers["stands_before"] > 0.36
    assert judged(Camera(room()), before(0.2)).ok


@pytest.mark.parametrize("zoom", [0.75, 1.3])
def test_a_camera_that_zoomed_is_moved_and_says_by_how_much(zoom):
    camera = Camera(room(size=(960, 540))[90:450, 160:800])
    wide = room(size=(960, 540))
    seen = cv2.getRotationMatrix2D((480, 270), 0, zoom)
    seen[:, 2] -= (160, 90)
    verdict = judged(camera, lambda _: cv2.warpAffine(wide, seen, (640, 360), borderMode=cv2.BORDER_REFLECT))
    assert verdict.fault == "moved" and verdict.numbers["zoom"] == pytest.approx(zoom, rel=0.04)


@pytest.mark.parametrize("along", [0, 1])
def test_stripes_over_the_whole_picture_are_noise(along):
    lines = 20.0 * np.sign(np.sin(np.arange((360, 640)[along]) * 1.05))
    lines = lines[:, None, None] if along == 0 else lines[None, :, None]
    verdict = judged(Camera(room()), lambda scene: scene + lines)
    assert verdict.fault == "noise" and "stripes" in verdict.words("en")


def test_a_night_picture_with_a_little_colour_left_by_an_encoder_has_no_cast():
    tint = np.float32([1.02, 1.0, 0.98])

    def night(scene):
        return scene.mean(axis=2, keepdims=True) * tint

    coloured = room() * np.float32([0.7, 1.2, 0.8])
    assert "cast" not in judged(Camera(coloured), night).faults


def test_a_grey_room_with_a_red_sign_and_a_blue_screen_is_told_as_that_and_not_as_night():
    scene = room().mean(axis=2, keepdims=True).repeat(3, axis=2)
    night = told_of(judged(Camera(scene.copy()), lambda scene: scene), "cast")
    assert "infrared at night" in night.en and "夜视" in night.zh
    scene[:90, :90], scene[270:, 550:] = (40, 40, 220), (220, 60, 40)
    day = told_of(judged(Camera(scene), lambda scene: scene), "cast")
    assert "infrared" not in day.en and "夜视" not in day.zh
    assert "nine tenths of the picture are grey" in day.en and "近于灰色" in day.zh


@pytest.mark.parametrize(("blur", "told"), [(0.0, False), (1.2, True)])
def test_a_picture_as_sharp_as_usual_is_told_as_that(blur, told):
    change = (lambda scene: cv2.GaussianBlur(scene, (0, 0), blur)) if blur else (lambda scene: scene * 1.0)
    check = told_of(judged(Camera(room()), change), "blurred")
    lost = dict(check.numbers)["acutance_lost"]
    assert ("less sharp than usual" in check.en) == (lost >= 0.005) == told and ("-0%" not in check.en)
    assert ("as sharp as usual" in check.en) != told and ("与平时相当" in check.zh) != told
