"""The rooms manned around the clock: their months are planned and published, and their people check in to their turns.

The demo drafts quickly rather than well, and only from the month of the moment that it goes to: nobody looks at the
check-ins of months gone by.
"""

import logging
from datetime import date, datetime, time, timedelta

from anbao.demo.facts import dice
from anbao.demo.staff.habits import ZONE
from anbao.demo.staff.roster import Roster
from anbao.kit.access.scopes import Denied
from anbao.loom.campaigns.models import Campaign
from anbao.nets.riskcontrol.duty import actions
from anbao.nets.riskcontrol.duty.models import Roster as DutyRoster
from anbao.nets.riskcontrol.duty.models import RosterState, Turn
from anbao.nets.riskcontrol.duty.words import rooms
from anbao.org.models import Area

LOG = logging.getLogger("anbao.demo")
#: a month is planned and published this many days before it begins
PLANNED_BEFORE = timedelta(days=5)
#: of a thousand turns, how many are checked in late, and how many not at all
LATE, NEVER = 12, 3


class Watches:
    """The chief's officer plans; the people of the rooms come. Draws the same whenever it is asked again."""

    def __init__(self, campaign: Campaign, roster: Roster, *, seed: int, until: datetime):
        self.roster, self.seed = roster, seed
        self.planner = roster.holder(campaign.lead_id, "security_chief")
        #: the first month that has a roster
        self.kept_from = until.astimezone(ZONE).date().replace(day=1)
        self.rooms = list(
            Area.house.filter(kind__in=rooms(), institution__path__startswith=campaign.lead.path).select_related(
                "institution"
            )
        )

    def work(self, since: datetime, until: datetime) -> None:
        """Months that are due to be planned in (since, until], then everybody who came meanwhile."""
        today = until.astimezone(ZONE).date()
        ahead = (today + PLANNED_BEFORE).replace(day=1)
        if self.planner is None or ahead < self.kept_from:
            return
        for first in sorted({today.replace(day=1), ahead}):
            for room in self.rooms if first >= self.kept_from else ():
                self._publish(room, first, until)
        self._come(since, until)

    def _by(self) -> dict:
        return {"actor": self.roster.people[self.planner], "reach": self.roster.reaches[self.planner]}

    def _publish(self, room: Area, first: date, at: datetime) -> None:
        held = DutyRoster.house.filter(area=room, first=first).first()
        if held is not None and held.state == RosterState.PUBLISHED:
            return
        try:
            drafted = held or actions.plan(**self._by(), area_id=room.pk, first=first, stop=None, seed=self.seed, at=at)
            reason = "人员不足，已申请增援" if drafted.broken else ""
            actions.publish(**self._by(), roster_id=drafted.pk, at=at, reason=reason)
        except (actions.DutyFault, Denied) as refusal:  # a room without people, or a user was there first
            LOG.warning("no roster of %s for %s: %s", room, first, refusal)

    def _come(self, since: datetime, until: datetime) -> None:
        """Everybody who comes in (since, until]; some minutes before his turn, seldom late, hardly ever not."""
        begins = max(since, datetime.combine(self.kept_from, time(0), ZONE))
        turns = Turn.house.published().filter(
            starts_at__gt=begins - timedelta(minutes=40),
            starts_at__lte=until + timedelta(minutes=20),
            checked_in_at__isnull=True,
        )
        arrivals = []
        for turn in turns.select_related("person").order_by("starts_at", "pk"):
            at = self._arrival(turn)
            if at is not None and since < at <= until:
                arrivals.append((turn.person, turn.pk, at))
        if arrivals:
            actions.check_in(arrivals=arrivals)

    def _arrival(self, turn: Turn) -> datetime | None:
        draw = dice(self.seed, "watch", turn.person.staff_no, turn.day.isoformat())
        lot = draw.randrange(1000)
        if lot < NEVER:
            return None
        if lot < NEVER + LATE:
            return turn.starts_at + timedelta(minutes=draw.randrange(11, 40))
        return turn.starts_at - timedelta(minutes=draw.randrange(1, 15))
