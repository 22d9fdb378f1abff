"""Windows around what is broken, planned anew: nothing else moves, no bound that holds is broken, and it comes to nothing."""

import numpy as np
import pytest

from anbao.engines.rostering import (
    Crew,
    FreeRun,
    Hours,
    Leave,
    Person,
    Problem,
    Quota,
    Rounds,
    Run,
    Shift,
    Weekends,
    check,
    workers,
)
from anbao.engines.rostering.board import Board, Desk, first_board
from anbao.engines.rostering.holding import hold
from anbao.engines.rostering.hunt import Hunt
from anbao.engines.rostering.mending import Mender, broken
from anbao.engines.rostering.patch import Patch

DAY, NIGHT = Shift("D", 480, start=480), Shift("N", 600, start=1200, night=True)
NAMES = tuple(f"P{number:02}" for number in range(14))


def exact(seed: int, days: int = 28) -> Problem:
    """Crews that a roster gives which keeps everybody's rules, with nobody to spare."""
    rng = np.random.default_rng(seed)
    rules = [
        Run(least=2, most=5), FreeRun(least=2), Weekends(most=3), Hours(least=days * 190, most=days * 340),
        Quota(shifts=("N",), most=9), Leave(people=NAMES[:3], days=(4, 5)),
    ]  # fmt: skip
    own = Problem(days, (DAY, NIGHT), tuple(map(Person, NAMES)), tuple(rules))
    lots = [Crew(day=d, shifts=("D", "N"), need=int(rng.integers(5, 8))) for d in range(days)]
    planted = hold(Problem(days, own.shifts, own.people, (*rules, *lots)))
    for day in range(days):
        for shift in ("D", "N"):
            stood = sum(line[day] == shift for line in planted.values())
            rules.append(Crew(day=day, shifts=(shift,), need=stood, most=stood))
    return Problem(days, own.shifts, own.people, tuple(rules))


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_a_patch_moves_nothing_else_and_breaks_no_more(seed):
    rng, problem = np.random.default_rng(seed), exact(seed)
    desk = Desk(problem)
    board = first_board(desk, rng)
    assert broken(board) == check(problem, desk.roster(board.lines)).broken > 0
    for first, last in ((0, 7), (7, 28), (21, 28)):
        people = rng.choice(14, size=8, replace=False)
        lines = Patch(board, people, range(first, last)).search(seed, 1.0)
        assert set(lines) == set(people.tolist())
        mended = Board(desk, board.lines)
        for person, line in lines.items():
            assert (line[:first] == board.lines[person][:first]).all() and (
                line[last:] == board.lines[person][last:]
            ).all()
            mended.lift(person)
            mended.put(person, line)
        judged = check(problem, desk.roster(mended.lines))
        assert broken(mended) == judged.broken <= broken(board)
        assert all(isinstance(finding.rule, Crew) for finding in judged.findings)


@pytest.mark.parametrize("seed", [4, 5])
def test_a_patch_of_everything_finds_the_roster_that_there_is(seed):
    problem = exact(seed)
    desk = Desk(problem)
    board = first_board(desk, np.random.default_rng(seed))
    for person, line in Patch(board, range(14), range(problem.days)).search(seed, 60.0).items():
        board.lift(person)
        board.put(person, line)
    assert check(problem, desk.roster(board.lines)).broken == 0


def test_mending_patch_by_patch_comes_to_nothing_broken():
    problem = exact(6)
    desk = Desk(problem)
    mender = Mender(first_board(desk, np.random.default_rng(6)), np.random.default_rng(6), Rounds(1_000))
    start = broken(mender.board)
    won = sum(mender.step() for _ in range(60))
    assert start - won == broken(mender.board) == check(problem, desk.roster(mender.board.lines)).broken < start


def test_what_two_workers_mend_side_by_side_is_kept_of_both():
    problem = exact(7)
    desk = Desk(problem)
    base = first_board(desk, np.random.default_rng(7))
    hunt = Hunt(desk, base, Rounds(10))

    def mended(people, days) -> Board:
        board = base.copy()
        for person, line in Patch(base, people, days).search(1, 2.0).items():
            board.lift(person)
            board.put(person, line)
        return board

    one, other = mended(range(7), range(14)), mended(range(7, 14), range(14, 28))
    won = 2 * broken(base) - broken(one) - broken(other)
    assert broken(one) < broken(base) > broken(other)
    assert hunt.take_in(one, base) and hunt.take_in(other, base)
    assert broken(hunt.best) == broken(base) - won == check(problem, desk.roster(hunt.best.lines)).broken


def test_what_another_worker_won_meanwhile_speaks_for_no_way_of_mending(monkeypatch):
    desk = Desk(exact(7))
    base = first_board(desk, np.random.default_rng(7))
    hunt = Hunt(desk, base, Rounds(10))
    better = Board(desk, base.lines)
    for person, line in Patch(base, range(7), range(14)).search(1, 2.0).items():
        better.lift(person)
        better.put(person, line)

    def beaten(*_) -> bool:
        assert hunt.take(better)
        return False

    monkeypatch.setattr(workers, "neighbourhood", beaten)
    worker = workers.Worker(hunt, 0, None)
    worker.wins = {"plan": 5.0}
    worker.mend()
    assert broken(hunt.best) < broken(base)
    assert worker.wins == {"plan": 2.5} and worker.misses == 1
