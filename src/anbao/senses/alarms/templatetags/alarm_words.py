"""How alarms read on a page: kinds, states with shape and word, what was forgiven, why something was refused."""

from django import template
from django.utils.html import format_html
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from anbao.engines.dc09 import faults as dc09_faults
from anbao.engines.fire26875 import faults as fire
from anbao.senses.alarms.arrivals import number_words
from anbao.senses.alarms.models import AlarmState
from anbao.senses.alarms.tables import kind_name
from anbao.senses.alarms.words import forgiven, zone_said

register = template.Library()
#: state -> (tone, shape)
LOOKS = {
    AlarmState.ACTIVE: ("bad", "▲"), AlarmState.ACKNOWLEDGED: ("info", "◐"), AlarmState.RETURNED: ("warn", "◆"),
    AlarmState.CLOSED: ("good", "✓"), AlarmState.SHELVED: ("idle", "○"), AlarmState.SUPPRESSED: ("idle", "○"),
}  # fmt: skip
FLAGS = {"encrypted": _("encrypted"), "test": _("test")}
REASONS = {
    "too-many-connections": _("too many connections"), "too-many-waiting": _("too many waiting"), "unreachable": _("unreachable"),
    "frame-too-slow": _("message not finished in time"), "idle": _("silent connection closed"),
}  # fmt: skip


def _spoken(zh: str, en: str) -> str:
    return en if (get_language() or "zh").startswith("en") else zh


@register.filter
def alarm_kind(kind: str) -> str:
    return kind_name(kind)


@register.filter
def alarm_state(alarm) -> str:
    """Shape, word and colour of an alarm's state."""
    tone, shape = LOOKS[AlarmState(alarm.state)]
    return format_html(
        '<span class="state state-{}"><span class="shape" aria-hidden="true">{}</span>{}</span>',
        tone,
        shape,
        alarm.get_state_display(),
    )


register.filter("zone_said", zone_said)


@register.filter
def number_word(signal) -> str:
    """The number behind a signal's code: a zone's bare, a user's, a line's or a device's by that name."""
    return _spoken(*number_words(signal.token, signal.code, signal.zone)) or signal.zone


@register.filter
def flag_word(flag: str) -> str:
    """What a signal's flag says: a deviation of either engine, or one of ours."""
    return FLAGS[flag] if flag in FLAGS else forgiven(flag)


@register.filter
def reason_word(reason: str) -> str:
    """Why something was refused."""
    if reason in REASONS:
        return REASONS[reason]
    for faults in (dc09_faults, fire):
        for member, row in faults.REASONS.items():
            if member.value == reason:
                return _spoken(row.zh, row.en)
    return reason


@register.filter
def printable(raw) -> str:
    """Raw bytes as a line: what is not ASCII as \\xNN."""
    return bytes(raw).decode("latin-1").encode("unicode_escape").decode()
