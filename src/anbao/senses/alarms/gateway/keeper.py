"""Beside the gateway, in a process of its own: works stored signals into alarms and tends what time does.

``python -m anbao.senses.alarms.gateway.keeper``; the gateway starts it and it ends with the gateway. A database that is
away is waited for.
"""

import logging
import os
import threading
import time
from collections import Counter

from anbao.kit.companion import play
from anbao.kit.outages import Outage

log = logging.getLogger("anbao.gateway")
#: seconds between two looks when nothing is announced, at least between two looks (in a storm, many signals are worked at
#: once, which costs a fraction), and between two tendings
LOOK, PAUSE, TEND = 0.5, 0.05, 1.0
#: signals that may wait until the keeper gives way, and how many times as long as it worked it rests then: panels that wait for their
#: acknowledgements go before screens that could not be followed any more. When the storm is over it works on without a rest.
BEHIND, RESTS = 5_000, 3.0
#: seconds between two looks at arming and its schedules
HOURS = 10.0


def keep(stop: threading.Event, parent: int) -> None:
    """Until `stop`, or until the parent process is gone."""
    from django.db import connection
    from django.db.utils import Error as DatabaseError

    from anbao.senses.alarms.gateway.listening import Listener
    from anbao.senses.alarms.storing import STORED

    wake = threading.Event()
    listener = Listener(STORED, wake.set)
    listener.start()
    tended = judged = float("-inf")
    outage = Outage(log.warning, "the database is away, alarms wait", who="keeper: ")
    while not stop.is_set() and os.getppid() == parent:
        try:
            wake.clear()
            found, tended, judged = _round(tended, judged, stop)
            outage.back()
        except DatabaseError as error:
            outage.lost(error)
            connection.close()
            found = False
            stop.wait(LOOK)
        # not every group that is stored is announced (``known.WAKE``): what found something looks again
        stop.wait(PAUSE)
        if not found:
            wake.wait(LOOK)
    listener.stop()
    connection.close()


def _round(tended: float, judged: float, stop: threading.Event) -> tuple[bool, float, float]:
    """Work what waits, until it is time to tend. Returns whether there was work, and when it was tended and arming was judged last."""
    from anbao.kit import clock
    from anbao.senses.alarms.actions import tend, work
    from anbao.senses.alarms.working import BATCH

    at = clock.now()
    found, before = False, None
    while not stop.is_set():
        began = time.monotonic()
        done = work(at=at, flushed=False)
        if not done["signals"]:
            break
        found = True
        # a storm that does not end keeps no silent source waiting; of what came in meanwhile many are worked at once
        if time.monotonic() - tended >= TEND or done["signals"] < BATCH:
            break
        before = _give_way(done, before, time.monotonic() - began, stop)
    if stop.is_set():
        return found, tended, judged
    if time.monotonic() - tended < TEND:
        return found, tended, judged
    now = time.monotonic()
    hours = now - judged >= HOURS
    tend(at=at, hours=hours)
    return found, now, now if hours else judged


def _give_way(done: Counter, before: int | None, took: float, stop: threading.Event) -> int:
    """Rest when far more signals wait than can be worked, and ever more: the gateway needs the processor. Returns how many wait."""
    from anbao.senses.alarms.working import BATCH, behind

    waiting = behind(done["mark"]) if done["signals"] == BATCH else 0
    if before is not None and waiting > max(BEHIND, before):
        stop.wait(RESTS * took)
    return waiting


if __name__ == "__main__":
    play(keep)
