"""Storing what came in: one transaction for many messages; their acknowledgements exist only after its commit."""

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import connection, transaction

from anbao.kit import clock
from anbao.kit.copying import ENCODE
from anbao.senses.alarms.arrivals import Arrival, SourceKey
from anbao.senses.alarms.models import AlarmSource
from anbao.senses.alarms.words import rule

#: advisory lock of the signals' order ("ANBAO" + 17): numbers are given in the order of commits
ORDER_LOCK = 0x414E42414F11
#: who hears that signals were stored, and that sources changed
STORED, CHANGED = "anbao_signals", "anbao_alarm_sources"
#: unknown accounts that get a row of their own; more come together under this account, with their raw lines
UNKNOWN_LIMIT, MANY = 500, "MANY"
COLUMNS = "source_id, received_at, claimed_at, token, sequence, event, kind, code, zone, area, text, more, raw, peer, flags, key"
COPY = f"COPY alarms_signal ({COLUMNS}) FROM STDIN"
HEARD = (
    "UPDATE alarms_alarmsource AS s SET last_heard_at = greatest(s.last_heard_at, v.at), last_peer = v.peer"
    " FROM unnest(%s::bigint[], %s::timestamptz[], %s::text[]) AS v (id, at, peer) WHERE s.id = v.id"
)


@dataclass
class Known:
    """What the gateway knows of a source: its number, its rhythm, whether it is under test, when it was last written."""

    pk: int
    interval: int
    test_until: datetime | None = None
    told_at: datetime | None = None
    peers: OrderedDict = field(default_factory=OrderedDict)

    def worth_telling(self, at: datetime, peer: str) -> bool:
        """Whether ``last_heard_at`` has to be written again: often enough for supervision, seldom enough for the disk."""
        if self.told_at is None or peer not in self.peers:
            return True
        return at - self.told_at >= timedelta(seconds=min(self.interval / 10, 30) if self.interval else 30)


class SourceIndex:
    """Sources by how their messages name them: receiver and line where the register has them, else the account alone."""

    def __init__(self, home: int):
        self.home = home
        self.known: dict[SourceKey, Known] = {}
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

    def find(self, key: SourceKey) -> Known | None:
        known, (protocol, account, receiver, line) = self.known, key
        return (
            known.get(key)
            or known.get(SourceKey(protocol, account, receiver))
            or known.get(SourceKey(protocol, account, "", line))
            or known.get(SourceKey(protocol, account))
        )

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
            found = self.known[bare] = Known(row.pk, row.interval)
        return found


@transaction.atomic
def store(arrivals: Sequence[Arrival], *, index: SourceIndex) -> list[bool]:
    """Store messages, all or none; for each whether it is new (False: a repeat, or a beat, which is no row).

    The commit is on the disk when this returns (``synchronous_commit``), whatever the site's settings say for the rest.
    """
    sources = [index.find(a.source) or index.meet(a.source, a.at) for a in arrivals]
    rows = [(n, a) for n, a in enumerate(arrivals) if not a.beat]
    with connection.cursor() as cursor:
        cursor.execute("SET LOCAL synchronous_commit = on")
        fresh = _fresh(cursor, rows)
        if fresh:
            with cursor.copy(COPY) as copy:
                for number, arrival, key in fresh:
                    copy.write_row(_row(arrival, sources[number], key))
            cursor.execute("SELECT pg_notify(%s, '')", [STORED])
        _tell_heard(cursor, arrivals, sources)
    new = {number for number, _arrival, _key in fresh}
    return [number in new for number in range(len(arrivals))]


def _fresh(cursor, rows: list[tuple[int, Arrival]]) -> list[tuple[int, Arrival, str]]:
    """The messages that were not stored within the horizon, each once, with their keys."""
    if not rows:
        return []
    horizon = rule("repeat_horizon", clock.local_day(rows[0][1].at))
    keys = [arrival.key(horizon) for _number, arrival in rows]
    cursor.execute("SELECT pg_advisory_xact_lock(%s)", [ORDER_LOCK])
    cursor.execute(
        "SELECT key, received_at FROM alarms_signal WHERE key = ANY(%s)", [[k for pair in keys for k in pair]]
    )
    stored = dict(cursor.fetchall())
    fresh = []
    for (number, arrival), (now, before) in zip(rows, keys, strict=True):
        past = stored.get(before)
        if now in stored or (past is not None and (arrival.at - past).total_seconds() < horizon):
            continue
        stored[now] = arrival.at
        fresh.append((number, arrival, now))
    return fresh


def _row(arrival: Arrival, source: Known, key: str) -> tuple:
    first, *rest = arrival.said
    flags = arrival.flags
    if source.test_until is not None and source.test_until > arrival.at:
        flags = [*flags, "test"]
    return (
        source.pk, arrival.at, arrival.claimed_at, arrival.token, arrival.sequence, first.event, first.kind, first.code, first.zone,
        first.area, first.text, ENCODE([one._asdict() for one in rest]) if rest else "[]", arrival.raw, arrival.peer, flags, key,
    )  # fmt: skip


def _tell_heard(cursor, arrivals: Sequence[Arrival], sources: Sequence[Known]) -> None:
    """Move ``last_heard_at`` where it is worth a write; without anything to write the commit still proves the database."""
    told: dict[int, tuple[datetime, str]] = {}
    for arrival, source in zip(arrivals, sources, strict=True):
        if source.worth_telling(arrival.at, arrival.peer):
            source.told_at = arrival.at
            told[source.pk] = (arrival.at, arrival.peer)
        source.peers[arrival.peer] = arrival.at
        source.peers.move_to_end(arrival.peer)
        if len(source.peers) > 4:
            source.peers.popitem(last=False)
    if told:
        cursor.execute(HEARD, [list(told), [at for at, _ in told.values()], [peer for _, peer in told.values()]])
    else:
        cursor.execute("SELECT 1")
