"""Compile every django.po under the packages into the .mo that Django reads: ``python -m anbao.project.messages``.

Only stale ones are written; a .po that does not parse is named with its line.
"""

import sys
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import PoFileError, read_po

SRC = Path(__file__).parents[1]


def sources(top: Path = SRC) -> list[Path]:
    return sorted(top.rglob("locale/*/LC_MESSAGES/*.po"))


def is_stale(po: Path) -> bool:
    mo = po.with_suffix(".mo")
    return not mo.exists() or mo.stat().st_mtime_ns < po.stat().st_mtime_ns


def compile_one(po: Path) -> None:
    """Write the .mo beside `po`, whole or not at all; raises PoFileError for a faulty file."""
    with po.open("rb") as stream:
        catalog = read_po(stream, locale=po.parts[-3], abort_invalid=True)
    temporary = po.with_suffix(".mo.new")
    with temporary.open("wb") as stream:
        write_mo(stream, catalog)
    temporary.replace(po.with_suffix(".mo"))


def compile_stale(top: Path = SRC) -> int:
    """How many were compiled."""
    stale = [po for po in sources(top) if is_stale(po)]
    for po in stale:
        compile_one(po)
    return len(stale)


if __name__ == "__main__":
    try:
        print(f"messages: {compile_stale()} of {len(sources())} compiled")
    except PoFileError as error:
        sys.exit(f"error: {error}")
