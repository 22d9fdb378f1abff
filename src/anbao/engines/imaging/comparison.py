"""The picture's structure beside the camera's reference: where it agrees, where it is gone, and whether it lies elsewhere."""

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np

from anbao.engines.imaging.history import Baseline
from anbao.engines.imaging.picture import COLUMNS, ROWS, THUMB, Picture, blocks, median, quantile, structure_of

#: a reference block has structure to compare when it varies by this many levels (squared: variance)
TEXTURED = 2.5**2
#: a block agrees when the correlation of its structure with the reference's is at least this
AGREES = 0.5
#: a block is flat when it varies by less than this many levels, or by less than a share of the reference's variance
FLAT, FLAT_SHARE = 2.0**2, 0.12
#: a flat block is another one when its level or its tint (log of a channel's gain) is off by more
OTHER_TONE, OTHER_TINT = 25.0, 0.25
#: turns that are tried when a view doesn't register by a plain shift, in degrees
TURNS = (*range(-20, 0, 2), *range(2, 21, 2))
#: and zooms, when no turn does; then some a little off the best
ZOOMS, NEARBY = tuple(1.1**power for power in range(-6, 8) if power), (0.97, 1.03)
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
#: share of clipped pixels more than usual that drowns what there is to compare; less is a white car
GLARE = 0.25
#: correlation of tones from which dim or blurred tones are still those of the reference
SAME_THING = 0.5
#: a picture whose blocks' levels vary no more than this shows one thing, however rough
EVEN = 16.0
#: and a region whose levels vary no more than this is of one tone
ONE_TONE = 12.0
#: share of the picture from which a flat region may be a cover, so that what is around it is looked at
LEAST_COVER = 0.13
#: light against the reference's that is left under a cover
DIMMED = 0.75
#: levels of black, of what was bright before, and of what is clipped; light against the reference's that is the same
BLACK, BRIGHT, CLIPPED, SAME_LIGHT = 20.0, 200.0, 245.0, (0.85, 1.12)
#: blocks that are too few to say how the light is; a share so large that hardly anything is around it
FEW, MOSTLY = 6, 0.6
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


def largest(mask: np.ndarray) -> np.ndarray:
    """The largest connected region of a mask (uint8), as booleans."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    if count < 2:
        return np.zeros(mask.shape, bool)
    return labels == 1 + int(np.argmax(stats[1:, cv2.CC_STAT_AREA]))


def focused(steps: np.ndarray, noise: float) -> np.ndarray:
    """(ROWS, COLUMNS) blocks with an edge, across or down, that is in focus.

    Steps are taken less the nearest one: noise adds the same to all of them and is nearly gone then.
    """
    near, far = steps[:, 1] - steps[:, 0], steps[:, 3] - steps[:, 0]
    return ((far > 2 * EDGES) & (near - 0.6 * noise**2 > IN_FOCUS * far)).any(axis=0)


@dataclass(frozen=True, eq=False)
class Comparison:
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
    def detail_kept(self) -> float | None:
        """How much of the reference's fine edges is left, light taken off: 1 as ever, 0.25 in haze, less out of focus.

        The median over trusted blocks wherever they are, also those where nothing agrees any more; None with too few.
        """
        return self.detail_among(INSIDE, ENOUGH)

    @cached_property
    def rest_detail(self) -> float | None:
        """``detail_kept`` around the cover, where there is one."""
        return self.detail_among(INSIDE & ~self.reach, 6) if self.cover.mean() >= LEAST_COVER else None

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

    def agreement_among(self, blocks: np.ndarray, least: int = ENOUGH) -> float | None:
        """``agreement`` of these blocks alone; None when fewer of them than ``least`` have trusted structure."""
        weights = self.weights * blocks
        if np.count_nonzero(weights >= 0.5) < least:
            return None
        return float((weights * self.agreeing).sum() / weights.sum())

    @cached_property
    def fresh(self) -> np.ndarray:
        """Blocks with structure where the reference had none: noise is none."""
        reduced = self.picture.luma.shape[1] / THUMB[0]
        own = (self.picture.noise / reduced) ** 2
        return (self.energy - 2 * own > TEXTURED) & ~self.textured & ~self.agreeing

    @cached_property
    def changed(self) -> np.ndarray:
        """Blocks whose structure is gone, new, or hidden."""
        return (self.textured & ~self.agreeing) | self.fresh | self.hidden

    @cached_property
    def before(self) -> np.ndarray:
        """The largest connected region of changed blocks, its small gaps closed: what may stand before the view."""
        closed = cv2.morphologyEx(self.changed.astype(np.uint8), cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
        return largest(closed)

    @cached_property
    def even_before(self) -> bool:
        """Whether ``before``, its rim left off, is of one tone, as a sleeve or a cloth is and people aren't."""
        core = cv2.erode(self.before.astype(np.uint8), np.ones((3, 3), np.uint8)).astype(bool)
        return core.sum() >= ENOUGH and float(self.picture.levels[core].std()) <= ONE_TONE

    @cached_property
    def motley(self) -> bool:
        """Whether ``before`` is in focus and of many tones: people and cars, where a hand or a cloth is of one."""
        sharp = float((self.focused & self.before).sum()) / max(1, int(self.before.sum()))
        return sharp > 0.25 and float(self.picture.levels[self.before].std()) > OTHER_TONE

    @cached_property
    def of_one_thing(self) -> bool:
        """Whether the whole picture is one dim thing: light and dark hardly vary, where the reference's do, and lie otherwise.

        A wall that a camera was turned to is as rough as a cloth over its lens, but not as dim.
        """
        now, then = (float(tones[INSIDE].std()) for tones in (self.picture.levels, self.baseline.tones))
        return now <= EVEN < then and self.dimmed <= DIMMED and self.same_tones < SAME_THING

    @cached_property
    def focus_before(self) -> float:
        """Share in focus of the blocks that show a structure which is not the reference's."""
        new = INSIDE & ~self.agreeing & (self.energy > TEXTURED)
        return float((self.focused & new).sum()) / max(1, int(new.sum()))

    @cached_property
    def snowy(self) -> bool:
        """Whether the picture is noise all over, with next to nothing behind it."""
        return self.obscured and float(self.picture.flat.mean()) >= 0.8

    @cached_property
    def tones_before(self) -> float:
        """Correlation of the tones of ``before`` with the reference's."""
        return correlated(self.picture.levels[self.before], self.baseline.tones[self.before])

    @cached_property
    def structure_left(self) -> float:
        """Blocks with structure, against the reference's; what is drawn over the picture is left out."""
        return float((INSIDE & (self.energy > TEXTURED)).sum()) / max(1, int((INSIDE & self.textured).sum()))

    @cached_property
    def rest_agrees(self) -> float | None:
        """Agreement of what lies around ``before``; None when that is too little."""
        return self.agreement_among(INSIDE & ~self.before, 6)

    @cached_property
    def hidden(self) -> np.ndarray:
        """Blocks that are flat where the reference had structure, or flat and of another tone."""
        flat = self.energy < np.maximum(FLAT, FLAT_SHARE * self.wanted)
        tones, usual = self.picture.levels, self.baseline.tones
        tints = (self.picture.tints - self.baseline.tints).reshape(ROWS, COLUMNS, 2)
        known, white = self.agreeing & self.textured, tones >= CLIPPED
        light = median(tones[known] / np.maximum(usual[known], 1.0)) if known.sum() >= FEW else 0.0
        if SAME_LIGHT[0] <= light <= SAME_LIGHT[1]:  # what is clipped is too bright, unless all the rest is as it was
            white &= usual >= BRIGHT
        if known.sum() >= 12:  # take off what light and white balance did to everything
            usual = usual * light
            tints = tints - [median(tints[known][:, 0]), median(tints[known][:, 1])]
        other = (np.abs(tones - usual) > OTHER_TONE) | ((np.abs(tints).max(axis=2) > OTHER_TINT) & (tones > 20))
        return flat & ~self.agreeing & (self.textured | other) & ~white

    @cached_property
    def cover(self) -> np.ndarray:
        """The largest connected region of hidden blocks."""
        return largest(self.hidden.astype(np.uint8))

    @cached_property
    def reach(self) -> np.ndarray:
        """The cover with its rim, whose blocks it shares with the view, and with what is drawn over it."""
        cover = self.cover.astype(np.uint8)
        rim = cv2.dilate(cover, np.ones((3, 3), np.uint8)).astype(bool) & ~self.agreeing
        whole = cv2.copyMakeBorder((self.cover | rim).astype(np.uint8), 1, 1, 0, 0, cv2.BORDER_CONSTANT, value=1)
        upright = cv2.morphologyEx(whole, cv2.MORPH_CLOSE, np.ones((DRAWN_OVER + 1, 1), np.uint8))
        return upright[1:-1].astype(bool)

    @cached_property
    def bared(self) -> bool:
        """Whether the cover looks like the unchanged plain blocks around it: ground laid bare by a car that left."""
        near = cv2.dilate(self.reach.astype(np.uint8), np.ones((5, 5), np.uint8)).astype(bool) & ~self.reach
        around = near & ~self.changed & (self.energy < FLAT)
        if around.sum() < 5 or not self.cover.any():
            return False
        levels, tints = self.picture.levels, self.picture.tints.reshape(ROWS, COLUMNS, 2)
        tone = abs(median(levels[self.cover]) - median(levels[around]))
        tint = max(abs(median(tints[self.cover][:, i]) - median(tints[around][:, i])) for i in (0, 1))
        return tone < BARE_TONE and tint < BARE_TINT

    @cached_property
    def lit(self) -> bool:
        """Whether light made the cover: white beside what is gone or brighter too, or black beside what is much darker too."""
        if not self.cover.any():
            return False
        levels, usual, kept = self.picture.levels, self.baseline.tones, self.agreeing & self.textured
        tone, known = median(levels[self.cover]), kept.sum() >= FEW
        if tone >= CLIPPED:
            ring = cv2.dilate(self.reach.astype(np.uint8), np.ones((5, 5), np.uint8)).astype(bool) & ~self.reach
            halo = self.cover.mean() < MOSTLY and self.agreeing[ring].sum() < 0.5 * ring.sum()
            return halo or not known or median(levels[kept] / np.maximum(usual[kept], 1.0)) > SAME_LIGHT[1]
        rest = kept if known else ~self.reach & (usual > BLACK)
        return tone <= BLACK and rest.sum() >= FEW and median(levels[rest] / np.maximum(usual[rest], 1.0)) <= DIMMED

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

    @cached_property
    def shines_through(self) -> float:
        """Correlation of the tones under the cover with the reference's: high when the picture is only blurred or dim."""
        return correlated(self.picture.levels[self.cover], self.baseline.tones[self.cover])

    @cached_property
    def registration(self) -> Registration:
        """The best of a plain shift, a few turns and a few zooms; sought only when asked for."""
        best = self.registered()
        if best.agreement < 0.6:
            best = max([best, *map(self.registered, TURNS)], key=agreement_of)
            best = max([best, self.registered(best.turn - 1.0), self.registered(best.turn + 1.0)], key=agreement_of)
        if best.agreement < 0.6:
            best = max([best, *(self.registered(zoom=zoom) for zoom in ZOOMS)], key=agreement_of)
            if best.zoom != 1.0:
                best = max([best, *(self.registered(zoom=best.zoom * by) for by in NEARBY)], key=agreement_of)
        return best

    def spin(self, turn: float, zoom: float) -> np.ndarray:
        """A turn and zoom of the camera's picture taken back, as an affine map of the thumbnail, whose pixels need not be square."""
        aspect = (self.picture.width / THUMB[0]) / (self.picture.height / THUMB[1])
        cos, sin = np.cos(np.radians(turn)), np.sin(np.radians(turn))
        around = np.array([[cos, sin / aspect], [-sin * aspect, cos]]) / zoom
        middle = np.array([THUMB[0] / 2, THUMB[1] / 2])
        return np.float32(np.column_stack([around, middle - around @ middle]))

    def registered(self, turn: float = 0.0, zoom: float = 1.0) -> Registration:
        thumb, inside = self.picture.thumb, np.ones(THUMB[::-1], np.float32)
        if turn or zoom != 1.0:
            thumb = cv2.warpAffine(thumb, self.spin(turn, zoom), THUMB, borderMode=cv2.BORDER_REPLICATE)
        if zoom != 1.0:
            inside = cv2.warpAffine(inside, self.spin(turn, zoom), THUMB)
        # OpenCV 5 windows its arguments in place, so it gets a copy of the reference
        (across, down), _ = cv2.phaseCorrelate(self.baseline.structure.copy(), structure_of(thumb), WINDOW)
        back = np.float32([[1, 0, -across], [0, 1, -down]])
        laid = structure_of(cv2.warpAffine(thumb, back, THUMB, borderMode=cv2.BORDER_REPLICATE))
        inside = cv2.warpAffine(inside, back, THUMB)
        seen = (blocks(inside) > 0.9) & self.textured
        weights = seen * self.baseline.trust
        whole = float(weights.sum())
        agrees = correlation(laid, self.baseline.structure, self.wanted) >= AGREES
        share = float((weights * agrees).sum()) / whole if whole > 0 else 0.0
        overlap = float(seen.sum()) / max(1, int(self.textured.sum()))
        return Registration(across / THUMB[0], down / THUMB[1], turn, share, overlap, zoom)
