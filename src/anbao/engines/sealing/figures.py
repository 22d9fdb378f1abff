"""Pictures of the algorithm page as SVG text: what a deadline costs in guessability, and one step of the rounding."""

from __future__ import annotations

from html import escape

import numpy as np

from anbao.engines.sealing.programme import chance_for, rate_of

BLUE, RED, GREY, INK = "#0072B2", "#D55E00", "#999999", "#222222"


def auc_of(chance: float, every: int) -> float:
    """AUC of knowing only how long ago a place was seen, when its chance is constant up to the deadline.

    Visits at the deadline are ranked above all else, the others tie: 1/2 plus half the share of visits that are forced.
    """
    return 0.5 + (1 - chance) ** (every - 1) / 2


def curve(every: int, visits: np.ndarray) -> list[float]:
    """The AUC for each mean number of visits a deadline."""
    return [auc_of(chance_for(min(1.0, v / every), every), every) for v in visits]


def text(x: float, y: float, words: str, fill: str = INK, anchor: str = "start") -> str:
    return f'<text x="{x:g}" y="{y:g}" fill="{fill}" font-size="13" text-anchor="{anchor}">{escape(words)}</text>'


def deadline_figure() -> str:
    """AUC against visits a deadline, for deadlines of 13 and 52 weeks, with the goal of 0.55."""
    visits = np.linspace(1.2, 6.0, 49)
    width, height, left, bottom = 640, 320, 60, 270

    def at(v: float, auc: float) -> tuple[float, float]:
        return left + (v - 1) / 5 * (width - left - 30), bottom - (auc - 0.5) / 0.4 * (bottom - 30)

    parts = [f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif">']
    parts.append(f'<rect width="{width}" height="{height}" fill="#ffffff"/>')
    for auc in (0.5, 0.55, 0.6, 0.7, 0.8, 0.9):
        x, y = at(1, auc)
        dash = "" if auc != 0.55 else ' stroke-dasharray="6 4"'
        parts.append(
            f'<line x1="{x:g}" y1="{y:g}" x2="{width - 30}" y2="{y:g}" stroke="{RED if dash else "#dddddd"}"{dash}/>'
        )
        parts.append(text(x - 8, y + 4, f"{auc:g}", RED if dash else INK, "end"))
    for v in range(1, 7):
        parts.append(text(at(v, 0.5)[0], bottom + 20, str(v), anchor="middle"))
    for every, fill, dash, shift in ((52, BLUE, "", -8), (13, INK, ' stroke-dasharray="2 3"', 16)):
        points = [at(v, auc) for v, auc in zip(visits, curve(every, visits), strict=True)]
        way = " ".join(f"{x:.1f},{y:.1f}" for x, y in points)
        parts.append(f'<polyline points="{way}" fill="none" stroke="{fill}" stroke-width="2"{dash}/>')
        parts.append(text(points[6][0] + 10, points[6][1] + shift, f"deadline {every} weeks", fill))
    parts.append(text(width / 2, height - 8, "visits of a place within its deadline, on average", anchor="middle"))
    return "\n".join([*parts, "</svg>\n"])


def rows() -> list[tuple[str, ...]]:
    """Visits a deadline, the weekly chance at 26 weeks, the share of visits forced, the AUC."""
    found = []
    for visits in (1.5, 2.0, 2.5, 3.0, 4.0, 5.0):
        chance = chance_for(visits / 26, 26)
        forced = (1 - chance) ** 25
        assert abs(rate_of(chance, 26) - visits / 26) < 1e-9
        found.append((f"{visits:g}", f"{chance:.4f}", f"{forced:.1%}", f"{auc_of(chance, 26):.3f}"))
    return found


def all_figures() -> dict[str, str]:
    """File name -> SVG text."""
    return {"sealing-deadline.svg": deadline_figure()}
