"""The view: covered, moved, blurred, noise."""

import cv2
import numpy as np

from anbao.engines.imaging.comparison import EDGES, INSIDE, Comparison
from anbao.engines.imaging.history import Baseline
from anbao.engines.imaging.picture import Picture, median, quantile
from anbao.engines.imaging.verdict import Check, score_of

#: share of the picture under one flat cover; a smaller region that looks like the plain ground around it is ground laid bare
COVERED, MOST_BARED = 0.26, 0.36
#: without a past: share under one region without structure, and by how many levels its blocks may differ from a plane at most;
#: the larger the region, the more. Walls and skies are never that even
ALONE = ((0.28, 0.7), (0.5, 1.5))
#: mean squared step in a block without structure; how much of its hull such a region fills at least: a wall has things before it
SMOOTH, SOLID = 40.0, 0.9
#: tones between which a cover is told from night, and from glare; walls, ceilings and skies are bright, so one that leaves this
#: much free is told only when it is dim
COVER_TONES, PARTLY, DIM = (14.0, 240.0), 0.4, 130.0
#: correlation of tones above which a flat region is the old picture, only dim or blurred
SHINES_THROUGH = 0.8
#: doubtful, so learned only slowly: a score this near its limit, this little detail, or this share of changed blocks
NEAR_LIMIT = {"covered": 0.45, "blurred": 0.45, "overexposed": 0.42, "cast": 0.42, "noise": 0.35}
DETAIL_DOUBTED, MOSTLY_CHANGED = 0.60, 0.60
#: agreement from which that share needn't be looked for
AS_EVER = 0.8
#: something with a structure of its own before the view: share of the picture in one region where nothing is as it was,
#: agreement of the rest, correlation of tones below which the region is another thing than the old view
STANDS_BEFORE, REST_AGREES, OTHER_THING = 0.55, 0.60, 0.5
#: and the share when that thing is of one tone
STANDS_BEFORE_EVEN = 0.36
#: wrapped in something: the region is nearly all, and next to nothing is in focus, or all is one rough thing
WRAPPED = 0.90
#: moved: the picture agrees with the reference when shifted, and did not before; the least shift that counts
REGISTERS, GAIN, LEAST_SHIFT = 0.55, 0.25, 0.015
#: another view altogether: no more of the trusted structure than this is left; before so many sound pictures, less
ANOTHER_VIEW, PICTURES_KNOWN, ANOTHER_YOUNG = 0.22, 3, 0.12
#: share of what is new that is in focus there: a cloth has a structure too
FOCUS_ELSEWHERE = 0.15
#: detail that a scene has though none of it is in its place: then it is another, even if light and dark lie alike
DETAIL_ELSEWHERE = 0.7
#: without what may be drawn over it, no more than this is left, and this share of the blocks is changed; of a plain view
#: this share has a structure that is new
ANOTHER_WITHIN, CHANGED_WITHIN, NEW_IN_PLAIN = 0.12, 0.80, 0.35
#: structure that another scene has at least, against the reference's
STRUCTURE_LEFT = 0.4
#: blocks in focus, outside a flat region, that show another scene and no cover
IN_FOCUS_ELSEWHERE = 6
#: agreement below which a picture is suspicious
SUSPICIOUS = 0.6
#: but not while light and dark still lie where they did (correlation of block levels): then it is noise or haze
SAME_TONES = 0.7
#: blurred: acutance lost against the same blocks, in snapshots and in frames of a clip, whose encoder softens now and then;
#: acutance that the sharpest tenth of a sharp picture does not fall below, and blocks it takes to say so
BLUR_LOST, BLUR_LOST_CLIP, BLUR_ALONE, BLUR_BLOCKS = 0.30, 0.40, 0.120, 30
#: gross loss: this little of the fine detail is left everywhere, in a picture of the same mode or of the other one, and
#: at most this share of the blocks is still in focus; or all contrast is as faint as that
DETAIL_LEFT, DETAIL_LEFT_OTHER, FOCUS_LEFT, CONTRAST_LEFT = 0.45, 0.40, 0.25, 0.40
#: detail left of a snapshot whose edges have also lost half of what makes them blurred; and so much that they are not, at
#: all or when no more sharpness than this is lost, as by half a pixel of vibration
DETAIL_LEFT_SOFT, DETAIL_THERE, DETAIL_SHAKEN, SHAKEN = 0.60, 0.90, 0.75, 0.45
#: with so little detail noise may pass for focus, so focus isn't asked
SURELY_LOST = 0.40
#: noise added to the usual by quantisation step (a coarse JPEG swallows most noise, so what is left of it weighs more), in
#: times of the usual, in levels of the unreduced picture; and without a past, what the quietest twentieth of the reduced picture
#: has, again by quantisation step; fine texture has as much grain more, in times of its own, when it is a little sharper
NOISE_MORE, NOISE_TIMES, NOISE_ALONE = ((8.0, 16.0), (6.0, 2.5)), 0.8, ((4.0, 16.0), (6.5, 2.4))
NOISE_OF_TEXTURE = 1.8
#: and no less than this many times what the scene's own grain comes and goes by; more light brings out its texture, from
#: so much on (noise too makes dark parts a little lighter) and up to so much
NOISE_OF_SPREAD, LITTLE_LIGHT, MORE_LIGHT = 4.0, 1.1, 2.2
#: levels of stripes, and how much may vary crosswise against it
STRIPED, CROSSWISE = 8.0, 0.5


def covered(picture: Picture, comparison: Comparison | None) -> Check:
    if comparison is None:
        return covered_alone(picture)
    share = float(comparison.cover.mean())
    if share >= COVERED / 2:
        share = float(comparison.reach.mean())
    numbers = (("covered_share", share),)
    if (
        share >= COVERED
        and not comparison.lit
        and not (comparison.bared and comparison.cover.mean() < MOST_BARED)
        and not elsewhere(comparison)
        and not laid_back(comparison)
    ):
        through = comparison.shines_through
        numbers += (("shines_through", through),)
        if through < SHINES_THROUGH and not (washed_out(comparison) and comparison.glows):
            zh = f"画面 {share:.0%} 被一片无细节的区域遮住 (限 {COVERED:.0%})"
            en = f"{share:.0%} of the picture lies under one region without detail (limit {COVERED:.0%})"
            return Check("covered", score_of(share, COVERED), zh, en, numbers, True, True)
    elif (comparison.own or comparison.of_one_thing) and comparison.agreement < AS_EVER and not comparison.lit:
        before = float(comparison.before.mean())
        numbers += (("stands_before", before),)
        limit = STANDS_BEFORE_EVEN if comparison.even_before else STANDS_BEFORE
        if before >= limit and another_thing(comparison, before) and not laid_back(comparison):
            zh = f"画面 {before:.0%} 被一片有纹理的物体挡住, 其余景物仍在原位 (限 {limit:.0%})"
            en = (
                f"something with a texture of its own stands before {before:.0%} of the picture, "
                f"the rest is in its place (limit {limit:.0%})"
            )
            return Check("covered", score_of(before, limit), zh, en, numbers, True, True)
    zh = f"最大的无细节区域占画面 {share:.0%} (限 {COVERED:.0%})"
    en = f"the largest region without detail takes {share:.0%} of the picture (limit {COVERED:.0%})"
    return Check("covered", min(0.44, score_of(share, COVERED)) if share > 0 else 0.0, zh, en, numbers, True, True)


def another_thing(comparison: Comparison, share: float) -> bool:
    """Whether what stands before the view is another thing: the rest is as it was, but there the tones are others."""
    motley = comparison.motley and not comparison.even_before
    if comparison.obscured or comparison.tones_before >= OTHER_THING or motley:
        return False
    rest = comparison.rest_agrees
    if rest is None:
        return share >= WRAPPED and (comparison.focus_kept <= FOCUS_LEFT or comparison.of_one_thing)
    return rest >= REST_AGREES


def dubious(comparison: Comparison) -> bool:
    """Whether what agrees may be no more than what is drawn over the picture."""
    within = comparison.agreement_among(INSIDE)
    if within is not None:
        return within < SUSPICIOUS
    return float(comparison.fresh[INSIDE].mean()) >= NEW_IN_PLAIN


def elsewhere(comparison: Comparison) -> bool:
    """Whether the camera looks at another scene: nothing is where it was, tones lie differently, yet something is in focus."""
    if comparison.baseline.count < PICTURES_KNOWN and comparison.agreement > ANOTHER_YOUNG:
        return False
    if comparison.same_tones >= SAME_TONES and (comparison.detail_kept or 0.0) < DETAIL_ELSEWHERE:
        return False
    if comparison.snowy or stripes(comparison.picture, comparison.baseline) > STRIPED:
        return False
    if comparison.focus_before < FOCUS_ELSEWHERE:
        return False
    if float(comparison.cover.mean()) >= COVERED:  # a plain scene, or a cover? Something must be in focus around it
        around = INSIDE & ~comparison.reach
        rest = comparison.agreement_among(around, 6)
        if rest is None or rest > ANOTHER_VIEW or int((comparison.focused & around).sum()) < IN_FOCUS_ELSEWHERE:
            return False
    if (comparison.rest_agrees or 0.0) >= REST_AGREES or comparison.structure_left < STRUCTURE_LEFT:
        return False
    if comparison.agreement <= ANOTHER_VIEW:
        return True
    if float(comparison.changed[INSIDE].mean()) < CHANGED_WITHIN:
        return False
    within = comparison.agreement_among(INSIDE)
    if within is None:  # a plain view has too little to miss: then by what is new in it
        return float(comparison.fresh[INSIDE].mean()) >= NEW_IN_PLAIN
    return within <= ANOTHER_WITHIN


def covered_alone(picture: Picture) -> Check:
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


def registers(comparison: Comparison) -> bool:
    """Whether the view is where it was once it is laid back by a shift or turn, and was not before."""
    found, agreement = comparison.registration, comparison.agreement
    lies = found.agreement >= REGISTERS and found.agreement >= agreement + GAIN and found.overlap >= 0.3
    return lies and found.distance >= LEAST_SHIFT


def laid_back(comparison: Comparison) -> bool:
    """Whether a suspicious picture is the old view, only shifted or turned."""
    return comparison.comparable and comparison.agreement < SUSPICIOUS and registers(comparison)


def moved(comparison: Comparison | None) -> Check:
    if comparison is None:
        return Check("moved", 0.0, "没有历史画面可比", "no past to compare the view with", (), False)
    if not comparison.comparable:
        return Check("moved", 0.0, "参照画面细节太少, 无法判断", "the reference has too little structure", (), False)
    agreement = comparison.agreement
    numbers = (("agreement", agreement),)
    if agreement >= SUSPICIOUS and not dubious(comparison):
        zh, en = f"{agreement:.0%} 的固定景物在原位", f"{agreement:.0%} of the fixed structure is in its place"
        return Check("moved", min(0.45, 0.5 * (1 - agreement)), zh, en, numbers, True, True)
    found = comparison.registration
    numbers += (
        ("shift_x", found.across),
        ("shift_y", found.down),
        ("turn", found.turn),
        ("zoom", found.zoom),
        ("agreement_shifted", found.agreement),
    )
    if registers(comparison):
        zh = f"画面平移 {found.across:+.1%}/{found.down:+.1%}, 转动 {found.turn:+.1f}°, 缩放 {found.zoom:.2f} 倍: 移回后 {found.agreement:.0%} 吻合, 现仅 {agreement:.0%}"
        en = (
            f"shifted by {found.across:+.1%}/{found.down:+.1%}, turned by {found.turn:+.1f} degrees, zoomed by {found.zoom:.2f}: "
            f"{found.agreement:.0%} agrees when laid back, {agreement:.0%} as it is"
        )
        return Check("moved", min(1.0, 0.5 + found.agreement / 2), zh, en, numbers, True, True)
    numbers += (("structure_left", comparison.structure_left), ("same_tones", comparison.same_tones))
    if elsewhere(comparison):
        left = comparison.agreement_among(INSIDE)
        left = min(ANOTHER_VIEW, agreement if left is None else left)
        zh = f"固定景物只剩 {left:.0%} 在原位, 镜头可能转向别处"
        en = f"only {left:.0%} of the fixed structure is left: the camera may look elsewhere"
        return Check("moved", 0.5 + 0.3 * (1 - left / ANOTHER_VIEW), zh, en, numbers, True, True)
    zh, en = (
        f"{agreement:.0%} 的固定景物在原位, 未见整体位移",
        f"{agreement:.0%} of the fixed structure is in place, no shift",
    )
    return Check("moved", min(0.45, 0.5 * (1 - agreement)), zh, en, numbers, True, True)


def acutance(steps: np.ndarray, sigma: float) -> np.ndarray:
    """(4, ROWS, COLUMNS) how much of an edge rises within a quarter of a distance: 0.25 sharp, 0.06 blurred.

    One pixel of four across and down, then two of eight; the coarser pair sees through the blocks of a coarse JPEG.
    Noise adds the same to every step (2 sigma squared), so it is taken off.
    """
    own = 2.0 * sigma * sigma
    ratios = np.maximum(steps[:, :2] - own, 0.0) / np.maximum(steps[:, 2:] - own, 1.0)
    return ratios.swapaxes(0, 1).reshape(4, *steps.shape[2:])


def edged(steps: np.ndarray) -> np.ndarray:
    """(4, ROWS, COLUMNS) blocks with edges worth judging, in the order of ``acutance``."""
    return (steps[:, 2:] > EDGES).swapaxes(0, 1).reshape(4, *steps.shape[2:])


def medians(values: np.ndarray, judged: np.ndarray, least: int) -> list[float]:
    """The median over the judged blocks of each plane that has at least so many."""
    return [median(v[j]) for v, j in zip(values, judged, strict=True) if j.sum() >= least]


def blurred(picture: Picture, comparison: Comparison | None) -> Check:
    sharp = acutance(picture.steps, picture.noise)
    if comparison is None:
        pairs = zip(sharp[:2], edged(picture.steps)[:2], strict=True)
        found = [quantile(ratios[judged], 0.9) for ratios, judged in pairs if judged.sum() >= BLUR_BLOCKS]
        if not found:
            return Check("blurred", 0.0, "细节太少, 无法判断清晰度", "too little detail to judge sharpness", (), False)
        value = min(found)
        zh = f"最清晰处的边缘锐度 {value:.3f} (下限 {BLUR_ALONE})"
        en = f"acutance of the sharpest parts {value:.3f} (limit {BLUR_ALONE})"
        return Check("blurred", score_of(value, BLUR_ALONE, below=True), zh, en, (("acutance", value),))
    gross = washed_out(comparison)
    if gross is not None:
        return gross
    baseline = comparison.baseline
    judged = edged(baseline.steps) & comparison.agreeing
    kept = sharp / np.maximum(acutance(baseline.steps, baseline.noise), 0.02)
    found = medians(kept, judged, 10)
    if not found:
        return Check("blurred", 0.0, "可比的细节太少", "too little detail left to compare", (), False)
    lost = 1.0 - min(found)
    limit = BLUR_LOST if picture.step else BLUR_LOST_CLIP
    score, detail = score_of(max(lost, 0.0), limit), comparison.detail_kept
    zh = f"边缘锐度比平时下降 {lost:.0%} (限 {limit:.0%})"
    en = f"edges are {lost:.0%} less sharp than usual (limit {limit:.0%})"
    numbers = (("acutance", min(medians(sharp, judged, 10))), ("acutance_lost", lost))
    if detail is None:
        return Check("blurred", score, zh, en, numbers, True, True)
    if detail >= (DETAIL_SHAKEN if lost < SHAKEN else DETAIL_THERE):  # a dim or shaken picture's edges only look softer
        score = min(score, 0.44)
    elif picture.step and lost >= limit / 2:  # noise hides a soft edge, yet not that detail is gone as well
        score = max(score, score_of(detail, DETAIL_LEFT_SOFT, below=True))
        zh, en = f"{zh}, 细节剩 {detail:.0%}", f"{en}, {detail:.0%} of the detail is left"
    return Check("blurred", score, zh, en, (*numbers, ("detail_kept", detail)), True, True)


def doubtful(comparison: Comparison | None, checks: tuple[Check, ...]) -> bool:
    """Whether a picture without a fault is so unlike the past that the past should not soon follow it."""
    if comparison is None:
        return False
    if any(check.decided and check.score >= NEAR_LIMIT.get(check.fault, 1.0) for check in checks):
        return True
    detail = comparison.detail_kept
    if detail is not None and detail <= DETAIL_DOUBTED:
        return True
    if not comparison.own or (comparison.agreement_among(INSIDE) or 0.0) >= AS_EVER:
        return False
    return float(comparison.changed[INSIDE].mean()) >= MOSTLY_CHANGED


def washed_out(comparison: Comparison) -> Check | None:
    """Fine detail lost everywhere at once: far out of focus, or behind haze or spray. None when it is there.

    Asked of all trusted blocks: where everything is gone, what still agrees is but the clock drawn over the picture.
    """
    detail = comparison.detail_kept
    limit = DETAIL_LEFT if comparison.own else DETAIL_LEFT_OTHER
    if detail is None or detail > limit or (comparison.rest_detail or 0.0) >= DETAIL_LEFT_SOFT:
        return None
    contrast, focus = comparison.contrast_kept, comparison.focus_kept
    numbers = (("detail_kept", detail), ("focus_kept", focus))
    score = score_of(detail, limit, below=True)
    if contrast is not None and contrast <= CONTRAST_LEFT:
        zh = f"景物都在原位, 但对比度只剩平时的 {contrast:.0%} (限 {CONTRAST_LEFT:.0%}): 雾、水汽或喷涂"
        en = f"all is in its place, but only {contrast:.0%} of its contrast is left (limit {CONTRAST_LEFT:.0%}): haze or spray"
        return Check("blurred", score, zh, en, (*numbers, ("contrast_kept", contrast)), True, True)
    # where light and dark lie otherwise, something may be before the lens; yet if nothing is sharp, it is blurred as well
    blurred_view = comparison.same_tones >= SAME_TONES or comparison.glows
    if (blurred_view and (focus <= FOCUS_LEFT or detail <= SURELY_LOST)) or (
        comparison.own and focus <= FOCUS_LEFT and detail <= SURELY_LOST
    ):
        zh = f"全画面细节只剩平时的 {detail:.0%} (限 {limit:.0%})"
        en = f"only {detail:.0%} of the usual detail is left all over the picture (limit {limit:.0%})"
        return Check("blurred", score, zh, en, numbers, True, True)
    return None


def noise(picture: Picture, own: Baseline | None) -> Check:
    sigma = picture.noise * picture.scale
    if own is None:
        least, limit = quietest(picture), noise_limit(picture)
        zh = f"最安静处的噪声也有 {least:.1f} 级 (限 {limit:.1f})"
        en = f"noise of {least:.1f} levels even in the quietest parts (limit {limit:.1f})"
        return Check("noise", score_of(least, limit), zh, en, (("noise", sigma), ("noise_least", least)))
    usual = own.noise * picture.scale
    exposed = picture.exposed
    if exposed.sum() < 24:
        return Check("noise", 0.0, "可用区域太少, 无法判断", "too few usable blocks", (), False)
    light = picture.levels / np.maximum(own.tones, 1.0)
    brighter = np.clip(light, 1.0, MORE_LIGHT) if median(light[exposed]) >= LITTLE_LIGHT else np.float32(1.0)
    more = np.sqrt(np.maximum(np.square(picture.grain) - np.square(own.grain * brighter), 0.0))
    added = median(more[exposed]) * picture.scale
    texture = median(own.grain[exposed])  # as it is: the more a picture was reduced, the less a slight shake does to it
    limit = max(
        float(np.interp(picture.step, *NOISE_MORE)),
        NOISE_TIMES * usual,
        NOISE_OF_TEXTURE * texture,
        NOISE_OF_SPREAD * own.stir,
    )
    zh = f"比平时多出噪声 {added:.1f} 级 (限 {limit:.1f})"
    en = f"{added:.1f} levels of noise more than usual (limit {limit:.1f})"
    numbers = (("noise", sigma), ("noise_usual", usual), ("noise_added", added), ("noise_limit", limit))
    lines = stripes(picture, own)
    if lines > STRIPED and added < limit:
        zh = f"全画面有条纹干扰, 幅度 {lines:.0f} 级 (限 {STRIPED:.0f})"
        en = f"stripes of {lines:.0f} levels lie over the whole picture (limit {STRIPED:.0f})"
        return Check("noise", score_of(lines, STRIPED), zh, en, (*numbers, ("stripes", lines)), True, True)
    return Check("noise", score_of(added, limit), zh, en, numbers, True, True)


def stripes(picture: Picture, own: Baseline) -> float:
    """Levels by which nearly all blocks vary more than usual in one direction, and hardly more in the other; else 0.

    The mask that finds grain is blind to lines: what it finds varies both ways.
    """
    more = np.sqrt(np.maximum(picture.steps - own.steps, 0.0)).max(axis=1)
    across, down = (quantile(plane, 0.15) for plane in more)
    crosswise, lengthwise = (median(plane) for plane in more)
    if down >= across:
        return down if crosswise <= CROSSWISE * lengthwise else 0.0
    return across if lengthwise <= CROSSWISE * crosswise else 0.0


def quietest(picture: Picture) -> float:
    """Grain of the quietest twentieth of the blocks; 0 when too few are neither black nor clipped."""
    usable = picture.grain[picture.exposed]
    return quantile(usable, 0.05) if usable.size >= 24 else 0.0


def noise_limit(picture: Picture) -> float:
    return float(np.interp(picture.step, *NOISE_ALONE))
