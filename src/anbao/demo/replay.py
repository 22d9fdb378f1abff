"""The replay: the campaign walked tick by tick, all its people at work, through the actions that users and jobs take.

A tick is a stretch of time: what was planned for it is filed, findings are worked, what ran out of grace is missed, the
ladder is climbed. At a day's end the positive statements are held against the day and holes are looked for; tasks are
woven ahead once a week. Where the replay stands is kept (DemoClock.worked_until) after every tick, so it can be
stopped at any moment and goes on from there, drawing the same intents again.
"""

import gc
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime, time, timedelta

from django.db import connection

from anbao.demo import clock
from anbao.demo.lookout import Lookout, lookout
from anbao.demo.staff import story
from anbao.demo.staff.agenda import Agenda
from anbao.demo.staff.crew import Crew
from anbao.demo.staff.habits import ZONE, intent_of
from anbao.demo.staff.mending import Menders
from anbao.demo.staff.party import Party
from anbao.demo.staff.roster import read_roster
from anbao.demo.staff.screeners import Screeners
from anbao.demo.staff.tracers import Tracers
from anbao.demo.staff.watches import Watches
from anbao.loom.campaigns.models import Campaign
from anbao.loom.records.contradictions import compare_lately
from anbao.loom.tasks.actions import mark_missed
from anbao.loom.tasks.escalation import climb
from anbao.loom.tasks.weaving import weave

#: hours of a day at which the replay stops to let everything be worked
HOURS = (time(10, 30), time(15, 0), time(19, 0), time(23, 55))
#: days that have to be woven ahead; below that the replay weaves on
AHEAD = 7

#: columns of the tasks by which the planner has to choose
WEIGHED = "measure_id, institution_id, device_id, assignee_id, day, due_at, grace_until, state, rung"

Progress = Callable[[str, float, float], None]


def silent(step: str, done: float, total: float) -> None:
    """A progress that tells nobody."""


class Replay:
    """One campaign's people between `since` and wherever they are told to work to."""

    def __init__(self, campaign: Campaign, *, seed: int, since: datetime, until: datetime | None = None):
        self.campaign, self.seed, self.since = campaign, seed, since
        roster = read_roster(since.astimezone(ZONE).date(), under=campaign.lead)
        self.crew = Crew(campaign, roster, seed=seed)
        self.party = Party(campaign, roster, self.crew, seed=seed)
        self.menders = Menders(campaign, roster, seed=seed)
        self.screeners = Screeners(campaign, roster, seed=seed)
        self.tracers = Tracers(campaign, roster, seed=seed)
        self.watches = Watches(campaign, roster, seed=seed, until=until or since)
        self.lookout = Lookout(campaign)
        self.agenda = Agenda(campaign, lambda duty: intent_of(seed, duty, story.forced_outcome(duty)))

    def work(self, until: datetime, *, hold: bool = True) -> None:
        """Everything that happens up to `until`; `hold` moves this process's clock there."""
        if hold:
            clock.hold(until)
        self._weave_ahead(until)
        self.agenda.read()
        self.watches.work(self.since, until)
        self.screeners.work(self.since, until)
        self.tracers.work(self.since, until)
        self.crew.work(list(self.agenda.until(until)), self.since, until)
        self.party.work(self.since, until)
        self.menders.work(self.since, until)
        mark_missed(campaign=self.campaign, at=until)
        climb(campaign=self.campaign, at=until)
        self.since = until

    def look_around(self, at: datetime) -> None:
        """What the background jobs see: contradicted statements, holes."""
        compare_lately(at=at)
        self.lookout.look(at)

    def _weave_ahead(self, at: datetime) -> None:
        today, woven = at.astimezone(ZONE).date(), self.campaign.woven_until
        if woven is None:
            weave(self.campaign, at=self.since)
        elif woven < self.campaign.ends_on and woven < today + timedelta(days=AHEAD):
            weave(self.campaign, at=at, extend=True)
        else:
            return
        tidy()


def tidy() -> None:
    """Fresh statistics, as autovacuum would have made them in the weeks that the replay passes in a second."""
    with connection.cursor() as cursor:
        cursor.execute(f"ANALYZE tasks_task ({WEIGHED}), tasks_tally, tasks_measuretally")


def ticks(since: datetime, until: datetime) -> Iterator[datetime]:
    """The moments after `since` at which the replay stops, `until` last."""
    day = since.astimezone(ZONE).date()
    while day <= until.astimezone(ZONE).date():
        for hour in HOURS:
            moment = datetime.combine(day, hour, ZONE)
            if since < moment < until:
                yield moment
        day += timedelta(days=1)
    if since < until:
        yield until


def replay(campaign: Campaign, *, until: datetime, seed: int, progress: Progress = silent) -> Replay:
    """Work the campaign on from where it stands to `until`; returns the replay, ready to go on."""
    since = clock.worked_until() or campaign.started_at
    walk, first = Replay(campaign, seed=seed, since=since, until=until), since
    total = max((until - first).total_seconds() / 86400, 0.001)
    try:
        with rare_collections(), lookout(campaign, since=since, until=until) as walk.lookout:
            walk.watches.search = walk.lookout.search
            for moment in ticks(since, until):
                walk.work(moment)
                if moment.astimezone(ZONE).time() == HOURS[-1] or moment == until:
                    walk.look_around(moment)
                clock.note_worked(moment, seed=seed)
                progress("replay", (moment - first).total_seconds() / 86400, total)
    finally:
        clock.hold(None)
    walk.lookout = Lookout(campaign)
    walk.watches.search = walk.lookout.search
    return walk


@contextmanager
def rare_collections() -> Iterator[None]:
    """Look for garbage rarely while masses of short-lived rows are made: a fifth of the replay's time otherwise."""
    before = gc.get_threshold()
    gc.collect()
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)
    try:
        yield
    finally:
        gc.set_threshold(*before)
        gc.unfreeze()
