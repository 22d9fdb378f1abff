"""Listening sockets whose callers are let in many at a time.

A loop's own server takes in one caller a turn, and a turn under load takes milliseconds: of two thousand panels that call at
once, the last would wait for seconds, and their messages with them.
"""

import asyncio
import logging
import socket
from collections.abc import Callable

log = logging.getLogger("anbao.gateway")
#: callers that wait to be let in; let in at once; seconds without a new one when there is no room for its socket
BACKLOG, AT_ONCE, FULL = 2_048, 128, 0.2


class Door:
    """Listens on every address of a host; each caller gets a protocol of the factory, once the door was opened: until then they
    wait. Raises OSError for a port that is taken."""

    def __init__(self, factory: Callable[[], asyncio.Protocol], host: str, port: int):
        self._factory = factory
        self._loop: asyncio.AbstractEventLoop | None = None
        self._sockets: list[socket.socket] = []
        self._entering: set[asyncio.Task] = set()
        try:
            for family, kind, protocol, _name, address in _addresses(host, port, socket.SOCK_STREAM):
                place = (address[0], self.port, *address[2:]) if self._sockets else address
                self._sockets.append(_listening(family, kind, protocol, place))
        except OSError:
            self.close()
            raise

    def open(self, loop: asyncio.AbstractEventLoop) -> None:
        self._loop = loop
        for door in self._sockets:
            loop.add_reader(door, self._let_in, door)

    @property
    def port(self) -> int:
        return self._sockets[0].getsockname()[1]

    def _let_in(self, door: socket.socket) -> None:
        for _ in range(AT_ONCE):
            try:
                caller, _address = door.accept()
            except (BlockingIOError, InterruptedError, ConnectionAbortedError):
                return
            except OSError as error:  # too many open files: those who are in go on, the others wait at the door
                log.error("a caller can't be let in: %s", error.strerror)
                self._loop.remove_reader(door)
                self._loop.call_later(FULL, self._again, door)
                return
            caller.setblocking(False)
            entering = self._loop.create_task(self._loop.connect_accepted_socket(self._factory, caller))
            self._entering.add(entering)
            entering.add_done_callback(self._entered)

    def _again(self, door: socket.socket) -> None:
        if door in self._sockets:
            self._loop.add_reader(door, self._let_in, door)

    def _entered(self, entering: asyncio.Task) -> None:
        self._entering.discard(entering)
        if not entering.cancelled() and entering.exception() is not None:
            log.info("a caller was gone before it was in: %s", entering.exception())

    def close(self) -> None:
        """Nobody is let in any more; who is in stays."""
        while self._sockets:
            door = self._sockets.pop()
            if self._loop is not None:
                self._loop.remove_reader(door)
            door.close()


def datagrams(host: str, port: int) -> socket.socket:
    """A socket for datagrams whose buffer a burst fits into."""
    family, kind, protocol, _name, address = _addresses(host, port, socket.SOCK_DGRAM)[0]
    door = socket.socket(family, kind, protocol)
    try:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4 << 20)
        door.setblocking(False)
        door.bind(address)
    except OSError:
        door.close()
        raise
    return door


def _addresses(host: str, port: int, kind: socket.SocketKind) -> list[tuple]:
    return list(dict.fromkeys(socket.getaddrinfo(host or None, port, type=kind, flags=socket.AI_PASSIVE)))


def _listening(family: int, kind: int, protocol: int, address: tuple) -> socket.socket:
    door = socket.socket(family, kind, protocol)
    try:
        door.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            door.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        door.setblocking(False)
        door.bind(address)
        door.listen(BACKLOG)
    except OSError:
        door.close()
        raise
    return door
