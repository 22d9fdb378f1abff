from collections import Counter
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from anbao.demo.staff.habits import EXCUSED, LATE, MISSED, ON_TIME, ZONE, Duty, intent_of

OPENS = datetime(2022, 2, 3, 7, 30, tzinfo=ZONE)
DUTY = Duty(1, "opening|某网点||2022-02-03", "opening", "opening_check", 7, "桥西某网点", None, None, None,
            OPENS, OPENS + timedelta(hours=1), OPENS + timedelta(hours=2), 5)  # fmt: skip


def many(duty, count=3000):
    return [intent_of(1, replace(duty, name=f"{duty.name}{n}")) for n in range(count)]


def test_most_are_on_time_and_inside_the_window():
    intents = many(DUTY)
    shares = Counter(intent.outcome for intent in intents)
    assert shares[ON_TIME] > 2850
    assert min(shares[LATE], shares[MISSED]) > 0
    assert all(DUTY.opens < i.moment < DUTY.due for i in intents if i.outcome == ON_TIME)
    assert all(i.moment > DUTY.due for i in intents if i.outcome == LATE)
    assert all(i.moment is None for i in intents if i.outcome == MISSED)
    assert all(i.moment < DUTY.due for i in intents if i.outcome == EXCUSED)


def test_the_weak_slip_more_often_than_the_strong():
    weak, strong = (
        Counter(i.outcome for i in many(replace(DUTY, place_name=name)))[ON_TIME] for name in ("康保支行", "崇礼支行")
    )
    assert weak < strong


@pytest.mark.parametrize("days", [2, 10, 30])
def test_long_windows_are_worked_by_day(days):
    duty = replace(DUTY, opens=DUTY.due - timedelta(days=days), name=f"long{days}")
    hours = {intent.moment.astimezone(ZONE).hour for intent in many(duty, 300) if intent.outcome == ON_TIME}
    assert hours <= set(range(7, 19))


def test_same_seed_same_intent():
    assert intent_of(3, DUTY) == intent_of(3, DUTY)


def test_nobody_works_what_nobody_answers_for():
    assert intent_of(1, replace(DUTY, assignee=None)).moment is None
