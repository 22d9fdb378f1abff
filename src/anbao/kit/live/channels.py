"""Channels: readers of the same places on the same loop share one mailbox, one pace, and every piece that is sent.

Five hundred screens of one bank cost one look at each event, one joining, one encoding; what is left for each is its sending.
"""

import asyncio

from anbao.kit.live.hub import MAILBOX_LIMIT, RESUME, Event, Hub, Mailbox

#: seconds between two pieces of a stream: news after a quiet moment leaves at once, a storm's in pieces of so long; and so much longer
#: for each reader, for that is what a piece costs, and in a storm others need the processor to have news at all
GATHER, EACH = 0.1, 0.0001


class Reader:
    """What waits for one stream: pieces, the same bytes for all readers of its channel, and how many events they hold."""

    def __init__(self):
        self._pieces: list[bytes] = []
        self._events = 0
        self._waiter: asyncio.Future | None = None

    def put(self, piece: bytes, events: int, resume: Event) -> None:
        """In the loop. A reader that leaves too much unread is told to read everything again instead: ``resume``."""
        self._events += events
        if self._events > MAILBOX_LIMIT and self._pieces:
            piece, self._events = resume.encoded, 1
            self._pieces.clear()
        self._pieces.append(piece)
        if self._waiter is not None and not self._waiter.done():
            self._waiter.set_result(None)

    async def take(self, seconds: float) -> bytes:
        """What waits; waits for it so many seconds at most, then there is nothing."""
        if not self._pieces:
            loop = asyncio.get_running_loop()
            waiter = self._waiter = loop.create_future()
            alarm = loop.call_later(seconds, _over, waiter)
            try:
                await waiter
            finally:
                alarm.cancel()
                self._waiter = None
        taken = b"".join(self._pieces)
        self._pieces.clear()
        self._events = 0
        return taken


def _over(waiter: asyncio.Future) -> None:
    if not waiter.done():
        waiter.set_result(None)


class Channel:
    """The readers of some scopes on one loop. Everything but ``_wake`` happens in that loop."""

    def __init__(self, hub: Hub, scopes: tuple[str, ...], loop: asyncio.AbstractEventLoop):
        self.hub, self.loop = hub, loop
        self.box = Mailbox(scopes, self._wake)
        self._readers: set[Reader] = set()
        self._rested, self._resting = loop.time(), False
        self._told = hub.position

    @classmethod
    def of(cls, hub: Hub, scopes: tuple[str, ...]) -> "Channel":
        """The channel of these scopes on the running loop."""
        loop = asyncio.get_running_loop()
        return hub.channels.get((loop, scopes)) or cls(hub, scopes, loop)

    @property
    def position(self) -> str:
        """Where its readers stand: nothing up to here is still on its way to them."""
        here = self.hub.position
        return self._told if len(self.box) else here

    def join(self, reader: Reader) -> None:
        if not self._readers:
            self.hub.channels[self.loop, self.box.scopes] = self
            self.hub.join(self.box)
        elif not self._resting:
            self._deliver()  # what waits is from before this reader
        self._readers.add(reader)

    def leave(self, reader: Reader) -> None:
        self._readers.discard(reader)
        if not self._readers:
            self.hub.leave(self.box)
            self.hub.channels.pop((self.loop, self.box.scopes), None)

    def _wake(self) -> None:
        """From the listener's thread: something lies in an empty box."""
        if not self.loop.is_closed():
            self.loop.call_soon_threadsafe(self._pace)

    def _pace(self) -> None:
        if not self._resting:
            self._resting = True
            self.loop.call_at(max(self._rested, self.loop.time()), self._deliver)

    def _deliver(self) -> None:
        self._resting = False
        waiting = self.box.take()
        if waiting:
            self._rested = self.loop.time() + GATHER + EACH * len(self._readers)
            self._told = waiting[-1].position
            piece = b"".join([event.encoded for event in waiting])
            resume = Event(RESUME, "", "{}", self._told)
            for reader in self._readers:
                reader.put(piece, len(waiting), resume)
