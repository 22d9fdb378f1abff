"""Each fault on a made camera, with and without a past; what must not alarm; what is explained."""

import io

import av
import cv2
import numpy as np
import pytest

from anbao.engines.imaging import FAULTS, History, diagnose, from_array, prepare
from tests.engines.imaging.scenes import Camera, jpeg_of, room, with_clock


def learned(camera: Camera, pictures: int = 6, hour: int | None = None, step: float = 300.0) -> tuple[History, float]:
    history, at = History(), 0.0
    for _ in range(pictures):
        picture = prepare(camera.jpeg())
        verdict = diagnose(picture, history, at=at, hour=hour)
        assert verdict.ok, verdict.words("en")
        history = history.after(picture, verdict, at=at, hour=hour)
        at += step
    return history, at


def shifted(scene: np.ndarray, across: float, down: float) -> np.ndarray:
    height, width = scene.shape[:2]
    move = np.float32([[1, 0, across * width], [0, 1, down * height]])
    return cv2.warpAffine(scene, move, (width, height), borderMode=cv2.BORDER_REFLECT)


def half_covered(scene: np.ndarray) -> np.ndarray:
    scene[:, : scene.shape[1] // 2] = (40, 42, 45)
    return scene


CHANGES = {
    "dark": lambda scene: scene * 0.3,
    "overexposed": lambda scene: scene * 2.2 + 40,
    "covered": half_covered,
    "moved": lambda scene: shifted(scene, 0.08, 0.03),
    "blurred": lambda scene: cv2.GaussianBlur(scene, (0, 0), 3),
    "cast": lambda scene: scene * np.float32([0.75, 1.0, 1.1]),
    "noise": lambda scene: scene + np.random.default_rng(3).normal(0, 30, scene.shape[:2])[..., None],
}


@pytest.mark.parametrize("quality", [30, 90])
@pytest.mark.parametrize("fault", CHANGES)
def test_a_fault_is_told_by_its_name_and_with_numbers(fault, quality):
    camera = Camera(room(), quality=quality)
    history, at = learned(camera)
    verdict = diagnose(prepare(camera.jpeg(CHANGES[fault])), history, at=at)
    assert verdict.fault == fault, verdict.words("en")
    assert verdict.score >= 0.5 and verdict.certain and verdict.check.numbers
    assert verdict.words("zh") != verdict.words("en")


@pytest.mark.parametrize("colour", [(0, 0, 0), (255, 0, 0), (128, 128, 128)])
def test_a_field_of_one_colour_is_a_lost_signal_and_words_on_it_change_nothing(colour):
    field = np.full((540, 960, 3), colour, np.uint8)
    assert diagnose(prepare(jpeg_of(field))).fault == "signal_loss"
    cv2.putText(field, "NO SIGNAL", (300, 280), cv2.FONT_HERSHEY_SIMPLEX, 2, (255, 255, 255), 3)
    assert diagnose(prepare(jpeg_of(field, 30))).fault == "signal_loss"


def test_colour_bars_are_a_lost_signal():
    colours = [(255, 255, 255), (0, 255, 255), (255, 255, 0), (0, 255, 0), (255, 0, 255), (0, 0, 255), (255, 0, 0)]
    bars = np.repeat(np.array(colours, np.float32) * 0.75, 137, axis=0)[None].repeat(540, axis=0)
    assert diagnose(prepare(jpeg_of(bars.astype(np.uint8)))).fault == "signal_loss"


def test_no_picture_is_a_lost_signal_with_the_reason():
    verdict = diagnose(None, zh="连接超时", en="connection timed out")
    assert (verdict.fault, verdict.words("en"), verdict.certain) == ("signal_loss", "connection timed out", True)


def test_a_dim_lobby_is_told_against_its_own_hour():
    camera = Camera(room())
    history, at = learned(camera, hour=20)
    dim = prepare(camera.jpeg(lambda scene: scene * 0.38))
    verdict = diagnose(dim, history, at=at, hour=20)
    assert verdict.fault == "dark"
    assert verdict.numbers["level_drop"] == pytest.approx(0.62, abs=0.02)
    assert "20 时同期" in verdict.words("zh") and "-62%" in verdict.words("zh")


def test_an_hour_that_is_always_dim_is_no_fault():
    camera = Camera(room() * 0.42)
    history, at = learned(camera, hour=2)
    lit = Camera(room())
    for _ in range(4):
        picture = prepare(lit.jpeg())
        history = history.after(picture, diagnose(picture, history, at=at, hour=12), at=at, hour=12)
        at += 300
    assert diagnose(prepare(camera.jpeg()), history, at=at, hour=2).ok


def stopped(history, at, frames, step=300.0):
    for frame in frames:
        picture = prepare(jpeg_of(frame))
        verdict = diagnose(picture, history, at=at)
        history, at = history.after(picture, verdict, at=at), at + step
    return verdict


def test_a_stopped_picture_is_frozen_even_under_a_ticking_clock():
    camera = Camera(room())
    history, at = learned(camera)
    still = camera.frame()
    verdict = stopped(history, at, [with_clock(still, f"2022-02-04 20:0{n}:17") for n in range(4)])
    assert verdict.fault == "frozen" and "叠加文字" in verdict.words("zh")


def test_a_vault_where_nothing_moves_is_not_frozen():
    camera = Camera(room(), sigma=1.0)
    history, at = learned(camera)
    verdict = stopped(history, at, [with_clock(camera.frame(), f"2022-02-04 20:0{n}:17") for n in range(4)])
    assert verdict.ok and verdict.numbers["changed_share"] > 0.3


def test_the_night_lamp_and_slow_dawn_do_not_alarm():
    camera = Camera(room())
    history, at = learned(camera)
    frames = []
    for n in range(12):
        grey = camera.scene.mean(axis=2, keepdims=True) * np.ones(3) * (0.75 + 0.02 * n)
        frames.append(Camera(grey, sigma=4.0, seed=n).frame())
    frames += [Camera(camera.scene * (0.5 + 0.05 * n), seed=n).frame() for n in range(12)]
    for frame in frames:
        picture = prepare(jpeg_of(frame))
        verdict = diagnose(picture, history, at=at)
        assert verdict.ok, verdict.words("en")
        history, at = history.after(picture, verdict, at=at), at + 300


def test_a_passing_person_does_not_alarm():
    camera = Camera(room())
    history, at = learned(camera)
    for n in range(10):

        def walk(scene, n=n):
            cv2.ellipse(scene, (60 * n + 40, 220), (45, 125), 0, 0, 360, (60.0, 70.0, 120.0), -1)
            return scene

        picture = prepare(camera.jpeg(walk))
        verdict = diagnose(picture, history, at=at)
        assert verdict.ok, verdict.words("en")
        history, at = history.after(picture, verdict, at=at), at + 5


def test_the_first_picture_is_judged_with_less_certainty():
    verdict = diagnose(prepare(Camera(room() * 0.1).jpeg()))
    assert verdict.fault == "dark" and not verdict.certain
    assert "当时无历史可比，把握较低" in verdict.words("zh")
    assert diagnose(from_array(Camera(room()).frame())).ok


def wrapped(scene: np.ndarray) -> np.ndarray:
    scene[:] = np.linspace(40, 52, scene.shape[1])[None, :, None] * np.float32([1.0, 0.95, 0.9])
    return scene


def grained(scene: np.ndarray) -> np.ndarray:
    return scene + np.random.default_rng(3).normal(0, 40, scene.shape[:2])[..., None]


ALONE = {
    "covered": wrapped,
    "blurred": lambda scene: cv2.GaussianBlur(scene, (0, 0), 5),
    "cast": lambda scene: np.repeat(scene.mean(axis=2, keepdims=True), 3, axis=2) * np.float32([1.0, 1.0, 0.7]),
    "noise": grained,
}


@pytest.mark.parametrize("quality", [30, 90])
@pytest.mark.parametrize("fault", ALONE)
def test_a_strong_fault_is_told_of_the_first_picture_too(fault, quality):
    verdict = diagnose(prepare(Camera(room(), quality=quality).jpeg(ALONE[fault])))
    assert verdict.fault == fault and not verdict.certain and "moved" in verdict.undecided


def test_a_scene_of_its_own_colour_has_no_cast():
    """Grass of two kinds, and not a grey scene under one tint."""
    meadow = room().mean(axis=2, keepdims=True) * np.float32([0.4, 1.0, 0.7])
    meadow[:, 320:] *= np.float32([1.2, 1.0, 0.85])
    assert diagnose(prepare(Camera(meadow).jpeg())).ok


def test_every_check_names_a_fault_of_the_table():
    verdict = diagnose(prepare(Camera(room()).jpeg()))
    assert {check.fault for check in verdict.checks} == set(FAULTS)


def test_an_hour_that_is_none_is_refused():
    with pytest.raises(ValueError, match="hour"):
        diagnose(None, hour=24)


def clip_of(frames, rate=10):
    """Frames through an encoder and back, as a clip has them."""
    held = io.BytesIO()
    with av.open(held, "w", format="mp4") as out:
        stream = out.add_stream("mpeg4", rate=rate)
        stream.height, stream.width, stream.pix_fmt, stream.bit_rate = *frames[0].shape[:2], "yuv420p", 6_000_000
        for frame in frames:
            out.mux(stream.encode(av.VideoFrame.from_ndarray(frame, format="bgr24")))
        out.mux(stream.encode())
    held.seek(0)
    with av.open(held) as clip:
        return [frame.to_ndarray(format="bgr24") for frame in clip.decode(video=0)]


@pytest.mark.parametrize(("sigma", "faults"), [(0.0, {"frozen"}), (2.0, {""})])
def test_a_stopped_clip_is_frozen_and_a_quiet_one_is_not(sigma, faults):
    camera = Camera(room(size=(480, 270)), sigma=2.0)
    still = Camera(camera.frame().astype(np.float32), sigma=sigma)
    frames = [camera.frame() for _ in range(15)] + [still.frame() for _ in range(60)]
    frames = [with_clock(frame, f"20:17:{n / 10:04.1f}") for n, frame in enumerate(frames)]
    history, told = History(), []
    for n, frame in enumerate(clip_of(frames)):
        picture = from_array(frame)
        verdict = diagnose(picture, history, at=n / 10)
        history = history.after(picture, verdict, at=n / 10)
        told.append(verdict.fault)
    assert set(told[:15]) == {""} and set(told[-10:]) == faults
