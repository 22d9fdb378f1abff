"""The roll-up: moved with every change, provably equal to a recount.

One row stands for a subtree x net x day. A change of one task moves its own institution's row and those of all
ancestors, in one statement ordered by key, so that two writers never wait for each other crosswise.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import date

from django.db import connection

from anbao.loom.tasks.rules import COLUMNS
from anbao.org.queries import ancestor_ids

#: (institution id, net, day) -> {column: difference}
Moves = Mapping[tuple[int, str, date], Mapping[str, int]]

UPSERT = """
INSERT INTO tasks_tally (campaign_id, institution_id, net, day, due, on_time, late, missed, excused)
SELECT %s, * FROM unnest(%s::bigint[], %s::text[], %s::date[], %s::int[], %s::int[], %s::int[], %s::int[], %s::int[])
ON CONFLICT (campaign_id, institution_id, net, day) DO UPDATE SET
  due = tasks_tally.due + excluded.due, on_time = tasks_tally.on_time + excluded.on_time,
  late = tasks_tally.late + excluded.late, missed = tasks_tally.missed + excluded.missed,
  excused = tasks_tally.excused + excluded.excused
"""

RECOUNT = """
SELECT institution_id, net, day,
  count(*) FILTER (WHERE state <> 'cancelled'),
  count(*) FILTER (WHERE state = 'done' AND timing = 'on_time'),
  count(*) FILTER (WHERE state = 'done' AND timing = 'late'),
  count(*) FILTER (WHERE state = 'missed'),
  count(*) FILTER (WHERE state = 'excused')
FROM tasks_task WHERE campaign_id = %s GROUP BY 1, 2, 3
"""


def spread(moves: Moves, families: Mapping[int, tuple[int, ...]]) -> dict[tuple[int, str, date], Counter]:
    """Add every move to the place and all its ancestors."""
    out: dict[tuple[int, str, date], Counter] = defaultdict(Counter)
    for (place, net, day), columns in moves.items():
        for ancestor in families[place]:
            out[ancestor, net, day].update(columns)
    return out


def move(campaign_id: int, moves: Moves) -> None:
    """Apply differences to the cells of the places and of their ancestors; part of the caller's transaction."""
    rows = sorted(spread(moves, ancestor_ids()).items())
    rows = [(key, columns) for key, columns in rows if any(columns.values())]
    if not rows:
        return
    keys = list(zip(*(key for key, _ in rows), strict=True))
    values = [[columns.get(name, 0) for _, columns in rows] for name in COLUMNS]
    with connection.cursor() as cursor:
        cursor.execute(UPSERT, [campaign_id, *(list(column) for column in keys), *values])


def recount(campaign_id: int) -> dict[tuple[int, str, date], tuple[int, ...]]:
    """Every cell counted again from the tasks themselves, ancestors included."""
    with connection.cursor() as cursor:
        cursor.execute(RECOUNT, [campaign_id])
        own = {(row[0], row[1], row[2]): dict(zip(COLUMNS, row[3:], strict=True)) for row in cursor.fetchall()}
    cells = spread(own, ancestor_ids())
    return {key: tuple(columns.get(name, 0) for name in COLUMNS) for key, columns in cells.items()}


def stored(campaign_id: int) -> dict[tuple[int, str, date], tuple[int, ...]]:
    """Every cell as the roll-up holds it."""
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT institution_id, net, day, {', '.join(COLUMNS)} FROM tasks_tally WHERE campaign_id = %s",
            [campaign_id],
        )
        return {(row[0], row[1], row[2]): tuple(row[3:]) for row in cursor.fetchall()}


def differences(campaign_id: int) -> list[tuple[tuple[int, str, date], tuple[int, ...], tuple[int, ...]]]:
    """Cells where roll-up and recount disagree: (cell, stored, counted). Empty is proof."""
    held, counted = stored(campaign_id), recount(campaign_id)
    zeros = (0,) * len(COLUMNS)
    return [
        (key, held.get(key, zeros), counted.get(key, zeros))
        for key in sorted(held.keys() | counted.keys())
        if held.get(key, zeros) != counted.get(key, zeros)
    ]


def rewrite(campaign_id: int) -> int:
    """Make the roll-up equal to the recount; part of the caller's transaction. Returns how many cells differed."""
    wrong = differences(campaign_id)
    keys = list(zip(*(key for key, _, _ in wrong), strict=True)) or [(), (), ()]
    moves = [[after[n] - before[n] for _, before, after in wrong] for n in range(len(COLUMNS))]
    with connection.cursor() as cursor:
        cursor.execute(UPSERT, [campaign_id, *(list(column) for column in keys), *moves])
    return len(wrong)
