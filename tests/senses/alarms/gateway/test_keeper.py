"""The keeper's round: a storm that doesn't end keeps no silent source waiting, and a keeper that is told to end does so soon."""

import threading

import pytest

from anbao.senses.alarms import actions
from anbao.senses.alarms.gateway import keeper

NEVER = float("-inf")


@pytest.fixture
def storm(monkeypatch):
    """Signals without an end: what is called, in its order, and the event that ends the keeper."""
    called, stop = [], threading.Event()

    def work(*, at, flushed):
        called.append("work")
        assert len(called) < 100, "it works on and on"
        return {"signals": 300}

    monkeypatch.setattr(actions, "work", work)
    monkeypatch.setattr(actions, "tend", lambda *, at, hours: called.append("tend"))
    return called, stop


def test_a_storm_that_does_not_end_keeps_no_silent_source_waiting(db, storm):
    called, stop = storm
    found, tended, judged = keeper._round(NEVER, NEVER, stop)
    assert called == ["work", "tend"] and found
    assert tended == judged > NEVER


def test_a_keeper_that_is_told_to_end_does_so_behind_the_batch_it_works(db, storm, monkeypatch):
    called, stop = storm
    endless = actions.work

    def last(**given):
        stop.set()
        return endless(**given)

    monkeypatch.setattr(actions, "work", last)
    assert keeper._round(NEVER, NEVER, stop) == (True, NEVER, NEVER)
    assert called == ["work"]
