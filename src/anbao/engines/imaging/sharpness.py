"""Blurred: edges that rise slowly, or fine detail that is gone all over."""

import numpy as np

from anbao.engines.imaging.comparison import Comparison
from anbao.engines.imaging.likeness import EDGES, SAME_TONES
from anbao.engines.imaging.picture import Picture, median
from anbao.engines.imaging.verdict import Check, score_of

#: blurred: acutance lost against the same blocks, in snapshots and in frames of a clip, whose encoder softens now and then
BLUR_LOST, BLUR_LOST_CLIP = 0.30, 0.40
#: gross loss: this little of the fine detail is left everywhere, in a picture of the same mode or of the other one, and
#: at most this share of the blocks is still in focus; or all contrast is as faint as that
DETAIL_LEFT, DETAIL_LEFT_OTHER, FOCUS_LEFT, CONTRAST_LEFT = 0.45, 0.40, 0.25, 0.40
#: detail left of a snapshot whose edges have also lost half of what makes them blurred; and so much that they are not, at
#: all or when no more sharpness than this is lost, as by half a pixel of vibration
DETAIL_LEFT_SOFT, DETAIL_THERE, DETAIL_SHAKEN, SHAKEN = 0.60, 0.90, 0.75, 0.45
#: with so little detail noise may pass for focus, so focus isn't asked
SURELY_LOST = 0.40


def blurred(picture: Picture, comparison: Comparison) -> Check:
    gross = washed_out(comparison)
    if gross is not None:
        return gross
    baseline = comparison.baseline
    judged = edged(baseline.steps) & comparison.agreeing
    sharp = acutance(picture.steps, picture.noise)
    kept = sharp / np.maximum(acutance(baseline.steps, baseline.noise), 0.02)
    found = medians(kept, judged, 10)
    if not found:
        return Check("blurred", 0.0, "可比的细节太少", "too little detail left to compare", (), False)
    lost = 1.0 - min(found)
    limit = BLUR_LOST if picture.step else BLUR_LOST_CLIP
    score, detail = score_of(max(lost, 0.0), limit), comparison.detail_kept
    zh = f"边缘锐度比平时下降 {lost:.0%} (限 {limit:.0%})"
    en = f"edges are {lost:.0%} less sharp than usual (limit {limit:.0%})"
    if lost < 0.005:  # nothing lost, or gained: no minus and no nought
        zh, en = f"边缘锐度与平时相当 (限下降 {limit:.0%})", f"edges are as sharp as usual (limit {limit:.0%} less)"
    numbers = (("acutance", min(medians(sharp, judged, 10))), ("acutance_lost", lost))
    if detail is None:
        return Check("blurred", score, zh, en, numbers, True, True)
    if detail >= (DETAIL_SHAKEN if lost < SHAKEN else DETAIL_THERE):  # a dim or shaken picture's edges only look softer
        score = min(score, 0.44)
    elif picture.step and lost >= limit / 2:  # noise hides a soft edge, yet not that detail is gone as well
        score = max(score, score_of(detail, DETAIL_LEFT_SOFT, below=True))
        zh, en = f"{zh}, 细节剩 {detail:.0%}", f"{en}, {detail:.0%} of the detail is left"
    return Check("blurred", score, zh, en, (*numbers, ("detail_kept", detail)), True, True)


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
