"""One rule, one test: what it says at its boundary."""

import numpy as np
import pytest

from anbao.engines.coverage import rules
from anbao.engines.coverage.recount import recount
from anbao.engines.coverage.rules import NEVER, State

MIDDAY = 4 * 1440 + 720  # the deadline of a task of day 4 at 11:00 with an hour of grace
TASK = (3, 0, 4, 660, 60, False)
HELD = (3, 0, 0, 9, 7)


def state(make, *, duties=(HELD,), tasks=(TASK,), evidence=(), asof=9 * 1440, cell=(3, 0, 4)):
    return State(recount(make(duties, tasks, evidence), asof=asof).states[cell])


def test_the_deadline_is_day_plus_due_minute_plus_grace():
    day = np.array([4], dtype=np.int16)
    assert rules.deadline(day, np.array([660], np.int16), np.array([60], np.int16)).tolist() == [MIDDAY]


def test_a_deadline_far_from_the_start_does_not_overflow():
    far = np.array([32767], dtype=np.int16)
    assert rules.deadline(far, np.array([1440], np.int16), np.array([32767], np.int16)).tolist() == [47218687]


def test_evidence_at_the_deadline_is_on_time_and_a_minute_later_is_late(make):
    assert state(make, evidence=[(0, MIDDAY)]) is State.ON_TIME
    assert state(make, evidence=[(0, MIDDAY + 1)]) is State.LATE


def test_a_task_is_open_at_its_deadline_and_missed_a_minute_later(make):
    assert state(make, asof=MIDDAY) is State.OPEN
    assert state(make, asof=MIDDAY + 1) is State.MISSED


def test_evidence_after_asof_is_not_known_yet(make):
    assert state(make, evidence=[(0, MIDDAY - 5)], asof=MIDDAY - 6) is State.OPEN
    assert state(make, evidence=[(0, MIDDAY + 9)], asof=MIDDAY + 8) is State.MISSED
    assert rules.known(np.array([5, 6], np.int32), 5).tolist() == [5, NEVER]


def test_the_earliest_evidence_counts_whatever_the_order_of_the_rows(make):
    both = [(0, MIDDAY + 500), (0, MIDDAY - 500)]
    assert state(make, evidence=both) is state(make, evidence=both[::-1]) is State.ON_TIME


def test_an_excuse_overrides_every_other_outcome(make):
    excused = (*TASK[:5], True)
    assert state(make, tasks=[excused]) is State.EXCUSED
    assert state(make, tasks=[excused], evidence=[(0, MIDDAY + 1)]) is State.EXCUSED


@pytest.mark.parametrize(
    ("evidence_of_second", "asof", "worst"),
    [
        ([(1, MIDDAY)], 9 * 1440, State.ON_TIME),
        ([(1, MIDDAY + 9)], 9 * 1440, State.LATE),
        ([], MIDDAY, State.OPEN),
        ([], 9 * 1440, State.MISSED),
    ],
)
def test_a_cell_takes_the_worst_of_its_tasks(make, evidence_of_second, asof, worst):
    excused = (*TASK[:5], True)
    rows = {"tasks": [TASK, TASK, excused], "evidence": [(0, MIDDAY), *evidence_of_second]}
    assert state(make, **rows, asof=asof) is worst


def test_a_wanted_cell_without_a_task_is_a_hole(make):
    assert state(make, tasks=()) is State.HOLE


def test_a_day_that_cadence_leaves_out_is_out_of_scope_unless_a_task_stands_there(make):
    duty = (3, 1, 0, 9, 7)
    assert state(make, duties=[duty], tasks=(), cell=(3, 1, 5)) is State.OUT
    assert state(make, duties=[duty], tasks=[(3, 1, 5, 0, 0, False)], cell=(3, 1, 5)) is State.MISSED


def test_a_gap_between_two_duties_is_a_hole_and_days_outside_them_are_out_of_scope(make):
    duties = [(3, 0, 2, 3, 7), (3, 0, 6, 7, 8)]
    states = recount(make(duties, [(3, 0, day, 0, 0, False) for day in (2, 3, 6, 7)]), asof=0).states[3, 0]
    hole, gone, still = State.HOLE, State.OUT, State.OPEN
    assert states.tolist() == [gone, gone, still, still, hole, hole, still, still, gone, gone]


def test_a_task_that_nobody_holds_is_a_hole_even_when_it_was_done(make):
    done = [(0, MIDDAY)]
    assert state(make, duties=[(3, 0, 0, 9, -1)], evidence=done) is State.HOLE
    assert state(make, duties=[(3, 0, 0, 3, 7)], evidence=done) is State.HOLE
    assert state(make, duties=(), evidence=done) is State.HOLE


def test_a_second_duty_with_a_name_holds_the_cell(make):
    assert state(make, duties=[(3, 0, 0, 9, -1), (3, 0, 4, 4, 7)]) is State.MISSED


def test_an_excuse_answers_for_a_missing_person_only_if_all_tasks_have_one(make):
    excused = (*TASK[:5], True)
    assert state(make, duties=(), tasks=[excused]) is State.EXCUSED
    assert state(make, duties=(), tasks=[excused, TASK]) is State.HOLE


def test_every_state_adds_to_the_figures_the_table_says():
    counted = {State(row).name: np.flatnonzero(line).tolist() for row, line in enumerate(rules.FIGURES_OF_STATE)}
    assert counted == {
        "OUT": [],
        "EXCUSED": [4],
        "ON_TIME": [0, 1],
        "OPEN": [0],
        "LATE": [0, 2],
        "MISSED": [0, 3],
        "HOLE": [5],
    }
