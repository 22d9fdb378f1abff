"""Whether a picture can be read to its end, in bounded memory whatever size it claims.

A plain JPEG is decoded at an eighth of its size. A PNG's rows are unpacked, counted and forgotten. What can only be
decoded as a whole (WebP, a progressive JPEG) may be smaller: 20 million pixels of WebP take some 300 MB.
"""

import io
import struct
import zlib
from collections.abc import Iterator

from PIL import Image, UnidentifiedImageError

#: width times height of a picture, in millions: what Pillow takes for an attack (its MAX_IMAGE_PIXELS is 89.5 million)
#: and no phone shows; the camera of a phone makes 12 to 50 million
MOST_MEGAPIXELS = 89
#: the same of a picture that has to be decoded as a whole
WHOLE_MEGAPIXELS = 20
FORMS = ("JPEG", "PNG", "WEBP")
BOMBS = (Image.DecompressionBombError, Image.DecompressionBombWarning)
BROKEN = (
    UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, LookupError, struct.error, zlib.error,
)  # fmt: skip
#: bytes of a PNG that are unpacked at once
PIECE = 1 << 20
#: samples of a pixel by the colour type of a PNG, and the passes of an interlaced one (first column and row, steps)
SAMPLES = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}
PASSES = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))


class Damaged(ValueError):
    """No picture, or one that ends in the middle."""


class TooLarge(ValueError):
    """More pixels than are read; ``most``: so many millions, ``whole``: because of the form that it has."""

    def __init__(self, most: int, *, whole: bool = False):
        super().__init__(f"more than {most} million pixels")
        self.most, self.whole = most, whole


def read_through(content: bytes) -> None:
    """Decode a JPEG, PNG or WebP to its last pixel and keep nothing; raises Damaged or TooLarge."""
    try:
        picture = Image.open(io.BytesIO(content), formats=FORMS)
        whole = picture.format == "WEBP" or "progressive" in picture.info
        most = WHOLE_MEGAPIXELS if whole else MOST_MEGAPIXELS
        if picture.width * picture.height > most * 1_000_000:
            raise TooLarge(most, whole=whole)
        if picture.format == "PNG":
            picture.verify()
            _count(content)
            return
        picture.draft(None, (picture.width // 8, picture.height // 8))
        picture.load()
    except TooLarge:
        raise
    except BOMBS as error:
        raise TooLarge(MOST_MEGAPIXELS) from error
    except BROKEN as error:
        raise Damaged(str(error)) from error


def _count(png: bytes) -> None:
    """Raise Damaged unless the rows of a PNG are all there, each begun by a filter that exists."""
    width, height, depth, colour, *_methods, interlaced = struct.unpack_from(">IIBBBBB", png, 16)
    passes, end = [], 0
    for length, rows in _rows(width, height, depth * SAMPLES[colour], interlaced):
        passes.append((end, end + length * rows, length))
        end += length * rows
    read = 0
    for piece in _unpacked(png):
        for start, stop, length in passes:
            first = start - read if start >= read else (start - read) % length
            filters = piece[first : max(0, stop - read) : length]
            if filters and max(filters) > 4:
                raise Damaged("no such filter")
        read += len(piece)
        if read >= end:
            return
    raise Damaged("rows are missing")


def _rows(width: int, height: int, bits: int, interlaced: int) -> Iterator[tuple[int, int]]:
    """(bytes of a row with its filter, rows) of every pass that has any."""
    for left, top, across, down in PASSES if interlaced else ((0, 0, 1, 1),):
        wide, high = -(-(width - left) // across), -(-(height - top) // down)
        if wide > 0 and high > 0:
            yield 1 + (wide * bits + 7) // 8, high


def _unpacked(png: bytes) -> Iterator[bytes]:
    """What the IDAT chunks hold, piece by piece; chunks and their checksums were verified before."""
    at, unpacker = 8, zlib.decompressobj()
    while at + 8 <= len(png):
        size, kind = struct.unpack_from(">I4s", png, at)
        packed = png[at + 8 : at + 8 + size] if kind == b"IDAT" else b""
        while packed:
            yield unpacker.decompress(packed, PIECE)
            packed = unpacker.unconsumed_tail
        at += 12 + size
    yield unpacker.flush()
