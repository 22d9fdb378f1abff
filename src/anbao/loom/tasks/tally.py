"""The roll-ups of tasks: ``CELLS`` by net and day, ``MEASURES`` by measure over the whole campaign (``org.rollups``)."""

from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from anbao.loom.tasks.rules import COLUMNS
from anbao.org.actions import Rollup, hold_still

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

CELLS = Rollup("tasks_tally", {"net": "text", "day": "date"}, COLUMNS, OWN.format(keys="net, day"))
MEASURES = Rollup("tasks_measuretally", {"measure_id": "bigint"}, COLUMNS, OWN.format(keys="measure_id"))
ROLLUPS = (CELLS, MEASURES)


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
    hold_still({key[0] for key in (*moves.cells, *moves.measures)})
    CELLS.move(campaign_id, moves.cells)
    MEASURES.move(campaign_id, moves.measures)


def follow(place_id: int, before: list[int], after: list[int]) -> None:
    """The totals of a place that moves leave the ancestors that it had `before` and join those it has `after`."""
    for rollup in ROLLUPS:
        rollup.follow(place_id, before, after)


def differences(campaign_id: int) -> list[tuple[tuple, tuple[int, ...], tuple[int, ...]]]:
    """Rows where a roll-up and the recount disagree: (key, stored, counted). Empty is proof."""
    return [wrong for rollup in ROLLUPS for wrong in rollup.differences(campaign_id)]


def rewrite(campaign_id: int) -> int:
    """Make both roll-ups equal to the recount; part of the caller's transaction. Returns how many rows differed."""
    return sum(rollup.rewrite(campaign_id) for rollup in ROLLUPS)
