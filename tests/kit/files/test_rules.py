"""What an upload may be: pictures that can be shown, whatever their bytes claim."""

import io
import struct
import zlib

import pytest
from PIL import Image

from anbao.kit.files.pictures import MOST_MEGAPIXELS
from anbao.kit.files.rules import UploadRefused, judge

RED = (200, 30, 30)


def saved(form: str, *, mode: str = "RGB", **how) -> bytes:
    stream = io.BytesIO()
    Image.effect_noise((64, 48), 40).convert(mode).save(stream, form, **how)
    return stream.getvalue()


def chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


def png(width: int, height: int, *more: bytes) -> bytes:
    """A sound PNG in every chunk, of any claimed size."""
    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = chunk(b"IHDR", head), *more, chunk(b"IDAT", zlib.compress(bytes(64))), chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def wide_jpeg(width: int, height: int) -> bytes:
    """A JPEG whose frame header claims another size."""
    body, size = saved("JPEG"), struct.pack(">HH", 48, 64)
    assert body.count(size) == 1
    return body.replace(size, struct.pack(">HH", height, width))


@pytest.mark.parametrize(
    "content", [png(60_000, 60_000), png(2**31 - 1, 2**31 - 1), png(12_000, 9_000), wide_jpeg(65_000, 65_000)]
)
def test_a_picture_of_huge_dimensions_is_refused_in_words(content):
    with pytest.raises(UploadRefused, match=str(MOST_MEGAPIXELS)):
        judge(content)


@pytest.mark.parametrize("form", ["PNG", "JPEG", "WEBP"])
def test_a_picture_that_ends_in_the_middle_is_refused(form):
    whole = saved(form)
    assert judge(whole).id == form.lower()
    for end in (12, len(whole) // 3, len(whole) // 2, len(whole) - 40):
        with pytest.raises(UploadRefused):
            judge(whole[:end])


def test_a_png_of_any_claimed_size_without_its_pixels_is_refused():
    for content in (png(9_000, 9_000), png(8, 8)):
        with pytest.raises(UploadRefused, match="图片已损坏"):
            judge(content)


def test_text_that_unpacks_without_end_is_refused():
    bomb = chunk(b"zTXt", b"Comment\0\0" + zlib.compress(bytes(80_000_000)))
    with pytest.raises(UploadRefused):
        judge(png(8, 8, bomb))


@pytest.mark.parametrize(
    "content",
    [
        saved("JPEG", mode="CMYK"), saved("JPEG", progressive=True), saved("PNG", mode="P"), saved("JPEG", mode="L"),
        saved("JPEG") + b"the film that some phones append",
        saved("PNG", save_all=True, append_images=[Image.new("RGB", (64, 48), RED)]),
        saved("WEBP", save_all=True, append_images=[Image.new("RGB", (64, 48), RED)]),
    ],
)  # fmt: skip
def test_unusual_pictures_are_taken(content):
    assert judge(content, pictures_only=True)
