"""Questions to a coverage, and changes that it follows."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from anbao.engines.coverage import book, changes
from anbao.engines.coverage.changes import ChangeRefused
from anbao.engines.coverage.check import faults
from anbao.engines.coverage.recount import recount
from anbao.engines.coverage.rules import FIGURES, State
from tests.engines.coverage import worlds
from tests.engines.coverage.conftest import CITY, NORTH, SOUTH

ASOF = 5 * 1440
DUTIES = [(3, 0, 0, 9, 7), (5, 2, 0, 4, 8)]
TASKS = [(3, 0, 1, 600, 0, False), (3, 0, 2, 600, 0, False), (3, 0, 8, 600, 0, False)]


def snapshot(coverage):
    return coverage.states.copy(), coverage.figures.copy(), [coverage.subtree(p).copy() for p in range(6)]


def equal(one, other):
    return all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))


@pytest.fixture
def coverage(make):
    return recount(make(DUTIES, TASKS, [(0, 1 * 1440 + 500)]), asof=ASOF)


def test_totals_of_subtrees_nets_and_days(coverage):
    assert coverage.totals(NORTH) == (3, 1, 0, 1, 0, 7)
    assert coverage.totals(CITY) == (3, 1, 0, 1, 0, 12)
    assert coverage.totals(CITY, net=1).hole == coverage.totals(SOUTH).hole == 5
    assert coverage.totals(CITY, net=0, days=(2, 3)) == (1, 0, 0, 1, 0, 1)


def test_the_cells_behind_a_total_can_be_listed(coverage):
    assert coverage.cells(CITY, "missed").tolist() == [[3, 0, 2]]
    assert coverage.cells(CITY, "due", days=(1, 2)).tolist() == [[3, 0, 1], [3, 0, 2]]
    assert coverage.cells(CITY, "hole", net=1, limit=2).tolist() == [[5, 2, 0], [5, 2, 1]]
    assert coverage.cells(SOUTH, "late").tolist() == []
    for figure in FIGURES:
        assert len(coverage.cells(CITY, figure)) == getattr(coverage.totals(CITY), figure)


def test_evidence_that_arrives_reaches_cell_branch_and_city(coverage):
    effect = coverage.apply(changes.EvidenceArrived(task=1, at_minute=3 * 1440))
    assert effect.row == 1
    assert effect.cells == ((3, 0, 2, State.MISSED, State.LATE),)
    assert coverage.totals(CITY) == (3, 1, 1, 0, 0, 12)
    assert coverage.totals(SOUTH) == (0, 0, 0, 0, 0, 5)
    assert coverage.apply(changes.EvidenceWithdrawn(1)).cells == ((3, 0, 2, State.LATE, State.MISSED),)


def test_evidence_after_asof_changes_nothing_yet(coverage):
    assert coverage.apply(changes.EvidenceArrived(task=1, at_minute=ASOF + 1)).cells == ()


def test_a_task_can_be_added_moved_excused_and_removed(coverage):
    added = coverage.apply(changes.TaskAdded(5, 2, 3, 60))
    assert (added.row, added.cells) == (3, ((5, 2, 3, State.HOLE, State.MISSED),))
    moved = coverage.apply(changes.TaskMoved(3, 3, 0, 9, 60, 0))
    assert moved.cells == ((3, 0, 9, State.HOLE, State.OPEN), (5, 2, 3, State.MISSED, State.HOLE))
    assert coverage.apply(changes.TaskExcused(3)).cells == ((3, 0, 9, State.OPEN, State.EXCUSED),)
    assert coverage.apply(changes.TaskExcused(3, False)).cells == ((3, 0, 9, State.EXCUSED, State.OPEN),)
    assert coverage.apply(changes.TaskRemoved(3)).cells == ((3, 0, 9, State.OPEN, State.HOLE),)
    assert faults(coverage) == []


def test_evidence_goes_with_its_task(coverage):
    coverage.apply(changes.TaskRemoved(0))
    assert len(coverage.facts().evidence.task) == 0
    with pytest.raises(ChangeRefused, match="no row 0"):
        coverage.apply(changes.EvidenceWithdrawn(0))


def test_a_duty_that_loses_its_person_turns_its_tasks_into_holes(coverage):
    effect = coverage.apply(changes.DutyChanged(0, 0, 9, -1))
    assert [(move.day, move.after) for move in effect.cells] == [(day, State.HOLE) for day in (1, 2, 8)]
    assert coverage.totals(CITY) == (0, 0, 0, 0, 0, 15)
    assert len(coverage.apply(changes.DutyAdded(3, 0, 0, 4, 9)).cells) == 2
    assert len(coverage.apply(changes.DutyRemoved(1)).cells) == 5
    assert faults(coverage) == []


@settings(max_examples=25, deadline=None)
@given(seed=st.integers(0, 2**32), sizes=st.tuples(*[st.integers(1, 5)] * 2, st.integers(1, 8), st.integers(0, 30)))
def test_any_changes_stay_equal_to_the_plain_loops_and_to_a_recount(seed, sizes):
    rng = np.random.default_rng(seed)
    coverage = recount(worlds.problem(rng, *sizes), asof=int(rng.integers(0, 10000)))
    for _ in range(40):
        coverage.apply(worlds.change(rng, coverage))
    assert faults(coverage) == []
    again = recount(coverage.facts(), asof=coverage.asof)
    assert np.array_equal(again.states, coverage.states)
    assert np.array_equal(again._totals, coverage._totals)


REFUSED = [
    (changes.TaskAdded(6, 0, 10, 0), 2),
    (changes.TaskAdded(0, 0, 0.5, 0), 1),
    (changes.TaskMoved(99, 0, 0, 0, 0, 0), 1),
    (changes.TaskMoved(0, 0, 3, 0, 2000, 0), 2),
    (changes.TaskRemoved(-1), 1),
    (changes.TaskExcused(3), 1),
    (changes.EvidenceArrived(3, 0), 1),
    (changes.EvidenceArrived(0, 2**31 - 1), 1),
    (changes.EvidenceWithdrawn(1), 1),
    (changes.DutyAdded(0, 0, 5, 4, 1), 1),
    (changes.DutyChanged(0, 0, 10, -2), 2),
    (changes.DutyRemoved(2), 1),
]


@pytest.mark.parametrize(("change", "count"), REFUSED, ids=lambda value: type(value).__name__)
def test_a_change_that_makes_no_sense_is_refused_and_changes_nothing(coverage, change, count):
    before = snapshot(coverage)
    with pytest.raises(ChangeRefused) as refused:
        coverage.apply(change)
    assert len(refused.value.faults) == count
    assert equal(before[:2], snapshot(coverage)[:2])
    assert equal(before[2], snapshot(coverage)[2])
    assert faults(coverage) == []


def test_what_is_read_can_not_be_written(coverage):
    for array in (coverage.states, coverage.figures, coverage.subtree(CITY), coverage.subtree(3)):
        with pytest.raises(ValueError, match="read-only"):
            array[:] = 0


def test_a_book_finds_rows_when_many_keys_share_a_drawer(monkeypatch):
    monkeypatch.setattr(book, "DRAWERS", 4)
    keys = np.random.default_rng(1).integers(0, 1000, 5000)
    rows = book.Book((keys, np.arange(5000)), lambda key, value: key, 1000)
    for key in (0, 17, 999):
        assert list(rows.rows_of(key)) == np.flatnonzero(keys == key).tolist()
    rows.put(int(np.flatnonzero(keys == 17)[0]), (999, 5))
    assert len(rows.rows_of(17)) == (keys == 17).sum() - 1
    assert len(rows.rows_of(999)) == (keys == 999).sum() + 1
