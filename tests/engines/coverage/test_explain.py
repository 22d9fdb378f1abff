"""Why a cell has its state: the facts it rests on and the numbers compared."""

import numpy as np
import pytest

from anbao.engines.coverage import changes
from anbao.engines.coverage.explain import REASONS
from anbao.engines.coverage.recount import recount
from anbao.engines.coverage.rules import State
from tests.engines.coverage import worlds

ASOF = 5 * 1440 + 30
HELD = (3, 0, 0, 9, 7)
TASK = (3, 0, 4, 600, 30, False)
DEADLINE = 4 * 1440 + 630


def why(make, duties=(HELD,), tasks=(TASK,), evidence=(), cell=(3, 0, 4)):
    return recount(make(duties, tasks, evidence), asof=ASOF).why(*cell)


def codes(answer):
    return [(reason.code, reason.numbers) for reason in answer.reasons]


def test_a_missed_task_names_duty_task_deadline_and_the_minutes_gone_by(make):
    answer = why(make)
    assert answer.state is State.MISSED
    assert [(duty.duty, duty.person, duty.covers) for duty in answer.duties] == [(0, 7, True)]
    assert [(task.task, task.deadline, task.first_at) for task in answer.tasks] == [(0, DEADLINE, None)]
    compared = {"task": 0, "deadline": DEADLINE, "asof": ASOF, "minutes": 840}
    assert codes(answer) == [("no_evidence", compared)]
    assert answer.reasons[0].zh == "任务 0 截止 第4天 10:30,至 第5天 00:30 无履职记录,已逾期 840 分钟"
    assert answer.reasons[0].en.startswith("task 0 was due until day 4 10:30; by day 5 00:30 no evidence")


def test_late_evidence_shows_by_how_much_and_what_came_after(make):
    answer = why(make, evidence=[(0, ASOF + 9), (0, DEADLINE + 7)])
    assert codes(answer) == [
        ("evidence_late", {"task": 0, "deadline": DEADLINE, "first_at": DEADLINE + 7, "minutes": 7})
    ]
    assert answer.tasks[0].evidence == ((1, DEADLINE + 7), (0, ASOF + 9))


def test_a_gap_names_the_duties_on_both_sides(make):
    answer = why(make, duties=[(3, 0, 0, 1, 7), (3, 0, 6, 9, 8)])
    assert answer.state is State.HOLE
    assert codes(answer)[0] == ("no_duty", {"day": 4, "ends_before": 1, "begins_after": 6})
    assert codes(answer)[1][0] == "no_evidence"


def test_a_gap_without_a_neighbour_says_so(make):
    reason = why(make, duties=[(3, 0, 0, 1, 7)]).reasons[0]
    assert reason.numbers["begins_after"] is None
    assert "begins on day -" in reason.en


def test_a_duty_without_a_name_is_named(make):
    answer = why(make, duties=[(3, 0, 0, 9, -1)])
    assert codes(answer)[0] == ("nobody_named", {"duty": 0, "day": 4})


def test_a_wanted_cell_without_a_task(make):
    answer = why(make, tasks=())
    assert (answer.wanted, answer.held, codes(answer)) == (True, True, [("no_task", {"day": 4})])


def test_other_states_are_explained_too(make):
    assert codes(why(make, cell=(3, 1, 5))) == [("not_wanted", {"day": 5})]
    assert codes(why(make, tasks=[(*TASK[:5], True)])) == [("excused", {"task": 0})]
    assert codes(why(make, evidence=[(0, DEADLINE - 1)]))[0][1]["minutes"] == 1
    open_task = (3, 0, 6, 600, 30, False)
    assert codes(why(make, tasks=[open_task], cell=(3, 0, 6)))[0][0] == "still_open"


def test_the_worst_task_comes_first(make):
    tasks = [(3, 0, 4, 0, 0, True), TASK, TASK]
    answer = why(make, tasks=tasks, evidence=[(2, 0)])
    assert [reason.code for reason in answer.reasons] == ["no_evidence", "evidence_in_time", "excused"]


def test_the_answer_follows_changes(make):
    coverage = recount(make([HELD], [TASK]), asof=ASOF)
    coverage.apply(changes.EvidenceArrived(0, DEADLINE))
    assert coverage.why(3, 0, 4).state is State.ON_TIME
    assert coverage.why(3, 0, 4).tasks[0].evidence == ((0, DEADLINE),)


@pytest.mark.parametrize("seed", range(5))
def test_the_facts_shown_give_the_state_by_the_rules(seed):
    """Whatever the cell: the worst task shown, wanted and held lead to its state, and every text can be written."""
    rng = np.random.default_rng(seed)
    coverage = recount(worlds.problem(rng, 4, 3, 6, 50), asof=4000)
    for cell in np.ndindex(coverage.states.shape):
        answer = coverage.why(*cell)
        worst = max((task.state for task in answer.tasks), default=State.OUT)
        if (answer.wanted and not answer.tasks) or (worst > State.EXCUSED and not answer.held):
            worst = State.HOLE
        assert answer.state is worst
        assert answer.reasons
        assert all(reason.zh and reason.en and reason.code in REASONS for reason in answer.reasons)
