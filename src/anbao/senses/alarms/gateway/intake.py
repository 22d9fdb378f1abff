"""The queue and the writer: many posts, one transaction, then settled.

Two may write, never both at a time. The event loop takes the short way (``lane``), which is what nearly every group can take. The
thread takes the long one, which may wait: a source nobody knows yet, a repeat to be looked up, a message the database refuses,
accounts that changed, a database that is away. Whoever writes has the index of sources, and the thread gives it back.
"""

import asyncio
import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from contextlib import suppress
from datetime import datetime

import psycopg
from django.db import connection
from django.db.utils import DataError, IntegrityError
from django.db.utils import Error as DatabaseError
from psycopg.errors import DeadlockDetected, LockNotAvailable, SerializationFailure

from anbao.senses.alarms.gateway.lane import MANY, Lane
from anbao.senses.alarms.gateway.posts import Post
from anbao.senses.alarms.models import Gateway
from anbao.senses.alarms.queries import books
from anbao.senses.alarms.storing import Group, SourceIndex, store

log = logging.getLogger("anbao.gateway")
#: the transaction met another one: tried again at once, the database is not away
IN_EACH_OTHERS_WAY = (DeadlockDetected, SerializationFailure, LockNotAvailable)
#: posts of one transaction; posts that may wait
GROUP, WAITING = 1_000, 20_000
#: under load a commit for many costs each of them less. A group that is smaller than most of the one before, where that was of more than
#: a few, gathers for a part of the time that a trip to the database takes lately, and no longer than so many seconds: on a busy machine
#: trips are long and dear, on an idle one the next messages are read meanwhile. Panels that call one at a time wait for nothing.
MOST, SINGLE, PART, LONGEST = 0.9, 4, 0.5, 0.005
#: seconds between signs of life, and before the next try without a database, growing to the last one
BEAT, PATIENCE = 2.0, (0.05, 0.2, 0.5, 1.0)


#: posts, and the group of them where it was made already
Given = tuple[list[Post], Group | None]


class Writer(threading.Thread):
    """Stores what waits. ``settled(posts)`` is called in the loop that starts it, ``reloaded(books)`` from this thread.

    Without a database the thread keeps trying with the same posts; ``away_since`` says since when.
    """

    def __init__(
        self, *, index: SourceIndex, name: str, moments, settled: Callable[[Sequence[Post]], None], reloaded: Callable[[tuple], None],
        facts: Callable[[], dict],
    ):  # fmt: skip
        super().__init__(name="writer", daemon=True)
        self.index, self.gateway, self.moments = index, name, moments
        self._settled, self._reloaded, self._facts = settled, reloaded, facts
        self._loop: asyncio.AbstractEventLoop | None = None
        self._queue: deque[Post] = deque()
        self._lane: Lane | None = None
        #: what the lane refused, with what is known of it, until nothing is on the lane and the thread can have it
        self._long: Given | None = None
        self._gathering: asyncio.TimerHandle | None = None
        self._last = 0
        #: the thread has the index; what it was given, until it takes it
        self._theirs, self._given = False, None  # type: bool, Given | None
        self._wake = threading.Condition()
        self._stopped, self._ended, self._reload = False, False, False
        self.away_since: datetime | None = None
        self._away: tuple[datetime, datetime] | None = None
        self._beaten = float("-inf")
        self.stored = self.repeats = self.poison = 0

    # the loop's side

    @property
    def waiting(self) -> int:
        return len(self._queue)

    def start(self) -> None:
        self._loop = asyncio.get_running_loop()
        super().start()
        self._go()

    def put(self, posts: Sequence[Post]) -> None:
        self._queue.extend(posts)
        self._go()

    def reload(self) -> None:
        """Read the sources again before the next transaction. From any thread."""
        self._reload = True
        self._tell(self._go)

    def stop(self) -> None:
        """Store what waits, then end."""
        self._stopped = True
        self._go()

    def _go(self) -> None:
        """Begin what can begin now."""
        lane = self._lane
        if self._theirs or self._ended:
            return
        if lane is None or self._long or self._reload or (self._stopped and not self._queue):
            if lane is None or lane.idle:
                self._give()
        elif self._queue and not lane.writing and self._gathered(lane):
            lane.begin(self._next())

    def _gathered(self, lane: Lane) -> bool:
        """Whether the next group is to begin, or will gather a little more first."""
        waiting = len(self._queue)
        if self._last <= SINGLE or waiting >= min(self._last * MOST, MANY) or self._stopped:
            return True
        if self._gathering is None:
            self._gathering = self._loop.call_later(min(PART * lane.takes, LONGEST), self._gathered_long_enough)
        return False

    def _gathered_long_enough(self) -> None:
        self._gathering, self._last = None, 0
        self._go()

    def _next(self) -> list[Post]:
        """What waits, at most GROUP."""
        if self._gathering is not None:
            self._gathering.cancel()
            self._gathering = None
        self._last = min(GROUP, len(self._queue))
        return [self._queue.popleft() for _ in range(self._last)]

    def _give(self) -> None:
        """The thread's turn: with what has to go the long way, or with nothing but to look after the rest; at the end it ends."""
        given, self._long = self._long or (self._next() if self._lane is None else [], None), None
        if self._stopped and not given[0] and not self._queue:
            self._ended = True
            if self._lane is not None:
                self._lane.close()
        self._theirs = True
        with self._wake:
            self._given = given
            self._wake.notify()

    def _returned(self, lane: Lane | None) -> None:
        """The thread gave the index back, and a lane where there was none."""
        if lane is not None:
            self._lane = lane
            lane.enter(self._loop, settled=self._on_disk, moved=self._go, refused=self._refused, broke=self._broke)
        self._theirs = False
        self._go()

    def _on_disk(self, posts: Sequence[Post], fresh: Sequence[bool]) -> None:
        self.stored += sum(fresh)
        self.repeats += sum(not new and not post.arrival.beat for new, post in zip(fresh, posts, strict=True))
        self._settled(posts)

    def _refused(self, posts: list[Post], group: Group | None) -> None:
        self._long = posts, group
        self._go()

    def _broke(self, posts: list[Post], error: psycopg.Error) -> None:
        log.info("the short way is closed: %s", " ".join(str(error).split()))
        self._lane = None
        self._queue.extendleft(reversed(posts))
        self._go()

    # the thread

    def run(self) -> None:
        try:
            while not self._ended:
                with self._wake:
                    if self._given is None:
                        self._wake.wait(timeout=max(0.0, self._beaten + BEAT - time.monotonic()))
                    given, self._given = self._given, None
                if given is None:
                    self._beat_meanwhile()
                elif not self._ended:
                    self._tell(self._returned, self._serve(*given))
        finally:
            connection.close()

    def _tell(self, what: Callable, *values) -> None:
        """To the loop, while there is one."""
        with suppress(RuntimeError):
            self._loop.call_soon_threadsafe(what, *values)

    def _serve(self, posts: list[Post], group: Group | None = None) -> Lane | None:
        """Until they are stored: a database that is away is waited for, unless the gateway is to end. A lane where there is none."""
        tries = 0
        while True:
            try:
                self._keep_up()
                if posts:
                    self._store(posts, group)
                    posts = []
                lane = Lane(self.index) if self._lane is None else None
                self._back()
                return lane
            except (DatabaseError, psycopg.Error) as error:
                self._lost(error)
                group = None
                if self._stopped:
                    return None
                time.sleep(PATIENCE[min(tries, len(PATIENCE) - 1)])
                tries += 1

    def _store(self, posts: list[Post], group: Group | None = None) -> None:
        try:
            new = store([post.arrival for post in posts], index=self.index, group=group)
        except (DataError, IntegrityError) as error:
            if len(posts) > 1:
                for post in posts:
                    self._store([post])
                return
            self.poison += 1
            log.error("a message the database refuses is not acknowledged: %s", " ".join(str(error).split()))
            self.index.load()
            return
        self._tell(self._on_disk, posts, new)

    def _keep_up(self) -> None:
        """Sources read again when they changed; the sign of life."""
        if self._reload:
            self._reload = False
            try:
                self.index.load()
                self._reloaded(books())
            except BaseException:
                self._reload = True
                raise
        if time.monotonic() >= self._beaten + BEAT:
            self._beat()

    def _beat_meanwhile(self) -> None:
        """The sign of life while the loop writes; without a database the thread asks for its turn and waits for it."""
        try:
            self._beat()
        except DatabaseError:
            connection.close()
            self._beaten = time.monotonic()
            self.reload()

    def _beat(self, *, listening: bool = True) -> None:
        """And the moved clock of a demo."""
        self.moments.calibrate()
        since, until = (self.away_since, None) if self.away_since else self._away or (None, None)
        told = {"away_since": since, "away_until": until} if since else {}
        now = self.moments.now()
        told |= {"beat_at": now, "listening": listening, "facts": self._facts()}
        if not Gateway.house.filter(name=self.gateway).update(**told):  # taken off the list while it was cut off
            Gateway.house.create(name=self.gateway, institution_id=self.index.home, started_at=now, **told)
        self._beaten = time.monotonic()

    def _lost(self, error: Exception) -> None:
        if isinstance(error.__cause__, IN_EACH_OTHERS_WAY):
            return
        connection.close()
        if self.away_since is None:
            self.away_since = self.moments.now()
            log.warning("the database is away, nothing is acknowledged: %s", " ".join(str(error).split()))
            self.index.forget()
            self._reload = True

    def _back(self) -> None:
        if self.away_since is not None:
            self._away, self.away_since = (self.away_since, self.moments.now()), None
            log.warning("the database is back after %.1f s", (self._away[1] - self._away[0]).total_seconds())
            self._beat()
