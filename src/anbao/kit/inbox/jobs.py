"""Sending notices out of the house through Apprise, where the site names receivers (ANBAO_NOTIFY)."""

from collections import defaultdict

import apprise
from django.conf import settings
from django.db import transaction
from procrastinate.contrib.django import app

from anbao.kit import clock
from anbao.kit.inbox.models import Notice

#: notices taken per run, and lines per message
BATCH, LINES = 500, 20


@app.periodic(cron="* * * * *")
@app.task(name="inbox.send_out", queueing_lock="inbox.send_out")
def send_out(timestamp: int = 0) -> None:
    """Every minute: what is waiting, grouped by topic into few messages. Sent notices are marked only after delivery."""
    deliver(settings.ANBAO_NOTIFY, at=clock.now())


def deliver(urls, *, at) -> int:
    """Send waiting notices to the Apprise `urls`; returns how many. Nothing is marked when a service refuses."""
    if not urls:
        return 0
    service = apprise.Apprise()
    for url in urls:
        if not service.add(url):
            raise ValueError("ANBAO_NOTIFY names a service that Apprise does not know")
    with transaction.atomic():
        waiting = list(
            Notice.objects.select_for_update(skip_locked=True).filter(sent_at__isnull=True).order_by("id")[:BATCH]
        )
        topics = defaultdict(list)
        for notice in waiting:
            topics[notice.topic].append(notice)
        sent = []
        for topic, notices in topics.items():
            shown = "\n".join(n.in_chinese for n in notices[:LINES])
            more = f"\n…… 另 {len(notices) - LINES} 条" if len(notices) > LINES else ""
            if service.notify(title=f"安保 · {topic} {len(notices)}", body=shown + more):
                sent += [n.pk for n in notices]
        Notice.objects.filter(pk__in=sent).update(sent_at=at)
    return len(sent)
