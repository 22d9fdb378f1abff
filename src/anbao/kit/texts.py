"""How long a text may be that somebody types: what nobody reads to its end is refused where it comes in, in one sentence."""

from django.db import models
from django.utils.translation import gettext as _


def too_long(text: str, most: int) -> str:
    """The fault of a text above `most` letters, in words for the user; empty for one that fits."""
    told = {"n": most, "many": len(text)}
    return _("at most %(n)d characters, these are %(many)d") % told if len(text) > most else ""


def room(model: type[models.Model], column: str) -> int:
    """How many letters a column of the database takes."""
    return model._meta.get_field(column).max_length
