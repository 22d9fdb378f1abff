"""What the environment says of a site before there is Django: its server, its keys, and whether it may be made.

A command that only reads must not leave keys, or a whole database, in the folder where it happens to be called.
"""

import os
import secrets
from pathlib import Path

SCHEMES = ("postgresql://", "postgres://")
WANTED = "postgresql://user:password@host:5432/name"


class NoSite(RuntimeError):
    """There is no site where one has to be; the message says how to name one."""


def no_site(home: Path, missing: str) -> NoSite:
    return NoSite(
        f"there is no site in {home} ({missing}): name its folder by ANBAO_HOME;"
        " 'anbao migrate' makes a new one there, 'anbao demo' the demo"
    )


def server(url: str) -> dict:
    """Django's description of the server that a URL names, read as libpq reads it (so do pg_dump and psql).

    Raises ValueError in one line that never repeats the URL, which may hold a password.
    """
    from psycopg import ProgrammingError
    from psycopg.conninfo import conninfo_to_dict

    url = url.strip()
    if not url.startswith(SCHEMES):
        raise _wrong(f"it does not begin with {SCHEMES[0]}")
    try:
        said = conninfo_to_dict(url)
    except ProgrammingError as error:
        _words, parameter, name = str(error).partition("invalid URI query parameter")
        if parameter:
            raise _wrong(f"PostgreSQL knows no parameter{name.rstrip()}") from None
        raise _wrong("characters such as @ / : % in a password are written as %40 %2F %3A %25") from None
    for port in str(said.get("port", "")).split(","):
        if port and not (port.isascii() and port.isdecimal() and 0 < int(port) < 65536):
            raise _wrong("the port is a number from 1 to 65535")
    name = said.pop("dbname", "")
    if not name and "service" not in said:
        raise _wrong("it names no database")
    keys = {key.upper(): str(said.pop(key, "")) for key in ("user", "password", "host", "port")}
    return {"NAME": name, **keys, "OPTIONS": said}


def _wrong(why: str) -> ValueError:
    return ValueError(f"ANBAO_DATABASE_URL: {why}; wanted is {WANTED}")


def secret(home: Path, name: str, length: int, *, existing: bool, kept: bool) -> bytes:
    """A key of the site: from the environment in hex, or made once and kept in `home`, readable by its owner only.

    `existing`: raises NoSite instead of making one. Not `kept`: one for this process alone, where nothing sealed is
    read or written.
    """
    given, place = os.environ.get(f"ANBAO_{name.upper()}"), home / f"{name}.hex"
    if given:
        return _bytes(given, length, f"ANBAO_{name.upper()}")
    if not place.exists():
        if not kept:
            return secrets.token_bytes(length)
        if existing:
            raise no_site(home, f"no {place.name}")
        home.mkdir(parents=True, exist_ok=True)
        handle = os.open(place, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(handle, "w") as stream:
            stream.write(secrets.token_hex(length))
    return _bytes(place.read_text(), length, str(place))


def _bytes(said: str, length: int, where: str) -> bytes:
    try:
        key = bytes.fromhex(said)
    except ValueError:
        key = b""
    if len(key) != length:
        raise ValueError(f"{where}: {length} bytes in hex are wanted")
    return key
