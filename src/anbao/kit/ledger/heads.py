"""Heads of the ledger kept outside the database: they show that its end was cut off, which a chain can't show of itself.

Words
    kept head   number and hash of a line that was the newest one, with the moment; one line of a file
    file        one for every database, in the folder ``ANBAO_LEDGER_HEADS``; only ever appended to, synced to the disk

Rules
    1. A line carries a keyed hash (HMAC-SM3 by the site's master key) over itself and the line before: a changed,
       inserted or removed line of the file is seen, and so are heads that somebody without the key made up.
    2. A file whose end was cut off is not seen, and whoever has this machine has file and key. Against him only a head
       on paper or on another machine helps: ``anbao ledger heads``, ``anbao ledger verify --head``.
    3. A head is kept only of a chain that leads to all that were kept before, never of one that is shorter.
"""

import fcntl
import logging
import os
import re
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import BinaryIO

from django.conf import settings
from django.db import connection

from anbao.kit import crypto
from anbao.kit.ledger import actions
from anbao.kit.ledger.actions import Verdict
from anbao.kit.ledger.rules import Head

log = logging.getLogger(__name__)

PURPOSE = "ledger.heads"
#: number, hash, moment, keyed hash
LINE = re.compile(r"(\d+):([0-9a-f]{64}) (\S+) ([0-9a-f]{64})")
#: digits of a hash that somebody has to bring at least: what the page shows of it
SHORTEST = 16
BROUGHT = re.compile(rf"(\d+):([0-9a-fA-F]{{{SHORTEST},64}})")


@dataclass(frozen=True)
class Kept:
    """The heads of the file, oldest first; ``altered``: the first line of it (from 1) that is not as it was written."""

    heads: tuple[Head, ...] = ()
    altered: int | None = None


@dataclass(frozen=True)
class Proof:
    """A walk over the chain, held against what was kept of it."""

    verdict: Verdict
    kept: Kept
    at: datetime

    @property
    def holds(self) -> bool:
        return self.verdict.broken is None and self.verdict.parted is None and self.kept.altered is None


def file() -> Path | None:
    """The file of this database; None where the site keeps none."""
    folder = settings.ANBAO_LEDGER_HEADS
    name = re.sub(r"[^\w.-]", "_", connection.settings_dict["NAME"])
    return Path(folder) / f"{name}.heads" if folder else None


def read() -> Kept:
    """Every kept head. A last line that a crash cut in the middle was never kept."""
    place = file()
    if place is None or not place.exists():
        return Kept()
    heads, before = [], ""
    for number, line in enumerate(_whole_lines(place.read_bytes()), 1):
        found = LINE.fullmatch(line)
        if found is None or not crypto.same(bytes.fromhex(found[4]), _signed(before, line)):
            return Kept(tuple(heads), number)
        heads.append(Head(int(found[1]), found[2], datetime.fromisoformat(found[3])))
        before = found[4]
    return Kept(tuple(heads))


def _whole_lines(content: bytes) -> list[str]:
    return content[: content.rfind(b"\n") + 1].decode("ascii", "replace").splitlines()


def _signed(before: str, line: str) -> bytes:
    """The keyed hash of a line behind the one whose keyed hash is `before`."""
    return crypto.signature(f"{before} {' '.join(line.split(' ')[:2])}", purpose=PURPOSE)


def keep(head: Head) -> bool:
    """Append `head` when lines came since the last kept one; whether it was written. Safe beside other processes."""
    place = file()
    if place is None or head.seq == 0:
        return False
    with _held(place) as stream:
        lines = _whole_lines(stream.read())
        last = LINE.fullmatch(lines[-1]) if lines else None
        if lines and last is None:
            return False  # not our words: reading says so
        if last is not None and int(last[1]) >= head.seq:
            if int(last[1]) > head.seq:
                log.error("the ledger ends at line %d, but line %s was kept as its newest", head.seq, last[1])
            return False
        stream.truncate(sum(len(line) + 1 for line in lines))
        stream.seek(0, os.SEEK_END)
        line = f"{head} {(head.at or datetime.now(UTC)).astimezone(UTC).isoformat()}"
        stream.write(f"{line} {_signed(last[4] if last else '', line).hex()}\n".encode())
        stream.flush()
        os.fsync(stream.fileno())
    return True


@contextmanager
def _held(place: Path) -> Iterator[BinaryIO]:
    """The file, for reading and writing, with everybody else waiting."""
    place.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    descriptor = os.open(place, os.O_RDWR | os.O_CREAT, 0o600)
    with os.fdopen(descriptor, "r+b") as stream:
        fcntl.flock(stream, fcntl.LOCK_EX)
        yield stream


def forget() -> None:
    """Of a database that is made anew."""
    place = file()
    if place is not None:
        place.unlink(missing_ok=True)


def keep_newest(at: datetime) -> bool:
    """Keep the head of this moment."""
    seq, digest = actions.head()
    return keep(Head(seq, digest, at))


def brought(text: str) -> Head:
    """A head as it is written down elsewhere, "28247:9f3a..." with at least `SHORTEST` digits; raises ValueError."""
    found = BROUGHT.fullmatch(text.strip())
    if found is None:
        raise ValueError(f"{text!r} is no head such as 28247:{'9f3a' * 4}..., with {SHORTEST} to 64 digits of the hash")
    return Head(int(found[1]), found[2].lower())


def prove(*, at: datetime, also: Sequence[Head] = (), progress: Callable[[int], None] = lambda seen: None) -> Proof:
    """Walk the chain, hold it against every kept head and those brought along, and keep its head when it holds."""
    kept = read()  # before the walk: what is kept while it goes on lies behind what it sees
    proof = Proof(actions.verify(heads=[*also, *kept.heads], progress=progress), kept, at)
    if proof.holds:
        keep(Head(proof.verdict.lines, proof.verdict.head, at))
    return proof
