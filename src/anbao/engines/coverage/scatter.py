"""target[index] = extreme(target[index], value) for many rows at once, on several cores.

``numpy.minimum.at`` does this with the interpreter locked, so it can't share the work; ``take`` and plain assignment
don't lock. So each thread folds the chunks it takes into a target of its own: look at what stands there, write the
better of both, look again, and give the few rows that lost to another row of the same chunk to ``ufunc.at``.
Looking again costs little, because the chunk has just brought its part of the target into the cache. In the end the
targets are folded into one, so the outcome doesn't depend on which thread took which chunk.
"""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor

import numpy as np

#: rows at a time: temporaries stay in the cache, and memory stays bounded whatever the number of rows
CHUNK = 1 << 15

BETTER = {np.minimum: np.less, np.maximum: np.greater}


def chunks_of(rows: int, size: int = CHUNK) -> list[slice]:
    return [slice(start, min(start + size, rows)) for start in range(0, rows, size)]


def spread(work: Callable, tasks: list, threads: int) -> list:
    """[work(task) for task in tasks], on that many threads."""
    if threads == 1 or len(tasks) == 1:
        return [work(task) for task in tasks]
    with ThreadPoolExecutor(threads) as pool:
        return list(pool.map(work, tasks))


def fold(extreme: np.ufunc, blank: Callable, rows: int, values_at: Callable, threads: int) -> np.ndarray:
    """Fold ``rows`` rows into a 1-d array by ``extreme``, minimum or maximum.

    blank:     () -> the array before any row, holding the worst value; called once per thread
    values_at: chunk (slice of rows) -> (index into the array, values)
    """
    chunks = chunks_of(rows)
    waiting = iter(chunks)  # shared by the threads: each takes the next one

    def work(target):
        for chunk in waiting:
            index, values = values_at(chunk)
            values = extreme(values, target.take(index))
            target[index] = values
            lost = np.flatnonzero(BETTER[extreme](values, target.take(index)))
            if lost.size:
                extreme.at(target, index[lost], values[lost])
        return target

    targets = [blank() for _ in range(min(threads, max(1, len(chunks))))]
    first, *others = spread(work, targets, threads)
    for other in others:
        extreme(first, other, out=first)
    return first
