"""The pages that leaders and outlets live on, at two sizes of one national campaign, while others file records.

    python -m benchmarks.boards                          50,000 and 500,000 tasks of a tenth of the bank
    python -m benchmarks.boards --tasks 1000000 10000000    the whole bank of 16,000 outlets
    python -m benchmarks.boards --tasks 10000000 --build    make the data, to be killed and called again at will
    python -m benchmarks.boards --explain 20             also the plans of statements of 20 ms and more

The bank, its days and its people are the same at every size; what grows is the number of measures, and with it tasks,
missed tasks and holes. Half of the days are over (95 % on time, 3 % late, 2 % missed), half are to come. Pages are read
in turn through the whole site (every middleware), while a second process files zero reports through the real action
at `--rate` a second. The ratio is p95 at the largest size to p95 at the smallest. What was built is kept under benchmarks/out
(``--fresh`` makes it anew). Correctness first: the roll-up equals
a recount before the pages are read, and again after the writers are done.
"""

import argparse
import json
import os
import re
import statistics
import subprocess
import sys
import time
from datetime import datetime, timedelta
from pathlib import Path

from benchmarks import nation

#: days of the campaign, the day that is today, and the hour of the day
DAYS, TODAY, HOUR = 13, 6, 10
MOMENT = nation.NOW.replace(hour=HOUR, minute=0) + timedelta(days=TODAY)
#: what p95 may grow to, and what a page may weigh (bytes)
GROWTH, HTML_LIMIT = 1.5, 200_000
#: outlets written in one COPY
BLOCK = 400


def moment() -> datetime:
    """The site's clock during the run."""
    return MOMENT


# ---- the campaign


def outcome(number: int, day: int, hour: int) -> str:
    """The end of a task: the past is done, late or missed in fixed shares, the future open."""
    if (day, hour) >= (TODAY, HOUR - 2):
        return "open"
    share = number * 7919 % 100
    return "missed" if share < 2 else "late" if share < 5 else "on_time"


def tails(hour: int) -> list[dict[str, str]]:
    """Day -> how a task of that hour ended -> the end of its COPY line."""
    out = []
    for day in range(DAYS):
        due = nation.NOW.replace(hour=hour, minute=0) + timedelta(days=day)
        hours = "\t".join(f"{due + timedelta(hours=h):%Y-%m-%d %H:%M:%S%z}" for h in (-6, 0, 2))
        done = {"on_time": due - timedelta(minutes=30), "late": due + timedelta(minutes=30)}
        out.append(
            {
                end: f"{due.date()}@{hour}\t{due.date()}\t{hours}\t{done[end].isoformat() if end in done else chr(92) + 'N'}\n"
                for end in ("open", "missed", "late", "on_time")
            }
        )
    return out


def lines_of(block, measures, campaign_id: int, moves):
    """COPY lines of the tasks of some outlets; `moves` gets what they add to the roll-ups."""
    days = [nation.DAY + timedelta(days=day) for day in range(DAYS)]
    ends = {8 + order % 12: tails(8 + order % 12) for order in range(min(12, len(measures)))}
    for place, person in block:
        middle = f"0\t\t{place}\t\\N\t\\N\t\\N\tI{place}\toutlet_manager\t3\t{person}"
        for order, measure in enumerate(measures):
            hour, counted = 8 + order % 12, moves.measures[place, measure.pk]
            head = f"{campaign_id}\t{measure.pk}\t{measure.net}\t{measure.record_kind}\t{measure.zh}\t{measure.en}"
            for day in range(DAYS):
                end = outcome(place * 31 + order * 17 + day, day, hour)
                state = f"done\t{end}" if end in ("on_time", "late") else f"{end}\t"
                for total in (counted, moves.cells[place, measure.net, days[day]]):
                    total["due"] += 1
                    if end != "open":
                        total[end] += 1
                yield f"{head}\t{state}\t{middle}\t{ends[hour][day][end]}"


def write_tasks(campaign) -> None:
    """All tasks of the campaign by COPY, the roll-ups through loom.tasks.tally, a block of outlets at a time.

    Goes on after the last outlet that has tasks, so that a large load can be made in pieces.
    """
    from django.db import connection, transaction

    from anbao.kit.copying import take_stock
    from anbao.loom.tasks import tally
    from anbao.loom.tasks.models import MeasureTally, Tally, Task
    from anbao.loom.tasks.weaving import COLUMNS
    from anbao.org.models import Post

    seats = list(Post.house.filter(kind="outlet_manager").order_by("id").values_list("institution_id", "person_id"))
    measures = list(campaign.measures.order_by("code"))
    last = Task.house.order_by("-pk").values_list("institution_id", flat=True).first()
    begun = next((n for n, (place, _) in enumerate(seats, 1) if place == last), 0)
    # lines_of follows the columns of the weave
    columns = ", ".join((*COLUMNS, "done_at"))
    for start in range(begun, len(seats), BLOCK):
        moves = tally.Moves()
        with transaction.atomic(), connection.cursor() as cursor:
            # rows made here refer to what is there: no need to look up seven keys a row
            cursor.execute("SET LOCAL session_replication_role = replica")
            with cursor.copy(f"COPY tasks_task ({columns}) FROM STDIN") as copy:
                copy.write("".join(lines_of(seats[start : start + BLOCK], measures, campaign.pk, moves)))
            tally.move(campaign.pk, moves)
        nation.progress(f"tasks of {min(start + BLOCK, len(seats)):,} of {len(seats):,} outlets")
    take_stock(Task, Tally, MeasureTally)


def build(size: int, outlets: int, *, fresh: bool) -> dict:
    """A database with a campaign of about `size` tasks, made once and kept; returns what the run needs to know."""
    nation.configure("boards")
    from django.core.management import call_command

    from anbao.loom.campaigns.models import Campaign
    from anbao.org.models import Institution, Post

    if fresh or not nation.has_tables() or not Campaign.house.exists():
        nation.set_up("boards")
        _begin(size, outlets)
    # kept data follows the tables of today
    call_command("migrate", verbosity=0, interactive=False)
    campaign, started = Campaign.house.select_related("lead").get(), time.perf_counter()
    write_tasks(campaign)
    written = time.perf_counter()
    from anbao.kit.copying import take_stock
    from anbao.loom.holes.actions import look
    from anbao.loom.holes.models import Hole
    from anbao.loom.tasks import tally
    from anbao.loom.tasks.models import Task

    look(campaign=campaign, at=MOMENT)
    looked = time.perf_counter()
    assert tally.differences(campaign.pk) == []
    take_stock(Hole)
    outlet = Post.house.filter(kind="department_head").values_list("institution_id", flat=True).first()
    return {
        "campaign": campaign.pk, "tasks": Task.house.count(), "holes": Hole.house.filter(closed_at__isnull=True).count(),
        "lead": Institution.house.get(depth=1).pk, "outlet": outlet, "written": written - started, "look": looked - written,
    }  # fmt: skip


def _begin(size: int, outlets: int) -> None:
    """The bank, two readers, and a campaign with as many measures as make the size."""
    from anbao.kit.access.models import User
    from anbao.kit.copying import take_stock
    from anbao.org.models import Institution, Person, Post

    lead, chief = nation.make_bank(outlets)
    manager = Person.house.select_related("institution").order_by("id").first()
    # a manager who also leads a department sees the map of his outlet
    Post.house.create(institution=manager.institution, kind="department_head", person=manager)
    for name, person in (("nation", chief), ("outlet", manager)):
        person.user = User.objects.create(username=name, display_name=person.name, password="!")
        person.save()
    take_stock(Institution, Person, Post)
    nation.make_campaign(lead, chief, max(1, round(size / outlets / DAYS)), DAYS, first="zero_report")


# ---- the writers


def keep_writing(campaign_id: int, rate: float) -> None:
    """File zero reports, all in order, at `rate` a second until the parent closes our input; prints how many."""
    nation.configure("boards")
    from anbao.loom.records.actions import file_record
    from anbao.loom.records.queries import all_in_order
    from anbao.loom.tasks.models import Task
    from anbao.org.queries import reach_of_person

    os.set_blocking(sys.stdin.fileno(), False)
    waiting = Task.house.filter(campaign=campaign_id, record_kind="zero_report", state__in=["open", "missed"])
    rows = waiting.filter(day__gte=MOMENT.date()).select_related("assignee__institution").order_by("slot", "id")
    filed, start = 0, time.perf_counter()
    for task in rows.iterator(chunk_size=200):
        if sys.stdin.buffer.raw.read(1) == b"":
            break
        filing = all_in_order(
            task=task, actor=task.assignee, at=max(MOMENT, task.opens_at) + timedelta(milliseconds=filed)
        )
        file_record(filing, reach=reach_of_person(task.assignee, MOMENT.date()))
        filed += 1
        time.sleep(max(0.0, start + filed / rate - time.perf_counter()))
    print(filed)


# ---- the readers


def pages(facts: dict) -> list[tuple[str, str, str]]:
    """(who, page, address)"""
    day, c, lead, outlet = MOMENT.date(), facts["campaign"], facts["lead"], facts["outlet"]
    cells = f"/board/cell/?campaign={c}&place={lead}"
    before = day - timedelta(days=1)
    return [
        ("nation", "net board", "/board/"),
        ("nation", "net board, one net", "/board/?net=riskcontrol"),
        ("nation", "my tasks", "/tasks/"),
        ("nation", "map", "/map/"),
        ("nation", "map state.json", "/map/state.json"),
        ("nation", "map figures", "/map/figures/"),
        ("nation", "cell", f"{cells}&until={day}"),
        ("nation", "cell, missed", f"{cells}&until={before}&state=missed"),
        ("nation", "cell, all days", f"{cells}&since={day - timedelta(days=20)}&until={day}"),
        ("nation", "holes", "/holes/"),
        ("nation", "place", f"/places/{lead}/"),
        ("nation", "campaign", f"/campaigns/{c}/"),
        ("outlet", "net board", "/board/"),
        ("outlet", "my tasks", "/tasks/"),
        ("outlet", "map", "/map/"),
        ("outlet", "map state.json", "/map/state.json"),
        ("outlet", "cell", f"/board/cell/?campaign={c}&place={outlet}&until={day}"),
        ("outlet", "place", f"/places/{outlet}/"),
    ]


def with_second_pages(wanted, clients) -> list[tuple[str, str, str]]:
    """The pages, and the second page of each list that has one: what its "more" link points to."""
    out = list(wanted)
    for who, name, address in wanted:
        if name in ("cell", "holes"):
            text = clients[who].get(address).content.decode()
            found = re.search(r'href="(\?[^"]*after=[^"]*)"', text)
            if found:
                out.append((who, f"{name}, page 2", address.split("?")[0] + found[1].replace("&amp;", "&")))
    return out


def read(facts: dict, rate: float) -> dict[tuple[str, str], dict]:
    """Every page once for each line on standard input, beside the writers: times in ms, bytes, statements."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    from anbao.kit.access.models import User

    clients = {}
    for user in User.objects.filter(username__in=["nation", "outlet"]):
        clients[user.username] = Client()
        clients[user.username].force_login(user)
    wanted, seen = with_second_pages(pages(facts), clients), {}
    for who, name, address in wanted:
        clients[who].get(address)
        with CaptureQueriesContext(connection) as sql:
            answer = clients[who].get(address)
        assert answer.status_code == 200, (who, address, answer.status_code)
        seen[who, name] = {"bytes": len(answer.content), "sql": len(sql), "ms": [], "statements": sql.captured_queries}
    command = [sys.executable, "-m", "benchmarks.boards", "--write", str(facts["campaign"]), "--rate", str(rate)]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as writers:
        print("ready", flush=True)
        for _ in sys.stdin:
            for who, name, address in wanted:
                start = time.perf_counter()
                status = clients[who].get(address).status_code
                seen[who, name]["ms"].append(1000 * (time.perf_counter() - start))
                assert status == 200, (who, address, status)
            print("read", flush=True)
        filed = writers.communicate()[0]
    assert writers.returncode == 0 and int(filed) > 0, "the writers fell over"
    facts["filed"] = int(filed)
    return seen


# ---- what is printed


def explain(seen: dict, over: float) -> None:
    """The plans of the statements that took `over` ms and more when they were counted."""
    from django.db import connection

    for (who, name), page in seen.items():
        for statement in page["statements"]:
            if 1000 * float(statement["time"]) < over or not statement["sql"].startswith("SELECT"):
                continue
            with connection.cursor() as cursor:
                cursor.execute("EXPLAIN (ANALYZE, COSTS OFF) " + statement["sql"])
                plan = "\n    ".join(row[0] for row in cursor.fetchall())
            print(f"\n{who} {name} {statement['time']} s\n  {statement['sql'][:600]}\n    {plan}")


def p95(times: list[float]) -> float:
    return statistics.quantiles(times, n=20, method="inclusive")[-1]


def show(runs: list[dict]) -> None:
    """The table: a line a page, p50 and p95 of each size, growth of both, weight and statements at the largest."""
    sizes = [f"{run['tasks']:,}" for run in runs]
    heads = "".join(f"{'p50 ' + size:>16}{'p95 ' + size:>16}" for size in sizes)
    print(f"{'who':8}{'page':22}{heads}{'p50 ratio':>11}{'p95 ratio':>11}{'KB':>8}{'SQL':>5}")
    first, last = runs[0]["pages"], runs[-1]["pages"]
    for page, facts in last.items():
        cells = [run["pages"].get(page) for run in runs]
        times = "".join(
            f"{statistics.median(c['ms']):16.1f}{p95(c['ms']):16.1f}" if c else f"{'-':>16}{'-':>16}" for c in cells
        )
        held = first.get(page)
        middle = statistics.median(facts["ms"]) / statistics.median(held["ms"]) if held else float("nan")
        ratio = p95(facts["ms"]) / p95(held["ms"]) if held else float("nan")
        heavy = facts["bytes"] > HTML_LIMIT and "json" not in page
        marks = (" grows" if ratio > GROWTH else "") + (" heavy" if heavy else "")
        who, name = page.split("|")
        print(f"{who:8}{name:22}{times}{middle:11.2f}{ratio:11.2f}{facts['bytes'] / 1000:8.1f}{facts['sql']:5}{marks}")


def run_one(args) -> None:
    """One size, in a process of its own: built or found, read, checked; its numbers go to a file beside the data."""
    size = args.tasks[0]
    facts = build(size, args.outlets, fresh=args.fresh)
    nation.progress(
        f"{facts['tasks']:,} tasks ({facts['written']:.0f} s to write), {facts['holes']:,} holes found in {facts['look']:.1f} s"
    )
    if args.build:
        return
    seen = read(facts, args.rate)
    if args.explain is not None:
        explain(seen, args.explain)
    from anbao.loom.tasks import tally

    assert tally.differences(facts["campaign"]) == []
    nation.progress(
        f"{facts['tasks']:,} tasks: {facts['filed']:,} records were filed meanwhile; roll-up equals recount"
    )
    pages = {f"{who}|{name}": {k: page[k] for k in ("ms", "bytes", "sql")} for (who, name), page in seen.items()}
    found_at(size).write_text(json.dumps({"tasks": facts["tasks"], "pages": pages}))


def command_of(size: int, options: list[str]) -> list[str]:
    return [sys.executable, "-m", "benchmarks.boards", "--one", "--tasks", str(size), *options]


def database_of(size: int, outlets: int) -> dict[str, str]:
    return os.environ | {"ANBAO_DATABASE": f"boards_{size}_{outlets}"}


def alternate(runs: list[tuple[list[str], dict[str, str]]], rounds: int) -> None:
    """A round at each size in turn, so that whatever else the machine does in these minutes weighs on all sizes alike."""
    readers = []
    for command, environment in runs:
        pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
        readers.append(subprocess.Popen(command, env=environment, text=True, **pipes))
        if readers[-1].stdout.readline() != "ready\n":
            raise SystemExit("a reader fell over before it began")
    for _ in range(rounds):
        for reader in readers:
            reader.stdin.write("round\n")
            reader.stdin.flush()
            if reader.stdout.readline() != "read\n":
                raise SystemExit("a reader fell over")
    for reader in readers:
        print(reader.communicate()[0], end="")
        if reader.returncode:
            raise SystemExit(reader.returncode)


def found_at(size: int) -> Path:
    return Path(__file__).parent / "out" / "boards" / f"{size}.json"


def main() -> None:
    wish = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    wish.add_argument("--tasks", type=int, nargs="+", default=[50_000, 500_000])
    wish.add_argument("--outlets", type=int, help="default: 16,000 from a million tasks on, else 1,600")
    wish.add_argument("--rounds", type=int, default=30, help="times every page is read at each size")
    wish.add_argument("--rate", type=float, default=20, help="records filed a second")
    wish.add_argument("--explain", type=float, metavar="MS", help="print the plans of statements from this time on")
    wish.add_argument("--fresh", action="store_true", help="make the data anew instead of using what was kept")
    wish.add_argument("--build", action="store_true", help="make the data and stop; killed, the next run goes on")
    wish.add_argument("--one", action="store_true", help=argparse.SUPPRESS)
    wish.add_argument("--write", type=int, help=argparse.SUPPRESS)
    args = wish.parse_args()
    os.environ["DJANGO_SETTINGS_MODULE"] = "benchmarks.boards_settings"
    if args.write:
        return keep_writing(args.write, args.rate)
    args.outlets = args.outlets or (16_000 if max(args.tasks) >= 1_000_000 else 1_600)
    if args.one:
        return run_one(args)
    options = ["--outlets", str(args.outlets), "--rate", str(args.rate), *(["--fresh"] if args.fresh else [])]
    options += ["--explain", str(args.explain)] if args.explain is not None else []
    for size in args.tasks if args.build else ():
        subprocess.run(command_of(size, [*options, "--build"]), env=database_of(size, args.outlets), check=True)
    if not args.build:
        alternate([(command_of(size, options), database_of(size, args.outlets)) for size in args.tasks], args.rounds)
        show([json.loads(found_at(size).read_text()) for size in args.tasks])
    return None


if __name__ == "__main__":
    main()
