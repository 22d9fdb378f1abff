"""Pictures of a small trace as SVG text: transfers along time with their windows, and accounts in layers by hop.

Hops are told by number beside colour (Okabe and Ito's colours, safe for colour-blind eyes).
"""

from __future__ import annotations

from html import escape
from math import hypot

from anbao.engines.tracing.problem import Problem
from anbao.engines.tracing.solve import Trace, solve
from anbao.engines.tracing.transfers import Transfers

COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7", "#E69F00", "#56B4E9")
GREY = "#999999"
#: payer, payee, cents, day: the example of the algorithm page
EXAMPLE = (
    ("S", "A", 600, 1),
    ("S", "B", 400, 2),
    ("X", "B", 300, 3),
    ("B", "C", 500, 5),
    ("A", "B", 600, 7),
    ("B", "C", 200, 8),
    ("B", "D", 600, 12),
    ("C", "E", 500, 14),
)


def example(method: str = "fifo") -> Trace:
    """The example, traced from S with 3 hops and 6 days of dwell."""
    transfers = Transfers.from_names(*zip(*EXAMPLE, strict=True))
    return solve(Problem(transfers, transfers.codes(["S"]), hops=3, dwell=6, method=method))


def colour(hop: int) -> str:
    return COLOURS[(hop - 1) % len(COLOURS)] if hop else GREY


def text(x: float, y: float, words: str, fill: str = "#222222", anchor: str = "start", size: int = 13) -> str:
    return f'<text x="{x:g}" y="{y:g}" fill="{fill}" font-size="{size}" text-anchor="{anchor}">{escape(words)}</text>'


def stroke(x1: float, y1: float, x2: float, y2: float, fill: str, width: float = 2, more: str = "") -> str:
    ends = f'x1="{x1:g}" y1="{y1:g}" x2="{x2:g}" y2="{y2:g}"'
    return f'<line {ends} stroke="{fill}" stroke-width="{width:g}"{more}/>'


def page(width: float, height: float, parts: list[str]) -> str:
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width:g} {height:g}" font-family="sans-serif">'
    arrow = '<marker id="end" viewBox="0 0 10 10" refX="9" refY="5" markerWidth="7" markerHeight="7" orient="auto">'
    arrow += '<path d="M0 0L10 5L0 10z" fill="#444444"/></marker>'
    ground = f'<rect width="{width:g}" height="{height:g}" fill="white"/>'
    return "\n".join([head, f"<defs>{arrow}</defs>", ground, *parts, "</svg>"]) + "\n"


def along_time(trace: Trace) -> str:
    """Accounts as lines, time to the right; each transfer an arrow; after each arrival the window it opens."""
    t, problem = trace.problem.transfers, trace.problem
    hop = dict(zip(trace.rows.tolist(), trace.hop.tolist(), strict=True))
    first, last = int(t.time.min()), int(t.time.max())
    scale = 620 / max(last - first, 1)

    def x(time: int) -> float:
        return 60 + (time - first) * scale

    def y(account: int) -> float:
        return 40 + 52 * account

    parts = []
    for account in range(t.accounts):
        parts += [stroke(50, y(account), 700, y(account), "#cccccc", 1), text(20, y(account) + 5, name(t, account))]
    for row, reached in sorted(hop.items()):
        start, end = int(t.time[row]), min(int(t.time[row]) + problem.dwell, last)
        if reached < problem.hops:
            height = y(int(t.dst[row])) + 4 * reached
            parts.append(stroke(x(start), height, x(end), height, colour(reached), 3, ' stroke-opacity="0.45"'))
    for row in range(len(t)):
        reached, at = hop.get(row, 0), x(int(t.time[row]))
        ends = y(int(t.src[row])), y(int(t.dst[row]))
        parts.append(stroke(at, ends[0], at, ends[1], colour(reached), 2, ' marker-end="url(#end)"'))
        parts.append(text(at + 4, sum(ends) / 2 - 4, str(reached) if reached else "-", colour(reached)))
    foot = y(t.accounts) - 10
    for time in sorted(set(t.time.tolist())):
        parts.append(text(x(time), foot, str(time), "#666666", "middle", 11))
    return page(720, foot + 15, parts)


def in_layers(trace: Trace) -> str:
    """Accounts in columns by the hop they were first come to; every reached transfer with its tainted amount."""
    t, points = trace.problem.transfers, trace.points
    column: dict[int, int] = {}
    place: dict[int, tuple[float, float]] = {}
    for account, level in zip(points.account.tolist(), points.level.tolist(), strict=True):
        place[account] = (70 + 190 * level, 50 + 95 * column.get(level, 0))
        column[level] = column.get(level, 0) + 1
    parts, seen = [], {}
    for number in trace.listing.tolist():
        row, hop = int(trace.rows[number]), int(trace.hop[number])
        pair = int(t.src[row]), int(t.dst[row])
        (x1, y1), (x2, y2) = place[pair[0]], place[pair[1]]
        shift = 17 * seen.get(pair, 0)
        seen[pair] = seen.get(pair, 0) + 1
        if not shift:
            short = 20 / max(hypot(x2 - x1, y2 - y1), 20)
            head = x2 - (x2 - x1) * short, y2 - (y2 - y1) * short
            parts.append(stroke(x1, y1, *head, colour(hop), 2, ' marker-end="url(#end)"'))
        label = f"{hop}: {trace.tainted[number]} of {t.cents[row]}"
        parts.append(text(x1 + (x2 - x1) * 0.4, y1 + (y2 - y1) * 0.4 - 6 + shift, label, colour(hop), "middle", 12))
    for account, (x, y) in place.items():
        at = points.account.tolist().index(account)
        role = f"stands {points.standing[at]}" if points.level[at] else "seed"
        parts.append(f'<circle cx="{x:g}" cy="{y:g}" r="17" fill="white" stroke="#222222" stroke-width="2"/>')
        parts += [text(x, y + 5, name(t, account), anchor="middle"), text(x, y - 24, role, "#666666", "middle", 11)]
    height = 50 + 95 * max(column.values(), default=1)
    return page(140 + 190 * max(column, default=0), height, parts)


def name(t: Transfers, account: int) -> str:
    return t.names[account] if t.names is not None else str(account)


def all_figures() -> dict[str, str]:
    """File name -> SVG of the algorithm page."""
    methods = {f"tracing-{method}.svg": in_layers(example(method)) for method in ("fifo", "lifo", "pro-rata")}
    return {"tracing-windows.svg": along_time(example())} | methods
