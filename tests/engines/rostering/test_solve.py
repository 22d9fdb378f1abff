from anbao.engines.rostering import FreeRun, Hours, Person, Problem, Rounds, Weekends, check, lines, repair, solve
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


def test_a_long_horizon_is_lined_in_stages_and_keeps_its_sums(monkeypatch):
    monkeypatch.setattr(lines, "CELLS", 1_000)
    rules = (Hours(least=30 * 480, most=40 * 480), Weekends(most=6), FreeRun(least=2))
    problem = Problem(70, (DAY, NIGHT), tuple(Person(name) for name in "AB"), rules)
    assert solve(problem, stop=Rounds(2)).broken == 0
