"""Small problems that the tests share."""

from __future__ import annotations

from anbao.engines.rostering import Crew, FreeRun, Hours, Licence, Person, Problem, Rest, Run, Shift, Watch

DAY = Shift("D", 480, start=480)
LATE = Shift("L", 480, start=960)
NIGHT = Shift("N", 480, start=0, night=True)


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
