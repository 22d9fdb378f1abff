"""Storing what came in: one transaction for many messages; their acknowledgements exist only after its commit."""

import json
from collections import OrderedDict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import lru_cache

import psycopg
from django.db import connection

from anbao.kit import clock
from anbao.kit.copying import array_of
from anbao.kit.locks import Lock
from anbao.senses.alarms.arrivals import Arrival, Said, SourceKey
from anbao.senses.alarms.models import AlarmSource
from anbao.senses.alarms.words import rule

#: addresses that take turns within this long are two panels with one account, not one that moved
TWINS = timedelta(minutes=10)
#: what has no row has no key
NO_KEY = ("", "")
#: who hears that signals were stored, and that sources changed
STORED, CHANGED = "anbao_signals", "anbao_alarm_sources"
#: unknown accounts that get a row of their own; more come together under this account, with their raw lines
UNKNOWN_LIMIT, MANY = 500, "MANY"
#: names under which sources were found that are remembered (receiver and line are the sender's to choose)
FOUND_LIMIT = 100_000
COLUMNS = (
    "source_id", "received_at", "claimed_at", "token", "sequence", "event", "kind", "code", "zone", "area", "text", "more", "raw", "peer",
    "flags", "key",
)  # fmt: skip
COPY = f"COPY alarms_signal ({', '.join(COLUMNS)}) FROM STDIN"
#: the commit waits for the disk; the order of commits is the order of numbers; what is looked for is found by its index,
#: however small the table was when the server last counted it
BEGIN = (
    "SET LOCAL synchronous_commit = on; SET LOCAL enable_seqscan = off; SELECT pg_advisory_xact_lock({lock});"
    " SELECT key, received_at FROM alarms_signal WHERE key = ANY('{keys}'::text[])"
)
#: how a transaction of its own, or a part of the caller's, begins, ends and is undone
ALONE = ("BEGIN", "COMMIT", "ROLLBACK")
WITHIN = ("SAVEPOINT storing", "RELEASE SAVEPOINT storing", "ROLLBACK TO SAVEPOINT storing; RELEASE SAVEPOINT storing")
HEARD = (
    "UPDATE alarms_alarmsource AS s SET last_heard_at = greatest(s.last_heard_at, v.at), last_peer = v.peer"
    " FROM unnest({ids}::bigint[], {moments}::timestamptz[], {peers}::text[]) AS v (id, at, peer) WHERE s.id = v.id"
)
TWIN = "UPDATE alarms_alarmsource SET twins_at = {at}::timestamptz WHERE id = ANY({ids}::bigint[])"
#: what COPY's text form writes otherwise
_ESCAPED = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


@dataclass
class Known:
    """What the gateway knows of a source: its number, its rhythm, whether it is under test, when it was last written."""

    pk: int
    interval: int
    test_until: datetime | None = None
    told_at: datetime | None = None
    twins_at: datetime | None = None
    peers: OrderedDict = field(default_factory=OrderedDict)

    def worth_telling(self, at: datetime, peer: str) -> bool:
        """Whether ``last_heard_at`` has to be written again: often enough for supervision, seldom enough for the disk."""
        if self.told_at is None or peer not in self.peers:
            return True
        return at - self.told_at >= timedelta(seconds=min(self.interval / 10, 30) if self.interval else 30)

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
        if self.twins_at is not None and at - self.twins_at < TWINS:
            return False
        self.twins_at = at
        return True


class SourceIndex:
    """Sources by how their messages name them: receiver and line where the register has them, else the account alone."""

    def __init__(self, home: int):
        self.home = home
        self.known: dict[SourceKey, Known] = {}
        self._by_number: dict[int, Known] = {}
        self._found: dict[SourceKey, Known] = {}
        self.unknown = 0

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

    def forget(self) -> None:
        """Rows made in a transaction that was lost are unknown again; ``load`` has to follow."""
        self.known.clear()
        self._found.clear()

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


def store(arrivals: Sequence[Arrival], *, index: SourceIndex) -> list[bool]:
    """Store messages, all or none; for each whether it is new (False: a repeat, or a beat, which is no row).

    The commit is on the disk when this returns (``synchronous_commit``), whatever the site's settings say for the rest.
    Inside a transaction of the caller it is part of that.
    """
    sources = [index.find(a.source) or index.meet(a.source, a.at) for a in arrivals]
    keys = _keys(arrivals)
    heard, twins = _heard(arrivals, sources)
    connection.ensure_connection()
    begin, end, undo = WITHIN if connection.in_atomic_block else ALONE
    with connection.wrap_database_errors:
        raw = connection.connection
        try:
            before = _begun(raw, begin, keys, arrivals)
            fresh = {key for key, _ in keys if key and key not in before}
            if fresh:
                with raw.cursor() as cursor, cursor.copy(COPY) as copy:
                    copy.write(_rows(arrivals, sources, keys, fresh))
            after = [*([f"NOTIFY {STORED}"] if fresh else []), *_marks(heard, twins, arrivals), end]
            raw.execute("; ".join(after), prepare=False)
        except psycopg.Error:
            if not raw.broken:
                raw.execute(undo, prepare=False)
            raise
    for pk, (at, _peer) in heard.items():
        index.told(pk, at)
    return [key in fresh for key, _ in keys]


def _horizon(at: datetime) -> timedelta:
    return timedelta(seconds=rule("repeat_horizon", clock.local_day(at)))


def _keys(arrivals: Sequence[Arrival]) -> list[tuple[str, str]]:
    """Each arrival's key and that of the stretch before; empty for a beat, and for what comes twice in these arrivals."""
    horizon = _horizon(arrivals[0].at).total_seconds() if arrivals else 0.0
    keys, seen = [], set()
    for arrival in arrivals:
        key, before = NO_KEY if arrival.beat else arrival.key(horizon)
        keys.append(NO_KEY if key in seen or before in seen else (key, before))
        seen.add(key or None)
    return keys


def _begun(raw: psycopg.Connection, begin: str, keys, arrivals: Sequence[Arrival]) -> set[str]:
    """Begin, take the lock, and find the keys whose message is stored already. One trip to the database."""
    wanted = [name for pair in keys if pair[0] for name in pair]
    if not wanted:  # beats alone: the commit still proves the database
        raw.execute(begin, prepare=False)
        return set()
    cursor = raw.execute(
        f"{begin}; {BEGIN.format(lock=int(Lock.SIGNAL_ORDER), keys='{' + ','.join(wanted) + '}')}", prepare=False
    )
    while cursor.nextset():
        pass
    stored = dict(cursor.fetchall())
    if not stored:
        return set()
    oldest = arrivals[0].at - _horizon(arrivals[0].at)
    return {key for key, before in keys if key in stored or (before in stored and stored[before] > oldest)}


def _marks(heard: Mapping[int, tuple[datetime, str]], twins: Sequence[int], arrivals: Sequence[Arrival]) -> list[str]:
    """The statements that tell when sources were heard, and which have twins."""
    marks = []
    if heard:
        moments, peers = zip(*heard.values(), strict=True)
        marks.append(HEARD.format(ids=_array(heard), moments=_array(moments), peers=_array(peers)))
    if twins:
        marks.append(TWIN.format(at=_quoted(arrivals[-1].at.isoformat()), ids=_array(twins)))
    return marks


def _array(values: Iterable) -> str:
    return _quoted(array_of(values))


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _rows(arrivals: Sequence[Arrival], sources: Sequence[Known], keys, fresh: set[str]) -> str:
    """The fresh messages as COPY takes them, in their order."""
    return "".join(
        [_row(arrival, source, key) for arrival, source, (key, _) in zip(arrivals, sources, keys, strict=True) if key in fresh]
    )  # fmt: skip


def _row(arrival: Arrival, source: Known, key: str) -> str:
    said = arrival.said
    told = _told_short(said[0]) if len(said) == 1 and len(said[0].text) < SHORT else _told(*said)
    flags = arrival.flags
    if source.test_until is not None and source.test_until > arrival.at:
        flags = [*flags, "test"]
    claimed = r"\N" if arrival.claimed_at is None else arrival.claimed_at
    sequence = r"\N" if arrival.sequence is None else arrival.sequence
    return (
        f"{source.pk}\t{arrival.at}\t{claimed}\t{arrival.token}\t{sequence}\t{told}\t\\\\x{arrival.raw.hex()}\t{arrival.peer}"
        f"\t{{{','.join(flags)}}}\t{key}\n"
    )


def _told(first: Said, *more: Said) -> str:
    """The columns of a message's codes: the first in its columns, the others as JSON."""
    others = json.dumps([one._asdict() for one in more], ensure_ascii=False) if more else "[]"
    return "\t".join(text.translate(_ESCAPED) for text in (*first, others))


#: most messages say one code without a text of its own, and few different ones
SHORT = 24
_told_short = lru_cache(maxsize=4096)(_told)


def _heard(arrivals: Sequence[Arrival], sources: Sequence[Known]) -> tuple[dict[int, tuple[datetime, str]], list[int]]:
    """Sources whose ``last_heard_at`` is worth a write, and sources that have twins."""
    told, twins = {}, set()
    for arrival, source in zip(arrivals, sources, strict=True):
        at, peer = arrival.at, arrival.peer
        if source.worth_telling(at, peer):
            told[source.pk] = (at, peer)
        if peer and source.is_twin(at, peer):
            twins.add(source.pk)
        source.spoke(at, peer)
    return dict(sorted(told.items())), sorted(twins)
