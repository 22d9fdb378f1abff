"""The two ends of a socket: a stream (TCP) and the datagrams (UDP), as asyncio protocols around the engines."""

import asyncio
import os
import socket
from collections.abc import Sequence
from datetime import datetime, timedelta

from anbao.engines.dc09.events import Event as Dc09Event
from anbao.engines.dc09.header import REPLY_TOKENS
from anbao.engines.dc09.receiver import Receiver as Dc09Receiver
from anbao.engines.fire26875.events import Event as FireEvent
from anbao.engines.fire26875.outbox import Outbox
from anbao.engines.fire26875.receiver import CONFIRMED
from anbao.engines.fire26875.receiver import Receiver as FireReceiver
from anbao.engines.fire26875.station import Station
from anbao.senses.alarms.arrivals import of_dc09, of_fire
from anbao.senses.alarms.gateway.posts import Post

#: seconds a frame has from its first byte to its last; seconds a connection may say nothing at all
FRAME_SECONDS, IDLE_SECONDS = 30.0, 900.0
#: unanswered posts of one connection: above the first it is not read from, below the second again
UNANSWERED, EASED = 512, 128
#: addresses whose receiver is kept for their next datagram; datagrams read in one turn of the loop
CALLERS, DATAGRAMS = 10_000, 256
#: a transmitter's clock may differ so far before it is set, and is set at most once in so many seconds (GB/T 26875.3 8.2.2.3)
CLOCK_OFF, CLOCK_AGAIN = timedelta(seconds=60), 600.0


class Stream(asyncio.Protocol):
    """One connection. Subclasses know their engine."""

    def __init__(self, hub):
        self.hub, self.version = hub, hub.version
        self.transport: asyncio.Transport | None = None
        self.door, self.peer, self.pending, self.paused, self.ended = -1, "", 0, False, False
        self.heard = self.began = hub.time()
        self.receiver = None
        self._replies: list[bytes] = []

    def engine(self):
        raise NotImplementedError

    def connection_made(self, transport) -> None:
        self.transport, name = transport, transport.get_extra_info("peername")
        self.door, self.peer = transport.get_extra_info("socket").fileno(), name[0] if name else ""
        self.receiver = self.engine()
        if not self.hub.admit(self):
            transport.abort()

    def connection_lost(self, exc) -> None:
        self.hub.leave(self)
        self.transport = None

    def data_received(self, data: bytes) -> None:
        hub = self.hub
        before, self.heard, at = self.receiver.held, hub.time(), hub.moment()
        if self.version != hub.version and not before:
            self.receiver, self.version = self.engine(), hub.version
        outcomes = self.receiver.receive(data, at=at)
        if outcomes or not before:
            self.began = self.heard
        if outcomes:
            self.take(outcomes, at)

    def eof_received(self) -> bool:
        """The panel sends no more but may wait for its acknowledgement: keep our half open until all is answered."""
        at = self.hub.now()
        self.take(self.receiver.finish(at=at), at)
        self.ended = True
        return self.pending > 0

    def take(self, outcomes, at: datetime) -> None:
        hub, posts = self.hub, []
        for outcome in outcomes:
            posts += hub.judge(self, outcome, at)
        if posts:
            self.pending += len(posts)
            if not self.paused and (self.pending > UNANSWERED or hub.full):
                self.paused = True
                self.transport.pause_reading()
            hub.put(posts)

    def send(self, data: bytes) -> None:
        """At once: the loop would gather what a turn sends, and the panels would wait for each other's replies. What the socket
        doesn't take is the transport's."""
        transport = self.transport
        if transport is None or transport.is_closing():
            return
        try:
            taken = 0 if transport.get_write_buffer_size() else os.write(self.door, data)
        except OSError:  # full, or gone: the transport finds out
            taken = 0
        if taken < len(data):
            transport.write(data[taken:])

    def settled(self, event, at: datetime) -> None:
        """Its post is on the disk: its acknowledgement goes out with the others of this connection."""
        self.pending -= 1
        if self.transport is None:
            return
        reply = self.reply(event, at)
        if reply:
            self.hub.acknowledged += 1
            self._replies.append(reply)

    def answered(self) -> None:
        """Everything of this turn is settled: send what there is to send."""
        if self.transport is None:
            return
        if self._replies:
            self.send(b"".join(self._replies))
            self._replies.clear()
        if self.ended and not self.pending:
            self.transport.close()
        elif self.paused and self.pending < EASED:
            self.paused = False
            self.transport.resume_reading()

    def reply(self, event, at: datetime) -> bytes | None:
        raise NotImplementedError

    def overdue(self, now: float) -> str:
        """Why this connection should be closed: a frame that does not end, or nothing at all for long; empty: it may stay."""
        if self.receiver.held and now - self.began > FRAME_SECONDS:
            return "frame-too-slow"
        return "idle" if now - self.heard > IDLE_SECONDS and not self.pending else ""

    def tick(self, now: float) -> None:
        """Once a second."""


class Dc09Stream(Stream):
    def engine(self) -> Dc09Receiver:
        return self.hub.dc09_receiver(self.peer)

    def reply(self, event: Dc09Event, at: datetime) -> bytes:
        return self.receiver.acknowledge(event, at=at)


class FireStream(Stream):
    """A fire transmitter: confirmations, and the centre's own commands with their repeats (6.5)."""

    def __init__(self, hub):
        super().__init__(hub)
        self.outbox, self.clock_set = Outbox(), float("-inf")

    def engine(self) -> FireReceiver:
        return self.hub.fire_receiver(self.peer)

    def take(self, outcomes, at: datetime) -> None:
        for event in outcomes:
            if isinstance(event, FireEvent):
                self.outbox.settle(event)
        super().take(outcomes, at)

    def reply(self, event: FireEvent, at: datetime) -> bytes | None:
        if event.command not in CONFIRMED:
            return None
        confirmed = self.receiver.acknowledge(event, at=at)
        off = event.sent.at is None or abs(event.sent.at - at) > CLOCK_OFF
        if off and self.hub.time() - self.clock_set > CLOCK_AGAIN:
            self.clock_set = self.hub.time()
            command = Station(event.target, event.source, serial=event.serial ^ 0x8000).set_clock(at=at)
            self.outbox.post(command, at=at)
            return confirmed + command
        return confirmed

    def tick(self, now: float) -> None:
        for notice in self.outbox.due(at=self.hub.now()) if len(self.outbox) else ():
            if not notice.given_up:
                self.send(notice.raw)


class Dc09Datagrams:
    """Every datagram is whole by itself; its answer goes back to where it came from.

    All that wait are read in one turn of the loop: its own endpoints read a few at a time, and sixty panels that wait would be stored
    in two groups that take turns.
    """

    def __init__(self, hub, door: socket.socket):
        self.hub, self.door = hub, door
        self._receivers: dict[str, Dc09Receiver] = {}
        self._version = hub.version
        hub.loop.add_reader(door, self._readable)

    def close(self) -> None:
        self.hub.loop.remove_reader(self.door)
        self.door.close()

    def _readable(self) -> None:
        for _ in range(DATAGRAMS):
            try:
                data, addr = self.door.recvfrom(65_536)
            except (BlockingIOError, InterruptedError):
                return
            except OSError:  # an answer came to nobody
                self.hub.refused["unreachable"] += 1
            else:
                self.received(data, addr)

    def send(self, data: bytes, addr) -> None:
        """An answer that finds no room is lost like any datagram, and its panel says the message again."""
        try:
            self.door.sendto(data, addr)
        except OSError:
            self.hub.refused["unreachable"] += 1

    def receiver(self, peer: str) -> Dc09Receiver:
        """One for every address: a datagram leaves nothing behind in it."""
        if self._version != self.hub.version or len(self._receivers) > CALLERS:
            self._receivers.clear()
            self._version = self.hub.version
        found = self._receivers.get(peer)
        if found is None:
            found = self._receivers[peer] = self.hub.dc09_receiver(peer)
        return found

    def received(self, data: bytes, addr) -> None:
        if self.hub.full:
            self.hub.refused["too-many-waiting"] += 1
            return
        caller, at = _Caller(self, addr), self.hub.moment()
        caller.take(caller.receiver.datagram(data, at=at), at)


class _Caller:
    """The sender of one datagram, as a line that can be answered."""

    __slots__ = ("addr", "datagrams", "hub", "peer", "receiver")

    def __init__(self, datagrams: Dc09Datagrams, addr):
        self.datagrams, self.hub, self.addr, self.peer = datagrams, datagrams.hub, addr, addr[0]
        self.receiver = datagrams.receiver(self.peer)

    def take(self, outcomes, at: datetime) -> None:
        posts = [post for outcome in outcomes for post in self.hub.judge(self, outcome, at)]
        if posts:
            self.hub.put(posts)

    def send(self, data: bytes) -> None:
        self.datagrams.send(data, self.addr)

    def settled(self, event: Dc09Event, at: datetime) -> None:
        self.hub.acknowledged += 1
        self.send(self.receiver.acknowledge(event, at=at))

    def answered(self) -> None:
        """A datagram for each reply: nothing waits."""


def posts_of_panel(line, event: Dc09Event, at: datetime) -> Sequence[Post]:
    """The post of a panel's event; a reply that a panel sends is nothing to store."""
    if event.header[0] in REPLY_TOKENS:
        return ()
    return (Post(of_dc09(event, at=at, peer=line.peer), line, event),)


def posts_of_transmitter(line, event: FireEvent, at: datetime) -> Sequence[Post]:
    """The post of a fire transmitter's event."""
    if event.command not in CONFIRMED and not event.objects:
        return ()
    return (Post(of_fire(event, at=at, peer=line.peer), line, event),)
