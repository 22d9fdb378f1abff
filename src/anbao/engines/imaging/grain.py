"""Noise: grain beyond what each block usually has, or stripes over the whole picture."""

import numpy as np

from anbao.engines.imaging.history import Baseline
from anbao.engines.imaging.picture import Picture, median, quantile
from anbao.engines.imaging.verdict import Check, score_of

#: noise added to the usual by quantisation step (a coarse JPEG swallows most noise, so what is left of it weighs more), in
#: times of the usual, in levels of the unreduced picture; fine texture has as much grain more, in times of its own, when it is a
#: little sharper
NOISE_MORE, NOISE_TIMES = ((8.0, 16.0), (6.0, 2.5)), 0.8
NOISE_OF_TEXTURE = 1.8
#: and no less than this many times what the scene's own grain comes and goes by; more light brings out its texture, from
#: so much on (noise too makes dark parts a little lighter) and up to so much
NOISE_OF_SPREAD, LITTLE_LIGHT, MORE_LIGHT = 4.0, 1.1, 2.2
#: levels of stripes, and how much may vary crosswise against it
STRIPED, CROSSWISE = 8.0, 0.5


def noise(picture: Picture, own: Baseline) -> Check:
    sigma = picture.noise * picture.scale
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
