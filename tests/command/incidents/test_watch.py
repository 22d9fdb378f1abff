"""The watch that takes alarms up: a database that is away is waited for, and a watch that broke ends its process."""

import os
import threading

import pytest
from django.db import OperationalError

from anbao.command.incidents import watch
from anbao.command.incidents.models import Incident
from anbao.senses.alarms.models import Alarm
from tests.branch import Branch, at
from tests.command.incidents.desks import outlet_source
from tests.senses.alarms.lines import Line


def test_a_database_that_is_away_is_waited_for(branch: Branch, monkeypatch):
    """The demo's clock is read from the database: its failure must not end the watch."""
    outlet_source(branch)
    Line(branch).sia("BA", "1", at=at())
    told = iter([OperationalError("the server ended the connection")])

    def moment():
        for failure in told:
            raise failure
        return at()

    monkeypatch.setattr(watch.clock, "now", moment)
    monkeypatch.setattr("django.db.connection.close", lambda: None)  # the test's own transaction
    once = watch.Watch(look=0.01)
    once._round()
    assert Alarm.house.count() == 1 and not Incident.house.exists()
    once._round()
    assert Incident.house.get().procedure == "intrusion"


def test_a_watch_that_breaks_ends_the_process_that_keeps_it(monkeypatch):
    class Broken(watch.Watch):
        def run(self) -> None:
            return

    monkeypatch.setattr(watch, "Watch", Broken)
    with pytest.raises(SystemExit, match="broke"):
        watch.keep(threading.Event(), os.getppid())
