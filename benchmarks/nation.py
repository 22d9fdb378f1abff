"""A national bank for benchmarks: head office > provinces > cities > sub-branches > outlets, in a database of its own.

The places are written straight into the table, because making a bank is not what is measured.
"""

import os
import sys
from datetime import date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

SHANGHAI = ZoneInfo("Asia/Shanghai")
DAY = date(2022, 1, 10)
NOW = datetime(2022, 1, 10, 0, 30, tzinfo=SHANGHAI)
#: children per node: 32 provinces, 10 cities each, 5 sub-branches each, then outlets
PROVINCES, CITIES, SUB_BRANCHES = 32, 10, 5


def configure(name: str) -> None:
    """Django on an embedded PostgreSQL under benchmarks/out."""
    home = Path(__file__).parent / "out" / name
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anbao.project.settings")
    os.environ.setdefault("ANBAO_HOME", str(home))
    os.environ.setdefault("ANBAO_FAST_COMMIT", "1")
    import django

    django.setup()


def has_tables() -> bool:
    """Whether somebody migrated the database before."""
    from django.db import connection

    return "django_migrations" in connection.introspection.table_names()


def set_up(name: str) -> None:
    """The same, in a fresh database."""
    configure(name)
    from django.core.management import call_command
    from django.db import connection

    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    call_command("migrate", verbosity=0, interactive=False)


def tree(outlets: int):
    """Places in the tree's order as (code, kind, name, parent path, path, depth)."""
    from anbao.org.rules import step

    yield "HO", "head_office", "总行", "", step(0), 1
    branches = PROVINCES * CITIES * SUB_BRANCHES
    share, rest = divmod(outlets, branches)
    made = 0
    for p in range(PROVINCES):
        province = step(0) + step(p)
        yield f"P{p}", "province", f"省分行{p}", step(0), province, 2
        for c in range(CITIES):
            city = province + step(c)
            yield f"P{p}C{c}", "city", f"市分行{p}-{c}", province, city, 3
            for s in range(SUB_BRANCHES):
                branch = city + step(s)
                yield f"P{p}C{c}S{s}", "sub_branch", f"支行{p}-{c}-{s}", city, branch, 4
                for o in range(share + (made < rest)):
                    yield f"P{p}C{c}S{s}O{o}", "outlet", f"网点{p}-{c}-{s}-{o}", branch, branch + step(o), 5
                made += 1


def make_bank(outlets: int):
    """The places, a manager for every sub-branch, and a chief of head office who may start campaigns."""
    from anbao.org.models import Institution, Person, Post

    ids: dict[str, int] = {}
    rows = []
    for number, (code, kind, name, parent, path, depth) in enumerate(tree(outlets), 1):
        ids[path] = number
        rows.append(
            Institution(
                id=number, code=code, kind=kind, name=name, short_name=name, parent_id=ids.get(parent), path=path, depth=depth,
                lon=80 + number % 4000 / 100, lat=20 + number % 2500 / 100,
            )
        )  # fmt: skip
    Institution.house.bulk_create(rows, batch_size=5000)
    chairs = [row for row in rows if row.kind == "outlet"]
    people = [Person(id=n, institution=row, name=f"负责人{n}", staff_no=f"N{n}") for n, row in enumerate(chairs, 1)]
    people.append(Person(id=len(people) + 1, institution=rows[0], name="总行安保", staff_no="CHIEF"))
    Person.house.bulk_create(people, batch_size=5000)
    posts = [Post(institution=p.institution, kind="outlet_manager", person=p) for p in people[:-1]]
    posts.append(Post(institution=rows[0], kind="security_chief", person=people[-1]))
    Post.house.bulk_create(posts, batch_size=5000)
    return rows[0], people[-1]


def make_campaign(lead, chief, measures: int, days: int, *, first: str = "case_warning"):
    """A started campaign of `measures` daily measures over the five nets; the first wants records of kind `first`."""
    from anbao.loom.campaigns import actions
    from anbao.loom.campaigns.playbook import NETS, parse
    from anbao.org.queries import reach_of_person

    lines = [
        f"  - {{id: measure-{n:02d}, net: {NETS[n % 5]}, zh: 措施{n}, en: Measure {n}, record: {'case_warning' if n else first},"
        f" scope: {{kinds: [outlet]}}, cadence: {{every: day, times: ['{8 + n % 12:02d}:00'], grace: 2h}},"
        " assignee: {posts: [outlet_manager]}}"
        for n in range(measures)
    ]
    text = (
        "id: nation\nversion: 1\nzh: 全国\nen: Nation\nanchors: {opening: Opening}\nstarts: opening\n"
        f"ends: opening+{days - 1}d\nladder: [{{after: 0, to: assignee}}]\nmeasures:\n" + "\n".join(lines)
    )
    reach = reach_of_person(chief, DAY)
    campaign = actions.create_campaign(
        actor=chief,
        reach=reach,
        playbook=parse(text, source="nation"),
        name="全国",
        lead=lead,
        anchors={"opening": DAY},
        at=NOW,
    )
    return actions.start_campaign(actor=chief, reach=reach, campaign=campaign, at=NOW)


def progress(words: str) -> None:
    print(f"  {words}", file=sys.stderr, flush=True)
