"""Every advisory lock has its number in one place, and no two share one."""

import re
from pathlib import Path

import pytest

import anbao
from anbao.kit.locks import HOUSE, Lock, hold, try_hold

SOURCE = Path(anbao.__path__[0])


def test_the_numbers_are_distinct_and_the_houses_own():
    assert len({int(lock) for lock in Lock}) == len(Lock.__members__)
    assert all(lock >> 8 == HOUSE >> 8 for lock in Lock)


def test_nobody_takes_a_lock_that_is_not_in_the_table():
    """A statement that locks stands in kit.locks, or formats a number of its table."""
    taken = re.compile(r"pg_(?:try_)?advisory\w*\(([^)]*)\)")
    foreign = {
        f"{path.relative_to(SOURCE)}: {said}"
        for path in SOURCE.rglob("*.py")
        for said in taken.findall(path.read_text(encoding="utf-8"))
        if path.name != "locks.py" and said != "{lock}"
    }
    assert not foreign
    assert "{lock}" in (SOURCE / "senses/alarms/storing.py").read_text(encoding="utf-8")


@pytest.mark.django_db
def test_a_lock_is_held_and_a_second_try_of_the_same_transaction_gets_it():
    hold(Lock.TREE)
    assert try_hold(Lock.TREE)
