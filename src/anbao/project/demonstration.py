"""`anbao demo`: make or resume the replayed campaign, then serve it while the invented staff go on working."""

import json
import shutil
import signal
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from rich.console import Console
from rich.table import Table

from anbao.project import filming
from anbao.project.beside import companions
from anbao.project.steps import telling

#: seconds that the server has to end in order before it is killed; see beside.py for what runs beside it
SERVER_ENDS = 2


@dataclass(frozen=True)
class Wish:
    """What the user asked of the demo."""

    until: datetime
    seed: int
    fresh: bool
    port: int
    speed: float
    serve: bool
    #: the gateway's port for panels, the next one for fire; 0: neither gateway nor simulator
    alarms: int = 0
    rate: float = 4.0
    #: the simulated cameras' port for HTTP, the next one for RTSP; 0: no cameras and no wall
    cameras: int = 0


def demonstrate(
    wish: Wish,
    *,
    out: Console,
    err: Console,
    serve: Callable[[str, int, int, int], None],
    home: Path,
    made: Callable[[], None] = lambda: None,
) -> None:
    """Replay, print the logins, serve; staff, worker, gateway and simulator run beside the server until it stops.

    `made` is called when the demo is there and others may use its folder too.
    """
    from anbao.demo import clock, scene
    from anbao.kit.clock import local_zone

    mark = home / "demo.json"
    known = json.loads(mark.read_text()) if mark.exists() else {}
    if wish.fresh:
        _forget(mark)
    elif reason := is_another(known, wish):
        raise OtherDemo(f"{reason}: --fresh forgets it and begins again")
    with ending_in_order(), telling(err) as progress:
        moment = scene.prepare(until=wish.until, seed=wish.seed, progress=progress)
        token = ""
        if wish.serve and wish.cameras:
            progress("cameras", 0, 1)
            token = filming.prepare(at=moment, port=wish.cameras, home=home)
            progress("cameras", 1, 1)
    mark.write_text(json.dumps({"seed": wish.seed, "until": wish.until.isoformat()}))
    made()
    if wish.serve:
        _print_logins(out, wish.port)
    if token:
        out.print(f"wall: http://127.0.0.1:{wish.port}/wall/enter/{token}/", highlight=False, soft_wrap=True)
    # without a server the clock stands at the moment, so that 'anbao figures' speaks of it
    clock.run_from(moment, speed=wish.speed if wish.serve else 0)
    if not wish.serve:
        out.print(
            f"the demo stands at {moment.astimezone(local_zone()):%Y-%m-%d %H:%M}; 'anbao demo' serves it",
            highlight=False,
        )
        return
    with companions(commands(wish), said=lambda words: err.print(words, highlight=False, soft_wrap=True, markup=False)):
        serve("127.0.0.1", wish.port, 1, SERVER_ENDS)


def commands(wish: Wish) -> dict[str, list[str]]:
    """What runs beside the server, by name, as arguments of this Python."""
    beside = {
        "staff": ["-m", "anbao.demo.live", "--seed", str(wish.seed)],
        "worker": ["-m", "anbao.project.cli", "worker"],
    }
    if wish.alarms:
        ports = ["--dc09", str(wish.alarms), "--fire", str(wish.alarms + 1)]
        played = ["--seed", str(wish.seed), "--rate", str(wish.rate)]
        beside = {
            "gateway": ["-m", "anbao.project.cli", "gateway", *ports, "--name", "demo"], **beside,
            "simulator": ["-m", "anbao.project.cli", "simulate", *ports, *played],
        }  # fmt: skip
    if wish.cameras:
        beside |= filming.commands(seed=wish.seed, port=wish.cameras)
    return beside


@contextmanager
def ending_in_order() -> Iterator[None]:
    """While the block runs SIGTERM ends this process as Ctrl-C does: what it started ends with it, the database too."""

    def end(*_) -> None:
        raise SystemExit(128 + signal.SIGTERM)

    before = signal.signal(signal.SIGTERM, end)
    try:
        yield
    finally:
        signal.signal(signal.SIGTERM, before)


class RealSite(Exception):
    """The database holds something that no demo made."""


class OtherDemo(Exception):
    """The demo that is here is another one than was asked for; only ``--fresh`` forgets it."""


def refuse_a_real_site() -> None:
    """The demo writes only into an empty database or its own; asked before a single table is made or renewed."""
    from django.db import connection

    with connection.cursor() as cursor:

        def any_row(table: str) -> bool:
            cursor.execute(f"SELECT EXISTS (SELECT 1 FROM {connection.ops.quote_name(table)})")
            return cursor.fetchone()[0]

        tables = set(connection.introspection.table_names(cursor))
        foreign = tables and "django_migrations" not in tables
        used = "ledger_line" in tables and any_row("ledger_line")
        own = "demo_democlock" in tables and any_row("demo_democlock")
    if foreign or (used and not own):
        raise RealSite("this database holds what no demo made; the demo does not touch it (see ANBAO_DATABASE_URL)")


def is_another(known: dict, wish: Wish) -> str:
    """Why the demo made before can't go on to what is wished, in words; empty when it can."""
    if known.get("seed", wish.seed) != wish.seed:
        return f"the demo here was made with seed {known['seed']}"
    if known.get("until", "") and datetime.fromisoformat(known["until"]) > wish.until:
        return f"the demo here is already at {known['until'][:16]}, and time does not run back"
    return ""


def _forget(mark: Path) -> None:
    """Drop everything the demo wrote: its own database and its files."""
    from django.conf import settings
    from django.db import connection

    from anbao.kit.ledger import heads
    from anbao.project.migrating import renew

    mark.unlink(missing_ok=True)
    heads.forget()
    with connection.cursor() as cursor:
        cursor.execute("DROP SCHEMA public CASCADE; CREATE SCHEMA public")
    shutil.rmtree(settings.MEDIA_ROOT, ignore_errors=True)
    # cut lines and spoiled cameras of the other run: their moments come again
    shutil.rmtree(mark.parent / "simulator", ignore_errors=True)
    renew()


def _print_logins(out: Console, port: int) -> None:
    from django.utils import translation

    from anbao.demo import logins

    # the command speaks English; places keep their names
    table = Table("login", "role", "sees", title=f"http://127.0.0.1:{port}   password: {logins.PASSWORD}")
    with translation.override("en"):
        cards = logins.cards()
    for card in cards:
        table.add_row(card["username"], card["title"], card["sees"])
    out.print(table)
