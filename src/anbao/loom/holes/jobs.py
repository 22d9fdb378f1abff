"""Background work of holes."""

from procrastinate.contrib.django import app

from anbao.kit import clock
from anbao.loom.campaigns.models import Campaign, CampaignState
from anbao.loom.holes.actions import look


@app.periodic(cron="*/2 * * * *")
@app.task(name="holes.look", queueing_lock="holes.look")
def look_for_holes(timestamp: int = 0) -> None:
    """Every two minutes: open the holes that are new, close those that are gone."""
    at = clock.now()
    for campaign in Campaign.house.select_related("lead").filter(state=CampaignState.STARTED):
        look(campaign=campaign, at=at)
