"""Light and colour: too dark, over-exposed, colour cast."""

import numpy as np

from anbao.engines.imaging.history import Baseline
from anbao.engines.imaging.picture import Picture, median, quantile
from anbao.engines.imaging.verdict import Check, score_of

#: drop of the mean level against the same hour (or against just before) that is too dark
DROP = 0.45
#: a change within this many standard deviations of the hour's own spread is usual
USUAL = 3.0
#: too dark without a past: mean level and 95 % quantile both below
DARK_MEAN, DARK_HIGH = 40.0, 110.0
#: over-exposed: share of clipped pixels more than usual, or altogether without a past
CLIPPED_MORE, CLIPPED_ALONE = 0.15, 0.35
#: in a picture that is hardly brighter, a sky that was this bright and is white now has lost nothing
NEARLY_WHITE, WHITE, LITTLE_BRIGHTER = 215.0, 245.0, 1.3
#: or this many times as bright as usual, and at least this bright
WASHED_TIMES, WASHED_LEVEL = 2.0, 160.0
#: or pale: that little of the room up to white is left, in a picture of at least this level
HEADROOM_LEFT, PALE_LEVEL = 0.5, 170.0
#: colour cast: shift of the median tint (log of a channel's gain against green) against the past, and everywhere in a scene that
#: was known as grey; without a past the least tint in nearly all blocks
SHIFT, TINT_FROM_GREY, TINT, NEARLY_ALL = 0.20, 0.18, 0.16, 0.98
#: a pair of channels is left neutral when some block leans to neither side by more than this, and half of them not much more
NEUTRAL, MOSTLY_NEUTRAL = 0.05, 0.30
#: tint that an encoder may leave of a colour, spread of the tints of a scene that has some, and what is left of it at night
RESIDUE, COLOURFUL, APART, NO_BRIGHTER = 0.10, 0.06, 0.6, 1.2


def expected_level(
    baseline: Baseline | None, hour: int | None, just_before: bool
) -> tuple[float, float, str, str] | None:
    """The level to expect, the drop that is unusual there, and the name of what is compared with."""
    if baseline is None:
        return None
    kept = baseline.hours.get(hour) if hour is not None else None
    if kept is not None and kept.count >= 3:
        spread = 1 - float(np.exp(-USUAL * np.sqrt(kept.variance)))
        return kept.level, max(DROP, spread), f"{hour} 时同期", f"the same hour ({hour}:00)"
    return (baseline.level, DROP, "此前画面", "the pictures before") if just_before else None


def dark(picture: Picture, baseline: Baseline | None, hour: int | None, just_before: bool) -> Check:
    """``just_before``: the baseline's level is that of the pictures right before, so a sudden drop shows."""
    mean, high = picture.mean, float(picture.quantile(0.95))
    numbers = (("level", mean), ("level_p95", high))
    expected = expected_level(baseline, hour, just_before)
    if expected is None:
        score = min(score_of(mean, DARK_MEAN, below=True), score_of(high, DARK_HIGH, below=True))
        zh = f"平均亮度 {mean:.0f}, 最亮处 {high:.0f} (下限 {DARK_MEAN:.0f}/{DARK_HIGH:.0f})"
        en = f"mean level {mean:.0f}, bright parts {high:.0f} (limits {DARK_MEAN:.0f}/{DARK_HIGH:.0f})"
        return Check("dark", score, zh, en, numbers)
    level, limit, zh_what, en_what = expected
    drop = 1 - mean / max(level, 1.0)
    numbers += (("level_expected", level), ("level_drop", drop), ("level_drop_limit", limit))
    zh = f"亮度 {mean:.0f}, 比{zh_what} ({level:.0f}) {-drop:+.0%} (限 -{limit:.0%})"
    en = f"level {mean:.0f}, {-drop:+.0%} against {en_what} ({level:.0f}), limit -{limit:.0%}"
    return Check("dark", score_of(max(drop, 0.0), limit), zh, en, numbers, True, True)


def overexposed(picture: Picture, baseline: Baseline | None) -> Check:
    share = picture.clipped
    if baseline is None:
        zh = f"{share:.0%} 的像素过亮溢出 (限 {CLIPPED_ALONE:.0%})"
        en = f"{share:.0%} of the pixels are clipped (limit {CLIPPED_ALONE:.0%})"
        return Check("overexposed", score_of(share, CLIPPED_ALONE), zh, en, (("clipped", share),))
    brighter, usual = picture.mean / max(baseline.level, 1.0), baseline.clipped
    if brighter < LITTLE_BRIGHTER:
        white = (baseline.tones >= NEARLY_WHITE) & (picture.levels >= WHITE)
        usual = max(usual, float(white.mean()))
    more = max(share - usual, 0.0)
    score = score_of(more, CLIPPED_MORE)
    if brighter <= 1.1:
        score = min(score, 0.4)
    headroom = (255 - picture.mean) / max(255 - baseline.level, 1.0)
    washed = min(score_of(brighter, WASHED_TIMES), score_of(picture.mean, WASHED_LEVEL))
    pale = min(score_of(headroom, HEADROOM_LEFT, below=True), score_of(picture.mean, PALE_LEVEL))
    score = max(score, washed, pale if brighter >= LITTLE_BRIGHTER else 0.0)
    zh = f"{share:.0%} 的像素过亮溢出, 平时 {baseline.clipped:.0%} (限多 {CLIPPED_MORE:.0%}); 亮度为平时 {brighter:.1f} 倍, 离全白的余量剩 {headroom:.0%}"
    en = (
        f"{share:.0%} of the pixels are clipped, usually {baseline.clipped:.0%} (limit {CLIPPED_MORE:.0%} more); "
        f"{brighter:.1f} times as bright as usual, {headroom:.0%} of the room up to white is left"
    )
    numbers = (
        ("clipped", share),
        ("clipped_usual", baseline.clipped),
        ("level_ratio", brighter),
        ("headroom", headroom),
    )
    return Check("overexposed", score, zh, en, numbers, True, True)


def cast(picture: Picture, own: Baseline | None, known_grey: bool) -> Check:
    """``own`` is the baseline of the picture's own mode; ``known_grey``: so far the camera only had grey pictures."""
    usable = usable_blocks(picture)
    if usable.sum() < 24:
        return Check("cast", 0.0, "可用区域太少, 无法判断", "too few usable blocks", (), False)
    tints = picture.tints[usable]
    middle = [median(tint) for tint in tints.T]
    numbers = (("tint_red", middle[0]), ("tint_blue", middle[1]))
    if (
        own is not None and quantile(np.abs(tints).max(axis=1), 0.9) <= NEUTRAL
    ):  # night, and a little colour that an encoder left
        zh, en = "画面几乎没有颜色, 应为夜视", "next to no colour: infrared at night"
        return Check("cast", 0.3, zh, en, numbers, True, True)
    if own is None:
        everywhere, limit = (tint_of(tints, 0.9), TINT_FROM_GREY) if known_grey else (cast_of(tints), TINT)
        zh = f"全画面同偏一色 {everywhere:.2f} (限 {limit})"
        en = f"the whole picture leans to one colour by {everywhere:.2f} (limit {limit})"
        numbers += (("tint_everywhere", everywhere),)
        return Check("cast", score_of(everywhere, limit), zh, en, numbers, True, known_grey)
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


def usable_blocks(picture: Picture) -> np.ndarray:
    """Blocks neither black nor clipped in any channel: only those have a colour."""
    return ((picture.tones.max(axis=2) < 245) & (picture.levels > 20)).ravel()
