"""The short way of the writer, which the event loop takes by itself: two connections, a trip at a time on each.

The first one writes; the loop reads and tells apart the next group meanwhile, and no thread has to be woken on a message's way. The
commit of a small group waits for the disk by itself. That of a large one does not: the next one is written at once, and the second
connection waits for the disk. It commits a nothing that is flushed, and with it is on the disk whatever was committed before it was
sent. Groups are settled in their order.
"""

import asyncio
import time
from collections.abc import Callable, Sequence
from typing import NamedTuple

import psycopg
from django.db import DEFAULT_DB_ALIAS, connections

from anbao.senses.alarms.gateway.posts import Post
from anbao.senses.alarms.storing import EXECUTE, ON_DISK, PREPARE, SESSION, UNFLUSHED, Group, ShortWay, SourceIndex
from anbao.senses.alarms.trips import Trip

#: of so many on, a group is flushed by the second connection; the panels of a smaller one are mostly all that there are, they wait for it
#: whatever the database does meanwhile, and one trip is sooner over than two
MANY = 128
#: how much the last trip changes what trips are taken to last
WEIGHT = 0.2


class Sent(NamedTuple):
    """A group on the lane."""

    posts: list[Post]
    group: Group
    way: ShortWay


class Track:
    """One connection. ``ended(went)`` when its trip is over; ``broke(error)`` when the trip failed, or the connection without one."""

    def __init__(self, *prepared: str):
        """With the statements that prepare the connection."""
        door = connections.create_connection(DEFAULT_DB_ALIAS)
        door.connect()
        door.set_autocommit(True)
        self._door: psycopg.Connection = door.connection
        self._loop: asyncio.AbstractEventLoop | None = None
        self._trip: Trip | None = None
        try:
            for statement in prepared:
                self._door.execute(statement, prepare=False)
        except BaseException:
            self._door.close()
            raise

    @property
    def pgconn(self) -> psycopg.pq.abc.PGconn:
        return self._door.pgconn

    @property
    def taken(self) -> bool:
        return self._trip is not None

    def enter(
        self, loop: asyncio.AbstractEventLoop, ended: Callable[[bool], None], broke: Callable[[psycopg.Error], None]
    ) -> None:
        self._loop, self._ended, self._broke, self._number = loop, ended, broke, self._door.fileno()
        loop.add_reader(self._number, self._readable)

    def leave(self) -> None:
        if self._loop is not None:
            self._loop.remove_reader(self._number)
            self._loop.remove_writer(self._number)
        self._door.close()

    def send(self, trip: Trip) -> None:
        self._trip = trip
        self._step(trip.begin)

    def _readable(self) -> None:
        trip = self._trip
        if trip is None:  # nothing was asked: the server says good-bye
            self._step(self.pgconn.consume_input)
        elif self._step(trip.over):
            self._trip = None
            try:
                went = trip.went()
            except psycopg.Error as error:
                self._broke(error)
            else:
                self._ended(went)

    def _writable(self) -> None:
        self._loop.remove_writer(self._number)
        if self._trip is not None:
            self._step(self._trip.push)

    def _step(self, step: Callable[[], bool | None]) -> bool | None:
        try:
            over = step()
        except psycopg.Error as error:
            self._broke(error)
            return None
        if self._trip is not None and self._trip.unsent:
            self._loop.add_writer(self._number, self._writable)
        return over


class Lane:
    """Opened by a thread that may wait, used by the loop from ``enter`` on.

    ``settled(posts, fresh)``: they are on the disk. ``moved()``: the next group may begin. ``refused(posts, group)``: they have to go the
    long way, and nothing was done. ``broke(posts, error)``: the lane is closed, and these are not on the disk, as far as it knows.
    """

    def __init__(self, index: SourceIndex):
        self._index, self._writing = index, Track(SESSION, PREPARE)
        try:
            self._flushing = Track(SESSION)
        except BaseException:
            self._writing.leave()
            raise
        self._sent: Sent | None = None
        self._own = False
        #: seconds that a writing trip takes lately
        self.takes, self._began = 0.0, 0.0
        #: committed: what the flush under way is for, and what waits for the next one
        self._flushed: list[Sent] = []
        self._committed: list[Sent] = []
        self.closed = False

    def enter(
        self, loop: asyncio.AbstractEventLoop, *, settled: Callable[[Sequence[Post], Sequence[bool]], None], moved: Callable[[], None],
        refused: Callable[[list[Post], Group | None], None], broke: Callable[[list[Post], psycopg.Error], None],
    ) -> None:  # fmt: skip
        self._settled, self._moved, self._refused, self._broke = settled, moved, refused, broke
        self._writing.enter(loop, self._written, self._break)
        self._flushing.enter(loop, self._on_disk, self._break)

    @property
    def writing(self) -> bool:
        return self._writing.taken

    @property
    def idle(self) -> bool:
        """Nothing is on its way."""
        return not (self._writing.taken or self._flushing.taken)

    def begin(self, posts: list[Post]) -> None:
        """Send a group on its way."""
        arrivals = [post.arrival for post in posts]
        sources = [self._index.find(arrival.source) for arrival in arrivals]
        if None in sources:
            self._refused(posts, None)
            return
        group = Group(arrivals, sources)
        way = ShortWay.of(group, self._index)
        if way is None:
            self._refused(posts, group)
            return
        # a small group must not overtake the one before it
        self._own = self.idle and (len(posts) < MANY or not way.rows)
        self._sent, self._began = Sent(posts, group, way), time.monotonic()
        self._writing.send(way.trip(self._writing.pgconn, numbers=EXECUTE, before="" if self._own else UNFLUSHED))

    def _written(self, went: bool) -> None:
        sent, self._sent = self._sent, None
        self.takes += WEIGHT * (time.monotonic() - self._began - self.takes)
        if not went:
            self._refused(sent.posts, sent.group)
            return
        sent.way.taken()
        sent.group.told(self._index)
        if self._own:
            self._settle([sent])
            return
        self._committed.append(sent)
        if not self._flushing.taken:
            self._flush()
        self._moved()

    def _flush(self) -> None:
        self._flushed, self._committed = self._committed, []
        self._flushing.send(Trip(self._flushing.pgconn, ON_DISK))

    def _on_disk(self, _went: bool) -> None:
        done, self._flushed = self._flushed, []
        if self._committed:
            self._flush()
        self._settle(done)

    def _settle(self, done: list[Sent]) -> None:
        """The next group goes on its way before these are answered: the database has something to do meanwhile."""
        for sent in done:
            sent.group.settled(self._index.now())
        self._moved()
        for sent in done:
            self._settled(sent.posts, sent.way.fresh)

    def _break(self, error: psycopg.Error) -> None:
        if self.closed:
            return
        self.close()
        lost = [*self._flushed, *self._committed, *([self._sent] if self._sent else [])]
        if lost:
            self._index.recent.forget()
        self._broke([post for sent in lost for post in sent.posts], error)

    def close(self) -> None:
        self.closed = True
        self._writing.leave()
        self._flushing.leave()
