"""What `anbao doctor` looks at. Each examination is one function and says how to mend what it finds."""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal


@dataclass(frozen=True)
class Finding:
    state: Literal["good", "note", "bad"]
    part: str
    words: str


def examine(home: Path) -> Iterator[Finding]:
    yield from _disk(home)
    yield from _database()
    yield from _front_end()
    yield from _programs()


def _disk(home: Path) -> Iterator[Finding]:
    there = next(folder for folder in (home.resolve(), *home.resolve().parents) if folder.is_dir())
    free = shutil.disk_usage(there).free / 1024**3
    state = "good" if free > 5 else "note" if free > 1 else "bad"
    yield Finding(state, "disk", f"{free:.1f} GiB free for {home.resolve()}")
    loose = [p.name for p in home.glob("*.hex") if p.stat().st_mode & 0o077]
    if loose:
        yield Finding("bad", "keys", f"{', '.join(loose)} can be read by others: chmod 600 them")


def _database() -> Iterator[Finding]:
    import os

    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "anbao.project.settings")
    import django
    from django.core.exceptions import ImproperlyConfigured
    from django.db import DatabaseError, connection

    from anbao.project.site import NoSite

    try:
        django.setup()
        with connection.cursor() as cursor:
            cursor.execute("SHOW server_version_num")
            number = int(cursor.fetchone()[0])
    except NoSite as error:
        yield Finding("note", "site", str(error))
        return
    except (ValueError, ImproperlyConfigured) as error:
        yield Finding("bad", "settings", " ".join(str(error).split()))
        return
    except (DatabaseError, OSError, RuntimeError) as error:
        yield Finding("bad", "database", f"can't be reached: {' '.join(str(error).split())}")
        return
    kind = "a server (ANBAO_DATABASE_URL)" if os.environ.get("ANBAO_DATABASE_URL") else "the embedded one"
    if number < 150_000:
        yield Finding("bad", "database", f"PostgreSQL {number // 10_000} is too old: 15 or newer is needed")
    else:
        yield Finding("good", "database", f"PostgreSQL {number // 10_000}, {kind}")
    yield from _tables()


def _tables() -> Iterator[Finding]:
    from django.db import connection
    from django.db.migrations.executor import MigrationExecutor

    from anbao.project.migrating import strange_steps

    if strange := strange_steps():
        yield Finding("bad", "tables", f"made by another release ({strange[0]}), which this one can't renew")
        return
    executor = MigrationExecutor(connection)
    missing = len(executor.migration_plan(executor.loader.graph.leaf_nodes()))
    if missing:
        yield Finding("note", "tables", f"{missing} migrations to come: run 'anbao migrate'")
        return
    yield Finding("good", "tables", "up to date")
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM pg_trigger WHERE tgname LIKE 'ledger_line_%' AND tgenabled = 'A'")
        guards = cursor.fetchone()[0]
        cursor.execute("SELECT max(at) FROM ledger_line")
        newest = cursor.fetchone()[0]
    if guards < 2:
        yield Finding("bad", "ledger", "the triggers that keep it append-only are off or gone")
    else:
        yield Finding("good", "ledger", "append-only in the database")
    from anbao.kit import clock

    if newest and newest > clock.now():
        yield Finding(
            "bad", "clock", f"runs behind the ledger's newest line ({newest:%Y-%m-%d %H:%M}): it was set back"
        )


def _front_end() -> Iterator[Finding]:
    built = Path(__file__).parent / "static" / "dist"
    if any(built.glob("**/manifest.json")):
        yield Finding("good", "front end", "built")
    else:
        yield Finding("bad", "front end", "not built: run 'make frontend'")


def _programs() -> Iterator[Finding]:
    chromium = next(
        (found for name in ("chromium", "chromium-browser", "google-chrome") if (found := shutil.which(name))), None
    )
    if chromium:
        yield Finding("good", "Chromium", f"{chromium} (browser tests)")
    else:
        yield Finding("note", "Chromium", "not found: browser tests are skipped ('apt-get install chromium')")
