"""The database goes away and comes back: nothing is acknowledged meanwhile, nothing is lost, and it is said."""

from django.db import connection
from django.db.utils import OperationalError

from anbao.senses.alarms.gateway import intake
from anbao.senses.alarms.models import Gateway, Signal


class Outage:
    """Stands where the writer stores: refuses until it is over, and lets a test wait for the first refusal."""

    def __init__(self, monkeypatch):
        import threading

        self.away, self.met, self.store = True, threading.Event(), intake.store
        monkeypatch.setattr(intake, "store", self.stand_in)

    def stand_in(self, arrivals, *, index):
        if self.away:
            self.met.set()
            raise OperationalError("server closed the connection unexpectedly")
        return self.store(arrivals, index=index)


def test_without_a_database_nothing_is_acknowledged_and_nothing_is_lost(gateway, calling, monkeypatch):
    outage = Outage(monkeypatch)
    panel = calling()
    frame = panel.panel.sia("BA", "1")
    panel.send(frame)
    assert outage.met.wait(20)
    again = calling()  # the panel gives up waiting and calls again
    again.send(frame + again.panel.sia("BA", "2"))
    assert Signal.house.count() == 0 and gateway.hub.acknowledged == 0 and gateway.hub.writer.away_since is not None
    outage.away = False
    assert [reply.kind for reply in again.replies(2)] == ["ACK", "ACK"] and len(panel.replies()) == 1
    assert sorted(Signal.house.values_list("zone", flat=True)) == ["1", "2"]
    row = Gateway.house.get(name="test")
    assert row.away_since < row.away_until and row.beat_at >= row.away_until


def test_a_connection_cut_in_the_middle_is_made_again(gateway, calling):
    panel = calling()
    panel.send(panel.panel.sia("BA", "1"))
    panel.replies()
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
        )
    panel.send(panel.panel.sia("BA", "2"))
    assert [reply.kind for reply in panel.replies()] == ["ACK"] and Signal.house.count() == 2


def test_supervision_is_not_acknowledged_without_a_database_either(gateway, calling, monkeypatch):
    outage = Outage(monkeypatch)
    panel = calling()
    panel.send(panel.panel.supervision())
    assert outage.met.wait(20) and gateway.hub.acknowledged == 0
    outage.away = False
    assert [reply.kind for reply in panel.replies()] == ["ACK"]


def test_one_message_that_the_database_refuses_does_not_hold_up_the_others(gateway, calling, monkeypatch):
    from django.db.utils import DataError

    real = intake.store

    def store(arrivals, *, index):
        if any(arrival.said[0].zone == "2" for arrival in arrivals):
            raise DataError("invalid byte sequence")
        return real(arrivals, index=index)

    monkeypatch.setattr(intake, "store", store)
    panel = calling()
    panel.send(b"".join(panel.panel.sia("BA", str(zone)) for zone in (1, 2, 3)))
    assert [reply.sequence for reply in panel.replies(2)] == [1, 3] and gateway.hub.writer.poison == 1
