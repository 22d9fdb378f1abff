"""What an import would do, before it does it; and the upload kept between preview and decision."""

import os
import re
import secrets
import tempfile
import time
from dataclasses import dataclass, field
from pathlib import Path

from django.conf import settings
from django.core import signing
from django.utils.translation import gettext as _

from anbao.kit.crypto import sm3
from anbao.kit.tables.reading import Fault, Unreadable

#: seconds that a previewed upload waits for its decision
PATIENCE = 3600
SALT = "anbao.kit.tables.import"


@dataclass(frozen=True)
class Change:
    """A row that would be made or changed. ``differences``: (column, before, after) in the reader's words."""

    row: int
    name: str
    is_new: bool
    differences: tuple[tuple[str, str, str], ...] = ()


@dataclass
class Plan:
    """The outcome of an import, row by row; with any fault nothing of it is applied."""

    changes: list[Change] = field(default_factory=list)
    unchanged: int = 0
    faults: list[Fault] = field(default_factory=list)

    @property
    def new(self) -> list[Change]:
        return [change for change in self.changes if change.is_new]

    @property
    def changed(self) -> list[Change]:
        return [change for change in self.changes if not change.is_new]

    @property
    def fingerprint(self) -> str:
        """The same for the same outcome: what was previewed is what is applied."""
        return sm3(repr([(c.row, c.name, c.is_new, c.differences) for c in self.changes]).encode()).hex()


class Refused(ValueError):
    """An import that is not applied: its plan has faults, or it is another one than was previewed."""

    def __init__(self, plan: Plan):
        super().__init__(f"{len(plan.faults)} faults")
        self.plan = plan


def _folder() -> Path:
    return Path(settings.MEDIA_ROOT) / "imports"


def _sweep(folder: Path) -> None:
    """Forget uploads that nobody decided about; file times are the machine's, so is this clock."""
    for path in folder.glob("*.xlsx"):
        if path.stat().st_mtime < time.time() - PATIENCE:
            path.unlink(missing_ok=True)


def keep(content: bytes, *, user: int, table: str, name: str, fingerprint: str) -> str:
    """Lay an upload aside; returns the token that opens it again for the same user and table."""
    folder = _folder()
    key = secrets.token_hex(16)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        _sweep(folder)
        handle, temporary = tempfile.mkstemp(dir=folder)
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
        os.replace(temporary, folder / f"{key}.xlsx")
    except OSError as error:
        raise Unreadable(_("The file could not be stored: the server's disk is full or unwritable.")) from error
    return signing.dumps({"key": key, "user": user, "table": table, "name": name, "plan": fingerprint}, salt=SALT)


@dataclass(frozen=True)
class Kept:
    """An upload laid aside, with the fingerprint of the plan that was previewed."""

    path: Path
    name: str
    fingerprint: str

    @property
    def content(self) -> bytes:
        return self.path.read_bytes()

    def forget(self) -> None:
        self.path.unlink(missing_ok=True)


def recall(token: str, *, user: int, table: str) -> Kept:
    """The upload behind a token; raises Unreadable when it is somebody else's, too old or gone."""
    try:
        held = signing.loads(token, salt=SALT, max_age=PATIENCE)
    except signing.BadSignature:
        held = {}
    key = held.get("key", "")
    path = _folder() / f"{key}.xlsx"
    if (
        (held.get("user"), held.get("table")) != (user, table)
        or not re.fullmatch(r"[0-9a-f]{32}", key)
        or not path.exists()
    ):
        raise Unreadable(_("This preview is over. Choose the file again."))
    return Kept(path, held["name"], held["plan"])
