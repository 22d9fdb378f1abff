"""A thread that hears notices of the database and survives its absence."""

import logging
import threading
from collections.abc import Callable

import psycopg
from django.db import DEFAULT_DB_ALIAS, connections
from django.db.utils import Error as DatabaseError

log = logging.getLogger(__name__)
#: seconds between looks at ``stop``, and before the next try without a database
LOOK, AGAIN = 0.25, 0.5


class Listener(threading.Thread):
    """Calls ``heard()`` for every notice, and once after every new connection: what was missed is unknown."""

    def __init__(self, channel: str, heard: Callable[[], None]):
        super().__init__(name=f"listen-{channel}", daemon=True)
        self.channel, self.heard = channel, heard
        self._stopped = threading.Event()

    def run(self) -> None:
        while not self._stopped.is_set():
            door = connections.create_connection(DEFAULT_DB_ALIAS)
            try:
                door.connect()
                door.set_autocommit(True)
                door.connection.execute(f'LISTEN "{self.channel}"')
                self.heard()
                while not self._stopped.is_set():
                    for _notice in door.connection.notifies(timeout=LOOK, stop_after=1):
                        self.heard()
            except (psycopg.Error, DatabaseError):
                self._stopped.wait(AGAIN)
            finally:
                door.close()

    def stop(self) -> None:
        self._stopped.set()
        self.join()
