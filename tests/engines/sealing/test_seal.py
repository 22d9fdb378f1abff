"""One period: marginals, draws that keep every promise, commitment and recomputation, what it gives away."""

import copy
from itertools import product

import numpy as np
import pytest

from anbao.engines import touring
from anbao.engines.sealing import (
    SCALE,
    Place,
    Problem,
    SealingError,
    Slot,
    check,
    commit,
    guess,
    marginals,
    recompute,
    seal,
)
from anbao.engines.sealing.commitment import guess_of

SEED, OTHER = b"\x01" * 32, b"\x02" * 32
HOUR = 3600


def names(count: int) -> list[Place]:
    return [Place(f"P{n}") for n in range(count)]


def days(count: int, least: int, most: int) -> list[Slot]:
    return [Slot(f"day {d}", least, most, d) for d in range(count)]


def driven(count: int = 8, day_count: int = 4) -> Problem:
    """Two clusters, west and east, that no day can join."""
    stops = [touring.Stop(f"P{n}", 114.9 + (1.3 if n % 2 else -1.3), 40.8 + n / 100, HOUR) for n in range(count)]
    road_days = [touring.Day(str(d), 8 * HOUR, 18 * HOUR) for d in range(day_count)]
    roads = touring.Problem([touring.Place("home", 114.9, 40.8)], stops, road_days)
    return Problem(names(count), days(day_count, 1, 3), roads)


def codes(refusal) -> list[str]:
    return [fault.code for fault in refusal.value.faults]


def test_without_windows_every_day_is_equally_likely():
    cells = marginals(Problem(names(16), days(7, 2, 3)))
    assert (cells.sum(axis=1) == SCALE).all() and (cells[:, -1] == 0).all()
    assert np.abs(cells[:, :7] - SCALE / 7).max() <= 1


def test_windows_and_limits_are_kept_and_the_rest_stays_as_flat_as_it_can():
    places = [Place("only first", slots=(0,)), Place("half", 0.5), *names(4)]
    cells = marginals(Problem(places, days(3, 1, 2)))
    assert cells[0].tolist() == [SCALE, 0, 0, 0] and cells[1, -1] == SCALE // 2
    assert (cells[:, :3].sum(axis=0) <= 2 * SCALE).all()
    with pytest.raises(SealingError) as refusal:
        marginals(Problem([Place(str(n), slots=(0,)) for n in range(3)], days(2, 0, 2)))
    assert codes(refusal) == ["no-plan"]


@pytest.mark.parametrize("seed", [bytes([n]) * 32 for n in range(12)])
def test_every_draw_keeps_every_promise(seed):
    problem = Problem([Place("shut late", slots=(0, 1)), Place("maybe", 0.3), *names(9)], days(5, 1, 3))
    assert check(problem, seal(problem, seed=seed).plan) == []


def test_drivable_draws_are_drivable_and_their_lottery_has_the_marginals():
    problem = driven()
    for seed in (SEED, OTHER):
        sealed = seal(problem, seed=seed)
        assert check(problem, sealed.plan) == []
        assert sealed.unmet < 1e-6 and sealed.guess.gain < 1e-5
        assert all(len({p % 2 for p in day}) == 1 for day in sealed.plan)
    assert seal(problem, seed=SEED).plan == seal(problem, seed=SEED).plan != seal(problem, seed=OTHER).plan


def test_a_day_that_can_never_be_driven_is_refused():
    problem = driven(8, 4)
    tight = Problem(problem.places, days(4, 2, 2), problem.roads)
    assert check(tight, seal(tight, seed=SEED).plan) == []
    odd = driven(6, 2)  # three west, three east, two days of three: fine; five and one: not
    with pytest.raises(SealingError) as refusal:
        seal(Problem(odd.places[:5] + (Place("P5"),), [Slot("a", 4, 4, 0), Slot("b", 2, 2, 1)], odd.roads), seed=SEED)
    assert codes(refusal) == ["undrivable"]


def test_anyone_recomputes_the_plan_from_document_and_seed():
    for problem in (Problem(names(6), days(3, 1, 3)), driven(6, 3)):
        sealed = seal(problem, seed=SEED)
        verdict = recompute(sealed.document, seed=SEED, commitment=sealed.commitment, plan=sealed.plan)
        assert verdict.holds and verdict.plan == sealed.plan


def test_a_changed_seed_document_plan_or_promise_is_found():
    sealed = seal(Problem(names(6), days(3, 1, 3)), seed=SEED)
    held = {"commitment": sealed.commitment, "plan": sealed.plan}
    told = [f.code for f in recompute(sealed.document, seed=OTHER, **held).faults]
    assert told[0] == "commitment" and "plan" in told
    moved = [sealed.plan[1], sealed.plan[0], sealed.plan[2]]
    assert [f.code for f in recompute(sealed.document, seed=SEED, commitment=sealed.commitment, plan=moved).faults] == [
        "plan"
    ]
    bent = copy.deepcopy(sealed.document)
    bent["marginals"][0] = [0, 0, 0, SCALE]
    faults = recompute(bent, seed=SEED, commitment=commit(bent, SEED)).faults
    assert [f.code for f in faults] == ["promise"]
    full = copy.deepcopy(sealed.document)
    for row in full["marginals"]:
        row[:] = [SCALE, 0, 0, 0]
    assert "room" in [f.code for f in recompute(full, seed=SEED, commitment=commit(full, SEED)).faults]


@pytest.mark.parametrize("document", [{}, {"format": "other"}, {"format": "anbao.sealing/1", "places": 3}, []])
def test_what_is_no_document_is_refused(document):
    with pytest.raises(SealingError) as refusal:
        recompute(document, seed=SEED, commitment="00")
    assert codes(refusal) == ["document"]


def test_odds_that_are_not_of_the_seed_are_refused():
    sealed = seal(driven(6, 3), seed=SEED)
    bent = copy.deepcopy(sealed.document)
    bent["odds"] = bent["odds"][1:]
    with pytest.raises(SealingError) as refusal:
        recompute(bent, seed=SEED, commitment=sealed.commitment)
    assert codes(refusal) == ["odds"]


def test_plans_that_are_not_of_the_seed_are_found_and_a_document_without_them_is_recomputed():
    document = seal(driven(6, 3), seed=SEED).document
    bent = document | {"plans": [document["plans"][0]] * len(document["plans"])}
    assert [f.code for f in recompute(bent, seed=SEED, commitment=commit(bent, SEED)).faults] == ["pool"]
    older = {key: value for key, value in document.items() if key != "plans"}
    assert recompute(older, seed=SEED, commitment=commit(older, SEED)).holds


def test_every_fault_is_named_at_once():
    with pytest.raises(SealingError) as refusal:
        Problem([Place("a", 1.5), Place("a", slots=(9,)), Place("b")], [Slot("d", 3, 2)])
    assert codes(refusal) == ["twice", "wanted", "shut", "slot", "bounds", "too-few-days"]
    with pytest.raises(SealingError, match="want at least 4 visits, there are 2"):
        Problem(names(2), days(2, 2, 3))
    with pytest.raises(SealingError) as refusal:
        Problem([], [])
    assert codes(refusal) == ["empty", "no-slots"]
    with pytest.raises(SealingError, match="3 visits are wanted, the 1 days hold at most 2"):
        Problem(names(3), days(1, 0, 2))
    with pytest.raises(SealingError) as refusal:
        Problem(names(3), days(2, 0, 12), driven(4, 3).roads)
    assert codes(refusal) == ["roads", "roads-days", "roads-most"]


def test_a_seed_has_32_bytes():
    with pytest.raises(SealingError, match="32 bytes"):
        seal(Problem(names(2), days(2, 0, 2)), seed=b"short")


def test_guessability_counts_what_a_promise_gives_away_day_by_day():
    problem = Problem(names(4), days(4, 1, 1))
    told = guess(problem, np.column_stack([np.full((4, 4), 0.25), np.zeros(4)]))
    assert (told.bits, told.ceiling, told.gain) == (2.0, 2.0, 0.0)
    assert [round(day.best, 6) for day in told.days] == [0.25, 0.333333, 0.5, 1.0]
    assert all(abs(day.gain) < 1e-9 for day in told.days)
    known = np.zeros((4, 5))
    known[range(4), range(4)] = 1
    told = guess(problem, known)
    assert (told.bits, told.best, told.blind, told.gain) == (0.0, 1.0, 0.25, 0.75)


def test_what_lies_near_is_seen_together_and_that_is_told():
    problem = Problem(names(4), days(2, 2, 2))
    halves = np.column_stack([np.full((4, 2), 0.5), np.zeros(4)])
    pairs = np.kron(np.eye(2), np.ones((2, 2)))  # the first two always together, and the last two
    told = guess(problem, halves, pairs)
    assert (told.second, told.second_blind) == (1.0, pytest.approx(1 / 3))
    assert guess(problem, halves).second is None
    roads = driven(6, 3)
    sealed = seal(roads, seed=SEED)
    assert sealed.guess == guess_of(sealed.document, SEED)
    assert sealed.guess.second > sealed.guess.second_blind


def test_two_teams_of_one_day_are_one_day_to_an_attacker():
    slots = [Slot(f"{d}{team}", 1, 1, d) for d, team in product(range(2), "ab")]
    told = seal(Problem(names(4), slots), seed=SEED).guess
    assert len(told.days) == 2 and told.bits == pytest.approx(1.0, abs=1e-4)


def test_the_checker_names_what_is_wrong_with_a_plan():
    problem = driven(4, 2)
    assert [f.code for f in check(problem, [[0]])] == ["days"]
    faults = check(problem, [[0, 1], [0]])
    assert [(f.code, f.about) for f in faults] == [
        ("seen", ("P0",)), ("seen", ("P2",)), ("seen", ("P3",)), ("undrivable", ("day 0",)),
    ]  # fmt: skip
    shut = Problem([Place("a", slots=(1,)), Place("b")], days(2, 1, 1))
    assert [f.code for f in check(shut, [[0, 1], []])] == ["room", "shut", "room"]


def test_the_page_shows_what_the_code_draws_and_counts():
    from pathlib import Path

    from anbao.engines.sealing.figures import all_figures, rows

    docs = Path(__file__).parents[3] / "docs" / "algorithms"
    page = (docs / "sealing.md").read_text(encoding="utf-8")
    for name, picture in all_figures().items():
        assert (docs / name).read_text(encoding="utf-8") == picture and name in page
    for row in rows():
        assert "| " + " | ".join(row) + " |" in page
