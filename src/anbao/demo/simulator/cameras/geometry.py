"""A room in three dimensions and the pinhole camera in its corner. Metres: x to the right, y into the room, z up."""

from dataclasses import dataclass, field

import cv2
import numpy as np

WIDTH, HEIGHT = 1280, 720
Colour = tuple[int, int, int]


@dataclass(frozen=True)
class Lens:
    """Where the camera hangs, how far it looks down and to the side (radians), and its focal length in pixels."""

    place: tuple[float, float, float] = (0.0, -3.2, 2.9)
    tilt: float = 0.36
    pan: float = 0.0
    focal: float = 760.0

    def project(self, points: np.ndarray) -> np.ndarray:
        """(n, 3) metres -> (n, 2) pixels; what lies behind the camera is pulled to just before it."""
        away = np.asarray(points, np.float64) - self.place
        cp, sp, ct, st = np.cos(self.pan), np.sin(self.pan), np.cos(self.tilt), np.sin(self.tilt)
        x = away[:, 0] * cp - away[:, 1] * sp
        y = away[:, 0] * sp + away[:, 1] * cp
        depth = np.maximum(y * ct - away[:, 2] * st, 0.15)
        rise = y * st + away[:, 2] * ct
        return np.stack([WIDTH / 2 + self.focal * x / depth, HEIGHT / 2 - self.focal * rise / depth], axis=1)

    def scale(self, point: tuple[float, float, float]) -> float:
        """Pixels a metre at a point."""
        a, b = self.project(np.array([point, (point[0], point[1], point[2] + 1.0)]))
        return float(np.hypot(*(a - b)))


@dataclass(frozen=True)
class Box:
    """A thing: near left bottom corner, size, colour (BGR); ``front`` draws on its front face."""

    at: tuple[float, float, float]
    size: tuple[float, float, float]
    colour: Colour
    front: tuple = ()


@dataclass(frozen=True)
class Room:
    """Width, depth, height; colours of floor, walls and ceiling; tiles of the floor in metres."""

    size: tuple[float, float, float]
    floor: Colour
    wall: Colour
    ceiling: Colour
    tile: float = 0.8
    boxes: tuple[Box, ...] = ()
    lamps: tuple[tuple[float, float], ...] = ()
    lens: Lens = field(default_factory=Lens)
    #: a street instead of a ceiling and side walls
    outside: bool = False


def shade(colour: Colour, by: float) -> Colour:
    return tuple(int(np.clip(c * by, 0, 255)) for c in colour)


def fill(canvas: np.ndarray, lens: Lens, corners, colour: Colour, edge: float = 0.82) -> None:
    """A flat face with an edge a little darker."""
    points = np.round(lens.project(np.array(corners))).clip(-9000, 9000).astype(np.int32)
    cv2.fillPoly(canvas, [points], colour, cv2.LINE_AA)
    if edge:
        cv2.polylines(canvas, [points], True, shade(colour, edge), 1, cv2.LINE_AA)


def rectangle(at, across, up) -> list:
    """Corners of a parallelogram from a corner and two edges."""
    at, across, up = map(np.asarray, (at, across, up))
    return [at, at + across, at + across + up, at + up]


def draw_box(canvas: np.ndarray, lens: Lens, box: Box) -> None:
    (x, y, z), (w, d, h) = box.at, box.size
    if lens.place[0] < x:
        fill(canvas, lens, rectangle((x, y, z), (0, d, 0), (0, 0, h)), shade(box.colour, 0.72))
    if lens.place[0] > x + w:
        fill(canvas, lens, rectangle((x + w, y, z), (0, d, 0), (0, 0, h)), shade(box.colour, 0.72))
    if lens.place[2] > z + h:
        fill(canvas, lens, rectangle((x, y, z + h), (w, 0, 0), (0, d, 0)), shade(box.colour, 1.16))
    fill(canvas, lens, rectangle((x, y, z), (w, 0, 0), (0, 0, h)), box.colour)
    for left, low, wide, high, colour in box.front:
        at = (x + left * w, y - 0.002, z + low * h)
        fill(canvas, lens, rectangle(at, (wide * w, 0, 0), (0, 0, high * h)), colour, 0.7)


def draw_room(room: Room, dice) -> np.ndarray:
    """(HEIGHT, WIDTH, 3) the empty room under even light."""
    (w, d, h), lens = room.size, room.lens
    canvas = np.full((HEIGHT, WIDTH, 3), shade(room.ceiling, 0.9), np.uint8)
    left, near = -w / 2, -2.6
    if not room.outside:
        fill(canvas, lens, rectangle((left, near, h), (w, 0, 0), (0, d - near, 0)), room.ceiling, 0)
        fill(canvas, lens, rectangle((left, near, 0), (0, d - near, 0), (0, 0, h)), shade(room.wall, 0.8))
        fill(canvas, lens, rectangle((-left, near, 0), (0, d - near, 0), (0, 0, h)), shade(room.wall, 0.86))
    fill(canvas, lens, rectangle((left * 3, near, 0), (w * 3, 0, 0), (0, d - near, 0)), room.floor, 0)
    fill(canvas, lens, rectangle((left, d, 0), (w, 0, 0), (0, 0, h)), room.wall)
    _tiles(canvas, room, near, dice)
    for box in sorted(room.boxes, key=lambda b: -(b.at[1] + abs(b.at[0] + b.size[0] / 2) * 0.1)):
        draw_box(canvas, lens, box)
    return canvas


def _tiles(canvas: np.ndarray, room: Room, near: float, dice) -> None:
    """Tiles of slightly different tone, so that the floor has structure to see."""
    (w, d, _h), t = room.size, room.tile
    wide = w * (3 if room.outside else 1)
    for row in range(int((d - near) / t)):
        for column in range(int(wide / t)):
            tone = 0.93 + 0.14 * dice.random()
            at = (-wide / 2 + column * t, d - (row + 1) * t, 0.001)
            fill(canvas, room.lens, rectangle(at, (t, 0, 0), (0, t, 0)), shade(room.floor, tone), 0.86)


def draw_person(canvas: np.ndarray, lens: Lens, x: float, y: float, coat: Colour, step: float) -> None:
    """Somebody who walks: legs, coat, arms, head; ``step`` swings them."""
    feet = lens.project(np.array([(x, y, 0.0)]))[0]
    size = lens.scale((x, y, 0.0))
    if not (-200 < feet[0] < WIDTH + 200) or size < 12:
        return
    fx, fy = feet

    def at(dx: float, up: float) -> tuple[int, int]:
        return int(fx + dx * size), int(fy - up * size)

    swing = 0.16 * np.sin(step)
    thick = max(int(0.13 * size), 2)
    cv2.ellipse(canvas, at(0, 0), (int(0.32 * size), int(0.09 * size)), 0, 0, 360, (60, 60, 60), -1, cv2.LINE_AA)
    for side in (-1, 1):
        cv2.line(canvas, at(side * 0.08, 0.8), at(side * 0.08 + side * swing, 0.02), (70, 58, 52), thick, cv2.LINE_AA)
    cv2.line(canvas, at(0, 0.85), at(0, 1.35), coat, int(thick * 2.6), cv2.LINE_AA)
    for side in (-1, 1):
        cv2.line(
            canvas, at(side * 0.2, 1.35), at(side * 0.24 - side * swing, 0.85), shade(coat, 0.85), thick, cv2.LINE_AA
        )
    cv2.circle(canvas, at(0, 1.6), max(int(0.115 * size), 2), (140, 165, 205), -1, cv2.LINE_AA)
    cv2.ellipse(
        canvas,
        at(0, 1.64),
        (max(int(0.12 * size), 2), max(int(0.1 * size), 2)),
        0,
        180,
        360,
        (35, 32, 30),
        -1,
        cv2.LINE_AA,
    )
