"""A clip that stops is told soon and steadily, however its encoder mends; what is merely quiet is not."""

import numpy as np
import pytest

from anbao.engines.imaging import History, diagnose, from_array, prepare
from anbao.engines.imaging.liveliness import Liveliness
from tests.engines.imaging.scenes import Camera, jpeg_of, room, with_clock
from tests.engines.imaging.test_diagnosis import clip_of

RATE = 12


def changes(seconds: float, level: float, dice, share: float = 1.0) -> list[np.ndarray]:
    """Differences of frames whose blocks change by about so much, a share of them at a time."""
    made = []
    for _ in range(int(seconds * RATE)):
        difference = dice.gamma(4.0, level / 4.0, (24, 40)).astype(np.float32)
        made.append(np.where(dice.random((24, 40)) < share, difference, 0.0).astype(np.float32))
    return made


def stopped_at(differences: list[np.ndarray]) -> list[bool]:
    life, told = Liveliness(), []
    for number, difference in enumerate(differences):
        life = life.after(difference, number / RATE)
        told.append(life.stopped is not None)
    return told


def test_what_stops_is_told_through_frames_sent_anew_and_what_is_mended_after_them():
    dice = np.random.default_rng(1)
    differences = changes(8, 0.6, dice)
    for number in range(8 * RATE):
        since = number % RATE
        level = 1.5 if since == 0 else 0.3 if since < 4 else 0.01
        differences += changes(1 / RATE, level, dice)
    told = stopped_at(differences)
    assert not any(told[: 8 * RATE]) and all(told[10 * RATE :])


def test_a_clock_that_runs_on_is_no_life():
    dice = np.random.default_rng(2)
    differences = changes(8, 0.6, dice) + changes(6, 0.004, dice)
    for difference in differences:
        difference[2:4, 3:20] = 6.0
    assert all(stopped_at(differences)[11 * RATE :])


def test_a_quiet_scene_after_a_busy_one_lives():
    dice = np.random.default_rng(3)
    assert not any(stopped_at(changes(6, 0.7, dice) + changes(20, 0.2, dice)))


def test_a_clip_of_which_hardly_anything_ever_lives_is_never_told():
    dice = np.random.default_rng(4)
    assert not any(stopped_at(changes(8, 0.3, dice, share=0.04) + changes(8, 0.0, dice)))


def test_what_starts_again_lives_again():
    dice = np.random.default_rng(5)
    told = stopped_at(changes(8, 0.6, dice) + changes(5, 0.004, dice) + changes(5, 0.6, dice))
    assert told[12 * RATE] and not any(told[-2 * RATE :])


def test_a_clip_that_stops_under_a_clock_says_so_within_seconds_and_with_its_numbers():
    camera = Camera(room(size=(480, 270)), sigma=4.0)
    still = camera.frame()
    frames = [camera.frame() for _ in range(50)] + [still] * 50
    frames = [with_clock(frame, f"20:17:{n // 10:02}") for n, frame in enumerate(frames)]
    history, told = History(), []
    for n, frame in enumerate(clip_of(frames)):
        picture = from_array(frame)
        verdict = diagnose(picture, history, at=n / 10)
        history = history.after(picture, verdict, at=n / 10)
        told.append(verdict.fault)
    assert set(told[:50]) == {""} and set(told[80:]) == {"frozen"}
    assert verdict.numbers["life"] < 0.1 < verdict.numbers["life_usual"]
    again = History.from_bytes(history.to_bytes()).stillness.life
    assert (
        again.level == pytest.approx(history.stillness.life.level) and again.stopped == history.stillness.life.stopped
    )


def verdicts(jpegs, step=1.0):
    history, told = History(), []
    for number, jpeg in enumerate(jpegs):
        picture = prepare(jpeg)
        verdict = diagnose(picture, history, at=number * step)
        history = history.after(picture, verdict, at=number * step)
        told.append(verdict.fault)
    return told


def test_snapshots_of_a_film_that_stopped_are_told_steadily_though_its_encoder_goes_on_mending():
    camera = Camera(room(size=(480, 270)), sigma=4.0)
    still = camera.frame()
    dice = np.random.default_rng(6)
    mended = [np.clip(still + dice.integers(-1, 2, still.shape), 0, 255).astype(np.uint8) for _ in range(6)]
    stopped = [mended[n // 4] for n in range(24)]
    frames = [camera.frame() for _ in range(20)] + stopped
    told = verdicts([jpeg_of(with_clock(frame, f"20:17:{n:02}")) for n, frame in enumerate(frames)])
    assert set(told[:20]) == {""} and set(told[30:]) == {"frozen"}


def test_a_quiet_camera_whose_encoder_drops_its_noise_for_moments_is_told_only_when_it_stands_far_longer():
    camera = Camera(room(size=(480, 270)), sigma=3.0)
    shots = [jpeg_of(camera.frame()) for _ in range(8)]
    short = [shots[n // 2] for n in range(8)]
    longer = [shots[4 + n // 3] for n in range(6)]
    told = verdicts([*short, *longer, *[shots[7]] * 12])
    assert set(told[:18]) == {""} and told[-1] == "frozen"
