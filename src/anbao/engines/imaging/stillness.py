"""Frozen or merely quiet? What changed since the last picture, where, and for how long nothing else did.

A sensor's noise moves some pixel of every living picture. A stopped picture is the same to the last pixel, but for what the
camera draws over it: a clock, a name. So the question is not how much changes but where: the blocks that changed at any
time since the picture seemed to stop are collected, and it is frozen as long as they fit in a few small strips.

Frames of a compressed clip are never quite the same: the encoder goes on mending a stopped picture. There it counts how much
of what usually changes still does (``liveliness``).

What can't be decided: a coarsely compressed picture of an empty, quiet room may come out the same twice. A camera whose
sound pictures used to change shows that it would; one that hardly ever did is left undecided.
"""

from dataclasses import dataclass, field, replace

import cv2
import numpy as np

from anbao.engines.imaging import measures
from anbao.engines.imaging.liveliness import Liveliness
from anbao.engines.imaging.picture import Picture
from anbao.engines.imaging.verdict import Check

#: the grid on which changes are collected
ACROSS, DOWN = 40, 24
#: mean change of a block, in levels, from which it counts as changed
CHANGED = 0.02


@dataclass(frozen=True, eq=False)
class Stillness:
    """``last`` luma of the last picture; ``since`` when the standing began; ``compared`` pictures that stood; ``touched``
    (DOWN, ACROSS) blocks changed in that time; ``lively`` usual share of changed blocks, -1 before one is known; ``life`` of a
    clip's frames; ``at`` the moment of the last picture; ``stood`` seconds of the longest standing that was no fault."""

    last: np.ndarray | None = None
    since: float = 0.0
    compared: int = 0
    touched: np.ndarray = field(default_factory=lambda: np.zeros((DOWN, ACROSS), bool))
    lively: float = -1.0
    life: Liveliness = field(default_factory=Liveliness)
    at: float = 0.0
    stood: float = 0.0

    def difference(self, picture: Picture) -> np.ndarray | None:
        """(DOWN, ACROSS) mean change of each block since the last picture; None when there is none of this size."""
        if self.last is None or self.last.shape != picture.luma.shape:
            return None
        return measures.apart(picture.luma, self.last, DOWN, ACROSS)

    def living(self, picture: Picture, difference: np.ndarray, at: float) -> Liveliness:
        """How the clip lives with this frame; a snapshot is one when it follows the one before closely, else light changes it.

        What stood to the last pixel and then changes as much as ever lives again at once: what an encoder mends is less.
        """
        if picture.step and at - self.at > CLOSE:
            return self.life.paused()
        life = self.life.after(difference, at)
        stood = self.compared and not confined(self.touched | (difference > CHANGED))
        if stood and at - self.at >= APART and life.recent and life.recent[-1][1] >= AS_EVER * life.level:
            return life.paused()
        return life

    def after(self, picture: Picture, *, at: float, sound: bool) -> "Stillness":
        difference = self.difference(picture)
        nothing = np.zeros((DOWN, ACROSS), bool)
        if difference is None:
            return Stillness(picture.luma, at, 0, nothing, self.lively, at=at)
        changed = difference > CHANGED
        life = self.living(picture, difference, at)
        touched = self.touched | changed
        if confined(touched):
            return replace(self, last=picture.luma, compared=self.compared + 1, touched=touched, life=life, at=at)
        lively, stood, seconds = self.lively, self.stood, self.at - self.since
        if self.compared and not long_enough(seconds, self.compared, stood):
            stood = max(stood, seconds)
        if sound and life.stopped is None:
            share = float(changed.mean())
            lively = share if lively < 0 else lively + 0.1 * (share - lively)
        return Stillness(picture.luma, at, 0, nothing, lively, life, at, stood)

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
            "life": self.life.told(put),
            "at": self.at,
            "stood": self.stood,
        }

    @classmethod
    def read(cls, row: dict, take) -> "Stillness":
        last = None
        if row["last"] is not None:
            last = cv2.imdecode(take(row["last"]), cv2.IMREAD_GRAYSCALE)
        touched = np.unpackbits(take(row["touched"])).astype(bool).reshape(DOWN, ACROSS)
        life = Liveliness.read(row["life"], take)
        moments = row.get("at", row["since"]), row.get("stood", 0.0)
        return cls(last, row["since"], row["compared"], touched, row["lively"], life, *moments)


#: share of the picture that drawn-over text may take, and in how many strips
MOST_TOUCHED = 0.06
MOST_STRIPS = 3
#: height of such a strip in blocks
STRIP = 3
#: at least this long, and at least this many comparisons; one comparison is enough over LONG seconds
SECONDS, COMPARED, LONG = 2.0, 2, 30.0
#: snapshots that follow each other within so many seconds are frames of a clip
CLOSE = 2.0
#: and from so many seconds apart on, one that has this share of the usual life shows that a picture which stood lives again
APART, AS_EVER = 0.5, 0.8
#: and this many times as long as a quiet camera, whose encoder drops its noise, has stood before without being stopped
OUTLASTS = 3.0
#: a clip in which nothing lives any more, at least this long
SUSTAINED = 0.5
#: a camera whose pictures usually change in fewer blocks than this can't be told from a stopped one
LIVELY = 0.05


def long_enough(seconds: float, compared: int, stood: float) -> bool:
    """Whether pictures that stood for so long, in so many comparisons, have stopped; ``stood`` as in ``Stillness``."""
    return seconds >= LONG or (seconds >= max(SECONDS, OUTLASTS * stood) and compared >= COMPARED)


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
    difference = stillness.difference(picture)
    if difference is None:
        return Check("frozen", 0.0, "没有上一张画面可比", "no earlier picture to compare with", (), False)
    changed = difference > CHANGED
    touched = stillness.touched | changed
    stands = confined(touched)
    life = stillness.living(picture, difference, at)
    since = min(
        (moment for moment in (stillness.since if stands else None, life.stopped) if moment is not None), default=None
    )
    stands = stands and since == stillness.since
    seconds = 0.0 if since is None else max(0.0, at - since)
    compared = stillness.compared + 1 if stands else 0
    numbers = (
        ("changed_share", float(changed.mean())),
        ("touched_share", float(touched.mean())),
        ("still_seconds", seconds),
        ("still_pictures", float(compared)),
        ("usual_changed_share", max(0.0, stillness.lively)),
    )
    if not picture.step or len(life.recent) > 1:
        numbers += (("life", life.now), ("life_usual", max(0.0, life.level)))
    if since is None:
        zh, en = (
            f"{changed.mean():.1%} 的区域有变化, 画面是活的",
            f"{changed.mean():.1%} of the picture changed: it lives",
        )
        return Check("frozen", 0.0, zh, en, numbers, True, True)
    if stands:
        stopped = long_enough(seconds, compared, stillness.stood)
        zh, en = sentence(seconds, bool(touched.any()))
        doubtful = 0 <= stillness.lively < LIVELY
    else:
        stopped, doubtful = seconds >= SUSTAINED, False
        zh = f"已 {seconds:.0f} 秒只有编码造成的微小变化 (平时的 {life.now / life.level:.0%}), 没有传感器噪声"
        en = (
            f"for {seconds:.0f} s nothing changed but what the encoder mends "
            f"({life.now / life.level:.0%} of the usual), not even sensor noise"
        )
    if stopped and doubtful:
        zh, en = zh + "; 但该镜头平时也几乎不变, 无法断定", en + "; but this camera hardly ever changes, undecided"
        return Check("frozen", 0.5, zh, en, numbers, False, True)
    score = min(1.0, 0.5 + seconds / 600) if stopped else 0.45
    return Check("frozen", score, zh, en, numbers, True, stillness.lively >= 0)


def sentence(seconds: float, drawn: bool) -> tuple[str, str]:
    if drawn:
        return (
            f"已 {seconds:.0f} 秒除叠加文字外没有任何变化",
            f"for {seconds:.0f} s nothing changed but a strip of text drawn over the picture",
        )
    return (
        f"已 {seconds:.0f} 秒没有任何像素变化, 连传感器噪声也没有",
        f"for {seconds:.0f} s not one pixel changed, not even sensor noise",
    )
