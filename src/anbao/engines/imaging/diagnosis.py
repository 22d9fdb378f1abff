"""All checks of one picture."""

import numpy as np

from anbao.engines.imaging import alone, colour, cover, grain, light, place, sharpness, signal, stillness
from anbao.engines.imaging.comparison import Comparison
from anbao.engines.imaging.history import Baseline, History
from anbao.engines.imaging.likeness import AS_EVER, INSIDE
from anbao.engines.imaging.picture import Picture
from anbao.engines.imaging.verdict import Check, Verdict

NOTHING = History()
#: agreement from which no other baseline is asked
SETTLED = 0.6
#: and contrast that a view keeps when only its colours go; haze takes both
CONTRAST_STAYED = 0.7
#: doubtful, so learned only slowly: a score this near its limit, this little detail, or this share of changed blocks
NEAR_LIMIT = {"covered": 0.45, "blurred": 0.45, "overexposed": 0.42, "cast": 0.42, "noise": 0.35}
DETAIL_DOUBTED, MOSTLY_CHANGED = 0.60, 0.60


def diagnose(
    picture: Picture | None,
    history: History = NOTHING,
    *,
    at: float = 0.0,
    hour: int | None = None,
    zh: str = "没有收到画面",
    en: str = "no picture came",
) -> Verdict:
    """The verdict on a picture, or on its absence (None; ``zh`` and ``en`` then say why, as ``PictureError`` does).

    ``at`` is the moment of the picture in seconds, ``hour`` its hour of the day on site, when known.
    """
    if hour is not None and not 0 <= hour <= 23:
        raise ValueError(f"hour must be 0 to 23, not {hour}")
    if picture is None:
        return Verdict((signal.missing(zh, en),), at)
    lost = signal.lost(picture)
    if lost.failed:
        return Verdict((lost,), at, picture.mode)
    mode, comparison = placed(picture, history)
    own = history.baselines.get(mode)
    suspect = () if own is None else own.suspect
    unsharp = comparison is not None and "blurred" in comparison.baseline.suspect
    checks = (
        lost,
        stillness.frozen(picture, history.stillness, at),
        alone.covered(picture) if comparison is None else cover.covered(comparison),
        light.dark(picture, own or dusk(picture, comparison), hour, own is None or history.mode == mode),
        light.overexposed(picture, own),
        place.moved(comparison),
        alone.blurred(picture) if unsharp or comparison is None else sharpness.blurred(picture, comparison),
        colour.cast(picture, None if "cast" in suspect else own, own is None and "grey" in history.baselines),
        alone.noise(picture) if own is None or "noise" in suspect else grain.noise(picture, own),
    )
    agreement = None if comparison is None else comparison.agreeing.astype(np.float32)
    return Verdict(checks, at, mode, agreement, doubtful(comparison, checks))


def placed(picture: Picture, history: History) -> tuple[str, Comparison | None]:
    """The mode that a picture is of, and the picture beside its past.

    An encoder carries some of the day's colours into the night, so a view that stayed while its colours went is grey.
    """
    comparison, known = nearest(picture, history, picture.mode), history.baselines.get("colour")
    if picture.mode == "grey" or known is None or not colour.drained(picture, known):
        return picture.mode, comparison
    if comparison.agreement < SETTLED or (comparison.contrast_kept or 0.0) < CONTRAST_STAYED:
        return picture.mode, comparison
    return "grey", nearest(picture, history, "grey")


def nearest(picture: Picture, history: History, mode: str) -> Comparison | None:
    """The picture beside the baseline of its own mode, or of the other one where that agrees better.

    A grey yard turns to colour with every coloured car, so the mode alone doesn't say which past is this picture's.
    """
    own = history.baselines.get(mode)
    others = [Comparison(picture, other, False) for other in history.baselines.values() if other is not own]
    if own is None:
        return others[0] if others else None
    best = Comparison(picture, own)
    if best.agreement < SETTLED:
        best = max([best, *others], key=lambda comparison: comparison.agreement)
    return best


def dusk(picture: Picture, comparison: Comparison | None) -> Baseline | None:
    """The baseline of the other mode, for brightness only and when the picture is so dim that it has lost its colour."""
    if comparison is None or picture.quantile(0.95) >= alone.DARK_HIGH:
        return None
    return comparison.baseline


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
