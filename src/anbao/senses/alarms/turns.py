"""Whose turn it is: a message said again because its acknowledgement was lost, or a new one that bears an old number.

A panel sends the next message when the last one was acknowledged. So once a message with another number came in after the
acknowledgement of this one, the panel had heard it, and the same number again is no repeat: the panel was restarted and
counts from one, or it always says one number. It is stored as new; taken for a repeat, an alarm would be acknowledged and lost.

Kept in memory, a few messages a source. After a restart of the gateway an old number within the horizon counts as a repeat
again until the panel has sent something else.
"""

import hashlib
from collections import OrderedDict
from datetime import datetime

from anbao.engines.dc09.header import steps_between

#: messages of a source that are remembered
KEPT = 16
#: steps from a panel's last number to its next one, messages lost on the way counted
NEXT = 8
#: times that two counters have to take turns before they are two panels
TURNS = 3


class Turn:
    """One stored message: its number, when its like came in last, when it was acknowledged, and what it is stored as."""

    __slots__ = ("at", "done", "sequence", "stored_as")

    def __init__(self, sequence: int | None, at: datetime, stored_as: str):
        self.sequence, self.at, self.stored_as = sequence, at, stored_as
        self.done: datetime | None = None


class Turns:
    """The last messages of one source, by their identity."""

    __slots__ = ("_before", "_changes", "_last", "_turns")

    def __init__(self):
        self._turns: OrderedDict[str, Turn] = OrderedDict()
        self._last = self._before = None
        self._changes = 0

    def take(self, identity: str, sequence: int | None, at: datetime) -> Turn:
        """The turn of a message. It is ``stored_as`` its own identity, or as one of its own when it is new in spite of its number."""
        turn = self._turns.get(identity)
        if turn is None:
            turn = self._turns[identity] = Turn(sequence, at, identity)
            if len(self._turns) > KEPT:
                self._turns.popitem(last=False)
        elif self._passed(turn):
            turn.stored_as = hashlib.blake2b(f"{identity}{at.isoformat()}".encode(), digest_size=8).hexdigest()
            turn.done = None
            turn.at = at
            self._turns.move_to_end(identity)
        return turn

    def _passed(self, turn: Turn) -> bool:
        """Whether another number came in after this message was acknowledged."""
        if turn.done is None:
            return False
        return any(other.at > turn.done and other.sequence != turn.sequence for other in self._turns.values())

    def counts_twice(self, sequence: int | None) -> bool:
        """Note a number; whether two counters take turns behind this account: 100, 4000, 101, 4001, 102, 4002."""
        before, last = self._before, self._last
        self._before, self._last = last, sequence
        if sequence is None or before is None or last is None or sequence == last:
            return False
        if sequence - last == 1:  # what nearly every one is
            self._changes = 0
            return False
        if 0 < steps_between(before, sequence) <= NEXT < steps_between(last, sequence):
            self._changes += 1
        else:
            self._changes = 0
        return self._changes >= TURNS
