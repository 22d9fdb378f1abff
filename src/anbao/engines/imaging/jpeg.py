"""A baseline JPEG read at a quarter or an eighth of its size, straight from its bits.

A general decoder stores every coefficient, transforms it and puts the colours together; for a snapshot of 1080p that costs
more than all checks. Here every coefficient is weighed into the four means of its block the moment it is read: those means
are what an inverse transform, reduced to 2 x 2, would give (T.81, A.3.3). What is not a whole, plain JPEG (progressive, cut,
with marks that make no sense) is ``None``, and the general decoder reads it.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from anbao.engines.imaging import scan

#: order in which coefficients are sent (T.81, figure A.6), as row * 8 + column
ZIGZAG = np.array(
    sorted(range(64), key=lambda at: (at // 8 + at % 8, (at % 8 if (at // 8 + at % 8) % 2 == 0 else at // 8))), np.int64
)
#: mean of the first four samples of each basis of the transform; of the last four, odd ones have the other sign
HALF = np.array(
    [(0.5 if u else 0.125**0.5) * np.mean([np.cos((2 * x + 1) * u * np.pi / 16) for x in range(4)]) for u in range(8)]
)


@dataclass(frozen=True, slots=True)
class Component:
    """``across`` and ``down``: blocks in a unit; ``steps``: its 64 quantisation steps in sending order."""

    across: int
    down: int
    steps: bytes


@dataclass(frozen=True, slots=True)
class Layout:
    """What the headers say; ``tables`` are the codes of each component: (DC, AC)."""

    width: int
    height: int
    components: tuple[Component, ...]
    tables: tuple[tuple[bytes, bytes], ...]
    restart: int
    begins: int


def layout_of(jpeg: bytes) -> Layout | None:
    """The headers of a whole baseline JPEG with one scan of grey or YCbCr; None for anything else."""
    steps: dict[int, bytes] = {}
    codes: dict[int, bytes] = {}
    frame, restart, at, size = b"", 0, 2, len(jpeg)
    while at + 4 <= size and jpeg[at] == 0xFF:
        marker = jpeg[at + 1]
        if marker == 0xFF:
            at += 1
            continue
        length = int.from_bytes(jpeg[at + 2 : at + 4])
        body = jpeg[at + 4 : at + 2 + length]
        if length < 2 or len(body) != length - 2:
            return None
        if marker == 0xDB:
            steps.update(quantisation(body))
        elif marker == 0xC4:
            codes.update(huffman(body))
        elif marker == 0xDD:
            restart = int.from_bytes(body[:2])
        elif marker == 0xEE and body[:5] == b"Adobe" and body[11:12] == b"\x00":
            return None
        elif marker in (0xC0, 0xC1):
            frame = body
        elif 0xC2 <= marker <= 0xCF:
            return None
        elif marker == 0xDA:
            return assembled(frame, body, steps, codes, restart, at + 2 + length)
        at += 2 + length
    return None


def quantisation(body: bytes) -> dict[int, bytes]:
    found, at = {}, 0
    while at < len(body):
        wide, name = body[at] >> 4, body[at] & 15
        if wide or len(body) < at + 65:
            return found
        found[name] = body[at + 1 : at + 65]
        at += 65
    return found


def huffman(body: bytes) -> dict[int, bytes]:
    found, at = {}, 0
    while at + 17 <= len(body):
        count = sum(body[at + 1 : at + 17])
        if len(body) < at + 17 + count:
            return found
        found[body[at]] = body[at + 1 : at + 17 + count]
        at += 17 + count
    return found


def assembled(frame: bytes, head: bytes, steps: dict, codes: dict, restart: int, begins: int) -> Layout | None:
    if len(frame) < 6 or frame[0] != 8 or len(frame) != 6 + 3 * frame[5] or frame[5] not in (1, 3):
        return None
    count = frame[5]
    if len(head) != 4 + 2 * count or head[0] != count or head[-3:] != b"\x00\x3f\x00":
        return None
    rows = [frame[6 + 3 * n : 9 + 3 * n] for n in range(count)]
    if [row[0] for row in rows] != [head[1 + 2 * n] for n in range(count)] or bytes(r[0] for r in rows) == b"RGB":
        return None
    try:
        components = tuple(Component(row[1] >> 4, row[1] & 15, steps[row[2]]) for row in rows)
        tables = tuple((codes[head[2 + 2 * n] >> 4], codes[0x10 | (head[2 + 2 * n] & 15)]) for n in range(count))
    except KeyError:
        return None
    if count == 1:
        components = (Component(1, 1, components[0].steps),)
    elif any((c.across, c.down) != (1, 1) for c in components[1:]) or not (
        components[0].across in (1, 2) and components[0].down in (1, 2)
    ):
        return None
    height, width = int.from_bytes(frame[1:3]), int.from_bytes(frame[3:5])
    return Layout(width, height, components, tables, restart, begins) if width and height else None


@lru_cache(maxsize=64)
def lookup(table: bytes, direct: bool) -> tuple[np.ndarray, np.ndarray] | None:
    """What the next bits mean, and the bits of the first code alone (``scan.build``); None when the table can't be a code."""
    counts, symbols = np.frombuffer(table[:16], np.uint8), np.frombuffer(table[16:], np.uint8)
    built, alone = np.zeros(scan.SIZE, np.int32), np.zeros(1 << scan.PEEK, np.uint8)
    return (built, alone) if scan.build(counts, symbols, direct, built, alone) else None


@lru_cache(maxsize=64)
def weights(steps: bytes) -> np.ndarray:
    """(256,) what a coefficient adds to the mean of its block (the first), or to its slopes across, down and slantwise."""
    made = np.zeros(256, np.int64)
    for place, (at, step) in enumerate(zip(ZIGZAG, steps, strict=True)):
        down, across = divmod(int(at), 8)
        field = max(0, across % 2 + 2 * (down % 2) - 1)
        made[place] = round(step * HALF[down] * HALF[across] * (1 << scan.FRACTION)) << (field * scan.FIELD)
        if place and field == 0 and across % 2 == 0:
            made[place] = 0
    return made


def lies(components: tuple[Component, ...], shapes: list[tuple[int, int]], side: int) -> np.ndarray:
    """(blocks of a unit, 4) where they lie when the planes follow each other (``scan.decode``)."""
    rows, begin = [], 0
    for component, (high, wide) in zip(components, shapes, strict=True):
        for down in range(component.down):
            for across in range(component.across):
                first = begin + (down * wide + across) * side
                rows.append((first, wide, component.across * side, component.down * side * wide))
        begin += high * wide
    return np.array(rows, np.int64)


def read(jpeg: bytes, layout: Layout, by: int) -> list[np.ndarray] | None:
    """The planes (Y, or Y, Cb and Cr, the colours as coarse as they were sent), reduced by 4 or 8; None when it is damaged."""
    tables = [lookup(table, kind == 0) for pair in layout.tables for kind, table in enumerate(pair)]
    if any(table is None for table in tables):
        return None
    first = layout.components[0]
    units = -(-layout.width // (8 * first.across)), -(-layout.height // (8 * first.down))
    stretches = -(-units[0] * units[1] // layout.restart) if layout.restart else 1
    windows = np.empty((len(jpeg) - layout.begins) // 4 + stretches + scan.SPARE + 2, np.uint64)
    begins = np.empty(stretches + 1, np.int64)
    data = np.frombuffer(jpeg, np.uint8)
    if scan.unstuff(data, layout.begins, layout.restart > 0, windows, begins) != stretches:
        return None
    side = 8 // by
    shapes = [(units[1] * c.down * side, units[0] * c.across * side) for c in layout.components]
    ends = np.cumsum([high * wide for high, wide in shapes])
    whole = np.empty(ends[-1], np.uint8)
    planes = [part.reshape(shape) for part, shape in zip(np.split(whole, ends[:-1]), shapes, strict=True)]
    sent = scan.decode(
        windows,
        begins,
        *units,
        layout.restart or units[0] * units[1],
        first.across,
        first.down,
        np.concatenate([table for table, _ in tables]),
        np.concatenate([alone for _, alone in tables[1::2]]),
        np.concatenate([weights(c.steps) for c in layout.components]),
        side,
        whole,
        lies(layout.components, shapes, side),
    )
    if not sent:
        return None
    cut = []
    for component, plane in zip(layout.components, planes, strict=True):
        wide = -(-layout.width * component.across // (first.across * by))
        high = -(-layout.height * component.down // (first.down * by))
        cut.append(plane[:high, :wide])
    return cut
