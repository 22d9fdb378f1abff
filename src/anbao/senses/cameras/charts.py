"""The brightness of a camera over its last looks, as a small drawing that needs no script. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass

#: size of the drawing
WIDTH, HEIGHT, LOW, HIGH = 720, 150, 0.0, 255.0


@dataclass(frozen=True)
class Dot:
    x: float
    y: float
    fault: str
    level: float
    at: object
    pk: int


def brightness(looks: Sequence) -> dict:
    """Dots and a line through the mean levels of `looks` (newest first); empty without two of them."""
    levels = [(look, look.numbers["level"]) for look in reversed(looks) if "level" in (look.numbers or {})]
    if len(levels) < 2:
        return {}
    first, last = levels[0][0].at, levels[-1][0].at
    span = max((last - first).total_seconds(), 1.0)
    top = max(level for _look, level in levels) * 1.15 or 1.0

    def dot(look, level: float) -> Dot:
        x = 40 + (WIDTH - 50) * (look.at - first).total_seconds() / span
        return Dot(
            round(x, 1), round(HEIGHT - 22 - (HEIGHT - 32) * level / top, 1), look.fault, round(level), look.at, look.pk
        )

    dots = [dot(*pair) for pair in levels]
    line = " ".join(f"{d.x},{d.y}" for d in dots)
    return {
        "dots": dots,
        "line": line,
        "width": WIDTH,
        "height": HEIGHT,
        "first": first,
        "last": last,
        "top": round(top),
    }
