"""Some people's lines on some days as a model for CP-SAT that asks for the fewest broken hard units.

Everything else stays as it is: before the first day a person's machine stands at a node, after the last one only some nodes
lead on, and the counters have what the rest of the line leaves. Days that lie apart can be freed together, so that what one
has too much of early he can make good late. Weighted rules don't count here; the search sees to them afterwards.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

import numpy as np
from ortools.sat.python import cp_model

from anbao.engines.rostering.board import Board
from anbao.engines.rostering.machine import INF
from anbao.engines.rostering.master import FREE


class Patch:
    """The lines of ``people`` on the ``days``; the last one must not be a Saturday whose Sunday isn't among them.

    ``off`` and ``works`` hold the literals: (person, day), and (person, day, shift) for shifts that are open to him."""

    def __init__(self, board: Board, people: Sequence[int], days: Iterable[int]):
        self.free = {int(day) for day in days}
        self.board, self.desk, self.window = board, board.desk, (min(self.free), max(self.free) + 1)
        self.people = [int(person) for person in people]
        self.model = cp_model.CpModel()
        self.works: dict[tuple[int, int, int], cp_model.IntVar] = {}
        self.off: dict[tuple[int, int], cp_model.IntVar] = {}
        self.broken: list = []
        self.units: list[int] = []
        for person in self.people:
            self._person(person)
        self._rows()

    def search(self, seed: int, patience: float, seconds: float = math.inf) -> dict[int, np.ndarray] | None:
        """New lines, person -> line, that break no more than now; None when none were found in ``patience``, the solver's own
        deterministic seconds, and ``seconds``."""
        solver = cp_model.CpSolver()
        told = solver.parameters
        told.num_workers, told.random_seed, told.max_deterministic_time = 1, seed, patience
        # each patch is small and there are many: simplifying and a relaxation cost more here than they find
        told.cp_model_probing_level, told.max_presolve_iterations, told.use_sat_inprocessing = 0, 1, False
        told.linearization_level = 0
        if math.isfinite(seconds):
            told.max_time_in_seconds = seconds
        self.model.minimize(cp_model.LinearExpr.weighted_sum(self.broken, self.units))
        found = solver.solve(self.model) in (cp_model.OPTIMAL, cp_model.FEASIBLE)
        return self._lines(solver) if found else None

    def _lines(self, solver) -> dict[int, np.ndarray]:
        lines = {person: self.board.lines[person].copy() for person in self.people}
        first, last = self.window
        for line in lines.values():
            line[first:last] = 0
        for (person, day, shift), literal in self.works.items():
            if solver.boolean_value(literal):
                lines[person][day] = shift + 1
        return lines

    def _pay(self, literal, price: float) -> None:
        """Units of hard rules that a person's own machine asks where his rules are relaxed."""
        if price >= self.desk.hard:
            self.broken.append(literal)
            self.units.append(round(price / self.desk.hard))

    def _person(self, person: int) -> None:
        liner, line = self.desk.liners[person], self.board.lines[person]
        machine, (first, last) = liner.machine, self.window
        arcs = [self._day(person, day, machine, int(line[day])) for day in range(first, last)]
        layers = self._layers(machine, liner.nodes(line)[first], liner.tail(line, last), arcs)
        new, true, states = self.model.new_bool_var, self.model.new_constant(True), []
        for layer in layers:
            states.append({n: new("") if len(layer) > 1 else true for n in sorted(layer)})
            if len(layer) > 1:
                self.model.add_exactly_one(states[-1].values())
        for here, there, taken in zip(states, states[1:], arcs, strict=False):
            self._steps(machine, here, there, taken)
        for k, counter in enumerate(machine.counters):
            self._count(person, liner, k, counter, arcs, int(machine.resting[next(iter(layers[0]))]))

    def _day(self, person: int, day: int, machine, mark: int) -> dict[int, cp_model.IntVar]:
        """Arc -> a literal that is true when the person takes it that day."""
        if day not in self.free:
            return {int(machine.arc_of[mark - 1]) if mark else 0: self._stays(person, day, mark)}
        by_arc: dict[int, list] = {}
        literals = []
        off = self.off[person, day] = self.model.new_bool_var("")
        for shift, arc in enumerate(machine.arc_of.tolist()):
            if arc > 0 and machine.own[day, shift] < INF:
                literal = self.works[person, day, shift] = self.model.new_bool_var("")
                self.model.add_hint(literal, mark == shift + 1)
                by_arc.setdefault(arc, []).append(literal)
                literals.append(literal)
                self._pay(literal, machine.own[day, shift])
        self.model.add_hint(off, mark == 0)
        self.model.add_exactly_one([off, *literals])
        found = {0: off}
        for arc, some in by_arc.items():
            found[arc] = some[0]
            if len(some) > 1:
                found[arc] = self.model.new_bool_var("")
                self.model.add(sum(some) == found[arc])
        return found

    def _stays(self, person: int, day: int, mark: int):
        true = self.model.new_constant(True)
        self.off[person, day] = ~true if mark else true
        if mark:
            self.works[person, day, mark - 1] = true
        return true

    @staticmethod
    def _layers(machine, start: int, end: np.ndarray, arcs: list[dict]) -> list[set[int]]:
        """Nodes before each day, and after the last, that lie on a way from the start to an end."""
        layers = [{start}]
        for taken in arcs:
            layers.append({int(m) for n in layers[-1] for m in machine.next[n, list(taken)] if m >= 0})
        layers[-1] = {n for n in layers[-1] if end[n] < INF}
        for place in range(len(arcs) - 1, -1, -1):
            ahead, taken = layers[place + 1], list(arcs[place])
            layers[place] = {n for n in layers[place] if any(int(m) in ahead for m in machine.next[n, taken])}
        return layers

    def _steps(self, machine, here: dict, there: dict, taken: dict) -> None:
        model, into = self.model, {m: [] for m in there}
        if len(here) == len(there) == len(taken) == 1 and not machine.arc_cost[next(iter(here)), next(iter(taken))]:
            return  # a day that stays as it is
        for n, state in here.items():
            for arc, literal in taken.items():
                m, price = int(machine.next[n, arc]), float(machine.arc_cost[n, arc])
                if m not in there:
                    model.add_bool_or([~state, ~literal])
                    continue
                model.add_bool_or([~state, ~literal, there[m]])
                into[m].append(state)
                if price >= self.desk.hard:
                    both = model.new_bool_var("")
                    model.add_bool_or([~state, ~literal, both])
                    self._pay(both, price)
        for m, states in into.items():
            model.add_bool_or([*{state.index: state for state in states}.values(), ~there[m]])

    def _count(self, person, liner, k: int, counter, arcs: list[dict], rested: int) -> None:
        """What a counter adds up to keeps its hard bounds; where they are broken, by no more than they are."""
        first, _last = self.window
        line = self.board.lines[person]
        fixed, now = liner.totals(line, k, self.window), liner.totals(line, k)
        terms, steps = [], []
        for place, taken in enumerate(arcs):
            for arc, literal in taken.items():
                if counter.steps[first + place, arc]:
                    terms.append(literal)
                    steps.append(int(counter.steps[first + place, arc]))
        if counter.weekends:
            for literal in self._weekends(person, liner.weekend, rested):
                terms.append(literal)
                steps.append(1)
        if not terms:
            return
        price = counter.prices
        fits = (price < self.desk.hard) | (price <= (price[now] if now < len(price) else 0))
        edges = np.flatnonzero(np.diff(np.concatenate([[0], fits.astype(np.int8), [0]])))
        spans = [[int(low) - fixed, int(high) - 1 - fixed] for low, high in edges.reshape(-1, 2)]
        total = cp_model.LinearExpr.weighted_sum(terms, steps)
        self.model.add_linear_expression_in_domain(total, cp_model.Domain.from_intervals(spans))

    def _weekends(self, person: int, weekend: np.ndarray, rested: int) -> list:
        first, last = self.window
        found = []
        for day in range(first, last):
            if weekend[day] == 1:
                sunday = day + 1 < last and weekend[day + 1] == 2
                flag = self.model.new_bool_var("")
                offs = [self.off[person, day], *([self.off[person, day + 1]] if sunday else [])]
                for off in offs:
                    self.model.add_implication(~off, flag)
                self.model.add_bool_or([~flag, *(~off for off in offs)])
                found.append(flag)
            elif weekend[day] == 2 and day == first and rested:
                found.append(~self.off[person, day])
        return found

    def _rows(self) -> None:
        desk, rows, shifts = self.desk, self.desk.rows, self.desk.shifts
        counted: dict[int, list[tuple]] = {}
        base = self.board.count.copy()
        first, last = self.window
        for person in self.people:
            view, line = desk.view(person), self.board.lines[person]
            inside = np.zeros_like(line)
            inside[first:last] = line[first:last]
            which, coefs = view.of_line(inside, shifts)
            np.subtract.at(base, which, coefs)
            a, b = view.first[first * shifts], view.first[last * shifts]
            for slot, row, coef in zip(
                view.slot[a:b].tolist(), view.row[a:b].tolist(), view.coef[a:b].tolist(), strict=True
            ):
                literal = self.works.get((person, slot // shifts, slot % shifts))
                if literal is not None:
                    counted.setdefault(row, []).append((literal, int(coef)))
        for row, terms in counted.items():
            total = cp_model.LinearExpr.weighted_sum([literal for literal, _ in terms], [coef for _, coef in terms])
            if rows.under[row] >= desk.hard and rows.need[row] > -FREE:
                self._slack(total, int(rows.need[row] - base[row]), 1, rows.under[row])
            if rows.over[row] >= desk.hard and rows.most[row] < FREE:
                self._slack(total, int(rows.most[row] - base[row]), -1, rows.over[row])

    def _slack(self, total, bound: int, sign: int, price: float) -> None:
        short = self.model.new_int_var(0, 10_000, "")
        self.model.add(total + short >= bound) if sign > 0 else self.model.add(total - short <= bound)
        self.broken.append(short)
        self.units.append(round(price / self.desk.hard))
