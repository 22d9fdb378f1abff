"""What an upload may be, judged by its bytes."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from anbao.kit.files import pictures


@dataclass(frozen=True)
class Kind:
    """A kind of file: magic bytes at the start, media type, and the largest size accepted."""

    id: str
    media_type: str
    suffix: str
    magic: tuple[bytes, ...]
    limit: int


MEGABYTE = 1024 * 1024
KINDS = (
    Kind("jpeg", "image/jpeg", ".jpg", (b"\xff\xd8\xff",), 15 * MEGABYTE),
    Kind("png", "image/png", ".png", (b"\x89PNG\r\n\x1a\n",), 15 * MEGABYTE),
    Kind("webp", "image/webp", ".webp", (b"RIFF",), 15 * MEGABYTE),
    Kind("pdf", "application/pdf", ".pdf", (b"%PDF-",), 30 * MEGABYTE),
    Kind("office", "application/zip", ".zip", (b"PK\x03\x04",), 30 * MEGABYTE),
)
PICTURES = {"jpeg", "png", "webp"}
BY_ID = {kind.id: kind for kind in KINDS}


class UploadRefused(ValueError):
    """The message says why, for the user."""


def judge(content: bytes, *, pictures_only: bool = False) -> Kind:
    """The kind of `content`; raises UploadRefused for an empty, unknown, broken or too large file."""
    if not content:
        raise UploadRefused(_("The file is empty."))
    kind = next((k for k in KINDS if content.startswith(k.magic)), None)
    if kind is None or (pictures_only and kind.id not in PICTURES):
        raise UploadRefused(_("This is not a picture or paper that can be kept: its content is of an unknown kind."))
    if len(content) > kind.limit:
        raise UploadRefused(_("The file is too large: at most %(limit)d MB.") % {"limit": kind.limit // MEGABYTE})
    if kind.id in PICTURES:
        _decode(content)
    return kind


def _decode(content: bytes) -> None:
    """Raise UploadRefused for a picture that is too large to be shown, or that can't be read to its end."""
    try:
        pictures.read_through(content)
    except pictures.TooLarge as large:
        words = _("The picture is too large: at most %(n)d million pixels.")
        if large.whole:
            words = _(
                "A WebP picture or a progressive JPEG has at most %(n)d million pixels: make it smaller, or save it as a plain JPEG."
            )
        raise UploadRefused(words % {"n": large.most}) from large
    except pictures.Damaged as error:
        raise UploadRefused(_("The picture is damaged and can't be read.")) from error
