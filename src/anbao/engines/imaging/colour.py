"""Colour: a cast, and colours that an infrared night drained."""

import numpy as np

from anbao.engines.imaging.history import Baseline
from anbao.engines.imaging.picture import Picture, median, quantile
from anbao.engines.imaging.verdict import Check, score_of

#: colour cast: shift of the median tint (log of a channel's gain against green) against the past, and everywhere in a scene that
#: was known as grey; without a past the least tint in nearly all blocks
SHIFT, TINT_FROM_GREY, TINT, NEARLY_ALL = 0.20, 0.18, 0.27, 0.98
#: a pair of channels is left neutral when some block leans to neither side by more than this, and half of them not much more
NEUTRAL, MOSTLY_NEUTRAL = 0.05, 0.30
#: tint that an encoder may leave of a colour, spread of the tints of a scene that has some, and what is left of it at night
RESIDUE, COLOURFUL, APART, NO_BRIGHTER = 0.10, 0.06, 0.6, 1.2
#: without a past, too: one tint everywhere, which varies by no more than this; levels by which the channels of the darkest
#: fiftieth differ, in a picture of this range of levels that leans a little; what a faint channel has at its brightest against
#: the others, which are alike to this share and at least so bright, in a picture that leans
ONE_TINT, SAME_TINT = 0.14, 0.04
COLOURED_DARK, RANGE, LEANS_DARK = 34.0, 90, 0.06
FAINT, ALIKE, LIT, LEANS_LIGHT = 0.55, 0.8, 120.0, 0.10


def cast(picture: Picture, own: Baseline | None, known_grey: bool) -> Check:
    """``own`` is the baseline of the picture's own mode; ``known_grey``: so far the camera only had grey pictures."""
    usable = usable_blocks(picture)
    if usable.sum() < 24:
        return Check("cast", 0.0, "可用区域太少, 无法判断", "too few usable blocks", (), False)
    tints = picture.tints[usable]
    middle = [median(tint) for tint in tints.T]
    numbers = (("tint_red", middle[0]), ("tint_blue", middle[1]))
    mostly = quantile(np.abs(tints).max(axis=1), 0.9)
    if own is not None and mostly <= NEUTRAL:  # night, and a little colour that an encoder left, a sign or a screen
        zh = f"九成画面近于灰色 (偏离 {mostly:.2f}, 限 {NEUTRAL}), 不判断偏色"
        en = f"nine tenths of the picture are grey (off by {mostly:.2f}, limit {NEUTRAL}): no cast is judged"
        if picture.mode == "grey":
            zh, en = "画面几乎没有颜色, 应为夜视", "next to no colour: infrared at night"
        return Check("cast", 0.3, zh, en, numbers, True, True)
    if own is None and known_grey:
        everywhere = tint_of(tints, 0.9)
        zh = f"全画面同偏一色 {everywhere:.2f} (限 {TINT_FROM_GREY})"
        en = f"the whole picture leans to one colour by {everywhere:.2f} (limit {TINT_FROM_GREY})"
        return Check(
            "cast",
            score_of(everywhere, TINT_FROM_GREY),
            zh,
            en,
            (*numbers, ("tint_everywhere", everywhere)),
            True,
            True,
        )
    if own is None:
        return max((rule(picture, tints) for rule in ALONE), key=lambda check: check.score)
    shift = max(abs(median(off)) for off in (tints - own.tints[usable]).T)
    zh = f"颜色比平时偏移 {shift:.2f} (限 {SHIFT})"
    en = f"colours are off by {shift:.2f} from usual (limit {SHIFT})"
    return Check("cast", score_of(shift, SHIFT), zh, en, numbers + (("tint_shift", shift),), True, True)


def drained(picture: Picture, baseline: Baseline) -> bool:
    """Whether the colours of a scene that had some are nearly gone, all of them: a cast moves them and leaves them apart."""
    usable = usable_blocks(picture)
    tints, usual = picture.tints[usable], baseline.tints[usable]
    if usable.sum() < 24 or quantile(np.abs(tints).max(axis=1), 0.9) > RESIDUE:
        return False
    if picture.mean > NO_BRIGHTER * float(baseline.reference.mean()):  # pale, then
        return False
    return float(usual.std(axis=0).max()) >= COLOURFUL and bool((tints.std(axis=0) <= APART * usual.std(axis=0)).all())


def spans(tints: np.ndarray, share: float) -> list[tuple[float, float]]:
    """Of each column of tints, between what values this share of the blocks lies, above the one and below the other."""
    return [(quantile(tint, 1 - share), quantile(tint, share)) for tint in tints.T]


def tint_of(tints: np.ndarray, share: float) -> float:
    """By how much nearly all blocks lean to the same side."""
    return max(max(low, -high, 0.0) for low, high in spans(tints, share))


def cast_of(tints: np.ndarray) -> float:
    """By how much nearly all blocks lean as one channel's gain, or a cold white balance, makes them; 0 when they don't.

    A meadow, a desk or a brick wall has a tint everywhere too. But there all three channels differ, while the gain of one
    channel leaves the other two in their neutral balance.
    """
    axes = np.column_stack([tints, tints[:, 0] - tints[:, 1]])
    red, blue, across = spans(axes, NEARLY_ALL)
    leans = [max(low, -high, 0.0) for low, high in (red, blue, across)]
    neutral = [
        low <= NEUTRAL and high >= -NEUTRAL and abs(median(axis)) <= MOSTLY_NEUTRAL
        for (low, high), axis in zip((red, blue, across), axes.T, strict=True)
    ]
    found = [min(leans[:at] + leans[at + 1 :]) for at in range(3) if neutral[at]]
    if blue[0] > 0 > red[1]:
        found.append(min(blue[0], -2 * red[1]))
    return max(found, default=0.0)


def by_one_channel(picture: Picture, tints: np.ndarray) -> Check:
    everywhere = cast_of(tints)
    zh = f"全画面同偏一色 {everywhere:.2f} (限 {TINT})"
    en = f"the whole picture leans to one colour by {everywhere:.2f} (limit {TINT})"
    return Check("cast", score_of(everywhere, TINT), zh, en, (("tint_everywhere", everywhere),))


def of_one_tint(picture: Picture, tints: np.ndarray) -> Check:
    """A grey scene under a cast: one tint everywhere, as no scene with colours of its own has it."""
    spread, tint = float(tints.std(axis=0).max()), max(abs(median(tint)) for tint in tints.T)
    zh = f"全画面是同一种偏色 {tint:.2f} (限 {ONE_TINT}), 各处只差 {spread:.2f}"
    en = f"the whole picture has one tint of {tint:.2f} (limit {ONE_TINT}), which varies by {spread:.2f} only"
    score = score_of(tint, ONE_TINT) if spread <= SAME_TINT else 0.0
    return Check("cast", score, zh, en, (("tint_only", tint), ("tint_spread", spread)))


def in_the_dark(picture: Picture, tints: np.ndarray) -> Check:
    """A veil of colour: in a picture that has light and dark, what is darkest has no colour to speak of."""
    pixels = picture.bgr[::2, ::2].reshape(-1, 3)
    brightest = pixels.max(axis=1)
    darkest = pixels[brightest <= np.quantile(brightest, 0.02)].mean(axis=0)
    coloured, lean = float(np.ptp(darkest)), tint_of(tints, 0.9)
    zh = f"最暗处也带颜色, 三色相差 {coloured:.0f} 级 (限 {COLOURED_DARK:.0f})"
    en = f"even the darkest parts have a colour, by {coloured:.0f} levels (limit {COLOURED_DARK:.0f})"
    plain = picture.quantile(0.95) - picture.quantile(0.05) < RANGE or lean < LEANS_DARK
    score = 0.0 if plain else score_of(coloured, COLOURED_DARK)
    return Check("cast", score, zh, en, (("dark_coloured", coloured),))


def in_the_light(picture: Picture, tints: np.ndarray) -> Check:
    """A channel that is faint: nothing anywhere comes near the white that the two others reach; in a meadow these differ too."""
    faint, other, best = np.sort(np.quantile(picture.bgr[::2, ::2].reshape(-1, 3), 0.995, axis=0))
    left = float(faint / max(best, 1.0))
    zh = f"有一种颜色处处偏弱, 最亮处只及其它颜色的 {left:.0%} (限 {FAINT:.0%})"
    en = f"one colour is faint everywhere: at its brightest {left:.0%} of the others (limit {FAINT:.0%})"
    told = best >= LIT and other >= ALIKE * best and tint_of(tints, 0.95) >= LEANS_LIGHT
    return Check("cast", score_of(left, FAINT, below=True) if told else 0.0, zh, en, (("channel_left", left),))


#: the rules for a first picture
ALONE = (by_one_channel, of_one_tint, in_the_dark, in_the_light)


def usable_blocks(picture: Picture) -> np.ndarray:
    """Blocks neither black nor clipped in any channel: only those have a colour."""
    return ((picture.tones.max(axis=2) < 245) & (picture.levels > 20)).ravel()
