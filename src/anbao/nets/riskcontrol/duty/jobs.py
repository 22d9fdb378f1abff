"""Background work of duty rosters."""

import time

from procrastinate.contrib.django import app

from anbao.engines.rostering import Deadline
from anbao.kit import clock
from anbao.nets.riskcontrol.duty import drafting

#: seconds that searching a month, and saying what clashes in it, take together
MONTH_SECONDS = 9.0


@app.task(name=drafting.JOB)
def draft(drafting_id: int) -> None:
    """A month that a planner asked for."""
    drafting.work(drafting_id=drafting_id, stop=Deadline(MONTH_SECONDS, time.monotonic), at=clock.now())
