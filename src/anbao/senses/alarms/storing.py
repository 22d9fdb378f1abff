"""Storing what came in: one transaction for many messages; their acknowledgements exist only after its commit."""

import json
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from django.db import connection

from anbao.kit import clock
from anbao.senses.alarms.arrivals import Arrival, SourceKey
from anbao.senses.alarms.models import AlarmSource
from anbao.senses.alarms.words import rule

#: advisory lock of the signals' order ("ANBAO" + 17): numbers are given in the order of commits
ORDER_LOCK = 0x414E42414F11
#: addresses that take turns within this long are two panels with one account, not one that moved
TWINS = timedelta(minutes=10)
#: who hears that signals were stored, and that sources changed
STORED, CHANGED = "anbao_signals", "anbao_alarm_sources"
#: unknown accounts that get a row of their own; more come together under this account, with their raw lines
UNKNOWN_LIMIT, MANY = 500, "MANY"
COLUMNS = {
    "source_id": "bigint", "received_at": "timestamptz", "claimed_at": "timestamptz", "token": "text", "sequence": "integer",
    "event": "text", "kind": "text", "code": "text", "zone": "text", "area": "text", "text": "text", "more": "jsonb", "raw": "text",
    "peer": "text", "flags": "text", "key": "text",
}  # fmt: skip
#: the commit waits for the disk; the order of commits is the order of numbers
BEGIN = "SELECT set_config('synchronous_commit', 'on', true), pg_advisory_xact_lock(%s)"
WRITTEN = {"raw": "decode(v.raw, 'hex')", "flags": "string_to_array(v.flags, ',')"}
#: one parameter, an array of objects: cheaper to write than sixteen arrays
INSERT = (
    f"INSERT INTO alarms_signal ({', '.join(COLUMNS)}) SELECT {', '.join(WRITTEN.get(name, f'v.{name}') for name in COLUMNS)}"
    f" FROM json_to_recordset(%s::json) AS v ({', '.join(f'{name} {kind}' for name, kind in COLUMNS.items())}, before text, place integer)"
    " WHERE NOT EXISTS (SELECT 1 FROM alarms_signal AS s WHERE s.key = v.key)"
    " AND NOT EXISTS (SELECT 1 FROM alarms_signal AS s WHERE s.key = v.before AND s.received_at > v.received_at - %s)"
    " ORDER BY v.place RETURNING key"
)
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
    twins_at: datetime | None = None
    peers: OrderedDict = field(default_factory=OrderedDict)

    def worth_telling(self, at: datetime, peer: str) -> bool:
        """Whether ``last_heard_at`` has to be written again: often enough for supervision, seldom enough for the disk."""
        if self.told_at is None or peer not in self.peers:
            return True
        return at - self.told_at >= timedelta(seconds=min(self.interval / 10, 30) if self.interval else 30)

    def is_twin(self, at: datetime, peer: str) -> bool:
        """Whether two addresses take turns with one account: this one spoke before, and another one since, all lately.

        True once in TWINS, so that it is written once in a while.
        """
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
        self._by_number = {source.pk: source for source in known.values()}

    def told(self, pk: int, at: datetime) -> None:
        """That ``last_heard_at`` was written."""
        if pk in self._by_number:
            self._by_number[pk].told_at = at

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
            found = self.known[bare] = self._by_number[row.pk] = Known(row.pk, row.interval)
        return found


def store(arrivals: Sequence[Arrival], *, index: SourceIndex) -> list[bool]:
    """Store messages, all or none; for each whether it is new (False: a repeat, or a beat, which is no row).

    One trip to the database: the statements go out together and commit together (inside a transaction they are part of
    it). The commit is on the disk when this returns (``synchronous_commit``), whatever the site's settings say for the rest.
    """
    sources = [index.find(a.source) or index.meet(a.source, a.at) for a in arrivals]
    rows, keys = _rows(arrivals, sources)
    twins = sorted({s.pk for a, s in zip(arrivals, sources, strict=True) if a.peer and s.is_twin(a.at, a.peer)})
    heard = _heard(arrivals, sources)
    connection.ensure_connection()
    with connection.wrap_database_errors:
        raw = connection.connection
        inserted = None
        with raw.pipeline():
            raw.execute(BEGIN, [ORDER_LOCK])
            if rows:
                inserted = raw.execute(INSERT, [json.dumps(rows, ensure_ascii=False), _horizon(arrivals[0].at)])
                raw.execute("SELECT pg_notify(%s, '')", [STORED])
            if heard:
                raw.execute(
                    HEARD, [list(heard), [at for at, _ in heard.values()], [peer for _, peer in heard.values()]]
                )
            if twins:
                raw.execute("UPDATE alarms_alarmsource SET twins_at = %s WHERE id = ANY(%s)", [arrivals[-1].at, twins])
    for pk, (at, _peer) in heard.items():
        index.told(pk, at)
    new = {key for (key,) in inserted.fetchall()} if inserted else set()
    return [key in new for key in keys]


def _horizon(at: datetime) -> timedelta:
    return timedelta(seconds=rule("repeat_horizon", clock.local_day(at)))


def _rows(arrivals: Sequence[Arrival], sources: Sequence[Known]) -> tuple[list[dict], list[str]]:
    """The rows to write, a message that comes twice once, and the key of every arrival that has a row of its own."""
    if not arrivals:
        return [], []
    horizon, seen = _horizon(arrivals[0].at).total_seconds(), set()
    rows, keys = [], []
    for arrival, source in zip(arrivals, sources, strict=True):
        key, before = ("", "") if arrival.beat else arrival.key(horizon)
        if key in seen or before in seen:
            key = ""
        keys.append(key)
        if key:
            seen.add(key)
            rows.append(_row(arrival, source) | {"key": key, "before": before, "place": len(rows)})
    return rows, keys


def _row(arrival: Arrival, source: Known) -> dict:
    first, *rest = arrival.said
    flags = arrival.flags
    if source.test_until is not None and source.test_until > arrival.at:
        flags = [*flags, "test"]
    return {
        "source_id": source.pk, "received_at": arrival.at.isoformat(), "claimed_at": arrival.claimed_at and arrival.claimed_at.isoformat(),
        "token": arrival.token, "sequence": arrival.sequence, **first._asdict(), "more": [one._asdict() for one in rest],
        "raw": arrival.raw.hex(), "peer": arrival.peer, "flags": ",".join(flags),
    }  # fmt: skip


def _heard(arrivals: Sequence[Arrival], sources: Sequence[Known]) -> dict[int, tuple[datetime, str]]:
    """Sources whose ``last_heard_at`` is worth a write; without any the commit still proves the database."""
    told: dict[int, tuple[datetime, str]] = {}
    for arrival, source in zip(arrivals, sources, strict=True):
        if source.worth_telling(arrival.at, arrival.peer):
            told[source.pk] = (arrival.at, arrival.peer)
        source.peers[arrival.peer] = arrival.at
        source.peers.move_to_end(arrival.peer)
        if len(source.peers) > 4:
            source.peers.popitem(last=False)
    return dict(sorted(told.items()))
