"""No picture at all: nothing came, one colour, colour bars, or a panel of one colour with a few words on it."""

import cv2
import numpy as np

from anbao.engines.imaging.picture import Picture, median
from anbao.engines.imaging.verdict import Check, score_of

#: share of pixels within NEAR levels of one colour that makes it an empty picture; with words on it, a smaller share
UNIFORM, PANEL = 0.985, 0.80
NEAR = 6
#: a black, blue, or mid-grey field is what receivers and decoders put up; others may be something before the lens
BLACK, BLUE_EXCESS, GREY = 18.0, 60.0, (126.0, 130.0)
#: and a decoder without data: all zero, which is this green
GREEN, NOT_GREEN = 100.0, 24.0
#: share of the picture in one box, and of the box, from which what is left at an edge is view and no words
REST, FILLED = 0.04, 0.5
#: colour bars: variation down a column against that along a row, and mean saturation
BARS_DOWN, BARS_ALONG, BARS_SATURATION = 3.0, 25.0, 60.0


def missing(zh: str, en: str) -> Check:
    """The check of a picture that never came or can't be read."""
    return Check("signal_loss", 1.0, zh, en, ())


def lost(picture: Picture) -> Check:
    if striped(picture):
        down, along, saturation = bars(picture.bgr)
        if down < BARS_DOWN and along > BARS_ALONG and saturation > BARS_SATURATION:
            numbers = (("bars_down", down), ("bars_along", along))
            return Check("signal_loss", 0.9, "画面是彩条测试图", "the picture is a colour bar test pattern", numbers)
    # one colour is one level too, but for rounding: most pictures are done with here
    below = np.concatenate([[0.0], np.cumsum(picture.histogram)])
    share = float((below[2 * NEAR + 3 :] - below[: -2 * NEAR - 3]).max())
    if share < PANEL:
        return alive(share)
    bgr = picture.bgr
    colour = np.array([int(np.argmax(cv2.calcHist([bgr], [c], None, [256], [0, 256]))) for c in range(3)], np.int32)
    low, high = np.clip(colour - NEAR, 0, 255), np.clip(colour + NEAR, 0, 255)
    alike = cv2.inRange(bgr, tuple(low.tolist()), tuple(high.tolist()))
    share = cv2.countNonZero(alike) / alike.size
    blue, green, red = (float(c) for c in colour)
    numbers = (("one_colour_share", share),)
    screen = (
        max(blue, green, red) <= BLACK
        or blue - max(green, red) >= BLUE_EXCESS
        or (GREY[0] <= min(blue, green, red) and max(blue, green, red) <= GREY[1])
        or (green >= GREEN and max(blue, red) <= NOT_GREEN)
    )
    if share >= UNIFORM and screen:
        return Check(
            "signal_loss",
            0.5 + share / 2,
            f"{share:.1%} 的画面是同一种颜色",
            f"{share:.1%} of the picture is one colour",
            numbers,
        )
    if share >= PANEL and screen and words_only(alike):
        zh = f"{share:.0%} 的画面是同一种颜色, 只有几行字"
        en = f"{share:.0%} of the picture is one colour with a few words on it"
        return Check("signal_loss", 0.5 + share / 3, zh, en, numbers)
    return alive(share)


def alive(share: float) -> Check:
    """No empty picture: ``share`` of its pixels are nearly alike."""
    zh, en = f"同色像素占 {share:.0%}", f"{share:.0%} of the pixels are nearly alike"
    return Check("signal_loss", min(0.45, score_of(share, UNIFORM)), zh, en, (("one_colour_share", share),))


def striped(picture: Picture) -> bool:
    """Whether levels change along the rows but hardly down the columns, in the upper part, and in bright colours: only then
    are bars looked for."""
    rows = int(0.6 * picture.steps.shape[2])
    upper = picture.steps[:, 2, :rows]
    if median(upper[1]) >= 4 * BARS_DOWN**2 or float(upper[0].mean()) <= 4 * float(upper[1].mean()):
        return False
    return float(np.ptp(picture.tones[:rows], axis=2).mean()) > BARS_SATURATION / 2


def words_only(alike: np.ndarray) -> bool:
    """Whether what is not of the one colour lies in a few compact boxes, as words do, and none of them is a rest of the view:
    that reaches the edge of the picture and fills its box."""
    other = cv2.dilate(255 - alike, np.ones((9, 25), np.uint8))
    count, _, boxes, _ = cv2.connectedComponentsWithStats(other, connectivity=8)
    areas = boxes[:count, cv2.CC_STAT_WIDTH] * boxes[:count, cv2.CC_STAT_HEIGHT] / alike.size
    if count - 1 > 6 or areas[1:].sum() > 0.4:
        return False
    high, wide = alike.shape
    for left, top, width, height, _ in boxes[1:count][areas[1:] >= REST]:
        inside = alike[top : top + height, left : left + width]
        at_edge = left == 0 or top == 0 or left + width == wide or top + height == high
        if at_edge and cv2.countNonZero(inside) <= (1 - FILLED) * inside.size:
            return False
    return True


def bars(bgr: np.ndarray) -> tuple[float, float, float]:
    """Median deviation down the columns, deviation along the rows and mean saturation, in the upper 60 %."""
    upper = cv2.resize(bgr[: int(0.6 * bgr.shape[0])], (160, 45), interpolation=cv2.INTER_AREA).astype(np.float32)
    down = float(np.median(upper.std(axis=0)))
    along = float(upper.mean(axis=0).std(axis=0).mean())
    blue, green, red = cv2.split(upper)
    saturation = cv2.max(cv2.max(blue, green), red) - cv2.min(cv2.min(blue, green), red)
    return down, along, float(saturation.mean())
