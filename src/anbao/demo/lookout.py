"""Looking for holes and searching duty rosters beside the replay, as background jobs do in production beside people at work.

A long replay gives its looks to a process of its own, on another core and another connection. Each look sees the database
as it stood at the moment it was asked for (an exported snapshot), so what it finds does not depend on how far the staff have
come meanwhile. Rosters are searched weeks before they are wanted, in a third process: what is found depends on the problem
alone. Short stretches, and callers in a transaction that no other connection can see into, do all of it where they are.
"""

from collections.abc import Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import contextmanager
from datetime import datetime
from multiprocessing import active_children, get_context

from django.db import connection

from anbao.demo import apart
from anbao.loom.campaigns.models import Campaign
from anbao.loom.holes.actions import look

#: days of a replay below which starting another process takes longer than it saves
WORTH_DAYS = 14


class Lookout:
    """Somebody who looks for holes when told to, in the caller's own process."""

    def __init__(self, campaign: Campaign):
        self.campaign = campaign

    def look(self, at: datetime) -> None:
        """Find the holes of the moment."""
        look(campaign=self.campaign, at=at)

    def search(self, problem, seed: int) -> Future | None:
        """A roster being searched ahead; None: nobody has the time, it is searched when it is wanted."""
        return None


class Apart(Lookout):
    """A lookout in a process of its own; one look at a time, and the next waits for it."""

    def __init__(self, campaign: Campaign):
        super().__init__(campaign)
        #: processes that are not this lookout's to end
        self._others = set(active_children())
        database = (connection.settings_dict["NAME"],)
        self._pool, self._searchers = (
            ProcessPoolExecutor(1, get_context("spawn"), apart.begin, database) for _ in ("looks", "rosters")
        )
        #: holds the snapshot of the look under way until that has ended
        self._held = connection.copy()
        self._under_way: Future | None = None
        # it takes as long as a week of the replay, which meets its first duty roster months later
        self._searchers.submit(apart.compile_search)

    def look(self, at: datetime) -> None:
        """Ask for the holes of the moment as the database stands now; raises what the look before this one raised."""
        self.wait()
        with self._held.cursor() as cursor:
            cursor.execute("BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY")
            cursor.execute("SELECT pg_export_snapshot()")
            snapshot = cursor.fetchone()[0]
        self._under_way = self._pool.submit(apart.look, self.campaign.pk, at, snapshot)

    def search(self, problem, seed: int) -> Future:
        return self._searchers.submit(apart.search, problem, seed)

    def wait(self) -> None:
        """Until the look under way has ended."""
        if self._under_way is None:
            return
        looked, self._under_way = self._under_way, None
        try:
            looked.result()
        finally:
            with self._held.cursor() as cursor:
                cursor.execute("COMMIT")

    def close(self) -> None:
        """End the processes and the connection at once, whatever is under way; the database takes back what was begun."""
        for pool in (self._pool, self._searchers):
            pool.shutdown(wait=False, cancel_futures=True)
        for process in set(active_children()) - self._others:
            process.terminate()
            process.join()
        self._held.close()


@contextmanager
def lookout(campaign: Campaign, *, since: datetime, until: datetime) -> Iterator[Lookout]:
    """Whoever looks for holes between the two moments; all looks have ended when the block has."""
    if (until - since).days < WORTH_DAYS or connection.in_atomic_block:
        yield Lookout(campaign)
        return
    apart = Apart(campaign)
    try:
        yield apart
        apart.wait()
    finally:
        apart.close()
