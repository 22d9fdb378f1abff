"""One person's rules as a machine: nodes say what the last days were, counters what the whole horizon adds up to.

Runs, rests and successions live in the nodes; hours, quotas, weekends, holidays and fairness in the counters; leave,
wishes and permissions in a price for each slot. Whatever is hard costs infinity, or ``HARD`` in a relaxed machine.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import gcd

import numpy as np

from anbao.engines.rostering import rules as r
from anbao.engines.rostering.problem import Person, Problem

INF = float("inf")


@dataclass(frozen=True, eq=False)
class Counter:
    """Steps for each day and arc, the price of every total from 0 up, and whether weekends step it."""

    steps: np.ndarray
    prices: np.ndarray
    weekends: bool = False


@dataclass(frozen=True, eq=False)
class Machine:
    """What the kernel needs of one person. Arc 0 is a day off; ``arc_of`` maps a shift to its arc (0: never)."""

    next: np.ndarray
    arc_cost: np.ndarray
    resting: np.ndarray
    start: int
    arc_of: np.ndarray
    own: np.ndarray
    counters: tuple[Counter, ...]
    base: float


class Maker:
    """Builds machines; what depends on the problem alone is worked out once."""

    def __init__(self, problem: Problem, hard: float):
        self.problem, self.hard = problem, hard
        self.number = {shift.id: s for s, shift in enumerate(problem.shifts)}
        self.weekday = np.array([problem.weekday(day) for day in range(problem.days)])
        self.weekend = np.where(self.weekday == 5, 1, np.where(self.weekday == 6, 2, 0))
        if self.weekday[0] == 6:
            self.weekend[0] = 1
        self.rules_of = {person.id: [] for person in problem.people}
        for rule in problem.held:
            if not isinstance(rule, r.Crew | r.Watch | r.Pair):
                for name in problem.bound(rule):
                    self.rules_of[name].append(rule)

    def make(self, person: Person, relaxed: bool = False) -> Machine:
        """The machine of a person. ``relaxed``: a hard rule may be broken at the price ``hard`` a unit."""
        return _Build(self, person, self.hard if relaxed else INF).machine()


class _Build:
    def __init__(self, maker: Maker, person: Person, hard: float):
        self.maker, self.person, self.hard = maker, person, hard
        self.problem = maker.problem
        self.rules = maker.rules_of[person.id]
        self.shape = (self.problem.days, len(self.problem.shifts))

    def price(self, rule) -> float:
        return self.hard if rule.weight is None else float(rule.weight)

    def of(self, kind):
        return [rule for rule in self.rules if isinstance(rule, kind) and rule.weight != 0]

    def machine(self) -> Machine:
        own, base = self.slots()
        counters = self.counters()
        steps = np.array([c.steps for c in counters]).reshape(-1, *self.shape)
        usable = np.isfinite(own).any(axis=0)
        gaps = self.gaps()
        arc_of, arcs = self.classes(usable, gaps, steps)
        first = [arc_of.tolist().index(a) for a in range(1, arcs)]
        graph = _Graph(self, first, gaps)
        counters = tuple(
            Counter(_by_arc(c.steps, first), c.prices, c.weekends)
            for c in counters
            if _bites(c, own, self.maker.weekend)
        )
        return Machine(*graph.tables(), graph.start(), arc_of, own, counters, base)

    def slots(self):
        own, base = np.zeros(self.shape), 0.0
        number = self.maker.number
        if self.person.shifts is not None:
            may = {number[name] for name in self.person.shifts}
            own[:, [s for s in range(self.shape[1]) if s not in may]] += self.hard
        for rule in self.of(r.ShiftLength):
            own[:, [s for s, shift in enumerate(self.problem.shifts) if shift.minutes > rule.minutes]] += self.price(
                rule
            )
        for rule in self.of(r.Leave):
            own[sorted(set(rule.days)), :] += self.price(rule)
        for rule in self.of(r.Wish):
            which = [number[name] for name in dict.fromkeys(rule.shifts)] or list(range(self.shape[1]))
            if not rule.want:
                own[rule.day, which] += self.price(rule)
            else:
                price = self.maker.hard if rule.weight is None else rule.weight
                own[rule.day, which] -= price
                base += price
        return own, base

    def gaps(self) -> list[np.ndarray]:
        """For 1, 2, ... days between two shifts: the price of the second after the first."""
        shifts, found = self.problem.shifts, []
        for gap in range(1, 6):
            table = np.zeros((len(shifts), len(shifts)))
            for rule in self.of(r.Rest):
                for a, one in enumerate(shifts):
                    for b, two in enumerate(shifts):
                        short = gap * 1440 + two.start - one.start - one.minutes < rule.minutes
                        table[a, b] += self.price(rule) if short else 0
            for rule in self.of(r.Follow) if gap == 1 else ():
                for name in set(rule.after):
                    table[self.maker.number[rule.before], self.maker.number[name]] += self.price(rule)
            found.append(table)
        while len(found) > 1 and not found[-1].any():
            found.pop()
        return found

    def classes(self, usable, gaps, steps):
        """Shifts that every rule but prices treats alike share an arc."""
        known, arc_of = {}, np.zeros(self.shape[1], dtype=np.int64)
        for s in np.flatnonzero(usable):
            sign = (*(g[s].tobytes() + g[:, s].tobytes() for g in gaps), steps[:, :, s].tobytes())
            arc_of[s] = known.setdefault(sign, len(known) + 1)
        return arc_of, len(known) + 1

    def counters(self) -> list[Counter]:
        """Counters that step alike are one."""
        found: dict[tuple, list] = {}
        for rule in self.rules:
            if rule.weight != 0 and type(rule) in STEPS:
                steps, low, high, weekends = STEPS[type(rule)](self, rule)
                unit = int(np.gcd.reduce(steps, axis=None)) or 1
                key = ((steps // unit).tobytes(), weekends)
                found.setdefault(key, []).append((rule, steps, low, high, unit))
        return [self._counter(rows, key[1]) for key, rows in found.items()]

    def _counter(self, rows, weekends) -> Counter:
        unit = 0
        for *_, step in rows:
            unit = gcd(unit, step)
        steps = rows[0][1] // rows[0][4]
        top = int(steps.max(axis=1).sum()) + (int((self.maker.weekend == 1).sum()) if weekends else 0)
        total = np.arange(top + 1)
        prices = np.zeros(top + 1)
        for rule, _, low, high, step in rows:
            outside = np.maximum(np.maximum(low - total * step, total * step - high), 0)
            units = outside**2 if isinstance(rule, r.Fair) else outside
            with np.errstate(invalid="ignore"):
                prices += np.where(units > 0, self.price(rule) * units, 0)
        last = int(np.flatnonzero(prices < INF).max(initial=0))
        return Counter(steps, prices[: last + 1], weekends)


def _tally(build: _Build, what: str):
    shifts, problem = build.problem.shifts, build.problem
    steps = np.zeros(build.shape, dtype=np.int64)
    if what == "nights":
        steps[:, [s for s, shift in enumerate(shifts) if shift.night]] = 1
    elif what == "holidays":
        steps[sorted(set(problem.holidays)), :] = 1
    elif what == "shifts":
        steps[:] = 1
    return steps, what == "weekends"


def _hours(build, rule):
    minutes = np.array([shift.minutes for shift in build.problem.shifts], dtype=np.int64)
    return np.tile(minutes, (build.shape[0], 1)), rule.least, _top(rule.most), False


def _quota(build, rule):
    steps = np.zeros(build.shape, dtype=np.int64)
    steps[:, [build.maker.number[name] for name in rule.shifts]] = 1
    return steps, rule.least, _top(rule.most), False


def _weekends(build, rule):
    return _tally(build, "weekends")[0], 0, rule.most, True


def _holidays(build, rule):
    return _tally(build, "holidays")[0], 0, rule.most, False


def _fair(build, rule):
    steps, weekends = _tally(build, rule.tally)
    carried = sum(n for what, n in build.person.carried if what == rule.tally)
    return steps, rule.low - carried, rule.high - carried, weekends


def _top(most):
    return 10**9 if most is None else most


STEPS = {r.Hours: _hours, r.Quota: _quota, r.Weekends: _weekends, r.Holidays: _holidays, r.Fair: _fair}


def _by_arc(steps: np.ndarray, first: list[int]) -> np.ndarray:
    zero = np.zeros((steps.shape[0], 1), dtype=np.int64)
    return np.ascontiguousarray(np.concatenate([zero, steps[:, first]], axis=1))


def _bites(counter: Counter, own: np.ndarray, weekend: np.ndarray) -> bool:
    """Whether any total that can come up has a price."""
    open_steps = np.where(np.isfinite(own), counter.steps, 0).max(axis=1, initial=0)
    most = int(open_steps.sum()) + (int((weekend == 1).sum()) if counter.weekends else 0)
    return len(counter.prices) <= most or bool(counter.prices[: most + 1].any())


class _Graph:
    """Nodes: ('on', shift class, days in a row, edge) and ('off', shift class, days off); 0 is the unknown past."""

    def __init__(self, build: _Build, first: list[int], gaps):
        self.build, self.first, self.gaps = build, first, gaps
        self.runs = build.of(r.Run)
        self.frees = build.of(r.FreeRun)
        tops = [max(rule.least, rule.most or 0) for rule in self.runs]
        self.most_run = max([1, *tops])
        self.most_least = max([1, *(rule.least for rule in self.runs)])
        self.most_free = max([1, len(gaps), *(rule.least for rule in self.frees)])
        rows = {}
        self.row_of = [
            rows.setdefault(b"".join(g[s].tobytes() for g in gaps), len(rows)) for s in range(build.shape[1])
        ]
        self.example = {row: s for s, row in reversed(list(enumerate(self.row_of)))}
        self.nodes = {("new",): 0}
        self.edges = {}

    def on(self, s: int, run: int, edge: bool):
        run = min(run, self.most_run)
        return ("on", self.row_of[s], run, edge and run < self.most_least)

    def off(self, row: int, free: int):
        free = min(free, self.most_free)
        keep = free < len(self.gaps) and any(g[self.example[row]].any() for g in self.gaps[free:])
        return ("off", row if keep else -1, free)

    def start(self) -> int:
        past = self.build.person.past
        if past is None:
            return 0
        s = self.build.maker.number[past.shift]
        return self.nodes[self.on(s, past.run, False) if past.run else self.off(self.row_of[s], past.free)]

    def steps(self, node):
        """(arc, next node, price) of every day that can follow."""
        kind = node[0]
        if kind == "new":
            yield 0, ("off", -1, self.most_free), 0.0
            run, edge, free, row = 0, True, None, None
        elif kind == "on":
            _, row, run, edge = node
            short = (
                0.0 if edge else sum(self.build.price(x) * max(x.least - run, 0) for x in self.runs if x.least > run)
            )
            yield 0, self.off(row, 1), short
            free = 0
        else:
            _, row, free = node
            run, edge = 0, False
            yield 0, self.off(row, free + 1) if row >= 0 else ("off", -1, min(free + 1, self.most_free)), 0.0
        for arc, s in enumerate(self.first, 1):
            price = sum(self.build.price(x) for x in self.runs if x.most is not None and run >= x.most)
            if free:
                price += sum(self.build.price(x) * (x.least - free) for x in self.frees if x.least > free)
            if row is not None and row >= 0 and free < len(self.gaps):
                price += float(self.gaps[free][self.example[row], s])
            yield arc, self.on(s, run + 1, edge), price

    def tables(self):
        waiting = [("new",)]
        past = self.build.person.past
        if past is not None:
            s = self.build.maker.number[past.shift]
            first = self.on(s, past.run, False) if past.run else self.off(self.row_of[s], past.free)
            self.nodes[first] = 1
            waiting.append(first)
        done = []
        while waiting:
            node = waiting.pop()
            for arc, then, price in self.steps(node):
                if price == INF:
                    continue
                if then not in self.nodes:
                    self.nodes[then] = len(self.nodes)
                    waiting.append(then)
                done.append((self.nodes[node], arc, self.nodes[then], price))
        shape = (len(self.nodes), len(self.first) + 1)
        table, cost = np.full(shape, -1, dtype=np.int64), np.zeros(shape)
        for node, arc, then, price in done:
            table[node, arc], cost[node, arc] = then, price
        resting = np.zeros(len(self.nodes), dtype=np.uint8)
        for node, number in self.nodes.items():
            resting[number] = node[0] == "off"
        return table, cost, resting
