"""Frozen or merely quiet? What changed since the last picture, where, and for how long nothing else did.

A sensor's noise moves some pixel of every living picture. A stopped picture is the same to the last pixel, but for what the
camera draws over it: a clock, a name. So the question is not how much changes but where: the blocks that changed at any
time since the picture seemed to stop are collected, and it is frozen as long as they fit in a few small strips.

What can't be decided: a coarsely compressed picture of an empty, quiet room may come out the same twice. A camera whose
sound pictures used to change shows that it would; one that never did is left undecided at coarse quality.
"""

from dataclasses import dataclass, field, replace

import cv2
import numpy as np

from anbao.engines.imaging.picture import Picture
from anbao.engines.imaging.verdict import Check

#: the grid on which changes are collected
ACROSS, DOWN = 40, 24
#: share of a block's pixels, and mean change in levels, from which it counts as changed
MOVED_MEAN = 0.02


@dataclass(frozen=True, eq=False)
class Stillness:
    """``last`` luma of the last picture; ``since`` when the standing began; ``compared`` pictures that stood; ``touched``
    (DOWN, ACROSS) blocks changed in that time; ``lively`` usual share of changed blocks, -1 before one is known."""

    last: np.ndarray | None = None
    since: float = 0.0
    compared: int = 0
    touched: np.ndarray = field(default_factory=lambda: np.zeros((DOWN, ACROSS), bool))
    lively: float = -1.0
    lived: int = 0

    def changed(self, picture: Picture) -> np.ndarray | None:
        """(DOWN, ACROSS) blocks that differ from the last picture; None when there is none of this size."""
        if self.last is None or self.last.shape != picture.luma.shape:
            return None
        apart = cv2.absdiff(picture.luma, self.last)
        high, wide = apart.shape[0] // DOWN * DOWN, apart.shape[1] // ACROSS * ACROSS
        mean = cv2.resize(apart[:high, :wide].astype(np.float32), (ACROSS, DOWN), interpolation=cv2.INTER_AREA)
        return mean > MOVED_MEAN

    def after(self, picture: Picture, *, at: float, sound: bool) -> "Stillness":
        changed = self.changed(picture)
        if changed is None:
            return replace(self, last=picture.luma, since=at, compared=0, touched=np.zeros((DOWN, ACROSS), bool))
        touched = self.touched | changed
        if confined(touched):
            return replace(self, last=picture.luma, compared=self.compared + 1, touched=touched)
        share = float(changed.mean())
        lively = share if self.lively < 0 else self.lively + 0.1 * (share - self.lively)
        nothing = np.zeros((DOWN, ACROSS), bool)
        return Stillness(picture.luma, at, 0, nothing, lively if sound else self.lively, self.lived + 1)

    def told(self, put) -> dict:
        last = None
        if self.last is not None:
            png = cv2.imencode(".png", self.last)[1]
            last = put(png.ravel(), "u1")
        return {
            "last": last,
            "since": self.since,
            "compared": self.compared,
            "touched": put(np.packbits(self.touched), "u1"),
            "lively": self.lively,
            "lived": self.lived,
        }

    @classmethod
    def read(cls, row: dict, take) -> "Stillness":
        last = None
        if row["last"] is not None:
            last = cv2.imdecode(take(row["last"]), cv2.IMREAD_GRAYSCALE)
        touched = np.unpackbits(take(row["touched"])).astype(bool).reshape(DOWN, ACROSS)
        return cls(last, row["since"], row["compared"], touched, row["lively"], row["lived"])


#: share of the picture that drawn-over text may take, and in how many strips
MOST_TOUCHED = 0.06
MOST_STRIPS = 3
#: height of such a strip in blocks
STRIP = 3
#: at least this long, and at least this many comparisons; one comparison is enough over LONG seconds
SECONDS, COMPARED, LONG = 2.0, 2, 30.0


def confined(touched: np.ndarray) -> bool:
    """Whether these blocks could all be text drawn over the picture: few, in few flat strips."""
    if not touched.any():
        return True
    if touched.mean() > MOST_TOUCHED:
        return False
    grown = cv2.dilate(touched.astype(np.uint8), np.ones((1, 5), np.uint8))
    count, _, boxes, _ = cv2.connectedComponentsWithStats(grown, connectivity=8)
    strips = boxes[1:count]
    if len(strips) > MOST_STRIPS or (strips[:, cv2.CC_STAT_HEIGHT] > STRIP).any():
        return False
    return bool((strips[:, cv2.CC_STAT_AREA] >= 0.5 * strips[:, 2] * strips[:, 3]).all())


def frozen(picture: Picture, stillness: Stillness, at: float) -> Check:
    changed = stillness.changed(picture)
    if changed is None:
        return Check("frozen", 0.0, "没有上一张画面可比", "no earlier picture to compare with", (), False)
    touched = stillness.touched | changed
    stands = confined(touched)
    seconds = max(0.0, at - stillness.since) if stands else 0.0
    compared = stillness.compared + 1 if stands else 0
    numbers = (
        ("changed_share", float(changed.mean())),
        ("touched_share", float(touched.mean())),
        ("still_seconds", seconds),
        ("still_pictures", float(compared)),
        ("usual_changed_share", max(0.0, stillness.lively)),
    )
    if not stands:
        zh, en = (
            f"{changed.mean():.1%} 的区域有变化, 画面是活的",
            f"{changed.mean():.1%} of the picture changed: it lives",
        )
        return Check("frozen", 0.0, zh, en, numbers, True, True)
    long_enough = (seconds >= SECONDS and compared >= COMPARED) or seconds >= LONG
    score = min(1.0, 0.5 + seconds / 600) if long_enough else 0.45
    drawn = touched.any()
    zh = (
        f"已 {seconds:.0f} 秒除叠加文字外没有任何变化"
        if drawn
        else f"已 {seconds:.0f} 秒没有任何像素变化, 连传感器噪声也没有"
    )
    en = (
        f"for {seconds:.0f} s nothing changed but a strip of text drawn over the picture"
        if drawn
        else f"for {seconds:.0f} s not one pixel changed, not even sensor noise"
    )
    if long_enough and 0 <= stillness.lively < 0.05:
        zh, en = zh + "; 但该镜头平时也几乎不变, 无法断定", en + "; but this camera hardly ever changes, undecided"
        return Check("frozen", score, zh, en, numbers, False, True)
    return Check("frozen", score, zh, en, numbers, True, stillness.lively >= 0)
