"""Week after week: no deadline is ever missed, from any safe state; chances don't depend on the past."""

import numpy as np
import pytest

from anbao.engines.sealing import Duty, Programme, SealingError, check_weeks, draw_week
from anbao.engines.sealing.programme import after, chance_for, forced, rate_of, safe, week_chances
from anbao.engines.sealing.stream import Stream

SEED = b"\x07" * 32


def walked(programme: Programme, weeks: int, left=None):
    left, drawn = programme.start() if left is None else left, []
    for week in range(weeks):
        visited = draw_week(programme, left, Stream(SEED, f"week {week}"))
        left = after(programme, left, visited)
        drawn.append(visited.nonzero()[0].tolist())
    return drawn


def bank(plain: int = 40, risky: int = 4, capacity: int = 8, every=(20, 10)) -> Programme:
    duties = [Duty(f"R{n}", every[1], 2) for n in range(risky)] + [Duty(f"P{n}", every[0]) for n in range(plain)]
    return Programme(duties, capacity)


def test_no_deadline_is_missed_and_risky_places_are_seen_twice_as_often():
    programme = bank()
    drawn = walked(programme, 1500)
    assert check_weeks(programme, drawn) == []
    counts = np.bincount([p for own in drawn for p in own], minlength=44)
    assert counts[:4].mean() >= 2 * counts[4:].mean()


def test_twice_as_often_shows_in_every_year_and_leaves_each_chance_alone():
    programme = bank()
    drawn = walked(programme, 20 * 52)
    seen = np.array([np.isin(np.arange(44), own) for own in drawn])
    years = seen.reshape(20, 52, 44).mean(axis=1)
    ratio = years[:, :4].mean(axis=1) / years[:, 4:].mean(axis=1)
    assert ratio.std() < 0.1  # drawn without regard to their kind it is a quarter
    assert np.abs(seen[:, :4].mean(axis=0) / seen[:, :4].mean() - 1).max() < 0.3


def test_at_the_tightest_capacity_that_is_allowed_nothing_is_missed_either():
    duties = [Duty(f"D{n}", every) for n, every in enumerate([4, 4, 6, 6, 9, 10, 13, 20, 31])]
    needed = sum(1 / ((d.every + 1) // 2) for d in duties)
    programme = Programme(duties, int(np.ceil(needed)))
    assert check_weeks(programme, walked(programme, 1500)) == []


@pytest.mark.parametrize("seed", range(20))
def test_every_safe_state_stays_safe(seed):
    rng = np.random.default_rng(seed)
    programme = Programme([Duty(str(n), int(k)) for n, k in enumerate(rng.integers(3, 15, 12))], 4)
    left = np.array([rng.integers(1, k + 1) for k in programme.every])
    if not safe(programme, left):
        left = programme.every.copy()
    for week in range(80):
        must = forced(programme, left)
        assert must.sum() <= programme.capacity and must[left == 1].all()
        left = after(programme, left, draw_week(programme, left, Stream(SEED, f"{seed} {week}")))
        assert safe(programme, left) and (left >= 1).all()


def test_the_certificate_is_hall_s_condition():
    programme = Programme([Duty("a", 4), Duty("b", 4), Duty("c", 4)], 2)
    assert safe(programme, np.array([1, 1, 2])) and not safe(programme, np.array([1, 1, 1]))
    assert not safe(programme, np.array([0, 4, 4]))


def test_a_chance_is_the_same_whatever_happened_before_until_the_deadline():
    programme = bank()
    left = programme.start()
    fresh = week_chances(programme, left)
    left[5:20] -= np.arange(15)
    assert week_chances(programme, left) == fresh
    left[7] = 1
    assert week_chances(programme, left)[7] == 1_000_000


def test_when_deadlines_take_the_room_all_other_chances_shrink_alike():
    programme = bank()
    left = programme.start()
    left[4:10] = 1
    chances = np.array(week_chances(programme, left))
    assert (chances[4:10] == 1_000_000).all() and chances.sum() <= 8_000_000
    others = np.r_[chances[:4], chances[10:]] / np.r_[programme.chances[:4], programme.chances[10:]]
    assert np.ptp(others) < 30 and others.max() < 1_000_000


def test_the_weekly_chance_gives_the_wanted_rate():
    for rate, every in ((0.1, 26), (0.3, 8), (0.25, 5)):
        assert rate_of(chance_for(rate, every), every) == pytest.approx(rate, abs=1e-9)
    assert chance_for(0.01, 20) == pytest.approx(0, abs=1e-6) and chance_for(1.0, 3) == 1.0


def test_every_fault_is_named_at_once_and_too_little_capacity_says_what_is_needed():
    with pytest.raises(SealingError) as refusal:
        Programme([Duty("a", 0), Duty("a", 3, 0.5)], 0)
    assert [f.code for f in refusal.value.faults] == ["capacity", "twice", "every", "weight"]
    with pytest.raises(SealingError, match=r"2 visits a week are too few .* 5 are needed"):
        bank(plain=50, risky=0, capacity=2)
    with pytest.raises(SealingError) as refusal:
        bank().start([25, *[0] * 43])
    assert refusal.value.faults[0].about == ("R0",)
    with pytest.raises(SealingError) as refusal:
        bank().start([9] * 4 + [19] * 40)
    assert [f.code for f in refusal.value.faults] == ["crowded"]


def test_the_checker_names_missed_deadlines_and_full_weeks():
    programme = Programme([Duty("a", 3), Duty("b", 9)], 1)
    assert check_weeks(programme, [[], [0], [], [0]]) == []
    faults = check_weeks(programme, [[0, 1], [], [], []])
    assert [(f.code, f.about) for f in faults] == [("room", ()), ("missed", ("a",))]
