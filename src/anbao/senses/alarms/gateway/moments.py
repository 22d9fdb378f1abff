"""What time it is, asked once a message: on a production site the system's clock, in a demo the moved one."""

import time
from datetime import datetime, timedelta

from django.conf import settings

from anbao.kit import clock


class Moments:
    """``now()`` is cheap and may be asked from the loop; a clock that lives in the database is read by ``calibrate``."""

    def __init__(self):
        self._direct = settings.ANBAO_CLOCK == "anbao.kit.clock.system"
        self._base: tuple[float, datetime] | None = None
        self._rate = 1.0

    def calibrate(self) -> None:
        """Read a moved clock and how fast it runs; called from a thread that may wait for the database."""
        if self._direct:
            return
        read, moment = time.monotonic(), clock.now()
        if self._base is not None and read - self._base[0] > 0.2:
            self._rate = (moment - self._base[1]).total_seconds() / (read - self._base[0])
        self._base = (read, moment)

    def now(self) -> datetime:
        if self._direct or self._base is None:
            return clock.now()
        read, moment = self._base
        return moment + timedelta(seconds=(time.monotonic() - read) * self._rate)
