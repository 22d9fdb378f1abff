"""Long steps told as they go: bars where somebody watches a terminal, a line now and then where it goes into a log."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

#: a log gets a line for every so many percent of a step
EVERY = 10

Told = Callable[[str, float, float], None]


@contextmanager
def telling(console: Console) -> Iterator[Told]:
    """``told(step, done, total)`` for the block: drawn as bars, or written as lines when `console` is no terminal."""
    if not console.is_terminal:
        yield in_lines(lambda words: console.print(words, highlight=False, soft_wrap=True, markup=False))
        return
    columns = (
        TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:>3.0f} %"), TimeElapsedColumn(),
    )  # fmt: skip
    with Progress(*columns, console=console) as bar:
        steps: dict[str, int] = {}

        def told(step: str, done: float, total: float) -> None:
            if step not in steps:
                steps[step] = bar.add_task(step, total=total)
            bar.update(steps[step], completed=done, total=total)

        yield told


def in_lines(write: Callable[[str], None], *, seconds: Callable[[], float] = time.monotonic) -> Told:
    """Progress as lines such as "replay 30 % (12 s)": one where a step begins, and one for every `EVERY` percent of it."""
    begun: dict[str, float] = {}
    reached: dict[str, int] = {}

    def told(step: str, done: float, total: float) -> None:
        now = seconds()
        begun.setdefault(step, now)
        percent = int(100 * done / total) if total else 100
        if step not in reached or percent // EVERY > reached[step] // EVERY:
            reached[step] = percent
            write(f"{step} {percent} % ({now - begun[step]:.0f} s)")

    return told
