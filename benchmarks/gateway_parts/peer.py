"""pysiaalarm's own asyncio server (it stores nothing): run by a Python that has it. ``peer.py PORT SOURCES KEY|- tcp|udp``."""

import asyncio
import sys

from pysiaalarm.aio import CommunicationsProtocol, SIAAccount, SIAClient


async def seen(event) -> None:
    """What a user's callback would do."""


async def main() -> None:
    port, sources, key, protocol = int(sys.argv[1]), int(sys.argv[2]), sys.argv[3], sys.argv[4]
    accounts = [
        SIAAccount(f"{0x10000 + n:X}", None if key == "-" else key, allowed_timeband=None) for n in range(sources)
    ]
    client = SIAClient("127.0.0.1", port, accounts, seen, protocol=CommunicationsProtocol[protocol.upper()])
    await client.async_start(reuse_port=False) if protocol == "tcp" else await client.async_start()
    print("listening", flush=True)
    await asyncio.Event().wait()


asyncio.run(main())
