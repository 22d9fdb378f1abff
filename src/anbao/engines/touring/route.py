"""One day: the hours of a given order, and the order with the least travel."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations

from anbao.engines.touring.problem import NO_WAY, Day, Problem

#: up to so many stops the shortest order is proven
EXACT = 9


@dataclass(frozen=True)
class Visit:
    """A stop on its day: seconds of the day it is arrived at, begun and left, and seconds driven to it."""

    stop: int
    arrives: int
    begins: int
    leaves: int
    driven: int


def drive(problem: Problem, day: Day, order: Sequence[int]) -> tuple[tuple[Visit, ...], int] | None:
    """(visits, seconds of travel) of the order as early as possible; None when it breaks an hour or there is no way."""
    clock, here, total, visits = day.starts, day.depot, 0, []
    for stop in order:
        leg, s = int(problem.travel[here, problem.at(stop)]), problem.stops[stop]
        arrives = clock + leg
        begins = max(arrives, s.opens)
        clock = begins + s.service
        if leg >= NO_WAY or clock > s.closes:
            return None
        visits.append(Visit(stop, arrives, begins, clock, leg))
        total, here = total + leg, problem.at(stop)
    back = int(problem.travel[here, day.depot]) if order else 0
    if back >= NO_WAY or clock + back > day.ends:
        return None
    return tuple(visits), total + back


def shortest(problem: Problem, day: Day, stops: Iterable[int]) -> tuple[int, ...] | None:
    """The drivable order of at most EXACT stops with the least travel, None when there is none.

    Held and Karp's dynamic program over (seen, last), keeping the labels (travel, clock) that no other beats in both,
    because with opening hours the shorter way is not always the earlier one. Ties go to the order that sorts first.
    """
    stops = sorted(set(stops))
    if len(stops) > EXACT:
        raise ValueError(f"at most {EXACT} stops are ordered exactly")
    if not stops:
        return ()
    labels: dict[tuple[frozenset, int], list[tuple[int, int, tuple[int, ...]]]] = {}
    for stop in stops:
        labels[frozenset([stop]), stop] = _on(problem, [(0, day.starts, ())], day.depot, stop)
    for size in range(2, len(stops) + 1):
        for seen in combinations(stops, size):
            group = frozenset(seen)
            for last in seen:
                before = group - {last}
                found = [
                    label
                    for middle in sorted(before)
                    for label in _on(problem, labels[before, middle], problem.at(middle), last)
                ]
                labels[group, last] = _unbeaten(found)
    whole, ends = frozenset(stops), []
    for last in stops:
        back = int(problem.travel[problem.at(last), day.depot])
        for travel, clock, order in labels[whole, last]:
            if back < NO_WAY and clock + back <= day.ends:
                ends.append((travel + back, order))
    return min(ends)[1] if ends else None


def _on(problem: Problem, labels, here: int, stop: int):
    leg, s = int(problem.travel[here, problem.at(stop)]), problem.stops[stop]
    if leg >= NO_WAY:
        return []
    on = []
    for travel, clock, order in labels:
        done = max(clock + leg, s.opens) + s.service
        if done <= s.closes:
            on.append((travel + leg, done, (*order, stop)))
    return on


def _unbeaten(labels):
    kept, earliest = [], None
    for label in sorted(labels):
        if earliest is None or label[1] < earliest:
            kept.append(label)
            earliest = label[1]
    return kept
