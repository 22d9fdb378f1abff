"""Connections of the boxes: bytes out, replies in; opened when needed, opened again when broken."""

import asyncio
from collections.abc import Callable
from contextlib import suppress

#: seconds until a connection counts as not coming
CONNECT = 5.0


class TcpLine:
    """One TCP connection, kept open between messages."""

    def __init__(self, host: str, port: int):
        self.host, self.port = host, port
        self._reader: asyncio.StreamReader | None = None
        self._writer: asyncio.StreamWriter | None = None

    async def say(self, frame: bytes) -> None:
        """Send, connecting first where there is no connection; raises OSError."""
        if self._writer is None or self._writer.is_closing():
            await self._connect()
        self._writer.write(frame)
        await self._writer.drain()

    async def _connect(self) -> None:
        await self.close()
        try:
            async with asyncio.timeout(CONNECT):
                self._reader, self._writer = await asyncio.open_connection(self.host, self.port)
        except TimeoutError:
            raise ConnectionRefusedError(f"{self.host}:{self.port} does not answer") from None

    async def hear(self) -> bytes:
        """What came; raises ConnectionResetError when the other side hung up."""
        data = await self._reader.read(4096)
        if not data:
            await self.close()
            raise ConnectionResetError("the gateway hung up")
        return data

    async def close(self) -> None:
        writer, self._writer = self._writer, None
        if writer is not None:
            writer.close()
            with suppress(OSError):
                await writer.wait_closed()


class _Datagrams(asyncio.DatagramProtocol):
    def __init__(self):
        self.heard: asyncio.Queue[bytes | OSError] = asyncio.Queue(maxsize=64)

    def datagram_received(self, data: bytes, addr) -> None:
        with suppress(asyncio.QueueFull):
            self.heard.put_nowait(data)

    def error_received(self, error: OSError) -> None:
        with suppress(asyncio.QueueFull):
            self.heard.put_nowait(error)


class UdpLine:
    """A UDP socket bound to one gateway; each message is one datagram."""

    def __init__(self, host: str, port: int):
        self.host, self.port = host, port
        self._transport: asyncio.DatagramTransport | None = None
        self._protocol: _Datagrams | None = None

    async def say(self, frame: bytes) -> None:
        if self._transport is None:
            loop = asyncio.get_running_loop()
            self._transport, self._protocol = await loop.create_datagram_endpoint(
                _Datagrams, remote_addr=(self.host, self.port)
            )
        self._transport.sendto(frame)

    async def hear(self) -> bytes:
        heard = await self._protocol.heard.get()
        if isinstance(heard, OSError):
            raise heard
        return heard

    async def close(self) -> None:
        transport, self._transport = self._transport, None
        if transport is not None:
            transport.close()


Line = TcpLine | UdpLine
LINES: dict[str, Callable[[str, int], Line]] = {"tcp": TcpLine, "udp": UdpLine}
