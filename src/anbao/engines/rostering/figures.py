"""The figures of the algorithm page, drawn from the engine's own tables and answers as plain SVG."""

from __future__ import annotations

from html import escape

import numpy as np

from anbao.engines.rostering import rules as r
from anbao.engines.rostering.board import Desk, first_board
from anbao.engines.rostering.diagram import Diagram
from anbao.engines.rostering.hunt import Hunt, Root
from anbao.engines.rostering.machine import Maker
from anbao.engines.rostering.pricing import Pricing
from anbao.engines.rostering.problem import Person, Problem, Shift
from anbao.engines.rostering.stops import Rounds
from anbao.engines.rostering.target import Target

INK, PALE, FILL = "#1f2d3d", "#9aa5b1", "#dbe7f3"
COLOURS = {"D": "#f3d9a4", "L": "#bcd6ee", "N": "#7f95b5"}


def example() -> Problem:
    """Five people, two weeks, three shifts: small enough to be drawn."""
    shifts = (Shift("D", 480, 480), Shift("L", 480, 960), Shift("N", 480, 0, night=True))
    rules = [
        *(r.Crew(day=d, shifts=(s.id,), need=1, most=1, weight=100, over=1) for d in range(14) for s in shifts),
        r.Rest(minutes=660),
        r.Run(least=2, most=4),
        r.FreeRun(least=2),
        r.Hours(least=6 * 480, most=8 * 480),
        r.Wish(people=("A",), day=3, shifts=("N",), weight=3),
        r.Wish(people=("B",), day=5, want=False, weight=2),
        r.Leave(people=("C",), days=(7, 8)),
    ]
    return Problem(14, shifts, tuple(Person(name) for name in "ABCDE"), tuple(rules))


def _svg(width: int, height: int, body: list[str]) -> str:
    head = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}" font-family="sans-serif" font-size="13">'
    return "\n".join([head, f'<rect width="{width}" height="{height}" fill="white"/>', *body, "</svg>"]) + "\n"


def _text(x, y, words, anchor="middle", fill=INK) -> str:
    return f'<text x="{x:.0f}" y="{y:.0f}" text-anchor="{anchor}" fill="{fill}">{escape(str(words))}</text>'


def machine() -> str:
    """The nodes and arcs of one person who works at most three days in a row and rests at least two."""
    rules = (r.Run(least=2, most=3), r.FreeRun(least=2))
    problem = Problem(14, (Shift("D", 480, 480),), (Person("A"),), rules)
    made = Maker(problem, 500.0).make(problem.people[0])
    nodes, radius = len(made.next), 20
    place = {n: (70 + 105 * n, 175) for n in range(nodes)}
    body = []
    for n in range(nodes):
        for arc in (0, 1):
            m = made.next[n, arc]
            if m < 0:
                continue
            (x1, y1), (x2, y2) = place[n], place[m]
            side = -1 if arc else 1
            bend = side * (25 + 26 * abs(m - n)) if m != n else side * 60
            dash = "" if arc else ' stroke-dasharray="5 4"'
            path = f"M{x1} {y1 + side * radius} Q{(x1 + x2) / 2} {y1 + side * radius + bend} {x2 + (8 if m == n else 0)} {y2 + side * radius}"
            body.append(f'<path d="{path}" fill="none" stroke="{INK}"{dash} marker-end="url(#tip)"/>')
    for n, (x, y) in place.items():
        body.append(
            f'<circle cx="{x}" cy="{y}" r="{radius}" fill="{FILL if made.resting[n] else "white"}" stroke="{INK}"/>'
        )
        body.append(_text(x, y + 4, n))
    tip = f'<defs><marker id="tip" markerWidth="8" markerHeight="8" refX="6" refY="3" orient="auto"><path d="M0 0 L7 3 L0 6z" fill="{INK}"/></marker></defs>'
    body.append(
        _text(70, 345, "solid: a day worked; dashed: a day off; filled: at rest; 0: nothing known of before", "start")
    )
    return _svg(70 + 105 * nodes, 365, [tip, *body])


def _whole(problem: Problem):
    """Column generation from a greedy roster: (cost of the relaxation, floor) of each round, and the roster dived to."""
    desk = Desk(problem)
    board = first_board(desk, np.random.default_rng(0))
    hunt = Hunt(desk, board, Rounds(10**6))
    pricing, trace = Pricing(board, range(desk.people), hunt.pool, hunt.left), []
    for _ in range(40):
        pricing.converge(1)
        trace.append((pricing.cost, pricing.floor))
        if pricing.floor > pricing.cost - 0.01:
            break
    lines = pricing.dive(np.random.default_rng(0), np.inf)
    return trace, hunt.with_lines(board, lines), desk


def bounds() -> str:
    """Relaxation from above and floor from below, round by round."""
    trace, _, _ = _whole(example())
    top = max(cost for cost, _ in trace) or 1.0
    wide, high = 560, 220

    def at(n, value):
        return 60 + wide * n / max(len(trace) - 1, 1), 20 + high * (1 - max(value, -0.1 * top) / top)

    body = []
    for pick, dash in ((0, ""), (1, ' stroke-dasharray="5 4"')):
        points = " ".join("{:.1f},{:.1f}".format(*at(n, row[pick])) for n, row in enumerate(trace))
        body.append(f'<polyline points="{points}" fill="none" stroke="{INK}" stroke-width="2"{dash}/>')
    for value in (0.0, top / 2, top):
        y = at(0, value)[1]
        body += [
            f'<line x1="60" y1="{y:.1f}" x2="{60 + wide}" y2="{y:.1f}" stroke="{PALE}"/>',
            _text(52, y + 4, f"{value:.0f}", "end"),
        ]
    body.append(_text(60, 290, f"solid: the relaxation's cost; dashed: the proven floor; {len(trace)} rounds", "start"))
    return _svg(660, 310, body)


def roster() -> str:
    """The roster that a dive gives, a cell for each day."""
    _, board, desk = _whole(example())
    body, size = [], 34
    for row, (name, line) in enumerate(desk.roster(board.lines).items()):
        body.append(_text(28, 45 + size * row + 22, name))
        for day, shift in enumerate(line):
            x, y = 50 + size * day, 45 + size * row
            fill = COLOURS.get(shift, "white")
            body.append(f'<rect x="{x}" y="{y}" width="{size - 2}" height="{size - 2}" fill="{fill}" stroke="{PALE}"/>')
            body.append(_text(x + size / 2 - 1, y + 21, shift or ""))
    body += [_text(50 + size * day + size / 2, 34, day + 1, fill=INK) for day in range(desk.days)]
    body.append(_text(50, 45 + size * desk.people + 24, f"cost {board.cost():.0f}", "start"))
    return _svg(60 + size * desk.days, 45 + size * desk.people + 40, body)


def control_room() -> Problem:
    """Eight people, three weeks, two on every shift."""
    shifts, names = (Shift("D", 480, 480), Shift("L", 480, 960), Shift("N", 480, 0, night=True)), "ABCDEFGH"
    rules = [
        *(r.Crew(day=d, shifts=(s.id,), need=2, most=2, over=20) for d in range(21) for s in shifts),
        r.Rest(minutes=660),
        r.Run(most=6),
        r.FreeRun(least=2, weight=5),
        r.Hours(most=18 * 480),
        r.Fair(tally="nights", low=5, high=6, weight=4),
        *(r.Leave(people=(name,), days=(2 * n, 2 * n + 1)) for n, name in enumerate(names)),
        *(r.Wish(people=(name,), day=(5 * n) % 21, shifts=("DLN"[n % 3],), weight=2) for n, name in enumerate(names)),
    ]
    return Problem(21, shifts, tuple(Person(name) for name in names), tuple(rules))


def _steps_a_day(problem: Problem) -> tuple[np.ndarray, np.ndarray]:
    """Steps of everybody's diagrams at the floor, day by day: as the simplex's prices leave them, and trimmed."""
    desk = Desk(problem)
    hunt = Hunt(desk, first_board(desk, np.random.default_rng(0)), Rounds(10**6))
    root = Root(hunt)
    root.converge()
    made, (dual, least) = Target(hunt, root.start(), hunt.floor), root.pricing.centre
    gap = made.cost - root.pricing.floor
    whole = [Diagram(desk, person, dual, float(least[person]), gap) for person in range(desk.people)]
    day_of = desk.shifts + 1
    return tuple(
        sum(np.bincount(one.slot // day_of, minlength=desk.days) for one in some) for some in (whole, made.diagrams)
    )


def trimmed() -> str:
    """What trimming leaves of the diagrams of a control room's people, day by day."""
    whole, left = _steps_a_day(control_room())
    top, high, size, body = int(whole.max()), 200, 26, []
    for day, (many, few) in enumerate(zip(whole.tolist(), left.tolist(), strict=True)):
        x = 60 + size * day
        for steps, fill in ((many, "white"), (few, FILL)):
            tall = high * steps / top
            body.append(
                f'<rect x="{x}" y="{230 - tall:.1f}" width="{size - 6}" height="{tall:.1f}" fill="{fill}" stroke="{INK}"/>'
            )
        body.append(_text(x + size / 2 - 3, 248, day + 1))
    body += [_text(52, 34, top, "end"), _text(52, 234, 0, "end")]
    told = f"a day's steps of all diagrams: {whole.sum()} in all, trimmed (filled) {left.sum()}"
    body.append(_text(60, 276, told, "start"))
    return _svg(80 + size * len(whole), 292, body)


def all_figures() -> dict[str, str]:
    """File name -> SVG."""
    return {
        "rostering-machine.svg": machine(),
        "rostering-bounds.svg": bounds(),
        "rostering-roster.svg": roster(),
        "rostering-trimmed.svg": trimmed(),
    }
