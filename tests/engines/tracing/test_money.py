"""Money against simulations that move single cents (or exact fractions) about."""

from collections import defaultdict
from fractions import Fraction

import numpy as np
import pytest

from anbao.engines.tracing import Method, Problem, Transfers, solve
from anbao.engines.tracing.check import check


def random_problem(seed: int, method: str, cents: int) -> Problem:
    rng = np.random.default_rng(seed)
    accounts, count = int(rng.integers(2, 8)), int(rng.integers(1, 36))
    # unlike amounts, for rows alike in everything may swap their answers
    amounts = rng.permutation(cents)[:count] if cents < 1000 else rng.integers(0, cents, count)
    transfers = Transfers(
        rng.integers(0, accounts, count),
        rng.integers(0, accounts, count),
        amounts,
        rng.integers(0, 30, count),
        accounts=accounts,
    )
    return Problem(
        transfers,
        seeds=rng.integers(0, accounts, 1),
        hops=int(rng.integers(1, 6)),
        dwell=int(rng.integers(1, 20)),
        backward=bool(rng.integers(0, 2)),
        method=method,
        hub=int(rng.integers(3, 9)) if seed % 3 == 0 else None,
    )


def shut_accounts(problem: Problem) -> set[int]:
    near = (problem.transfers.dst if problem.backward else problem.transfers.src).tolist()
    hubs = {a for a in set(near) if problem.hub is not None and near.count(a) > problem.hub}
    return hubs | set(problem.seeds.tolist())


def in_order(t: Transfers):
    """Rows by time, payer, payee, amount, grouped by time."""
    groups = defaultdict(list)
    for row in np.lexsort((t.cents, t.dst, t.src, t.time)).tolist():
        groups[int(t.time[row])].append(row)
    return groups


def single_cents(t: Transfers, method: str) -> dict[int, list]:
    """For each row its cents, each as the (row, number) of the cent it was in the transfer before, or None."""
    piles, made = defaultdict(list), {}
    for rows in in_order(t).values():
        for row in rows:
            pile, want = piles[int(t.src[row])], int(t.cents[row])
            known = min(want, len(pile))
            if method == "fifo":
                taken, piles[int(t.src[row])] = pile[:known], pile[known:]
            else:
                taken, piles[int(t.src[row])] = pile[len(pile) - known :], pile[: len(pile) - known]
            made[row] = taken + [None] * (want - known)
        for row in rows:
            piles[int(t.dst[row])] += [(row, number) for number in range(len(made[row]))]
    return made


def straight(problem: Problem, method: str):
    """Pairs of cents (earlier, later) that are the same coin."""
    for row, cents in single_cents(problem.transfers, method).items():
        for number, before in enumerate(cents):
            if before is not None:
                yield before, (row, number)


def followed_cents(problem: Problem, method: str):
    """Tainted cents by row and cents given up by account, coin by coin."""
    t, shut = problem.transfers, shut_accounts(problem)
    near, far = (t.dst, t.src) if problem.backward else (t.src, t.dst)
    goes_to = {b: a for a, b in straight(problem, method)} if problem.backward else dict(straight(problem, method))
    tainted, given_up = defaultdict(int), defaultdict(int)
    seeds = set(problem.seeds.tolist())
    for row in range(len(t)):
        for number in range(int(t.cents[row]) if int(near[row]) in seeds else 0):
            at, hop = (row, number), 1
            while True:
                tainted[at[0]] += 1
                account, onward = int(far[at[0]]), goes_to.get(at)
                if account in shut or onward is None:
                    break
                if hop == problem.hops or abs(int(t.time[onward[0]]) - int(t.time[at[0]])) > problem.dwell:
                    given_up[account] += 1
                    break
                at, hop = onward, hop + 1
    return tainted, given_up


@pytest.mark.parametrize("method", ["fifo", "lifo"])
def test_coin_by_coin(method):
    moved = 0
    for seed in range(300):
        problem = random_problem(seed, method, 90)
        trace = solve(problem)
        tainted, given_up = followed_cents(problem, method)
        got = {row: cents for row, cents in zip(trace.rows.tolist(), trace.tainted.tolist(), strict=True) if cents}
        assert got == {row: cents for row, cents in tainted.items() if cents}, seed
        assert {a: c for a, c in enumerate(trace.given_up.tolist()) if c} == dict(given_up), seed
        assert check(trace) == []
        moved += int(trace.tainted[trace.hop > 1].sum())
    assert moved > 5_000


def mixed_cents(t: Transfers) -> dict[tuple[int, int], Fraction]:
    """(row, later row) -> cents of the one that are paid straight on by the other when everything mixes."""
    held, straight_on = defaultdict(dict), {}
    for rows in in_order(t).values():
        for row in rows:
            parts = held[int(t.src[row])]
            total = sum(parts.values())
            part = min(Fraction(1), Fraction(int(t.cents[row])) / total) if total else 0
            for before, cents in parts.items():
                straight_on[before, row] = cents * part
                parts[before] = cents * (1 - part)
        for row in rows:
            held[int(t.dst[row])][row] = Fraction(int(t.cents[row]))
    return straight_on


def mixed_rounds(problem: Problem) -> list[Fraction]:
    t, shut = problem.transfers, shut_accounts(problem)
    near, far = (t.dst, t.src) if problem.backward else (t.src, t.dst)
    seeds = set(problem.seeds.tolist())
    fresh = {row: Fraction(int(t.cents[row])) for row in range(len(t)) if int(near[row]) in seeds}
    total, matrix = defaultdict(Fraction, fresh), mixed_cents(t)
    for _ in range(problem.hops - 1):
        coming = defaultdict(Fraction)
        for (early, late), cents in matrix.items():
            a, b = (late, early) if problem.backward else (early, late)
            within = abs(int(t.time[late]) - int(t.time[early])) <= problem.dwell
            if a in fresh and cents and within and int(far[a]) not in shut:
                coming[b] += fresh[a] * cents / int(t.cents[a])
        fresh = coming
        for row, cents in fresh.items():
            total[row] += cents
    return [total[row] for row in range(len(t))]


def test_pro_rata_within_a_few_cents_of_exact_fractions():
    moved = 0
    for seed in range(300):
        problem = random_problem(seed, "pro-rata", 1_000_000)
        trace = solve(problem)
        exact = mixed_rounds(problem)
        for row, cents in zip(trace.rows.tolist(), trace.tainted.tolist(), strict=True):
            assert abs(cents - exact[row]) <= 2 * problem.hops, (seed, row)
            moved += cents
        assert check(trace) == []
        unreached = set(range(len(exact))) - set(trace.rows.tolist())
        assert not any(exact[row] for row in unreached)
    assert moved > 10**6


@pytest.mark.parametrize("method", list(Method))
def test_no_cent_is_lost(method):
    for seed in range(200):
        problem = random_problem(seed, method, 10**6)
        trace = solve(problem)
        sent = int(trace.tainted[trace.hop == 1].sum())
        points = trace.points
        assert (points.standing >= 0).all()
        assert sent == int(points.standing.sum() + points.given_up.sum())


def ten(method: str, **more):
    """m holds 60 clean, then gets 40 tainted, and pays 50 and 30."""
    t = Transfers.from_names(["c", "s", "m", "m"], ["m", "m", "x", "y"], [60, 40, 50, 30], [1, 2, 3, 4])
    trace = solve(Problem(t, t.codes(["s"]), 3, 9, method=method, **more))
    return [
        t.names[t.dst[row]] + f" {cents}"
        for row, cents in zip(trace.rows[trace.listing], trace.tainted[trace.listing], strict=True)
    ], trace


def test_the_three_methods_on_one_page():
    assert ten("fifo")[0] == ["m 40", "x 0", "y 20"]
    assert ten("lifo")[0] == ["m 40", "x 40", "y 0"]
    assert ten("pro-rata")[0] == ["m 40", "x 20", "y 12"]


def test_money_beyond_the_known_is_clean_and_comes_last():
    t = Transfers.from_names(["s", "m", "m"], ["m", "x", "y"], [40, 30, 30], [1, 2, 3])
    for method in Method:
        trace = solve(Problem(t, t.codes(["s"]), 3, 9, method=method))
        assert trace.tainted[trace.listing].tolist() == [40, 30, 10]


def test_what_leaves_too_late_is_given_up_not_standing():
    t = Transfers.from_names(["s", "m", "m"], ["m", "x", "y"], [40, 10, 10], [1, 5, 20])
    for method in Method:
        trace = solve(Problem(t, t.codes(["s"]), 3, 9, method=method))
        at = trace.points.account.tolist().index(t.codes(["m"])[0])
        points = trace.points
        assert (points.received[at], points.passed_on[at], points.given_up[at], points.standing[at]) == (40, 10, 10, 20)
