"""`anbao patrol`: the walk over the cameras in a process of its own, for sites without a worker and for the demo."""

import signal
import threading
from collections.abc import Callable
from contextlib import suppress

from rich.console import Console

from anbao.kit.outages import Outage

#: seconds before the next try without a database
AGAIN = 2.0


def _outage(out: Console) -> Outage:
    return Outage(lambda line: out.print(line, highlight=False, soft_wrap=True), "the database is away", who="patrol: ")


def walk_on(out: Console, *, once: bool, seconds: float, quiet: bool = False) -> None:
    """Rounds until stopped by SIGTERM or Ctrl-C; a database that goes away is waited for."""
    from django.db import InterfaceError, OperationalError, connection

    from anbao.kit import clock
    from anbao.senses.cameras import patrol

    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    outage = _outage(out)
    while not stop.is_set():
        tally = None
        try:
            tally = patrol.walk(at=clock.now(), stop=stop.is_set)
            outage.back()
        except (OperationalError, InterfaceError) as error:
            outage.lost(error)
            with suppress(OperationalError, InterfaceError):
                connection.close()
        if tally is not None and tally.looked and (tally.full_disk or not quiet):
            full = f", {tally.full_disk} not kept: the disk is full" if tally.full_disk else ""
            out.print(
                f"{tally.looked} cameras, {tally.pictures} pictures, {tally.faults} with a fault{full}", highlight=False
            )
        if once:
            return
        stop.wait(seconds)


def through_outages(work: Callable[[], object], out: Console, *, pause: float = AGAIN) -> None:
    """Do something that may be done twice until the database lets it be done to its end."""
    from django.db import InterfaceError, OperationalError, connection

    over, outage = threading.Event(), _outage(out)
    while not over.is_set():
        try:
            work()
            over.set()
            outage.back()
        except (OperationalError, InterfaceError) as error:
            outage.lost(error)
            connection.close()
            over.wait(pause)
