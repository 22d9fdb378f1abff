"""What a picture shows instead of the camera's reference: a flat cover, a thing before the view, another scene."""

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np

from anbao.engines.imaging.likeness import (
    BARE_TINT,
    BARE_TONE,
    DRAWN_OVER,
    ENOUGH,
    INSIDE,
    TEXTURED,
    Likeness,
    correlated,
)
from anbao.engines.imaging.picture import COLUMNS, ROWS, THUMB, median
from anbao.engines.imaging.registration import Registration, best_of

#: a block is flat when it varies by less than this many levels, or by less than a share of the reference's variance
FLAT, FLAT_SHARE = 2.0**2, 0.12
#: a flat block is another one when its level or its tint (log of a channel's gain) is off by more
OTHER_TONE, OTHER_TINT = 25.0, 0.25
#: correlation of tones from which dim or blurred tones are still those of the reference
SAME_THING = 0.5
#: a picture whose blocks' levels vary no more than this shows one thing, however rough
EVEN = 16.0
#: and a region whose levels vary no more than this is of one tone
ONE_TONE = 12.0
#: share of the picture from which a flat region may be a cover, so that what is around it is looked at
LEAST_COVER = 0.13
#: and from which it is one; agreement of what is around it from which all the rest is in its place
COVERED, REST_AGREES = 0.26, 0.60
#: light against the reference's that is left under a cover
DIMMED = 0.75
#: levels of black, of what was bright before, and of what is clipped; light against the reference's that is the same
BLACK, BRIGHT, CLIPPED, SAME_LIGHT = 20.0, 200.0, 245.0, (0.85, 1.12)
#: blocks that are too few to say how the light is; a share so large that hardly anything is around it
FEW, MOSTLY = 6, 0.6


def largest(mask: np.ndarray) -> np.ndarray:
    """The largest connected region of a mask (uint8), as booleans."""
    count, labels, stats, _ = cv2.connectedComponentsWithStats(mask, connectivity=8)
    if count < 2:
        return np.zeros(mask.shape, bool)
    return labels == 1 + int(np.argmax(stats[1:, cv2.CC_STAT_AREA]))


@dataclass(frozen=True, eq=False)
class Comparison(Likeness):
    """A picture beside its reference. The *cover* is the largest flat region, *before* the largest of whatever is changed."""

    @cached_property
    def fresh(self) -> np.ndarray:
        """Blocks with structure where the reference had none: noise is none."""
        reduced = self.picture.luma.shape[1] / THUMB[0]
        own = (self.picture.noise / reduced) ** 2
        return (self.energy - 2 * own > TEXTURED) & ~self.textured & ~self.agreeing

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
    def changed(self) -> np.ndarray:
        """Blocks whose structure is gone, new, or hidden."""
        return (self.textured & ~self.agreeing) | self.fresh | self.hidden

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
    def shines_through(self) -> float:
        """Correlation of the tones under the cover with the reference's: high when the picture is only blurred or dim."""
        return correlated(self.picture.levels[self.cover], self.baseline.tones[self.cover])

    @cached_property
    def rest_detail(self) -> float | None:
        """``detail_kept`` around the cover, where there is one."""
        return self.detail_among(INSIDE & ~self.reach, 6) if self.cover.mean() >= LEAST_COVER else None

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
    def scattered(self) -> int:
        """In how many separate places something is in focus that was not there: on a cover, or along its rim, in few or none."""
        return cv2.connectedComponents((self.focused & ~self.agreeing).astype(np.uint8), connectivity=8)[0] - 1

    @cached_property
    def focus_before(self) -> float:
        """Share in focus of the blocks that show a structure which is not the reference's."""
        new = INSIDE & ~self.agreeing & (self.energy > TEXTURED)
        return float((self.focused & new).sum()) / max(1, int(new.sum()))

    @cached_property
    def tones_before(self) -> float:
        """Correlation of the tones of ``before`` with the reference's."""
        return correlated(self.picture.levels[self.before], self.baseline.tones[self.before])

    @cached_property
    def rest_agrees(self) -> float | None:
        """Agreement of what lies around ``before``; None when that is too little."""
        return self.agreement_among(INSIDE & ~self.before, 6)

    @cached_property
    def of_one_thing(self) -> bool:
        """Whether the whole picture is one dim thing: light and dark hardly vary, where the reference's do, and lie otherwise.

        A wall that a camera was turned to is as rough as a cloth over its lens, but not as dim.
        """
        now, then = (float(tones[INSIDE].std()) for tones in (self.picture.levels, self.baseline.tones))
        return now <= EVEN < then and self.dimmed <= DIMMED and self.same_tones < SAME_THING

    @cached_property
    def registration(self) -> Registration:
        """How the picture is best laid back on the reference; sought only when asked for."""
        return best_of(self)
