"""Cases for ``benchmarks.imaging``: cameras made from photographs, their sound pictures and their faults in three strengths.

A camera looks at the middle 70 % of a photograph, so that a turned camera sees real picture and no frame. Each picture
has sensor noise of its own, a little light and a little vibration, and is sent as JPEG. All chance is seeded.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import av
import cv2
import numpy as np

STRENGTHS = (1, 2, 3)
HISTORY = 6
STEP = 300.0


@dataclass
class Camera:
    """``photograph`` BGR; ``size`` (width, height) of its pictures; ``quality`` of its JPEG."""

    name: str
    photograph: np.ndarray
    size: tuple[int, int]
    quality: int
    sigma: float = 2.0
    seed: int = 0
    #: the camera whose scene it may be turned to, and whether it draws a clock over its pictures
    other: "Camera | None" = None
    clock: bool = False
    shots: int = field(init=False, default=0)
    dice: np.random.Generator = field(init=False)

    def __post_init__(self):
        self.dice = np.random.default_rng([self.seed, self.quality, len(self.name)])

    def view(self, across: float = 0.0, down: float = 0.0, turn: float = 0.0, zoom: float = 1.0) -> np.ndarray:
        """What it sees, float32; shifts are shares of the view."""
        high, wide = self.photograph.shape[:2]
        width, height = self.size
        scale = max(width / (0.7 * wide), height / (0.7 * high)) * zoom
        frame = cv2.getRotationMatrix2D((wide / 2, high / 2), turn, scale)
        frame[:, 2] += (width / 2 - wide / 2 - across * width, height / 2 - high / 2 - down * height)
        how = cv2.INTER_AREA if scale < 1 else cv2.INTER_CUBIC
        return cv2.warpAffine(self.photograph, frame, self.size, flags=how, borderMode=cv2.BORDER_REFLECT_101).astype(
            np.float32
        )

    def shot(
        self, scene: np.ndarray | None = None, light: float | None = None, sigma: float | None = None
    ) -> np.ndarray:
        """A frame of the scene (or of its own view) with this moment's noise, light and vibration."""
        if scene is None:
            shake = self.dice.normal(0, 0.3, 2) / self.size
            scene = self.view(*shake)
        light = self.dice.uniform(0.95, 1.05) if light is None else light
        grain = self.dice.standard_normal(scene.shape[:2], dtype=np.float32) * (self.sigma if sigma is None else sigma)
        return np.clip(scene * light + grain[..., None], 0, 255).astype(np.uint8)

    def told(self, frame: np.ndarray) -> np.ndarray:
        """The frame under this camera's clock, if it has one: white on the picture, in the upper left corner."""
        if not self.clock:
            return frame
        self.shots += 1
        unit = self.size[0] / 768
        text = f"2022-02-04 20:{self.shots // 60 % 60:02}:{self.shots % 60:02}"
        at = (int(20 * unit), int(40 * unit))
        return cv2.putText(frame.copy(), text, at, 0, unit, (255, 255, 255), max(1, round(2 * unit)))

    def jpeg(self, frame: np.ndarray) -> bytes:
        return cv2.imencode(".jpg", frame, [cv2.IMWRITE_JPEG_QUALITY, self.quality])[1].tobytes()


@dataclass(frozen=True)
class Case:
    """Pictures that follow a camera's sound past; the last one is judged."""

    camera: str
    quality: int
    truth: str
    kind: str
    strength: int
    jpegs: tuple[bytes, ...]


Made = Callable[[Camera, int], list[np.ndarray]]


def of(values, strength):
    return values[strength - 1]


def darkened(camera, strength):
    return [camera.shot(camera.view() * of((0.5, 0.3, 0.12), strength))]


def bleached(camera, strength):
    return [camera.shot(camera.view() * of((1.6, 2.4, 4.0), strength) + of((20, 40, 60), strength))]


def defocused(camera, strength):
    return [camera.shot(cv2.GaussianBlur(camera.view(), (0, 0), of((1.0, 2.0, 4.0), strength) * camera.size[0] / 512))]


def smeared(camera, strength):
    length = max(2, round(of((4, 8, 16), strength) * camera.size[0] / 512))
    return [camera.shot(cv2.filter2D(camera.view(), -1, np.full((1, length), 1 / length, np.float32)))]


def cover(camera, strength, shape):
    """A hand, tape or bag: one soft-edged region, nearly of one tone."""
    width, height = camera.size
    share = of((0.15, 0.4, 0.8), strength)
    mask = np.zeros((height, width), np.float32)
    if shape == "side":
        side = camera.dice.integers(4)
        w, h = round(width * share), round(height * share)
        mask[{0: np.s_[:, :w], 1: np.s_[:, width - w :], 2: np.s_[:h], 3: np.s_[height - h :]}[int(side)]] = 1
    else:
        radius = np.sqrt(share / np.pi * width * height)
        at = (int(camera.dice.uniform(0.35, 0.65) * width), int(camera.dice.uniform(0.4, 0.7) * height))
        stretch = np.sqrt(width / height)
        axes = (int(radius * stretch), int(radius / stretch))
        cv2.ellipse(mask, at, axes, float(camera.dice.uniform(0, 30)), 0, 360, 1.0, -1)
    mask = cv2.GaussianBlur(mask, (0, 0), width / 160)[..., None]
    tone = camera.dice.uniform(10, 120) * camera.dice.uniform(0.85, 1.15, 3).astype(np.float32)
    slope = np.linspace(0.9, 1.1, width, dtype=np.float32)[None, :, None]
    return [camera.shot(camera.view() * (1 - mask) + tone.astype(np.float32) * slope * mask)]


def wrapped(camera, strength):
    """The whole lens under something."""
    tone = of((90.0, 45.0, 25.0), strength) * camera.dice.uniform(0.85, 1.15, 3)
    slope = np.linspace(0.85, 1.15, camera.size[0], dtype=np.float32)[None, :, None]
    return [camera.shot(np.ones((*camera.size[::-1], 1), np.float32) * tone.astype(np.float32) * slope)]


def turned(camera, strength):
    direction = camera.dice.uniform(0, 2 * np.pi)
    share = of((0.03, 0.07, 0.15), strength)
    return [camera.shot(camera.view(share * np.cos(direction), share * np.sin(direction)))]


def tilted(camera, strength):
    return [camera.shot(camera.view(turn=of((2.0, 5.0, 10.0), strength) * (1 if camera.dice.random() < 0.5 else -1)))]


def tinted(camera, strength):
    gain, channel = np.ones(3, np.float32), int(camera.dice.integers(3))
    gain[channel] = of((0.85, 0.7, 0.5), strength) if camera.dice.random() < 0.5 else of((1.18, 1.4, 1.8), strength)
    return [camera.shot(camera.view() * gain)]


def noisy(camera, strength):
    scale = max(1.0, camera.size[0] / 960)
    return [camera.shot(sigma=of((8.0, 18.0, 40.0), strength) * scale)]


def peppered(camera, strength):
    frame, share = camera.shot(), of((0.01, 0.04, 0.12), strength)
    dice = camera.dice.random(frame.shape[:2])
    frame[dice < share / 2], frame[dice > 1 - share / 2] = 0, 255
    return [frame]


def lost(camera, strength):
    width, height = camera.size
    colour = [(0, 0, 0), (200, 30, 10), (128, 128, 128)][int(camera.dice.integers(3))]
    frame = np.full((height, width, 3), colour, np.uint8)
    if strength == 2:
        cv2.putText(
            frame, "NO SIGNAL", (width // 3, height // 2), 0, width / 640, (255, 255, 255), max(1, width // 320)
        )
    if strength == 1:
        bars = [
            (191, 191, 191),
            (0, 191, 191),
            (191, 191, 0),
            (0, 191, 0),
            (191, 0, 191),
            (0, 0, 191),
            (191, 0, 0),
            (0, 0, 0),
        ]
        edges = np.linspace(0, width, len(bars) + 1).astype(int)
        for bar, left, right in zip(bars, edges, edges[1:], strict=False):
            frame[:, left:right] = bar
    return [frame]


def stopped(camera, strength):
    """Frozen: under a clock for 20, 15, 10 minutes."""
    frame = camera.shot()
    return [clocked(frame, n) for n in range(of((2, 3, 5), strength))]


def stopped_bare(camera, strength):
    return [camera.shot()] * of((2, 3, 5), strength)


def clocked(frame, n):
    drawn, width = frame.copy(), frame.shape[1]
    unit = width / 640
    cv2.rectangle(drawn, (int(6 * unit), int(6 * unit)), (int(250 * unit), int(30 * unit)), (0, 0, 0), -1)
    text = f"2022-02-04 20:{5 * n:02}:{17 + n}"
    cv2.putText(drawn, text, (int(10 * unit), int(24 * unit)), 0, 0.55 * unit, (255, 255, 255), max(1, round(unit)))
    return drawn


FAULTY: dict[str, tuple[str, Made]] = {
    "dim": ("dark", darkened),
    "bleached": ("overexposed", bleached),
    "defocused": ("blurred", defocused),
    "smeared": ("blurred", smeared),
    "cover-side": ("covered", lambda camera, strength: cover(camera, strength, "side")),
    "cover-round": ("covered", lambda camera, strength: cover(camera, strength, "round")),
    "wrapped": ("covered", wrapped),
    "shifted": ("moved", turned),
    "tilted": ("moved", tilted),
    "tinted": ("cast", tinted),
    "grainy": ("noise", noisy),
    "peppered": ("noise", peppered),
    "no-signal": ("signal_loss", lost),
    "stopped-clock": ("frozen", stopped),
    "stopped": ("frozen", stopped_bare),
}


def brighter(camera, strength):
    return [camera.shot(light=of((1.1, 1.2, 0.78), strength))]


def infrared(camera, strength):
    grey = camera.view().mean(axis=2, keepdims=True) * np.ones(3, np.float32) * of((0.9, 0.8, 0.65), strength)
    return [camera.shot(grey, sigma=of((2.5, 4.0, 5.0), strength))]


def passer(camera, strength):
    """A person, a group, a van: with clothes, windows and edges of its own."""
    scene, (width, height) = camera.view(), camera.size
    w, h = of(((0.10, 0.5), (0.18, 0.6), (0.3, 0.5)), strength)
    left, top = int(camera.dice.uniform(0.05, 0.6) * width), int((1 - h) * height)
    right, bottom = left + int(w * width), height
    colour = camera.dice.uniform(20, 200, 3)
    cv2.rectangle(scene, (left, top), (right, bottom), colour.tolist(), -1)
    for _ in range(6):
        x, y = int(camera.dice.integers(left, right)), int(camera.dice.integers(top, bottom))
        shade = np.clip(colour * camera.dice.uniform(0.4, 1.6), 5, 240).tolist()
        cv2.rectangle(scene, (x, y), (min(right, x + width // 16), min(bottom, y + height // 9)), shade, -1)
    return [camera.shot(scene)]


def shaken(camera, strength):
    return [camera.shot(camera.view(of((0.001, 0.002, 0.004), strength), 0.001))]


def quiet(camera, strength):
    """A vault: nothing moves, only the clock and the sensor's noise."""
    return [clocked(camera.shot(camera.view(), light=1.0, sigma=of((2.0, 1.5, 1.0), strength)), n) for n in range(5)]


SOUND: dict[str, Made] = {
    "as-ever": lambda camera, strength: [camera.shot()],
    "light": brighter,
    "infrared": infrared,
    "passer": passer,
    "shaken": shaken,
    "quiet-vault": quiet,
}


def elsewhere(camera, strength):
    """Turned to quite another scene: one of the other cameras', as it is, paler, or mirrored and with twice the contrast."""
    other = camera.other or camera
    scene = other.view() if other is not camera else camera.view()[::-1, ::-1]
    scene = of((scene * 0.6 + 50, scene, (scene[:, ::-1] - 110) * 2 + 110), strength)
    return [camera.shot(np.clip(scene, 0, 255))]


def behind(camera, strength):
    """A hand, a sleeve, a woven cloth before three quarters of the view."""
    width, height = camera.size
    down, across = np.mgrid[0:height, 0:width].astype(np.float32)
    away = np.hypot((across / width - camera.dice.uniform(0.3, 0.7)) / 0.47, (down / height - 0.5) / 0.6)
    mask = np.clip((1.2 - away) * 4, 0, 1)[..., None]
    unit = width / 768
    rough = camera.dice.standard_normal((height, width), dtype=np.float32)
    rough = cv2.GaussianBlur(rough, (0, 0), of((3.0, 5.0, 8.0), strength) * unit)
    if strength == 3:
        rough = rough / rough.std() + np.sin(across / (2 * unit)) + np.sin(down / (2 * unit))
    tone = camera.dice.uniform(40, 170) * camera.dice.uniform(0.8, 1.2, 3).astype(np.float32)
    thing = np.clip(tone + (rough / rough.std() * 6)[..., None], 0, 255)
    return [camera.shot(camera.view() * (1 - mask) + thing * mask)]


def far_out_of_focus(sigma):
    def made(camera, strength):
        """With the clock still sharp, with the sensor's noise after it, or without both."""
        blurred = cv2.GaussianBlur(camera.view(), (0, 0), sigma * camera.size[0] / 768)
        return [camera.shot(blurred, sigma=of((0.0, camera.sigma, 3.0), strength))]

    return made


def hazy(camera, strength):
    """Haze, steam or spray: a quarter of the contrast."""
    return [camera.shot(camera.view() * 0.25 + of((90, 130, 160), strength))]


def taped(camera, strength):
    """A flat cover over 30 % of the view, from one edge."""
    scene, (width, height) = camera.view(), camera.size
    side = int(camera.dice.integers(4))
    w, h = round(0.3 * width), round(0.3 * height)
    where = {0: np.s_[:, :w], 1: np.s_[:, width - w :], 2: np.s_[:h], 3: np.s_[height - h :]}[side]
    away = float(np.median(scene[where])) + 128
    scene[where] = of((away % 256, (away + 60) % 256, (away - 60) % 256), strength)
    return [camera.shot(scene)]


#: so gross that nobody can miss them, at any strength; each after a past with a clock drawn over it, and without a clock
GROSS: dict[str, tuple[str, Made]] = {
    "elsewhere": ("moved", elsewhere),
    "hand": ("covered", behind),
    **{f"defocus-{sigma}": ("blurred", far_out_of_focus(sigma)) for sigma in (4, 8, 12, 20, 30, 45)},
    "haze": ("blurred", hazy),
    "tape-30": ("covered", taped),
}


def gross_cases(camera: Camera) -> Iterator[Case]:
    for kind, (truth, made) in GROSS.items():
        for strength in STRENGTHS:
            jpegs = tuple(camera.jpeg(camera.told(frame)) for frame in made(camera, strength))
            yield Case(camera.name, camera.quality, truth, kind, strength, jpegs)
    for kind, made in SOUND.items():
        for strength in STRENGTHS:
            jpegs = tuple(camera.jpeg(camera.told(frame)) for frame in made(camera, strength))
            yield Case(camera.name, camera.quality, "", kind, strength, jpegs)


def cases(camera: Camera) -> Iterator[Case]:
    for kind, (truth, made) in FAULTY.items():
        for strength in STRENGTHS:
            jpegs = tuple(camera.jpeg(frame) for frame in made(camera, strength))
            yield Case(camera.name, camera.quality, truth, kind, strength, jpegs)
    for kind, made in SOUND.items():
        for strength in STRENGTHS:
            jpegs = tuple(camera.jpeg(frame) for frame in made(camera, strength))
            yield Case(camera.name, camera.quality, "", kind, strength, jpegs)


#: how a recorder's H.264 may be made: constant quality with B-frames, short groups without, a fixed rate
ENCODERS = {
    "crf 19": {"crf": "19"},
    "crf 23": {"crf": "23"},
    "crf 28": {"crf": "28"},
    "crf 23, no delay": {"crf": "23", "tune": "zerolatency", "gop": 24},
    "600 kbit/s": {"bit_rate": 600_000, "bf": "0", "gop": 24},
}
#: frames a second of the clips, their size, seconds of each half
RATE, CLIP, HALF = 12, (640, 360), 7


@dataclass(frozen=True)
class ClipCase:
    """A camera that films a photograph through a sensor of this noise, perhaps with someone walking by, and stops halfway."""

    photograph: str
    encoder: str
    sigma: float
    walk: bool
    clock: bool
    stops: bool

    @property
    def stops_at(self) -> float:
        return float(HALF)


def clip_cases(names: list[str]) -> Iterator[ClipCase]:
    """Four scenes an encoder: a quiet vault and a room with people, each stopping and living, on photographs in turn."""
    number = 0
    for encoder in ENCODERS:
        for sigma, walk in ((1.5, False), (3.0, False), (1.5, True), (3.0, True)):
            number += 1
            for stops in (True, False):
                yield ClipCase(names[number % len(names)], encoder, sigma, walk, number % 3 != 0, stops)


def encoded(case: ClipCase, photograph: np.ndarray, path: Path) -> Path:
    """The clip of a case."""
    how = dict(ENCODERS[case.encoder])
    group, rate = how.pop("gop", 250), how.pop("bit_rate", None)
    camera = Camera(case.photograph, photograph, CLIP, 90, case.sigma, seed=len(case.photograph))
    scene, held = camera.view(), None
    with av.open(str(path), "w") as out:
        stream = out.add_stream("libx264", rate=RATE, options={"preset": "veryfast", **how})
        stream.width, stream.height, stream.pix_fmt, stream.gop_size = *CLIP, "yuv420p", group
        if rate:
            stream.bit_rate = rate
        for number in range(2 * HALF * RATE):
            if held is None or not case.stops or number < HALF * RATE:
                held = camera.shot(walking(scene, number) if case.walk else scene, light=1.0)
            frame = clocked_in(held, number // RATE) if case.clock else held
            out.mux(stream.encode(av.VideoFrame.from_ndarray(frame, format="bgr24")))
        out.mux(stream.encode())
    return path


def walking(scene: np.ndarray, number: int) -> np.ndarray:
    """Somebody walks through for four seconds, then nobody for two."""
    step = number % (6 * RATE) / (4 * RATE)
    if step >= 1:
        return scene
    drawn, (width, height) = scene.copy(), CLIP
    at = (int(width * (0.05 + 0.9 * step)), int(height * 0.65))
    cv2.ellipse(drawn, at, (width // 20, height // 3), 0, 0, 360, (60.0, 70.0, 120.0), -1)
    return drawn


def clocked_in(frame: np.ndarray, second: int) -> np.ndarray:
    """The frame with a running clock in its corner, without a box behind it."""
    drawn = frame.copy()
    for colour, thick in (((0, 0, 0), 3), ((255, 255, 255), 1)):
        cv2.putText(drawn, f"2022-02-04 20:17:{second:02}", (10, 24), 0, 0.55, colour, thick)
    return drawn
