"""The layered picture of a trace: accounts in columns by level, bands as wide as the tainted money. Shapes, no drawing.

Money flows from left to right, backward too (the involved accounts then stand at the right). A column holds the accounts
through which most money went; the rest of a level is one box that says how many they are.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from anbao.nets.antifraud.accounts.funds import Stand

#: accounts of a column that stand for themselves
SHOWN = 9
WIDTH, BOX, GAP, HEAD, TALL = 250, 14, 34, 30, 340
#: the thinnest box and band that an eye can still hit
THIN_BOX, THIN_BAND = 10, 1.5


@dataclass(frozen=True)
class Box:
    """A drawn account, or the rest of a level (``account`` 0, ``count`` accounts)."""

    account: int
    level: int
    x: float
    y: float
    height: float
    cents: int
    standing: int
    roles: tuple[str, ...]
    count: int = 1

    @property
    def middle(self) -> float:
        return self.y + self.height / 2


@dataclass(frozen=True)
class Band:
    """Tainted money between two boxes; ``payer``/``payee`` are 0 where a box stands for several."""

    payer: int
    payee: int
    path: str
    width: float
    cents: int
    transfers: int
    back: bool


@dataclass(frozen=True)
class Picture:
    width: int
    height: int
    columns: tuple[tuple[float, int], ...]
    boxes: tuple[Box, ...]
    bands: tuple[Band, ...]
    #: accounts and transfers that are in the trace and not drawn one by one
    folded: int


def draw(stands: Sequence[Stand], edges: Sequence[tuple[int, int, int, int]], *, backward: bool) -> Picture:
    """Boxes and bands of a trace; pairs without tainted money are left to the table."""
    flowing = [edge for edge in edges if edge[2] > 0 and edge[0] != edge[1]]
    levels: dict[int, list[Stand]] = defaultdict(list)
    for row in stands:
        levels[row.level].append(row)
    key, groups = _grouped(levels)
    depth = max(levels, default=0)
    scale = _scale(groups)
    boxes = _boxes(groups, scale, depth, backward)
    bands = _bands(flowing, key, boxes, scale)
    columns = tuple((_x(level, depth, backward), level) for level in sorted(levels))
    height = max((box.y + box.height for box in boxes.values()), default=HEAD) + GAP
    folded = sum(len(rows) for _key, rows in groups.items() if len(rows) > 1)
    return Picture(int((depth + 1) * WIDTH), int(height), columns, tuple(boxes.values()), bands, folded)


def _x(level: int, depth: int, backward: bool) -> float:
    return 8 + WIDTH * ((depth - level) if backward else level)


def _through(row: Stand) -> int:
    return max(row.received, row.passed_on)


def _grouped(levels: Mapping[int, list[Stand]]):
    """Account id -> key of its box, and the rows of each box; keys are (level, number in the column)."""
    key, groups = {}, {}
    for level, rows in sorted(levels.items()):
        ordered = sorted(rows, key=lambda row: (-_through(row), row.account))
        single = len(ordered) if len(ordered) <= SHOWN + 1 else SHOWN
        for number, row in enumerate(ordered):
            box = (level, min(number, single))
            key[row.account] = box
            groups.setdefault(box, []).append(row)
    return key, groups


def _scale(groups) -> float:
    """Pixels a cent: the fullest column fills the height."""
    sums: dict[int, int] = defaultdict(int)
    for (level, _number), rows in groups.items():
        sums[level] += sum(map(_through, rows))
    most = max(sums.values(), default=0)
    return TALL / most if most else 0.0


def _boxes(groups, scale: float, depth: int, backward: bool) -> dict[tuple[int, int], Box]:
    boxes, y, last = {}, HEAD, None
    for (level, number), rows in sorted(groups.items()):
        y, last = (HEAD if level != last else y), level
        cents, height = sum(map(_through, rows)), max(THIN_BOX, scale * sum(map(_through, rows)))
        first, alone = rows[0], len(rows) == 1
        boxes[level, number] = Box(
            first.account if alone else 0, level, _x(level, depth, backward), y, round(height, 1), cents,
            sum(row.standing for row in rows if "seed" not in row.roles), first.roles if alone else (), len(rows),
        )  # fmt: skip
        y += height + GAP
    return boxes


def _bands(flowing, key, boxes, scale: float) -> tuple[Band, ...]:
    """Bands between boxes, stacked along their sides in order of where they lead."""
    sums: dict[tuple, list[int]] = {}
    for payer, payee, cents, transfers in flowing:
        held = sums.setdefault((key[payer], key[payee]), [0, 0])
        held[0], held[1] = held[0] + cents, held[1] + transfers
    used: dict[tuple, float] = defaultdict(float)
    bands = []
    for (start, end), (cents, transfers) in sorted(sums.items(), key=lambda item: (item[0][0], item[0][1])):
        if start == end:
            continue
        one, two, width = boxes[start], boxes[end], max(THIN_BAND, scale * cents)
        y1 = one.y + min(used[start, "out"] + width / 2, max(one.height - width / 2, one.height / 2))
        y2 = two.y + min(used[end, "in"] + width / 2, max(two.height - width / 2, two.height / 2))
        used[start, "out"] += width
        used[end, "in"] += width
        bands.append(
            Band(one.account, two.account, _curve(one, two, y1, y2), round(width, 1), cents, transfers, two.x <= one.x)
        )
    return tuple(bands)


def _curve(one: Box, two: Box, y1: float, y2: float) -> str:
    """From the right side of one box to the left side of the other; backwards over the column in a bow."""
    x1, x2 = one.x + BOX, two.x
    bend = (x2 - x1) / 2 if x2 > x1 else 70
    return f"M{x1:.1f} {y1:.1f}C{x1 + bend:.1f} {y1:.1f} {x2 - bend:.1f} {y2:.1f} {x2:.1f} {y2:.1f}"
