"""The roll-ups of holes, totals of subtrees (``org.rollups``): how many stand open by net and kind, and how many opened
and closed on each day. Looking moves them in its transaction; ``anbao check`` recounts them.

An excuse is not in them: it ends by itself, with no write at that moment. Whoever wants the gaping holes takes off the
excused ones, which are few and have an index (``queries``).
"""

from collections import Counter
from collections.abc import Iterable
from datetime import datetime

from django.conf import settings

from anbao.kit import clock
from anbao.loom.holes.models import Hole
from anbao.org.actions import Rollup, hold_still

STANDING = Rollup(
    "holes_holetally",
    {"net": "text", "kind": "text"},
    ("open",),
    "SELECT institution_id AS place, net, kind, count(*) AS open FROM holes_hole"
    " WHERE campaign_id = %s AND closed_at IS NULL GROUP BY place, net, kind",
)
DAYS = Rollup(
    "holes_holeday",
    {"net": "text", "day": "date"},
    ("opened", "closed"),
    f"SELECT institution_id AS place, net, (moved.at AT TIME ZONE '{settings.TIME_ZONE}')::date AS day,"
    " sum(moved.opened) AS opened, sum(moved.closed) AS closed FROM holes_hole"
    " CROSS JOIN LATERAL (VALUES (opened_at, 1, 0), (closed_at, 0, 1)) AS moved(at, opened, closed)"
    " WHERE campaign_id = %s AND moved.at IS NOT NULL GROUP BY 1, 2, 3",
)
ROLLUPS = (STANDING, DAYS)


def move(campaign_id: int, *, opened: Iterable[Hole], closed: Iterable[Hole], at: datetime) -> None:
    """Count holes that open and close at the moment; part of the caller's transaction."""
    standing: dict[tuple, Counter] = {}
    days: dict[tuple, Counter] = {}
    day = clock.local_day(at)
    for holes, sign, column in ((opened, 1, "opened"), (closed, -1, "closed")):
        for hole in holes:
            standing.setdefault((hole.institution_id, hole.net, hole.kind), Counter())["open"] += sign
            days.setdefault((hole.institution_id, hole.net, day), Counter())[column] += 1
    hold_still({key[0] for key in standing})
    STANDING.move(campaign_id, standing)
    DAYS.move(campaign_id, days)


def follow(place_id: int, before: list[int], after: list[int]) -> None:
    """The totals of a place that moves in the tree move along."""
    for rollup in ROLLUPS:
        rollup.follow(place_id, before, after)


def differences(campaign_id: int) -> list[tuple[tuple, tuple[int, ...], tuple[int, ...]]]:
    """Rows where a roll-up and the recount disagree: (key, stored, counted). Empty is proof."""
    return [wrong for rollup in ROLLUPS for wrong in rollup.differences(campaign_id)]


def rewrite(campaign_id: int) -> int:
    """Make the roll-ups equal to the recount; part of the caller's transaction. Returns how many rows differed."""
    return sum(rollup.rewrite(campaign_id) for rollup in ROLLUPS)
