"""A gateway in its own thread and loop, on the test's own database, and panels that call it over real sockets."""

import asyncio
import socket
import threading
import time
from collections.abc import Callable

import pytest
from django.db import connection

from anbao.engines.dc09.panel import Panel
from anbao.kit import clock
from anbao.senses.alarms.gateway.serving import Ports, Serving, new_event_loop
from tests.branch import Branch, build_branch
from tests.committed import committed_database

#: seconds a test waits at most for something that comes in milliseconds
PATIENCE = 20.0


class Running:
    """A gateway that listens; everything asked of its loop runs there."""

    def __init__(self, **limits: int):
        self.serving = Serving(Ports(dc09=0, fire=0), name="test", **limits)
        self.serving.prepare()
        self.loop = new_event_loop()
        self._thread = threading.Thread(target=self.loop.run_forever)
        self._thread.start()
        self.call(self.serving.start())

    @property
    def hub(self):
        return self.serving.hub

    def call(self, coroutine):
        return asyncio.run_coroutine_threadsafe(coroutine, self.loop).result(PATIENCE)

    def ask(self, function: Callable):
        async def run():
            return function()

        return self.call(run())

    def stop(self) -> None:
        self.call(self.serving.stop())
        self.loop.call_soon_threadsafe(self.loop.stop)
        self._thread.join(PATIENCE)
        self.loop.close()


def until(gateway: Running, true: Callable[[], object]) -> None:
    """Look again with every turn of the gateway's loop; a failed test ends."""
    ends = time.monotonic() + PATIENCE
    while not true():
        assert time.monotonic() < ends
        gateway.ask(lambda: None)


def until_away(gateway: Running) -> None:
    """The writer has met the failure."""
    until(gateway, lambda: gateway.hub.writer.away_since is not None)


class Caller:
    """A panel's end of a TCP connection."""

    def __init__(self, port: int, panel: Panel | None = None, *, host: str = "127.0.0.1"):
        self.panel = panel or Panel("1234")
        self.socket = socket.create_connection(("127.0.0.1", port), timeout=PATIENCE, source_address=(host, 0))

    def send(self, data: bytes) -> None:
        self.socket.sendall(data)

    def replies(self, count: int = 1) -> list:
        """The next replies, judged by the panel's own engine; fewer when the gateway closes."""
        found = []
        while len(found) < count:
            data = self.socket.recv(65536)
            if not data:
                break
            found += self.panel.replies(data)
        return found

    def closed(self) -> bytes:
        """Everything until the gateway closes."""
        data = b""
        try:
            while piece := self.socket.recv(65536):
                data += piece
        except ConnectionResetError:
            pass
        return data

    def close(self) -> None:
        self.socket.close()


EMPTY = """
SET session_replication_role = replica;
ALTER TABLE alarms_signal DISABLE TRIGGER USER;
DELETE FROM alarms_alarmstep; DELETE FROM alarms_alarm; DELETE FROM alarms_signal; DELETE FROM alarms_zone;
DELETE FROM alarms_arming; DELETE FROM alarms_armingschedule; DELETE FROM alarms_alarmsource; DELETE FROM alarms_gateway;
DELETE FROM org_device WHERE kind = 'alarm_zone';
ALTER TABLE alarms_signal ENABLE TRIGGER USER;
SET session_replication_role = DEFAULT;
"""


@pytest.fixture(scope="module")
def transactional_db(django_db_setup, django_db_blocker):
    """One database that really commits for all tests of a module; copying it for each would take seconds each time."""
    with django_db_blocker.unblock(), committed_database():
        yield build_branch()


@pytest.fixture
def bank(transactional_db) -> Branch:
    yield transactional_db
    with connection.cursor() as cursor:
        cursor.execute(EMPTY)


@pytest.fixture
def gateway(bank: Branch):
    running = Running()
    yield running
    running.stop()


@pytest.fixture
def calling(gateway):
    """Connections that are closed at the end: ``calling()``, ``calling(Panel(...))``."""
    opened = []

    def call(panel: Panel | None = None, **more) -> Caller:
        opened.append(Caller(gateway.serving.dc09, panel, **more))
        return opened[-1]

    yield call
    for caller in opened:
        caller.close()


@pytest.fixture
def now():
    return clock.now
