"""Pure rules of the chain: the canonical text, a link, and the walk that finds the first broken one."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from anbao.kit.crypto import sm3

#: the hash before the first line
GENESIS = b"\x00" * 32
#: canonical fields are joined by the ASCII unit separator, which no field may contain
SEPARATOR = "\x1f"


@dataclass(frozen=True)
class Entry:
    """What an action says of its write: ``verb`` is package.noun.verb, ``scope`` the path of the place."""

    verb: str
    actor: str
    subject: str
    at: datetime
    scope: str = ""
    detail: dict | None = None


@dataclass(frozen=True)
class Break:
    """The first line whose link does not hold, and why."""

    seq: int
    reason: str


#: one encoder for all lines: making one takes longer than encoding a line's detail
ENCODE = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str).encode


def detail_text(detail: dict | None) -> str:
    return ENCODE(detail) if detail else "{}"


def stamp(at: datetime) -> str:
    """The moment as the database prints it too: UTC, microseconds, no zone letters."""
    return at.astimezone(UTC).replace(tzinfo=None).isoformat(" ", "microseconds")


def behind_number(entry: Entry, detail: str) -> str:
    """The canonical text of a line behind its number."""
    parts = (stamp(entry.at), entry.verb, entry.actor, entry.subject, entry.scope, detail)
    text = SEPARATOR.join(parts)
    if text.count(SEPARATOR) < len(parts):
        return text
    return SEPARATOR.join(part.replace(SEPARATOR, " ") for part in parts)


def canonical(seq: int, behind: str) -> str:
    """The text that is hashed. `CANONICAL_SQL` in actions builds the same text for ``verify``."""
    return f"{seq}{SEPARATOR}{behind}"


def link(before: bytes, text: str) -> bytes:
    return sm3(before + text.encode())


def first_break(rows: Iterable[tuple[int, str, bytes]], *, before: bytes = GENESIS, start: int = 1) -> Break | None:
    """Walk (seq, canonical text, stored hash) in order and name the first row that does not follow."""
    expected = start
    for seq, text, stored in rows:
        if seq != expected:
            return Break(expected, f"line {expected} is missing; the next one stored is {seq}")
        before = link(before, text)
        if before != stored:
            return Break(seq, f"line {seq} was changed, or the line before it was: its hash does not follow")
        expected += 1
    return None
