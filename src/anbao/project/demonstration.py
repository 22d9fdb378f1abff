"""`anbao demo`: make or resume the replayed campaign, then serve it while the invented staff go on working."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table


@dataclass(frozen=True)
class Wish:
    """What the user asked of the demo."""

    until: datetime
    seed: int
    fresh: bool
    port: int
    speed: float
    serve: bool


def demonstrate(wish: Wish, *, out: Console, err: Console, serve: Callable[[str, int, int], None], home: Path) -> None:
    """Replay, print the logins, serve; the staff work on in a process of their own until the server stops."""
    from anbao.demo import clock, scene

    refuse_a_real_site()
    mark = home / "demo.json"
    known = json.loads(mark.read_text()) if mark.exists() else {}
    fresh = wish.fresh or known.get("seed", wish.seed) != wish.seed or known.get("until", "") > wish.until.isoformat()
    if fresh:
        _forget(mark)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=err) as bar:
        steps: dict[str, int] = {}

        def progress(step: str, done: float, total: float) -> None:
            if step not in steps:
                steps[step] = bar.add_task(step, total=total)
            bar.update(steps[step], completed=done, total=total)

        moment = scene.prepare(until=wish.until, seed=wish.seed, progress=progress)
    mark.write_text(json.dumps({"seed": wish.seed, "until": wish.until.isoformat()}))
    _print_logins(out, wish.port)
    # without a server the clock stands at the moment, so that 'anbao figures' speaks of it
    clock.run_from(moment, speed=wish.speed if wish.serve else 0)
    if not wish.serve:
        return
    staff = subprocess.Popen([sys.executable, "-m", "anbao.demo.live", "--seed", str(wish.seed)])
    try:
        serve("127.0.0.1", wish.port, 1)
    finally:
        staff.terminate()
        staff.wait(timeout=10)


class RealSite(Exception):
    """The database holds a site that no demo made."""


def refuse_a_real_site() -> None:
    """The demo writes only where there is nothing, or where it was itself before: never over a bank's own site."""
    from anbao.demo.models import DemoClock
    from anbao.kit.ledger.models import Line

    if Line.house.exists() and not DemoClock.objects.exists():
        raise RealSite(
            "this database holds a site that no demo made; the demo does not touch it (see ANBAO_DATABASE_URL)"
        )


def _forget(mark: Path) -> None:
    """Drop everything the demo wrote: its own database and its files."""
    from django.conf import settings
    from django.core.management import call_command
    from django.db import connection

    mark.unlink(missing_ok=True)
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)
    call_command("migrate", verbosity=0, interactive=False)


def _print_logins(out: Console, port: int) -> None:
    from anbao.demo import logins

    table = Table("login", "角色", "sees", title=f"http://127.0.0.1:{port}   password: {logins.PASSWORD}")
    for card in logins.cards():
        table.add_row(card["username"], card["title"], card["sees"])
    out.print(table)
