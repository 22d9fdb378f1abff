"""Few people: a floor priced by threads side by side, and the proof that it is met."""

import time
from concurrent.futures import ThreadPoolExecutor

import numpy as np

from anbao.engines.rostering import Deadline, Fair, Pair, Rounds, Wish, check, solve
from anbao.engines.rostering.board import Desk, first_board
from anbao.engines.rostering.hunt import Hunt, Root
from tests.engines.rostering.worlds import desk, room


def hunted() -> Hunt:
    work = Desk(room(days=10))
    return Hunt(work, first_board(work, np.random.default_rng(0)), Rounds(10))


def test_threads_price_as_one_does():
    alone, together = Root(hunted()), None
    alone.converge()
    with ThreadPoolExecutor(2) as crew:
        together = Root(hunted(), crew)
        together.converge()
    assert together.pricing.master.columns == alone.pricing.master.columns
    assert together.hunt.floor == alone.hunt.floor


def test_the_floor_comes_up_to_the_relaxation_where_rows_have_no_bound_on_one_side():
    """Pairs that stay apart have no least count: a dual that passes nothing by a rounding error must not undo the floor."""
    wishes = [
        Wish(people=(f"P{n % 8:02d}",), day=n % 14, shifts=("DLN"[n % 3],), weight=1 + n % 3) for n in range(0, 96, 5)
    ]
    rules = (Pair(people=("P00", "P01"), weight=3), Fair(tally="nights", low=3, high=4, weight=4), *wishes)
    work = Desk(room(days=14, rules=rules))
    root = Root(Hunt(work, first_board(work, np.random.default_rng(0)), Rounds(10)))
    root.converge()
    assert abs(root.pricing.cost - root.pricing.floor) < 1e-6


def test_few_people_are_proven_under_a_clock_by_two_threads():
    problem = desk(days=14, people=4)
    found = solve(problem, stop=Deadline(60, time.monotonic), threads=2)
    assert found.optimal
    assert check(problem, found.roster).penalty == found.penalty == found.bound


class Clock:
    """A stop that says how many seconds are left: one fewer each time it is asked."""

    def __init__(self, seconds: float):
        self.seconds = seconds

    def left(self) -> float:
        self.seconds -= 1
        return max(self.seconds, 0.0)

    def round(self) -> bool:
        return True


def test_the_floor_is_broken_off_while_there_is_time_for_a_dive():
    work = Desk(
        room(days=14, rules=(Fair(tally="nights", low=3, high=4, weight=4), Pair(people=("P00", "P01"), weight=3)))
    )
    clock = Clock(100)
    root = Root(Hunt(work, first_board(work, np.random.default_rng(0)), clock))
    assert not root.converge(spare=80)
    assert clock.seconds > 70
    assert root.pricing.left() == clock.seconds


def test_a_floor_that_has_time_comes_all_the_way():
    root = Root(hunted())
    assert root.converge(spare=0.0)
