"""How long a text may be that somebody types: what nobody reads to its end is refused where it comes in, in one sentence.
And how several words stand in one."""

from collections.abc import Iterable

from django.db import models
from django.utils.encoding import force_str
from django.utils.translation import get_language
from django.utils.translation import gettext as _


def between() -> str:
    """What stands between two words of a list in the reader's language."""
    return ", " if (get_language() or "zh").startswith("en") else "、"


def listed(words: Iterable) -> str:
    """Several words in one sentence."""
    return between().join(map(force_str, words))


def too_long(text: str, most: int) -> str:
    """The fault of a text above `most` letters, in words for the user; empty for one that fits."""
    told = {"n": most, "many": len(text)}
    return _("at most %(n)d characters, these are %(many)d") % told if len(text) > most else ""


def room(model: type[models.Model], column: str) -> int:
    """How many letters a column of the database takes."""
    return model._meta.get_field(column).max_length
