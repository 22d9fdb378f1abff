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


class OtherTables(Exception):
    """The tables were made by a release whose steps this one doesn't know; said in one line."""


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


def strange_steps() -> list[str]:
    """Steps that the database has taken and this release doesn't know: of a later release, or of one before the steps
    were folded into one. Such tables look renewed and are not."""
    from django.db import connection
    from django.db.migrations.loader import MigrationLoader

    loader = MigrationLoader(connection)
    return sorted(
        f"{app}.{name}"
        for app, name in loader.applied_migrations
        if app in loader.migrated_apps and (app, name) not in loader.disk_migrations
    )


def renew() -> None:
    """Make or renew the tables; waits while another process does so. Raises OtherTables for tables it can't renew."""
    from django.core.management import call_command
    from django.db import OperationalError
    from psycopg.errors import DeadlockDetected

    with _holding(""):
        if strange := strange_steps():
            raise OtherTables(
                f"the tables were made by another release ({strange[0]}{' and more' if strange[1:] else ''}), which this"
                " one can't renew: go on with that release, or begin a demo anew with 'anbao demo --fresh'"
            )
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
