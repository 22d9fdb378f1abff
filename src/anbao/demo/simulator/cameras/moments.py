"""The campaign's moment for threads that must not ask the database for every picture."""

from datetime import UTC, datetime, timedelta
from threading import Lock
from time import monotonic


class Moments:
    """The demo clock, asked every few seconds and run on in between."""

    #: real seconds between two looks at the clock's row
    EVERY = 5.0

    def __init__(self):
        self._lock, self._asked, self._moment, self._speed = Lock(), float("-inf"), datetime.now(UTC), 1.0

    def __call__(self) -> datetime:
        from django.db import Error, connection

        from anbao.demo import clock

        with self._lock:
            now = monotonic()
            if now - self._asked > self.EVERY:
                try:
                    self._moment, self._speed = clock.now(), clock.speed()
                except Error:  # the database is away: the clock runs on as it was
                    self._moment += timedelta(seconds=(now - self._asked) * self._speed)
                finally:
                    connection.close()
                self._asked = now
            return self._moment + timedelta(seconds=(now - self._asked) * self._speed)
