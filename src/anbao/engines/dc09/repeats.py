"""Recognising a message that a panel sends again because no reply reached it.

A repeat has the same account, receiver, line and sequence number and the same content; its timestamp may be newer.
The last few messages of each source are kept for a while: long enough for every retry, far too short for the sequence
numbers (1 to 9999) to come round. Supervision (NULL) is never a repeat: many panels send it with one fixed number.

Being a repeat is a remark, not a reason to drop: a message that was seen but never stored must be stored when it
comes again. Store by ``Event.identity``, which is equal for repeats.
"""

import hashlib
from collections import OrderedDict, deque
from datetime import datetime, timedelta
from typing import NamedTuple

from anbao.engines.dc09.header import Header, steps_between


class Seen(NamedTuple):
    repeat: bool
    answered: bool
    steps: int | None


class _Entry:
    __slots__ = ("answered", "at", "identity", "sequence")

    def __init__(self, sequence: int, identity: str, at: datetime):
        self.sequence, self.identity, self.at, self.answered = sequence, identity, at, False


FIRST = Seen(False, False, None)


def identify(header: Header, account: str | None, content: bytes) -> str:
    """16 hexadecimal digits that are equal for a message and its repeats."""
    # The account may have been read from the content; receiver and line are as sent.
    head = f"{header.token}\0{header.sequence}\0".encode()
    return digest(head + told_of(header.receiver, header.line, account) + content)


def told_of(receiver: str | None, line: str | None, account: str | None) -> bytes:
    """A sender's part of an identity, the same in all its messages."""
    return f"{receiver}\0{line}\0{account}\0".encode()


def digest(told: bytes) -> str:
    """The identity of what is told: token, sequence number, sender and content."""
    return hashlib.blake2b(told, digest_size=8).hexdigest()


class RepeatMemory:
    """The last messages of every source; share one between all connections, since a panel may call again.

    ``capacity`` sources at most (the longest silent one goes first), ``window`` messages of each, for ``horizon``.
    """

    def __init__(self, *, capacity: int = 100_000, window: int = 8, horizon: timedelta = timedelta(minutes=10)):
        if capacity < 1 or window < 1:
            raise ValueError("capacity and window must be at least 1")
        self._sources: OrderedDict[tuple, deque[_Entry]] = OrderedDict()
        self._capacity, self._window, self._horizon = capacity, window, horizon

    def __len__(self) -> int:
        return len(self._sources)

    def see(self, header: Header, account: str | None, identity: str, at: datetime) -> Seen:
        """Note a message and say whether it came before."""
        source = (account, header.receiver, header.line)
        entries = self._sources.get(source)
        if entries is None:
            self._sources[source] = deque([_Entry(header.sequence, identity, at)], maxlen=self._window)
            if len(self._sources) > self._capacity:
                self._sources.popitem(last=False)
            return FIRST
        self._sources.move_to_end(source)
        steps = steps_between(entries[-1].sequence, header.sequence)
        for entry in entries:
            if entry.identity == identity and abs(at - entry.at) <= self._horizon:
                return Seen(True, entry.answered, steps)
        entries.append(_Entry(header.sequence, identity, at))
        return Seen(False, False, steps)

    def answer(self, header: Header, account: str | None, identity: str) -> None:
        """Note that the message was acknowledged."""
        for entry in self._sources.get((account, header.receiver, header.line), ()):
            if entry.identity == identity:
                entry.answered = True


class NoMemory(RepeatMemory):
    """For a receiver whose owner tells repeats apart by ``Event.identity`` itself: nothing is kept, nothing is remarked."""

    def see(self, header: Header, account: str | None, identity: str, at: datetime) -> Seen:
        return FIRST

    def answer(self, header: Header, account: str | None, identity: str) -> None:
        pass
