"""How short the tours are and how well drawn inspections can be guessed. Every plan is checked before it counts.

    python benchmarks/touring.py travel            travel next to PyVRP's own model of the same stops in the same time
    python benchmarks/touring.py guess             a programme of 10,000 weeks: obligations, and what predictors learn from it
    python benchmarks/touring.py tour              one sealed tour of 16 places in 7 days, drawn 300 times

``travel`` draws stops in the box of Zhangjiakou with a service of 30 minutes. ``guess`` has 160 places; what is trained has seen 52
weeks and guesses the 52 that follow, for several stretches of the history. Three attackers: gradient-boosted trees
(scikit-learn) over gaps, counts and the place's own past; a Markov chain of the last four weeks by kind of place; and an
oracle that knows the programme's own chances, which nothing that learns can beat for long. AUC is given over all places, and
within places of one kind: over all places the promise "risky ones at least twice as often" alone lifts it, and the
table prints by how much. Needs anbao[touring] and scikit-learn (not part of any extra).
"""

from __future__ import annotations

import argparse
import statistics
import time
from random import Random

import numpy as np

from anbao.engines import sealing, touring
from anbao.engines.sealing import programme as weekly
from anbao.engines.sealing.stream import Stream

WEEKS, LEARNED = 10_000, 52
PLACES, CAPACITY = 160, 16


def line(what: str, *values) -> None:
    print(f"{what:<58}" + "".join(f"{value:>14}" for value in values), flush=True)


# ---- travel


def stops(count: int, seed: int) -> list[touring.Stop]:
    draw = Random(seed)
    return [touring.Stop(f"S{n}", 113.8 + draw.random() * 2.2, 39.6 + draw.random() * 2.3, 1800) for n in range(count)]


def peer(problem: touring.Problem, seconds: float, seed: int) -> int:
    """PyVRP as its manual shows it: Model, add_edge, solve."""
    from pyvrp import Model
    from pyvrp.stop import MaxRuntime

    start = time.perf_counter()
    model = Model()
    places = [model.add_location(0, 0) for _ in problem.places]
    depot = model.add_depot(places[0])
    for place, stop in zip(places[1:], problem.stops, strict=True):
        model.add_client(place, service_duration=stop.service, tw_early=stop.opens, tw_late=stop.closes - stop.service)
    day = problem.days[0]
    model.add_vehicle_type(
        len(problem.days), start_depot=depot, end_depot=depot, tw_early=day.starts, tw_late=day.ends,
        shift_duration=day.ends - day.starts,
    )  # fmt: skip
    for a, frm in enumerate(places):
        for b, to in enumerate(places):
            model.add_edge(frm, to, distance=int(problem.travel[a, b]), duration=int(problem.travel[a, b]))
    left = seconds - (time.perf_counter() - start)
    result = model.solve(MaxRuntime(left), seed=seed, display=False)
    return int(result.best.distance()) if result.is_feasible() else 0


def travel(seconds: float) -> None:
    line("stops, days", "hours driven", "PyVRP's", "ratio", "seconds")
    ratios = []
    for count, day_count in ((16, 7), (60, 14), (120, 26), (300, 60)):
        for seed in (1, 2, 3):
            days = [touring.Day(str(n)) for n in range(day_count)]
            start = time.perf_counter()
            problem = touring.Problem([touring.Place("home", 114.88, 40.81)], stops(count, seed), days, speed=60)
            plan = touring.solve(problem, stop=touring.Seconds(seconds - 0.5), seed=seed)
            took = time.perf_counter() - start
            faults, driven = touring.check(problem, [[v.stop for v in day] for day in plan.days])
            assert faults == [], faults
            theirs = peer(problem, seconds, seed)
            ratio = driven / theirs if theirs else 0.0
            ratios.append(ratio)
            line(
                f"{count}, {day_count} (seed {seed})",
                f"{driven / 3600:.2f}",
                f"{theirs / 3600:.2f}",
                f"{ratio:.4f}",
                f"{took:.1f}",
            )
    line("median, worst ratio", "", "", f"{statistics.median(ratios):.4f}", f"{max(ratios):.4f}")


# ---- guessing


def bank(risky: int, every: int) -> sealing.Programme:
    duties = [sealing.Duty(f"R{n}", every // 2, 2) for n in range(risky)]
    return sealing.Programme([*duties, *(sealing.Duty(f"P{n}", every) for n in range(PLACES - risky))], CAPACITY)


def simulated(programme: sealing.Programme, weeks: int, seed: bytes) -> tuple[np.ndarray, np.ndarray]:
    """(visits, chances) of weeks x places."""
    left, visits, chances = programme.start(), [], []
    for week in range(weeks):
        chances.append(weekly.week_chances(programme, left))
        visited = sealing.draw_week(programme, left, Stream(seed, f"week {week}"))
        left = weekly.after(programme, left, visited)
        visits.append(visited)
    return np.array(visits), np.array(chances) / sealing.SCALE


def rotation(programme: sealing.Programme, weeks: int) -> np.ndarray:
    """What is usual instead: a fixed list, shuffled once, risky places on it twice, taken in order."""
    draw = Random(1)
    names = list(range(len(programme.duties)))
    listed = names + [n for n in names if programme.duties[n].weight > 1]
    draw.shuffle(listed)
    visits, at = np.zeros((weeks, len(names)), dtype=bool), 0
    for week in range(weeks):
        for _ in range(programme.capacity - 1):
            visits[week, listed[at % len(listed)]] = True
            at += 1
    return visits


def features(visits: np.ndarray, weights: np.ndarray, every: np.ndarray, start: int, end: int) -> np.ndarray:
    """What an outsider can compute of weeks start ... end from the weeks before each: one row per week and place."""
    n = visits.shape[1]
    before = np.cumsum(visits, axis=0)
    last, earlier = np.full(n, -1), np.full(n, -1)
    rows = []
    for week in range(end):
        if week >= start:
            counts = [before[week - 1] - (before[week - 1 - w] if week > w else 0) for w in (1, 2, 4, 8, 13, 26, 52)]
            gap = week - last
            rows.append(np.column_stack([gap, week - earlier, last - earlier, gap / every, weights, np.arange(n), *counts,
                                         np.full(n, visits[week - 1].sum()), np.full(n, week % 52)]))  # fmt: skip
        seen = visits[week]
        earlier = np.where(seen, last, earlier)
        last = np.where(seen, week, last)
    return np.concatenate(rows)


def markov(visits: np.ndarray, weights: np.ndarray, start: int, middle: int, end: int) -> np.ndarray:
    """Chances of weeks middle ... end from how often, in start ... middle, a visit followed the last four weeks' pattern."""

    def states(week: int) -> np.ndarray:
        return (visits[week - 4 : week] * np.array([[1], [2], [4], [8]])).sum(axis=0) + 16 * (weights > 1)

    hits, seen = np.ones(32), np.full(32, 10.0)
    for week in range(start, middle):
        np.add.at(hits, states(week), visits[week])
        np.add.at(seen, states(week), 1)
    return np.concatenate([(hits / seen)[states(week)] for week in range(middle, end)])


def scores(truth: np.ndarray, guessed: np.ndarray, kind: np.ndarray) -> tuple[float, float]:
    """(AUC over all, mean AUC within each kind weighted by its rows)."""
    from sklearn.metrics import roc_auc_score

    parts = [(kind == k).sum() * roc_auc_score(truth[kind == k], guessed[kind == k]) for k in np.unique(kind)]
    return roc_auc_score(truth, guessed), sum(parts) / len(kind)


def attacked(visits, chances, programme, stretches: int) -> dict[str, list[tuple[float, float]]]:
    from sklearn.ensemble import HistGradientBoostingClassifier

    weights, every = np.array([d.weight for d in programme.duties]), programme.every
    found: dict[str, list] = {"gradient boosting": [], "Markov": [], "oracle": []}
    step = (len(visits) - 3 * LEARNED) // stretches
    for number in range(stretches):
        start = LEARNED + number * step
        middle, end = start + LEARNED, start + 2 * LEARNED
        window = visits[start - LEARNED : end]
        rows = features(window, weights, every, LEARNED, 3 * LEARNED)
        cut = LEARNED * visits.shape[1]
        truth = visits[middle:end].ravel()
        kind = np.tile(weights, LEARNED)
        model = HistGradientBoostingClassifier(
            max_iter=150, learning_rate=0.05, early_stopping=True, random_state=number
        )
        model.fit(rows[:cut], visits[start:middle].ravel())
        found["gradient boosting"].append(scores(truth, model.predict_proba(rows[cut:])[:, 1], kind))
        found["Markov"].append(scores(truth, markov(visits, weights, start, middle, end), kind))
        if chances is not None:
            found["oracle"].append(scores(truth, chances[middle:end].ravel(), kind))
    return {name: rows for name, rows in found.items() if rows}


def floor_of(programme: sealing.Programme) -> float:
    """AUC of knowing nothing but the rates that the obligations ask for."""
    rates = np.array([weekly.rate_of(c, d.every) for c, d in zip(programme.chances, programme.duties, strict=True)])
    order = np.argsort(rates)
    hit, miss = rates[order] / rates.sum(), (1 - rates[order]) / (1 - rates).sum()
    below = np.concatenate([[0], np.cumsum(miss)])[:-1]
    value = 0.0
    for rate in np.unique(rates[order]):
        own = rates[order] == rate
        value += hit[own].sum() * (below[own][0] + miss[own].sum() / 2)
    return float(value)


def guessing(weeks: int, stretches: int) -> None:
    for risky, every in ((12, 52), (12, 26), (32, 52)):
        programme = bank(risky, every)
        start = time.perf_counter()
        visits, chances = simulated(programme, weeks, bytes([risky]) * 32)
        took = time.perf_counter() - start
        faults = sealing.check_weeks(programme, [row.nonzero()[0].tolist() for row in visits])
        rate = visits.mean(axis=0)
        print(
            f"\n{PLACES} places, {risky} of them risky; at least every {every} weeks, risky every {every // 2}; at most {CAPACITY} a week"
        )
        line(f"{weeks} weeks drawn in {took:.0f} s; obligations missed", len(faults))
        line("risky visits per ordinary visit, by place (least risky / most ordinary)",
             f"{rate[:risky].mean() / rate[risky:].mean():.3f}", f"{rate[:risky].min() / rate[risky:].max():.3f}")  # fmt: skip
        deadline = (chances == 1).sum() / visits.sum()
        line("visits that a deadline forced; visits a week", f"{deadline:.2%}", f"{visits.sum(axis=1).mean():.2f}")
        bits = float(sum(sealing.guessing.entropy([c, 1 - c]) for c in chances.ravel())) / weeks
        flat = float(visits.mean())
        line(
            "entropy of a week, bits; if all places were alike",
            f"{bits:.1f}",
            f"{PLACES * sealing.guessing.entropy([flat, 1 - flat]):.1f}",
        )
        line("best single guess of a place next week; blind", f"{chances.max(axis=1).mean():.3f}", f"{flat:.3f}")
        line("AUC of the promise 'twice as often' alone", f"{floor_of(programme):.3f}")
        line("AUC: median over stretches (worst)", "all places", "", "of one kind", "")
        rows = attacked(visits, chances, programme, stretches)
        rows |= {f"{k}, fixed list": v for k, v in attacked(rotation(programme, 600), None, programme, 2).items()}
        for name, pairs in rows.items():
            whole, within = zip(*pairs, strict=True)
            line(
                f"  {name}",
                f"{statistics.median(whole):.3f}",
                f"({max(whole):.3f})",
                f"{statistics.median(within):.3f}",
                f"({max(within):.3f})",
            )


# ---- one tour


def tour(draws: int) -> None:
    places = stops(16, 5)
    timed = [touring.Stop(s.name, s.lon, s.lat, 5400) for s in places]
    days = [touring.Day(str(n), 8 * 3600, 19 * 3600) for n in range(7)]
    roads = touring.Problem([touring.Place("home", 114.88, 40.81)], timed, days, speed=60)
    slots = [sealing.Slot(str(n), 2, 3, n) for n in range(7)]
    problem = sealing.Problem([sealing.Place(s.name) for s in timed], slots, roads)
    seen, unmet, start, plans = np.zeros((16, 7)), 0.0, time.perf_counter(), set()
    for number in range(draws):
        sealed = sealing.seal(problem, seed=number.to_bytes(32, "big"))
        assert sealing.check(problem, sealed.plan) == []
        unmet = max(unmet, sealed.unmet)
        plans.add(sealed.plan)
        for slot, own in enumerate(sealed.plan):
            seen[list(own), slot] += 1
    took = (time.perf_counter() - start) / draws
    line(f"16 places in 7 drivable days, {draws} seeds: seconds a draw", f"{took:.2f}")
    line("different plans; largest distance of a lottery from its marginals", len(plans), f"{unmet:.1e}")
    expected = draws / 7
    chi = float(((seen - expected) ** 2 / expected).sum() * 7 / 6)
    line("chi-square of day by place against 1/7 (96 degrees of freedom)", f"{chi:.0f}", "95 %: 120")
    bits = sealed.guess
    line("entropy of a place's day, bits; ceiling", f"{bits.bits:.3f}", f"{bits.ceiling:.3f}")
    for day in bits.days:
        line(
            f"  day {int(day.label) + 1}: best guess with the past known; blind", f"{day.best:.3f}", f"{day.blind:.3f}"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("part", choices=["travel", "guess", "tour"])
    parser.add_argument("--seconds", type=float, default=5.0, help="for each plan (travel)")
    parser.add_argument("--weeks", type=int, default=WEEKS)
    parser.add_argument("--stretches", type=int, default=8, help="stretches of the history that are attacked (guess)")
    parser.add_argument("--draws", type=int, default=300)
    options = parser.parse_args()
    if options.part == "travel":
        travel(options.seconds)
    elif options.part == "guess":
        guessing(options.weeks, options.stretches)
    else:
        tour(options.draws)


if __name__ == "__main__":
    main()
