"""What runs beside the demo's server: processes that end with it, are started again when they die, and never die unsaid."""

import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

#: seconds that all of them together have to end in order before they are killed (the gateway stores and answers what waits for up to
#: five, and then says that it was stopped on purpose); what is killed loses nothing: every deed is one
#: transaction, and the staff go on from the tick they had noted
COMPANIONS_END = 8.0
#: seconds between two looks at them; and before one that died is started again, growing to the last one
LOOK, PAUSES = 0.5, (1.0, 2.0, 5.0, 15.0, 60.0)
#: seconds of life after which a death is a new one and the pauses begin anew
STEADY = 60.0

Said = Callable[[str], None]


class One:
    """A process by name, as arguments of this Python."""

    def __init__(self, name: str, arguments: list[str]):
        self.name, self.arguments = name, arguments
        self.deaths, self.again_at = 0, None
        self.start()

    def start(self) -> None:
        self.process, self.began, self.again_at = (
            subprocess.Popen([sys.executable, *self.arguments]), time.monotonic(), None,
        )  # fmt: skip

    def look(self, said: Said) -> None:
        """Say once that it died, and start it again when its pause is over."""
        now = time.monotonic()
        if self.again_at is not None:
            if now >= self.again_at:
                self.start()
        elif self.process.poll() is not None:
            self.deaths = 1 if now - self.began > STEADY else self.deaths + 1
            pause = PAUSES[min(self.deaths, len(PAUSES)) - 1]
            self.again_at = now + pause
            said(f"{self.name} ended with code {self.process.returncode}; it is started again in {pause:g} s")


@contextmanager
def companions(wanted: dict[str, list[str]], *, said: Said = print) -> Iterator[dict[str, One]]:
    """Processes that run while the block does; told to end together, killed when they don't listen."""
    running: dict[str, One] = {}
    over = threading.Event()

    def watch() -> None:
        while not over.wait(LOOK):
            for one in running.values():
                one.look(said)

    watcher = threading.Thread(target=watch, name="beside", daemon=True)
    try:
        for name, arguments in wanted.items():
            running[name] = One(name, arguments)
        watcher.start()
        yield running
    finally:
        over.set()
        if watcher.ident is not None:
            watcher.join()
        _end([one.process for one in running.values()])


def _end(processes: list[subprocess.Popen]) -> None:
    for process in reversed(processes):
        if process.poll() is None:
            process.terminate()
    last = time.monotonic() + COMPANIONS_END
    for process in reversed(processes):
        try:
            process.wait(timeout=max(last - time.monotonic(), 0))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
