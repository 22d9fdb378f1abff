"""A made camera: a room of walls, doors and furniture, seen through a sensor with noise, sent as JPEG."""

from dataclasses import dataclass

import cv2
import numpy as np


def room(seed: int = 1, size: tuple[int, int] = (640, 360)) -> np.ndarray:
    """A still scene in BGR: tinted walls, boxes, lines and some fine grain."""
    dice = np.random.default_rng(seed)
    width, height = size
    scene = np.zeros((height, width, 3), np.float32)
    scene[:] = np.linspace(150, 90, height)[:, None, None] * np.float32([0.92, 1.0, 1.05])
    for _ in range(40):
        x, y = int(dice.integers(0, width)), int(dice.integers(0, height))
        w, h = (int(v) for v in dice.integers(15, 110, 2))
        shade = float(dice.uniform(30, 210))
        colour = tuple(float(v) for v in np.clip(shade * dice.uniform(0.75, 1.25, 3), 15, 225))
        cv2.rectangle(scene, (x, y), (x + w, y + h), colour, -1)
        cv2.rectangle(scene, (x, y), (x + w, y + h), (20.0, 20.0, 20.0), 2)
    grain = cv2.GaussianBlur(dice.normal(0, 14, (height, width)).astype(np.float32), (0, 0), 1.2)
    return np.clip(scene + grain[..., None], 0, 255)


@dataclass
class Camera:
    """Takes pictures of a scene: every call draws new sensor noise."""

    scene: np.ndarray
    sigma: float = 2.0
    quality: int = 90
    seed: int = 7

    def __post_init__(self):
        self.dice = np.random.default_rng(self.seed)

    def frame(self, change=None) -> np.ndarray:
        scene = self.scene.copy()
        if change is not None:
            scene = change(scene)
        scene = scene + self.dice.normal(0, self.sigma, scene.shape)
        return np.clip(np.rint(scene), 0, 255).astype(np.uint8)

    def jpeg(self, change=None) -> bytes:
        return jpeg_of(self.frame(change), self.quality)


def jpeg_of(frame: np.ndarray, quality: int = 90) -> bytes:
    return cv2.imencode(".jpg", frame, [cv2.IMWRITE_JPEG_QUALITY, quality])[1].tobytes()


def with_clock(frame: np.ndarray, text: str) -> np.ndarray:
    """The frame with a clock drawn over it by the camera."""
    drawn = frame.copy()
    cv2.rectangle(drawn, (8, 6), (330, 30), (0, 0, 0), -1)
    cv2.putText(drawn, text, (12, 26), cv2.FONT_HERSHEY_SIMPLEX, 0.7, (255, 255, 255), 2)
    return drawn
