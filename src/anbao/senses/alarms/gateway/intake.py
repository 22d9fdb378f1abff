"""The queue and the writer: many posts, one transaction, then settled."""

import logging
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import connection
from django.db.utils import DataError, IntegrityError
from django.db.utils import Error as DatabaseError
from psycopg.errors import DeadlockDetected, LockNotAvailable, SerializationFailure

from anbao.senses.alarms.arrivals import Arrival
from anbao.senses.alarms.models import Gateway
from anbao.senses.alarms.queries import books
from anbao.senses.alarms.storing import SourceIndex, store

log = logging.getLogger("anbao.gateway")
#: the transaction met another one: tried again at once, the database is not away
IN_EACH_OTHERS_WAY = (DeadlockDetected, SerializationFailure, LockNotAvailable)
#: posts of one transaction; posts that may wait
GROUP, WAITING = 1_000, 20_000
#: a group is given so many seconds to become as large as most of the one before, where that was of more than a few: under load a
#: commit for many costs each of them less, and panels that call one at a time wait for nothing
GATHER, MOST, SINGLE = 0.001, 0.75, 4
#: seconds between signs of life, and before the next try without a database, growing to the last one
BEAT, PATIENCE = 2.0, (0.05, 0.2, 0.5, 1.0)


@dataclass(slots=True)
class Post:
    """A message on its way. ``line`` answers ``event`` when it is settled; None: nobody waits for an answer."""

    arrival: Arrival
    line: Any = None
    event: Any = None


class Writer(threading.Thread):
    """Stores what waits. ``settled(posts)`` and ``reloaded(books)`` are called from this thread.

    Without a database it keeps trying with the same posts; ``away_since`` says since when.
    """

    def __init__(
        self, *, index: SourceIndex, name: str, moments, settled: Callable[[Sequence[Post]], None], reloaded: Callable[[tuple], None],
        facts: Callable[[], dict],
    ):  # fmt: skip
        super().__init__(name="writer", daemon=True)
        self.index, self.gateway, self.moments = index, name, moments
        self._settled, self._reloaded, self._facts = settled, reloaded, facts
        self._queue: deque[Post] = deque()
        self._wake = threading.Condition()
        self._stopped, self._reload, self._last = False, False, 0
        self.away_since: datetime | None = None
        self._away: tuple[datetime, datetime] | None = None
        self._beaten = float("-inf")
        self.stored = self.repeats = self.poison = 0

    # the loop's side

    @property
    def waiting(self) -> int:
        return len(self._queue)

    def put(self, posts: Sequence[Post]) -> None:
        with self._wake:
            self._queue.extend(posts)
            self._wake.notify()

    def reload(self) -> None:
        """Read the sources again before the next transaction."""
        with self._wake:
            self._reload = True
            self._wake.notify()

    def stop(self) -> None:
        """Store what waits, then end."""
        with self._wake:
            self._stopped = True
            self._wake.notify()

    # the thread

    def run(self) -> None:
        try:
            while True:
                group = self._next()
                if group is None:
                    return
                self._serve(group)
        finally:
            connection.close()

    def _next(self) -> list[Post] | None:
        """What waits, at most GROUP; empty when only time has passed; None at the end."""
        with self._wake:
            if not self._queue and not self._stopped and not self._reload:
                self._wake.wait(timeout=max(0.0, self._beaten + BEAT - time.monotonic()))
            if not self._queue and self._stopped:
                return None
        if self._last > SINGLE and len(self._queue) < self._last * MOST and not self._stopped:
            time.sleep(GATHER)
        with self._wake:
            self._last = min(GROUP, len(self._queue))
            return [self._queue.popleft() for _ in range(self._last)]

    def _serve(self, group: list[Post]) -> None:
        """Until the group is stored: a database that is away is waited for, unless the gateway is to end."""
        tries = 0
        while True:
            try:
                self._keep_up()
                if group:
                    self._store(group)
                self._back()
                return
            except DatabaseError as error:
                self._lost(error)
                if self._stopped:
                    return
                time.sleep(PATIENCE[min(tries, len(PATIENCE) - 1)])
                tries += 1

    def _store(self, group: list[Post]) -> None:
        try:
            new = store([post.arrival for post in group], index=self.index)
        except (DataError, IntegrityError) as error:
            if len(group) > 1:
                for post in group:
                    self._store([post])
                return
            self.poison += 1
            log.error("a message the database refuses is not acknowledged: %s", " ".join(str(error).split()))
            self.index.load()
            return
        self.stored += sum(new)
        self.repeats += sum(not fresh and not post.arrival.beat for fresh, post in zip(new, group, strict=True))
        self._settled(group)

    def _keep_up(self) -> None:
        """Sources read again when they changed, the sign of life, the moved clock of a demo."""
        if self._reload:
            self._reload = False
            try:
                self.index.load()
                self._reloaded(books())
            except BaseException:
                self._reload = True
                raise
        if time.monotonic() >= self._beaten + BEAT:
            self.moments.calibrate()
            self._beat()
            self._beaten = time.monotonic()

    def _beat(self, *, listening: bool = True) -> None:
        since, until = (self.away_since, None) if self.away_since else self._away or (None, None)
        told = {"away_since": since, "away_until": until} if since else {}
        Gateway.house.filter(name=self.gateway).update(
            beat_at=self.moments.now(), listening=listening, facts=self._facts(), **told
        )

    def _lost(self, error: DatabaseError) -> None:
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
