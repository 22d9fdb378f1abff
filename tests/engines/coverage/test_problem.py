import numpy as np
import pytest

from anbao.engines.coverage.problem import Problem, ProblemRefused


def refusal(make, **given):
    with pytest.raises(ProblemRefused) as refused:
        make(**given)
    return refused.value.faults


def test_all_faults_of_all_tables_are_named_at_once(make):
    faults = refusal(
        make,
        duties=[(6, 0, 0, 10, -2)],
        tasks=[(0, 0, 0, 0, 0, False), (0, 3, -1, 1441, -5, False)],
        evidence=[(2, 2**31 - 1)],
    )
    assert faults == [
        "duties.place: 1 outside 0 to 5, the first is row 0 (6)",
        "duties.last_day: 1 outside 0 to 9, the first is row 0 (10)",
        "duties.person: 1 outside -1 to 2147483647, the first is row 0 (-2)",
        "tasks.measure: 1 outside 0 to 2, the first is row 1 (3)",
        "tasks.day: 1 outside 0 to 9, the first is row 1 (-1)",
        "tasks.due_minute: 1 outside 0 to 1440, the first is row 1 (1441)",
        "tasks.grace_minutes: 1 outside 0 to 32767, the first is row 1 (-5)",
        "evidence.task: 1 outside 0 to 1, the first is row 0 (2)",
        "evidence.at_minute: 1 outside -2147483647 to 2147483646, the first is row 0 (2147483647)",
    ]


def test_a_duty_that_ends_before_it_begins_is_refused(make):
    assert refusal(make, duties=[(0, 0, 5, 4, 1)]) == [
        "duties: 1 end before they begin, the first is row 0 (day 5 to 4)"
    ]


def test_evidence_without_any_task_is_refused(make):
    assert "evidence.task: 1 outside 0 to -1" in refusal(make, evidence=[(0, 5)])[0]


@pytest.mark.parametrize(
    ("frame", "fault"),
    [
        ({"parent": [1, 2, 0, -1]}, "parent: 3 places are in or below a cycle, the first is place 0"),
        ({"parent": [4]}, "parent: 1 outside -1 to 0, the first is row 0 (4)"),
        ({"parent": []}, "places: 0, must be 1 to 2147483647"),
        ({"parent": [[-1]]}, "parent: 2 dimensions, must be 1"),
        ({"parent": [-1.0]}, "parent: float64, must be integers"),
        ({"net_of_measure": [0, 1, 2]}, "net_of_measure: 1 outside 0 to 1, the first is row 2 (2)"),
        ({"cadence": np.ones((2, 10), dtype=bool)}, "cadence: 2 rows for 3 measures"),
        ({"cadence": np.ones((3, 10))}, "cadence: float64, must be bool"),
        ({"cadence": np.ones((3, 0), dtype=bool)}, "days: 0, must be 1 to 32767"),
    ],
)
def test_a_frame_that_makes_no_sense_is_refused(make, frame, fault):
    assert fault in refusal(make, **frame)


def test_columns_of_unequal_length_and_wrong_type_are_refused(make):
    sound = make(tasks=[(0, 0, 0, 0, 0, False)])
    tasks = sound.tasks
    crooked = type(tasks)([0, 0], tasks.measure, tasks.day, tasks.due_minute, [0.5], [1])
    with pytest.raises(ProblemRefused) as refused:
        Problem(sound.parent, sound.net_of_measure, sound.cadence, sound.duties, crooked, sound.evidence, 2)
    assert [fault.split(":")[0] for fault in refused.value.faults] == ["tasks.grace_minutes", "tasks.excused", "tasks"]


def test_a_value_too_large_for_its_column_is_refused_and_not_wrapped(make):
    assert len(refusal(make, tasks=[(0, 0, 65536, 0, 65536, False)])) == 2


def test_the_callers_arrays_stay_writable_and_the_problems_do_not(make):
    parent = np.array([-1, 0])
    problem = make(parent=parent, tasks=[(0, 0, 0, 0, 0, False)])
    parent[1] = -1
    assert problem.parent.tolist() == [-1, 0]
    with pytest.raises(ValueError, match="read-only"):
        problem.tasks.day[0] = 3
