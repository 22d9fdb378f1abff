"""A picture: decoded at reduced scale, measured once.

The scale is the smallest of 1, 1/2, 1/4, 1/8 that leaves the long side at least 448 pixels, so 1080p is read at 480x270.
libjpeg does that inside its inverse transform, for little more than the cost of reading the bytes.
"""

from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np

#: long side that a reduced picture keeps at least
SIDE = 448
#: the grid of blocks that regions are told in
COLUMNS, ROWS = 20, 12
#: the thumbnail that structure is compared on: 12 x 12 pixels a block
THUMB = (COLUMNS * 12, ROWS * 12)
#: largest picture that is read, in pixels: a bomb of a header is refused before it is decoded
MOST_PIXELS = 64_000_000
REDUCED = {
    1: cv2.IMREAD_COLOR,
    2: cv2.IMREAD_REDUCED_COLOR_2,
    4: cv2.IMREAD_REDUCED_COLOR_4,
    8: cv2.IMREAD_REDUCED_COLOR_8,
}


class PictureError(ValueError):
    """Bytes that are no picture; ``zh`` and ``en`` say why."""

    def __init__(self, zh: str, en: str):
        self.zh, self.en = zh, en
        super().__init__(f"{zh} / {en}")


def size_of_jpeg(jpeg: bytes) -> tuple[int, int]:
    """Width and height from the frame header, without decoding (ITU T.81, B.2.2)."""
    at = 2
    while at + 9 <= len(jpeg):
        if jpeg[at] != 0xFF:
            break
        marker = jpeg[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            return int.from_bytes(jpeg[at + 7 : at + 9]), int.from_bytes(jpeg[at + 5 : at + 7])
        if marker == 0x01 or 0xD0 <= marker <= 0xD8:
            at += 2
            continue
        at += 2 + int.from_bytes(jpeg[at + 2 : at + 4])
    raise PictureError("JPEG 文件头不完整", "the JPEG header is incomplete")


def reduction(width: int, height: int) -> int:
    """By how much a picture of this size is reduced: 1, 2, 4 or 8."""
    return next((by for by in (8, 4, 2) if max(width, height) // by >= SIDE), 1)


def prepare(jpeg: bytes) -> "Picture":
    """The picture in these bytes (JPEG; other forms that OpenCV reads are decoded whole); PictureError if there is none."""
    if not jpeg:
        raise PictureError("没有数据", "no data")
    width = height = 0
    if jpeg[:2] == b"\xff\xd8":
        width, height = size_of_jpeg(jpeg)
        if not 0 < width * height <= MOST_PIXELS:
            raise PictureError(f"图像尺寸不可用: {width}x{height}", f"unusable size: {width}x{height}")
    by = reduction(width, height)
    try:
        bgr = cv2.imdecode(np.frombuffer(jpeg, np.uint8), REDUCED[by] | cv2.IMREAD_IGNORE_ORIENTATION)
    except cv2.error:
        bgr = None
    if bgr is None:
        raise PictureError("无法解码为图像", "not decodable as a picture")
    return Picture(bgr, width or bgr.shape[1], height or bgr.shape[0])


def from_array(bgr: np.ndarray) -> "Picture":
    """A picture from a frame, uint8, (height, width) or (height, width, 3) in BGR order, reduced as a JPEG would be."""
    if bgr.dtype != np.uint8 or bgr.ndim not in (2, 3) or (bgr.ndim == 3 and bgr.shape[2] != 3) or not bgr.size:
        raise PictureError("帧须为 8 位灰度或 BGR", "a frame must be 8 bit, grey or BGR")
    if bgr.ndim == 2:
        bgr = cv2.cvtColor(bgr, cv2.COLOR_GRAY2BGR)
    height, width = bgr.shape[:2]
    by = reduction(width, height)
    if by > 1:
        bgr = cv2.resize(bgr, (width // by, height // by), interpolation=cv2.INTER_AREA)
    return Picture(bgr, width, height)


def blocks(plane: np.ndarray) -> np.ndarray:
    """Mean of each block of the grid, (ROWS, COLUMNS); the few pixels that don't fill a block are left out."""
    height, width = plane.shape[0] // ROWS * ROWS, plane.shape[1] // COLUMNS * COLUMNS
    return cv2.resize(plane[:height, :width], (COLUMNS, ROWS), interpolation=cv2.INTER_AREA)


@dataclass(frozen=True, eq=False)
class Picture:
    """``bgr`` is the reduced picture; ``width`` and ``height`` are those of the camera. Measures are taken once, when asked."""

    bgr: np.ndarray
    width: int
    height: int

    def __post_init__(self):
        if self.bgr.shape[0] < 2 * ROWS or self.bgr.shape[1] < 2 * COLUMNS:
            raise PictureError("图像过小", "the picture is too small")

    @cached_property
    def luma(self) -> np.ndarray:
        """(h, w) uint8."""
        return cv2.cvtColor(self.bgr, cv2.COLOR_BGR2GRAY)

    @cached_property
    def histogram(self) -> np.ndarray:
        """Share of pixels at each of the 256 levels."""
        return cv2.calcHist([self.luma], [0], None, [256], [0, 256]).ravel() / self.luma.size

    @cached_property
    def mean(self) -> float:
        return float(self.histogram @ np.arange(256))

    @cached_property
    def clipped(self) -> float:
        """Share of pixels at the upper end of the scale."""
        return float(self.histogram[250:].sum())

    def quantile(self, share: float) -> int:
        """The level that this share of the pixels doesn't exceed."""
        return int(np.searchsorted(np.cumsum(self.histogram), share - 1e-6))

    @cached_property
    def thumb(self) -> np.ndarray:
        """THUMB-sized luma, float32."""
        return cv2.resize(self.luma, THUMB, interpolation=cv2.INTER_AREA).astype(np.float32)

    @cached_property
    def structure(self) -> np.ndarray:
        """The thumbnail without its slow gradients: what stays when the light changes."""
        return structure_of(self.thumb)

    @cached_property
    def tones(self) -> np.ndarray:
        """(ROWS, COLUMNS, 3) mean BGR of each block, float32."""
        return blocks(self.bgr).astype(np.float32)

    @cached_property
    def tints(self) -> np.ndarray:
        """(ROWS * COLUMNS, 2): log of red over green and of blue over green; 8 is added so that black has no colour."""
        logs = np.log(self.tones.reshape(-1, 3) + 8.0)
        return np.stack([logs[:, 2] - logs[:, 1], logs[:, 0] - logs[:, 1]], axis=1)

    @cached_property
    def mode(self) -> str:
        """Grey when nearly no block has a colour (infrared at night), else colour."""
        return "grey" if np.quantile(np.abs(self.tints).max(axis=1), 0.97) < 0.04 else "colour"

    @cached_property
    def steps(self) -> tuple[np.ndarray, np.ndarray]:
        """Mean squared difference at 1 and at 4 pixels' distance, per block: edges and how fast they rise."""
        luma = self.luma.astype(np.float32)
        return tuple(blocks(squared_steps(luma, far)) for far in (1, 4))

    @cached_property
    def noise(self) -> float:
        """Standard deviation of the noise in the quieter blocks (Immerkaer 1996), in levels of the reduced picture."""
        residue = cv2.filter2D(self.luma, cv2.CV_32F, IMMERKAER)
        sigma = blocks(np.abs(residue)) * (np.sqrt(np.pi / 2) / 6)
        level = self.tones.mean(axis=2)
        usable = sigma[(level > 12) & (level < 243)]
        return float(np.quantile(usable, 0.2)) if usable.size >= 12 else 0.0


IMMERKAER = np.array([[1, -2, 1], [-2, 4, -2], [1, -2, 1]], np.float32)


def squared_steps(luma: np.ndarray, far: int) -> np.ndarray:
    across = luma[:-far, far:] - luma[:-far, :-far]
    down = luma[far:, :-far] - luma[:-far, :-far]
    return across * across + down * down


def structure_of(thumb: np.ndarray) -> np.ndarray:
    return thumb - cv2.blur(thumb, (13, 13))
