"""The inspection party of the unannounced tour: draws it on the eve, opens stop by stop, checks in, files, reveals.

Everything goes through the actions that people take; what is sealed stays sealed for the party too: it knows a stop only
once it has opened it.
"""

from datetime import datetime, time, timedelta

from anbao.demo.facts import dice
from anbao.demo.staff.crew import Crew
from anbao.demo.staff.habits import ZONE, Duty
from anbao.demo.staff.roster import Roster
from anbao.loom.campaigns.models import Campaign
from anbao.loom.tasks.models import Task
from anbao.nets.riskcontrol.unannounced import actions, queries
from anbao.nets.riskcontrol.unannounced.drawing import Wish
from anbao.nets.riskcontrol.unannounced.models import Tour
from anbao.org.models import Institution, Person

#: drawn on the evening before the first day, revealed on the morning after the last
DRAWN, REVEALED = time(18, 0), time(9, 30)
#: when the party leaves, and the hours of its days; New Year's visits are short
LEAVES, OPENS, CLOSES, VISIT_MINUTES = time(8, 5), time(8), time(19), 80


class Party:
    """The inspectors of one campaign. ``seed`` decides the draw and how long the roads and visits take."""

    def __init__(self, campaign: Campaign, roster: Roster, crew: Crew, *, seed: int):
        self.campaign, self.roster, self.crew, self.seed = campaign, roster, crew, seed
        self.measure = queries.sealed_measure(campaign)
        #: the first day that the measure asks for; once it has come without a tour, nobody draws one any more
        self.first = self.measure and queries.proposed(campaign, campaign.starts_on)["starts_on"]

    def work(self, since: datetime, until: datetime) -> None:
        """Everything of the tour that happens in (since, until]."""
        if self.measure is None or until.astimezone(ZONE).date() < self.first - timedelta(days=1):
            return
        tour = Tour.house.filter(campaign=self.campaign).order_by("pk").first()
        if tour is None:
            self._draw(since, until)
            return
        if tour.revealed_at is not None:
            self.measure = None  # one tour a campaign: the party goes home
            return
        if until.astimezone(ZONE).date() < tour.starts_on:
            return
        for inspector in tour.inspectors.order_by("pk"):
            self._walk(tour, inspector, since, until)
        self._reveal(tour, since, until)

    def _draw(self, since: datetime, until: datetime) -> None:
        if since.astimezone(ZONE).date() >= self.first:
            return
        asked = queries.proposed(self.campaign, since.astimezone(ZONE).date())
        at = datetime.combine(asked["starts_on"] - timedelta(days=1), DRAWN, ZONE)
        post = next(iter(asked["posts"]), "")
        who = self.roster.holder(self.campaign.lead_id, post)
        if not since < at <= until or who is None:
            return
        actor = self.roster.people[who]
        places = Institution.house.under(self.campaign.lead).filter(kind__in=asked["kinds"], closed_on__isnull=True)
        wish = Wish(
            self.campaign.lead,
            list(places.order_by("path")),
            [actor],
            asked["starts_on"],
            asked["ends_on"],
            OPENS,
            CLOSES,
            VISIT_MINUTES,
        )
        actions.draw_tour(
            actor=actor, reach=self.roster.reaches[who], campaign=self.campaign, name=self.measure.zh, wish=wish, measure=self.measure,
            at=at, seed=dice(self.seed, "tour").randbytes(32),
        )  # fmt: skip

    def _walk(self, tour: Tour, inspector: Person, since: datetime, until: datetime) -> None:
        """Step by step for as long as the next step lies before `until`."""
        moment = since
        while True:
            now = queries.next_of(tour, inspector)
            draw = dice(self.seed, "tour", now.waiting)
            if now.stop is not None:
                at = max(now.stop.opened_at + timedelta(minutes=draw.randint(35, 75)), moment)
                if at > until:
                    return
                near = (now.place.lon + draw.gauss(0, 0.0008), now.place.lat + draw.gauss(0, 0.0008))
                actions.check_in(actor=inspector, tour_id=tour.pk, location=near, remark="", at=at)
            elif now.unfiled is not None:
                at = max(now.unfiled.checked_in_at + timedelta(minutes=draw.randint(60, 90)), moment)
                if at > until:
                    return
                self.crew.file(self._duty(now.unfiled.task), at)
            else:
                at = now.waiting and self._opened(tour, inspector, moment, until)
                if not at:
                    return
            moment = at

    def _opened(self, tour: Tour, inspector: Person, since: datetime, until: datetime) -> datetime | None:
        """The moment at which the next stop let itself be opened, on the first morning that it does."""
        local = since.astimezone(ZONE)
        at = max(local, datetime.combine(local.date(), LEAVES, ZONE))
        while at <= until:
            try:
                actions.open_next(actor=inspector, tour_id=tour.pk, at=at)
                return at
            except actions.TourFault:
                at = datetime.combine(at.date() + timedelta(days=1), LEAVES, ZONE)
        return None

    def _duty(self, task: Task) -> Duty:
        place = self.roster.places[task.institution_id]
        return Duty(
            task.pk, f"tour|{place.short_name}", self.measure.code, task.record_kind, place.pk, place.short_name, None, None, None,
            task.opens_at, task.due_at, task.grace_until, task.assignee_id,
        )  # fmt: skip

    def _reveal(self, tour: Tour, since: datetime, until: datetime) -> None:
        at = datetime.combine(tour.ends_on + timedelta(days=1), REVEALED, ZONE)
        if since < at <= until:
            who = tour.drawn_by_id
            actions.reveal(actor=self.roster.people[who], reach=self.roster.reaches[who], tour_id=tour.pk, at=at)
