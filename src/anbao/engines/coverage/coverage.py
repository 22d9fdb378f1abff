"""The answer of a recount: it can be asked, changed by single facts, and made to explain itself."""

from dataclasses import dataclass
from typing import NamedTuple

import numpy as np

from anbao.engines.coverage.changes import Change
from anbao.engines.coverage.explain import Why, explain
from anbao.engines.coverage.facts import Facts, Line
from anbao.engines.coverage.problem import Problem
from anbao.engines.coverage.rules import FIGURES, FIGURES_OF_STATE, State

#: places looked through at a time when cells are listed
LISTED_AT_ONCE = 64


class Figures(NamedTuple):
    """Numbers of cells (rule 7); the cells still open are ``due - on_time - late - missed``."""

    due: int
    on_time: int
    late: int
    missed: int
    excused: int
    hole: int


class CellMove(NamedTuple):
    place: int
    measure: int
    day: int
    before: State
    after: State


@dataclass(frozen=True)
class Effect:
    """What a change did: the number of the row it made or altered, and the cells whose state moved."""

    row: int
    cells: tuple[CellMove, ...]


def unwritable(array: np.ndarray) -> np.ndarray:
    view = array.view()
    view.flags.writeable = False
    return view


class Coverage:
    """Made by ``recount``. One caller at a time: nothing here is locked.

    states:  (places, measures, days) uint8, values of State
    figures: (places, nets, figures, days) uint16, each place by itself; figures in the order of FIGURES
    asof:    the moment of the recount; it stays, however the facts change
    """

    def __init__(self, problem: Problem, asof: int, first_at, states, figures, totals):
        self.asof = asof
        self.tree = problem.tree
        self.states = unwritable(states)
        self.figures = unwritable(figures)
        self._problem = problem
        self._facts = Facts(problem, asof, first_at)
        self._states, self._figures, self._totals = states, figures, totals

    def subtree(self, place: int) -> np.ndarray:
        """(nets, figures, days) of the place and everything below it; read-only, follows changes."""
        row = self.tree.inner_row[place]
        return unwritable(self._figures[place] if row < 0 else self._totals[row])

    def totals(self, place: int, *, net: int | None = None, days: tuple[int, int] | None = None) -> Figures:
        """The figures of a subtree, for one net or all, from the first to the last day given, both included."""
        first, last = days or (0, self._problem.days - 1)
        chosen = self.subtree(place)[slice(None) if net is None else slice(net, net + 1), :, first : last + 1]
        return Figures(*chosen.sum(axis=(0, 2), dtype=np.int64).tolist())

    def cells(self, place: int, figure: str, *, net=None, days=None, limit: int | None = None) -> np.ndarray:
        """The cells that a total counts: (n, 3) of place, measure, day; places in tree order, at most ``limit``."""
        first, last = days or (0, self._problem.days - 1)
        nets = self._problem.net_of_measure
        measures = np.arange(len(nets)) if net is None else np.flatnonzero(nets == net)
        counted = FIGURES_OF_STATE[:, list(FIGURES).index(figure)].astype(np.bool_)
        places, found, missing = self.tree.subtree(place), [np.empty((0, 3), dtype=np.int64)], limit
        for start in range(0, len(places), LISTED_AT_ONCE):
            some = places[start : start + LISTED_AT_ONCE]
            at, measure, day = np.nonzero(counted[self.states[some][:, measures, first : last + 1]])
            found.append(np.stack([some[at], measures[measure], day + first], axis=1)[:missing])
            if limit is not None:
                missing -= len(found[-1])
                if not missing:
                    break
        return np.concatenate(found)

    def open_index(self) -> None:
        """Make what single changes and explanations look rows up by; otherwise the first of them does."""
        for book in (self._facts.duties, self._facts.tasks, self._facts.evidence):
            book.open_index()

    def apply(self, change: Change) -> Effect:
        """Bring one changed fact to its cells and to every total above them.

        Raises ChangeRefused, and changes nothing, when the change makes no sense.
        """
        row, lines = self._facts.make(change)
        return Effect(row, tuple(move for line in sorted(lines) for move in self._judge_again(line)))

    def _judge_again(self, line: Line) -> list[CellMove]:
        place, measure = line
        before, after = self._states[place, measure], self._facts.judge_line(line)
        moved = np.flatnonzero(before != after)
        if not moved.size:
            return []
        change = (FIGURES_OF_STATE[after[moved]] - FIGURES_OF_STATE[before[moved]]).T
        net = self._problem.net_of_measure[measure]
        self._figures[place, net][:, moved] += change.astype(np.uint16)  # wraps around and back: the sum is exact
        for above in self.tree.upward(place):
            row = self.tree.inner_row[above]
            if row >= 0:
                self._totals[row, net][:, moved] += change
        moves = [CellMove(place, measure, int(day), State(before[day]), State(after[day])) for day in moved]
        before[moved] = after[moved]
        return moves

    def why(self, place: int, measure: int, day: int) -> Why:
        """What the state of a cell rests on: its duties, tasks and evidence, and the numbers compared."""
        return explain(self._facts, State(self.states[place, measure, day]), (place, measure, day))

    def facts(self) -> Problem:
        """The facts with all changes made, rows numbered afresh: what a recount from scratch would take."""
        return self._facts.as_problem()
