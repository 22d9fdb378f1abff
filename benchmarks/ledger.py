"""Verifying the ledger: a million lines and the heads kept of them, held against the least that any verification does.

    python -m benchmarks.ledger                     a million lines, a head kept every hundred
    python -m benchmarks.ledger --lines 100000 --heads 1000

Peer: the same rows read from the same table in the same run, one after the other, and SM3 over as many bytes by the same
library; nothing is compared. The two take turns. Correctness first: the whole chain holds; then, as the database's superuser,
one line in the middle is changed, another taken out, the end cut off, and each has to be named by its number.
"""

import argparse
import resource
import statistics
import tempfile
import time
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from benchmarks import nation

#: lines a transaction appends at most; a head is kept behind a transaction
GROUP = 1000


def fill(lines: int, heads: int) -> float:
    """Append `lines` lines as actions do, `heads` of them kept on the way; seconds."""
    from django.db import transaction

    from anbao.kit.ledger import actions
    from anbao.kit.ledger import heads as kept
    from anbao.kit.ledger.rules import Entry, Head

    start, size = time.perf_counter(), max(min(GROUP, lines // max(heads, 1)), 1)
    every = max(lines // max(heads, 1), 1)
    for first in range(1, lines + 1, size):
        numbers = range(first, min(first + size, lines + 1))
        entries = [
            Entry("records.record.filed", f"person:{n % 900}", f"record:{n}", nation.NOW + timedelta(seconds=n), f"/1/{n % 16}/{n % 95}/",
                  {"kind": "zero_report", "task": n, "defects": 0, "flags": []})
            for n in numbers
        ]  # fmt: skip
        with transaction.atomic():
            actions.append(entries)
        if heads and (numbers[-1] // every) > ((first - 1) // every):
            seq, digest = actions.head()
            kept.keep(Head(seq, digest, nation.NOW + timedelta(seconds=seq)))
        if first // 100_000 < (first + size) // 100_000:
            nation.progress(f"{numbers[-1]:,} lines")
    return time.perf_counter() - start


def bare() -> float:
    """Read every row and hash as many bytes as the chain does; seconds."""
    from django.db import connection, transaction

    from anbao.kit.crypto import sm3
    from anbao.kit.ledger.actions import CANONICAL_SQL

    start, before = time.perf_counter(), b"\0" * 32
    with transaction.atomic(), connection.chunked_cursor() as cursor:
        cursor.itersize = 20_000
        cursor.execute(f"SELECT seq, {CANONICAL_SQL}, hash FROM ledger_line ORDER BY seq")
        while batch := cursor.fetchmany(20_000):
            for _seq, text, _stored in batch:
                sm3(before + text.encode())
    return time.perf_counter() - start


@contextmanager
def tampered(statement: str):
    """The table as `statement` leaves it, by somebody whom its rules don't bind; as it was before, afterwards."""
    from django.db import connection, transaction

    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("ALTER TABLE ledger_line DISABLE TRIGGER ALL")
        cursor.execute(statement)
        yield
        transaction.set_rollback(True)


def check(lines: int) -> None:
    """Each tampering is named by the number of its line; raises AssertionError."""
    from anbao.kit.ledger import heads as kept

    middle = lines * 2 // 3
    for statement, told in (
        (f"UPDATE ledger_line SET actor = 'person:0' WHERE seq = {middle + 1}", lambda p: p.verdict.broken.seq == middle + 1),
        (f"DELETE FROM ledger_line WHERE seq = {middle}", lambda p: (p.verdict.broken.seq, p.verdict.broken.next) == (middle, middle + 1)),
        (f"DELETE FROM ledger_line WHERE seq > {lines - 2}", lambda p: p.verdict.parted.head.seq == lines),
    ):  # fmt: skip
        with tampered(statement):
            proof = kept.prove(at=nation.NOW)
            assert not proof.holds and told(proof), (statement, proof.verdict)


def main() -> None:
    wish = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    wish.add_argument("--lines", type=int, default=1_000_000)
    wish.add_argument("--heads", type=int, default=10_000, help="heads kept of them")
    wish.add_argument("--turns", type=int, default=3)
    args = wish.parse_args()
    nation.set_up("ledger")
    from django.conf import settings

    from anbao.kit.ledger import heads as kept

    with tempfile.TemporaryDirectory() as folder:
        settings.ANBAO_LEDGER_HEADS = Path(folder)
        appended = fill(args.lines, args.heads)
        proof = kept.prove(at=nation.NOW)
        assert proof.holds and proof.verdict.lines == args.lines, proof.verdict
        check(args.lines)
        took, least = [], []
        for _turn in range(args.turns):
            least.append(bare())
            start = time.perf_counter()
            assert kept.prove(at=nation.NOW).holds
            took.append(time.perf_counter() - start)
    ratio = statistics.median(t / b for t, b in zip(took, least, strict=True))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{'lines':>10} {'heads':>7} {'appended/s':>11} {'verify s':>9} {'bare s':>7} {'ratio':>6} {'lines/s':>10} {'peak MiB':>9}"
    )
    print(f"{args.lines:10,} {len(proof.kept.heads):7,} {args.lines / appended:11,.0f} {statistics.median(took):9.2f} {statistics.median(least):7.2f} {ratio:6.2f} {args.lines / statistics.median(took):10,.0f} {peak:9.0f}")  # fmt: skip


if __name__ == "__main__":
    main()
