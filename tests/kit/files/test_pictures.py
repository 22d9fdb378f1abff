"""Pictures are read to their last pixel, in little memory whatever size they claim."""

import io
import struct
import tracemalloc
import zlib

import pytest
from PIL import Image

from anbao.kit.files.pictures import WHOLE_MEGAPIXELS, Damaged, TooLarge, read_through
from tests.kit.files.test_rules import chunk, saved


def png(width: int, height: int, rows: bytes, *, depth: int = 8, colour: int = 2, interlaced: int = 0) -> bytes:
    """A PNG sound in every chunk and checksum, with these rows in two IDAT chunks."""
    head, packed = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, interlaced), zlib.compress(rows)
    half = len(packed) // 2
    parts = [(b"IHDR", head), (b"IDAT", packed[:half]), (b"IDAT", packed[half:]), (b"IEND", b"")]
    if colour == 3:
        parts.insert(1, (b"PLTE", bytes(range(48))))
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunk(kind, body) for kind, body in parts)


#: width, height, depth, colour type, interlaced, bytes of its rows
SHAPES = [
    (64, 48, 8, 2, 0, 48 * (1 + 64 * 3)), (5, 7, 1, 0, 0, 7 * 2), (9, 3, 4, 3, 0, 3 * 6), (3, 3, 16, 6, 0, 3 * 25), (4, 4, 8, 4, 0, 4 * 9),
    # 8x8 interlaced: 1 1 2 2 8 8 16 rows' worth: rows of 1, 1, 2, 2, 4, 4 and 8 pixels
    (8, 8, 8, 0, 1, 1 * 2 + 1 * 2 + 1 * 3 + 2 * 3 + 2 * 5 + 4 * 5 + 4 * 9), (1, 1, 8, 0, 1, 2),
]  # fmt: skip


@pytest.mark.parametrize(("width", "height", "depth", "colour", "interlaced", "size"), SHAPES)
def test_a_png_without_its_last_rows_is_damaged(width, height, depth, colour, interlaced, size):
    shape = {"depth": depth, "colour": colour, "interlaced": interlaced}
    whole = png(width, height, bytes(size), **shape)
    Image.open(io.BytesIO(whole)).load()  # what we count is what Pillow reads
    read_through(whole)
    for rows in (bytes(size - 1), b""):
        with pytest.raises(Damaged):
            read_through(png(width, height, rows, **shape))
    with pytest.raises(Damaged):
        read_through(png(width, height, b"\x07" + bytes(size - 1), **shape))


def test_rows_that_begin_in_the_middle_of_a_piece_are_judged_by_their_filters():
    wide, high = 1500, 900  # four pieces, no row ends where one does
    rows = bytearray((1 + wide * 3) * high)
    read_through(png(wide, high, bytes(rows)))
    rows[(1 + wide * 3) * 700] = 5
    with pytest.raises(Damaged):
        read_through(png(wide, high, bytes(rows)))


def test_a_large_png_without_pixels_is_refused_and_one_with_them_read_in_little_memory():
    wide = high = 9000
    whole = png(wide, high, bytes((1 + wide * 3) * high))
    tracemalloc.start()
    try:
        read_through(whole)
        with pytest.raises(Damaged):
            read_through(png(wide, high, bytes(64)))
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert peak < 16 << 20


def test_a_jpeg_of_several_pictures_that_ends_in_the_first_is_damaged():
    """What telephones write for depth (MPO)."""
    stream = io.BytesIO()
    first, second = Image.effect_noise((64, 48), 40), Image.new("L", (64, 48), 9)
    first.save(stream, "MPO", save_all=True, append_images=[second])
    read_through(stream.getvalue())
    with pytest.raises(Damaged):
        read_through(stream.getvalue()[:1500])


@pytest.mark.parametrize("form", ["JPEG", "WEBP"])
def test_what_is_decoded_as_a_whole_may_be_smaller(form):
    how = {"progressive": True} if form == "JPEG" else {}
    stream = io.BytesIO()
    Image.new("L", (5000, 4100)).save(stream, form, **how)
    with pytest.raises(TooLarge) as refused:
        read_through(stream.getvalue())
    assert (refused.value.most, refused.value.whole) == (WHOLE_MEGAPIXELS, True)
    read_through(saved(form, **how))


@pytest.mark.parametrize("how", [{}, {"lossless": True}])
def test_a_webp_sound_in_every_chunk_that_lacks_pixels_is_damaged(how):
    whole = saved("WEBP", **how)
    body = whole[20:420]
    short = b"RIFF" + struct.pack("<I", len(body) + 12) + whole[8:16] + struct.pack("<I", len(body)) + body
    with pytest.raises(Damaged):
        read_through(short)
