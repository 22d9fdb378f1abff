"""Invented photographs: plain pictures that say they are for show, brought in through the real upload."""

import io
from collections.abc import Sequence
from dataclasses import replace
from functools import cache
from itertools import islice

from PIL import Image, ImageDraw

from anbao.kit.files import actions as files
from anbao.kit.files.actions import Upload
from anbao.loom.records.actions import Filing

COLOURS = ((62, 84, 110), (104, 96, 72), (70, 104, 84), (96, 74, 92))
SIZE = (320, 240)


@cache
def picture(number: int) -> bytes:
    """A small JPEG; a handful of different ones, so a demo does not fill a disk."""
    image = Image.new("RGB", SIZE, COLOURS[number % len(COLOURS)])
    pen = ImageDraw.Draw(image)
    pen.rectangle((20, 40, 300, 200), outline=(220, 220, 220), width=2)
    pen.text((90, 112), "AnBao demo picture", fill=(235, 235, 235))
    held = io.BytesIO()
    image.save(held, "JPEG", quality=80)
    return held.getvalue()


def bring(filings: Sequence[Filing], albums: Sequence[tuple[int, int]]) -> list[Filing]:
    """The filings with as many pictures as their albums say, uploaded by their actors: (how many, number of the first)."""
    uploads = [
        _upload(filing, first + i) for filing, (count, first) in zip(filings, albums, strict=True) for i in range(count)
    ]
    brought = iter(files.bring_all(uploads, pictures_only=True)) if uploads else iter(())
    return [
        replace(filing, attachments=[one.pk for one in islice(brought, count)]) if count else filing
        for filing, (count, _first) in zip(filings, albums, strict=True)
    ]


def _upload(filing: Filing, number: int) -> Upload:
    number %= len(COLOURS)
    return Upload(filing.actor.tag, f"demo-{number + 1}.jpg", picture(number), filing.institution.path, filing.at)
