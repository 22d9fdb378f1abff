"""The tables are renewed by one process at a time, and the background waits for them."""

import threading

import pytest
from django.db import connection
from django.db.migrations.recorder import MigrationRecorder

from anbao.kit.locks import Lock
from anbao.project import migrating
from tests.serving import PATIENCE


@pytest.fixture
def old(transactional_db):
    """Tables of a release before this one: the demo's own table is still to come."""
    MigrationRecorder.Migration.objects.filter(app="demo").delete()
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE demo_democlock")


def test_who_works_in_the_background_waits_for_the_tables_and_says_so_once(old):
    said, began = [], threading.Event()
    assert migrating.pending()

    def work() -> None:
        migrating.await_renewal(lambda words: (said.append(words), began.set()), pause=0.01)
        connection.close()

    waiting = threading.Thread(target=work)
    waiting.start()
    assert began.wait(PATIENCE) and waiting.is_alive()
    migrating.renew()
    waiting.join(PATIENCE)
    assert not waiting.is_alive() and len(said) == 1 and "anbao migrate" in said[0]
    assert not migrating.pending()


def test_nobody_looks_at_the_tables_while_they_are_renewed(transactional_db):
    other = connection.copy()
    with other.cursor() as cursor:
        with migrating._holding(""):
            cursor.execute("SELECT pg_try_advisory_lock_shared(%s)", [int(Lock.TABLES)])
            assert cursor.fetchone() == (False,)
        cursor.execute("SELECT pg_try_advisory_lock(%s)", [int(Lock.TABLES)])
        assert cursor.fetchone() == (True,)
    other.close()
    migrating.await_renewal(pytest.fail)


def test_tables_of_a_release_with_steps_unknown_here_are_refused_in_one_line(transactional_db):
    """Tables made before their steps were folded into one would pass for renewed, and lack columns."""
    MigrationRecorder(connection).record_applied("tasks", "0009_a_step_of_another_release")
    with pytest.raises(migrating.OtherTables, match=r"tasks\.0009_a_step.*--fresh"):
        migrating.renew()
    MigrationRecorder(connection).record_unapplied("tasks", "0009_a_step_of_another_release")
    migrating.renew()
