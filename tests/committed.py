"""A database that really commits: a copy of the test database for one test, dropped afterwards.

For tests whose second reader is another process (a server, a browser). Django's own way, emptying the tables after the
test, is refused by the ledger, which no one may truncate.
"""

from collections.abc import Sequence
from contextlib import closing, contextmanager

from django.db import connection, connections


def command(sql: str, given: Sequence = ()) -> list[tuple]:
    """Run `sql` in the server's maintenance database; the rows it answers."""
    door = connections.create_connection("default")
    door.settings_dict = {**door.settings_dict, "NAME": "postgres"}
    with closing(door), door.cursor() as cursor:
        cursor.execute(sql, given)
        return cursor.fetchall() if cursor.description is not None else []


@contextmanager
def committed_database():
    """The default connection points at a fresh copy of the test database; yields the copy's name."""
    original = connection.settings_dict["NAME"]
    copy = f"{original}_committed"
    connection.close()
    command(f'DROP DATABASE IF EXISTS "{copy}" WITH (FORCE)')
    command(f'CREATE DATABASE "{copy}" TEMPLATE "{original}"')
    connection.settings_dict["NAME"] = copy
    try:
        yield copy
    finally:
        connection.close()
        connection.settings_dict["NAME"] = original
        command(f'DROP DATABASE "{copy}" WITH (FORCE)')
