"""The view: covered, moved, blurred, noise."""

import numpy as np

from anbao.engines.imaging.comparison import Comparison
from anbao.engines.imaging.history import Baseline
from anbao.engines.imaging.picture import Picture, median
from anbao.engines.imaging.verdict import Check, score_of

#: share of the picture under one flat cover; without a past, share of flat blocks
COVERED, FLAT_ALONE = 0.28, 0.80
#: correlation of tones above which a flat region is the old picture, only dim or blurred
SHINES_THROUGH = 0.8
#: moved: the picture agrees with the reference when shifted, and did not before; the least shift that counts
REGISTERS, GAIN, LEAST_SHIFT = 0.55, 0.25, 0.015
#: another view altogether: no more of the trusted structure than this is left, after this many sound pictures
ANOTHER_VIEW, PICTURES_KNOWN = 0.22, 3
#: but not while light and dark still lie where they did (correlation of block levels): then it is noise or haze
SAME_TONES = 0.7
#: blurred: acutance lost against the same blocks, in snapshots and in frames of a clip, whose encoder softens now and then;
#: acutance that a sharp picture does not fall below
BLUR_LOST, BLUR_LOST_CLIP, BLUR_ALONE = 0.30, 0.40, 0.090
#: mean squared step that makes a block worth judging sharpness on
EDGES = 25.0
#: noise added to the usual by quantisation step (a coarse JPEG swallows most noise, so what is left of it weighs more), in
#: times of the usual, and noise without a past; levels of the unreduced picture
NOISE_MORE, NOISE_TIMES, NOISE_ALONE = ((8.0, 16.0), (6.0, 2.5)), 2.0, 10.0


def covered(picture: Picture, comparison: Comparison | None) -> Check:
    if comparison is None:
        flat = float(picture.flat.mean())
        zh, en = f"{flat:.0%} 的区域没有任何细节", f"{flat:.0%} of the picture has no detail at all"
        return Check("covered", score_of(flat, FLAT_ALONE) if flat > 0 else 0.0, zh, en, (("flat", flat),))
    share = float(comparison.cover.mean())
    through = comparison.shines_through
    score = score_of(share, COVERED) if share > 0 else 0.0
    if through >= SHINES_THROUGH:
        score = min(score, 0.4)
    zh = f"画面 {share:.0%} 被一片无细节的区域遮住 (限 {COVERED:.0%})"
    en = f"{share:.0%} of the picture lies under one region without detail (limit {COVERED:.0%})"
    numbers = (("covered_share", share), ("shines_through", through))
    return Check("covered", score, zh, en, numbers, True, True)


def moved(comparison: Comparison | None) -> Check:
    if comparison is None:
        return Check("moved", 0.0, "没有历史画面可比", "no past to compare the view with", (), False)
    if not comparison.comparable:
        return Check("moved", 0.0, "参照画面细节太少, 无法判断", "the reference has too little structure", (), False)
    agreement = comparison.agreement
    numbers = (("agreement", agreement),)
    if agreement >= 0.6:
        zh, en = f"{agreement:.0%} 的固定景物在原位", f"{agreement:.0%} of the fixed structure is in its place"
        return Check("moved", min(0.45, 0.5 * (1 - agreement)), zh, en, numbers, True, True)
    found = comparison.registration
    numbers += (
        ("shift_x", found.across),
        ("shift_y", found.down),
        ("turn", found.turn),
        ("agreement_shifted", found.agreement),
    )
    registers = found.agreement >= REGISTERS and found.agreement >= agreement + GAIN and found.overlap >= 0.3
    if registers and found.distance >= LEAST_SHIFT:
        zh = f"画面平移 {found.across:+.1%}/{found.down:+.1%}, 转动 {found.turn:+.1f}°: 移回后 {found.agreement:.0%} 吻合, 现仅 {agreement:.0%}"
        en = (
            f"shifted by {found.across:+.1%}/{found.down:+.1%}, turned by {found.turn:+.1f} degrees: "
            f"{found.agreement:.0%} agrees when laid back, {agreement:.0%} as it is"
        )
        return Check("moved", min(1.0, 0.5 + found.agreement / 2), zh, en, numbers, True, True)
    textured = float((comparison.energy > 6.25).sum()) / max(1, int(comparison.textured.sum()))
    numbers += (("structure_left", textured), ("same_tones", comparison.same_tones))
    elsewhere = agreement <= ANOTHER_VIEW and comparison.same_tones < SAME_TONES and textured >= 0.4
    if elsewhere and comparison.baseline.count >= PICTURES_KNOWN:
        zh = f"固定景物只剩 {agreement:.0%} 在原位, 镜头可能转向别处"
        en = f"only {agreement:.0%} of the fixed structure is left: the camera may look elsewhere"
        return Check("moved", 0.5 + 0.3 * (1 - agreement / ANOTHER_VIEW), zh, en, numbers, True, True)
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
        found = medians(sharp[:2], edged(picture.steps)[:2], 12)
        if not found:
            return Check("blurred", 0.0, "细节太少, 无法判断清晰度", "too little detail to judge sharpness", (), False)
        value = min(found)
        zh = f"边缘锐度 {value:.3f} (下限 {BLUR_ALONE})"
        en = f"acutance {value:.3f} (limit {BLUR_ALONE})"
        return Check("blurred", score_of(value, BLUR_ALONE, below=True), zh, en, (("acutance", value),))
    baseline = comparison.baseline
    judged = edged(baseline.steps) & comparison.agreeing
    kept = sharp / np.maximum(acutance(baseline.steps, baseline.noise), 0.02)
    found = medians(kept, judged, 10)
    if not found:
        return Check("blurred", 0.0, "可比的细节太少", "too little detail left to compare", (), False)
    lost = 1.0 - min(found)
    limit = BLUR_LOST if picture.step else BLUR_LOST_CLIP
    zh = f"边缘锐度比平时下降 {lost:.0%} (限 {limit:.0%})"
    en = f"edges are {lost:.0%} less sharp than usual (limit {limit:.0%})"
    numbers = (("acutance", min(medians(sharp, judged, 10))), ("acutance_lost", lost))
    return Check("blurred", score_of(max(lost, 0.0), limit), zh, en, numbers, True, True)


def noise(picture: Picture, own: Baseline | None) -> Check:
    sigma = picture.noise * picture.scale
    if own is None:
        zh, en = f"噪声 {sigma:.1f} 级 (限 {NOISE_ALONE})", f"noise of {sigma:.1f} levels (limit {NOISE_ALONE})"
        return Check("noise", score_of(sigma, NOISE_ALONE), zh, en, (("noise", sigma),))
    usual = own.noise * picture.scale
    exposed = picture.exposed
    if exposed.sum() < 24:
        return Check("noise", 0.0, "可用区域太少, 无法判断", "too few usable blocks", (), False)
    more = np.sqrt(np.maximum(np.square(picture.grain) - np.square(own.grain), 0.0))
    added = median(more[exposed]) * picture.scale
    limit = max(float(np.interp(picture.step, *NOISE_MORE)), NOISE_TIMES * usual)
    zh = f"比平时多出噪声 {added:.1f} 级 (限 {limit:.1f})"
    en = f"{added:.1f} levels of noise more than usual (limit {limit:.1f})"
    numbers = (("noise", sigma), ("noise_usual", usual), ("noise_added", added), ("noise_limit", limit))
    return Check("noise", score_of(added, limit), zh, en, numbers, True, True)
