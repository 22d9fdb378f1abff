"""The columns of cameras and patrol plans: on the screen, in Excel, read back."""

from collections.abc import Mapping

from django.conf import settings
from django.urls import reverse
from django.utils.encoding import force_str
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from anbao.kit.tables import cells
from anbao.kit.tables.sheets import Column, Sheet
from anbao.org import words as org_words
from anbao.senses.cameras.models import CameraState, SourceKind
from anbao.senses.cameras.words import fault_word, reason

#: state -> (tone, shape)
SHAPES = {"unseen": ("idle", "○"), "well": ("good", "✓"), "faulty": ("warn", "◆"), "silent": ("bad", "▲")}


def labels(choices) -> Mapping[str, list[str]]:
    """Names of each choice in every language of the site."""
    found: dict[str, list[str]] = {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            for key, label in choices.choices:
                found.setdefault(key, []).append(force_str(label))
    return found


def state_words(source) -> str:
    """The state in words; of a picture fault which, of a silent camera why."""
    word = CameraState(source.state).label
    more = (
        fault_word(source.fault)
        if source.state == "faulty"
        else reason(source.trouble)
        if source.state == "silent"
        else ""
    )
    return f"{word}: {more}" if more else str(word)


def state_cell(source) -> str:
    if not source.enabled:
        return format_html(
            '<span class="state state-idle"><span class="shape" aria-hidden="true">–</span>{}</span>', _("Switched off")
        )
    tone, shape = SHAPES[source.state]
    return format_html(
        '<span class="state state-{}"><span class="shape" aria-hidden="true">{}</span>{}</span>',
        tone,
        shape,
        state_words(source),
    )


def picture_cell(source) -> str:
    """The last picture, small; a link to the camera's page."""
    url = reverse("cameras:camera", args=[source.pk])
    if source.picture is None or not source.picture.stored:
        return format_html('<a class="thumb none" href="{}">{}</a>', url, _("no picture"))
    image = reverse("cameras:picture", args=[source.picture_id])
    return format_html(
        '<a class="thumb" href="{}"><img src="{}?w=160" alt="" loading="lazy" width="120" height="68"></a>', url, image
    )


def _camera_cell(source) -> str:
    return format_html('<a href="{}">{}</a>', reverse("cameras:camera", args=[source.pk]), source.device.name)


def _place_cell(source) -> str:
    place = source.device.institution
    return format_html('<a href="{}">{}</a>', reverse("places:detail", args=[place.pk]), place.short_name or place.name)


SOURCES = Sheet("sources", _("Cameras"), (
    Column("picture", _("Last picture"), lambda r: r.picture_id, cell=picture_cell),
    Column("device", _("Camera code"), lambda r: r.device.code, cells.text(40), True, _("the code of a device of the kind camera; finds the row again"), sort=("device__code",)),
    Column("name", _("Name"), lambda r: r.device.name, cell=_camera_cell, sort=("device__name",), decided="device"),
    Column("place", _("Institution"), lambda r: r.device.institution.name, cell=_place_cell, sort=("device__institution__path",), decided="device"),
    Column("area", _("Key area"), lambda r: r.device.area.name if r.device.area else "", decided="device"),
    Column("state", _("State"), state_words, cell=state_cell, sort=("state",)),
    Column("seen_at", _("Seen at"), lambda r: r.seen_at, cell=lambda r: _moment(r.seen_at), sort=("seen_at",)),
    Column("every", _("Interval (minutes)"), lambda r: r.every, sort=("every",)),
    Column("kind", _("Kind"), lambda r: r.get_kind_display(), cells.choice(lambda: labels(SourceKind)), True, _("RTSP stream, HTTP snapshot, or a clip on this server"), shown=False),
    Column("address", _("Address"), lambda r: r.address, cells.text(300), True, _("without user name and password"), shown=False),
    Column("credentials", _("Credentials"), lambda r: "", cells.text(120), False, _("user:password; empty: what is stored stays; kept sealed, never exported"), shown=False),
    Column("timeout", _("Limit (seconds)"), lambda r: r.timeout, cells.number(1, 60, whole=True), shown=False),
    Column("enabled", _("Enabled"), lambda r: r.enabled, cells.yes, shown=False),
))  # fmt: skip


def _moment(at) -> str:
    from django.utils import timezone

    return f"{timezone.localtime(at):%m-%d %H:%M}" if at else "—"


def _words(family: str, ids) -> list[str]:
    known = org_words.kinds_of(family)
    return [str(known[i]) if i in known else i for i in ids]


def word_choices(family: str):
    return cells.several(
        cells.choice(lambda: {key: [word.zh, word.en] for key, word in org_words.kinds_of(family).items()})
    )


def _on_off(plan) -> str:
    tone, shape, word = ("good", "✓", _("Enabled")) if plan.enabled else ("idle", "–", _("Switched off"))
    return format_html(
        '<span class="state state-{}"><span class="shape" aria-hidden="true">{}</span>{}</span>', tone, shape, word
    )


def _plan_cell(plan) -> str:
    url = reverse("cameras:plans-detail", args=[plan.pk])
    return format_html('<a href="{}" hx-get="{}" hx-target="#dialog" hx-push-url="false">{}</a>', url, url, plan.name)


PLANS = Sheet("plans", _("Patrol plans"), (
    Column("name", _("Name"), lambda r: r.name, cells.text(60), True, _("finds the row again, with the institution"), cell=_plan_cell, sort=("name",)),
    Column("place", _("Institution"), lambda r: r.institution.name, sort=("institution__path",), decided="institution"),
    Column("institution", _("Institution code"), lambda r: r.institution.code, cells.text(20), True, _("the code of an institution of yours"), shown=False),
    Column("every", _("Interval (minutes)"), lambda r: r.every, cells.number(1, 1440, whole=True), True, sort=("every",)),
    Column("tags", _("Tags"), lambda r: _words("tags", r.tags), word_choices("tags"), note=_("with commas between; empty: all")),
    Column("areas", _("Key areas"), lambda r: _words("areas", r.areas), word_choices("areas"), note=_("with commas between; empty: all")),
    Column("focus", _("Focus only"), lambda r: r.focus, cells.yes),
    Column("enabled", _("Enabled"), lambda r: r.enabled, cells.yes, cell=_on_off),
))  # fmt: skip
