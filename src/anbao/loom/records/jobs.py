"""Background work of records."""

from datetime import timedelta

from procrastinate.contrib.django import app

from anbao.kit import clock
from anbao.loom.records.contradictions import compare


@app.periodic(cron="*/10 * * * *")
@app.task(name="records.compare", queueing_lock="records.compare")
def compare_days(timestamp: int = 0) -> None:
    """Every ten minutes: today's and yesterday's positive statements against what those days show."""
    at = clock.now()
    today = clock.local_day(at)
    for day in (today - timedelta(days=1), today):
        compare(day=day, at=at)
