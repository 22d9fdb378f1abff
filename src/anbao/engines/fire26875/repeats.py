"""Recognising a frame that is sent again because no confirmation came within the time-out (6.5: 10 s, three tries).

Being a repeat is a remark, not a reason to drop: store by ``Event.identity``, which is equal for repeats.
"""

import hashlib
from collections import OrderedDict, deque
from datetime import datetime, timedelta

from anbao.engines.fire26875.framing import Header


def identify(header: Header, data: bytes) -> str:
    """16 hexadecimal digits that are equal for a frame and its repeats; the time label may differ."""
    head = f"{header.source}\0{header.target}\0{header.serial}\0{header.command}\0".encode()
    return hashlib.blake2b(head + data, digest_size=8).hexdigest()


class RepeatMemory:
    """The last ``window`` frames of at most ``capacity`` sources, for ``horizon``; share it between connections."""

    def __init__(self, *, capacity: int = 20_000, window: int = 8, horizon: timedelta = timedelta(minutes=10)):
        if capacity < 1 or window < 1:
            raise ValueError("capacity and window must be at least 1")
        self._sources: OrderedDict[str, deque[list]] = OrderedDict()
        self._capacity, self._window, self._horizon = capacity, window, horizon

    def __len__(self) -> int:
        return len(self._sources)

    def see(self, source: str, identity: str, at: datetime) -> tuple[bool, bool]:
        """Note a frame; whether it came before, and whether it was confirmed then."""
        entries = self._sources.get(source)
        if entries is None:
            entries = self._sources[source] = deque(maxlen=self._window)
            if len(self._sources) > self._capacity:
                self._sources.popitem(last=False)
        self._sources.move_to_end(source)
        for seen, when, answered in entries:
            if seen == identity and abs(at - when) <= self._horizon:
                return True, answered
        entries.append([identity, at, False])
        return False, False

    def answer(self, source: str, identity: str) -> None:
        """Note that the frame was confirmed."""
        for entry in self._sources.get(source, ()):
            if entry[0] == identity:
                entry[2] = True
