"""The diagrams of everybody at a target as one model for CP-SAT: a roster that meets it, or the proof that there is none.

Each person takes one path, and the rows tie the marks of all paths together. What a step costs more than the best way on,
and what a count costs more than the prices of the floor give for it, is paid out of the distance from floor to target. Where
that distance is nothing there is nothing left to pay: every path is as good as any other, and only the rows must fit. Clauses
that the solver learns from failures reach across the month, where branches would fail again on every way there.
"""

from __future__ import annotations

import numpy as np
from ortools.sat.python import cp_model

from anbao.engines.rostering.diagram import OFF
from anbao.engines.rostering.target import Target

#: steps beyond which stating the model takes too long
MOST_STEPS = 120_000
#: parts of one of the problem's prices; rounded down, so that no roster at the target is lost
SCALE = 10_000


class Joint:
    """A target's model. ``search`` can be called again. Raises ``OverflowError`` when the diagrams have too many steps."""

    def __init__(self, target: Target):
        if target.steps > MOST_STEPS:
            raise OverflowError
        self.target, self.hunt = target, target.hunt
        self.desk, self.marks_a_day = target.hunt.desk, target.hunt.desk.shifts + 1
        self.model, self.done = cp_model.CpModel(), target.dead
        self.dear, self.prices = [], []
        self.takes = [self._person(p) for p in range(self.desk.people)]
        self._rows()
        if self.dear:
            self._spend()

    def search(self, rng: np.random.Generator, patience: float) -> dict[int, np.ndarray] | None:
        """A roster at the target, person -> line. None after ``patience`` (deterministic seconds of the solver's own), or
        when time ran out or the target no longer matters; ``done`` says whether it is because there is none."""
        if self.done:
            return None
        solver = cp_model.CpSolver()
        told = solver.parameters
        told.num_workers, told.random_seed = 1, int(rng.integers(2**31))
        # what could be simplified trimming has found, and models are small: looking for more takes longer than the search
        told.cp_model_probing_level, told.max_presolve_iterations, told.use_sat_inprocessing = 0, 1, False
        told.max_deterministic_time = patience
        with self.hunt.seeking(self.target.cost, solver.stop_search):
            status = solver.solve(self.model)
        self.done = status == cp_model.INFEASIBLE
        return self._lines(solver) if status in (cp_model.OPTIMAL, cp_model.FEASIBLE) else None

    def _lines(self, solver) -> dict[int, np.ndarray]:
        lines = {}
        for person, takes in enumerate(self.takes):
            line = np.zeros(self.desk.days, dtype=np.int64)
            for slot, literal in takes.items():
                if solver.boolean_value(literal):
                    line[slot // self.marks_a_day] = slot % self.marks_a_day
            lines[person] = line
        return lines

    def _any(self, literals: list):
        """A literal that is true when one of these is."""
        if len(literals) == 1:
            return literals[0]
        some = self.model.new_bool_var("")
        self.model.add_bool_or([*literals, ~some])
        for literal in literals:
            self.model.add_implication(literal, some)
        return some

    def _person(self, person: int) -> dict:
        """The paths of a person: (day x marks + mark) -> a literal that is true when the line has the mark."""
        made, model = self.target.diagrams[person], self.model
        out, into = np.bincount(made.src, minlength=1).tolist(), np.bincount(made.dst, minlength=1).tolist()
        there = {0: model.new_constant(True)}
        ways_out, ways_in, marked, days = {}, {}, {}, [{} for _ in range(self.desk.days)]
        _, _, dearer = made.ways(self.target.dual)
        for src, dst, slot, price in zip(
            made.src.tolist(), made.dst.tolist(), made.slot.tolist(), self._whole(dearer), strict=True
        ):
            # a state with one way out is as true as that way, and so is one with a single way in
            step = there[src] if out[src] == 1 else model.new_bool_var("")
            if dst not in there:
                there[dst] = step if into[dst] == 1 else model.new_bool_var("")
            ways_out.setdefault(src, []).append(step)
            ways_in.setdefault(dst, []).append(step)
            marked.setdefault(slot, {})[step.index] = step
            days[slot // self.marks_a_day][dst] = there[dst]
            if price:
                self.dear.append(step)
                self.prices.append(price)
        for many, ways in ((out, ways_out), (into, ways_in)):
            for state, steps in ways.items():
                if many[state] > 1:
                    model.add_bool_or([*steps, ~there[state]])
                    for step in steps:
                        model.add_implication(step, there[state])
        takes = {slot: self._any(list(steps.values())) for slot, steps in marked.items()}
        for day, states in enumerate(days):
            model.add_exactly_one(states.values())
            first = day * self.marks_a_day
            model.add_exactly_one(takes[slot] for slot in range(first, first + self.marks_a_day) if slot in takes)
        return takes

    def _spend(self) -> None:
        """What is dear may cost no more than the distance from floor to target, and not less than is proven since."""
        spent = cp_model.LinearExpr.weighted_sum(self.dear, self.prices)
        rounded = self.desk.people * self.desk.days + len(self.desk.rows)  # each step and row by less than one part
        least = int((self.hunt.floor - self.target.floor - OFF) * SCALE) - rounded
        self.model.add_linear_constraint(
            spent, max(least, 0), int((self.target.cost - self.target.floor + OFF) * SCALE)
        )

    @staticmethod
    def _whole(prices: np.ndarray) -> list[int]:
        return np.floor(np.maximum(prices, 0.0) * SCALE).astype(np.int64).tolist()

    def _rows(self) -> None:
        desk, shifts = self.desk, self.desk.shifts
        counted: list[list[tuple]] = [[] for _ in range(len(desk.rows))]
        for person, takes in enumerate(self.takes):
            view = desk.view(person)
            for slot, row, coef in zip(view.slot.tolist(), view.row.tolist(), view.coef.tolist(), strict=True):
                literal = takes.get(slot // shifts * self.marks_a_day + slot % shifts + 1)
                if literal is not None:
                    counted[row].append((literal, int(coef)))
        for row, terms in enumerate(counted):
            self._row(row, terms)

    def _row(self, row: int, terms: list[tuple]) -> None:
        """Keep a count where it isn't too dear, and have it paid for."""
        rows, dual = self.desk.rows, float(self.target.dual[row])
        low, high = rows.need[row] - rows.past[row], rows.most[row] - rows.past[row]
        counts = np.arange(sum(min(c, 0) for _, c in terms), sum(max(c, 0) for _, c in terms) + 1)
        price = rows.under[row] * np.maximum(low - counts, 0) + rows.over[row] * np.maximum(counts - high, 0)
        dearer = price + dual * (counts - (low if dual > 0 else high if dual < 0 else 0))
        can = dearer <= self.target.cost - self.target.floor + OFF
        if not can.any():
            self.model.add_bool_or([])
            return
        priced = [(count, price) for count, price in zip(counts[can].tolist(), self._whole(dearer[can]), strict=True)]
        if can.all() and not any(price for _, price in priced):
            return
        total = cp_model.LinearExpr.weighted_sum([literal for literal, _ in terms], [coef for _, coef in terms])
        self.model.add_linear_expression_in_domain(total, cp_model.Domain.from_values([count for count, _ in priced]))
        for count, price in priced:
            if price:
                here = self.model.new_bool_var("")
                self.model.add(total == count).only_enforce_if(here)
                self.model.add(total != count).only_enforce_if(~here)
                self.dear.append(here)
                self.prices.append(price)
