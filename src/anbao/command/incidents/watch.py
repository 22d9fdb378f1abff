"""Taking alarms up as they come: hears the live topic of the alarms, in a process of its own beside the gateway.

``python -m anbao.command.incidents.watch``; the gateway starts it, and it ends with the gateway. It may not share the
gateway's process: taking up a storm of alarms would keep acknowledgements waiting.
"""

import logging
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

from anbao.kit import clock
from anbao.kit.companion import play
from anbao.kit.live.hub import RESUME, Hub, Mailbox
from anbao.kit.outages import Outage

LOG = logging.getLogger("anbao.desk")
#: seconds between two looks when nothing is heard, and at least between two looks
LOOK, PAUSE = 2.0, 0.2
#: a look that took long is followed by a rest of so many times as long: in a storm the alarms themselves come first, and what waits
#: is taken up many at once
RESTS = 3.0
TOPICS = ("alarm", RESUME)


class Watch(threading.Thread):
    """Takes up at every event of an alarm, and every few seconds in case one was missed."""

    def __init__(self, *, look: float = LOOK):
        super().__init__(name="desk-watch", daemon=True)
        self.look, self._stop_asked, self._heard = look, threading.Event(), threading.Event()
        self._outage = Outage(LOG.warning, "incidents are not taken up")

    def run(self) -> None:
        from django.db import connection

        hub, box = Hub(), Mailbox(("",), self._heard.set)
        hub.join(box)
        try:
            while not self._stop_asked.is_set():
                began = time.monotonic()
                self._round()
                ended = time.monotonic()
                rested = ended + min(LOOK, max(PAUSE, RESTS * (ended - began)))
                self._await_alarm(box)
                self._stop_asked.wait(max(0.0, rested - time.monotonic()))
        finally:
            hub.leave(box)
            hub.close()
            connection.close()

    def _await_alarm(self, box: Mailbox) -> None:
        """Until an alarm's event comes, or it is time to look anyway; other topics don't count."""
        ends = time.monotonic() + self.look
        while not self._stop_asked.is_set() and (left := ends - time.monotonic()) > 0:
            if self._heard.wait(left):
                self._heard.clear()
                if any(event.topic in TOPICS for event in box.take()):
                    return

    def _round(self) -> None:
        from django.db import Error, connection

        from anbao.command.incidents.opening import take_up
        from anbao.command.incidents.telling import tell_overdue, tell_unanswered

        try:
            at = clock.now()  # a moved clock is read from the database
            take_up(at=at)
            tell_unanswered(at=at)
            tell_overdue(at=at)
            self._outage.back()
        except Error as error:
            self._outage.lost(error)
            connection.close()

    def stop(self) -> None:
        self._stop_asked.set()
        self._heard.set()


@contextmanager
def watching() -> Iterator[Watch]:
    """Alarms are taken up while the block runs."""
    watch = Watch()
    watch.start()
    try:
        yield watch
    finally:
        watch.stop()
        watch.join(timeout=10)


def keep(stop: threading.Event, parent: int) -> None:
    """Until told to stop, or until the parent process is gone. A watch that broke ends the process, so that it is started again."""
    with watching() as watch:
        while not stop.wait(1.0) and os.getppid() == parent:
            if not watch.is_alive():
                raise SystemExit("the watch over the alarms broke")


if __name__ == "__main__":
    play(keep)
