"""Weaving a national campaign, as a ratio to bare COPY of the same rows into the same table in the same run.

    python -m benchmarks.weave                      a tenth of the bank, three days
    python -m benchmarks.weave --outlets 16000 --days 15    the whole bank, the stored horizon (12 million rows)
    python -m benchmarks.weave --outlets 16000 --days 60 --horizon 60    all 48 million cells as rows

Peer: PostgreSQL's COPY, fed with the very rows the weave wrote (same indexes and constraints). Three runs each, in turn;
the ratio quoted is the median. Correctness first: the counts, the roll-up against a recount, and that a second weave
changes nothing.
"""

import argparse
import resource
import statistics
import time
from datetime import timedelta
from pathlib import Path

from benchmarks import nation


def timed(work) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def main() -> None:
    wish = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    wish.add_argument("--outlets", type=int, default=1600)
    wish.add_argument("--measures", type=int, default=50)
    wish.add_argument("--days", type=int, default=3)
    wish.add_argument("--horizon", type=int, default=14, help="days ahead that are stored")
    wish.add_argument("--rounds", type=int, default=3)
    args = wish.parse_args()
    nation.set_up("weave")
    from django.db import connection, transaction

    from anbao.loom.tasks import tally
    from anbao.loom.tasks.models import Task
    from anbao.loom.tasks.weaving import COLUMNS, weave

    lead, chief = nation.make_bank(args.outlets)
    campaign = nation.make_campaign(lead, chief, args.measures, args.days)
    until = nation.DAY + timedelta(days=args.horizon)
    rows = args.outlets * args.measures * min(args.days, args.horizon + 1)
    kept = Path(__file__).parent / "out" / "weave-rows.txt"

    def empty() -> None:
        with connection.cursor() as cursor:
            cursor.execute("TRUNCATE tasks_task, tasks_tally CASCADE")

    def bare_copy() -> None:
        with transaction.atomic(), connection.cursor() as cursor:
            with cursor.copy(f"COPY tasks_task ({', '.join(COLUMNS)}) FROM STDIN") as copy, kept.open("rb") as lines:
                while part := lines.read(1 << 20):
                    copy.write(part)
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    woven, copied = [], []
    for turn in range(args.rounds):
        empty()
        woven.append(timed(lambda: weave(campaign, at=nation.NOW, until=until)))
        nation.progress(f"round {turn + 1}: woven in {woven[-1]:.1f} s")
        if turn == 0:
            assert Task.house.count() == rows, (Task.house.count(), rows)
            assert tally.differences(campaign.pk) == []
            again = weave(campaign, at=nation.NOW, until=until).totals()
            assert again["unchanged"] == rows and sum(again.values()) == rows, again
            give = f"COPY tasks_task ({', '.join(COLUMNS)}) TO STDOUT"
            with connection.cursor() as cursor, kept.open("wb") as out, cursor.copy(give) as copy:
                for part in copy:
                    out.write(part)
        empty()
        copied.append(timed(bare_copy))
        nation.progress(f"round {turn + 1}: copied in {copied[-1]:.1f} s")
    kept.unlink()
    ratios = [c / w for w, c in zip(woven, copied, strict=True)]
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        f"{'outlets':>8} {'measures':>8} {'rows':>12} {'weave s':>9} {'COPY s':>9} {'tasks/s':>10} {'ratio':>6} {'peak MiB':>9}"
    )
    w, c = statistics.median(woven), statistics.median(copied)
    print(
        f"{args.outlets:8} {args.measures:8} {rows:12,} {w:9.2f} {c:9.2f} {rows / w:10,.0f} {statistics.median(ratios):6.2f} {peak:9.0f}"
    )


if __name__ == "__main__":
    main()
