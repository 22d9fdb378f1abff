"""The steps left in a diagram are those of the lines that are cheap enough, no more and no fewer."""

from itertools import product

import numpy as np
import pytest

from anbao.engines import rostering as r
from anbao.engines.rostering import diagram
from anbao.engines.rostering.board import Desk
from anbao.engines.rostering.diagram import Diagram

DAYS, MARKS = 6, (0, 1, 2)


def desk() -> Desk:
    shifts = (r.Shift("D", 480, 480), r.Shift("N", 480, 0, night=True))
    rules = (
        *(r.Crew(day=day, shifts=(name,), need=1, weight=20) for day in range(DAYS) for name in "DN"),
        r.Rest(minutes=660),
        r.Run(most=3),
        r.FreeRun(least=2, weight=5),
        r.Hours(least=960, most=1920),
        r.Fair(tally="nights", low=1, high=1, weight=4),
        r.Wish(people=("A",), day=2, shifts=("N",), weight=3),
        r.Wish(people=("A",), day=4, shifts=("D",), want=False, weight=2),
    )
    return Desk(r.Problem(DAYS, shifts, (r.Person("A"), r.Person("B")), rules))


def dual(work: Desk) -> np.ndarray:
    """Whole prices, so that ties with the limit are told without rounding."""
    return np.random.default_rng(1).integers(-2, 7, len(work.rows)).astype(float)


def values(work: Desk, prices: np.ndarray) -> dict[tuple, float]:
    """Every line that can be, with its value against the prices."""
    found = {}
    for marks in product(MARKS, repeat=DAYS):
        line = np.array(marks)
        rows, coefs = work.view(0).of_line(line, 2)
        found[marks] = work.liners[0].cost(line) - float((prices[rows] * coefs).sum())
    return {marks: value for marks, value in found.items() if np.isfinite(value)}


@pytest.mark.parametrize("gap", [0.0, 2.0, 7.0])
def test_a_diagram_has_the_steps_of_all_lines_that_are_cheap_enough(gap):
    work = desk()
    lines = values(work, dual(work))
    least = min(lines.values())
    made = Diagram(work, 0, dual(work), least, gap)
    cheap = [marks for marks, value in lines.items() if value <= least + gap]
    assert 0 < len(cheap) < len(lines)
    steps = {(day, mark) for marks in cheap for day, mark in enumerate(marks)}
    assert {divmod(int(slot), 3) for slot in made.slot} == steps


def test_the_cheapest_line_at_other_prices_is_the_cheapest_of_those_and_bars_are_kept():
    work = desk()
    lines = values(work, dual(work))
    least, other = min(lines.values()), dual(work)[::-1].copy()
    made = Diagram(work, 0, dual(work), least, 7.0)
    within, barred = values(work, other), np.zeros((DAYS, 3))
    cheap = {marks: within[marks] for marks, value in lines.items() if value <= least + 7.0}
    line, value = made.cheapest(other, barred)[0]
    assert value == pytest.approx(min(cheap.values())) and cheap[tuple(line)] == pytest.approx(value)
    barred[3, line[3]] = np.inf
    line, value = made.cheapest(other, barred)[0]
    assert value == pytest.approx(min(v for marks, v in cheap.items() if barred[3, marks[3]] == 0))
    barred[0] = np.inf
    assert made.cheapest(other, barred) == []


def test_no_line_is_cheap_enough_below_the_cheapest():
    work = desk()
    least = min(values(work, dual(work)).values())
    assert Diagram(work, 0, dual(work), least, -1.0).cheapest(dual(work), np.zeros((DAYS, 3))) == []


@pytest.mark.parametrize("most", ["MOST_STATES", "MOST_STEPS", "MOST_TOTALS"])
def test_too_many_lines_are_refused(monkeypatch, most):
    monkeypatch.setattr(diagram, most, 5)
    work = desk()
    with pytest.raises(OverflowError):
        Diagram(work, 0, dual(work), min(values(work, dual(work)).values()), 50.0)
