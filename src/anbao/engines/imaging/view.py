"""The view: covered, moved, blurred, noise."""

import numpy as np

from anbao.engines.imaging.comparison import Comparison
from anbao.engines.imaging.history import Baseline
from anbao.engines.imaging.picture import Picture
from anbao.engines.imaging.verdict import Check, score_of

#: share of the picture under one flat cover; without a past, share of flat blocks
COVERED, FLAT_ALONE = 0.25, 0.85
#: correlation of tones above which a flat region is the old picture, only dim or blurred
SHINES_THROUGH = 0.8
#: moved: the picture agrees with the reference when shifted, and did not before; the least shift that counts
REGISTERS, GAIN, LEAST_SHIFT = 0.55, 0.25, 0.015
#: another view altogether: no more of the trusted structure than this is left, after this many sound pictures
ANOTHER_VIEW, PICTURES_KNOWN = 0.22, 3
#: blurred: acutance lost against the same blocks; acutance that a sharp picture does not fall below
BLUR_LOST, BLUR_ALONE = 0.35, 0.105
#: mean squared step that makes a block worth judging sharpness on
EDGES = 40.0
#: noise: times the usual, levels above the usual, and levels without a past
NOISE_TIMES, NOISE_MORE, NOISE_ALONE = 2.0, 1.2, 6.0


def covered(picture: Picture, comparison: Comparison | None) -> Check:
    if comparison is None:
        flat = float((np.minimum(*picture.steps) < 1.5).mean())
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
    numbers += (("structure_left", textured),)
    if agreement <= ANOTHER_VIEW and textured >= 0.4 and comparison.baseline.count >= PICTURES_KNOWN:
        zh = f"固定景物只剩 {agreement:.0%} 在原位, 镜头可能转向别处"
        en = f"only {agreement:.0%} of the fixed structure is left: the camera may look elsewhere"
        return Check("moved", 0.5 + 0.3 * (1 - agreement / ANOTHER_VIEW), zh, en, numbers, True, True)
    zh, en = (
        f"{agreement:.0%} 的固定景物在原位, 未见整体位移",
        f"{agreement:.0%} of the fixed structure is in place, no shift",
    )
    return Check("moved", min(0.45, 0.5 * (1 - agreement)), zh, en, numbers, True, True)


def acutance(near: np.ndarray, far: np.ndarray, sigma: float) -> np.ndarray:
    """How much of an edge rises within one pixel of four, block by block: about 0.25 sharp, 0.06 blurred.

    Noise adds the same to both steps (4 sigma squared), so it is taken off.
    """
    own = 4.0 * sigma * sigma
    return np.maximum(near - own, 0.0) / np.maximum(far - own, 1.0)


def blurred(picture: Picture, comparison: Comparison | None) -> Check:
    near, far = picture.steps
    sharp = acutance(near, far, picture.noise)
    if comparison is None:
        judged = far > EDGES
        if judged.sum() < 12:
            return Check("blurred", 0.0, "细节太少, 无法判断清晰度", "too little detail to judge sharpness", (), False)
        value = float(np.median(sharp[judged]))
        zh = f"边缘锐度 {value:.3f} (下限 {BLUR_ALONE})"
        en = f"acutance {value:.3f} (limit {BLUR_ALONE})"
        return Check("blurred", score_of(value, BLUR_ALONE, below=True), zh, en, (("acutance", value),))
    baseline = comparison.baseline
    judged = (baseline.far > EDGES) & comparison.agreeing
    if judged.sum() < 8:
        return Check("blurred", 0.0, "可比的细节太少", "too little detail left to compare", (), False)
    usual = acutance(baseline.near, baseline.far, baseline.noise)
    lost = 1.0 - float(np.median(sharp[judged] / np.maximum(usual[judged], 0.02)))
    zh = f"边缘锐度比平时下降 {lost:.0%} (限 {BLUR_LOST:.0%})"
    en = f"edges are {lost:.0%} less sharp than usual (limit {BLUR_LOST:.0%})"
    numbers = (("acutance", float(np.median(sharp[judged]))), ("acutance_lost", lost))
    return Check("blurred", score_of(max(lost, 0.0), BLUR_LOST), zh, en, numbers, True, True)


def noise(picture: Picture, own: Baseline | None) -> Check:
    sigma = picture.noise
    if own is None:
        zh, en = f"噪声 {sigma:.1f} 级 (限 {NOISE_ALONE})", f"noise of {sigma:.1f} levels (limit {NOISE_ALONE})"
        return Check("noise", score_of(sigma, NOISE_ALONE), zh, en, (("noise", sigma),))
    limit = max(NOISE_TIMES * own.noise, own.noise + NOISE_MORE)
    zh = f"噪声 {sigma:.1f} 级, 平时 {own.noise:.1f} (限 {limit:.1f})"
    en = f"noise of {sigma:.1f} levels, usually {own.noise:.1f} (limit {limit:.1f})"
    return Check("noise", score_of(sigma, limit), zh, en, (("noise", sigma), ("noise_usual", own.noise)), True, True)
