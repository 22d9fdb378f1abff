"""A history is bounded, stored and read again without loss that matters, and never learns a fault."""

import json
import zlib

import cv2
import numpy as np
import pytest

from anbao.engines.imaging import History, diagnose, prepare
from tests.engines.imaging.scenes import Camera, room
from tests.engines.imaging.test_diagnosis import learned


def test_what_was_stored_judges_as_before():
    camera = Camera(room())
    history, at = learned(camera, hour=9)
    again = History.from_bytes(history.to_bytes())
    for change in (None, lambda scene: scene * 0.3):
        picture = prepare(camera.jpeg(change))
        before, after = diagnose(picture, history, at=at, hour=9), diagnose(picture, again, at=at, hour=9)
        assert before.fault == after.fault
        assert before.numbers == pytest.approx(after.numbers, abs=0.03)
    assert History.from_bytes(again.to_bytes()).count == history.count == 6


def test_it_stays_small():
    camera = Camera(room(size=(1920, 1080)))
    history, _ = learned(camera, pictures=3)
    assert len(history.to_bytes()) < 200_000


@pytest.mark.parametrize("damage", [b"", b"nonsense", "cut", "form"])
def test_damaged_bytes_are_refused(damage):
    whole = learned(Camera(room()), pictures=1)[0].to_bytes()
    if damage == "cut":
        damage = whole[: len(whole) // 2]
    elif damage == "form":
        damage = zlib.compress(zlib.decompress(whole).replace(b'"form":3', b'"form":9'))
    with pytest.raises(ValueError, match="历史数据损坏"):
        History.from_bytes(damage)


def test_a_fault_is_not_learned_until_someone_accepts_it():
    camera = Camera(room())
    history, at = learned(camera)
    other = Camera(room(seed=5))
    picture = prepare(other.jpeg())
    for _ in range(5):
        picture = prepare(other.jpeg())
        verdict = diagnose(picture, history, at=at)
        assert verdict.fault == "moved"
        history, at = history.after(picture, verdict, at=at), at + 300
    history = history.accepted(picture, at=at)
    assert diagnose(prepare(other.jpeg()), history, at=at + 300).ok
    assert diagnose(prepare(camera.jpeg()), history, at=at + 300).numbers["agreement"] < 0.2


def test_learning_leaves_the_old_history_as_it_was():
    camera = Camera(room())
    history, at = learned(camera, pictures=2)
    before = history.to_bytes()
    picture = prepare(camera.jpeg())
    history.after(picture, diagnose(picture, history, at=at), at=at)
    assert history.to_bytes() == before


def test_a_missing_picture_keeps_the_past():
    history, at = learned(Camera(room()), pictures=2)
    kept = history.after(None, diagnose(None, history, at=at), at=at)
    assert kept.count == 2 and kept.at == at


def test_another_size_of_the_same_view_is_the_same_camera():
    scene = room()
    history, at = learned(Camera(scene))
    small = Camera(cv2.resize(scene, (480, 270), interpolation=cv2.INTER_AREA).astype(np.float32))
    verdict = diagnose(prepare(small.jpeg()), history, at=at)
    assert verdict.fault not in ("moved", "covered") and "frozen" in verdict.undecided


def grow(camera: Camera, history: History, at: float, pictures: int, change=None, hour: int | None = None):
    """The history after so many pictures five minutes apart, its end, and the last verdict."""
    for _ in range(pictures):
        picture = prepare(camera.jpeg(change))
        verdict = diagnose(picture, history, at=at, hour=hour)
        history, at = history.after(picture, verdict, at=at, hour=hour), at + 300.0
    return history, at, verdict


def test_strong_noise_on_a_textured_scene_is_told_and_never_becomes_usual():
    """The grain of a lawn is no measure of what a sensor may add to it."""
    dice = np.random.default_rng(5)
    fine = dice.normal(0, 12, (360, 640)).astype(np.float32)
    texture = cv2.resize(fine, (1920, 1080), interpolation=cv2.INTER_NEAREST)[..., None]
    lawn = cv2.resize(room(), (1920, 1080)) + texture
    camera = Camera(np.clip(lawn, 0, 255))
    history, at, _verdict = grow(camera, History(), 0.0, 8)
    usual = history.baselines["colour"].noise
    for _ in range(6):
        history, at, verdict = grow(camera, history, at, 1, lambda scene: scene + dice.normal(0, 38, scene.shape))
        assert verdict.fault == "noise"
    assert history.baselines["colour"].noise == usual


def test_more_light_brings_out_a_texture_and_is_no_noise():
    dice = np.random.default_rng(5)
    texture = cv2.resize(
        dice.normal(0, 9, (360, 640)).astype(np.float32), (1920, 1080), interpolation=cv2.INTER_NEAREST
    )
    camera = Camera(np.clip(0.5 * cv2.resize(room(), (1920, 1080)) + texture[..., None], 0, 255))
    history, at, _verdict = grow(camera, History(), 0.0, 6)
    _history, _at, verdict = grow(camera, history, at, 1, lambda scene: scene * 1.6)
    assert verdict.ok and verdict.numbers["noise_added"] < 0.5 * verdict.numbers["noise_limit"]


@pytest.mark.parametrize(
    ("fault", "near", "far"),
    [
        ("dark", lambda scene: scene * 0.6, lambda scene: scene * 0.38),
        ("cast", lambda scene: scene * np.float32([1, 1, 1.18]), lambda scene: scene * np.float32([1, 1, 1.36])),
    ],
)
def test_what_nearly_is_a_fault_does_not_open_the_way_for_one(fault, near, far):
    """Two steps down, an hour apart, each within the limit against the one before: together they are the fault that they are."""
    camera = Camera(room())
    history, at, _verdict = grow(camera, History(), 0.0, 12, hour=20)
    before = history
    history, at, verdict = grow(camera, history, at, 10, near, hour=20)
    assert verdict.ok
    told = diagnose(prepare(camera.jpeg(far)), history, at=at, hour=20)
    fresh = diagnose(prepare(camera.jpeg(far)), before, at=at, hour=20)
    assert told.fault == fresh.fault == fault and told.score > fresh.score - 0.1


def test_a_history_of_an_older_release_is_read():
    """Without what was learned since: how far the scene's grain comes and goes."""
    whole = learned(Camera(room()), pictures=3)[0]
    assert all(kept.stir >= 0 for kept in whole.baselines.values())
    raw = zlib.decompress(whole.to_bytes())
    size = int.from_bytes(raw[:4])
    head = json.loads(raw[4 : 4 + size])
    for row in head["baselines"].values():
        del row["stir"]
    text = json.dumps(head).encode()
    again = History.from_bytes(zlib.compress(len(text).to_bytes(4) + text + raw[4 + size :]))
    assert again.count == 3 and all(kept.stir == 0.0 for kept in again.baselines.values())


def test_a_scene_that_is_but_a_little_tinted_is_taken_as_it_is_once_it_was_told():
    """A wall of one colour: its first picture is told, the next ones are as ever; a strong cast stays suspected."""
    grey = room().mean(axis=2, keepdims=True) * np.ones(3, np.float32)
    for warm, then in ((0.855, ""), (0.6, "cast")):
        camera = Camera(grey * np.float32([warm, 1.0, 1.0]))
        first = prepare(camera.jpeg())
        verdict = diagnose(first, at=0.0)
        assert verdict.fault == "cast"
        history = History().after(first, verdict, at=0.0)
        assert diagnose(prepare(camera.jpeg()), history, at=300.0).fault == then
