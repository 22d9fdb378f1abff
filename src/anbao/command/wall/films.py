"""HLS for players and wall controllers: one film a camera and process, begun by the first request, ended when nobody asks.

The screens' own tiles stay JPEG, because these carry their age (rule 1); a player that shows HLS shows what comes.
"""

import shutil
import subprocess
import tempfile
import threading
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from time import monotonic

from anbao.senses.cameras.queries import Wish, begin_film

#: seconds without a request until a film ends, seconds between two looks for such ones, films of one process at most
IDLE, LOOK, MOST = 20.0, 2.0, 8
PLAYLIST = "index.m3u8"


def maker() -> str:
    """What makes HLS here, in words; empty when nothing does."""
    try:
        return f"PyAV {version('av')}"
    except PackageNotFoundError:
        return ""


class Film:
    """The process that films one camera, and its folder."""

    def __init__(self, wish: Wish):
        self.folder = Path(tempfile.mkdtemp(prefix="anbao-film-"))
        self.process: subprocess.Popen = begin_film(wish, self.folder)
        self.wanted = monotonic()

    @property
    def ended(self) -> bool:
        return self.process.poll() is not None

    def part(self, name: str) -> bytes | None:
        """The playlist or a segment; None when it is not there yet, or no more."""
        self.wanted = monotonic()
        with suppress(FileNotFoundError):
            return (self.folder / name).read_bytes()
        return None

    def close(self) -> None:
        """The process ends with its standard input; one that does not is killed."""
        with suppress(OSError):
            self.process.stdin.close()
        try:
            self.process.wait(2)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()
        shutil.rmtree(self.folder, ignore_errors=True)


class Films:
    """The films of this process by camera."""

    def __init__(self):
        self._films: dict[int, Film] = {}
        self._lock = threading.Lock()
        self._sweeper: threading.Thread | None = None

    def film(self, key: int, wish: Wish) -> Film | None:
        """The camera's film, begun when there is none; None when the process has too many."""
        with self._lock:
            found = self._films.get(key)
            if found is not None and found.ended:
                self._films.pop(key).close()
                found = None
            if found is None and len(self._films) < MOST:
                found = self._films[key] = Film(wish)
                self._sweep()
            return found

    def _sweep(self) -> None:
        if self._sweeper is None or not self._sweeper.is_alive():
            self._sweeper = threading.Thread(target=self._end_idle_ones, daemon=True, name="wall-films")
            self._sweeper.start()

    def _end_idle_ones(self) -> None:
        waits = threading.Event()
        while True:
            waits.wait(LOOK)
            with self._lock:
                old = [key for key, film in self._films.items() if film.ended or monotonic() - film.wanted > IDLE]
                gone = [self._films.pop(key) for key in old]
                if not self._films:
                    self._sweeper = None
            for film in gone:
                film.close()
            if self._sweeper is None:
                return

    def close(self) -> None:
        """End every film (tests, the end of a process)."""
        with self._lock:
            gone, self._films = list(self._films.values()), {}
        for film in gone:
            film.close()


#: the films of this process
films = Films()
