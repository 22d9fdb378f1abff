"""Appending to the ledger and proving that nobody changed it."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.db import connection, transaction

from anbao.kit.ledger.models import Line
from anbao.kit.ledger.rules import (
    GENESIS,
    Break,
    Entry,
    Head,
    Parting,
    behind_number,
    canonical,
    detail_text,
    first_break,
    link,
)
from anbao.kit.locks import Lock

COLUMNS = "seq, at, verb, actor, subject, scope, detail, hash"
#: references are looked up by their index: the server keeps the plan of such a check for as long as a connection lives, and one made
#: while a table was nearly empty would read all of it for every single row of a storm
CHECKED = "SET LOCAL enable_seqscan = off; SET CONSTRAINTS ALL IMMEDIATE; SET LOCAL enable_seqscan = DEFAULT"
#: the checks, the chain's lock, its head: one trip
CHAIN = f"{CHECKED}; SELECT pg_advisory_xact_lock({int(Lock.LEDGER_HEAD)}); SELECT seq, hash FROM ledger_line ORDER BY seq DESC LIMIT 1"
CANONICAL_SQL = (
    "concat_ws(E'\\x1f', seq, to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US'),"
    " verb, actor, subject, scope, detail)"
)


def append(entries: Sequence[Entry]) -> list[int]:
    """Chain `entries` to the head; returns their numbers. Must run inside the action's transaction.

    Takes the chain's lock until commit: call it last. What the transaction wrote is checked against its references
    before that: left to the commit, the check would wait for rows while holding the chain, and whoever holds the rows
    may be waiting for the chain.
    """
    if not entries:
        return []
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("a ledger line belongs to the transaction of its write")
    # whatever can be done before the chain is held is: who holds it keeps everybody who writes waiting
    details = [detail_text(entry.detail) for entry in entries]
    texts = [behind_number(entry, detail) for entry, detail in zip(entries, details, strict=True)]
    with connection.cursor() as cursor:
        cursor.execute(CHAIN)
        while cursor.nextset():
            pass
        seq, before = cursor.fetchone() or (0, GENESIS)
    rows, before = [], bytes(before)
    for entry, detail, text in zip(entries, details, texts, strict=True):
        seq += 1
        before = link(before, canonical(seq, text))
        rows.append((seq, entry.at, entry.verb, entry.actor, entry.subject, entry.scope, detail, before))
    statement = f"COPY ledger_line ({COLUMNS}) FROM STDIN"
    with connection.wrap_database_errors, connection.cursor() as cursor, cursor.copy(statement) as copy:
        for row in rows:
            copy.write_row(row)
    return [row[0] for row in rows]


@dataclass(frozen=True)
class Verdict:
    """What a walk over the chain found: lines seen, the head's hash, the first broken link if there is one, and the first
    head kept elsewhere that it does not lead to."""

    lines: int
    head: str
    broken: Break | None
    parted: Parting | None = None


def verify(
    *, heads: Iterable[Head] = (), progress: Callable[[int], None] = lambda seen: None, block: int = 20_000
) -> Verdict:
    """Recompute every hash from the stored columns, streaming; memory is bounded by `block` rows and the `heads`.

    `heads` were kept elsewhere, read before the call: each has to be a line of the chain.
    """
    seen, head = 0, GENESIS
    wanted: dict[int, list[Head]] = {}
    for one in heads:
        wanted.setdefault(one.seq, []).append(one)
    others: list[Head] = []

    def rows() -> Iterator[tuple[int, str, bytes]]:
        nonlocal seen, head
        with transaction.atomic(), connection.chunked_cursor() as cursor:
            cursor.itersize = block
            cursor.execute(f"SELECT seq, {CANONICAL_SQL}, hash FROM ledger_line ORDER BY seq")
            while batch := cursor.fetchmany(block):
                for seq, text, stored in batch:
                    seen, head = seen + 1, bytes(stored)
                    if seq in wanted:
                        others.extend(one for one in wanted.pop(seq) if not head.hex().startswith(one.hash))
                    yield seq, text, head
                progress(seen)

    broken = first_break(rows())
    if broken is None:
        # whatever was not met on the way lies beyond the end; the furthest says how much is gone
        others += sorted((one for rest in wanted.values() for one in rest), key=lambda one: -one.seq)
    return Verdict(seen, head.hex(), broken, Parting(others[0], seen) if others else None)


def head() -> tuple[int, str]:
    """The newest line's number and hash (hex): what the daily briefing prints."""
    row = Line.house.order_by("-seq").values_list("seq", "hash").first()
    return (row[0], bytes(row[1]).hex()) if row else (0, GENESIS.hex())
