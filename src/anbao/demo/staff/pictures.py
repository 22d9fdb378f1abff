"""Invented photographs: plain pictures that say they are for show, brought in through the real upload."""

import io
from datetime import datetime
from functools import cache

from PIL import Image, ImageDraw

from anbao.kit.files import actions as files
from anbao.org.models import Person

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


def bring(count: int, *, actor: Person, scope: str, at: datetime, number: int) -> list[int]:
    """Upload `count` pictures as `actor`; returns their ids for the filing."""
    return [
        files.bring(
            actor=actor.tag, name=f"demo-{(number + i) % len(COLOURS) + 1}.jpg", content=picture((number + i) % len(COLOURS)),
            scope=scope, at=at, pictures_only=True,
        ).pk
        for i in range(count)
    ]  # fmt: skip
