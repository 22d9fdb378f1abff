"""What other hands would make of a fault, after a past of one picture, of one picture sent again and again, or of six."""

import cv2
import numpy as np
import pytest

from anbao.engines.imaging import History, Verdict, diagnose, prepare
from tests.engines.imaging.scenes import Camera, jpeg_of, room
from tests.engines.imaging.test_diagnosis import learned

SIZE = (640, 360)


def told(change, pictures: int = 6, quality: int = 90) -> Verdict:
    camera = Camera(room(), quality=quality)
    history, at = learned(camera, pictures)
    return diagnose(prepare(camera.jpeg(change)), history, at=at)


def another(_scene: np.ndarray) -> np.ndarray:
    return room(seed=9)[:, ::-1]


def laid(turn: float = 0.0, zoom: float = 1.0, across: float = 0.0):
    def change(scene: np.ndarray) -> np.ndarray:
        frame = cv2.getRotationMatrix2D((SIZE[0] / 2, SIZE[1] / 2), turn, zoom)
        frame[0, 2] += across * SIZE[0]
        return cv2.warpAffine(scene, frame, SIZE, borderMode=cv2.BORDER_CONSTANT)

    return change


def before(colour, share: float):
    def change(scene: np.ndarray) -> np.ndarray:
        scene[:, : int(share * SIZE[0])] = colour
        return scene

    return change


@pytest.mark.parametrize("change", [another, laid(across=0.2), laid(turn=15), laid(turn=-18), laid(zoom=1.6)])
@pytest.mark.parametrize("pictures", [1, 6])
def test_a_camera_that_turned_far_is_told_even_after_one_picture(change, pictures):
    assert told(change, pictures).fault == "moved"


def test_a_past_of_one_picture_sent_again_and_again_is_a_past():
    camera, history = Camera(room(), sigma=0), History()
    jpeg = camera.jpeg()
    for second in range(6):
        picture = prepare(jpeg)
        verdict = diagnose(picture, history, at=float(second))
        history = history.after(picture, verdict, at=float(second))
    assert verdict.fault == "frozen"
    for fault, change in (
        ("moved", another),
        ("covered", before((40, 42, 45), 0.5)),
        ("dark", lambda scene: scene * 0.2),
    ):
        assert diagnose(prepare(camera.jpeg(change)), history, at=6.0).fault == fault


@pytest.mark.parametrize("share", [0.5, 0.85])
@pytest.mark.parametrize("colour", [(0, 0, 0), (128, 128, 128), (160, 50, 20), (255, 255, 255)])
def test_a_sheet_of_any_colour_that_leaves_some_of_the_view_is_a_cover(colour, share):
    verdict = told(before(colour, share))
    assert verdict.fault == "covered" and verdict.score > 0.6, verdict.words("en")


def test_what_a_sheet_leaves_of_the_view_is_no_word_on_a_panel():
    for colour in ((0, 0, 0), (128, 128, 128), (200, 30, 10)):
        assert diagnose(prepare(Camera(room()).jpeg(before(colour, 0.85)))).fault != "signal_loss"


def test_the_green_of_a_decoder_without_data_is_a_lost_signal():
    assert diagnose(prepare(jpeg_of(np.full((540, 960, 3), (0, 135, 0), np.uint8)))).fault == "signal_loss"


def test_light_that_goes_or_blinds_is_no_cover():
    assert told(lambda scene: scene - 150).fault == "dark"
    assert told(lambda scene: scene * 4).fault == "overexposed"

    def glare(scene):
        down, across = np.mgrid[0 : SIZE[1], 0 : SIZE[0]]
        lamp = np.exp(-((across - 320) ** 2 + (down - 180) ** 2) / (2 * 130.0**2))
        return scene + 500 * lamp[..., None]

    assert told(glare).fault == "overexposed"


@pytest.mark.parametrize("quality", [30, 90])
def test_a_pale_picture_is_overexposed_though_nothing_is_clipped(quality):
    verdict = told(lambda scene: 255 * (scene / 255) ** 0.3, quality=quality)
    assert verdict.fault == "overexposed" and verdict.numbers["clipped"] < 0.1
    assert f"{verdict.numbers['headroom']:.0%} of the room up to white" in verdict.words("en")


def test_half_a_pixel_of_vibration_is_no_blur():
    move = np.float32([[1, 0, 0.5], [0, 1, 0.5]])
    verdict = told(lambda scene: cv2.warpAffine(scene, move, SIZE, borderMode=cv2.BORDER_REFLECT))
    assert verdict.ok and verdict.numbers["acutance_lost"] > 0.1


def test_a_camera_that_seems_tinted_from_the_start_is_compared_all_the_same():
    """Its first picture can only be judged by absolute rules; the view it shows is a view to compare with."""
    warm = np.float32([0.62, 1.0, 1.0])
    grey = room().mean(axis=2, keepdims=True) * np.ones(3, np.float32)
    camera, history = Camera(grey * warm), History()
    for second in (0.0, 300.0, 600.0):
        picture = prepare(camera.jpeg())
        verdict = diagnose(picture, history, at=second)
        history = history.after(picture, verdict, at=second)
        assert verdict.fault == "cast" and not verdict.certain
    assert history.count == 0
    history = History.from_bytes(history.to_bytes())
    assert diagnose(prepare(camera.jpeg(lambda _scene: another(_scene) * warm)), history, at=900.0).fault == "moved"
    mended = prepare(camera.jpeg(lambda scene: scene / warm + np.float32([2, 0, 4])))
    verdict = diagnose(mended, history, at=900.0)
    assert verdict.ok
    history = history.after(mended, verdict, at=900.0)
    assert history.count == 1 and diagnose(prepare(camera.jpeg()), history, at=1200.0).fault == "cast"


def test_colours_that_an_encoder_carries_into_the_night_are_no_cast_and_the_day_comes_back():
    """Infrared is grey, but in a clip a tenth of the day's colours stays; the day's colours are not forgotten for that."""
    day = np.clip(room() * np.float32([0.8, 1.0, 1.25]), 0, 255)
    camera = Camera(day)
    history, at = learned(camera)

    def night(scene):
        grey = scene.mean(axis=2, keepdims=True)
        return 0.8 * (grey + 0.2 * (scene - grey))

    for _ in range(30):
        picture = prepare(camera.jpeg(night))
        verdict = diagnose(picture, history, at=at)
        assert verdict.ok and verdict.mode == "grey", verdict.words("en")
        history, at = history.after(picture, verdict, at=at), at + 300
    verdict = diagnose(prepare(camera.jpeg()), history, at=at)
    assert verdict.ok and verdict.mode == "colour"
    assert diagnose(prepare(camera.jpeg(lambda scene: scene * np.float32([0.7, 1, 1]))), history, at=at).fault == "cast"


def test_a_picture_that_lives_after_others_stood_is_sound_at_once():
    """Pictures one second apart are frames of a clip; yet what stood to the last pixel and then changes all over has ended."""
    camera = Camera(room(), sigma=4)
    history, held = History(), None
    for second in range(24):
        stands = 10 <= second < 17
        held = camera.jpeg() if not stands else held
        picture = prepare(held)
        verdict = diagnose(picture, history, at=float(second))
        history = history.after(picture, verdict, at=float(second))
        assert verdict.fault == ("frozen" if 11 <= second < 17 else ""), (second, verdict.words("en"))


def test_a_turn_along_a_floor_that_looks_alike_everywhere_is_no_cover():
    """The floor's boards still lie where they lay, and all above them is another thing: yet laid back it is the old view."""

    def floored(scene):
        boards = np.random.default_rng(4).uniform(60, 170, 40).repeat(SIZE[1] // 40).astype(np.float32)
        scene = 110 + 0.45 * (scene - 110)
        scene[252:] = 0.7 * boards[252:, None, None] + 0.3 * scene[252:, :1]
        return scene

    camera = Camera(floored(room()))
    history, at = learned(camera)
    verdict = diagnose(prepare(camera.jpeg(lambda scene: np.roll(scene, SIZE[0] // 6, 1))), history, at=at)
    assert verdict.fault == "moved", verdict.words("en")
