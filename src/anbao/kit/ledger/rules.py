"""Pure rules of the chain: the canonical text, a link, and the walk that finds the first broken one."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime

from django.utils.translation import gettext as _

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
    """The first line whose link does not hold; ``next`` is the number that stands where it is missing."""

    seq: int
    next: int | None = None

    @property
    def reason(self) -> str:
        """Why, in the reader's language."""
        if self.next is not None:
            return _("line %(n)d is missing; the next one stored is %(next)d") % {"n": self.seq, "next": self.next}
        return _("line %(n)d was changed, or the line before it was: its hash does not follow") % {"n": self.seq}


@dataclass(frozen=True)
class Head:
    """A line that was the newest once: its number and hash (hex, or the beginning of it); ``at``: when it was noted."""

    seq: int
    hash: str
    at: datetime | None = None

    def __str__(self) -> str:
        return f"{self.seq}:{self.hash}"


@dataclass(frozen=True)
class Parting:
    """A head kept elsewhere to which the chain does not lead, though its links hold: lines are gone, or written anew."""

    head: Head
    lines: int

    @property
    def reason(self) -> str:
        """What that means, in the reader's language."""
        if self.head.seq == self.lines + 1:
            return _("line %(n)d is missing at the end: its hash was kept elsewhere") % {"n": self.head.seq}
        if self.head.seq > self.lines:
            told = {"first": self.lines + 1, "last": self.head.seq}
            return (
                _("lines %(first)d to %(last)d are missing at the end: the hash of the last was kept elsewhere") % told
            )
        return _(
            "line %(n)d is another one than the line whose hash was kept elsewhere: the chain was written anew"
        ) % {"n": self.head.seq}


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
            return Break(expected, next=seq)
        before = link(before, text)
        if before != stored:
            return Break(seq)
        expected += 1
    return None
