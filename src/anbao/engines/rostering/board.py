"""A roster being worked on: everybody's line, the counts of the coupling rows, and what it all costs."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np

from anbao.engines.rostering import kernel
from anbao.engines.rostering.check import check
from anbao.engines.rostering.findings import Result
from anbao.engines.rostering.holding import hold_alone
from anbao.engines.rostering.lines import Liner
from anbao.engines.rostering.machine import INF, Maker
from anbao.engines.rostering.problem import Problem, Roster
from anbao.engines.rostering.rows import Rows, gather
from anbao.engines.rostering.stops import Stop

#: by how much prices of days are told apart by chance for somebody's first line, where none was found by his own
TELLING = 100.0
#: share of the time left that may go to one person's line where the search of lines found none
PROVING = 0.1
#: steps from state to state that may go, when time is over, to people whose line isn't found: about ten seconds' worth
GRACE = 300_000_000
#: cells (people x days x shifts) of a month that is small
SMALL = 2_500


class Desk:
    """A problem made ready for search: rows, and a liner for each person (relaxed where no line was found that keeps the
    hard rules)."""

    def __init__(self, problem: Problem, hard: float = 0.0, stop: Stop | None = None, like: Desk | None = None):
        """``hard``: what a unit of a hard rule costs at least. ``stop`` bounds what is spent on first lines and on proofs;
        ``like``: a desk of the same problem, from which is known whose rules are relaxed."""
        self.problem = problem
        self.days, self.shifts = problem.days, len(problem.shifts)
        self.hard = max(hard, hard_price(problem))
        self.rows: Rows = gather(problem, self.hard)
        self.maker = Maker(problem, self.hard)
        self.weekend = self.maker.weekend
        self.liners: list[Liner] = []
        self.grace = GRACE
        #: people whose own hard rules may be broken, as no line was found that keeps them all; and who of them has none
        self.relaxed: set[int] = set()
        self.lineless: set[int] = set()
        #: everybody's cheapest line by own prices, as if nobody else were there
        self.alone: list[np.ndarray] = []
        for person in range(len(problem.people)):
            if like is not None:
                self._like(like, person)
            else:
                self._strict(person, stop)
        self.people = len(self.liners)

    def _strict(self, person: int, stop: Stop | None) -> None:
        liner = Liner(self.maker.make(self.problem.people[person]), self.weekend)
        if over(self.problem, stop, liner):
            self._unasked(person, liner)
            return
        line, value = liner.best(liner.machine.own)
        if line is None and value < INF:  # where most days cost the same, states kept are much alike: tell days apart
            chance = TELLING * np.random.default_rng(person).random(liner.machine.own.shape)
            line, value = liner.best(liner.machine.own + chance)
        if line is None and value < INF:
            line, known = self._sought(person, stop)
            value = INF if known else value
        if line is not None:
            self.liners.append(liner)
            self.alone.append(line)
            return
        self.relaxed.add(person)
        if value == INF:
            self.lineless.add(person)
        self._relax(person)

    def _sought(self, person: int, stop: Stop | None) -> tuple[np.ndarray | None, bool]:
        """What the search of lines left open, asked another way: a line, or whether it is known that there is none."""
        left = math.inf if stop is None else PROVING * stop.left()
        line, known = hold_alone(self.problem, self.problem.people[person], seconds=left)
        return (None if line is None else self._marks(line)), known

    def _relax(self, person: int) -> None:
        liner = Liner(self.maker.make(self.problem.people[person], relaxed=True), self.weekend)
        line, _ = liner.best(liner.machine.own)
        self.liners.append(liner)
        self.alone.append(np.zeros(self.days, dtype=np.int64) if line is None else line)

    def _unasked(self, person: int, liner: Liner) -> None:
        """Time is over: whoever is left has any line that keeps his rules, and stands nothing where none is found. A roster
        that breaks nobody's rules is worth more than a limit that is kept: looking goes on until the grace is used up."""
        line = liner.hurried() if self.grace > 0 else None
        if line is None:
            self.grace -= liner.tries()
            self.relaxed.add(person)
            liner = Liner(self.maker.make(self.problem.people[person], relaxed=True), self.weekend)
        self.liners.append(liner)
        self.alone.append(np.zeros(self.days, dtype=np.int64) if line is None else line)

    def _like(self, like: Desk, person: int) -> None:
        self.relaxed, self.lineless = like.relaxed, like.lineless
        machine = self.maker.make(self.problem.people[person], relaxed=person in like.relaxed)
        self.liners.append(Liner(machine, self.weekend))
        self.alone.append(like.alone[person])

    def view(self, person: int):
        return self.rows.views[self.rows.view_of[person]]

    def roster(self, lines: np.ndarray) -> Roster:
        names = [None, *(shift.id for shift in self.problem.shifts)]
        return {person.id: tuple(names[mark] for mark in lines[p]) for p, person in enumerate(self.problem.people)}

    def lines(self, roster: Roster) -> np.ndarray:
        return np.array([self._marks(roster[person.id]) for person in self.problem.people], dtype=np.int64)

    def _marks(self, line: Sequence[str | None]) -> np.ndarray:
        marks = {None: 0} | {shift.id: s + 1 for s, shift in enumerate(self.problem.shifts)}
        return np.array([marks[mark] for mark in line], dtype=np.int64)


def over(problem: Problem, stop: Stop | None, liner: Liner | None = None) -> bool:
    """Whether time is over for a pass over everybody. A small month is gone through however short the time, and so is whoever's
    line is found at once: that is less than a second of work, and a busy machine's seconds may be over before anything was
    looked at."""
    if stop is None or len(problem.people) * problem.days * len(problem.shifts) <= SMALL:
        return False
    return stop.left() <= 0 and not (liner is not None and liner.quick())


def hard_price(problem: Problem) -> float:
    """A price for hard rules that dwarfs the weighted ones: fifty of the dearest units. Much more would blur the duals."""
    weights = [rule.weight or 0 for rule in problem.rules] + [getattr(rule, "over", 0) or 0 for rule in problem.rules]
    return float(max(500, 50 * max(weights, default=0)))


class Board:
    """Lines of everybody (people x days, 0 off, s + 1 shift s), kept together with counts and costs."""

    def __init__(self, desk: Desk, lines: np.ndarray | None = None):
        self.desk = desk
        self.lines = np.zeros((desk.people, desk.days), dtype=np.int64)
        self.count = desk.rows.past.copy()
        self.own = np.zeros(desk.people)
        self.placed = np.zeros(desk.people, dtype=bool)
        self.known = np.zeros(desk.people, dtype=bool)
        if lines is not None:
            for person, line in enumerate(lines):
                self.put(person, line)

    def copy(self) -> Board:
        twin = object.__new__(Board)
        twin.desk = self.desk
        twin.lines, twin.count = self.lines.copy(), self.count.copy()
        twin.own, twin.placed, twin.known = self.own.copy(), self.placed.copy(), self.known.copy()
        return twin

    def put(self, person: int, line: np.ndarray, cost: float | None = None) -> None:
        self.lines[person] = line
        rows, coefs = self.desk.view(person).of_line(line, self.desk.shifts)
        np.add.at(self.count, rows, coefs)
        self.own[person] = self.desk.liners[person].cost(line) if cost is None else cost
        self.placed[person] = self.known[person] = True

    def lift(self, person: int) -> None:
        """Take a person's line out; it stays readable in ``lines``."""
        rows, coefs = self.desk.view(person).of_line(self.lines[person], self.desk.shifts)
        np.subtract.at(self.count, rows, coefs)
        self.own[person] = 0.0
        self.placed[person] = False

    def exchange(self, first: tuple[int, np.ndarray, float], second: tuple[int, np.ndarray, float]) -> None:
        """New lines for two people at once: (person, line, what his own rules say of it) each."""
        for person, _line, _cost in (first, second):
            self.lift(person)
        for person, line, cost in (first, second):
            self.put(person, line, cost)

    def cost(self) -> float:
        return float(self.own.sum()) + self.desk.rows.price(self.count)

    def prices(self, person: int) -> np.ndarray:
        """What each slot would cost a person now, own prices included. The person's line must be lifted."""
        desk, rows = self.desk, self.desk.rows
        view, out = desk.view(person), np.zeros(desk.days * desk.shifts)
        kernel.slot_prices(view.slot, view.row, view.coef, self.count, rows.need, rows.most, rows.under, rows.over, out)
        return out.reshape(desk.days, desk.shifts) + desk.liners[person].machine.own

    def improve(self, person: int, noise: np.ndarray | None = None, window: tuple[int, int] | None = None) -> None:
        """Give a lifted person the cheapest line, or the cheapest within a window of days."""
        prices = self.prices(person)
        if noise is not None:
            prices = prices + noise
        liner = self.desk.liners[person]
        if window is None:
            known = liner.value(prices, self.lines[person]) if self.known[person] else INF
            line, _ = liner.best(prices, known + 1e-9)
        else:
            line, _ = liner.best_within(prices, *window, self.lines[person])
        if line is None:
            line = self.lines[person] if self.known[person] else self.desk.alone[person]
        self.put(person, line)


def first_board(desk: Desk, rng: np.random.Generator, stop: Stop | None = None) -> Board:
    """Everybody put on in turn by the cheapest line, those with the fewest open slots first; when time is over, whoever is
    left by the line that is cheapest for him alone."""
    board = Board(desk)
    freedom = [np.isfinite(liner.machine.own).sum() for liner in desk.liners]
    for person in np.lexsort([rng.random(desk.people), freedom]):
        if over(desk.problem, stop, desk.liners[person]):
            board.put(person, desk.alone[person])
        else:
            board.improve(person, rng.random((desk.days, desk.shifts)) * 0.01)
    return board


__all__ = ["INF", "Board", "Desk", "first_board", "hard_price"]


def repriced(desk: Desk, roster: Roster, penalty: int) -> Board:
    """The roster on a desk where one unit of a hard rule costs more than all of its weighted ones together."""
    dear = desk if penalty < desk.hard else Desk(desk.problem, penalty + 1.0, like=desk)
    return Board(dear, dear.lines(roster))


def answer(desk: Desk, lines: np.ndarray, floor: float = -math.inf) -> Result:
    """What the independent check says of the lines."""
    roster = desk.roster(lines)
    judged = check(desk.problem, roster)
    bound = max(int(floor), 0) if math.isfinite(floor) else 0
    lineless = tuple(desk.problem.people[person].id for person in sorted(desk.lineless))
    return Result(roster, judged.penalty, judged.broken, judged.findings, bound, lineless)
