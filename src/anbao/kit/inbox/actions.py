"""Telling people."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from anbao.kit.inbox.models import Notice


@dataclass(frozen=True)
class Word:
    """What to tell one recipient, in both languages, and where to deal with it."""

    recipient: str
    topic: str
    zh: str
    en: str
    link: str = ""


def tell(words: Sequence[Word], *, at: datetime) -> list[Notice]:
    """Put notices into inboxes (bulk); part of the caller's transaction."""
    return Notice.objects.bulk_create(
        [Notice(recipient=w.recipient, topic=w.topic, zh=w.zh[:300], en=w.en[:300], link=w.link, at=at) for w in words],
        batch_size=2000,
    )


def read(recipient: str, *, at: datetime, ids: Sequence[int] | None = None) -> int:
    """Mark the recipient's notices (all, or those of `ids`) as read; returns how many were unread."""
    rows = Notice.objects.of(recipient).unread()
    return (rows if ids is None else rows.filter(pk__in=ids)).update(read_at=at)
