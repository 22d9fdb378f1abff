"""A picture: decoded at reduced scale, measured once.

The scale is the smallest of 1, 1/2, 1/4, 1/8 that leaves the long side at least 448 pixels, so 1080p is read at 480x270.
At 1/4 and 1/8 a plain JPEG is read by ``jpeg``, for little more than the cost of its bits; libjpeg reads all others.
"""

import io
import warnings
from dataclasses import dataclass
from functools import cached_property

import cv2
import numpy as np
from PIL import Image

from anbao.engines.imaging import jpeg as plain
from anbao.engines.imaging import measures

#: long side that a reduced picture keeps at least
SIDE = 448
#: the grid of blocks that regions are told in
COLUMNS, ROWS = 20, 12
#: the thumbnail that structure is compared on: 12 x 12 pixels a block
THUMB = (COLUMNS * 12, ROWS * 12)
#: distances in pixels at which edges are measured
DISTANCES = np.array([1, 2, 4, 8])
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


def coarseness(jpeg: bytes) -> float:
    """Mean step of the first ten luma coefficients (T.81, B.2.4.1): 3 at quality 90, 12 at 50, 20 at 30; 0 if not found."""
    at = jpeg.find(b"\xff\xdb", 0, 4096)
    if at < 0 or len(jpeg) < at + 25:
        return 0.0
    wide = jpeg[at + 4] >> 4
    table = jpeg[at + 5 : at + 5 + 10 * (1 + wide)]
    return float(np.frombuffer(table, ">u2" if wide else "u1").mean()) if len(table) == 10 * (1 + wide) else 0.0


def size_of_other(data: bytes) -> tuple[int, int]:
    """Width and height of a PNG, BMP or WebP from its header."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", Image.DecompressionBombWarning)
        try:
            with Image.open(io.BytesIO(data)) as opened:
                return opened.size
        except (OSError, ValueError, SyntaxError, Image.DecompressionBombError):
            raise PictureError("无法解码为图像", "not decodable as a picture") from None


def reduction(width: int, height: int) -> int:
    """By how much a picture of this size is reduced: 1, 2, 4 or 8."""
    return next((by for by in (8, 4, 2) if max(width, height) // by >= SIDE), 1)


def prepare(jpeg: bytes) -> "Picture":
    """The picture in these bytes (JPEG, or any form that both Pillow and OpenCV know); PictureError if there is none."""
    if not jpeg:
        raise PictureError("没有数据", "no data")
    sent = jpeg[:2] == b"\xff\xd8"
    width, height = size_of_jpeg(jpeg) if sent else size_of_other(jpeg)
    if not 0 < width * height <= MOST_PIXELS:
        raise PictureError(f"图像尺寸不可用: {width}x{height}", f"unusable size: {width}x{height}")
    by = reduction(width, height)
    step = coarseness(jpeg) if sent else 0.0
    layout = plain.layout_of(jpeg) if sent and by >= 4 else None
    planes = plain.read(jpeg, layout, by) if layout is not None else None
    if planes is not None:
        return Picture(planes[0], tuple(planes[1:]), width, height, step)
    try:
        bgr = cv2.imdecode(np.frombuffer(jpeg, np.uint8), REDUCED[by] | cv2.IMREAD_IGNORE_ORIENTATION)
    except cv2.error:
        bgr = None
    if bgr is None:
        raise PictureError("无法解码为图像", "not decodable as a picture")
    return of_bgr(bgr, width, height, step)


def from_array(bgr: np.ndarray) -> "Picture":
    """A picture from a frame, uint8, (height, width) or (height, width, 3) in BGR order, reduced as a JPEG would be."""
    if bgr.dtype != np.uint8 or bgr.ndim not in (2, 3) or (bgr.ndim == 3 and bgr.shape[2] != 3) or not bgr.size:
        raise PictureError("帧须为 8 位灰度或 BGR", "a frame must be 8 bit, grey or BGR")
    height, width = bgr.shape[:2]
    by = reduction(width, height)
    if by > 1:
        bgr = cv2.resize(bgr, (width // by, height // by), interpolation=cv2.INTER_AREA)
    return of_bgr(bgr, width, height) if bgr.ndim == 3 else Picture(np.ascontiguousarray(bgr), (), width, height)


def of_bgr(bgr: np.ndarray, width: int, height: int, step: float = 0.0) -> "Picture":
    return Picture(cv2.cvtColor(bgr, cv2.COLOR_BGR2GRAY), (np.ascontiguousarray(bgr),), width, height, step)


def blocks(plane: np.ndarray, grid: tuple[int, int] = (COLUMNS, ROWS)) -> np.ndarray:
    """Mean of each block of the grid (columns, rows); the few pixels that don't fill a block are left out."""
    height, width = plane.shape[0] // grid[1] * grid[1], plane.shape[1] // grid[0] * grid[0]
    return cv2.resize(plane[:height, :width], grid, interpolation=cv2.INTER_AREA)


@dataclass(frozen=True, eq=False)
class Picture:
    """``luma`` (h, w) and ``colours`` of the reduced picture; ``width`` and ``height`` are those of the camera.

    ``colours`` is one array in BGR order, or the planes Cb and Cr, which may be coarser, or nothing: then it is grey.
    ``step`` is the mean quantisation step of its JPEG, 0 when unknown. Measures are taken once, when asked.
    """

    luma: np.ndarray
    colours: tuple[np.ndarray, ...]
    width: int
    height: int
    step: float = 0.0

    def __post_init__(self):
        if self.luma.shape[0] < 4 * ROWS or self.luma.shape[1] < 4 * COLUMNS:
            raise PictureError("图像过小", "the picture is too small")

    @property
    def scale(self) -> float:
        """By how much it was reduced."""
        return self.width / self.luma.shape[1]

    @cached_property
    def bgr(self) -> np.ndarray:
        """(h, w, 3) uint8."""
        if len(self.colours) == 1:
            return self.colours[0]
        if not self.colours:
            return cv2.cvtColor(self.luma, cv2.COLOR_GRAY2BGR)
        size = self.luma.shape[1], self.luma.shape[0]
        blue, red = (cv2.resize(plane, size, interpolation=cv2.INTER_LINEAR) for plane in self.colours)
        return cv2.cvtColor(cv2.merge([self.luma, red, blue]), cv2.COLOR_YCrCb2BGR)

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
        near = self.luma.shape[1] <= 2.2 * THUMB[0]
        how = cv2.INTER_LINEAR if near else cv2.INTER_AREA
        return cv2.resize(self.luma, THUMB, interpolation=how).astype(np.float32)

    @cached_property
    def structure(self) -> np.ndarray:
        """The thumbnail without its slow gradients: what stays when the light changes."""
        return structure_of(self.thumb)

    @cached_property
    def tones(self) -> np.ndarray:
        """(ROWS, COLUMNS, 3) mean BGR of each block, float32."""
        if len(self.colours) == 1:
            return np.stack([measures.means(plane, ROWS, COLUMNS) for plane in cv2.split(self.colours[0])], axis=2)
        grey = measures.means(self.luma, ROWS, COLUMNS)
        if not self.colours:
            return np.stack([grey] * 3, axis=2)
        blue, red = (measures.means(plane, ROWS, COLUMNS) - np.float32(128) for plane in self.colours)
        # ITU T.871, 7
        tones = [grey + 1.772 * blue, grey - 0.344136 * blue - 0.714136 * red, grey + 1.402 * red]
        return np.clip(np.stack(tones, axis=2), 0, 255, dtype=np.float32)

    @cached_property
    def levels(self) -> np.ndarray:
        """(ROWS, COLUMNS) mean level of each block."""
        return self.tones @ np.float32([1 / 3, 1 / 3, 1 / 3])

    @cached_property
    def tints(self) -> np.ndarray:
        """(ROWS * COLUMNS, 2): log of red over green and of blue over green; 8 is added so that black has no colour."""
        logs = np.log(self.tones.reshape(-1, 3) + 8.0)
        return np.stack([logs[:, 2] - logs[:, 1], logs[:, 0] - logs[:, 1]], axis=1)

    @cached_property
    def mode(self) -> str:
        """Grey when nearly no block has a colour (infrared at night), else colour."""
        return "grey" if quantile(np.abs(self.tints).max(axis=1), 0.97) < 0.04 else "colour"

    @cached_property
    def steps(self) -> np.ndarray:
        """(2, 4, ROWS, COLUMNS) mean squared difference, across and down, at DISTANCES pixels: edges and how fast they rise.

        Taken on every other row; that is enough for a mean and costs half.
        """
        return measures.steps(self.luma, ROWS, COLUMNS, DISTANCES)

    @cached_property
    def flat(self) -> np.ndarray:
        """(ROWS, COLUMNS) blocks without structure: far steps are no larger than near ones, as in noise."""
        near, far = self.steps[:, 0].sum(axis=0), self.steps[:, 2].sum(axis=0)
        return far - near < np.maximum(4.0, 0.4 * near)

    @cached_property
    def grain(self) -> np.ndarray:
        """(ROWS, COLUMNS) standard deviation of what is finer than any edge (Immerkaer 1996), in levels."""
        return measures.residues(self.luma, ROWS, COLUMNS) * np.float32(np.sqrt(np.pi / 2) / 6)

    @cached_property
    def exposed(self) -> np.ndarray:
        """(ROWS, COLUMNS) blocks neither black nor clipped: only those show noise."""
        return (self.levels > 12) & (self.levels < 243)

    @cached_property
    def noise(self) -> float:
        """Grain of the quieter blocks, in levels of the reduced picture.

        Reducing by n averages n x n pixels, so the camera's own noise is about n times that.
        """
        usable = self.grain[self.exposed]
        return quantile(usable, 0.2) if usable.size >= 12 else 0.0


def quantile(values: np.ndarray, share: float) -> float:
    """The value that this share of the values doesn't exceed (no interpolation: the arrays are small and this is fast)."""
    flat = values.ravel()
    place = int(share * (flat.size - 1) + 0.5)
    return float(np.partition(flat, place)[place])


def median(values: np.ndarray) -> float:
    return quantile(values, 0.5)


def structure_of(thumb: np.ndarray) -> np.ndarray:
    return thumb - cv2.blur(thumb, (13, 13))
