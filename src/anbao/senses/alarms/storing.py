"""Storing what came in: one transaction for many messages; their acknowledgements exist only after its commit."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import lru_cache

import psycopg
from django.db import DEFAULT_DB_ALIAS, connections
from psycopg.pq.abc import PGconn

from anbao.kit import clock
from anbao.kit.copying import array_of
from anbao.senses.alarms.arrivals import Arrival, Said, key_of, stretch_of
from anbao.senses.alarms.known import CHANGED, STORED, TWINS, Known, SourceIndex
from anbao.senses.alarms.recent import NUMBERS, Recent
from anbao.senses.alarms.trips import Trip
from anbao.senses.alarms.turns import Turn
from anbao.senses.alarms.words import rule

__all__ = ["CHANGED", "STORED", "TWINS", "SourceIndex", "store"]
COLUMNS = (
    "source_id", "received_at", "claimed_at", "token", "sequence", "event", "kind", "code", "zone", "area", "text", "more", "raw", "peer",
    "flags", "key",
)  # fmt: skip
COPY = f"COPY alarms_signal ({', '.join(COLUMNS)}) FROM STDIN"
#: the commit waits for the disk; what is looked for, references too, is found by its index, however small the table was when the server
#: last counted it
FLUSHED = "SET LOCAL synchronous_commit = on; SET LOCAL enable_seqscan = off"
#: the same for all that a connection does, and the statement that is planned once; a transaction may still not wait, when ``ON_DISK`` is
#: committed behind it
SESSION = "SET synchronous_commit = on; SET enable_seqscan = off"
PREPARE, EXECUTE = f"PREPARE numbers AS {NUMBERS}", "EXECUTE numbers"
UNFLUSHED = "SET LOCAL synchronous_commit = off"
#: a commit of its own that waits for the disk when nothing else is written: whatever was committed before it is there then, too
ON_DISK = "SELECT pg_logical_emit_message(true, 'anbao', '')"
PROOF = "SELECT 1"
LOOK = "SELECT key, received_at FROM alarms_signal WHERE key = ANY('{keys}'::text[])"
#: how a transaction of its own, or a part of the caller's, begins, ends and is undone
ALONE = ("BEGIN", "COMMIT", "ROLLBACK")
WITHIN = ("SAVEPOINT storing", "RELEASE SAVEPOINT storing", "ROLLBACK TO SAVEPOINT storing; RELEASE SAVEPOINT storing")
HEARD = (
    "UPDATE alarms_alarmsource AS s SET last_heard_at = greatest(s.last_heard_at, v.at), last_peer = v.peer"
    " FROM unnest({ids}::bigint[], {moments}::timestamptz[], {peers}::text[]) AS v (id, at, peer) WHERE s.id = v.id"
)
TWIN = "UPDATE alarms_alarmsource SET twins_at = {at}::timestamptz WHERE id = ANY({ids}::bigint[])"
#: how COPY's text form writes no value, and what it writes otherwise
NULL = r"\N"
_ESCAPED = str.maketrans({"\\": "\\\\", "\t": "\\t", "\n": "\\n", "\r": "\\r"})


def store(arrivals: Sequence[Arrival], *, index: SourceIndex, group: "Group | None" = None) -> list[bool]:
    """Store messages, all or none; for each whether it is new (False: a repeat, or a beat, which is no row).

    The commit is on the disk when this returns (``synchronous_commit``), whatever the site's settings say for the rest, and so is
    what its repeats repeat. Inside a transaction of the caller it is part of that. `group`: of these arrivals, where it was made already:
    what is noted of their sources is noted once.
    """
    group = group or Group(arrivals, [index.find(a.source) or index.meet(a.source, a.at) for a in arrivals])
    door = connections[DEFAULT_DB_ALIAS]
    door.ensure_connection()
    alone = not door.in_atomic_block
    begin, end, undo = ALONE if alone else WITHIN
    with door.wrap_database_errors:
        raw = door.connection
        try:
            way = ShortWay.of(group, index) if alone else None
            if way is not None and way.trip(raw.pgconn).run():
                way.taken()
                fresh = way.fresh
            else:
                fresh = _looked_up(raw, group, begin, end, index.recent if alone else None)
        except psycopg.Error:
            index.recent.forget()
            if not raw.broken:
                raw.execute(undo, prepare=False)
            raise
    group.told(index)
    group.settled(index.now() if index.now else arrivals[-1].at)
    return fresh


class Group:
    """Messages of one transaction: their sources, what each is stored as, and what else is to be written of them."""

    def __init__(self, arrivals: Sequence[Arrival], sources: Sequence[Known]):
        self.arrivals, self.sources = arrivals, sources
        self.horizon = timedelta(seconds=rule("repeat_horizon", clock.local_day(arrivals[0].at))) if arrivals else TWINS
        #: what wants to be a row is stored as; None: a beat, or what comes twice in these messages
        self.identities: list[str | None] = []
        #: the stretches of the horizon that they came in
        self.stretches: list[int] = []
        #: whose turn those are that are no beats
        self._turns: list[Turn] = []
        self._tell_apart()
        self.heard, self.twins = _heard(arrivals, sources)

    def _tell_apart(self) -> None:
        """Give what is new in spite of an old number an identity of its own, and find what comes twice."""
        seconds, before, stretch, seen = self.horizon.total_seconds(), None, 0, {}
        identities, stretches, turns = self.identities, self.stretches, self._turns
        for arrival, source in zip(self.arrivals, self.sources, strict=True):
            at = arrival.at
            if at is not before:
                before, stretch = at, stretch_of(at, seconds)
            identity = None
            if not arrival.beat:
                turn = source.turns.take(arrival.identity, arrival.sequence, at)
                turns.append(turn)
                identity = turn.stored_as
                if identity not in seen:
                    seen[identity] = stretch
                else:
                    last, seen[identity] = seen[identity], stretch
                    if stretch - last <= 1:
                        identity = None
            identities.append(identity)
            stretches.append(stretch)

    def settled(self, at: datetime) -> None:
        """They are on the disk and are acknowledged now."""
        for turn in self._turns:
            if turn.done is None:
                turn.done = at

    def told(self, index: SourceIndex) -> None:
        """What was heard of their sources is written."""
        for pk, (at, _peer) in self.heard.items():
            index.told(pk, at)

    def wanted(self) -> list[str]:
        """The identities of the messages that want to be a row."""
        return [identity for identity in self.identities if identity is not None]

    def stretch(self) -> int | None:
        """The stretch of the horizon that all of them came in; None: of two."""
        first, last = self.stretches[0], self.stretches[-1]
        return first if first == last else None

    def keys(self) -> list[tuple[str, str] | None]:
        """Each one's key and that of the stretch before, for what wants to be a row."""
        return [
            identity
            and (
                key_of(arrival.source.protocol, stretch, identity),
                key_of(arrival.source.protocol, stretch - 1, identity),
            )
            for arrival, identity, stretch in zip(self.arrivals, self.identities, self.stretches, strict=True)
        ]

    def rows(self, fresh: Sequence[bool]) -> str:
        """The fresh messages as COPY takes them, in their order."""
        each = zip(fresh, self.arrivals, self.sources, self.stretches, self.identities, strict=True)
        rows, before, moment = [], None, ""
        for new, arrival, source, stretch, identity in each:
            if new:
                if arrival.at is not before:  # many messages of a group were read at the same moment
                    before, moment = arrival.at, str(arrival.at)
                rows.append(_row(arrival, source, moment, key_of(arrival.source.protocol, stretch, identity)))
        return "".join(rows)

    def marks(self) -> list[str]:
        """The statements that tell when sources were heard, and which have twins."""
        marks = []
        if self.heard:
            moments, peers = zip(*self.heard.values(), strict=True)
            marks.append(HEARD.format(ids=_array(self.heard), moments=_array(moments), peers=_array(peers)))
        if self.twins:
            at = _quoted(self.arrivals[-1].at.isoformat())
            marks.append(TWIN.format(at=at, ids=_array(self.twins)))
        return marks


class ShortWay:
    """A group in one trip, where memory says that every message is new; ``taken`` when the trip went.

    The number of the last signal decides on the way: where somebody else stored meanwhile, the COPY is called off.
    """

    def __init__(self, group: Group, wanted: list[str], index: SourceIndex):
        self.group, self._wanted, self._index = group, wanted, index
        #: whether each of them becomes a row, and how many rows that makes
        self.fresh, self.rows = [identity is not None for identity in group.identities], len(wanted)

    @classmethod
    def of(cls, group: Group, index: SourceIndex) -> "ShortWay | None":
        """None: the database has to be asked."""
        wanted, recent = group.wanted(), index.recent
        if wanted:
            stretch = group.stretch()
            if stretch is None or not recent.knows(stretch) or recent.any_seen(stretch, wanted):
                return None
        return cls(group, wanted, index)

    def trip(self, door: PGconn, *, before: str = FLUSHED, numbers: str = NUMBERS) -> Trip:
        """`before`: what is said first, how the commit is to wait for the disk. Beats alone have no row to wait for: their commit proves
        the database."""
        if not self.rows:
            return Trip(door, "; ".join(self.group.marks()) or PROOF)
        # statements that are sent together are one transaction
        statements = [*([before] if before else []), numbers, COPY, *self._index.told_keeper(), *self.group.marks()]
        expected = str(self._index.recent.number).encode()
        return Trip(
            door,
            "; ".join(statements),
            self.group.rows(self.fresh).encode(),
            lambda told: told[-1].get_value(0, 0) == expected,
        )

    def taken(self) -> None:
        """The rows are committed."""
        if self._wanted:
            recent = self._index.recent
            recent.stored(self.group.stretch(), self._wanted, recent.number + len(self._wanted))


def _looked_up(raw: psycopg.Connection, group: Group, begin: str, end: str, recent: Recent | None) -> list[bool]:
    """Which of them are new and were written, after a look for those that are stored already."""
    keys = group.keys()
    before = _begun(raw, begin, group, keys)
    fresh = [key is not None and key[0] not in before for key in keys]
    new = [identity for identity, one in zip(group.identities, fresh, strict=True) if one]
    stretch = group.stretch() if new and recent is not None else None
    if stretch is not None:
        recent.catch_up(raw, stretch)
    if new:
        with raw.cursor() as cursor, cursor.copy(COPY) as copy:
            copy.write(group.rows(fresh))
    # a commit without a row of its own waits for nothing: what was found stored need not be on the disk yet
    last = [f"NOTIFY {STORED}"] if new else [ON_DISK] if any(keys) else []
    raw.execute("; ".join([*last, *group.marks(), end]), prepare=False)
    if stretch is not None:
        recent.stored(stretch, new, recent.number + len(new))
    elif new and recent is not None:
        recent.forget()
    return fresh


def _begun(raw: psycopg.Connection, begin: str, group: Group, keys: Sequence[tuple[str, str] | None]) -> set[str]:
    """Begin, take the lock, and find the keys whose message is stored already. One trip to the database."""
    wanted = [name for pair in keys if pair for name in pair]
    if not wanted:  # beats alone: the commit still proves the database
        raw.execute(begin, prepare=False)
        return set()
    looked = LOOK.format(keys="{" + ",".join(wanted) + "}")
    cursor = raw.execute("; ".join([begin, FLUSHED, NUMBERS, looked]), prepare=False)
    while cursor.nextset():
        pass
    stored = dict(cursor.fetchall())
    if not stored:
        return set()
    oldest = group.arrivals[0].at - group.horizon
    return {
        pair[0] for pair in keys if pair and (pair[0] in stored or (pair[1] in stored and stored[pair[1]] > oldest))
    }


def _array(values: Iterable) -> str:
    return _quoted(array_of(values))


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _row(arrival: Arrival, source: Known, moment: str, key: str) -> str:
    """``moment``: as its ``at`` is written."""
    said, flags, claimed, sequence = arrival.said, arrival.flags, arrival.claimed_at, arrival.sequence
    told = _told_short(said[0]) if len(said) == 1 and len(said[0].text) < SHORT else _told(*said)
    if source.test_until is not None and source.test_until > arrival.at:
        flags = [*flags, "test"]
    return (
        f"{source.pk}\t{moment}\t{NULL if claimed is None else claimed}\t{arrival.token}\t{NULL if sequence is None else sequence}"
        f"\t{told}\t\\\\x{arrival.raw.hex()}\t{arrival.peer}\t{{{','.join(flags) if flags else ''}}}\t{key}\n"
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
        at, peer, peers = arrival.at, arrival.peer, source.peers
        if not arrival.beat and source.counts_twice(at, arrival.sequence):
            twins.add(source.pk)
        if len(peers) == 1 and peer in peers and not source.worth_telling(at, peer):
            peers[peer] = at  # what nearly every one is: the same address, told lately
            continue
        if source.worth_telling(at, peer):
            told[source.pk] = (at, peer)
        if peer and source.is_twin(at, peer):
            twins.add(source.pk)
        source.spoke(at, peer)
    return dict(sorted(told.items())), sorted(twins)
