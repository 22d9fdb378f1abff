"""Light: too dark, over-exposed."""

import numpy as np

from anbao.engines.imaging import alone
from anbao.engines.imaging.history import Baseline
from anbao.engines.imaging.picture import Picture
from anbao.engines.imaging.verdict import Check, score_of

#: drop of the mean level against the same hour (or against just before) that is too dark
DROP = 0.45
#: a change within this many standard deviations of the hour's own spread is usual
USUAL = 3.0
#: over-exposed: share of clipped pixels more than usual
CLIPPED_MORE = 0.15
#: in a picture that is hardly brighter, a sky that was this bright and is white now has lost nothing
NEARLY_WHITE, WHITE, LITTLE_BRIGHTER = 215.0, 245.0, 1.3
#: or this many times as bright as usual, and at least this bright
WASHED_TIMES, WASHED_LEVEL = 2.0, 160.0
#: or pale: that little of the room up to white is left, in a picture of at least this level
HEADROOM_LEFT, PALE_LEVEL = 0.5, 170.0


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
    expected = expected_level(baseline, hour, just_before)
    if expected is None:
        return alone.dark(picture)
    level, limit, zh_what, en_what = expected
    mean = picture.mean
    drop = 1 - mean / max(level, 1.0)
    numbers = (
        ("level", mean),
        ("level_p95", float(picture.quantile(0.95))),
        ("level_expected", level),
        ("level_drop", drop),
        ("level_drop_limit", limit),
    )
    zh = f"亮度 {mean:.0f}, 比{zh_what} ({level:.0f}) {-drop:+.0%} (限 -{limit:.0%})"
    en = f"level {mean:.0f}, {-drop:+.0%} against {en_what} ({level:.0f}), limit -{limit:.0%}"
    return Check("dark", score_of(max(drop, 0.0), limit), zh, en, numbers, True, True)


def overexposed(picture: Picture, baseline: Baseline | None) -> Check:
    if baseline is None:
        return alone.overexposed(picture)
    share = picture.clipped
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
