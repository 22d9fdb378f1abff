"""Serving an attachment to whoever may see the place it belongs to."""

from django.http import FileResponse, Http404
from django.shortcuts import get_object_or_404

from anbao.kit.files.actions import place_of
from anbao.kit.files.models import Attachment
from anbao.kit.files.rules import BY_ID, PICTURES


def get(request, pk: int):
    """The bytes, as a picture or a download; never sniffed, never shown as a page."""
    attachment = get_object_or_404(Attachment.objects.visible_to(request.user), pk=pk)
    place = place_of(attachment.digest, attachment.kind)
    if not place.exists():
        raise Http404
    response = FileResponse(
        place.open("rb"), content_type=BY_ID[attachment.kind].media_type, as_attachment=attachment.kind not in PICTURES,
        filename=attachment.name,
    )  # fmt: skip
    response["Cache-Control"] = "private, max-age=86400, immutable"
    response["Content-Security-Policy"] = "default-src 'none'"
    return response
