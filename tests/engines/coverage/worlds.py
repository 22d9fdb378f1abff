"""Random small problems and random changes, from a seeded generator."""

import numpy as np

from anbao.engines.coverage import changes
from anbao.engines.coverage.problem import Duties, Evidence, Problem, Tasks


def problem(rng: np.random.Generator, places: int, measures: int, days: int, rows: int, nets: int = 3) -> Problem:
    """A problem with about ``rows`` duties, tasks and pieces of evidence, dense enough that rows meet in cells."""
    parent = np.array([-1] + [rng.integers(-1, child) for child in range(1, places)])
    shuffled = rng.permutation(places)
    renamed = np.empty(places, dtype=int)
    renamed[shuffled] = np.where(parent < 0, -1, shuffled[parent])
    first = rng.integers(0, days, rows)
    task_count = int(rng.integers(0, rows + 1))
    evidence_count = int(rng.integers(0, rows + 1)) if task_count else 0
    return Problem(
        parent=renamed,
        net_of_measure=rng.integers(0, nets, measures),
        cadence=rng.random((measures, days)) < 0.7,
        duties=Duties(
            rng.integers(0, places, rows),
            rng.integers(0, measures, rows),
            first,
            np.minimum(first + rng.integers(0, days, rows), days - 1),
            rng.integers(-1, 4, rows),
        ),
        tasks=Tasks(
            rng.integers(0, places, task_count),
            rng.integers(0, measures, task_count),
            rng.integers(0, days, task_count),
            rng.integers(0, 1441, task_count),
            rng.integers(0, 200, task_count),
            rng.random(task_count) < 0.2,
        ),
        evidence=Evidence(
            rng.integers(0, max(1, task_count), evidence_count), rng.integers(-100, days * 1440 + 500, evidence_count)
        ),
        nets=nets,
    )


def standing(book) -> list[int]:
    return [number for number in range(book.size) if book.row(number) is not None]


def change(rng: np.random.Generator, coverage) -> changes.Change:
    """Any kind of change that makes sense now."""
    facts, (places, measures, days) = coverage._facts, coverage.states.shape
    line = (int(rng.integers(places)), int(rng.integers(measures)))
    due = (int(rng.integers(1441)), int(rng.integers(200)))
    first, last = sorted(int(day) for day in rng.integers(0, days, 2))
    person, moment = int(rng.integers(-1, 4)), int(rng.integers(-100, days * 1440))
    tasks, duties, evidence = (standing(book) for book in (facts.tasks, facts.duties, facts.evidence))
    kinds = [
        lambda: changes.TaskAdded(*line, first, *due, bool(rng.random() < 0.2)),
        lambda: changes.DutyAdded(*line, first, last, person),
    ]
    if tasks:
        task = int(rng.choice(tasks))
        kinds += [
            lambda: changes.TaskMoved(task, *line, last, *due),
            lambda: changes.TaskRemoved(task),
            lambda: changes.TaskExcused(task, bool(rng.random() < 0.6)),
            lambda: changes.EvidenceArrived(task, moment),
        ]
    if evidence:
        kinds.append(lambda: changes.EvidenceWithdrawn(int(rng.choice(evidence))))
    if duties:
        duty = int(rng.choice(duties))
        kinds += [lambda: changes.DutyChanged(duty, first, last, person), lambda: changes.DutyRemoved(duty)]
    return kinds[rng.integers(len(kinds))]()
