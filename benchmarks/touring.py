"""How short the tours are and how well drawn inspections can be guessed. Every plan is checked before it counts.

    python benchmarks/touring.py travel            travel next to PyVRP's own model of the same stops in the same time
    python benchmarks/touring.py guess             a programme of 10,000 weeks: obligations, and what predictors learn from it
    python benchmarks/touring.py tour              one sealed tour of 16 places in 7 days, drawn 300 times

``travel`` draws stops in the box of Zhangjiakou with a service of 30 minutes. ``guess`` has 160 places; what is trained has learned
from 52, 26 or 13 weeks, each with as many weeks of history before it, and guesses the 52 that follow with all before each known, for
several stretches of the history. Three attackers: gradient-boosted trees
(scikit-learn) over gaps, counts and the place's own past; a Markov chain of the last four weeks by kind of place; and an
oracle that knows the programme's own chances, which nothing that learns can beat for long. AUC is given over all places, and
within places of one kind: over all places the promise "risky ones at least twice as often" alone lifts it, and the
table prints by how much. Needs anbao[touring] and scikit-learn (not part of any extra).
"""

from __future__ import annotations

import argparse
import statistics
import sys
import time
from collections.abc import Iterator, Sequence
from random import Random

import numpy as np

from anbao.engines import sealing, touring
from anbao.engines.sealing import programme as weekly
from anbao.engines.sealing.stream import Stream

#: weeks of the history, weeks that an attacker has learned from, weeks that are then guessed
WEEKS, LEARNED, GUESSED = 10_000, (52, 26, 13), 52
PLACES, CAPACITY = 160, 16


def line(what: str, *values) -> None:
    print(f"{what:<70}" + "".join(f"{value:>13}" for value in values), flush=True)


def progress(words: str) -> None:
    print(f"  {words}", file=sys.stderr, flush=True)


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
    left = max(0.0, seconds - (time.perf_counter() - start))
    result = model.solve(MaxRuntime(left), seed=seed, display=False)
    return int(result.best.distance()) if result.is_feasible() else 0


def own(problem: touring.Problem, seconds: float, seed: int) -> int:
    """Seconds of travel of a plan that was checked; 0 when none was found in the time."""
    try:
        plan = touring.solve(problem, stop=touring.Seconds(max(0.0, seconds - 0.5)), seed=seed)
    except touring.NoPlan:
        return 0
    faults, driven = touring.check(problem, [[v.stop for v in day] for day in plan.days])
    assert faults == [], faults
    return driven


def travel(seconds: float) -> None:
    line("stops, days", "hours driven", "PyVRP's", "ratio", "seconds")
    ratios = []
    for count, day_count in ((16, 7), (60, 14), (120, 26), (300, 60)):
        for seed in (1, 2, 3):
            days = [touring.Day(str(n)) for n in range(day_count)]
            start = time.perf_counter()
            problem = touring.Problem([touring.Place("home", 114.88, 40.81)], stops(count, seed), days, speed=60)
            driven = own(problem, seconds, seed)
            took = time.perf_counter() - start
            theirs = peer(problem, seconds, seed)
            hours = [f"{travel / 3600:.2f}" if travel else "no plan" for travel in (driven, theirs)]
            if driven and theirs:
                ratios.append(driven / theirs)
            line(
                f"{count}, {day_count} (seed {seed})",
                *hours,
                f"{ratios[-1]:.4f}" if driven and theirs else "",
                f"{took:.1f}",
            )
    if ratios:
        line("median, worst ratio", "", "", f"{statistics.median(ratios):.4f}", f"{max(ratios):.4f}")


# ---- guessing


def bank(risky: int, every: int, capacity: int = CAPACITY) -> sealing.Programme:
    duties = [sealing.Duty(f"R{n}", every // 2, 2) for n in range(risky)]
    return sealing.Programme([*duties, *(sealing.Duty(f"P{n}", every) for n in range(PLACES - risky))], capacity)


def simulated(programme: sealing.Programme, weeks: int, seed: bytes) -> tuple[np.ndarray, np.ndarray]:
    """(visits, chances) of weeks x places."""
    left, visits, chances = programme.start(), [], []
    for week in range(weeks):
        if week and week % 2500 == 0:
            progress(f"{week} of {weeks} weeks drawn")
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


def attacked(visits, chances, programme, stretches: int, learned: int) -> dict[str, list]:
    """Attacker -> (AUC over all places, AUC within a kind) for each of so many stretches of the history."""
    from sklearn.ensemble import HistGradientBoostingClassifier
    from threadpoolctl import threadpool_limits

    weights, every = np.array([d.weight for d in programme.duties]), programme.every
    found: dict[str, list] = {"gradient boosting": [], "Markov": [], "oracle": []}
    step = (len(visits) - 2 * learned - GUESSED) // stretches
    for number in range(stretches):
        progress(f"{learned} weeks learned: stretch {number + 1} of {stretches}")
        start = learned + number * step
        middle, end = start + learned, start + learned + GUESSED
        window = visits[start - learned : end]
        rows = features(window, weights, every, learned, 2 * learned + GUESSED)
        cut = learned * visits.shape[1]
        truth = visits[middle:end].ravel()
        kind = np.tile(weights, GUESSED)
        model = HistGradientBoostingClassifier(
            max_iter=150, learning_rate=0.05, early_stopping=True, random_state=number
        )
        # trees this small gain nothing from a second core, and threads that wait for one another crawl on a machine in use
        with threadpool_limits(1):
            model.fit(rows[:cut], visits[start:middle].ravel())
            guessed = model.predict_proba(rows[cut:])[:, 1]
        found["gradient boosting"].append(scores(truth, guessed, kind))
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


def often(visits: np.ndarray, risky: int) -> Iterator[tuple[str, list[str]]]:
    """Whether risky places are seen twice as often, from the plain measure to the strictest."""
    rate = visits.mean(axis=0)
    yield "visits per risky place / per other place", [f"{rate[:risky].mean() / rate[risky:].mean():.3f}"]
    years = visits[: len(visits) // 52 * 52].reshape(-1, 52, visits.shape[1]).mean(axis=1)
    ratio = years[:, :risky].mean(axis=1) / years[:, risky:].mean(axis=1)
    yield (
        "  the same in each year of 52 weeks: least, median, years below 2",
        [f"{ratio.min():.3f}", f"{np.median(ratio):.3f}", f"{(ratio < 2).mean():.1%}"],
    )
    yield "  least visited risky place / most visited other place", [f"{rate[:risky].min() / rate[risky:].max():.3f}"]
    # the least and the most of many counts differ even when all places are treated alike
    even = np.where(np.arange(len(rate)) < risky, rate[:risky].mean(), rate[risky:].mean())
    dealt = np.random.default_rng(1).binomial(len(visits), even, (400, len(rate)))
    alike = dealt[:, :risky].min(axis=1) / np.maximum(dealt[:, risky:].max(axis=1), 1)
    yield "  that by chance alone, were all places of a kind alike to the last digit", [f"{np.median(alike):.3f}"]


def guessing(weeks: int, stretches: int, learned: Sequence[int], capacity: int) -> None:
    for risky, every in ((12, 52), (12, 26), (32, 52)):
        programme = bank(risky, every, capacity)
        print(f"\n{PLACES} places, {risky} of them risky; at least every {every} weeks, risky every {every // 2}; at most {capacity} a week")  # fmt: skip
        start = time.perf_counter()
        visits, chances = simulated(programme, weeks, bytes([risky]) * 32)
        took = time.perf_counter() - start
        faults = sealing.check_weeks(programme, [row.nonzero()[0].tolist() for row in visits])
        line(f"{weeks} weeks drawn in {took:.0f} s; obligations missed", len(faults))
        for words, values in often(visits, risky):
            line(words, *values)
        line("visits that a deadline forced; visits a week", f"{(chances == 1).sum() / visits.sum():.2%}", f"{visits.sum(axis=1).mean():.2f}")  # fmt: skip
        bits = float(sum(sealing.guessing.entropy([c, 1 - c]) for c in chances.ravel())) / weeks
        flat = float(visits.mean())
        alike = PLACES * sealing.guessing.entropy([flat, 1 - flat])
        line("entropy of the places' weeks, bits; if all were alike", f"{bits:.1f}", f"{alike:.1f}")
        line("best single guess of a place next week; blind", f"{chances.max(axis=1).mean():.3f}", f"{flat:.3f}")
        line("AUC of the promise 'twice as often' alone", f"{floor_of(programme):.3f}")
        line(f"AUC: median over {stretches} stretches of {GUESSED} weeks (worst)", "all places", "", "of one kind", "")
        fixed = rotation(programme, 600)
        for own in learned:
            rows = attacked(visits, chances, programme, stretches, own)
            rows |= {f"{k}, fixed list": v for k, v in attacked(fixed, None, programme, 2, own).items()}
            for name, pairs in rows.items():
                line(f"  {own} weeks learned: {name}", *told(pairs))


def told(pairs: list[tuple[float, float]]) -> list[str]:
    whole, within = zip(*pairs, strict=True)
    return [
        f"{statistics.median(whole):.3f}", f"({max(whole):.3f})", f"{statistics.median(within):.3f}", f"({max(within):.3f})",
    ]  # fmt: skip


# ---- one tour


def tour(draws: int) -> None:
    places = stops(16, 5)
    timed = [touring.Stop(s.name, s.lon, s.lat, 5400) for s in places]
    days = [touring.Day(str(n), 8 * 3600, 19 * 3600) for n in range(7)]
    roads = touring.Problem([touring.Place("home", 114.88, 40.81)], timed, days, speed=60)
    slots = [sealing.Slot(str(n), 2, 3, n) for n in range(7)]
    problem = sealing.Problem([sealing.Place(s.name) for s in timed], slots, roads)
    seen, unmet, start, plans = np.zeros((16, 7)), 0.0, time.perf_counter(), set()
    together = np.zeros((16, 16))
    for number in range(draws):
        sealed = sealing.seal(problem, seed=number.to_bytes(32, "big"))
        assert sealing.check(problem, sealed.plan) == []
        unmet = max(unmet, sealed.unmet)
        plans.add(sealed.plan)
        for slot, own in enumerate(sealed.plan):
            seen[list(own), slot] += 1
            together[np.ix_(own, own)] += 1 / draws
    took = (time.perf_counter() - start) / draws
    line(f"16 places in 7 drivable days, {draws} seeds: seconds a draw", f"{took:.2f}")
    line("different plans; largest distance of a lottery from its marginals", len(plans), f"{unmet:.1e}")
    expected = draws / 7
    chi = float(((seen - expected) ** 2 / expected).sum() * 7 / 6)
    line("chi-square of day by place against 1/7 (96 degrees of freedom)", f"{chi:.0f}", "95 %: 120")
    near = np.argsort(roads.travel[1:, 1:] + np.diag([10**9] * 16), axis=1)
    shared = [together[np.arange(16), near[:, rank]].mean() for rank in (0, 14)]
    line(
        "chance that a place's nearest, farthest other is seen on its day; blind",
        *(f"{chance:.3f}" for chance in (*shared, (together.sum() - 16) / 240)),
    )
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
    parser.add_argument("--capacity", type=int, default=CAPACITY, help="visits of a week at most (guess)")
    parser.add_argument(
        "--learned", type=int, nargs="+", default=LEARNED, help="weeks an attacker has learned from (guess)"
    )
    parser.add_argument("--stretches", type=int, default=8, help="stretches of the history that are attacked (guess)")
    parser.add_argument("--draws", type=int, default=300)
    options = parser.parse_args()
    if options.part == "travel":
        travel(options.seconds)
    elif options.part == "guess":
        guessing(options.weeks, options.stretches, options.learned, options.capacity)
    else:
        tour(options.draws)


if __name__ == "__main__":
    main()
