"""Small problems that the tests share."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

import numpy as np

from anbao.engines.rostering import (
    Crew,
    FreeRun,
    Hours,
    Licence,
    Person,
    Problem,
    Rest,
    Roster,
    Rounds,
    Run,
    Shift,
    Watch,
    Wish,
    check,
)
from anbao.engines.rostering.board import Desk, first_board
from anbao.engines.rostering.hunt import Hunt, Root

DAY = Shift("D", 480, start=480)
LATE = Shift("L", 480, start=960)
NIGHT = Shift("N", 480, start=0, night=True)

#: the people and days of ``tiny``
NAMES, DAYS = "ABC", 4


def room(people: int = 8, days: int = 14, licensed: int | None = None, rules=()) -> Problem:
    """A control room: three shifts of eight hours, two licensed people at every minute."""
    licensed = people if licensed is None else licensed
    staff = tuple(
        Person(f"P{number:02d}", licences=(Licence("fire"),) if number < licensed else ()) for number in range(people)
    )
    held = (
        Watch(need=2, licence="fire", source="GB 25506"),
        Rest(minutes=11 * 60),
        Run(most=6),
        Hours(most=days * 480 * 5 // 7 + 480),
        *rules,
    )
    return Problem(days, (DAY, LATE, NIGHT), staff, held)


def desk(days: int = 7, people: int = 4, need: int = 2, rules=(), **more) -> Problem:
    """One shift a day."""
    staff = tuple(Person(name) for name in "ABCDEFGH"[:people])
    crew = tuple(Crew(day=day, shifts=("D",), need=need, most=need, weight=100, over=10) for day in range(days))
    return Problem(days, (DAY,), staff, (*crew, FreeRun(least=1), *rules), **more)


def tiny(seed: int) -> Problem:
    """Three people, each with two of three licences, and one holder of each on duty every day: two people do, but the
    relaxation takes half of everybody."""
    rng = np.random.default_rng(seed)
    staff = tuple(Person(name, licences=(Licence(name), Licence(NAMES[n - 1]))) for n, name in enumerate(NAMES))
    crews = [Crew(day=day, shifts=("D",), need=1, licence=held, weight=9) for day in range(DAYS) for held in NAMES]
    wishes = [Wish(people=(name,), day=day, want=False, weight=1) for name in NAMES for day in range(DAYS)]
    wishes += [Wish(people=(name,), day=int(rng.integers(DAYS)), weight=int(rng.integers(1, 3))) for name in NAMES]
    return Problem(DAYS, (DAY,), staff, (*crews, *wishes, Run(most=3, weight=2)))


def priced(problem: Problem) -> Iterator[tuple[int, Roster]]:
    """Every roster of ``tiny`` that keeps the hard rules, with its penalty."""
    lines = list(product((None, "D"), repeat=DAYS))
    for chosen in product(lines, repeat=len(NAMES)):
        roster = dict(zip(NAMES, chosen, strict=True))
        judged = check(problem, roster)
        if judged.broken == 0:
            yield judged.penalty, roster


def cheapest(problem: Problem) -> int:
    return min(penalty for penalty, _ in priced(problem))


def rooted(problem: Problem) -> tuple[Hunt, Root]:
    """Where the search for a target begins: the floor is known."""
    work = Desk(problem)
    hunt = Hunt(work, first_board(work, np.random.default_rng(0)), Rounds(1_000))
    root = Root(hunt)
    root.converge()
    return hunt, root
