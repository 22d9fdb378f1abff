"""Renewing the tables: one process at a time, and who works in the background waits until they are renewed.

Two that migrate at once would run the same statements twice. A worker that begins on old tables while a server renews
them would hold rows of tables that the server wants to alter, and the two would wait for each other.
"""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

#: seconds between two looks at tables that nobody renews yet
PAUSE = 1.0
#: how often a migration that met a process of before in a deadlock is begun again; each is a transaction of its own
TRIES = 3


@contextmanager
def _holding(mode: str) -> Iterator[None]:
    """The lock ("" alone, "_shared" beside others who only look) for as long as the block runs."""
    from django.db import connection

    from anbao.kit.locks import Lock

    with connection.cursor() as cursor:
        cursor.execute(f"SELECT pg_advisory_lock{mode}(%s)", [int(Lock.TABLES)])
    try:
        yield
    finally:
        if connection.connection is not None:
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT pg_advisory_unlock{mode}(%s)", [int(Lock.TABLES)])


def renew() -> None:
    """Make or renew the tables; waits while another process does so."""
    from django.core.management import call_command
    from django.db import OperationalError
    from psycopg.errors import DeadlockDetected

    with _holding(""):
        for left in reversed(range(TRIES)):
            try:
                return call_command("migrate", verbosity=0, interactive=False)
            except OperationalError as error:
                if not left or not isinstance(error.__cause__, DeadlockDetected):
                    raise


def pending() -> bool:
    """Whether this release knows tables that the database does not have yet; waits while somebody renews them."""
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    with _holding("_shared"):
        executor = MigrationExecutor(connection)
        return bool(executor.migration_plan(executor.loader.graph.leaf_nodes()))


def await_renewal(said: Callable[[str], None], *, pause: float = PAUSE) -> None:
    """Until the tables are those of this release; says once what it waits for."""
    told = False
    while pending():
        if not told:
            said("the tables are of another release: waiting until 'anbao serve' or 'anbao migrate' has renewed them")
        told = True
        time.sleep(pause)
