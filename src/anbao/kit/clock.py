"""The one place that reads the time.

Below a view nothing calls this: time is an argument named ``at`` (design law 1). It is read once per request
(see ``ClockMiddleware``), once per job and once per message.

The source is a setting, ``ANBAO_CLOCK``: a dotted path of a callable that returns an aware datetime. The demo
sets it to its moved clock; a production site leaves it unset, and then nothing can move it.
"""

from collections.abc import Callable
from datetime import UTC, date, datetime
from functools import cache
from zoneinfo import ZoneInfo

from django.conf import settings
from django.utils.module_loading import import_string


def system() -> datetime:
    """The machine's own clock, aware, in UTC."""
    return datetime.now(UTC)


@cache
def _source() -> Callable[[], datetime]:
    return import_string(settings.ANBAO_CLOCK)


def now() -> datetime:
    """The moment, aware. Views, jobs and commands only."""
    return _source()()


def pace() -> float:
    """Seconds of the clock in one second of people's time: 1, and more only where the clock is a moved one (ANBAO_PACE).

    What a person has seconds for, such as a step at the desk, is counted in his own.
    """
    return max(import_string(settings.ANBAO_PACE)(), 1.0) if settings.ANBAO_PACE else 1.0


def local_zone() -> ZoneInfo:
    """The branch's time zone (Asia/Shanghai unless the settings say otherwise)."""
    return ZoneInfo(settings.TIME_ZONE)


def local_day(at: datetime) -> date:
    """The calendar day of `at` where the branch is."""
    return at.astimezone(local_zone()).date()


class ClockMiddleware:
    """Reads the clock once per request: views use ``request.at``."""

    async_capable = False
    sync_capable = True

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        request.at = now()
        return self.get_response(request)
