"""A gateway for the simulator's tests: the engines behind real sockets, storing what they hear in a list."""

import asyncio
from contextlib import asynccontextmanager
from datetime import datetime

from anbao.demo.simulator.running import Gateway
from anbao.engines.dc09.accounts import Account, AccountBook
from anbao.engines.dc09.events import Event
from anbao.engines.dc09.receiver import Receiver
from anbao.engines.fire26875.events import Event as FireEvent
from anbao.engines.fire26875.receiver import CONFIRMED, TransmitterBook
from anbao.engines.fire26875.receiver import Receiver as FireReceiver


class Listening:
    """What came, and how the next messages are treated: ``deaf`` of them are left without an answer."""

    def __init__(self, cards, now: datetime):
        self.book = AccountBook([Account(card.account, key=card.key) for card in cards if card.protocol == "dc09"])
        self.now, self.heard, self.deaf, self.gateway = now, [], 0, None

    def answer(self, receiver, outcomes) -> list[bytes]:
        replies = []
        for outcome in outcomes:
            if not isinstance(outcome, Event | FireEvent):
                reply = receiver.answer(outcome, at=self.now)
                replies += [reply] if reply else []
            elif self.deaf:
                self.deaf -= 1
            else:
                self.heard.append(outcome)
                if isinstance(outcome, Event) or outcome.command in CONFIRMED:
                    replies.append(receiver.acknowledge(outcome, at=self.now))
        return replies

    async def serve(self, reader, writer, receiver) -> None:
        while data := await reader.read(4096):
            for reply in self.answer(receiver, receiver.receive(data, at=self.now)):
                writer.write(reply)
        writer.close()


class _Udp(asyncio.DatagramProtocol):
    def __init__(self, listening: Listening):
        self.listening = listening

    def connection_made(self, transport) -> None:
        self.transport = transport

    def datagram_received(self, data, addr) -> None:
        receiver = Receiver(self.listening.book)
        for reply in self.listening.answer(receiver, receiver.receive(data, at=self.listening.now)):
            self.transport.sendto(reply, addr)


@asynccontextmanager
async def listening(cards, now: datetime):
    """A gateway on free ports while the block runs."""
    told = Listening(cards, now)
    tcp = await asyncio.start_server(lambda r, w: told.serve(r, w, Receiver(told.book)), "127.0.0.1", 0)
    fire = await asyncio.start_server(lambda r, w: told.serve(r, w, FireReceiver(TransmitterBook())), "127.0.0.1", 0)
    loop = asyncio.get_running_loop()
    udp, _protocol = await loop.create_datagram_endpoint(lambda: _Udp(told), local_addr=("127.0.0.1", 0))
    ports = {
        ("dc09", "tcp"): tcp.sockets[0].getsockname()[1], ("dc09", "udp"): udp.get_extra_info("sockname")[1],
        ("fire26875", "tcp"): fire.sockets[0].getsockname()[1],
    }  # fmt: skip
    told.gateway = Gateway("127.0.0.1", ports)
    try:
        yield told
    finally:
        tcp.close()
        fire.close()
        udp.close()
