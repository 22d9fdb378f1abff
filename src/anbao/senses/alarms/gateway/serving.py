"""The gateway as a process: ports, writer, keeper, and a clean end on SIGTERM."""

import asyncio
import gc
import logging
import os
import resource
import signal
import socket
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db import connection

from anbao.kit.companion import Companion, end_together
from anbao.kit.live import actions as live
from anbao.senses.alarms.gateway import naming
from anbao.senses.alarms.gateway.doors import Door, datagrams
from anbao.senses.alarms.gateway.hub import Hub
from anbao.senses.alarms.gateway.intake import Writer
from anbao.senses.alarms.gateway.lines import Dc09Datagrams, Dc09Stream, FireStream
from anbao.senses.alarms.gateway.listening import Listener
from anbao.senses.alarms.gateway.moments import Moments
from anbao.senses.alarms.models import Gateway
from anbao.senses.alarms.queries import books, home
from anbao.senses.alarms.storing import CHANGED, SourceIndex
from anbao.senses.alarms.words import read_tables

log = logging.getLogger("anbao.gateway")
#: seconds that what waits has to be stored and answered when the gateway ends
LAST_SECONDS = 5.0
KEEPER = "anbao.senses.alarms.gateway.keeper"
#: seconds after which the loop and the writer take turns: a group's rows must not keep an acknowledgement waiting
SWITCH = 0.0001
#: objects that may be made between two collections: a group of messages makes thousands, and leaves no cycles
COLLECTED = (50_000, 20, 50)

try:
    from uvloop import new_event_loop
except ImportError:  # where it can't be had, the loop of the standard library does the same
    from asyncio import new_event_loop


class CantListen(OSError):
    """A port is taken or may not be used; the message is one line for the user."""


@dataclass(frozen=True)
class Ports:
    """Where to listen; 0: a free port, None: not at all."""

    host: str = "127.0.0.1"
    dc09: int | None = 9700
    fire: int | None = 9701


class Serving:
    """Listening sockets, hub, writer and listener of one gateway; used by the process and, in its own loop, by tests."""

    def __init__(self, ports: Ports, *, name: str = "", **limits: int):
        self.ports, self.name, self.limits = ports, name, limits
        self.dc09 = self.fire = 0
        self.hub: Hub | None = None
        self._doors: list[Door] = []
        self._socket: socket.socket | None = None
        self._datagrams: Dc09Datagrams | None = None

    def prepare(self) -> None:
        """The ports, then what needs the database before the first caller is let in: the institution, the books, the row of this
        gateway. Raises CantListen, and then no row says that it listens."""
        self._bind()
        try:
            self._read()
        except BaseException:
            self._close()
            raise
        connection.close()

    def _bind(self) -> None:
        """Hold the ports; who calls waits until ``start``."""
        host, port, option = self.ports.host, self.ports.dc09, "--dc09"
        try:
            if port is not None:
                self._doors.append(Door(lambda: Dc09Stream(self.hub), host, port))
                self.dc09 = self._doors[-1].port
                self._socket = datagrams(host, self.dc09)
            if self.ports.fire is not None:
                port, option = self.ports.fire, "--fire"
                self._doors.append(Door(lambda: FireStream(self.hub), host, port))
                self.fire = self._doors[-1].port
        except OSError as error:
            self._close()
            why = os.strerror(error.errno) if error.errno and error.errno > 0 else error.strerror or error
            raise CantListen(f"can't listen on {host}:{port}: {why} ({option} names another port)") from None

    def _read(self) -> None:
        place = home()
        if place is None:
            raise CantListen("there is no institution yet: import the branch first")
        read_tables()  # now, not while the first panel waits
        moments = Moments()
        moments.calibrate()
        now = moments.now()
        self.name = naming.own_name(self.name, self._place(), now=now)
        self.hub = hub = Hub(books(), moments, **self.limits)
        index = SourceIndex(place.pk, now=moments.now)
        index.load()
        hub.writer = Writer(
            index=index, name=self.name, moments=moments, settled=hub.settled, reloaded=hub.reloaded, facts=self._facts
        )
        Gateway.house.update_or_create(
            name=self.name,
            defaults={"institution": place, "started_at": now, "beat_at": now, "listening": True, "away_since": None,
                      "away_until": None, "facts": self._place()},
        )  # fmt: skip
        live.publish("wall", scope=place.path, spans=True)  # screens that said that nothing is received

    def _place(self) -> dict:
        """Where it listens, and as which process."""
        return {"dc09": self.dc09, "fire": self.fire, "host": self.ports.host} | naming.process()

    def _facts(self) -> dict:
        return self.hub.facts() | self._place()

    async def start(self) -> None:
        """Let callers in."""
        loop = self.hub.loop = asyncio.get_running_loop()
        for door in self._doors:
            door.open(loop)
        if self._socket is not None:
            self._datagrams, self._socket = Dc09Datagrams(self.hub, self._socket), None
        self.hub.writer.start()
        self._listener = Listener(CHANGED, self.hub.writer.reload)
        self._listener.start()
        self._ticking = asyncio.create_task(self._tick())

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(1.0)
            await self.hub.tick()

    async def stop(self) -> None:
        """No new connections; what waits is stored and answered; then the connections close."""
        for door in self._doors:
            door.close()
        self._ticking.cancel()
        self.hub.writer.stop()
        await asyncio.to_thread(self.hub.writer.join, LAST_SECONDS)
        await asyncio.to_thread(self._listener.stop)
        for stream in list(self.hub.streams):
            stream.transport.close()
        self._close()
        await asyncio.sleep(0)

    def _close(self) -> None:
        for door in self._doors:
            door.close()
        if self._socket is not None:
            self._socket.close()
            self._socket = None
        if self._datagrams is not None:
            self._datagrams.close()
            self._datagrams = None

    def said_good_bye(self) -> None:
        """The row says that this gateway ended on purpose; without a database it can't."""
        from django.db.utils import Error as DatabaseError

        try:
            rows = Gateway.house.filter(name=self.name)
            rows.update(listening=False, beat_at=self.hub.moments.now(), facts=self._facts())
            for gateway in rows.select_related("institution"):
                live.publish("wall", scope=gateway.institution.path, spans=True)
        except DatabaseError as error:
            log.warning("the gateway ends without a database: %s", " ".join(str(error).split()))
        connection.close()


def run(ports: Ports, *, name: str, said: Callable[[str], None], beside: Sequence[str] = ()) -> None:
    """Listen until SIGTERM or SIGINT, with the keeper and other companions (their modules) beside. Raises CantListen."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, max(soft, 65_536)), hard))
    serving = Serving(ports, name=name)
    serving.prepare()
    sys.setswitchinterval(SWITCH)
    gc.collect()
    gc.freeze()  # what is there by now stays: no collection has to walk through it while panels wait
    gc.set_threshold(*COLLECTED)
    with asyncio.Runner(loop_factory=new_event_loop) as runner:
        runner.run(_until_told(serving, said, (KEEPER, *beside)))


async def _until_told(serving: Serving, said: Callable[[str], None], beside: Sequence[str]) -> None:
    await serving.start()
    told = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, told.set)
    companions = [Companion(module) for module in beside]
    said(
        f"listening on {serving.ports.host}: DC-09 {serving.dc09 or '-'} (TCP and UDP), GB/T 26875.3 {serving.fire or '-'} (TCP);"
        f" on the screens: {serving.name}"
    )
    try:
        while not told.is_set():
            for companion in companions:
                companion.watch()
            try:
                await asyncio.wait_for(told.wait(), 1.0)
            except TimeoutError:
                continue
    finally:
        # before the companions have ended, which may take them seconds: whoever ends the gateway may not wait so long
        await serving.stop()
        await asyncio.to_thread(serving.said_good_bye)
        end_together(companions)
