"""Moved: the view is where it was once it is laid back, or it is another one altogether."""

from anbao.engines.imaging.comparison import COVERED, REST_AGREES, Comparison
from anbao.engines.imaging.grain import STRIPED, stripes
from anbao.engines.imaging.likeness import INSIDE, SAME_TONES
from anbao.engines.imaging.verdict import Check

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
#: or so many separate places in focus on plain ground
SCATTERED = 7
#: blocks in focus, outside a flat region, that show another scene and no cover
IN_FOCUS_ELSEWHERE = 6
#: agreement below which a picture is suspicious
SUSPICIOUS = 0.6


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
    if plain_ground(comparison):
        return True
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


def plain_ground(comparison: Comparison) -> bool:
    """Whether next to nothing is where it was, and what lies there instead is plain, yet sharp here and there: ground with its
    lines and stones, where a cover would have nothing in focus."""
    left = comparison.agreement_among(INSIDE)
    if left is None or max(left, comparison.agreement) > ANOTHER_YOUNG or comparison.obscured:
        return False
    return (
        comparison.scattered >= SCATTERED
        and comparison.same_tones < SAME_TONES
        and float(comparison.cover.mean()) >= COVERED
    )


def registers(comparison: Comparison) -> bool:
    """Whether the view is where it was once it is laid back by a shift or turn, and was not before."""
    found, agreement = comparison.registration, comparison.agreement
    lies = found.agreement >= REGISTERS and found.agreement >= agreement + GAIN and found.overlap >= 0.3
    return lies and found.distance >= LEAST_SHIFT


def laid_back(comparison: Comparison) -> bool:
    """Whether a suspicious picture is the old view, only shifted or turned."""
    return comparison.comparable and comparison.agreement < SUSPICIOUS and registers(comparison)
