"""Publishing: NOTIFY inside the transaction of the write."""

import json
from collections.abc import Iterable
from itertools import takewhile

from django.db import connection

CHANNEL = "anbao_live"
#: PostgreSQL refuses payloads of 8,000 bytes and more
PAYLOAD_LIMIT = 7_500


def publish(topic: str, *, scope: str = "", **facts) -> None:
    """Tell open pages after commit that `topic` changed under `scope`."""
    text = json.dumps({"topic": topic, "scope": scope, **facts}, ensure_ascii=False, default=str)
    if len(text.encode()) > PAYLOAD_LIMIT:
        text = json.dumps({"topic": topic, "scope": scope}, ensure_ascii=False)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_notify(%s, %s)", (CHANNEL, text))


def publish_places(topic: str, paths: Iterable[str], **facts) -> None:
    """One event for a batch: its scope is the longest beginning that all the places' paths share."""
    known = set(paths)
    if known:
        first, last = min(known), max(known)
        shared = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], zip(first, last, strict=False)))
        publish(topic, scope=first[:shared], **facts)
