"""The worker waits for a database that goes away, in one line, and works on when it is back."""

import asyncio
import io
import logging

import pytest
from django.db import OperationalError
from procrastinate.exceptions import ConnectorException
from rich.console import Console

from anbao.project import jobbing
from anbao.project.cameras import through_outages


def lost() -> ConnectorException:
    error = ConnectorException("Database error.")
    error.__cause__ = OperationalError("connection refused\n\tIs the server running?")
    return error


def through(*ends, once: bool = False, away: int = 2) -> tuple[list[str], int]:
    """Runs that end so (None: by itself), the last one works until it is told to stop; what was said, and the looks meanwhile."""
    said, looks, left = [], [], list(ends)
    told = asyncio.Event()

    async def run() -> None:
        if left:
            end = left.pop(0)
            if end is not None:
                raise end
            return
        told.set()
        await asyncio.Event().wait()

    def there() -> str:
        looks.append(1)
        return "connection refused" if len(looks) <= away else ""

    asyncio.run(jobbing.through_outages(run, told=told, once=once, said=said.append, there=there, pauses=(0.001,)))
    return said, len(looks)


@pytest.mark.parametrize("end", [lost(), OperationalError("connection refused"), None])
def test_a_lost_database_is_waited_for_and_told_in_one_line(end):
    """None: the queue ends a worker whose listener fell silent without a word."""
    (gone, back), looks = through(end)
    assert looks == 3 and gone.startswith("the database is away, no job is worked: ") and "\n" not in gone
    assert ("connection refused" in gone) is (end is not None) and back.startswith("the database is back after ")


def test_lost_twice_it_is_told_twice():
    said, _looks = through(lost(), lost())
    assert [words.split(",")[0].split(" after")[0] for words in said] == [
        "the database is away",
        "the database is back",
    ] * 2


def test_what_no_database_raised_ends_the_worker():
    with pytest.raises(ZeroDivisionError):
        through(ZeroDivisionError())


def test_once_waits_for_nothing():
    assert through(None, once=True) == ([], 0)
    with pytest.raises(ConnectorException):
        through(lost(), once=True)


def test_the_queues_words_of_a_lost_database_are_one_line():
    def record(words: str, error: Exception) -> logging.LogRecord:
        return logging.LogRecord("procrastinate.worker", logging.ERROR, "", 1, words, (), (type(error), error, None))

    short = jobbing._Short()
    job = record("Job weave[1] ended with status: Error", lost())
    assert (
        short.filter(job)
        and job.exc_info is None
        and job.getMessage().endswith("connection refused Is the server running?")
    )
    assert not short.filter(record("Side task listener failed with exception: x, stopping worker", lost()))
    assert not short.filter(record("listener error: ConnectorException()", lost()))
    other = record("Job weave[1] ended with status: Error", ZeroDivisionError())
    assert short.filter(other) and other.exc_info is not None


def test_the_patrols_eve_is_drawn_through_a_lost_database(db):
    said, tries = io.StringIO(), [OperationalError("connection refused\n"), None]

    def work() -> None:
        if (end := tries.pop(0)) is not None:
            raise end

    through_outages(work, Console(file=said), pause=0.001)
    away, back = said.getvalue().splitlines()
    assert tries == [] and away == "patrol: the database is away: connection refused"
    assert back.startswith("patrol: the database is back after ")
