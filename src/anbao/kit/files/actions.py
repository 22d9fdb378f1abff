"""Taking a file in."""

import os
import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction
from django.utils.translation import gettext as _

from anbao.kit.copying import array_of, copy_in
from anbao.kit.crypto import sm3
from anbao.kit.files.models import Attachment
from anbao.kit.files.rules import BY_ID, UploadRefused, judge
from anbao.kit.ledger import actions as ledger
from anbao.kit.ledger.rules import Entry


def place_of(digest: str, kind: str) -> Path:
    """Where the bytes with this digest lie."""
    return Path(settings.MEDIA_ROOT) / digest[:2] / f"{digest}{BY_ID[kind].suffix}"


def store(content: bytes, kind: str) -> str:
    """Lay bytes under their SM3 digest, which is returned; for rows of other packages that keep bytes without an Attachment."""
    digest = sm3(content).hex()
    _keep(content, place_of(digest, kind))
    return digest


def _keep(content: bytes, target: Path) -> None:
    """Write whole or not at all; a full disk is told in words."""
    if target.exists():
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    handle, temporary = tempfile.mkstemp(dir=target.parent)
    try:
        with os.fdopen(handle, "wb") as stream:
            stream.write(content)
            stream.flush()
            os.fsync(stream.fileno())
        os.replace(temporary, target)
    except OSError as error:
        Path(temporary).unlink(missing_ok=True)
        raise UploadRefused(_("The file could not be stored: the server's disk is full or unwritable.")) from error


@dataclass(frozen=True)
class Upload:
    """A file that somebody brings for a place (the path `scope`)."""

    actor: str
    name: str
    content: bytes
    scope: str
    at: datetime


@dataclass(frozen=True)
class Held:
    """Bytes that lie in the store already."""

    name: str
    kind: str
    digest: str
    size: int
    scope: str


def bring(
    *, actor: str, name: str, content: bytes, scope: str, at: datetime, owner: str = "", pictures_only: bool = False
) -> Attachment:
    """Check, store and register one file for `owner` (empty until it is filed); raises UploadRefused."""
    return bring_all([Upload(actor, name, content, scope, at)], owner=owner, pictures_only=pictures_only)[0]


def bring_all(uploads: Sequence[Upload], *, owner: str = "", pictures_only: bool = False) -> list[Attachment]:
    """Files of several people, in their order; raises UploadRefused for the first that is none, and takes none then."""
    kinds = [judge(upload.content, pictures_only=pictures_only) for upload in uploads]
    return _register(
        [
            (Held(u.name, kind.id, store(u.content, kind.id), len(u.content), u.scope), u.actor, u.at)
            for u, kind in zip(uploads, kinds, strict=True)
        ],
        owner,
    )


def attach(held: Sequence[Held], *, actor: str, at: datetime, owner: str = "") -> list[Attachment]:
    """Register stored bytes as what proves `owner` (empty until it is filed), with a ledger line each."""
    return _register([(one, actor, at) for one in held], owner)


@transaction.atomic
def _register(brought: Sequence[tuple[Held, str, datetime]], owner: str) -> list[Attachment]:
    rows = [
        Attachment(name=h.name[-120:], kind=h.kind, size=h.size, digest=h.digest, scope=h.scope, owner=owner,
                   brought_by=actor, brought_at=at)
        for h, actor, at in brought
    ]  # fmt: skip
    copy_in(rows)
    ledger.append(
        [
            Entry("files.attachment.brought", row.brought_by, f"attachment:{row.pk}", row.brought_at, row.scope,
                  {"sm3": row.digest, "size": row.size})
            for row in rows
        ]
    )  # fmt: skip
    return rows


OWN = """
UPDATE files_attachment AS file SET owner = own.owner FROM unnest(%s::bigint[], %s::text[]) AS own(id, owner)
WHERE file.id = own.id AND file.owner = ''
"""


def own(owners: Mapping[int, str]) -> None:
    """Say what files prove that nothing owned yet ({attachment id: owner}); part of the caller's transaction."""
    if not owners:
        return
    with connection.cursor() as cursor:
        cursor.execute(OWN, [array_of(owners.keys()), array_of(owners.values())])


@transaction.atomic
def carry(*, actor: str, rows: Sequence[Attachment], owner: str, at: datetime) -> list[Attachment]:
    """Let files that prove one thing prove another too, such as the correction of a record; the bytes are kept once."""
    carried = Attachment.house.bulk_create(
        [
            Attachment(
                name=row.name, kind=row.kind, size=row.size, digest=row.digest, scope=row.scope, owner=owner,
                brought_by=row.brought_by, brought_at=row.brought_at,
            )
            for row in rows
        ]
    )  # fmt: skip
    ledger.append(
        [
            Entry("files.attachment.carried", actor, f"attachment:{new.pk}", at, new.scope, {"from": old.pk, "sm3": new.digest})
            for old, new in zip(rows, carried, strict=True)
        ]
    )  # fmt: skip
    return carried
