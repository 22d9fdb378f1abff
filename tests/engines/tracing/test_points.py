"""Roles of accounts, on one small story told by hand and on random graphs by definition."""

import numpy as np

from anbao.engines.tracing import Problem, Transfers, solve
from anbao.engines.tracing.check import check_money

STORY = [
    # the victim's money comes to mule s, is split three ways, gathered at g and leaves at the desk
    ("victim", "s", 900, 1),
    ("s", "a", 300, 2),
    ("s", "b", 300, 2),
    ("s", "c", 300, 2),
    ("a", "g", 300, 3),
    ("b", "g", 200, 4),
    ("c", "g", 300, 5),
    ("g", "desk", 700, 8),
    # another victim pays the gathering account before it empties, a third one long after
    ("other", "g", 50, 6),
    ("late", "g", 50, 30),
    ("g", "s", 10, 31),
]


def story(**more):
    t = Transfers.from_names(
        *zip(*[row[:2] for row in STORY], strict=True), *zip(*[row[2:] for row in STORY], strict=True)
    )
    trace = solve(Problem(t, t.codes(["s"]), hops=4, dwell=7, **more))
    points = trace.points
    place = {t.names[code]: number for number, code in enumerate(points.account.tolist())}

    def column(name):
        values = getattr(points, name)
        return {account: values[number].item() for account, number in place.items() if values[number]}

    return t, trace, column


def test_levels_and_sums_of_the_story():
    _, _, column = story()
    assert column("level") == {"a": 1, "b": 1, "c": 1, "g": 2, "desk": 3}
    assert column("received") == {"a": 300, "b": 300, "c": 300, "g": 800, "desk": 700}
    assert column("passed_on") == {"s": 900, "a": 300, "b": 200, "c": 300, "g": 700}
    # 10 of g's cents came back to s too late
    assert column("given_up") == {"g": 10}
    assert column("standing") == {"b": 100, "g": 90, "desk": 700}


def test_splitting_gathering_cash_out_and_other_victims():
    t, trace, column = story()
    assert column("splitting") == {"s": True}
    assert column("gathering") == {"g": True}
    assert column("cash_out") == {"desk": True}
    victims = dict(zip(trace.points.victims.tolist(), trace.points.victim_cents.tolist(), strict=True))
    assert {t.names[code]: cents for code, cents in victims.items()} == {"victim": 900, "other": 50}


def test_a_stop_is_where_money_leaves_our_sight():
    t, *_ = story()
    _, trace, column = story(stops=t.codes(["g"]))
    assert column("cash_out") == {"g": True}
    assert column("standing") == {"b": 100, "g": 800}
    assert len(trace) == 6


def test_backward_the_story_leads_to_the_victims():
    t, *_ = story()
    trace = solve(Problem(t, t.codes(["desk"]), hops=4, dwell=7, backward=True))
    origin = dict(zip((t.names[a] for a in trace.points.account), trace.points.standing.tolist(), strict=True))
    assert {name: cents for name, cents in origin.items() if cents and name != "desk"} == {"victim": 700}
    assert (
        dict(zip((t.names[a] for a in trace.points.account), trace.points.level.tolist(), strict=True))["victim"] == 4
    )


def test_other_victims_by_definition():
    found = 0
    for seed in range(200):
        rng = np.random.default_rng(seed)
        t = Transfers(*(rng.integers(0, high, 30) for high in (12, 12, 50, 40)), accounts=12)
        backward = bool(seed % 2)
        trace = solve(Problem(t, [0], 3, 6, backward))
        near, far = (t.dst, t.src) if backward else (t.src, t.dst)
        time = -t.time if backward else t.time
        inside = {0} | set(near[trace.rows].tolist()) | set(far[trace.rows].tolist())
        paid = {}
        for row in range(30):
            onward = [f for f in trace.rows.tolist() if near[f] == far[row] and 0 < time[f] - time[row] <= 6]
            if int(near[row]) not in inside and onward:
                paid[int(near[row])] = paid.get(int(near[row]), 0) + int(t.cents[row])
        assert dict(zip(trace.points.victims.tolist(), trace.points.victim_cents.tolist(), strict=True)) == paid
        assert sorted(paid.values(), reverse=True) == trace.points.victim_cents.tolist()
        found += len(paid)
    assert found > 100


def test_the_judge_sees_money_that_does_not_add_up():
    _, trace, _ = story()
    assert check_money(trace) == []
    trace.tainted[trace.hop == 3] += 101
    assert "more cents than it got" in check_money(trace)[0] or "can't carry" in check_money(trace)[0]


def test_nothing_traced_has_no_points():
    t = Transfers(*(np.empty(0, dtype=np.int64) for _ in range(4)))
    trace = solve(Problem(t, [], 3, 6))
    assert len(trace) == len(trace.points.account) == len(trace.points.victims) == 0
