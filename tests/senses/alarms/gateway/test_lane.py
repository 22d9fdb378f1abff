"""The short way: a large group is acknowledged when the disk has it and not before, answers keep their order, and what the lane
can't take or loses goes the long way."""

import pytest
from django.db import connection

from anbao.engines.dc09.panel import Panel
from anbao.kit.locks import Lock
from anbao.senses.alarms.gateway import lane
from anbao.senses.alarms.models import Signal
from tests.senses.alarms.gateway.conftest import until


@pytest.fixture
def large(monkeypatch):
    """Two messages make a large group, whose flush is the second connection's."""
    monkeypatch.setattr(lane, "MANY", 2)


def lane_of(gateway) -> lane.Lane:
    until(gateway, lambda: gateway.hub.writer._lane is not None)
    return gateway.hub.writer._lane


def burst(panel: Panel, count: int) -> bytes:
    return b"".join(panel.sia("BA", str(number)) for number in range(1, count + 1))


class Held:
    """The lane's flush is not sent until it is let go."""

    def __init__(self, held: lane.Lane, monkeypatch):
        self.trips, self.send = [], held._flushing.send
        monkeypatch.setattr(held._flushing, "send", self.trips.append)
        monkeypatch.setattr(
            lane.Track, "taken", property(lambda track: track._trip is not None or self.holds(track, held))
        )

    def holds(self, track, held) -> bool:
        return track is held._flushing and bool(self.trips)

    def let_go(self) -> None:
        trip = self.trips.pop()
        self.send(trip)


def warmed(gateway, panel) -> lane.Lane:
    """Behind a first message, from when on memory is whole and the source known."""
    panel.send(panel.panel.sia("BA", "9"))
    assert [reply.sequence for reply in panel.replies()] == [1]
    return lane_of(gateway)


def test_a_large_group_is_not_acknowledged_before_the_disk_has_it(large, gateway, calling, monkeypatch):
    panel = calling()
    held = Held(warmed(gateway, panel), monkeypatch)
    panel.send(burst(panel.panel, 3))
    until(gateway, lambda: held.trips)
    assert Signal.house.count() == 4 and gateway.hub.acknowledged == 1
    panel.send(burst(panel.panel, 1))  # a small group does not overtake it
    until(gateway, lambda: Signal.house.count() == 5)
    assert gateway.hub.acknowledged == 1
    gateway.ask(held.let_go)
    until(gateway, lambda: held.trips)
    gateway.ask(held.let_go)
    assert [reply.sequence for reply in panel.replies(4)] == [2, 3, 4, 5]


def test_what_was_committed_and_not_flushed_is_stored_once_and_acknowledged_when_the_lane_breaks(
    large, gateway, calling, monkeypatch
):
    panel = calling()
    broken = warmed(gateway, panel)
    held = Held(broken, monkeypatch)
    panel.send(burst(panel.panel, 3))
    until(gateway, lambda: held.trips)
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_terminate_backend(%s)", [broken._flushing.pgconn.backend_pid])
    assert [reply.sequence for reply in panel.replies(3)] == [2, 3, 4]
    assert Signal.house.count() == 4 and lane_of(gateway) is not broken


def test_repeats_and_strangers_go_the_long_way_and_the_lane_goes_on(gateway, calling):
    panel, stranger = calling(), calling(Panel("77AB"))
    first = warmed(gateway, panel)
    frame = panel.panel.sia("BA", "1")
    panel.send(frame)
    panel.replies()
    panel.send(frame)
    stranger.send(stranger.panel.sia("BA", "2"))
    assert [reply.sequence for reply in panel.replies()] == [2]
    assert [reply.kind for reply in stranger.replies()] == ["ACK"]
    panel.send(panel.panel.sia("BA", "3"))
    assert [reply.sequence for reply in panel.replies()] == [3]
    assert Signal.house.count() == 4 and gateway.hub.writer.repeats == 1 and gateway.hub.writer._lane is first


def test_the_next_group_is_read_while_one_is_written(gateway, calling):
    panel, other = calling(), calling(Panel("1235"))
    warmed(gateway, panel)
    warmed(gateway, other)
    with connection.cursor() as cursor:  # another gateway stands in the middle of its transaction
        cursor.execute("BEGIN")
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [int(Lock.SIGNAL_ORDER)])
        panel.send(panel.panel.sia("BA", "1"))
        until(gateway, lambda: gateway.hub.writer._lane.writing)
        other.send(other.panel.sia("BA", "2"))
        until(gateway, lambda: gateway.hub.writer.waiting == 1)
        cursor.execute("ROLLBACK")
    assert [reply.sequence for reply in panel.replies()] == [2]
    assert [reply.sequence for reply in other.replies()] == [2]
