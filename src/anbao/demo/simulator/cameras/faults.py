"""What is wrong with a camera at a moment: the story's own faults, and those that the seed draws now and then."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

import cv2
import numpy as np

from anbao.demo.facts import dice, read
from anbao.demo.staff.habits import ZONE

#: kinds of faults that the seed draws; the last two are no picture at all
DRAWN = ("dark", "blurred", "covered", "moved", "frozen", "cast", "noise", "overexposed", "gone", "slow")
#: hours of one draw, how likely it is, and how long it lasts, minutes
BLOCK, SHARE, LASTS = 6, 0.03, (40, 150)


@dataclass(frozen=True)
class Fault:
    """A kind, since when, and how strong, 0 to 1. ``gone`` answers nothing, ``slow`` a byte a second."""

    kind: str
    since: datetime
    until: datetime
    strength: float = 1.0

    def spoil(self, picture: np.ndarray, draw: Random) -> np.ndarray:
        """The picture as the fault leaves it; dark, noise and frozen are drawn by the view itself."""
        way = SPOILERS.get(self.kind)
        return way(picture, self.strength, draw) if way else picture


def _blurred(picture: np.ndarray, strength: float, _draw: Random) -> np.ndarray:
    return cv2.GaussianBlur(picture, (0, 0), 2 + 8 * strength)


def _covered(picture: np.ndarray, strength: float, draw: Random) -> np.ndarray:
    """A cloth before the lens: nearly everything is one soft tone, a corner shows through."""
    height, width = picture.shape[:2]
    mask = np.zeros((height, width), np.float32)
    centre = (int(width * draw.uniform(0.4, 0.6)), int(height * draw.uniform(0.4, 0.6)))
    cv2.ellipse(mask, centre, (int(width * 0.62), int(height * 0.72)), draw.uniform(-12, 12), 0, 360, 1.0, -1)
    mask = cv2.GaussianBlur(mask, (0, 0), 30)[:, :, None] * (0.9 + 0.1 * strength)
    tone = np.array([draw.uniform(26, 44)] * 3, np.float32) * (0.9, 1.0, 1.1)
    return (picture * (1 - mask) + tone * mask).astype(np.uint8)


def _moved(picture: np.ndarray, strength: float, draw: Random) -> np.ndarray:
    height, width = picture.shape[:2]
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), draw.choice((-1, 1)) * (4 + 8 * strength), 1.25)
    turn[:, 2] += (draw.choice((-1, 1)) * width * 0.2 * strength, draw.uniform(-0.1, 0.1) * height)
    return cv2.warpAffine(picture, turn, (width, height), borderMode=cv2.BORDER_REFLECT)


def _cast(picture: np.ndarray, strength: float, draw: Random) -> np.ndarray:
    gains = (
        (1 + 0.5 * strength, 1.0, 1 - 0.4 * strength)
        if draw.random() < 0.5
        else (1 - 0.4 * strength, 1 - 0.2 * strength, 1.3)
    )
    return np.clip(picture * np.array(gains, np.float32), 0, 255).astype(np.uint8)


def _overexposed(picture: np.ndarray, strength: float, _draw: Random) -> np.ndarray:
    return cv2.convertScaleAbs(picture, alpha=1 + 0.9 * strength, beta=60 * strength)


SPOILERS = {"blurred": _blurred, "covered": _covered, "moved": _moved, "cast": _cast, "overexposed": _overexposed}


def story() -> list[dict]:
    """The faults that the demo tells of, from data/cameras.yaml."""
    return read("cameras.yaml")["faults"]


def fault_at(seed: int, code: str, at: datetime) -> Fault | None:
    """What is wrong with a camera at a campaign moment; the story goes before the dice."""
    for row in story():
        since, until = (datetime.fromisoformat(row[key]).replace(tzinfo=ZONE) for key in ("since", "until"))
        if row["camera"] == code and since <= at < until:
            return Fault(row["kind"], since, until, row.get("strength", 1.0))
    local = at.astimezone(ZONE)
    begins = local.replace(hour=local.hour // BLOCK * BLOCK, minute=0, second=0, microsecond=0)
    draw = dice(seed, "camera fault", code, begins.isoformat())
    if draw.random() >= SHARE:
        return None
    kind, strength = draw.choice(DRAWN), draw.uniform(0.7, 1.0)
    since = begins + timedelta(minutes=draw.uniform(0, BLOCK * 60 - LASTS[1]))
    until = since + timedelta(minutes=draw.uniform(*LASTS))
    return Fault(kind, since, until, strength) if since <= at < until else None
