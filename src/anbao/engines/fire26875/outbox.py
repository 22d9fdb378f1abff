"""Sending again (6.5): what isn't answered within the time-out goes out again, three times in all, then is given up.

box.post(frame_bytes, at=now); send(frame_bytes)
box.settle(event)                       # with every event received
for notice in box.due(at=now): ...      # by a timer set to box.next_due
"""

from datetime import datetime, timedelta
from typing import NamedTuple

from anbao.engines.fire26875.codes import Command
from anbao.engines.fire26875.events import Event
from anbao.engines.fire26875.framing import parse_header

#: GB/T 26875.3-2011 6.5
TIME_OUT = timedelta(seconds=10)
TRIES = 3
ENDINGS = frozenset({Command.CONFIRM, Command.RESPONSE, Command.DENY})


class Notice(NamedTuple):
    """``raw`` is to be sent again, or was given up after the last try."""

    serial: int
    raw: bytes
    given_up: bool


class _Waiting:
    __slots__ = ("due", "other", "raw", "tries")

    def __init__(self, raw: bytes, other: str, due: datetime):
        self.raw, self.other, self.due, self.tries = raw, other, due, 1


class Outbox:
    """Frames of one connection that wait for their answer; at most ``capacity``, more raise ``OverflowError``."""

    def __init__(self, *, time_out: timedelta = TIME_OUT, tries: int = TRIES, capacity: int = 256):
        self._time_out, self._tries, self._capacity = time_out, tries, capacity
        self._waiting: dict[int, _Waiting] = {}

    def __len__(self) -> int:
        return len(self._waiting)

    @property
    def next_due(self) -> datetime | None:
        """When ``due`` has something to say next."""
        return min((entry.due for entry in self._waiting.values()), default=None)

    def post(self, raw: bytes, *, at: datetime) -> None:
        """Note a frame that was sent."""
        if len(self._waiting) >= self._capacity:
            raise OverflowError(f"{self._capacity} frames are waiting for an answer")
        header = parse_header(raw)
        self._waiting[header.serial] = _Waiting(raw, header.target, at + self._time_out)

    def settle(self, event: Event) -> bytes | None:
        """The frame that this event answers, which then no longer waits; None when it answers none."""
        entry = self._waiting.get(event.serial)
        if entry is None or event.command not in ENDINGS or event.source != entry.other:
            return None
        return self._waiting.pop(event.serial).raw

    def due(self, *, at: datetime) -> list[Notice]:
        """Frames whose time-out is over: to be sent again, or given up."""
        notices = []
        for serial, entry in list(self._waiting.items()):
            if entry.due > at:
                continue
            given_up = entry.tries >= self._tries
            if given_up:
                del self._waiting[serial]
            else:
                entry.tries += 1
                entry.due = at + self._time_out
            notices.append(Notice(serial, entry.raw, given_up))
        return notices
