"""Who uses an ANBAO_HOME: servers, workers and a demo share it; forgetting a demo needs it alone; two demos never share it.

The locks are the operating system's, on files of the folder, so they end with their process however that dies.
"""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
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


@contextmanager
def as_the_demo(home: Path, *, port: int, since: datetime) -> Iterator[None]:
    """Be the folder's one demo while the block runs: making, replaying and serving it. Raises Occupied, which names the other."""
    home.mkdir(parents=True, exist_ok=True)
    with (home / "demo.lock").open("a+", encoding="utf-8") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            handle.seek(0)
            raise Occupied(f"{home}: {_other_demo(handle.read())}") from None
        handle.truncate(0)
        json.dump({"process": os.getpid(), "port": port, "since": f"{since:%Y-%m-%d %H:%M}"}, handle)
        handle.flush()
        yield


def _other_demo(written: str) -> str:
    """Which demo it is, in both languages; the other process may not have written it yet."""
    try:
        told = json.loads(written)
        zh = f"（进程 {told['process']}，{told['since']} 起，端口 {told['port'] or '无'}）"
        en = f" (process {told['process']}, since {told['since']}, {'port ' + str(told['port']) if told['port'] else 'not served'})"
    except (ValueError, KeyError, TypeError):
        zh = en = ""
    return f"此目录的演示正在准备或运行{zh}，请先停止它 / a demo is being made or served here{en}: stop it first"


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
