"""Background work of tasks. Every job is one action, safe to run twice: a worker killed in the middle loses nothing."""

from procrastinate.contrib.django import app

from anbao.kit import clock
from anbao.loom.campaigns.models import Campaign, CampaignState
from anbao.loom.tasks import actions, escalation
from anbao.loom.tasks.weaving import weave


def started() -> list[Campaign]:
    return list(Campaign.house.select_related("lead", "focus").filter(state=CampaignState.STARTED))


@app.periodic(cron="5 0 * * *")
@app.task(name="tasks.weave_ahead", queueing_lock="tasks.weave_ahead", pass_context=False)
def weave_ahead(timestamp: int = 0) -> None:
    """Nightly: the days that came into the horizon, people who took over chairs, anchors that moved."""
    at = clock.now()
    for campaign in started():
        weave(campaign, at=at)


@app.periodic(cron="* * * * *")
@app.task(name="tasks.sweep", queueing_lock="tasks.sweep")
def sweep(timestamp: int = 0) -> None:
    """Every minute: what is past its grace is missed, and unfinished tasks climb their ladder."""
    at = clock.now()
    for campaign in started():
        actions.mark_missed(campaign=campaign, at=at)
        escalation.climb(campaign=campaign, at=at)
