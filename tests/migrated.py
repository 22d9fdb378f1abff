"""The migrated database is kept between runs: migrating an empty one takes longer than most test files.

The embedded server holds it under a name that stands for every migration and for the versions of the packages, so a
change of either migrates anew. On a server of one's own (ANBAO_DATABASE_URL) nothing is kept.
"""

import hashlib
import os
from contextlib import suppress
from pathlib import Path

from django.db import ProgrammingError, connection
from django.db.utils import IntegrityError

from tests.committed import command

ROOT = Path(__file__).parents[1]
PREFIX = "migrated_"


def name() -> str:
    """The kept database's name, from what decides how it looks."""
    told = hashlib.sha256()
    for path in (ROOT / "requirements.lock", *sorted((ROOT / "src").glob("anbao/**/migrations/*.py"))):
        told.update(f"{path.relative_to(ROOT)}\0".encode() + path.read_bytes())
    return PREFIX + told.hexdigest()[:16]


def begin_with() -> bool:
    """Let the test database begin as a copy of the kept one; False where there is none (yet)."""
    if os.environ.get("ANBAO_DATABASE_URL"):
        return True
    if not command("SELECT FROM pg_database WHERE datname = %s", [name()]):
        return False
    connection.settings_dict["TEST"]["TEMPLATE"] = name()
    return True


def keep() -> None:
    """Keep the test database as it is now, in place of what was kept before."""
    connection.close()
    for (old,) in command(f"SELECT datname FROM pg_database WHERE datname LIKE '{PREFIX}%%'"):
        command(f'DROP DATABASE IF EXISTS "{old}"')
    # another process of the same run may have been faster
    with suppress(ProgrammingError, IntegrityError):
        command(f'CREATE DATABASE "{name()}" TEMPLATE "{connection.settings_dict["NAME"]}"')
