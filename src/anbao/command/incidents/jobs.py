"""Background work of the desk."""

from procrastinate.contrib.django import app

from anbao.command.incidents.opening import take_up
from anbao.command.incidents.telling import tell_overdue, tell_unanswered
from anbao.kit import clock


@app.periodic(cron="* * * * *")
@app.task(name="incidents.take_up", queueing_lock="incidents.take_up")
def take_up_rest(timestamp: int = 0) -> None:
    """Every minute: what was not taken up beside the gateway, and supervisors of what nobody answers or finishes in time."""
    at = clock.now()
    take_up(at=at)
    tell_unanswered(at=at)
    tell_overdue(at=at)
