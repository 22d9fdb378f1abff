"""Reads of one recipient's notices."""

from anbao.kit.inbox.models import Notice


def page(recipient: str, *, before: int | None, size: int) -> tuple[list[Notice], int | None]:
    """Notices by falling id, and the id to go on from (None: no older ones)."""
    rows = Notice.objects.of(recipient).order_by("-id")
    if before:
        rows = rows.filter(pk__lt=before)
    found = list(rows[: size + 1])
    return found[:size], found[size - 1].pk if len(found) > size else None


def own(recipient: str, pk: int) -> Notice | None:
    return Notice.objects.of(recipient).filter(pk=pk).first()
