"""What the gateway knows of the sources: which of them a message is from, and when it was heard last."""

import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache

from anbao.senses.alarms.arrivals import SourceKey
from anbao.senses.alarms.models import AlarmSource
from anbao.senses.alarms.recent import Recent
from anbao.senses.alarms.turns import Turns

#: addresses that take turns within this long are two panels with one account, not one that moved
TWINS = timedelta(minutes=10)
#: unknown accounts that get a row of their own; more come together under this account, with their raw lines
UNKNOWN_LIMIT, MANY = 500, "MANY"
#: names under which sources were found that are remembered (receiver and line are the sender's to choose)
FOUND_LIMIT = 100_000
#: who hears that signals were stored, and that sources changed
STORED, CHANGED = "anbao_signals", "anbao_alarm_sources"
#: seconds between two announcements; shorter than the keeper rests before it looks again
WAKE = 0.03


@dataclass(slots=True)
class Known:
    """What the gateway knows of a source: its number, its rhythm, whether it is under test, when it was last written."""

    pk: int
    interval: int
    test_until: datetime | None = None
    told_at: datetime | None = None
    twins_at: datetime | None = None
    peers: OrderedDict = field(default_factory=OrderedDict)
    turns: Turns = field(default_factory=Turns)

    def worth_telling(self, at: datetime, peer: str) -> bool:
        """Whether ``last_heard_at`` has to be written again: often enough for supervision, seldom enough for the disk."""
        if self.told_at is None or peer not in self.peers:
            return True
        return at - self.told_at >= _rest(self.interval)

    def spoke(self, at: datetime, peer: str) -> None:
        """Remember who spoke for it last, a few addresses at most."""
        peers = self.peers
        peers[peer] = at
        if len(peers) > 1:
            peers.move_to_end(peer)
            if len(peers) > 4:
                peers.popitem(last=False)

    def is_twin(self, at: datetime, peer: str) -> bool:
        """Whether two addresses take turns with one account: this one spoke before, and another one since, all lately.

        True once in TWINS, so that it is written once in a while.
        """
        if len(self.peers) < 2:
            return False
        before = self.peers.get(peer)
        if before is None or at - before > TWINS or next(reversed(self.peers)) == peer:
            return False
        return self._twin(at)

    def counts_twice(self, at: datetime, sequence: int | None) -> bool:
        """Whether two counters take turns behind one address. True once in TWINS."""
        return self.turns.counts_twice(sequence) and self._twin(at)

    def _twin(self, at: datetime) -> bool:
        if self.twins_at is not None and at - self.twins_at < TWINS:
            return False
        self.twins_at = at
        return True


@lru_cache(maxsize=256)
def _rest(interval: int) -> timedelta:
    """How long ``last_heard_at`` may stay as it is."""
    return timedelta(seconds=min(interval / 10, 30) if interval else 30)


class SourceIndex:
    """Sources by how their messages name them: receiver and line where the register has them, else the account alone."""

    def __init__(self, home: int, *, now: Callable[[], datetime] | None = None):
        self.home, self.now = home, now
        self.known: dict[SourceKey, Known] = {}
        self._by_number: dict[int, Known] = {}
        self._found: dict[SourceKey, Known] = {}
        self.unknown = 0
        self.recent, self._woken = Recent(), float("-inf")

    def load(self) -> None:
        """Read every source again; what was heard from them stays known."""
        before = {source.pk: source for source in self.known.values()}
        rows = AlarmSource.house.order_by("id").values_list(
            "protocol", "account", "receiver", "line", "pk", "interval", "test_until", "known"
        )
        known, self.unknown = {}, 0
        for protocol, account, receiver, line, pk, interval, test_until, entered in rows:
            source = before.get(pk) or Known(pk, interval)
            source.interval, source.test_until = interval, test_until
            known[SourceKey(protocol, account, receiver, line)] = source
            self.unknown += not entered
        self.known = known
        self._found.clear()
        self._by_number = {source.pk: source for source in known.values()}

    def told(self, pk: int, at: datetime) -> None:
        """That ``last_heard_at`` was written."""
        if pk in self._by_number:
            self._by_number[pk].told_at = at

    def told_keeper(self) -> tuple[str, ...]:
        """The statement that wakes the keeper, once in a while: it looks again by itself after every look that found something."""
        now = time.monotonic()
        if now - self._woken < WAKE:
            return ()
        self._woken = now
        return (f"NOTIFY {STORED}",)

    def forget(self) -> None:
        """Rows made in a transaction that was lost are unknown again; ``load`` has to follow."""
        self.known.clear()
        self._found.clear()
        self.recent.forget()

    def find(self, key: SourceKey) -> Known | None:
        found = self._found.get(key)
        if found is None:
            known, (protocol, account, receiver, line) = self.known, key
            found = (
                known.get(key)
                or known.get(SourceKey(protocol, account, receiver))
                or known.get(SourceKey(protocol, account, "", line))
                or known.get(SourceKey(protocol, account))
            )
            if found is not None:
                if len(self._found) >= FOUND_LIMIT:
                    self._found.clear()
                self._found[key] = found
        return found

    def meet(self, key: SourceKey, at: datetime) -> Known:
        """The source of a message; a new unknown one gets its row at the gateway's institution, in this transaction."""
        account = key.account if self.unknown < UNKNOWN_LIMIT else MANY
        bare = SourceKey(key.protocol, account)
        found = self.known.get(bare)
        if found is None:
            row, made = AlarmSource.house.get_or_create(
                protocol=key.protocol, account=account, receiver="", line="",
                defaults={"institution_id": self.home, "known": False, "made_at": at},
            )  # fmt: skip
            self.unknown += made
            found = self.known[bare] = self._by_number[row.pk] = Known(row.pk, row.interval)
        return found
