"""Dependent rounding and the stream: exact marginals, sums kept in every draw, the same chance on every machine."""

from collections import Counter

import numpy as np
import pytest

from anbao.engines.sealing.rounding import picked, rounded
from anbao.engines.sealing.stream import Stream, sm3

SEED = bytes(range(32))


def test_the_digest_is_sm3_of_the_standard():
    assert sm3(b"abc").hex() == "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"


def test_the_stream_is_sm3_in_counter_mode():
    blocks = b"".join(sm3(SEED + b"\x1fplan\x1f" + n.to_bytes(8, "big")) for n in range(2))
    stream = Stream(SEED, "plan")
    assert stream.bytes(40) + stream.bytes(24) == blocks
    assert Stream(SEED, "plan").below(1 << 63) == int.from_bytes(blocks[:8], "big") % (1 << 63)


def test_numbers_below_a_bound_are_even():
    stream = Stream(SEED, "dice")
    count = Counter(stream.below(6) for _ in range(6000))
    assert set(count) == set(range(6)) and max(abs(n - 1000) for n in count.values()) < 150
    with pytest.raises(ValueError, match="bound"):
        stream.below(0)


CELLS = np.array(
    [
        [600, 400, 0, 0],
        [100, 200, 300, 400],
        [250, 250, 250, 250],
        [1000, 0, 0, 0],
        [0, 333, 333, 334],
        [50, 817, 117, 16],
    ]
)


def test_every_draw_keeps_the_sums_and_the_mean_of_draws_is_the_marginals():
    draws, seen = 1200, np.zeros(CELLS.shape)
    for number in range(draws):
        plan = rounded(CELLS, 1000, Stream(SEED, f"{number}"))
        counts = np.bincount(plan, minlength=4)
        assert all(np.floor(t / 1000) <= c <= np.ceil(t / 1000) for t, c in zip(CELLS.sum(axis=0), counts, strict=True))
        seen[np.arange(len(plan)), plan] += 1
    assert (seen[CELLS == 0] == 0).all()
    # four standard deviations of a share of so many draws
    assert np.abs(seen / draws - CELLS / 1000).max() < 4 * 0.5 / draws**0.5


def test_picking_for_one_slot_keeps_chances_and_count():
    chances, draws = [0, 100, 300, 550, 1000, 999, 51], 3000
    seen = np.zeros(len(chances))
    for number in range(draws):
        drawn = picked(chances, 1000, Stream(SEED, f"pick {number}"))
        assert sum(drawn) == 3
        seen += drawn
    assert np.abs(seen / draws - np.array(chances) / 1000).max() < 4 * 0.5 / draws**0.5
    assert seen[0] == 0 and seen[4] == draws


def test_picking_by_kinds_keeps_the_same_chances_and_the_count_of_each_kind():
    chances, kinds, draws = [300] * 4 + [100] * 20, [2.0] * 4 + [1.0] * 20, 3000
    seen = np.zeros(len(chances))
    for number in range(draws):
        drawn = picked(chances, 1000, Stream(SEED, f"pick {number}"), kinds)
        assert sum(drawn[:4]) in (1, 2) and sum(drawn) in (3, 4)
        seen += drawn
    assert np.abs(seen / draws - np.array(chances) / 1000).max() < 4 * 0.5 / draws**0.5


def test_a_seed_draws_the_same_plan_for_ever():
    """Or a commitment of last year could not be recomputed."""
    assert rounded(CELLS, 1000, Stream(SEED, "plan")) == [1, 0, 2, 0, 3, 1]
    assert rounded(CELLS, 1000, Stream(SEED, "candidate 0")) == [0, 3, 2, 0, 1, 1]


def test_a_large_table_ends_and_holds():
    rng = np.random.default_rng(1)
    cells = rng.multinomial(1000, [1 / 12] * 12, size=60)
    plan = rounded(cells, 1000, Stream(SEED, "large"))
    counts = np.bincount(plan, minlength=12)
    assert (counts >= cells.sum(axis=0) // 1000).all() and (counts <= -(-cells.sum(axis=0) // 1000)).all()
