"""Weaving a national campaign, as a ratio to bare COPY of the same rows into the same table in the same run.

    python -m benchmarks.weave                      a tenth of the bank, three days
    python -m benchmarks.weave --outlets 16000 --days 15 --no-again    the whole bank, the stored horizon (12 million rows)
    python -m benchmarks.weave --outlets 16000 --days 60 --horizon 60 --no-again    all 48 million cells as rows

Peer: PostgreSQL's COPY, fed with the very rows the weave wrote, into a twin of the table (same columns, indexes, foreign keys
and constraints), one commit a block as the weave does it. The two take turns block by block, so both tables grow alike
and whatever else the machine does in these minutes weighs on both. Memory is the peak of the process that weaves.
Correctness first: counts, the roll-up against a recount, the twin against the table, and that a second weave changes
nothing (--no-again leaves that one out: it compares every cell, which takes longer than weaving them).
"""

import argparse
import resource
import time
from datetime import timedelta
from io import BytesIO

from benchmarks import nation

#: blocks of the weave whose ratios make one sample of the spread
SAMPLE = 8


def twin_of(cursor, table: str) -> str:
    """An empty twin of the table, foreign keys included; returns its name."""
    twin = f"{table}_twin"
    cursor.execute(f"DROP TABLE IF EXISTS {twin}; CREATE TABLE {twin} (LIKE {table} INCLUDING ALL)")
    cursor.execute(
        "SELECT pg_get_constraintdef(oid) FROM pg_constraint WHERE conrelid = %s::regclass AND contype = 'f'", [table]
    )
    for (rule,) in cursor.fetchall():
        cursor.execute(f"ALTER TABLE {twin} ADD {rule}")
    return twin


class Peer:
    """Copies each block's rows into the twin as soon as the weave has committed it, and keeps both times."""

    def __init__(self, columns: str):
        self.columns, self.last, self.woven, self.copied = columns, 0, [], []
        self.since = time.perf_counter()

    def __call__(self, places: int) -> None:
        from django.db import connection, transaction

        self.woven.append(time.perf_counter() - self.since)
        with connection.cursor() as cursor:
            rows = BytesIO()
            give = f"COPY (SELECT {self.columns} FROM tasks_task WHERE id > {self.last}) TO STDOUT"
            with cursor.copy(give) as copy:
                for part in copy:
                    rows.write(part)
            cursor.execute("SELECT max(id) FROM tasks_task")
            self.last = cursor.fetchone()[0]
            start = time.perf_counter()
            with transaction.atomic(), cursor.copy(f"COPY tasks_task_twin ({self.columns}) FROM STDIN") as copy:
                view = rows.getbuffer()
                for at in range(0, len(view), 1 << 20):
                    copy.write(view[at : at + (1 << 20)])
            self.copied.append(time.perf_counter() - start)
        if len(self.woven) % 8 == 0:
            nation.progress(f"{places:,} places: woven in {sum(self.woven):.0f} s, copied in {sum(self.copied):.0f} s")
        self.since = time.perf_counter()

    def spread(self) -> tuple[float, float]:
        """The least and the largest ratio of COPY to weave over samples of blocks, in the order they were written."""
        blocks = list(zip(self.copied, self.woven, strict=True))
        samples = [blocks[n : n + SAMPLE] for n in range(0, len(blocks), SAMPLE)]
        ratios = [sum(c for c, _ in sample) / sum(w for _, w in sample) for sample in samples]
        return min(ratios), max(ratios)


def check(campaign, rows: int) -> None:
    """Everything that has to hold of what was woven; raises AssertionError."""
    from django.db import connection

    from anbao.loom.tasks import tally
    from anbao.loom.tasks.models import Task
    from anbao.loom.tasks.weaving import COLUMNS

    assert Task.house.count() == rows, (Task.house.count(), rows)
    assert tally.differences(campaign.pk) == []
    with connection.cursor() as cursor:
        sums = []
        for table in ("tasks_task", "tasks_task_twin"):
            cursor.execute(f"SELECT count(*), sum(hashtextextended(ROW({', '.join(COLUMNS)})::text, 0)) FROM {table}")
            sums.append(cursor.fetchone())
    assert sums[0] == sums[1], sums


def main() -> None:
    wish = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    wish.add_argument("--outlets", type=int, default=1600)
    wish.add_argument("--measures", type=int, default=50)
    wish.add_argument("--days", type=int, default=3)
    wish.add_argument("--horizon", type=int, default=14, help="days ahead that are stored")
    wish.add_argument("--again", action=argparse.BooleanOptionalAction, default=True, help="check a second weave")
    args = wish.parse_args()
    nation.set_up("weave")
    from django.db import connection

    from anbao.loom.tasks.weaving import COLUMNS, weave

    lead, chief = nation.make_bank(args.outlets)
    campaign = nation.make_campaign(lead, chief, args.measures, args.days)
    until = nation.DAY + timedelta(days=args.horizon)
    rows = args.outlets * args.measures * min(args.days, args.horizon + 1)
    with connection.cursor() as cursor:
        twin_of(cursor, "tasks_task")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    peer = Peer(", ".join(COLUMNS))
    weave(campaign, at=nation.NOW, until=until, progress=peer)
    ending = time.perf_counter() - peer.since
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    check(campaign, rows)
    if args.again:
        again = weave(campaign, at=nation.NOW, until=until).totals()
        assert again["unchanged"] == rows and sum(again.values()) == rows, again
    woven, copied, (least, most) = sum(peer.woven) + ending, sum(peer.copied), peer.spread()
    print(f"{'outlets':>8} {'rows':>12} {'weave s':>9} {'COPY s':>9} {'tasks/s':>10} {'ratio':>6} {'samples':>13} {'peak MiB':>9} {'before':>7}")  # fmt: skip
    print(f"{args.outlets:8} {rows:12,} {woven:9.1f} {copied:9.1f} {rows / woven:10,.0f} {copied / woven:6.2f} {f'{least:.2f} - {most:.2f}':>13} {peak:9.0f} {before:7.0f}")  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE tasks_task_twin; TRUNCATE tasks_task, tasks_tally, tasks_measuretally CASCADE")


if __name__ == "__main__":
    main()
