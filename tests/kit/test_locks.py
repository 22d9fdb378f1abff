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
    """Whoever writes such a statement himself takes the number from the table; no other file holds a number like it."""
    texts = {path: path.read_text(encoding="utf-8") for path in SOURCE.rglob("*.py") if path.name != "locks.py"}
    taking = {path for path, text in texts.items() if re.search(r"pg_(try_)?advisory", text)}
    assert taking and not [path for path in taking if not re.search(r"int\(Lock\.\w+\)", texts[path])]
    assert not [
        path for path, text in texts.items() if re.search(rf"0x{HOUSE >> 8:x}|{HOUSE >> 16}", text, re.IGNORECASE)
    ]


@pytest.mark.django_db
def test_a_lock_is_held_and_a_second_try_of_the_same_transaction_gets_it():
    hold(Lock.TREE)
    assert try_hold(Lock.TREE)
