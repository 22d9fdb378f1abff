"""Background work of screening."""

from procrastinate.contrib.django import app

from anbao.kit import clock
from anbao.nets.antifraud.screening import actions


@app.periodic(cron="* * * * *")
@app.task(name="screening.advance", queueing_lock="screening.advance", lock="screening.advance")
def advance(timestamp: int = 0) -> None:
    """Every minute: runs that are under way go on, also those whose worker died."""
    actions.advance_all(at=clock.now())
