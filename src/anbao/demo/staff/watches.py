"""The rooms manned around the clock: their months are planned and published, and their people check in to their turns.

The demo drafts quickly rather than well, and only from the month of the moment that it goes to: nobody looks at the
check-ins of months gone by. Where somebody searches beside the replay (``lookout.Lookout.search``), a month's roster is
searched weeks before it is planned, and planned with what was found if nothing has changed meanwhile.
"""

import logging
from collections.abc import Callable
from concurrent.futures import Future
from datetime import date, datetime, time, timedelta

from anbao.demo.facts import dice
from anbao.demo.staff.habits import ZONE
from anbao.demo.staff.roster import Roster
from anbao.engines.rostering import RosteringError
from anbao.kit.access.scopes import Denied
from anbao.loom.campaigns.models import Campaign
from anbao.nets.riskcontrol.duty import actions, planning
from anbao.nets.riskcontrol.duty.models import Roster as DutyRoster
from anbao.nets.riskcontrol.duty.models import RosterState, Turn
from anbao.nets.riskcontrol.duty.words import rooms
from anbao.org.models import Area

LOG = logging.getLogger("anbao.demo")
#: a month is planned and published this many days before it begins
PLANNED_BEFORE = timedelta(days=5)
#: and may be searched ahead this many days before it begins
SEARCHED_BEFORE = timedelta(days=28)
#: of a thousand turns, how many are checked in late, and how many not at all
LATE, NEVER = 12, 3


class Watches:
    """The chief's officer plans; the people of the rooms come. Draws the same whenever it is asked again."""

    def __init__(self, campaign: Campaign, roster: Roster, *, seed: int, until: datetime):
        self.roster, self.seed = roster, seed
        self.planner = roster.holder(campaign.lead_id, "security_chief")
        #: asks for a search beside the replay: ``search(problem, seed)`` gives what is being found, or None
        self.search: Callable[..., Future | None] = lambda problem, seed: None
        self._searched: dict[tuple[int, date], tuple[object, Future | None]] = {}
        #: months found in force, which they stay
        self._published: set[tuple[int, date]] = set()
        #: the last day that is worked to: what would be planned after it need not be searched
        self.last = until.astimezone(ZONE).date()
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
        self._search_ahead(today)
        ahead = (today + PLANNED_BEFORE).replace(day=1)
        if self.planner is None or ahead < self.kept_from:
            return
        for first in sorted({today.replace(day=1), ahead}):
            for room in self.rooms if first >= self.kept_from else ():
                self._publish(room, first, until)
        self._come(since, until)

    def _search_ahead(self, today: date) -> None:
        """Have the month that begins within four weeks searched, once, when this replay comes to planning it."""
        first = (today + SEARCHED_BEFORE).replace(day=1)
        if first <= today or first < self.kept_from or first - PLANNED_BEFORE > self.last:
            return
        for room in self.rooms:
            if (room.pk, first) in self._searched:
                continue
            try:
                problem = planning.month_of(room, first).problem
            except RosteringError:  # told when it is planned
                continue
            self._searched[room.pk, first] = problem, self.search(problem, self.seed)

    def _found(self, room: Area, first: date) -> Callable:
        """What was found ahead for a room's month, for ``plan``; another problem than was asked is searched now."""
        asked, found = self._searched.get((room.pk, first), (None, None))

        def search(problem, stop, seed: int):
            return found.result() if found and problem == asked else actions.searched(problem, stop, seed)

        return search

    def _by(self) -> dict:
        return {"actor": self.roster.people[self.planner], "reach": self.roster.reaches[self.planner]}

    def _publish(self, room: Area, first: date, at: datetime) -> None:
        if (room.pk, first) in self._published:
            return
        held = DutyRoster.house.filter(area=room, first=first).first()
        if held is not None and held.state == RosterState.PUBLISHED:
            self._published.add((room.pk, first))
            return
        try:
            drafted = held or actions.plan(
                **self._by(), area_id=room.pk, first=first, stop=None, seed=self.seed, at=at,
                search=self._found(room, first),
            )  # fmt: skip
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
