"""Campaigns that somebody started while looking around: the same people do their duties, beside the campaign of the story.

Nothing of the story belongs to them: no scripted defects, no visitors, no vendors' meetings. What they find is mended by the
menders of the story's own campaign, whose branch they lie in.
"""

from datetime import datetime

from anbao.demo.staff.agenda import Agenda
from anbao.demo.staff.crew import Crew
from anbao.demo.staff.habits import ZONE, intent_of
from anbao.demo.staff.roster import read_roster
from anbao.loom.campaigns.models import Campaign, CampaignState
from anbao.loom.tasks.actions import mark_missed
from anbao.loom.tasks.escalation import climb
from anbao.loom.tasks.weaving import HORIZON, weave
from anbao.org.queries import ancestors


class Sideline:
    """One such campaign's duties and the whole bank's people: a guard's post is at a branch, the guard is his vendor's."""

    def __init__(self, campaign: Campaign, *, seed: int, since: datetime):
        roster = read_roster(since.astimezone(ZONE).date(), under=ancestors(campaign.lead)[0])
        self.campaign = campaign
        self.crew = Crew(campaign, roster, seed=seed, story=False)
        self.agenda = Agenda(campaign, lambda duty: intent_of(seed, duty))

    def work(self, since: datetime, until: datetime) -> None:
        """What came due for it up to `until`."""
        woven, today = self.campaign.woven_until, until.astimezone(ZONE).date()
        if woven is None or (woven < self.campaign.ends_on and (woven - today).days < HORIZON // 2):
            weave(self.campaign, at=until, extend=woven is not None)
        self.agenda.read()
        self.crew.work(list(self.agenda.until(until)), since, until)
        mark_missed(campaign=self.campaign, at=until)
        climb(campaign=self.campaign, at=until)


class Sidelines:
    """All of them, looked for anew at every round."""

    def __init__(self, *, seed: int):
        self._seed = seed
        self._known: dict[int, Sideline] = {}

    def work(self, first: Campaign, since: datetime, until: datetime) -> int:
        """Every running campaign but `first`; returns the records filed."""
        filed = 0
        running = (
            Campaign.house.select_related("lead", "focus").filter(state=CampaignState.STARTED).exclude(pk=first.pk)
        )
        for campaign in running.order_by("pk"):
            line = self._known.get(campaign.pk)
            if line is None:
                line = self._known[campaign.pk] = Sideline(campaign, seed=self._seed, since=since)
            line.campaign, before = campaign, line.crew.filed
            line.work(since, until)
            filed += line.crew.filed - before
        return filed
