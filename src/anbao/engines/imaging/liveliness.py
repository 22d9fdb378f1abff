"""How much of a clip's picture lives, against its own usual.

The encoder of a clip swallows most of a sensor's noise and goes on mending a picture that stopped, so frames of a frozen clip
are never quite the same and those of a quiet one nearly are. But each block has a usual change of its own, learned while the
clip lives; people and cars are left out of it. The *life* of a frame is the mean over the blocks of change against the usual,
at most 1 each, so that a clock counts no more than its few blocks. Whole frames that are sent anew, and what is mended
after them, come and go; so a stretch of two seconds is judged by the lower quarter of its frames. When that falls to a
small share of what it used to be, nothing lives any more.
"""

from dataclasses import dataclass, replace

import numpy as np

#: a stretch: this many seconds, at least and at most this many frames
STRETCH, FEWEST, MOST = 2.0, 8, 64
#: the quantile of a stretch that stands for it
LOWER = 0.25
#: change below which none is usual, and above which (or above so many times the usual) something moves, in levels
LEAST_CHANGE, MOVES, MOVES_TIMES = 0.02, 1.5, 6.0
#: frames over which the usual is learned; a busy hour raises the usual life that much slower than a quiet one lowers it
SLOWEST, RISES = 48, 8
#: share of the blocks that must not move in a frame to learn from
CALM = 0.6
#: share of the usual life at which nothing lives any more, and from which it lives again
STOPPED, AGAIN = 0.15, 0.5
#: usual life below which that can't be told; life that no stopped picture has
WORTH, STILL = 0.15, 0.09


@dataclass(frozen=True, eq=False)
class Liveliness:
    """``usual`` change of each block, None before there is one; ``level`` the usual life of a stretch, -1 before one is
    known; ``recent`` the life of the last frames with their moments; ``stopped`` since when nothing lives."""

    usual: np.ndarray | None = None
    frames: int = 0
    level: float = -1.0
    recent: tuple[tuple[float, float], ...] = ()
    stopped: float | None = None

    def life_of(self, difference: np.ndarray) -> float:
        """Mean share of its usual change that a block changed by; 1 when nearly all moves."""
        if self.usual is None:
            return 1.0
        still = ~self.moving(difference)
        if still.mean() < 1 - CALM:
            return 1.0
        return float(np.minimum(difference / np.maximum(self.usual, LEAST_CHANGE), 1.0)[still].mean())

    def moving(self, difference: np.ndarray) -> np.ndarray:
        return difference > np.maximum(MOVES, MOVES_TIMES * self.usual)

    @property
    def now(self) -> float:
        """The life of the last stretch; 1 before there is one."""
        if len(self.recent) < FEWEST:
            return 1.0
        return float(np.quantile([life for _, life in self.recent], LOWER))

    @property
    def known(self) -> bool:
        """Whether the usual life is known and large enough to miss it."""
        return self.level >= WORTH

    def after(self, difference: np.ndarray, at: float) -> "Liveliness":
        """With one more frame, which changed by ``difference`` levels block by block."""
        if self.usual is None:
            return Liveliness(np.minimum(difference, 0.5), 1)
        recent = (*self.recent, (at, self.life_of(difference)))
        old = sum(moment <= at - STRETCH for moment, _ in recent)
        recent = recent[max(0, min(old, len(recent) - FEWEST), len(recent) - MOST) :]
        grown = Liveliness(self.usual, self.frames, self.level, recent, self.stopped)
        now, known = grown.now, grown.known
        stopped = self.stopped
        if known and now <= min(STOPPED * self.level, STILL):
            stopped = at if stopped is None else stopped
        elif not known or now > AGAIN * self.level:
            stopped = None
        moves = self.moving(difference)
        if stopped is not None or moves.mean() > 1 - CALM:
            return Liveliness(self.usual, self.frames, self.level, recent, stopped)
        share = max(1 / (self.frames + 1), 1 / SLOWEST)
        usual = np.where(moves, self.usual, self.usual + share * (difference - self.usual))
        level = self.level
        if len(recent) >= FEWEST:
            slow = share / RISES if now > level and self.frames > SLOWEST else share
            level = now if level < 0 else level + slow * (now - level)
        return Liveliness(usual, self.frames + 1, float(level), recent, stopped)

    def paused(self) -> "Liveliness":
        """Without the last frames: what comes next doesn't follow them closely."""
        return replace(self, recent=(), stopped=None) if self.recent else self

    def told(self, put) -> dict:
        usual = None if self.usual is None else put(self.usual, "<f2")
        return {
            "usual": usual,
            "frames": self.frames,
            "level": self.level,
            "recent": [list(pair) for pair in self.recent],
            "stopped": self.stopped,
        }

    @classmethod
    def read(cls, row: dict, take) -> "Liveliness":
        usual = None if row["usual"] is None else take(row["usual"]).astype(np.float32)
        recent = tuple((float(at), float(life)) for at, life in row["recent"])
        return cls(usual, row["frames"], row["level"], recent, row["stopped"])
