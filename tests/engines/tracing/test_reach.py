"""Reaching against the definition itself: every walk tried."""

import numpy as np
import pytest

from anbao.engines.tracing import Index, Problem, TracingError, Transfers, solve
from anbao.engines.tracing.check import check, swept_hops
from anbao.engines.tracing.index import runs
from anbao.engines.tracing.reach import levels, united, unreached


def random_problem(seed: int, *, hub=False) -> Problem:
    """A small dense graph: equal times, loops to oneself and repeated rows are common."""
    rng = np.random.default_rng(seed)
    accounts, count = int(rng.integers(2, 9)), int(rng.integers(0, 33))
    transfers = Transfers(
        rng.integers(0, accounts, count),
        rng.integers(0, accounts, count),
        rng.integers(0, 400, count),
        rng.integers(0, int(rng.integers(2, 25)), count),
        accounts=accounts,
    )
    return Problem(
        transfers,
        seeds=rng.integers(0, accounts, int(rng.integers(1, 3))),
        hops=int(rng.integers(1, 7)),
        dwell=int(rng.integers(0, 9)),
        backward=bool(rng.integers(0, 2)),
        hub=int(rng.integers(0, 8)) if hub else None,
        stops=rng.integers(0, accounts, 1) if hub else np.empty(0, dtype=np.int64),
    )


def every_walk(problem: Problem) -> dict[int, int]:
    """Row -> length of the shortest walk ending in it, by trying all walks from the seeds."""
    t = problem.transfers
    near, far = (t.dst, t.src) if problem.backward else (t.src, t.dst)
    time = (-t.time if problem.backward else t.time).tolist()
    near, far, seeds = near.tolist(), far.tolist(), set(problem.seeds.tolist())
    shut = set(problem.stops.tolist()) | {
        a for a in range(t.accounts) if problem.hub is not None and near.count(a) > problem.hub
    }
    shut -= seeds
    next_of = [
        [f for f in range(len(t)) if near[f] == far[e] not in shut and 0 < time[f] - time[e] <= problem.dwell]
        for e in range(len(t))
    ]
    found: dict[int, int] = {}
    walks = [(row,) for row in range(len(t)) if near[row] in seeds]
    for length in range(1, problem.hops + 1):
        for walk in walks:
            found.setdefault(walk[-1], length)
        # walks that end alike go on alike, so one of each suffices
        walks = [(*walk, f) for walk in {w[-1]: w for w in walks}.values() for f in next_of[walk[-1]]]
    return found


@pytest.mark.parametrize("hub", [False, True])
def test_a_thousand_random_graphs_are_reached_as_by_brute_force(hub):
    met = set()
    for seed in range(500):
        problem = random_problem(seed + 10_000 * hub, hub=hub)
        trace = solve(problem)
        assert dict(zip(trace.rows.tolist(), trace.hop.tolist(), strict=True)) == every_walk(problem), seed
        assert swept_hops(problem) == every_walk(problem), seed
        met.update(trace.hop.tolist())
    assert ({1, 2, 3, 4} if hub else {1, 2, 3, 4, 5}) <= met


def graph(*rows) -> Transfers:
    src, dst, cents, time = zip(*rows, strict=True)
    return Transfers.from_names(src, dst, cents, time)


def hops_of(transfers, seeds, hops, dwell, **more) -> dict[tuple, int]:
    trace = solve(Problem(transfers, transfers.codes(seeds), hops, dwell, **more))
    assert check(trace) == []
    names = transfers.names
    return {
        (names[transfers.src[row]], names[transfers.dst[row]], int(transfers.time[row])): int(hop)
        for row, hop in zip(trace.rows, trace.hop, strict=True)
    }


def test_neither_the_earliest_nor_the_latest_arrival_alone_is_enough():
    # b hears from s directly at 1 and by a detour at 8; its payment at 3 needs the early arrival, the one at 12 the
    # late one
    transfers = graph(("s", "b", 5, 1), ("s", "a", 5, 2), ("a", "b", 5, 8), ("b", "c", 5, 3), ("b", "d", 5, 12))
    first, second = {("s", "b", 1): 1, ("s", "a", 2): 1}, {("b", "c", 3): 2, ("a", "b", 8): 2}
    assert hops_of(transfers, ["s"], 3, 6) == first | second | {("b", "d", 12): 3}
    assert hops_of(transfers, ["s"], 2, 6) == first | second
    # with a longer dwell the early arrival serves the late payment too, one hop sooner
    assert hops_of(transfers, ["s"], 2, 11) == first | second | {("b", "d", 12): 2}


def test_next_must_be_strictly_later_and_at_most_dwell_later():
    transfers = graph(("s", "a", 5, 10), ("a", "b", 5, 10), ("a", "c", 5, 11), ("a", "d", 5, 15), ("a", "e", 5, 16))
    assert hops_of(transfers, ["s"], 9, 5) == {("s", "a", 10): 1, ("a", "c", 11): 2, ("a", "d", 15): 2}


def test_backward_is_the_mirror_image():
    transfers = graph(("v", "m", 5, 10), ("w", "m", 5, 4), ("m", "s", 5, 10), ("m", "s", 5, 15), ("x", "v", 5, 9))
    reached = {("m", "s", 10): 1, ("m", "s", 15): 1, ("v", "m", 10): 2, ("x", "v", 9): 3}
    assert hops_of(transfers, ["s"], 3, 5, backward=True) == reached
    assert hops_of(transfers, ["s"], 3, 6, backward=True) == reached | {("w", "m", 4): 2}


def test_a_hub_takes_in_and_lets_nothing_out_and_is_named():
    transfers = graph(
        ("s", "h", 5, 1), *(("h", f"x{i}", 5, 2 + i) for i in range(4)), ("s", "a", 5, 1), ("a", "b", 5, 2)
    )
    free = solve(Problem(transfers, transfers.codes(["s"]), 2, 9, hub=4))
    assert len(free) == 7
    assert "4 outgoing transfers are not followed; 0 met" in free.hub_rule
    cut = solve(Problem(transfers, transfers.codes(["s"]), 2, 9, hub=3))
    assert len(cut) == 3
    assert [transfers.names[code] for code in cut.hubs] == ["h"]
    assert "1 met" in cut.hub_rule
    seed_is_hub = solve(Problem(transfers, transfers.codes(["h"]), 2, 9, hub=3))
    assert len(seed_is_hub) == 4
    assert "none" in solve(Problem(transfers, transfers.codes(["s"]), 2, 9)).hub_rule


def test_the_order_of_rows_means_nothing():
    for seed in range(60):
        problem = random_problem(seed)
        t = problem.transfers
        order = np.random.default_rng(seed).permutation(len(t))
        moved = Transfers(t.src[order], t.dst[order], t.cents[order], t.time[order], accounts=t.accounts)
        for method in ("fifo", "lifo", "pro-rata"):
            answers = []
            for transfers in (t, moved):
                trace = solve(
                    Problem(transfers, problem.seeds, problem.hops, problem.dwell, problem.backward, method=method)
                )
                columns = (transfers.src, transfers.dst, transfers.cents, transfers.time)
                answers.append(sorted(zip(*(c[trace.rows] for c in columns), trace.hop, trace.tainted, strict=True)))
            assert answers[0] == answers[1], (seed, method)


def test_hops_beyond_a_byte_are_counted():
    chain = Transfers(np.arange(400), np.arange(1, 401), np.full(400, 7), np.arange(400))
    trace = solve(Problem(chain, [0], 399, 1))
    assert trace.hop[trace.listing].tolist() == list(range(1, 400))
    assert trace.tainted.tolist() == [7] * 399


def test_one_account_with_a_hundred_thousand_payments():
    out = 100_000
    transfers = Transfers(
        np.append(0, np.ones(out, dtype=int)),
        np.append(1, np.arange(2, out + 2)),
        np.append(out, [1] * out),
        np.arange(out + 1),
    )
    for method in ("fifo", "lifo", "pro-rata"):
        trace = solve(Problem(transfers, [0], 2, out, method=method))
        assert len(trace) == out + 1
        assert trace.tainted[trace.listing].tolist() == [out] + [1] * out
        assert trace.points.splitting.sum() == 1


def test_the_listing_and_the_marking_way_find_the_same_places():
    hop = np.array([0, 1, 0, 0, 0, 1, 0, 0] * 40, dtype=np.uint8)
    start, end = united(np.array([(3 << 32) | 9, 0, (5 << 32) | 12, (12 << 32) | 14, (40 << 32) | 41]))
    assert (start.tolist(), end.tolist()) == ([3, 40], [14, 41])
    wanted = [place for place in [*range(3, 14), 40] if not hop[place]]
    assert unreached(hop, start, end).tolist() == wanted
    assert unreached(hop[:60], start, end).tolist() == wanted
    assert runs(np.array([4, 9]), np.array([6, 12])).tolist() == [4, 5, 9, 10, 11]


def test_an_index_serves_many_questions():
    transfers = random_problem(3).transfers
    index = Index(transfers)
    for dwell in (2, 5, 2):
        for seed in range(transfers.accounts):
            problem = Problem(transfers, [seed], 4, dwell)
            assert solve(problem, index=index).rows.tolist() == solve(problem).rows.tolist()
    hop = levels(index, np.array([0]), 3, 2)
    assert (hop > 0).sum() == len(solve(Problem(transfers, [0], 3, 2)))


def test_a_question_is_refused_with_all_its_faults_in_words():
    t = Transfers.from_names(["a"], ["b"], [1], [1])
    with pytest.raises(TracingError) as refused:
        Problem(t, [0], hops=1.5, dwell=float("nan"), method="x", hub="many", fan=1)
    assert [fault.code for fault in refused.value.faults] == ["method", "hops", "dwell", "hub", "fan"]


@pytest.mark.parametrize("strange", [["a"], [1.5], [None], [[0], [1, 2]], [2**70], "0", [True]])
def test_seeds_that_are_no_account_numbers_are_refused_in_words(strange):
    t = Transfers.from_names(["a"], ["b"], [1], [1])
    with pytest.raises(TracingError) as refused:
        Problem(t, strange, hops=0, dwell=1, stops=strange)
    assert [fault.code for fault in refused.value.faults] == ["seeds", "stops", "hops"]
