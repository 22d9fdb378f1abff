"""A history is bounded, stored and read again without loss that matters, and never learns a fault."""

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
