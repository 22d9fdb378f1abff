"""The keeper's round: a storm that doesn't end keeps no silent source waiting, a keeper that is told to end does so soon, and one that
falls behind for good makes way for the gateway until the storm is over."""

import threading

import pytest

from anbao.senses.alarms import actions, working
from anbao.senses.alarms.gateway import keeper
from anbao.senses.alarms.models import Working
from tests.branch import at
from tests.senses.alarms.lines import Line, outlet_source

NEVER = float("-inf")


@pytest.fixture
def storm(monkeypatch):
    """Signals without an end: what is called, in its order, and the event that ends the keeper."""
    called, stop = [], threading.Event()

    def work(*, at, flushed):
        called.append("work")
        assert len(called) < 100, "it works on and on"
        return {"signals": working.BATCH, "mark": 0}

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


def test_what_comes_in_one_by_one_is_worked_many_at_once(db, storm, monkeypatch):
    """A round ends with what did not fill a batch: the keeper rests before it looks again, though more came in meanwhile."""
    called, stop = storm

    def few(**_given):
        called.append("work")
        return {"signals": 3 if len(called) == 2 else working.BATCH, "mark": 0}

    monkeypatch.setattr(actions, "work", few)
    now = keeper.time.monotonic()
    monkeypatch.setattr(keeper.time, "monotonic", lambda: now)
    assert keeper._round(now, now, stop) == (True, now, now)
    assert called == ["work", "work"]


class Rests:
    """Stands for the event that ends the keeper: notes how long it was waited for."""

    def __init__(self):
        self.seconds = []

    def wait(self, seconds: float) -> None:
        self.seconds.append(seconds)


def test_it_rests_while_ever_more_wait_and_not_when_the_storm_is_over(monkeypatch):
    waiting = iter([4_000, 6_000, 7_000, 6_900, 7_100])
    monkeypatch.setattr(working, "behind", lambda mark: next(waiting))
    rests, before, rested = Rests(), None, []
    for _ in range(5):
        before = keeper._give_way({"signals": working.BATCH, "mark": 1}, before, 0.1, rests)
        rested.append(len(rests.seconds))
    assert rested == [0, 1, 2, 2, 3]
    assert rests.seconds == [pytest.approx(0.1 * keeper.RESTS)] * 3


def test_what_is_not_a_full_batch_is_the_end_of_what_waits(monkeypatch):
    monkeypatch.setattr(working, "behind", lambda mark: pytest.fail("nobody has to ask"))
    assert keeper._give_way({"signals": working.BATCH - 1, "mark": 1}, 9_000, 0.1, Rests()) == 0


def test_signals_behind_a_mark_are_counted_by_the_last_number_given(branch):
    outlet_source(branch)
    line = Line(branch)
    line.sia("BA", "1", at=at())
    mark = Working.objects.get().worked
    assert working.behind(mark) == 0
    line.sia("BA", "2", at=at())
    assert working.behind(mark) == 1
