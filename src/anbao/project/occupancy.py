"""Who uses an ANBAO_HOME: servers, workers and a demo share it; forgetting a demo needs it alone.

The lock is the operating system's, on a file of the folder, so it ends with its process however that dies.
"""

import fcntl
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


class Occupied(Exception):
    """Another process uses the folder in a way that does not go together with what was asked."""


@contextmanager
def using(home: Path, *, alone: bool = False) -> Iterator["Use"]:
    """Hold the folder while the block runs; raises Occupied at once instead of waiting."""
    home.mkdir(parents=True, exist_ok=True)
    with (home / "in-use.lock").open("a") as handle:
        use = Use(handle.fileno(), home)
        use.take(alone=alone)
        yield use


class Use:
    """A hold on a folder, which may be lessened from alone to shared."""

    def __init__(self, handle: int, home: Path):
        self._handle, self._home = handle, home

    def take(self, *, alone: bool) -> None:
        try:
            fcntl.flock(self._handle, (fcntl.LOCK_EX if alone else fcntl.LOCK_SH) | fcntl.LOCK_NB)
        except BlockingIOError:
            running = "a server, a worker or a demo is running on it; stop it first"
            fresh = "a demo is being made anew in it; wait until it is there"
            raise Occupied(f"{self._home}: {running if alone else fresh}") from None

    def share(self) -> None:
        """From alone to shared: others may join."""
        self.take(alone=False)
