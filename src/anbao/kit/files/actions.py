"""Taking a file in."""

import os
import tempfile
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _

from anbao.kit.crypto import sm3
from anbao.kit.files.models import Attachment
from anbao.kit.files.rules import BY_ID, UploadRefused, judge
from anbao.kit.ledger import actions as ledger
from anbao.kit.ledger.rules import Entry


def place_of(digest: str, kind: str) -> Path:
    """Where the bytes with this digest lie."""
    return Path(settings.MEDIA_ROOT) / digest[:2] / f"{digest}{BY_ID[kind].suffix}"


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


@transaction.atomic
def bring(
    *, actor: str, name: str, content: bytes, scope: str, at: datetime, owner: str = "", pictures_only: bool = False
) -> Attachment:
    """Check, store and register one file for `owner` (empty until it is filed); raises UploadRefused."""
    kind = judge(content, pictures_only=pictures_only)
    digest = sm3(content).hex()
    _keep(content, place_of(digest, kind.id))
    attachment = Attachment.house.create(
        name=name[-120:],
        kind=kind.id,
        size=len(content),
        digest=digest,
        scope=scope,
        owner=owner,
        brought_by=actor,
        brought_at=at,
    )
    ledger.append(
        [
            Entry(
                "files.attachment.brought",
                actor,
                f"attachment:{attachment.pk}",
                at,
                scope,
                {"sm3": digest, "size": len(content)},
            )
        ]
    )
    return attachment
