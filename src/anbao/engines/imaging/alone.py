"""The first picture of a camera, judged by absolute rules: covered, dark, over-exposed, blurred, noise (the cast is in ``colour``).

A rule tells only what no sound scene shows: a night has its lamps, a sky its gradient and its place, a page its ink.
"""

from dataclasses import dataclass

import cv2
import numpy as np

from anbao.engines.imaging.picture import Picture, quantile
from anbao.engines.imaging.sharpness import acutance, edged
from anbao.engines.imaging.verdict import Check, score_of

#: covered: share under one region without structure, and by how many levels its blocks may differ from a plane at most;
#: the larger the region, the more. Walls and skies are never that even
ALONE = ((0.28, 0.7), (0.5, 1.5))
#: mean squared step in a block without structure, and levels that one region lies within; how much of its hull it fills at
#: least: a wall has things before it
SMOOTH, ONE_REGION, SOLID = 40.0, 16.0, 0.9
#: tones at which a cover is told from night, walls, ceilings and skies without looking closer; any tone below the third when it
#: leaves no more than a part free
DIM, PARTLY, GLARING = (14.0, 130.0), 0.4, 240.0
#: of any other tone, only a region as even as no wall is (and a little less in a coarse JPEG, and one that is black), that ends
#: at once nearly all around, by so many levels
EVEN_BRIGHT, EVEN_BLACK, ENDS_AT, ENDS_AROUND = (0.5, 0.02), (0.3, 0.01), 15.0, 0.5
#: and around which there is neither night nor a page or a sky as bright
AROUND = (50.0, 170.0)
#: too dark: mean, 95 % and 99.7 % quantile all below, for a lamp in the picture shows that it is night; or no lamp and hardly
#: any light at all; or this share of the pixels black
DARK_MEAN, DARK_HIGH, LAMP = 40.0, 110.0, 150.0
NOT_BRIGHT_MEAN, NOT_BRIGHT, BLACK, BLACK_SHARE = 60.0, 85.0, 8, 0.5
#: over-exposed: share of clipped pixels, in a picture of at least this level; or pale: even its darkest twentieth is so bright,
#: and it isn't a page, of which this share is of one tone
CLIPPED, BRIGHT, PALE_DARKEST, PALE_LEVEL, PAGE = 0.15, 190.0, 100.0, 195.0, 0.5
#: blurred: acutance that the sharpest tenth of a sharp picture does not fall below, and blocks it takes to say so
BLUR, BLUR_BLOCKS = 0.14, 30
#: or smeared: it is less than this across or down, and so much less than in the other direction
SMEARED, ONE_WAY = 0.19, 0.42
#: noise of the quietest twentieth of the reduced picture, by quantisation step
NOISE = ((4.0, 16.0), (6.5, 2.4))


@dataclass(frozen=True, slots=True)
class Smooth:
    """The largest region without structure: its ``share``, how ``uneven`` its blocks' tones are beyond a plane, its ``tone``,
    how much of its hull it fills (``solid``); how much of what is around it is another tone at once (``ends``), and the level
    there (``around``, negative when nothing is); ``sky``: it reaches the upper edge and not the lower one."""

    share: float
    uneven: float
    tone: float
    solid: float
    ends: float = 0.0
    around: float = -1.0
    sky: bool = False

    def stands_out(self, step: float) -> bool:
        """Whether a region as bright as walls or as black as night is a cover all the same."""
        even, coarser = EVEN_BRIGHT if self.tone > DIM[1] else EVEN_BLACK
        alike = self.uneven <= even + coarser * step and self.ends >= ENDS_AROUND and not self.sky
        return alike and (self.around <= AROUND[1] if self.tone > DIM[1] else self.around >= AROUND[0])


def covered(picture: Picture) -> Check:
    """By one region without structure, whose tone is even as no wall or sky is; noise has no structure either."""
    if quietest(picture) >= noise_limit(picture):
        return Check("covered", 0.0, "噪声太大, 无法判断遮挡", "too noisy to judge a cover", (), False)
    found = smooth_region(picture)
    numbers = (
        ("flat", found.share),
        ("flat_uneven", found.uneven),
        ("flat_tone", found.tone),
        ("flat_solid", found.solid),
        ("flat_around", found.around),
    )
    least, most = ALONE[0][0], float(np.interp(found.share, *zip(*ALONE, strict=True)))
    # a dim picture is even too, so the darker the region, the more even it has to be; a coarse JPEG makes steps of its own
    most = min(most, 0.3 + 0.02 * found.tone) + 0.05 * picture.step
    score = min(score_of(found.share, least), 0.95) if found.share > 0 else 0.0
    dim = DIM[0] <= found.tone <= (DIM[1] if found.share < 1 - PARTLY else GLARING)
    if found.uneven > most or found.solid < SOLID or not (dim or found.stands_out(picture.step)):
        score = min(score, 0.45)
    zh = f"{found.share:.0%} 的画面是一片无细节的区域 (限 {least:.0%}), 明暗起伏 {found.uneven:.1f} 级 (限 {most:.1f})"
    en = (
        f"{found.share:.0%} of the picture is one region without detail (limit {least:.0%}), "
        f"uneven by {found.uneven:.1f} levels (limit {most:.1f})"
    )
    return Check("covered", score, zh, en, numbers)


def largest(mask: np.ndarray) -> np.ndarray | None:
    """The largest region of a mask whose blocks share an edge; None when it is empty."""
    count, labels, boxes, _ = cv2.connectedComponentsWithStats(mask.astype(np.uint8), connectivity=4)
    return labels == 1 + int(np.argmax(boxes[1:, cv2.CC_STAT_AREA])) if count > 1 else None


def smooth_region(picture: Picture) -> Smooth:
    region = largest(picture.steps[:, 2].sum(axis=0) < SMOOTH)
    if region is None:
        return Smooth(0.0, 0.0, 0.0, 0.0)
    # what has no structure around a cover is not the cover: of one tone
    levels = np.sort(picture.levels[region])
    within = np.searchsorted(levels, levels + ONE_REGION, side="right") - np.arange(levels.size)
    least = levels[int(np.argmax(within))]
    region = largest(region & (picture.levels >= least) & (picture.levels <= least + ONE_REGION))
    down, across = np.nonzero(region)
    tones = picture.levels[region]
    plane = np.linalg.lstsq(np.column_stack([np.ones(tones.size), across, down]), tones, rcond=None)[0]
    uneven = np.abs(tones - plane[0] - plane[1] * across - plane[2] * down)
    hull = cv2.convexHull(np.column_stack([across, down]).astype(np.int32))
    filled = cv2.fillConvexPoly(np.zeros(region.shape, np.uint8), hull, 1)
    rim, ring = (cv2.dilate(filled, np.ones((size, size), np.uint8)).astype(bool) for size in (3, 5))
    ring &= ~rim
    ends, around = 0.0, -1.0
    if ring.any():
        far_down, far_across = np.nonzero(ring)
        off = np.abs(picture.levels[ring] - plane[0] - plane[1] * far_across - plane[2] * far_down)
        ends, around = float((off > ENDS_AT).mean()), float(picture.levels[~rim].mean())
    sky = bool(region[0].any() and not region[-1].any())
    solid = tones.size / max(1, int(filled.sum()))
    return Smooth(float(region.mean()), quantile(uneven, 0.9), float(tones.mean()), solid, ends, around, sky)


def dark(picture: Picture) -> Check:
    mean, high, brightest = picture.mean, float(picture.quantile(0.95)), float(picture.quantile(0.997))
    black = float(picture.histogram[: BLACK + 1].sum())
    dim = [(mean, DARK_MEAN), (high, DARK_HIGH), (brightest, LAMP)]
    unlit = [(mean, NOT_BRIGHT_MEAN), (brightest, NOT_BRIGHT)]
    scores = [min(score_of(value, limit, below=True) for value, limit in rule) for rule in (dim, unlit)]
    score = max(*scores, score_of(black, BLACK_SHARE))
    zh = f"平均亮度 {mean:.0f}, 亮处 {high:.0f}, 最亮处 {brightest:.0f} (下限 {DARK_MEAN:.0f}/{DARK_HIGH:.0f}/{LAMP:.0f}), {black:.0%} 全黑 (限 {BLACK_SHARE:.0%})"
    en = (
        f"mean level {mean:.0f}, bright parts {high:.0f}, brightest {brightest:.0f} "
        f"(limits {DARK_MEAN:.0f}/{DARK_HIGH:.0f}/{LAMP:.0f}), {black:.0%} is black (limit {BLACK_SHARE:.0%})"
    )
    numbers = (("level", mean), ("level_p95", high), ("level_p997", brightest), ("black", black))
    return Check("dark", score, zh, en, numbers)


def overexposed(picture: Picture) -> Check:
    share, mean, darkest = picture.clipped, picture.mean, float(picture.quantile(0.05))
    score = min(score_of(share, CLIPPED), score_of(mean, BRIGHT))
    if one_tone(picture) < PAGE:
        score = max(score, min(score_of(darkest, PALE_DARKEST), score_of(mean, PALE_LEVEL)))
    zh = f"{share:.0%} 的像素过亮溢出 (限 {CLIPPED:.0%}), 平均亮度 {mean:.0f}, 最暗处 {darkest:.0f}"
    en = f"{share:.0%} of the pixels are clipped (limit {CLIPPED:.0%}), mean level {mean:.0f}, darkest parts {darkest:.0f}"
    return Check("overexposed", score, zh, en, (("clipped", share), ("level", mean), ("level_p5", darkest)))


def one_tone(picture: Picture) -> float:
    """The largest share of pixels within 13 levels of each other that are not clipped."""
    below = np.concatenate([[0.0], np.cumsum(picture.histogram[:250])])
    return float((below[13:] - below[:-13]).max())


def blurred(picture: Picture) -> Check:
    sharp = acutance(picture.steps, picture.noise)
    pairs = zip(sharp[:2], edged(picture.steps)[:2], strict=True)
    found = [quantile(ratios[judged], 0.9) for ratios, judged in pairs if judged.sum() >= BLUR_BLOCKS]
    if not found:
        return Check("blurred", 0.0, "细节太少, 无法判断清晰度", "too little detail to judge sharpness", (), False)
    value, best = min(found), max(found)
    numbers = (("acutance", value), ("acutance_best", best))
    smeared = min(score_of(value, SMEARED, below=True), score_of(value / max(best, 1e-6), ONE_WAY, below=True))
    score = score_of(value, BLUR, below=True)
    if len(found) == 2 and smeared >= 0.5 > score:
        zh = f"一个方向的边缘锐度 {value:.3f} 只及另一方向的 {value / best:.0%} (限 {ONE_WAY:.0%}): 拖影"
        en = f"acutance {value:.3f} along one direction, {value / best:.0%} of that along the other (limit {ONE_WAY:.0%}): smeared"
        return Check("blurred", smeared, zh, en, numbers)
    zh = f"最清晰处的边缘锐度 {value:.3f} (下限 {BLUR})"
    en = f"acutance of the sharpest parts {value:.3f} (limit {BLUR})"
    return Check("blurred", score, zh, en, numbers)


def noise(picture: Picture) -> Check:
    least, limit = quietest(picture), noise_limit(picture)
    zh = f"最安静处的噪声也有 {least:.1f} 级 (限 {limit:.1f})"
    en = f"noise of {least:.1f} levels even in the quietest parts (limit {limit:.1f})"
    numbers = (("noise", picture.noise * picture.scale), ("noise_least", least))
    return Check("noise", score_of(least, limit), zh, en, numbers)


def quietest(picture: Picture) -> float:
    """Grain of the quietest twentieth of the blocks; 0 when too few are neither black nor clipped."""
    usable = picture.grain[picture.exposed]
    return quantile(usable, 0.05) if usable.size >= 24 else 0.0


def noise_limit(picture: Picture) -> float:
    return float(np.interp(picture.step, *NOISE))
