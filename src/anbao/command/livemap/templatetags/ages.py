"""How long something has stood, in the two characters that fit a list."""

from datetime import datetime

from django import template
from django.utils.translation import gettext as _

register = template.Library()


@register.filter
def age(since: datetime, moment: datetime) -> str:
    """``hole.opened_at|age:moment``: 31 min, 11 h, 3 d."""
    minutes = max(0, int((moment - since).total_seconds() // 60))
    if minutes < 60:
        return _("%(n)d min") % {"n": minutes}
    if minutes < 48 * 60:
        return _("%(n)d h") % {"n": minutes // 60}
    return _("%(n)d d") % {"n": minutes // (24 * 60)}
