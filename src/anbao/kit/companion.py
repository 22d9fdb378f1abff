"""A process beside another one: it ends with it, makes way for it, and is started again when it dies.

Words
    companion   a module that is run as a process of its own: ``if __name__ == "__main__": play(keep)``
    keep        ``keep(stop, parent)``: works until ``stop`` is set or the process ``parent`` is no longer its parent
"""

import gc
import logging
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Sequence

log = logging.getLogger(__name__)
#: a companion makes way for the process it belongs to when there is not enough processor for both (nice value)
MAKES_WAY = 10
#: objects that may be made between two collections: a storm makes thousands, and leaves few cycles
COLLECTED = (50_000, 20, 50)
#: seconds that a companion has to end
LAST_SECONDS = 5.0


def play(keep: Callable[[threading.Event, int], None]) -> None:
    """The companion's side: Django, signals, priority, then ``keep``."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anbao.project.settings")
    parent = os.getppid()
    import django

    django.setup()
    os.nice(MAKES_WAY)
    gc.collect()
    gc.freeze()  # what is there by now stays: no collection has to walk through it
    gc.set_threshold(*COLLECTED)
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    keep(stop, parent)


class Companion:
    """The other side: the process of a module, watched."""

    def __init__(self, module: str):
        self.module = module
        self.process: subprocess.Popen | None = None
        self.watch()

    def watch(self) -> None:
        """Start it, and start it again when it ended; call this now and then."""
        if self.process is None or self.process.poll() is not None:
            if self.process is not None:
                log.error("%s ended with code %s and is started again", self.module, self.process.returncode)
            self.process = subprocess.Popen([sys.executable, "-m", self.module], env=os.environ)


def end_together(companions: Sequence[Companion]) -> None:
    """Told at once; those that have not ended in LAST_SECONDS are killed."""
    for companion in companions:
        companion.process.terminate()
    last = time.monotonic() + LAST_SECONDS
    for companion in companions:
        try:
            companion.process.wait(max(last - time.monotonic(), 0))
        except subprocess.TimeoutExpired:
            companion.process.kill()
            companion.process.wait()
