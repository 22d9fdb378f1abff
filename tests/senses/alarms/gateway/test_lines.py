"""The ends of a socket by themselves: what a full socket doesn't take goes out behind it, and datagrams are read all at once."""

import asyncio
import socket
from collections import Counter
from types import SimpleNamespace

import pytest

from anbao.engines.dc09.accounts import AccountBook
from anbao.engines.dc09.panel import Panel
from anbao.engines.dc09.receiver import Receiver
from anbao.senses.alarms.gateway import lines
from anbao.senses.alarms.gateway.doors import datagrams
from tests.branch import NOW


class Wire:
    """A transport that keeps what the socket does not take."""

    def __init__(self):
        self.said, self.kept, self.closing = b"", b"", False

    def get_write_buffer_size(self) -> int:
        return len(self.kept)

    def is_closing(self) -> bool:
        return self.closing

    def write(self, data: bytes) -> None:
        self.kept += data


def stream_on(wire: Wire) -> lines.Stream:
    stream = lines.Stream(SimpleNamespace(version=0, time=lambda: 0.0))
    stream.transport = wire
    return stream


@pytest.mark.parametrize("room", [0, 1, 5, 100])
def test_what_a_socket_does_not_take_goes_out_behind_what_it_took(monkeypatch, room):
    wire = Wire()

    def write(_door: int, data: bytes) -> int:
        taken = data[: room - len(wire.said)]
        if not taken:
            raise BlockingIOError
        wire.said += taken
        return len(taken)

    monkeypatch.setattr(lines.os, "write", write)
    stream = stream_on(wire)
    for piece in (b"one", b"two", b"three"):
        stream.send(piece)
    assert wire.said + wire.kept == b"onetwothree" and len(wire.said) == min(room, 11)


def test_a_socket_that_is_gone_or_closing_is_left_to_its_transport(monkeypatch):
    def write(_door: int, _data: bytes) -> int:
        raise BrokenPipeError

    monkeypatch.setattr(lines.os, "write", write)
    wire = Wire()
    stream = stream_on(wire)
    stream.send(b"one")
    assert wire.kept == b"one"  # that is how the transport finds out
    wire.closing = True
    stream.send(b"two")
    assert wire.kept == b"one"


def test_datagrams_that_wait_are_handed_over_together_each_with_its_sender():
    """More than one turn reads: the loop has its other work in between, and nothing is left lying."""

    async def heard(count: int) -> list[list]:
        groups: list[list] = []
        hub = SimpleNamespace(
            version=0, full=False, refused=Counter(), loop=asyncio.get_running_loop(), moment=lambda: NOW, put=lambda posts: groups[-1].extend(posts),
            dc09_receiver=lambda peer: Receiver(AccountBook(), peer=peer), judge=lambda line, event, at: [(line.addr, event.sequence)],
        )  # fmt: skip
        door = datagrams("127.0.0.1", 0)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as sender:
            sender.bind(("127.0.0.1", 0))
            panel, own = Panel("1234"), sender.getsockname()
            for _ in range(count):
                sender.sendto(panel.sia("BA", "1"), door.getsockname())
            end = lines.Dc09Datagrams(hub, door)
            while sum(map(len, groups)) < count:
                groups.append([])
                await asyncio.sleep(0)
            end.close()
        assert {addr for group in groups for addr, _sequence in group} == {own}
        return [[sequence for _addr, sequence in group] for group in groups if group]

    first, second = asyncio.run(heard(lines.DATAGRAMS + 3))
    assert first + second == list(range(1, lines.DATAGRAMS + 4)) and len(second) == 3
