"""The roll-ups: moved with every change, provably equal to a recount.

Two of them, each a subtree's total: ``CELLS`` by net and day, ``MEASURES`` by measure over the whole campaign. A change of
one task moves the rows of its own institution and of all its ancestors, in one statement ordered by key, so that two
writers never wait for each other crosswise. When an institution moves to another parent, its totals move with it.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from django.db import connection

from anbao.kit.copying import array_of
from anbao.loom.tasks.rules import COLUMNS
from anbao.org.models import STEP


@dataclass(frozen=True)
class Rollup:
    """One table of totals: its name, and its key besides campaign and institution as {column: type}."""

    table: str
    keys: Mapping[str, str]

    @property
    def named(self) -> str:
        return ", ".join(self.keys)


CELLS = Rollup("tasks_tally", {"net": "text", "day": "date"})
MEASURES = Rollup("tasks_measuretally", {"measure_id": "bigint"})
ROLLUPS = (CELLS, MEASURES)

#: every place with itself and each of its ancestors; the paths say it
FAMILY = f"""
SELECT place.id AS place, above.id AS above FROM org_institution place
CROSS JOIN LATERAL generate_series({STEP}, length(place.path), {STEP}) AS reach
JOIN org_institution above ON above.path = left(place.path, reach)
"""
SUMS = ", ".join(f"sum({name}) AS {name}" for name in COLUMNS)
NAMES = ", ".join(COLUMNS)
#: what the tasks themselves say of a place without its subtree
OWN = """
SELECT institution_id AS place, {keys},
  count(*) FILTER (WHERE state <> 'cancelled') AS due,
  count(*) FILTER (WHERE state = 'done' AND timing = 'on_time') AS on_time,
  count(*) FILTER (WHERE state = 'done' AND timing = 'late') AS late,
  count(*) FILTER (WHERE state = 'missed') AS missed,
  count(*) FILTER (WHERE state = 'excused') AS excused
FROM tasks_task WHERE campaign_id = %s AND num_nulls({keys}) = 0 GROUP BY place, {keys}
"""


def _added(rollup: Rollup) -> str:
    """The end of an INSERT that adds to rows which are there."""
    added = ", ".join(f"{name} = {rollup.table}.{name} + excluded.{name}" for name in COLUMNS)
    return f" ON CONFLICT (campaign_id, institution_id, {rollup.named}) DO UPDATE SET {added}"


def _head(rollup: Rollup) -> str:
    return f"INSERT INTO {rollup.table} (campaign_id, institution_id, {rollup.named}, {NAMES}) "


def _spread(rollup: Rollup, own: str, *, narrowed: bool) -> str:
    """(institution_id, keys, columns) of `own` rows added up for every place and its ancestors."""
    only = " WHERE place.id IN (SELECT place FROM own)" if narrowed else ""
    return (
        f"WITH own AS ({own}), family AS ({FAMILY}{only})"
        f" SELECT above AS institution_id, {rollup.named}, {SUMS} FROM own JOIN family USING (place)"
        f" GROUP BY above, {rollup.named}"
    )


@dataclass
class Moves:
    """What a transaction changes: {(institution, net, day): {column: difference}}, {(institution, measure): the same}."""

    cells: dict[tuple[int, str, date], Counter] = field(default_factory=lambda: defaultdict(Counter))
    measures: dict[tuple[int, int], Counter] = field(default_factory=lambda: defaultdict(Counter))

    def add(self, task, columns: Mapping[str, int], *, day: date | None = None) -> None:
        """Count `columns` for a task's cell (on another `day` when it moves there) and for its measure."""
        _into(self.cells[task.institution_id, task.net, day or task.day], columns)
        if task.measure_id is not None:
            _into(self.measures[task.institution_id, task.measure_id], columns)


def _into(total: dict, columns: Mapping[str, int]) -> None:
    for name, difference in columns.items():
        total[name] += difference


def move(campaign_id: int, moves: Moves) -> None:
    """Apply differences to the rows of the places and of their ancestors; part of the caller's transaction."""
    _hold_still({key[0] for key in (*moves.cells, *moves.measures)})
    for rollup, gathered in ((CELLS, moves.cells), (MEASURES, moves.measures)):
        rows = [(key, columns) for key, columns in gathered.items() if any(columns.values())]
        if not rows:
            continue
        keys = zip(*(key for key, _ in rows), strict=True)
        values = ([columns[name] for _, columns in rows] for name in COLUMNS)
        types = ["bigint", *rollup.keys.values(), *["int"] * len(COLUMNS)]
        given = ", ".join(f"%s::{kind}[]" for kind in types)
        own = f"SELECT * FROM unnest({given}) AS own(place, {rollup.named}, {NAMES})"
        spread = _spread(rollup, own, narrowed=True)
        with connection.cursor() as cursor:
            cursor.execute(
                f"{_head(rollup)} SELECT %s, spread.* FROM ({spread}) AS spread"
                f" ORDER BY institution_id, {rollup.named} {_added(rollup)}",
                [campaign_id, *map(array_of, keys), *map(array_of, values)],
            )


def _hold_still(places: set[int]) -> None:
    """Keep the places where they hang until commit: moving one rewrites its path, which waits for this lock."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT FROM org_institution WHERE id = ANY(%s::bigint[]) ORDER BY id FOR KEY SHARE",
            [array_of(sorted(places))],
        )


def follow(place_id: int, before: list[int], after: list[int]) -> None:
    """The totals of a place that moves leave the ancestors that it had `before` and join those it has `after`.

    Part of the transaction that moves it; ancestors it keeps are left alone.
    """
    signs = [(pk, -1) for pk in before if pk not in after] + [(pk, 1) for pk in after if pk not in before]
    if not signs:
        return
    for rollup in ROLLUPS:
        moved = ", ".join(f"sign * moving.{name}" for name in COLUMNS)
        keys = ", ".join(f"moving.{key}" for key in rollup.keys)
        with connection.cursor() as cursor:
            cursor.execute(
                f"{_head(rollup)} SELECT moving.campaign_id, signed.above, {keys}, {moved} FROM {rollup.table} AS moving"
                " CROSS JOIN unnest(%s::bigint[], %s::int[]) AS signed(above, sign)"
                f" WHERE moving.institution_id = %s ORDER BY 1, 2, {keys} {_added(rollup)}",
                [*(array_of(column) for column in zip(*signs, strict=True)), place_id],
            )


def recount(campaign_id: int, rollup: Rollup = CELLS) -> dict[tuple, tuple[int, ...]]:
    """Every row counted again from the tasks themselves, ancestors included: {(institution, *keys): columns}."""
    spread = _spread(rollup, OWN.format(keys=rollup.named), narrowed=False)
    return _read(spread, campaign_id, 1 + len(rollup.keys))


def stored(campaign_id: int, rollup: Rollup = CELLS) -> dict[tuple, tuple[int, ...]]:
    """Every row as the roll-up holds it."""
    rows = f"SELECT institution_id, {rollup.named}, {NAMES} FROM {rollup.table} WHERE campaign_id = %s"
    return _read(rows, campaign_id, 1 + len(rollup.keys))


def _read(sql: str, campaign_id: int, keys: int) -> dict[tuple, tuple[int, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, [campaign_id])
        return {tuple(row[:keys]): tuple(map(int, row[keys:])) for row in cursor.fetchall()}


def differences(campaign_id: int, rollup: Rollup | None = None) -> list[tuple[tuple, tuple[int, ...], tuple[int, ...]]]:
    """Rows where roll-up and recount disagree: (key, stored, counted), of one roll-up or of both. Empty is proof.

    The database compares, so memory holds the disagreements alone, whatever the size of the bank.
    """
    if rollup is None:
        return [wrong for each in ROLLUPS for wrong in differences(campaign_id, each)]
    spread = _spread(rollup, OWN.format(keys=rollup.named), narrowed=False)
    held = ", ".join(f"coalesce(held.{name}, 0)" for name in COLUMNS)
    seen = ", ".join(f"coalesce(counted.{name}, 0)" for name in COLUMNS)
    sql = (
        f"SELECT institution_id, {rollup.named}, {held}, {seen} FROM ({spread}) AS counted"
        f" FULL JOIN (SELECT institution_id, {rollup.named}, {NAMES} FROM {rollup.table} WHERE campaign_id = %s) AS held"
        f" USING (institution_id, {rollup.named}) WHERE ({held}) IS DISTINCT FROM ({seen}) ORDER BY 1, {rollup.named}"
    )
    keys, columns = 1 + len(rollup.keys), len(COLUMNS)
    with connection.cursor() as cursor:
        cursor.execute(sql, [campaign_id, campaign_id])
        rows = cursor.fetchall()
    return [
        (tuple(r[:keys]), tuple(map(int, r[keys : keys + columns])), tuple(map(int, r[keys + columns :]))) for r in rows
    ]


def rewrite(campaign_id: int) -> int:
    """Make both roll-ups equal to the recount; part of the caller's transaction. Returns how many rows differed."""
    changed = 0
    for rollup in ROLLUPS:
        wrong = differences(campaign_id, rollup)
        keys = list(zip(*(key for key, _, _ in wrong), strict=True)) or [()] * (1 + len(rollup.keys))
        moves = [[after[n] - before[n] for _, before, after in wrong] for n in range(len(COLUMNS))]
        types = ["bigint", *rollup.keys.values(), *["int"] * len(COLUMNS)]
        given = ", ".join(f"%s::{kind}[]" for kind in types)
        with connection.cursor() as cursor:
            cursor.execute(
                f"{_head(rollup)} SELECT %s, * FROM unnest({given}) {_added(rollup)}",
                [campaign_id, *map(array_of, keys), *map(array_of, moves)],
            )
        changed += len(wrong)
    return changed
