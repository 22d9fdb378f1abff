"""The first picture of a camera, judged by absolute rules."""

import cv2
import numpy as np

from anbao.engines.imaging.grain import noise_limit, quietest
from anbao.engines.imaging.picture import Picture, quantile
from anbao.engines.imaging.verdict import Check, score_of

#: covered: share under one region without structure, and by how many levels its blocks may differ from a plane at most;
#: the larger the region, the more. Walls and skies are never that even
ALONE = ((0.28, 0.7), (0.5, 1.5))
#: mean squared step in a block without structure; how much of its hull such a region fills at least: a wall has things before it
SMOOTH, SOLID = 40.0, 0.9
#: tones between which a cover is told from night, and from glare; walls, ceilings and skies are bright, so one that leaves this
#: much free is told only when it is dim
COVER_TONES, PARTLY, DIM = (14.0, 240.0), 0.4, 130.0


def covered(picture: Picture) -> Check:
    """By one region without structure, whose tone is even as no wall or sky is; noise has no structure either."""
    if quietest(picture) >= noise_limit(picture):
        return Check("covered", 0.0, "噪声太大, 无法判断遮挡", "too noisy to judge a cover", (), False)
    share, uneven, tone, solid = smooth_region(picture)
    numbers = (("flat", share), ("flat_uneven", uneven), ("flat_tone", tone), ("flat_solid", solid))
    least, most = ALONE[0][0], float(np.interp(share, *zip(*ALONE, strict=True)))
    # a dim picture is even too, so the darker the region, the more even it has to be; a coarse JPEG makes steps of its own
    most = min(most, 0.3 + 0.02 * tone) + 0.05 * picture.step
    score = min(score_of(share, least), 0.95) if share > 0 else 0.0
    brightest = DIM if share < 1 - PARTLY else COVER_TONES[1]
    if uneven > most or solid < SOLID or not COVER_TONES[0] <= tone <= brightest:
        score = min(score, 0.45)
    zh = f"{share:.0%} 的画面是一片无细节的区域 (限 {least:.0%}), 明暗起伏 {uneven:.1f} 级 (限 {most:.1f})"
    en = (
        f"{share:.0%} of the picture is one region without detail (limit {least:.0%}), "
        f"uneven by {uneven:.1f} levels (limit {most:.1f})"
    )
    return Check("covered", score, zh, en, numbers)


def smooth_region(picture: Picture) -> tuple[float, float, float, float]:
    """The largest region without structure: its share, how uneven its blocks' tones are beyond a plane, its tone, and how
    much of its hull it fills."""
    smooth = (picture.steps[:, 2].sum(axis=0) < SMOOTH).astype(np.uint8)
    count, labels, boxes, _ = cv2.connectedComponentsWithStats(smooth, connectivity=4)
    if count < 2:
        return 0.0, 0.0, 0.0, 0.0
    region = labels == 1 + int(np.argmax(boxes[1:, cv2.CC_STAT_AREA]))
    down, across = np.nonzero(region)
    tones = picture.levels[region]
    plane = np.column_stack([np.ones(tones.size), across, down])
    uneven = np.abs(tones - plane @ np.linalg.lstsq(plane, tones, rcond=None)[0])
    hull = cv2.convexHull(np.column_stack([across, down]).astype(np.int32))
    filled = cv2.fillConvexPoly(np.zeros(region.shape, np.uint8), hull, 1)
    return float(region.mean()), quantile(uneven, 0.9), float(tones.mean()), tones.size / max(1, int(filled.sum()))
