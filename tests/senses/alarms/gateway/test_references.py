"""That every signal has its source is no foreign key: who stores and who removes a source wait for each other, and see each other then."""

from contextlib import contextmanager

import pytest
from django.db import DEFAULT_DB_ALIAS, IntegrityError, connection, connections, transaction
from psycopg.errors import ForeignKeyViolation, LockNotAvailable

from anbao.engines.dc09.panel import Panel
from anbao.senses.alarms.models import AlarmSource, Signal
from anbao.senses.alarms.storing import SourceIndex, store
from tests.branch import at
from tests.senses.alarms.lines import Line, outlet_source

REMOVE = "DELETE FROM alarms_zone; DELETE FROM alarms_alarmsource"


@pytest.fixture
def bare(bank) -> AlarmSource:
    """A source that never spoke, and has no zones."""
    source = outlet_source(bank)
    source.zones.all().delete()
    return source


@pytest.fixture
def storing(bank, bare):
    """Stores one message of it."""
    index = SourceIndex(bank.places["ZJK"].pk)
    index.load()
    line = Line(bank)
    return lambda: store(line.arrivals(Panel("1234").sia("BA", "1"), at()), index=index)


@contextmanager
def another():
    """Another connection; what it would have to wait for ends its statement."""
    door = connections.create_connection(DEFAULT_DB_ALIAS)
    try:
        door.connect()
        door.set_autocommit(True)
        door.connection.execute("SET lock_timeout = 50")
        yield door.connection
    finally:
        door.close()


def test_who_removes_a_source_waits_for_who_stores_and_finds_its_signals_then(bare, storing):
    with another() as door:
        with transaction.atomic():
            storing()
            with pytest.raises(LockNotAvailable):
                door.execute(REMOVE)
        with pytest.raises(ForeignKeyViolation, match="has signals"):
            door.execute(REMOVE)
    assert Signal.house.get().source == bare


def test_who_stores_waits_for_who_removes_the_source_and_misses_it_then(bare, storing):
    with another() as door:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(REMOVE)
            with pytest.raises(LockNotAvailable):
                door.execute(
                    "INSERT INTO alarms_signal (source_id, received_at, token, event, kind, code, zone, area, text, more, raw, peer, flags, key)"
                    " VALUES (%s, now(), 'x', 'alarm', '', '', '', '', '', '[]', '', '', '{}', 'x')",
                    [bare.pk],
                )
        with pytest.raises(IntegrityError, match="source that is not there"):
            storing()
    assert not Signal.house.exists()
