"""Telling people."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from anbao.kit.copying import array_of
from anbao.kit.inbox.models import Notice

#: a digest grows while it is unread; it is sent out of the house again when it grew a day after it was sent
GATHER = """
INSERT INTO inbox_notice (recipient, topic, zh, en, link, "group", count, many_link, at)
SELECT v.*, %s FROM unnest(%s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::text[], %s::int[], %s::text[]) AS v
ON CONFLICT (recipient, "group") WHERE read_at IS NULL AND NOT ("group" = '') DO UPDATE SET
  zh = excluded.zh, en = excluded.en, at = excluded.at, count = inbox_notice.count + excluded.count,
  many_link = excluded.many_link,
  sent_at = CASE WHEN inbox_notice.sent_at > excluded.at - interval '1 day' THEN inbox_notice.sent_at END
"""


@dataclass(frozen=True)
class Word:
    """What to tell one recipient, in both languages, and where to deal with it.

    ``group``: what comes often is one notice while it is unread (the newest, and how many); ``many_link``: their list.
    """

    recipient: str
    topic: str
    zh: str
    en: str
    link: str = ""
    group: str = ""
    many_link: str = ""


def tell(words: Sequence[Word], *, at: datetime) -> None:
    """Put notices into inboxes (bulk), those of a group gathered into one; part of the caller's transaction."""
    Notice.objects.bulk_create(
        [
            Notice(recipient=w.recipient, topic=w.topic, zh=w.zh[:300], en=w.en[:300], link=w.link, at=at)
            for w in words
            if not w.group
        ],
        batch_size=2000,
    )
    gathered: dict[tuple[str, str], list[Word]] = {}
    for word in words:
        if word.group:
            gathered.setdefault((word.recipient, word.group), []).append(word)
    if gathered:
        # in the order of the index: two that tell the same people wait for each other and never cross
        rows = [(w[-1].recipient, w[-1].topic, w[-1].zh[:300], w[-1].en[:300], w[-1].link, w[-1].group, len(w), w[-1].many_link)
                for _key, w in sorted(gathered.items())]  # fmt: skip
        with connection.cursor() as cursor:
            cursor.execute(GATHER, [at, *(array_of(column) for column in zip(*rows, strict=True))])


def read(recipient: str, *, at: datetime, ids: Sequence[int] | None = None) -> int:
    """Mark the recipient's notices (all, or those of `ids`) as read; returns how many were unread."""
    rows = Notice.objects.of(recipient).unread()
    return (rows if ids is None else rows.filter(pk__in=ids)).update(read_at=at)
