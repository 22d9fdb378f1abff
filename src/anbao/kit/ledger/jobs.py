"""Background work of the ledger."""

from procrastinate.contrib.django import app

from anbao.kit import clock
from anbao.kit.ledger import heads


@app.periodic(cron="*/10 * * * *")
@app.task(name="ledger.keep_head", queueing_lock="ledger.keep_head")
def keep_head(timestamp: int = 0) -> None:
    """Every ten minutes: number and hash of the newest line go into the file beside the database."""
    heads.keep_newest(clock.now())
