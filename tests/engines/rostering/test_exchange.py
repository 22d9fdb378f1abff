"""Stretches of days change hands: nobody's shift is left unmanned, no hard rule breaks, and what is unfair becomes less so."""

from collections import Counter
from dataclasses import replace

import numpy as np

from anbao.engines import rostering
from anbao.engines.rostering.board import Board, Desk, first_board
from anbao.engines.rostering.exchange import even_out
from anbao.engines.rostering.solving import shared_out


def month(people: int = 10, days: int = 28) -> rostering.Problem:
    shifts = tuple(rostering.Shift(name, 480, start, name == "N") for name, start in (("N", 0), ("D", 480), ("E", 960)))
    crews = [rostering.Crew(day=d, shifts=(s.id,), need=2, most=2) for d in range(days) for s in shifts]
    share = 2 * days * 3 / people
    fair = rostering.Fair(tally="shifts", low=int(share), high=int(share) + 1, weight=3)
    staff = tuple(rostering.Person(f"p{n}") for n in range(people))
    return rostering.Problem(days, shifts, staff, (*crews, rostering.Rest(minutes=600), rostering.Run(most=6), fair))


def counted(roster: rostering.Roster) -> Counter:
    return Counter((day, shift) for line in roster.values() for day, shift in enumerate(line) if shift is not None)


def test_it_only_gets_cheaper_and_every_shift_keeps_its_crew():
    desk = Desk(month())
    board = first_board(desk, np.random.default_rng(3))
    before, cost = desk.roster(board.lines), board.cost()
    made = even_out(board, np.random.default_rng(3), most=20_000)
    after = desk.roster(board.lines)
    assert made > 0 and counted(after) == counted(before)
    assert board.cost() < cost and abs(board.cost() - Board(desk, board.lines).cost()) < 1e-6
    assert rostering.check(desk.problem, after).broken <= rostering.check(desk.problem, before).broken


def test_a_quick_month_is_shared_out_evenly():
    found = rostering.quick(month(), seed=1, evened=20_000)
    stood = [sum(shift is not None for shift in line) for line in found.roster.values()]
    assert found.broken == 0 and max(stood) - min(stood) <= 3
    uneven = rostering.quick(month(), seed=1, evened=0)
    assert found.penalty < uneven.penalty
    fair = rostering.fair_and_quick(month(), seed=1)
    assert (
        fair.broken == 0
        and fair.penalty < uneven.penalty
        and fair.roster == rostering.fair_and_quick(month(), seed=1).roster
    )


def test_a_search_begins_with_a_roster_that_is_shared_out():
    """It is never worse than the quick way, even if it is stopped at once."""
    problem, stop = month(people=13), rostering.Rounds(1)
    start = shared_out(problem, stop, 1)
    assert start == rostering.fair_and_quick(problem, seed=1).roster
    assert rostering.solve(problem, stop=stop, seed=1).penalty <= rostering.check(problem, start).penalty
    unfair = replace(problem, rules=tuple(rule for rule in problem.rules if not isinstance(rule, rostering.Fair)))
    assert shared_out(unfair, stop, 1) is None


def test_licences_stay_where_they_are_wanted():
    """Who holds a licence exchanges with those who hold it on the same days alone."""
    plain = month(people=8, days=14)
    licensed = tuple(
        rostering.Person(p.id, licences=(rostering.Licence("fire", 0, 20),) if n < 5 else ())
        for n, p in enumerate(plain.people)
    )
    crews = tuple(rostering.Crew(day=d, shifts=("N",), need=1, licence="fire") for d in range(14))
    problem = rostering.Problem(14, plain.shifts, licensed, (*plain.rules, *crews))
    desk = Desk(problem)
    board = first_board(desk, np.random.default_rng(5))
    before = rostering.check(problem, desk.roster(board.lines)).broken
    even_out(board, np.random.default_rng(5), most=5_000)
    assert rostering.check(problem, desk.roster(board.lines)).broken <= before


def test_a_stop_without_time_changes_nothing():
    desk = Desk(month())
    board = first_board(desk, np.random.default_rng(3))
    lines = board.lines.copy()
    even_out(board, np.random.default_rng(3), most=64, stop=rostering.Deadline(0, lambda: 0.0))
    assert (board.lines == lines).all()
