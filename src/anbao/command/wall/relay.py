"""Live pictures for the screens: one feed a camera and process, however many screens look; it ends when nobody looks.

A feed asks an HTTP camera again and again, or keeps an RTSP stream open. A frame remembers when its bytes last differed from
those before; whether the picture lives is judged beside it (``life``). Both make what a tile tells (rule 1). No database is
touched by a feed's thread.
"""

import io
import logging
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace
from time import monotonic

from anbao.command.wall.life import Life
from anbao.senses.cameras.queries import NoPicture, Wish, fetch, stream_frames

log = logging.getLogger(__name__)

#: seconds between two pictures of an HTTP camera, and after a failure
EVERY, AFTER_FAILURE = 1.0, 3.0
#: seconds without a viewer until a feed ends, and feeds of one process at most
IDLE, MOST = 20.0, 96
#: cameras whose stillness is remembered after nobody looks, so that a stopped one is known at its next turn
REMEMBERED = 400


@dataclass(frozen=True)
class Frame:
    """A picture as it came, and the moments (monotonic) it came at and last differed."""

    content: bytes
    at: float
    changed: float
    number: int = 0

    def age(self, now: float) -> float:
        return max(now - self.changed, 0.0)


def next_frame(before: Frame | None, content: bytes, now: float) -> Frame:
    """The frame after `before`; the same bytes again are the same picture, which only grows older."""
    if before is not None and content == before.content:
        return replace(before, at=now)
    return Frame(content, now, now, before.number + 1 if before else 1)


class Feed:
    """One camera's live pictures in a thread of their own."""

    def __init__(self, wish: Wish, *, life: Life | None = None, clock: Callable[[], float] = monotonic):
        #: renewed by whoever looks: a clip's picture depends on the moment
        self.wish, self.clock = wish, clock
        self.frame: Frame | None = None
        self.trouble = ""
        self.life = life or Life()
        self.life.opened()
        #: tells this feed's pictures from those of another feed of the same camera, whose count begins anew
        self.mark = secrets.token_hex(3)
        self._small: dict[int, tuple[int, bytes]] = {}
        self._wanted, self._stop = clock(), threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True, name="wall-feed")
        self._thread.start()

    def look(self) -> Frame | None:
        """The newest frame; whoever looks keeps the feed alive."""
        self._wanted = self.clock()
        return self.frame

    def small(self, frame: Frame, width: int) -> bytes:
        """The frame at a width; made once for all screens."""
        kept = self._small.get(width)
        if kept is None or kept[0] != frame.number:
            kept = self._small[width] = (frame.number, small(frame.content, width))
        return kept[1]

    @property
    def idle(self) -> bool:
        return self.clock() - self._wanted > IDLE

    @property
    def ended(self) -> bool:
        return not self._thread.is_alive()

    def close(self) -> None:
        self._stop.set()

    def _take(self, content: bytes) -> bool:
        """Keep a picture; false when the feed has to end."""
        self.frame, self.trouble = next_frame(self.frame, content, self.clock()), ""
        return not (self.idle or self._stop.is_set())

    def _see(self, luma) -> None:
        self.life.see(luma, self.clock())

    def _run(self) -> None:
        while not (self.idle or self._stop.is_set()):
            try:
                wish = self.wish
                if wish.kind == "rtsp":
                    stream_frames(wish, self._take, see=self._see)
                else:
                    content = fetch(wish).content
                    self.life.look(content, self.clock())  # judged before anybody sees it
                    self._take(content)
                    self._stop.wait(EVERY)
                    continue
            except NoPicture as none:
                self.trouble = none.reason
            self._stop.wait(AFTER_FAILURE)


class Relay:
    """The feeds of this process by camera."""

    def __init__(self):
        self._feeds: dict[int, Feed] = {}
        self._lives: dict[int, Life] = {}
        self._lock = threading.Lock()

    def feed(self, key: int, wish: Wish) -> Feed | None:
        """The camera's feed, begun when there is none; None when the process has too many."""
        with self._lock:
            self._feeds = {k: f for k, f in self._feeds.items() if not f.ended}
            found = self._feeds.get(key)
            if found is None and len(self._feeds) < MOST:
                found = self._feeds[key] = Feed(wish, life=self._life(key))
            if found is not None:
                found.wish = wish
            return found

    def _life(self, key: int) -> Life:
        """What is remembered of a camera's stillness."""
        found = self._lives.pop(key, None) or Life()
        self._lives[key] = found
        while len(self._lives) > REMEMBERED:
            self._lives.pop(next(iter(self._lives)))
        return found

    def close(self) -> None:
        """End every feed (tests, the end of a process)."""
        with self._lock:
            for feed in self._feeds.values():
                feed.close()
            self._feeds = {}
            self._lives.clear()


#: the relay of this process
relay = Relay()


def small(content: bytes, width: int) -> bytes:
    """A JPEG of that width, or the picture itself when it is no wider."""
    from PIL import Image

    with Image.open(io.BytesIO(content)) as image:
        if image.width <= width:
            return content
        image.draft("RGB", (width, width))
        held, copy = io.BytesIO(), image.convert("RGB")
        copy.thumbnail((width, width * 2))
        copy.save(held, "JPEG", quality=82)
    return held.getvalue()
