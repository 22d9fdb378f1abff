import numpy as np

from anbao.engines.rostering import (
    Deadline,
    FreeRun,
    Hours,
    Person,
    Problem,
    Rounds,
    Weekends,
    check,
    lines,
    repair,
    solve,
)
from anbao.engines.rostering.board import Desk, first_board
from anbao.engines.rostering.hunt import Hunt, Root
from tests.engines.rostering.worlds import DAY, NIGHT, room


def test_a_control_room_has_two_licensed_people_at_every_minute():
    found = solve(room(), stop=Rounds(60))
    assert found.broken == 0
    assert check(room(), found.roster).findings == found.findings


def test_the_same_seed_gives_the_same_roster():
    assert solve(room(), stop=Rounds(20), seed=3).roster == solve(room(), stop=Rounds(20), seed=3).roster


def test_a_sick_call_touches_little():
    problem = room()
    roster = solve(problem, stop=Rounds(60)).roster
    name, day = next((name, day) for name, line in roster.items() for day, shift in enumerate(line) if shift)
    mended = repair(problem, roster, {name: (day,)}, stop=Rounds(60))
    assert mended.result.broken == 0
    assert mended.result.roster[name][day] is None
    assert len(mended.changes) <= 3


def test_a_long_horizon_is_steered_by_prices_and_keeps_its_sums(monkeypatch):
    monkeypatch.setattr(lines, "CELLS", 1_000)
    rules = (Hours(least=30 * 480, most=40 * 480), Weekends(most=6), FreeRun(least=2))
    problem = Problem(70, (DAY, NIGHT), tuple(Person(name) for name in "AB"), rules)
    assert solve(problem, stop=Rounds(2)).broken == 0


def test_a_dive_that_meets_a_wall_turns_round_and_the_master_is_whole_again():
    problem = room(rules=(FreeRun(least=2, weight=5),))
    desk = Desk(problem)
    hunt = Hunt(desk, first_board(desk, np.random.default_rng(0)), Rounds(10))
    root = Root(hunt)
    root.converge()
    before = list(root.pricing.master.columns)
    lines = root.pricing.dive(np.random.default_rng(0), 10**6)
    assert root.pricing.master.columns == before
    assert not root.pricing.fixed
    board = hunt.with_lines(hunt.best, lines)
    assert hunt.floor <= board.cost() < desk.hard


def test_no_time_at_all_still_gives_everybody_a_line():
    found = solve(room(), stop=Deadline(0, lambda: 0.0))
    assert set(found.roster) == {person.id for person in room().people}
