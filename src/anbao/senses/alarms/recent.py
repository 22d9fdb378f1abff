"""What was stored lately, in memory: a message that is not among it is new, and the database need not be asked.

It holds as long as nobody else stores. Under the lock that orders signals the numbers are given without a gap: if the last
number given is still the one this gateway saw last, nobody else stored, and the memory is whole.
"""

from collections.abc import Iterable, Sequence

import psycopg

from anbao.kit.locks import Lock

#: messages that are remembered; in a storm that brings more within two horizons, the database is asked again for a while
LIMIT = 500_000
#: the lock that orders signals, then the last number given; the inner query, which must not be merged, is run first
NUMBERS = (
    "SELECT coalesce(pg_sequence_last_value('alarms_signal_id_seq'), 0)"
    f" FROM (SELECT pg_advisory_xact_lock({int(Lock.SIGNAL_ORDER)}) OFFSET 0) AS held"
)
KEYS = "SELECT key FROM (SELECT key FROM alarms_signal ORDER BY id DESC LIMIT {limit}) AS newest"
KEYS_SINCE = "SELECT key FROM alarms_signal WHERE id > {number}"


class Recent:
    """Identities by stretch of the horizon. ``number`` is the last number given when the memory was whole; None: it is not."""

    def __init__(self):
        self.number: int | None = None
        self._stretches: dict[int, set[str]] = {}
        #: the first stretch of which all is remembered
        self._since = 0
        self._held = 0

    def knows(self, stretch: int) -> bool:
        """Whether all that was stored in this stretch and the one before is remembered."""
        return self.number is not None and self._since < stretch

    def any_seen(self, stretch: int, identities: Iterable[str]) -> bool:
        """Whether one of them may have been stored in this stretch or the one before."""
        both = [seen for seen in (self._stretches.get(stretch), self._stretches.get(stretch - 1)) if seen]
        return any(not seen.isdisjoint(identities) for seen in both)

    def forget(self) -> None:
        """Nothing is sure any more: the database was away, or somebody stores without the lock."""
        self.number, self._held = None, 0
        self._stretches.clear()

    def stored(self, stretch: int, identities: Sequence[str], number: int) -> None:
        """These were committed, and this was the last number given."""
        self.number = number
        if stretch not in self._stretches:
            for old in [one for one in self._stretches if one < stretch - 1]:
                self._held -= len(self._stretches.pop(old))
            self._stretches[stretch] = set()
        seen = self._stretches[stretch]
        before = len(seen)
        seen.update(identities)
        self._held += len(seen) - before
        if self._held > LIMIT:
            self._stretches, self._held, self._since = {}, 0, stretch + 1

    def catch_up(self, raw: psycopg.Connection, stretch: int) -> None:
        """Read what others stored, under the lock and before the own rows are written."""
        number = raw.execute(NUMBERS).fetchone()[0]
        if self.number is None:
            rows = raw.execute(KEYS.format(limit=LIMIT)).fetchall()
            self._stretches, self._held = {}, 0
            # of more than could be read, nothing is sure but what comes from now on
            self._since = stretch + 1 if len(rows) == LIMIT else stretch - 1
        elif number != self.number:
            rows = raw.execute(KEYS_SINCE.format(number=self.number)).fetchall()
        else:
            rows = []
        for (key,) in rows:
            _protocol, written, identity = key.split("-")
            if int(written, 16) >= stretch - 1:
                self.stored(int(written, 16), (identity,), number)
        self.number = number
