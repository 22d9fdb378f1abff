"""The picture's structure beside the camera's reference: where it agrees, where it is gone, and whether it lies elsewhere."""

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np

from anbao.engines.imaging.history import Baseline
from anbao.engines.imaging.picture import COLUMNS, ROWS, THUMB, Picture, blocks, median, structure_of

#: a reference block has structure to compare when it varies by this many levels (squared: variance)
TEXTURED = 2.5**2
#: a block agrees when the correlation of its structure with the reference's is at least this
AGREES = 0.5
#: a block is flat when it varies by less than this many levels, or by less than a share of the reference's variance
FLAT, FLAT_SHARE = 2.0**2, 0.12
#: a flat block is another one when its level or its tint (log of a channel's gain) is off by more
OTHER_TONE, OTHER_TINT = 25.0, 0.25
#: turns that are tried when a view doesn't register by a plain shift, in degrees
TURNS = (-12.0, -10.0, -8.0, -6.0, -4.0, -2.0, 2.0, 4.0, 6.0, 8.0, 10.0, 12.0)
WINDOW = cv2.createHanningWindow(THUMB, cv2.CV_32F)


@dataclass(frozen=True, slots=True)
class Registration:
    """The shift (share of the width and height) and turn (degrees) that lay the picture on the reference, and how well."""

    across: float
    down: float
    turn: float
    agreement: float
    overlap: float

    @property
    def distance(self) -> float:
        return float(np.hypot(self.across, self.down)) + abs(np.radians(self.turn)) / 4


def correlation(a: np.ndarray, b: np.ndarray, energy_b: np.ndarray) -> np.ndarray:
    """(ROWS, COLUMNS) correlation of two THUMB-sized structures, block by block."""
    return blocks(a * b) / np.sqrt(np.maximum(blocks(a * a), 0.25) * np.maximum(energy_b, 0.25))


def correlated(tones: np.ndarray, usual: np.ndarray) -> float:
    """Correlation of two sets of levels; 0 when one of them has no variation to speak of."""
    if tones.size < 3 or tones.std() < 0.5 or usual.std() < 0.5:
        return 0.0
    return float(np.corrcoef(tones.ravel(), usual.ravel())[0, 1])


@dataclass(frozen=True, eq=False)
class Comparison:
    picture: Picture
    baseline: Baseline

    @cached_property
    def energy(self) -> np.ndarray:
        return blocks(np.square(self.picture.structure))

    @cached_property
    def wanted(self) -> np.ndarray:
        return blocks(np.square(self.baseline.structure))

    @cached_property
    def textured(self) -> np.ndarray:
        return self.wanted > TEXTURED

    @cached_property
    def correlations(self) -> np.ndarray:
        return correlation(self.picture.structure, self.baseline.structure, self.wanted)

    @cached_property
    def agreeing(self) -> np.ndarray:
        return self.correlations >= AGREES

    @cached_property
    def weights(self) -> np.ndarray:
        return self.textured * self.baseline.trust

    @cached_property
    def agreement(self) -> float:
        """Share of the reference's trusted structure that is where it was."""
        whole = float(self.weights.sum())
        return float((self.weights * self.agreeing).sum()) / whole if whole > 0 else 1.0

    @cached_property
    def same_tones(self) -> float:
        """Correlation of the blocks' levels with the reference's."""
        return correlated(self.picture.levels, self.baseline.tones)

    @cached_property
    def comparable(self) -> bool:
        """Whether the reference has enough structure to tell a view by."""
        return int(self.textured.sum()) >= 12

    @cached_property
    def hidden(self) -> np.ndarray:
        """Blocks that are flat where the reference had structure, or flat and of another tone."""
        flat = self.energy < np.maximum(FLAT, FLAT_SHARE * self.wanted)
        tones, usual = self.picture.levels, self.baseline.tones
        tints = (self.picture.tints - self.baseline.tints).reshape(ROWS, COLUMNS, 2)
        known = self.agreeing & self.textured
        if known.sum() >= 12:  # take off what light and white balance did to everything
            usual = usual * median(tones[known] / np.maximum(usual[known], 1.0))
            tints = tints - [median(tints[known][:, 0]), median(tints[known][:, 1])]
        other = (np.abs(tones - usual) > OTHER_TONE) | ((np.abs(tints).max(axis=2) > OTHER_TINT) & (tones > 20))
        # what is clipped is too bright, not covered
        return flat & ~self.agreeing & (self.textured | other) & (tones < 245)

    @cached_property
    def cover(self) -> np.ndarray:
        """The largest connected region of hidden blocks."""
        count, labels, stats, _ = cv2.connectedComponentsWithStats(self.hidden.astype(np.uint8), connectivity=8)
        if count < 2:
            return np.zeros((ROWS, COLUMNS), bool)
        return labels == 1 + int(np.argmax(stats[1:, cv2.CC_STAT_AREA]))

    @cached_property
    def shines_through(self) -> float:
        """Correlation of the tones under the cover with the reference's: high when the picture is only blurred or dim."""
        return correlated(self.picture.levels[self.cover], self.baseline.tones[self.cover])

    @cached_property
    def registration(self) -> Registration:
        """The best of a plain shift and a few turns; sought only when asked for."""
        best = self.registered(0.0)
        if best.agreement < 0.6:
            tried = [best, *map(self.registered, TURNS)]
            best = max(tried, key=lambda found: found.agreement)
            tried = [best, self.registered(best.turn - 1.0), self.registered(best.turn + 1.0)]
            best = max(tried, key=lambda found: found.agreement)
        return best

    def spin(self, turn: float) -> np.ndarray:
        """A turn of the camera's picture, as an affine map of the thumbnail, whose pixels need not be square."""
        aspect = (self.picture.width / THUMB[0]) / (self.picture.height / THUMB[1])
        cos, sin = np.cos(np.radians(turn)), np.sin(np.radians(turn))
        around = np.array([[cos, sin / aspect], [-sin * aspect, cos]])
        middle = np.array([THUMB[0] / 2, THUMB[1] / 2])
        return np.float32(np.column_stack([around, middle - around @ middle]))

    def registered(self, turn: float) -> Registration:
        thumb = self.picture.thumb
        if turn:
            thumb = cv2.warpAffine(thumb, self.spin(turn), THUMB, borderMode=cv2.BORDER_REPLICATE)
        # OpenCV 5 windows its arguments in place, so it gets a copy of the reference
        (across, down), _ = cv2.phaseCorrelate(self.baseline.structure.copy(), structure_of(thumb), WINDOW)
        back = np.float32([[1, 0, -across], [0, 1, -down]])
        laid = structure_of(cv2.warpAffine(thumb, back, THUMB, borderMode=cv2.BORDER_REPLICATE))
        inside = cv2.warpAffine(np.ones(THUMB[::-1], np.float32), back, THUMB)
        seen = (blocks(inside) > 0.9) & self.textured
        weights = seen * self.baseline.trust
        whole = float(weights.sum())
        agrees = correlation(laid, self.baseline.structure, self.wanted) >= AGREES
        share = float((weights * agrees).sum()) / whole if whole > 0 else 0.0
        overlap = float(seen.sum()) / max(1, int(self.textured.sum()))
        return Registration(across / THUMB[0], down / THUMB[1], turn, share, overlap)
