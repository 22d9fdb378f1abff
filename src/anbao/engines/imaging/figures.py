"""The figures of the algorithm page, drawn from what the engine measures on a made room."""

from itertools import pairwise

import cv2
import numpy as np

from anbao.engines.imaging.comparison import Comparison
from anbao.engines.imaging.history import Baseline
from anbao.engines.imaging.picture import COLUMNS, ROWS, Picture, from_array
from anbao.engines.imaging.stillness import ACROSS, CHANGED, DOWN, Stillness, confined

SIZE = (640, 360)
CELL = 7


def scene() -> np.ndarray:
    dice = np.random.default_rng(20220204)
    room = np.full((SIZE[1], SIZE[0], 3), 120, np.float32)
    for _ in range(45):
        x, y = int(dice.integers(0, SIZE[0])), int(dice.integers(0, SIZE[1]))
        w, h = (int(v) for v in dice.integers(20, 110, 2))
        cv2.rectangle(room, (x, y), (x + w, y + h), [float(v) for v in dice.uniform(40, 200, 3)], -1)
        cv2.rectangle(room, (x, y), (x + w, y + h), (25.0, 25.0, 25.0), 2)
    return room


def seen(room: np.ndarray, seed: int, clock: str = "") -> Picture:
    """The room through a sensor with noise, and a clock drawn over it."""
    grain = np.random.default_rng(seed).normal(0, 1.5, room.shape[:2])[..., None]
    frame = np.clip(room + grain, 0, 255).astype(np.uint8)
    if clock:
        cv2.rectangle(frame, (8, 6), (250, 30), (0, 0, 0), -1)
        cv2.putText(frame, clock, (12, 25), cv2.FONT_HERSHEY_SIMPLEX, 0.6, (255, 255, 255), 2)
    return from_array(frame)


def touched(pictures: list[Picture]) -> np.ndarray:
    """Blocks that changed between any two that follow each other."""
    found = np.zeros((DOWN, ACROSS), bool)
    for before, after in pairwise(pictures):
        found |= Stillness(before.luma).difference(after) > CHANGED
    return found


def svg(width: float, height: float, parts: list[str]) -> str:
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:.0f} {height:.0f}" font-family="sans-serif" font-size="12">'
    return "\n".join([head, f'<rect width="{width:.0f}" height="{height:.0f}" fill="#fff"/>', *parts, "</svg>\n"])


def grid(cells: np.ndarray, left: float, top: float, size: float, title: str, note: str) -> list[str]:
    high, wide = cells.shape
    box = f'<rect x="{left:.0f}" y="{top:.0f}" width="{wide * size:.0f}" height="{high * size:.0f}" fill="#eef1f4" stroke="#889"/>'
    marks = [
        f'<rect x="{left + x * size:.0f}" y="{top + y * size:.0f}" width="{size - 1:.0f}" height="{size - 1:.0f}" fill="#23527c"/>'
        for y, x in np.argwhere(cells)
    ]
    below = top + high * size + 16
    words = [
        f'<text x="{left:.0f}" y="{top - 6:.0f}" font-weight="bold">{title}</text>',
        f'<text x="{left:.0f}" y="{below:.0f}">{note}</text>',
    ]
    return [box, *marks, *words]


def stillness_figure() -> str:
    room = scene()
    stopped = seen(room, 1)
    clocks = [f"2022-02-04 20:0{n}:17" for n in range(4)]
    frozen = []
    for clock in clocks:
        frame = stopped.bgr.copy()
        cv2.rectangle(frame, (8, 6), (250, 30), (0, 0, 0), -1)
        cv2.putText(frame, clock, (12, 25), cv2.FONT_HERSHEY_SIMPLEX, 0.6, (255, 255, 255), 2)
        frozen.append(from_array(frame))
    quiet = [seen(room, 10 + n, clock) for n, clock in enumerate(clocks)]
    parts, left = [], 14.0
    for title, pictures in (("stopped, clock ticking", frozen), ("quiet vault, clock ticking", quiet)):
        cells = touched(pictures)
        note = f"{cells.mean():.1%} of blocks touched: {'frozen' if confined(cells) else 'lives'}"
        parts += grid(cells, left, 28, CELL, title, note)
        left += ACROSS * CELL + 24
    return svg(left, 28 + DOWN * CELL + 30, parts)


def cover_figure() -> str:
    room = scene()
    baseline = Baseline.first(seen(room, 1), None)
    person, tape = room.copy(), room.copy()
    cv2.ellipse(person, (330, 240), (45, 130), 0, 0, 360, (60.0, 70.0, 120.0), -1)
    tape[:, :260] = (42, 44, 46)
    parts, left = [], 14.0
    for title, changed in (("a person passes", person), ("tape over the lens", tape)):
        comparison = Comparison(seen(changed, 2), baseline)
        note = f"{comparison.cover.mean():.0%} under one flat region, {comparison.agreement:.0%} in place"
        parts += grid(comparison.cover, left, 28, 2 * CELL, title, note)
        left += COLUMNS * 2 * CELL + 24
    return svg(left, 28 + ROWS * 2 * CELL + 30, parts)


def all_figures() -> dict[str, str]:
    return {"imaging-stillness.svg": stillness_figure(), "imaging-cover.svg": cover_figure()}
