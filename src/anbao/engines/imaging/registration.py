"""Laying a picture back on the camera's reference: by a shift, a turn or a zoom."""

from dataclasses import dataclass

import cv2
import numpy as np

from anbao.engines.imaging.likeness import AGREES, Likeness, correlation
from anbao.engines.imaging.picture import THUMB, Picture, blocks, structure_of

#: turns that are tried when a view doesn't register by a plain shift, in degrees
TURNS = (*range(-20, 0, 2), *range(2, 21, 2))
#: and zooms, when no turn does; then some a little off the best
ZOOMS, NEARBY = tuple(1.1**power for power in range(-6, 8) if power), (0.97, 1.03)
WINDOW = cv2.createHanningWindow(THUMB, cv2.CV_32F)


@dataclass(frozen=True, slots=True)
class Registration:
    """The shift (share of the width and height), turn (degrees) and zoom that lay the picture on the reference, and how well.

    ``zoom`` above 1: the camera shows its view larger than it was.
    """

    across: float
    down: float
    turn: float
    agreement: float
    overlap: float
    zoom: float = 1.0

    @property
    def distance(self) -> float:
        return float(np.hypot(self.across, self.down)) + abs(np.radians(self.turn)) / 4 + abs(self.zoom - 1) / 4


def agreement_of(found: Registration) -> float:
    return found.agreement


def best_of(likeness: Likeness) -> Registration:
    """The best of a plain shift, a few turns and a few zooms."""
    best = registered(likeness)
    if best.agreement < 0.6:
        best = max([best, *(registered(likeness, turn) for turn in TURNS)], key=agreement_of)
        best = max(
            [best, registered(likeness, best.turn - 1.0), registered(likeness, best.turn + 1.0)], key=agreement_of
        )
    if best.agreement < 0.6:
        best = max([best, *(registered(likeness, zoom=zoom) for zoom in ZOOMS)], key=agreement_of)
        if best.zoom != 1.0:
            best = max([best, *(registered(likeness, zoom=best.zoom * by) for by in NEARBY)], key=agreement_of)
    return best


def spin(picture: Picture, turn: float, zoom: float) -> np.ndarray:
    """A turn and zoom of the camera's picture taken back, as an affine map of the thumbnail, whose pixels need not be square."""
    aspect = (picture.width / THUMB[0]) / (picture.height / THUMB[1])
    cos, sin = np.cos(np.radians(turn)), np.sin(np.radians(turn))
    around = np.array([[cos, sin / aspect], [-sin * aspect, cos]]) / zoom
    middle = np.array([THUMB[0] / 2, THUMB[1] / 2])
    return np.float32(np.column_stack([around, middle - around @ middle]))


def registered(likeness: Likeness, turn: float = 0.0, zoom: float = 1.0) -> Registration:
    thumb, inside = likeness.picture.thumb, np.ones(THUMB[::-1], np.float32)
    if turn or zoom != 1.0:
        thumb = cv2.warpAffine(thumb, spin(likeness.picture, turn, zoom), THUMB, borderMode=cv2.BORDER_REPLICATE)
    if zoom != 1.0:
        inside = cv2.warpAffine(inside, spin(likeness.picture, turn, zoom), THUMB)
    # OpenCV 5 windows its arguments in place, so it gets a copy of the reference
    (across, down), _ = cv2.phaseCorrelate(likeness.baseline.structure.copy(), structure_of(thumb), WINDOW)
    back = np.float32([[1, 0, -across], [0, 1, -down]])
    laid = structure_of(cv2.warpAffine(thumb, back, THUMB, borderMode=cv2.BORDER_REPLICATE))
    inside = cv2.warpAffine(inside, back, THUMB)
    seen = (blocks(inside) > 0.9) & likeness.textured
    weights = seen * likeness.baseline.trust
    whole = float(weights.sum())
    agrees = correlation(laid, likeness.baseline.structure, likeness.wanted) >= AGREES
    share = float((weights * agrees).sum()) / whole if whole > 0 else 0.0
    overlap = float(seen.sum()) / max(1, int(likeness.textured.sum()))
    return Registration(across / THUMB[0], down / THUMB[1], turn, share, overlap, zoom)
