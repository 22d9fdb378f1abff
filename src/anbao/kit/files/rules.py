"""What an upload may be, judged by its bytes."""

import io
import struct
from dataclasses import dataclass

from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError


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
#: width times height of a picture, in millions: what Pillow takes for an attack (its MAX_IMAGE_PIXELS is 89.5 million)
#: and no phone shows; the camera of a phone makes 12 to 50 million
MOST_MEGAPIXELS = 89
TOO_LARGE = (Image.DecompressionBombError, Image.DecompressionBombWarning)
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
    too_large = _("The picture is too large: at most %(n)d million pixels.") % {"n": MOST_MEGAPIXELS}
    try:
        picture = Image.open(io.BytesIO(content))
        if picture.width * picture.height > MOST_MEGAPIXELS * 1_000_000:
            raise UploadRefused(too_large)
        if picture.format == "JPEG":
            # its ``verify`` looks at nothing; at an eighth of the size the whole of it is read for little
            picture.draft(None, (picture.width // 8, picture.height // 8))
            picture.load()
        else:
            picture.verify()
    except UploadRefused:
        raise
    except TOO_LARGE as error:
        raise UploadRefused(too_large) from error
    except (UnidentifiedImageError, OSError, SyntaxError, ValueError, EOFError, IndexError, struct.error) as error:
        raise UploadRefused(_("The picture is damaged and can't be read.")) from error
