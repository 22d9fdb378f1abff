"""Publishing: NOTIFY inside the transaction of the write."""

import json
from collections.abc import Iterable
from itertools import takewhile

from django.db import connection

CHANNEL = "anbao_live"
#: PostgreSQL refuses payloads of 8,000 bytes and more
PAYLOAD_LIMIT = 7_500


def publish(topic: str, *, scope: str = "", spans: bool = False, **facts) -> None:
    """Tell open pages after commit that `topic` changed at `scope`; with `spans` everywhere under it as well."""
    said = {"topic": topic, "scope": scope} | ({"spans": True} if spans else {})
    _notify(said | facts, said)


def publish_places(topic: str, paths: Iterable[str], **facts) -> None:
    """One event for a batch: its scope is the longest beginning that all the places' paths share.

    The places go with it, for the hub alone; where they are too many it spans everything under that beginning.
    """
    known = sorted(set(paths))
    if known:
        shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(known[0], known[-1], strict=False)))
        said = {"topic": topic, "scope": known[0][:shared]}
        spanning = said | {"spans": True}
        _notify(said | {"places": [path[shared:] for path in known]} | facts, spanning | facts, spanning)


def _notify(*ways: dict) -> None:
    """Send the first of these ways to say it that fits; the last one always does."""
    texts = (json.dumps(way, ensure_ascii=False, default=str) for way in ways)
    text = next(text for text in texts if len(text.encode()) <= PAYLOAD_LIMIT)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", (CHANNEL, text))
