"""`anbao patrol`: the walk over the cameras in a process of its own, for sites without a worker and for the demo."""

import signal
import threading
from contextlib import suppress

from rich.console import Console


def walk_on(out: Console, *, once: bool, seconds: float, quiet: bool = False) -> None:
    """Rounds until stopped by SIGTERM or Ctrl-C; a database that goes away is waited for."""
    from django.db import OperationalError, connection

    from anbao.kit import clock
    from anbao.senses.cameras import patrol

    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    while not stop.is_set():
        tally = None
        try:
            tally = patrol.walk(at=clock.now(), stop=stop.is_set)
        except OperationalError as error:
            out.print(f"patrol: the database is away: {' '.join(str(error).split())}", highlight=False, soft_wrap=True)
            with suppress(OperationalError):
                connection.close()
        if tally is not None and tally.looked and (tally.full_disk or not quiet):
            full = f", {tally.full_disk} not kept: the disk is full" if tally.full_disk else ""
            out.print(
                f"{tally.looked} cameras, {tally.pictures} pictures, {tally.faults} with a fault{full}", highlight=False
            )
        if once:
            return
        stop.wait(seconds)
