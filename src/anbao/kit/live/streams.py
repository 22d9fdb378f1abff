"""A stream as text: server-sent events of one reader, from his channel (https://html.spec.whatwg.org/#server-sent-events)."""

import asyncio
from collections.abc import AsyncIterator

from anbao.kit.live.channels import Channel, Reader
from anbao.kit.live.hub import RESUME, Event, Hub

#: seconds without an event until a heartbeat goes out; below the idle limits of common proxies (60 s)
HEARTBEAT = 15.0
#: seconds a stream lives before the browser has to come back
LIFE = 600.0
#: milliseconds the browser waits before it comes back
RETRY = 1_000
#: milliseconds between looks where the site can't stream
POLL = 10_000


def heartbeat(position: str) -> bytes:
    """A comment that keeps proxies awake, and the position without an event: the reader missed nothing so far."""
    return f": beat\nid: {position}\n\n".encode()


def polled(position: str) -> str:
    """The whole answer of a site that can't stream: read everything again, come back in a while."""
    return f"retry: {POLL}\nid: {position}\nevent: {RESUME}\ndata: {{}}\n\n"


async def stream(
    hub: Hub, scopes: tuple[str, ...], *, last_seen: str = "", heart: float = HEARTBEAT, life: float = LIFE
) -> AsyncIterator[bytes]:
    """The reader's events, framed, until `life` is over or he leaves. `last_seen`: the id he saw last, if any."""
    loop, reader, channel = asyncio.get_running_loop(), Reader(), Channel.of(hub, scopes)
    channel.join(reader)
    try:
        ends, here = loop.time() + life, hub.position
        yield f"retry: {RETRY}\nid: {here}\n\n".encode()
        if last_seen and last_seen != here:
            yield Event(RESUME, "", "{}", here).encoded
        while (left := ends - loop.time()) > 0:
            yield await reader.take(min(heart, left)) or heartbeat(channel.position)
    finally:
        channel.leave(reader)
