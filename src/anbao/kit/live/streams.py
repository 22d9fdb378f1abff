"""A stream as text: server-sent events of one reader, from his mailbox (https://html.spec.whatwg.org/#server-sent-events)."""

import asyncio
from collections.abc import AsyncIterator

from anbao.kit.live.hub import RESUME, Event, Hub, Mailbox

#: seconds without an event until a heartbeat goes out; below the idle limits of common proxies (60 s)
HEARTBEAT = 15.0
#: seconds a stream lives before the browser has to come back
LIFE = 600.0
#: seconds between two pieces of a stream: news after a quiet moment leaves at once, a storm's in pieces of so long
GATHER = 0.1
#: milliseconds the browser waits before it comes back
RETRY = 1_000
#: milliseconds between looks where the site can't stream
POLL = 10_000


def heartbeat(position: str) -> str:
    """A comment that keeps proxies awake, and the position without an event: the reader missed nothing so far."""
    return f": beat\nid: {position}\n\n"


def polled(position: str) -> str:
    """The whole answer of a site that can't stream: read everything again, come back in a while."""
    return f"retry: {POLL}\nid: {position}\nevent: {RESUME}\ndata: {{}}\n\n"


async def stream(
    hub: Hub, scopes: tuple[str, ...], *, last_seen: str = "", heart: float = HEARTBEAT, life: float = LIFE
) -> AsyncIterator[str]:
    """The reader's events, framed, until `life` is over or he leaves. `last_seen`: the id he saw last, if any."""
    loop, flag = asyncio.get_running_loop(), asyncio.Event()

    def wake() -> None:
        if not loop.is_closed():
            loop.call_soon_threadsafe(flag.set)

    box = Mailbox(scopes, wake)
    hub.join(box)
    try:
        ends, here = loop.time() + life, hub.position
        yield f"retry: {RETRY}\nid: {here}\n\n"
        if last_seen and last_seen != here:
            yield Event(RESUME, "", "{}", here).framed
        rested = loop.time()
        while (left := ends - loop.time()) > 0:
            try:
                async with asyncio.timeout(min(heart, left)):
                    await flag.wait()
            except TimeoutError:
                yield heartbeat(hub.position)
                continue
            if (pause := rested - loop.time()) > 0:
                await asyncio.sleep(pause)
            flag.clear()
            waiting = box.take()
            if waiting:
                rested = loop.time() + GATHER
                yield "".join([event.framed for event in waiting])
    finally:
        hub.leave(box)
