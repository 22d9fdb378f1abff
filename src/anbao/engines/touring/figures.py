"""The picture of the algorithm page: one small problem spread over its days."""

from __future__ import annotations

from html import escape
from random import Random

from anbao.engines.touring.problem import Day, Place, Problem, Stop
from anbao.engines.touring.solve import Iterations, Plan, solve

#: Okabe and Ito's colours, safe for colour-blind eyes; days are told by number beside colour
COLOURS = ("#0072B2", "#D55E00", "#009E73", "#CC79A7")


def example() -> tuple[Problem, Plan]:
    """Twelve drawn stops in four days of eight hours, always the same."""
    draw = Random(7)
    stops = [Stop(f"S{n}", 114.2 + draw.random() * 1.4, 40.3 + draw.random(), 3600) for n in range(1, 13)]
    days = [Day(str(n), 8 * 3600, 17 * 3600) for n in range(1, 5)]
    problem = Problem([Place("home", 114.88, 40.81)], stops, days, speed=60)
    return problem, solve(problem, stop=Iterations(300), seed=1)


def days_figure() -> str:
    problem, plan = example()
    lon = [p.lon for p in problem.places]
    lat = [p.lat for p in problem.places]

    def at(place) -> tuple[float, float]:
        x = 30 + (place.lon - min(lon)) / (max(lon) - min(lon)) * 560
        return x, 390 - (place.lat - min(lat)) / (max(lat) - min(lat)) * 360

    parts = ['<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 640 430" font-family="sans-serif">']
    parts.append('<rect width="640" height="430" fill="#ffffff"/>')
    home = at(problem.depots[0])
    for number, visits in enumerate(plan.days):
        fill = COLOURS[number % len(COLOURS)]
        way = [home, *(at(problem.stops[v.stop]) for v in visits), home]
        points = " ".join(f"{x:.1f},{y:.1f}" for x, y in way)
        parts.append(f'<polyline points="{points}" fill="none" stroke="{fill}" stroke-width="2"/>')
        for position, (x, y) in enumerate(way[1:-1], 1):
            parts.append(f'<circle cx="{x:.1f}" cy="{y:.1f}" r="11" fill="{fill}"/>')
            words = escape(f"{number + 1}.{position}")
            parts.append(
                f'<text x="{x:.1f}" y="{y + 4:.1f}" fill="#ffffff" font-size="11" text-anchor="middle">{words}</text>'
            )
    parts.append(f'<rect x="{home[0] - 8:.1f}" y="{home[1] - 8:.1f}" width="16" height="16" fill="#222222"/>')
    return "\n".join([*parts, "</svg>\n"])


def all_figures() -> dict[str, str]:
    """File name -> SVG text."""
    return {"touring-days.svg": days_figure()}
