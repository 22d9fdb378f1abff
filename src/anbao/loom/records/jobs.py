"""Background work of records."""

from procrastinate.contrib.django import app

from anbao.kit import clock
from anbao.loom.records.contradictions import compare_lately


@app.periodic(cron="*/10 * * * *")
@app.task(name="records.compare", queueing_lock="records.compare")
def compare_days(timestamp: int = 0) -> None:
    """Every ten minutes: the positive statements of the last days against what those days show."""
    compare_lately(at=clock.now())
