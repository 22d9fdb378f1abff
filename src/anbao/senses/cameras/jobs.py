"""Background work of cameras."""

from procrastinate.contrib.django import app

from anbao.kit import clock
from anbao.senses.cameras import actions, patrol

#: rounds of one job: a nation's cameras are walked by many workers, each taking its share
ROUNDS = 8


@app.periodic(cron="* * * * *")
@app.task(name="cameras.patrol")
def walk(timestamp: int = 0) -> None:
    """Every minute: look at the cameras that are due, until none is left or the minute's share is done."""
    for _round in range(ROUNDS):
        if patrol.walk(at=clock.now()).looked < patrol.BATCH:
            return


@app.periodic(cron="41 2 * * *")
@app.task(name="cameras.purge", queueing_lock="cameras.purge")
def purge(timestamp: int = 0) -> None:
    """Nightly: snapshots past their days that nothing refers to."""
    actions.purge(at=clock.now())
