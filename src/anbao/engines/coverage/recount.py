"""All cells at once: evidence to tasks, tasks to cells, cells to figures, figures up the tree."""

import numpy as np

from anbao.engines.coverage import rules
from anbao.engines.coverage.coverage import Coverage
from anbao.engines.coverage.lines import LineBits, line_bits
from anbao.engines.coverage.problem import Problem
from anbao.engines.coverage.rollup import figures_of_places, totals_of_inner_nodes
from anbao.engines.coverage.scatter import chunks_of, fold, spread

#: cells at a time, so that a block and its temporaries stay in the cache
BLOCK_CELLS = 1 << 20


def recount(problem: Problem, *, asof: int, threads: int = 2) -> Coverage:
    """The coverage of every cell at ``asof`` (minutes from 00:00 of day 0).

    Memory beyond the facts: per thread 4 bytes per task and 1 per cell, and 2 bytes per place, net, figure and day.
    """
    first_at = first_evidence(problem, asof, threads)
    states = worst_of_tasks(problem, first_at, asof, threads)
    figures = judge_cells(problem, states, line_bits(problem), threads)
    return Coverage(problem, asof, first_at, states, figures, totals_of_inner_nodes(problem.tree, figures))


def first_evidence(problem, asof, threads):
    """task -> minute of its first evidence known at ``asof``, NEVER without; int32."""
    task, at_minute = problem.evidence.task, problem.evidence.at_minute

    def blank():
        return np.full(len(problem.tasks.place), rules.NEVER)

    def arrivals(chunk):
        return task[chunk].astype(np.intp), rules.known(at_minute[chunk], asof)

    return fold(np.minimum, blank, len(task), arrivals, threads)


def worst_of_tasks(problem, first_at, asof, threads):
    """(place, measure, day) -> the worst state of the cell's tasks (rule 3), OUT without any; uint8."""
    tasks, (places, measures, days) = problem.tasks, problem.shape

    def blank():
        return np.zeros(places * measures * days, dtype=np.uint8)

    def judged(chunk):
        due_until = rules.deadline(tasks.day[chunk], tasks.due_minute[chunk], tasks.grace_minutes[chunk])
        cell = np.multiply(tasks.place[chunk], measures, dtype=np.intp)
        cell += tasks.measure[chunk]
        cell *= days
        cell += tasks.day[chunk]
        return cell, rules.task_states(tasks.excused[chunk], due_until, first_at[chunk], asof)

    return fold(np.maximum, blank, len(first_at), judged, threads).reshape(problem.shape)


def judge_cells(problem, states, bits: LineBits, threads):
    """Turn worst task states into cell states (rules 4 to 6), in place; returns the figures of every place."""
    places, measures, days = problem.shape
    figures = np.empty((places, problem.nets, len(rules.FIGURES), days), dtype=np.uint16)

    def judge(block):
        lines = slice(block.start * measures, block.stop * measures)
        worst = states[block].reshape(-1, days)
        worst[:] = rules.cell_states(worst, bits.wanted(lines), bits.held(lines))
        figures_of_places(problem.net_of_measure, states[block], out=figures[block])

    spread(judge, chunks_of(places, max(1, BLOCK_CELLS // (measures * days))), threads)
    return figures
