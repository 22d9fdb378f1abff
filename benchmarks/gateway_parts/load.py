"""Panels that call: ``python -m benchmarks.gateway_parts.load SPEC`` (JSON) prints one JSON line of what it saw.

Frames are made before the clock starts. Closed loop: every connection keeps `depth` messages unanswered. Open loop (`rate`):
messages leave at their moments whatever comes back; with `greets` each connection's first one as soon as it is open. Each connection carries `panels` of them, which speak in turn; of `stopping`
connections no more than `stop_after` messages come. `addresses`: local addresses that the connections are spread over. A message is written at once, past the loop, which would gather what a turn
sends and make receiver and panels take turns instead of working at the same time. Latency: from the last byte handed to the kernel to the reply's arrival. What is sent in the first `warm` seconds is not counted,
neither in the latency nor in the messages a second: nobody has met anybody yet.
"""

import asyncio
import contextlib
import gc
import json
import os
import sys
import time
from datetime import UTC, datetime

from uvloop import new_event_loop

from anbao.engines.dc09.panel import Panel

CR = b"\r"


def account_of(number: int) -> str:
    return f"{0x10000 + number:X}"


def frames_of(number: int, count: int, key: bytes | None, spec: dict) -> list[bytes]:
    """`count` messages of one panel, each with its own sequence number; acknowledgements are read by their position."""
    kind = spec.get("kind", "sia")
    panel, at = Panel(account_of(number), key=key, sequence=spec.get("first_sequence", 1)), datetime.now(UTC)
    if kind == "alarm":  # every message another zone
        return [panel.sia("BA", str(spec.get("zone", 1) + n), at=at if key else None) for n in range(count)]
    if kind == "null":
        return [panel.supervision(at=at if key else None) for _ in range(count)]
    # alarm and restore in turn: every message changes something
    return [panel.sia("BA" if n % 2 == 0 else "BR", str(1 + n // 2 % 8), at=at if key else None) for n in range(count)]


def in_turn(panels: list[list[bytes]]) -> list[bytes]:
    """The messages of the panels that share a connection, in turn."""
    return [frame for turn in zip(*panels, strict=True) for frame in turn]


class Stream(asyncio.Protocol):
    """A connection; replies come in order, one carriage return each."""

    def __init__(self, run, frames: list[bytes]):
        self.run, self.frames, self.next, self.sent_at = run, frames, 0, []
        self.answered, self.broken = 0, False

    def connection_made(self, transport) -> None:
        self.transport = transport
        self.door = transport.get_extra_info("socket").fileno()

    def send(self) -> bool:
        if self.next >= len(self.frames) or self.broken:
            return False
        self.sent_at.append(time.perf_counter())
        os.write(self.door, self.frames[self.next])
        self.next += 1
        return True

    def data_received(self, data: bytes) -> None:
        now = time.perf_counter()
        for piece in data.split(CR)[:-1]:
            if b"ACK" in piece:
                self.run.acknowledged += 1
                if self.sent_at[self.answered] >= self.run.counted_from:
                    self.run.latencies.append(now - self.sent_at[self.answered])
            else:
                self.run.refused += 1
            self.answered += 1
            if self.run.depth:
                self.send()
        self.run.last = now
        if self.answered == len(self.frames):
            self.run.finished(self)

    def connection_lost(self, exc) -> None:
        self.broken = True
        self.run.finished(self)


class Datagrams(asyncio.DatagramProtocol):
    def __init__(self, run, frames: list[bytes]):
        self.run, self.frames, self.next, self.sent_at, self.answered = run, frames, 0, [], 0
        self.broken = False

    def connection_made(self, transport) -> None:
        self.transport, self.door = transport, transport.get_extra_info("socket").fileno()

    def send(self) -> bool:
        if self.next >= len(self.frames):
            return False
        self.sent_at.append(time.perf_counter())
        os.write(self.door, self.frames[self.next])
        self.next += 1
        return True

    def datagram_received(self, data: bytes, addr) -> None:
        Stream.data_received(self, data)

    def error_received(self, exc) -> None:
        self.run.refused += 1


class Run:
    """One load: `connections` panels, `messages` each; `depth` unanswered, or `rate` messages a second over all."""

    def __init__(self, spec: dict):
        self.spec, self.depth, self.rate = spec, spec.get("depth", 0), spec.get("rate", 0)
        self.latencies: list[float] = []
        self.refused, self.acknowledged, self.last, self.open = 0, 0, 0.0, set()
        self.counted_from = 0.0

    def finished(self, stream) -> None:
        if stream in self.open:
            self.open.discard(stream)
            if not self.open:
                self.done.set()

    async def go(self) -> dict:
        spec, loop = self.spec, asyncio.get_running_loop()
        self.done = asyncio.Event()
        key = bytes.fromhex(spec["key"]) if spec.get("key") else None
        first = spec.get("first", 0)
        many = spec.get("panels", 1)
        made = [
            in_turn([frames_of(first + n * many + one, spec["messages"], key, spec) for one in range(many)])
            for n in range(spec["connections"])
        ]
        for frames in made[: spec.get("stopping", 0)]:
            del frames[many * spec["stop_after"] :]
        streams, addresses = [], spec.get("addresses", 0)
        for number, frames in enumerate(made):
            if spec.get("udp"):
                _t, stream = await loop.create_datagram_endpoint(
                    lambda f=frames: Datagrams(self, f), remote_addr=("127.0.0.1", spec["port"])
                )
            else:
                own = (f"127.0.0.{2 + number % addresses}", 0) if addresses else None
                _t, stream = await loop.create_connection(
                    lambda f=frames: Stream(self, f), "127.0.0.1", spec["port"], local_addr=own
                )
            streams.append(stream)
            if spec.get("greets"):
                stream.send()
        self.open = set(streams)
        gc.collect()
        gc.disable()  # no pause of the panels' own is to be taken for the receiver's
        started, self.spent = time.perf_counter(), time.process_time()
        self.last, self.counted_from = started, started + spec.get("warm", 0.0)
        if self.rate:
            await self.paced(streams)
        else:
            for _ in range(self.depth):
                for stream in streams:
                    stream.send()
        with contextlib.suppress(TimeoutError):
            await asyncio.wait_for(self.done.wait(), spec.get("patience", 60))
        took = max(self.last - self.counted_from, 1e-9)
        seen = sorted(self.latencies)
        number, times = spec.get("first_sequence", 1), []
        for n, stream in enumerate(streams if spec.get("times") else ()):
            times += [(account_of(first + n), number + place, moment) for place, moment in enumerate(stream.sent_at)]
        return {
            "times": times,
            "sent": sum(s.next for s in streams), "acknowledged": self.acknowledged, "refused": self.refused, "seconds": took,
            "processor": time.process_time() - self.spent,
            "per_second": len(seen) / took, **{f"p{p}": seen[min(len(seen) - 1, int(len(seen) * p / 100))] * 1000 if seen else None for p in (50, 99)},
        }  # fmt: skip

    async def paced(self, streams) -> None:
        """Message n leaves at n / rate; the loop sleeps a millisecond at a time and sends what is due."""
        many = self.spec.get("panels", 1)
        rounds = self.spec["messages"] * many - bool(self.spec.get("greets"))
        start, sent, total = time.perf_counter(), 0, len(streams) * rounds
        while sent < total:
            due = min(total, int((time.perf_counter() - start) * self.rate))
            while sent < due:
                streams[sent % len(streams)].send()
                sent += 1
            await asyncio.sleep(0.001)


if __name__ == "__main__":
    with asyncio.Runner(loop_factory=new_event_loop) as runner:
        print(json.dumps(runner.run(Run(json.loads(sys.argv[1])).go())))
