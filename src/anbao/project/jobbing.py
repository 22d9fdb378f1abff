"""`anbao worker` at its work, through a database that goes away and comes back: one line for each, and no jobs meanwhile.

What was being worked when the database went stays marked as begun; the queue's keeper puts it back (kit/jobs).
"""

import asyncio
import logging
import signal
import time
from collections.abc import Awaitable, Callable, Iterator
from contextlib import suppress

import psycopg
from django.db import InterfaceError, OperationalError, connection
from procrastinate.exceptions import ConnectorException

#: what a database raises that is not there; a worker that lost it may also just end
AWAY = (OperationalError, InterfaceError, psycopg.OperationalError, psycopg.InterfaceError, ConnectorException)
#: seconds before the next look, growing to the last one
PAUSES = (0.5, 1.0, 2.0, 5.0)
#: seconds of work after which a loss is a new one and the pauses begin anew
STEADY = 60.0

Said = Callable[[str], None]


def work(*, concurrency: int, once: bool, said: Said) -> None:
    """Work jobs until SIGTERM or SIGINT, or, `once`, what waits now; then a missing database is raised."""
    quieten()

    async def run() -> None:
        from procrastinate.contrib.django import app

        with app.replace_connector(app.connector.get_worker_connector()):
            async with app.open_async():
                await app.run_worker_async(concurrency=concurrency, wait=not once, install_signal_handlers=False)

    asyncio.run(_until_told(run, once=once, said=said))


async def _until_told(run: Callable[[], Awaitable[None]], *, once: bool, said: Said) -> None:
    told, loop = asyncio.Event(), asyncio.get_running_loop()
    loop.set_exception_handler(_heard)
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, told.set)
    await through_outages(run, told=told, once=once, said=said)


async def through_outages(
    run: Callable[[], Awaitable[None]],
    *,
    told: asyncio.Event,
    once: bool,
    said: Said,
    there: Callable[[], str] | None = None,
    pauses: tuple[float, ...] = PAUSES,
) -> None:
    """Do `run` again whenever its database is lost and there again (`there`: why it is not, empty when it is), until `told`."""
    waits = _waits(pauses)
    while not told.is_set():
        began = time.monotonic()
        error = await _one_run(run, told)
        if told.is_set() or (error is None and once):
            return
        if error is not None and (once or not isinstance(error, AWAY)):
            raise error
        if time.monotonic() - began > STEADY:
            waits = _waits(pauses)
        said(f"the database is away, no job is worked: {one_line(error) if error else 'the worker lost it'}")
        lost = time.monotonic()
        while not told.is_set():
            await _pause(told, next(waits))
            if not await asyncio.to_thread(there or why_away):
                said(f"the database is back after {time.monotonic() - lost:.0f} s, jobs are worked again")
                break


async def _one_run(run: Callable[[], Awaitable[None]], told: asyncio.Event) -> BaseException | None:
    """Why it ended; None: by itself, or because it was told to."""
    working, telling = asyncio.ensure_future(run()), asyncio.ensure_future(told.wait())
    await asyncio.wait({working, telling}, return_when=asyncio.FIRST_COMPLETED)
    if not working.done():
        working.cancel()  # jobs under way are awaited
    telling.cancel()
    (ended,) = await asyncio.gather(working, return_exceptions=True)
    return ended if isinstance(ended, BaseException) and not isinstance(ended, asyncio.CancelledError) else None


async def _pause(told: asyncio.Event, seconds: float) -> None:
    with suppress(TimeoutError):
        await asyncio.wait_for(told.wait(), seconds)


def _waits(pauses: tuple[float, ...]) -> Iterator[float]:
    yield from pauses
    while True:
        yield pauses[-1]


def why_away() -> str:
    """Why the database can't be reached, in one line; empty when it can."""
    try:
        connection.close()
        connection.ensure_connection()
    except (OperationalError, InterfaceError) as error:
        return one_line(error)
    finally:
        connection.close()
    return ""


def one_line(error: BaseException) -> str:
    """What is behind the error, without its rows of a traceback."""
    behind = error.__cause__ or error
    return " ".join(str(behind).split()) or type(behind).__name__


class _Short(logging.Filter):
    """A lost database is no traceback: a job says it in its line, and of the queue's own tasks the worker does."""

    def filter(self, record: logging.LogRecord) -> bool:
        error = record.exc_info[1] if record.exc_info else None
        if isinstance(error, AWAY):
            said = record.getMessage()
            record.msg, record.args, record.exc_info = f"{said}: {one_line(error)}", (), None
            return not said.startswith(("Side task", "listener error"))
        return True


def _heard(loop: asyncio.AbstractEventLoop, context: dict) -> None:
    """What a task raised that nobody asks any more: a job whose end could not be written down is put back by the queue's keeper."""
    if not isinstance(context.get("exception"), AWAY):
        loop.default_exception_handler(context)


def quieten() -> None:
    """The queue's and the pool's own words of a lost database, which this module tells in one line. At the handler: what a logger
    filters, those below it don't."""
    handler = logging.StreamHandler()
    handler.setLevel(logging.WARNING)
    handler.addFilter(_Short())
    queue = logging.getLogger("procrastinate")
    queue.addHandler(handler)
    queue.propagate = False
    logging.getLogger("psycopg.pool").setLevel(logging.ERROR)
