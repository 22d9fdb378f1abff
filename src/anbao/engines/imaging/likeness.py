"""How much of the camera's reference is still in a picture: structure, light and dark, detail, focus, contrast."""

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np

from anbao.engines.imaging.history import Baseline
from anbao.engines.imaging.picture import COLUMNS, ROWS, Picture, blocks, median, quantile

#: a reference block has structure to compare when it varies by this many levels (squared: variance)
TEXTURED = 2.5**2
#: a block agrees when the correlation of its structure with the reference's is at least this
AGREES = 0.5
#: rows at the upper and lower edge where a clock or a name may be drawn over the picture: sharp text, whatever the lens does
DRAWN_OVER = 2
#: detail is compared on blocks this trusted, where near edges have at least this mean square, and on no fewer blocks
TRUSTED, DETAILED, ENOUGH = 0.7, 8.0, 12
#: mean squared step that makes a block worth judging sharpness on
EDGES = 25.0
#: tones and tints this near are alike
BARE_TONE, BARE_TINT = 12.0, 0.10
#: a block is in focus when this share of an edge of eight pixels rises within two: 0.14 if sharp, 0.05 if blurred
IN_FOCUS = 0.09
#: agreement from which a view is as ever; correlation of block levels from which light and dark still lie where they did: then
#: what is lost is lost to noise or haze, and the view hasn't moved
AS_EVER, SAME_TONES = 0.8, 0.7
#: share of clipped pixels more than usual that drowns what there is to compare; less is a white car
GLARE = 0.25


def correlation(a: np.ndarray, b: np.ndarray, energy_b: np.ndarray) -> np.ndarray:
    """(ROWS, COLUMNS) correlation of two THUMB-sized structures, block by block."""
    return blocks(a * b) / np.sqrt(np.maximum(blocks(a * a), 0.25) * np.maximum(energy_b, 0.25))


def correlated(tones: np.ndarray, usual: np.ndarray) -> float:
    """Correlation of two sets of levels; 0 when one of them has no variation to speak of."""
    if tones.size < 3 or tones.std() < 0.5 or usual.std() < 0.5:
        return 0.0
    return float(np.corrcoef(tones.ravel(), usual.ravel())[0, 1])


def inside() -> np.ndarray:
    within = np.ones((ROWS, COLUMNS), bool)
    within[:DRAWN_OVER] = within[-DRAWN_OVER:] = False
    return within


#: (ROWS, COLUMNS) blocks over which nothing is drawn
INSIDE = inside()


def focused(steps: np.ndarray, noise: float) -> np.ndarray:
    """(ROWS, COLUMNS) blocks with an edge, across or down, that is in focus.

    Steps are taken less the nearest one: noise adds the same to all of them and is nearly gone then.
    """
    near, far = steps[:, 1] - steps[:, 0], steps[:, 3] - steps[:, 0]
    return ((far > 2 * EDGES) & (near - 0.6 * noise**2 > IN_FOCUS * far)).any(axis=0)


@dataclass(frozen=True, eq=False)
class Likeness:
    """``own``: the reference is of the picture's own mode; daylight and infrared don't show the same detail."""

    picture: Picture
    baseline: Baseline
    own: bool = True

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
    def products(self) -> np.ndarray:
        return blocks(self.picture.structure * self.baseline.structure)

    @cached_property
    def correlations(self) -> np.ndarray:
        return self.products / np.sqrt(np.maximum(self.energy, 0.25) * np.maximum(self.wanted, 0.25))

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

    def agreement_among(self, blocks: np.ndarray, least: int = ENOUGH) -> float | None:
        """``agreement`` of these blocks alone; None when fewer of them than ``least`` have trusted structure."""
        weights = self.weights * blocks
        if np.count_nonzero(weights >= 0.5) < least:
            return None
        return float((weights * self.agreeing).sum() / weights.sum())

    @cached_property
    def same_tones(self) -> float:
        """Correlation of the blocks' levels with the reference's."""
        return correlated(self.picture.levels, self.baseline.tones)

    @cached_property
    def comparable(self) -> bool:
        """Whether the reference has enough structure to tell a view by."""
        return int(self.textured.sum()) >= 12

    @cached_property
    def obscured(self) -> bool:
        """Whether glare or noise drowns what there is to compare: then those are told, and nothing else can be."""
        glare = self.picture.clipped - self.baseline.clipped > GLARE
        return glare or self.picture.noise > max(6.0, 3.0 * self.baseline.noise)

    @cached_property
    def snowy(self) -> bool:
        """Whether the picture is noise all over, with next to nothing behind it."""
        return self.obscured and float(self.picture.flat.mean()) >= 0.8

    @cached_property
    def structure_left(self) -> float:
        """Blocks with structure, against the reference's; what is drawn over the picture is left out."""
        return float((INSIDE & (self.energy > TEXTURED)).sum()) / max(1, int((INSIDE & self.textured).sum()))

    @cached_property
    def detail_kept(self) -> float | None:
        """How much of the reference's fine edges is left, light taken off: 1 as ever, 0.25 in haze, less out of focus.

        The median over trusted blocks wherever they are, also those where nothing agrees any more; None with too few.
        """
        return self.detail_among(INSIDE, ENOUGH)

    def detail_among(self, blocks: np.ndarray, least: int) -> float | None:
        baseline, picture = self.baseline, self.picture
        usual = baseline.steps[:, 1].sum(axis=0) - 4 * baseline.noise**2
        judged = blocks & (usual > DETAILED) & (baseline.trust >= TRUSTED) & (picture.levels < 243)
        if np.count_nonzero(judged) < least or self.obscured:
            return None
        now, then = (steps[:, :2].sum(axis=0)[:, judged] for steps in (picture.steps, baseline.steps))
        plain = (now[1] - 4 * picture.noise**2) / usual[judged]
        # noise adds the same to every step, however much it is: their difference is free of it
        free = (now[1] - now[0]) / np.maximum(then[1] - then[0], 1.0)
        left = max(min(median(plain), median(free)), 0.0)
        return float(np.sqrt(left)) / max(self.dimmed, 0.05)

    @cached_property
    def dimmed(self) -> float:
        """The light against the reference's; more light is none."""
        return min(1.0, self.picture.mean / max(float(self.baseline.reference.mean()), 1.0))

    @cached_property
    def focused(self) -> np.ndarray:
        """Blocks where the picture has edges in focus, wherever the reference had them."""
        return focused(self.picture.steps, self.picture.noise)

    @cached_property
    def focus_kept(self) -> float:
        """Blocks in focus, against those of the reference."""
        usual = focused(self.baseline.steps, self.baseline.noise)
        return float((self.focused & INSIDE).sum()) / max(1, int((usual & INSIDE).sum()))

    @cached_property
    def contrast_kept(self) -> float | None:
        """By how much the structure that is still in its place is fainter, light taken off; None where too little is."""
        kept = self.agreeing & self.textured & INSIDE
        if kept.sum() < ENOUGH or (self.agreement_among(INSIDE) or 0.0) < 0.4:
            return None
        return median(self.products[kept] / self.wanted[kept]) / max(self.dimmed, 0.05)

    @cached_property
    def glows(self) -> bool:
        """Whether light, colour and, but for a fourth of the blocks, light and dark lie as in the reference unfocused."""
        soft = cv2.GaussianBlur(self.baseline.tones, (0, 0), 1.0)
        levels, inner = self.picture.levels[INSIDE], soft[INSIDE]
        gain = median(levels / np.maximum(inner, 1.0))
        tints = (self.picture.tints - self.baseline.tints)[INSIDE.ravel()]
        if not 0.8 <= gain <= 1.25 or max(abs(median(tint)) for tint in tints.T) > BARE_TINT:
            return False
        off = np.abs(levels - gain * inner)
        most = off <= quantile(off, 0.75)
        return correlated(levels[most], inner[most]) >= 0.8
