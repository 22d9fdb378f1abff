"""Storing what came in: one transaction for many messages; their acknowledgements exist only after its commit."""

import json
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from functools import lru_cache

import psycopg
from django.db import DEFAULT_DB_ALIAS, connections

from anbao.kit import clock
from anbao.kit.copying import array_of
from anbao.senses.alarms.arrivals import Arrival, Said, stretch_of
from anbao.senses.alarms.known import CHANGED, STORED, TWINS, Known, SourceIndex
from anbao.senses.alarms.recent import NUMBERS, Recent
from anbao.senses.alarms.trips import copy_in_one_trip
from anbao.senses.alarms.words import rule

__all__ = ["CHANGED", "STORED", "TWINS", "SourceIndex", "store"]
#: what has no row has no key
NO_KEY = ("", "")
COLUMNS = (
    "source_id", "received_at", "claimed_at", "token", "sequence", "event", "kind", "code", "zone", "area", "text", "more", "raw", "peer",
    "flags", "key",
)  # fmt: skip
COPY = f"COPY alarms_signal ({', '.join(COLUMNS)}) FROM STDIN"
#: the commit waits for the disk; what is looked for, references too, is found by its index, however small the table was when the server
#: last counted it
FLUSHED = "SET LOCAL synchronous_commit = on; SET LOCAL enable_seqscan = off"
LOOK = "SELECT key, received_at FROM alarms_signal WHERE key = ANY('{keys}'::text[])"
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


def store(arrivals: Sequence[Arrival], *, index: SourceIndex) -> list[bool]:
    """Store messages, all or none; for each whether it is new (False: a repeat, or a beat, which is no row).

    The commit is on the disk when this returns (``synchronous_commit``), whatever the site's settings say for the rest.
    Inside a transaction of the caller it is part of that.
    """
    sources = [index.find(a.source) or index.meet(a.source, a.at) for a in arrivals]
    group = Group(arrivals, sources)
    door = connections[DEFAULT_DB_ALIAS]
    door.ensure_connection()
    alone = not door.in_atomic_block
    begin, end, undo = ALONE if alone else WITHIN
    with door.wrap_database_errors:
        raw = door.connection
        try:
            stored = _in_one_trip(raw, group, index) if alone else None
            if stored is None:
                stored = _looked_up(raw, group, begin, end, index.recent if alone else None)
        except psycopg.Error:
            index.recent.forget()
            if not raw.broken:
                raw.execute(undo, prepare=False)
            raise
    for pk, (at, _peer) in group.heard.items():
        index.told(pk, at)
    group.settled(index.now() if index.now else arrivals[-1].at)
    return [key in stored for key, _ in group.keys]


class Group:
    """Messages of one transaction: their sources, their keys, and what else is to be written of them."""

    def __init__(self, arrivals: Sequence[Arrival], sources: Sequence[Known]):
        self.arrivals, self.sources = arrivals, sources
        self.horizon = timedelta(seconds=rule("repeat_horizon", clock.local_day(arrivals[0].at))) if arrivals else TWINS
        self.said = _tell_apart(arrivals, sources)
        self.keys = _keys(arrivals, self.horizon.total_seconds())
        self.heard, self.twins = _heard(arrivals, sources)

    def settled(self, at: datetime) -> None:
        """They are on the disk and are acknowledged now."""
        for identity, source in self.said:
            source.turns.acknowledged(identity, at)

    def identities(self) -> list[str]:
        """Of the messages that want to be a row."""
        return [arrival.identity for arrival, key in zip(self.arrivals, self.keys, strict=True) if key is not NO_KEY]

    def stretch(self) -> int | None:
        """The stretch of the horizon that all of them came in; None: of two."""
        first, last = (stretch_of(self.arrivals[n].at, self.horizon.total_seconds()) for n in (0, -1))
        return first if first == last else None

    def rows(self, fresh: set[str]) -> str:
        """The fresh messages as COPY takes them, in their order."""
        moments: dict[datetime, str] = {}
        return "".join(
            [_row(arrival, source, key, moments) for arrival, source, (key, _) in zip(self.arrivals, self.sources, self.keys, strict=True)
             if key in fresh]
        )  # fmt: skip

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


def _in_one_trip(raw: psycopg.Connection, group: Group, index: SourceIndex) -> set[str] | None:
    """The keys of the rows written, when memory says that every message is new; None: the database has to be asked."""
    stretch, identities, recent = group.stretch(), group.identities(), index.recent
    if not identities or stretch is None or not recent.knows(stretch) or recent.any_seen(stretch, identities):
        return None
    fresh = {key for key, _ in group.keys if key}
    # statements that are sent together are one transaction
    statements = [FLUSHED, NUMBERS, COPY, *index.told_keeper(), *group.marks()]
    expected = str(recent.number).encode()
    if not copy_in_one_trip(
        raw, "; ".join(statements), group.rows(fresh).encode(), lambda told: told[-1].get_value(0, 0) == expected
    ):
        return None
    recent.stored(stretch, identities, recent.number + len(fresh))
    return fresh


def _looked_up(raw: psycopg.Connection, group: Group, begin: str, end: str, recent: Recent | None) -> set[str]:
    """The keys of the rows written, after a look for those that are stored already."""
    before = _begun(raw, begin, group)
    fresh = {key for key, _ in group.keys if key and key not in before}
    stretch = group.stretch() if fresh and recent is not None else None
    if stretch is not None:
        recent.catch_up(raw, stretch)
    if fresh:
        with raw.cursor() as cursor, cursor.copy(COPY) as copy:
            copy.write(group.rows(fresh))
    raw.execute("; ".join([*([f"NOTIFY {STORED}"] if fresh else []), *group.marks(), end]), prepare=False)
    if stretch is not None:
        identities = [a.identity for a, (key, _) in zip(group.arrivals, group.keys, strict=True) if key in fresh]
        recent.stored(stretch, identities, recent.number + len(fresh))
    elif fresh and recent is not None:
        recent.forget()
    return fresh


def _tell_apart(arrivals: Sequence[Arrival], sources: Sequence[Known]) -> list[tuple[str, Known]]:
    """Give what is new in spite of an old number an identity of its own; (identity as said, source) of all but beats."""
    said = []
    for arrival, source in zip(arrivals, sources, strict=True):
        if not arrival.beat:
            identity = arrival.identity
            said.append((identity, source))
            arrival.identity = source.turns.stored_as(identity, arrival.sequence, arrival.at)
    return said


def _keys(arrivals: Sequence[Arrival], horizon: float) -> list[tuple[str, str]]:
    """Each arrival's key and that of the stretch before; empty for a beat, and for what comes twice in these arrivals."""
    keys, seen = [], set()
    for arrival in arrivals:
        key, before = NO_KEY if arrival.beat else arrival.key(horizon)
        if key in seen or before in seen:
            keys.append(NO_KEY)
        else:
            keys.append((key, before) if key else NO_KEY)
        seen.add(key or None)
    return keys


def _begun(raw: psycopg.Connection, begin: str, group: Group) -> set[str]:
    """Begin, take the lock, and find the keys whose message is stored already. One trip to the database."""
    wanted = [name for pair in group.keys if pair[0] for name in pair]
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
    return {key for key, before in group.keys if key in stored or (before in stored and stored[before] > oldest)}


def _array(values: Iterable) -> str:
    return _quoted(array_of(values))


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _row(arrival: Arrival, source: Known, key: str, moments: dict[datetime, str]) -> str:
    """``moments``: as they are written; many messages of a group were read at the same one."""
    said, at = arrival.said, arrival.at
    moment = moments.get(at) or moments.setdefault(at, str(at))
    told = _told_short(said[0]) if len(said) == 1 and len(said[0].text) < SHORT else _told(*said)
    flags = arrival.flags
    if source.test_until is not None and source.test_until > at:
        flags = [*flags, "test"]
    claimed = r"\N" if arrival.claimed_at is None else arrival.claimed_at
    sequence = r"\N" if arrival.sequence is None else arrival.sequence
    return (
        f"{source.pk}\t{moment}\t{claimed}\t{arrival.token}\t{sequence}\t{told}\t\\\\x{arrival.raw.hex()}\t{arrival.peer}"
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
