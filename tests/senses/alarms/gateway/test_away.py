"""The database goes away and comes back: nothing is acknowledged meanwhile, nothing is lost, and it is said."""

import pytest
from django.db import connection

from anbao.senses.alarms.models import Gateway, Signal
from tests.senses.alarms.gateway.conftest import until_away

CUT = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
SHUT = "UPDATE pg_database SET datallowconn = %s WHERE datname = current_database()"


class Outage:
    """Every connection but the test's own is cut, and none is let in until it is over."""

    def __init__(self):
        self._allow(False)
        ask(CUT)

    def over(self) -> None:
        self._allow(True)

    def _allow(self, allowed: bool) -> None:
        ask(SHUT, [allowed])


def ask(statement: str, values=None) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values)


@pytest.fixture
def outage(gateway):
    outages = []

    def begin() -> Outage:
        outages.append(Outage())
        return outages[-1]

    yield begin
    for outage in outages:
        outage.over()


def test_without_a_database_nothing_is_acknowledged_and_nothing_is_lost(gateway, calling, outage):
    away = outage()
    panel = calling()
    frame = panel.panel.sia("BA", "1")
    panel.send(frame)
    until_away(gateway)
    again = calling()  # the panel gives up waiting and calls again
    again.send(frame + again.panel.sia("BA", "2"))
    assert Signal.house.count() == 0 and gateway.hub.acknowledged == 0 and gateway.hub.writer.away_since is not None
    away.over()
    assert [reply.kind for reply in again.replies(2)] == ["ACK", "ACK"] and len(panel.replies()) == 1
    assert sorted(Signal.house.values_list("zone", flat=True)) == ["1", "2"]
    row = Gateway.house.get(name="test")
    assert row.away_since < row.away_until and row.beat_at >= row.away_until


def test_a_connection_cut_in_the_middle_is_made_again(gateway, calling):
    panel = calling()
    panel.send(panel.panel.sia("BA", "1"))
    panel.replies()
    ask(CUT)
    panel.send(panel.panel.sia("BA", "2"))
    assert [reply.kind for reply in panel.replies()] == ["ACK"] and Signal.house.count() == 2


def test_supervision_is_not_acknowledged_without_a_database_either(gateway, calling, outage):
    away = outage()
    panel = calling()
    panel.send(panel.panel.supervision())
    until_away(gateway)
    assert gateway.hub.acknowledged == 0
    away.over()
    assert [reply.kind for reply in panel.replies()] == ["ACK"]


@pytest.fixture
def refusing(bank):
    """The table refuses what zone 2 says."""
    ask("ALTER TABLE alarms_signal ADD CONSTRAINT no_zone_2 CHECK (zone <> '2')")
    yield
    ask("ALTER TABLE alarms_signal DROP CONSTRAINT no_zone_2")


def test_one_message_that_the_database_refuses_does_not_hold_up_the_others(refusing, gateway, calling):
    panel = calling()
    panel.send(panel.panel.sia("BA", "7"))
    assert [reply.sequence for reply in panel.replies()] == [1]
    panel.send(b"".join(panel.panel.sia("BA", str(zone)) for zone in (1, 2, 3)))
    assert [reply.sequence for reply in panel.replies(2)] == [2, 4] and gateway.hub.writer.poison == 1
