"""Callers are let in many at a time, on every address of the host, and nobody is once the door is shut."""

import asyncio
import socket

import pytest

from anbao.senses.alarms.gateway.doors import Door, datagrams


class Echo(asyncio.Protocol):
    def connection_made(self, transport) -> None:
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.transport.write(data)


@pytest.mark.parametrize("loop_factory", [None, "uvloop"])
def test_a_crowd_that_waits_is_let_in_and_answered(loop_factory):
    async def crowd() -> int:
        door = Door(Echo, "127.0.0.1", 0)
        callers = [socket.create_connection(("127.0.0.1", door.port)) for _ in range(300)]  # before it is open
        door.open(asyncio.get_running_loop())
        streams = [await asyncio.open_connection(sock=caller) for caller in callers]
        for _reader, writer in streams:
            writer.write(b"x")
        answers = [await reader.readexactly(1) for reader, _writer in streams]
        port = door.port
        door.close()
        with pytest.raises(ConnectionRefusedError):
            socket.create_connection(("127.0.0.1", port))
        streams[0][1].write(b"y")
        assert await streams[0][0].readexactly(1) == b"y"  # who is in stays
        for _reader, writer in streams:
            writer.close()
        return len(answers)

    factory = __import__(loop_factory).new_event_loop if loop_factory else None
    with asyncio.Runner(loop_factory=factory) as runner:
        assert runner.run(crowd()) == 300


def test_a_port_that_is_taken_is_an_error_and_leaves_nothing_open():
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        with pytest.raises(OSError, match="in use"):
            Door(Echo, "127.0.0.1", other.getsockname()[1])
    with datagrams("127.0.0.1", 0) as one, pytest.raises(OSError, match="in use"):
        datagrams("127.0.0.1", one.getsockname()[1])
