"""Covered: a flat region over the view, or a thing with a structure of its own before it."""

from anbao.engines.imaging.comparison import COVERED, REST_AGREES, Comparison
from anbao.engines.imaging.likeness import AS_EVER
from anbao.engines.imaging.place import elsewhere, laid_back, plain_ground
from anbao.engines.imaging.sharpness import FOCUS_LEFT, washed_out
from anbao.engines.imaging.verdict import Check, score_of

#: a flat region smaller than this that looks like the plain ground around it is ground laid bare
MOST_BARED = 0.36
#: correlation of tones above which a flat region is the old picture, only dim or blurred
SHINES_THROUGH = 0.8
#: something with a structure of its own before the view: share of the picture in one region where nothing is as it was,
#: correlation of tones below which the region is another thing than the old view
STANDS_BEFORE, OTHER_THING = 0.55, 0.5
#: and the share when that thing is of one tone
STANDS_BEFORE_EVEN = 0.36
#: wrapped in something: the region is nearly all, and next to nothing is in focus, or all is one rough thing
WRAPPED = 0.90


def covered(comparison: Comparison) -> Check:
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
    if comparison.obscured or comparison.tones_before >= OTHER_THING or motley or plain_ground(comparison):
        return False
    rest = comparison.rest_agrees
    if rest is None:
        return share >= WRAPPED and (comparison.focus_kept <= FOCUS_LEFT or comparison.of_one_thing)
    return rest >= REST_AGREES
