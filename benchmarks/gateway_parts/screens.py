"""Wall screens that hear: ``python -m benchmarks.gateway_parts.screens`` reads one JSON line that says where, opens a
live-event connection for each cookie, and says so; everything that comes is kept with its moment. A second line gives the
moments at which alarms were sent; the answer is how long they took to each screen.
"""

import asyncio
import json
import re
import sys
import time
from bisect import bisect_right

PATH = "/wall/screen/events/"
NAMED = re.compile(rb'\[(\d+),"')
RESUME = re.compile(rb"^event: resume", re.MULTILINE)


class Screen(asyncio.Protocol):
    """One connection: what came (bytes), and until which byte at which moment."""

    def __init__(self, cookie: str, opened: asyncio.Semaphore):
        self.cookie, self.opened = cookie, opened
        self.said, self.ends, self.moments, self.lost = bytearray(), [], [], False

    def connection_made(self, transport) -> None:
        transport.write(f"GET {PATH} HTTP/1.1\r\nHost: localhost\r\nCookie: {self.cookie}\r\n\r\n".encode())

    def data_received(self, data: bytes) -> None:
        if not self.said:
            self.opened.release()
        self.said += data
        self.ends.append(len(self.said))
        self.moments.append(time.perf_counter())

    def connection_lost(self, exc) -> None:
        self.lost = True

    def first_heard(self, since: int) -> dict[int, float]:
        """The moment at which each alarm was first named behind byte `since`."""
        heard: dict[int, float] = {}
        for found in NAMED.finditer(self.said, since):
            heard.setdefault(int(found[1]), self.moments[bisect_right(self.ends, found.end() - 1)])
        return heard


def percentile(sorted_values: list[float], share: float) -> float:
    return sorted_values[min(len(sorted_values) - 1, int(len(sorted_values) * share))] * 1000


async def main() -> None:
    loop, lines = asyncio.get_running_loop(), asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    spec, opened = json.loads(await lines.readline()), asyncio.Semaphore(0)
    screens = []
    for cookie in spec["cookies"]:
        _transport, screen = await loop.create_connection(lambda c=cookie: Screen(c, opened), "127.0.0.1", spec["port"])
        screens.append(screen)
        await opened.acquire()
    print("open", flush=True)
    await lines.readline()
    starts = [len(screen.said) for screen in screens]
    print("ready", flush=True)
    lines._limit = 1 << 26
    sent = {int(alarm): moment for alarm, moment in json.loads(await lines.readline()).items()}
    took, missed, resumed, pieces = [], 0, 0, 0
    for screen, start in zip(screens, starts, strict=True):
        heard = screen.first_heard(start)
        missed += sum(alarm not in heard for alarm in sent)
        took += [heard[alarm] - moment for alarm, moment in sent.items() if alarm in heard]
        resumed += len(RESUME.findall(screen.said, start))
        pieces += sum(end > start for end in screen.ends)
    took.sort()
    told = {"missed": missed, "resumed": resumed, "lost": sum(s.lost for s in screens), "pieces": pieces / len(screens)}
    print(json.dumps(told | {f"p{p}": percentile(took, p / 100) if took else None for p in (50, 99, 100)}), flush=True)


if __name__ == "__main__":
    asyncio.run(main())
