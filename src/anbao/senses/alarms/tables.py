"""The columns of the register: what the page shows, what Excel keeps, how it is read back."""

from django.conf import settings
from django.urls import reverse
from django.utils import timezone
from django.utils.encoding import force_str
from django.utils.html import format_html
from django.utils.translation import gettext, override, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from anbao.kit.tables import cells
from anbao.kit.tables.cells import CellFault
from anbao.kit.tables.sheets import Column, Sheet
from anbao.senses.alarms import words
from anbao.senses.alarms.models import Days, Protocol
from anbao.senses.alarms.storing import TWINS

BADGE = '<span class="state state-{}"><span class="shape" aria-hidden="true">{}</span>{}</span>'


def _labels(choices) -> dict[str, list[str]]:
    """Names of each choice in every language of the site."""
    found: dict[str, list[str]] = {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            for key, label in choices.choices:
                found.setdefault(key, []).append(force_str(label))
    return found


def _kinds() -> dict[str, list[str]]:
    return {key: [kind.zh, kind.en] for key, kind in words.alarm_kinds().items()}


def kind_name(kind: str) -> str:
    return str(words.alarm_kinds()[kind]) if kind in words.alarm_kinds() else kind


def hour(value):
    """A time cell, or text such as 08:30."""
    from datetime import datetime, time

    if isinstance(value, datetime):
        return value.time()
    if isinstance(value, time):
        return value
    said = cells.plain(value)
    if not said:
        return None
    try:
        return time.fromisoformat(said if len(said) > 4 else f"0{said}")
    except ValueError:
        raise CellFault(gettext("%(text)s is not a time such as 08:30") % {"text": said}) from None


def _place_cell(row) -> str:
    place = row.institution if hasattr(row, "institution_id") else row.source.institution
    return format_html('<a href="{}">{}</a>', reverse("places:detail", args=[place.pk]), place.name)


def source_link(source, words_=None) -> str:
    return format_html('<a href="{}">{}</a>', reverse("alarms:source", args=[source.pk]), words_ or str(source))


def state_of(source) -> tuple[str, str, str]:
    """(tone, shape, words): unknown, out of service, silent, never heard, or heard; unknown accounts may be two panels' as well."""
    twins = source.twins_at and source.last_heard_at and source.last_heard_at - source.twins_at < TWINS
    if not source.known:
        return "warn", "◆", gettext("Unknown account, two panels take turns") if twins else gettext("Unknown account")
    if not source.enabled:
        return "idle", "○", gettext("Out of service")
    if source.silent_since:
        return "bad", "▲", gettext("Silent")
    if twins:
        return "warn", "◆", gettext("Two panels take turns")
    if source.last_heard_at is None:
        return "warn", "◆", gettext("Never heard")
    return "good", "✓", gettext("Heard")


def state_cell(source) -> str:
    return format_html(BADGE, *state_of(source))


def _heard(source) -> str:
    return f"{timezone.localtime(source.last_heard_at):%m-%d %H:%M:%S}" if source.last_heard_at else "—"


def _opens(row, table: str, text) -> str:
    url = reverse(f"alarms:{table}-detail", args=[row.pk])
    return format_html('<a href="{}" hx-get="{}" hx-target="#dialog" hx-push-url="false">{}</a>', url, url, text)


SOURCES = Sheet("sources", _("Alarm sources"), (
    Column("account", _("Account"), lambda r: r.account, cells.text(24), True, _("finds the row again, with protocol, receiver and line"),
           cell=lambda r: source_link(r, r.account), sort=("account",)),
    Column("state", _("State"), lambda r: state_of(r)[2], cell=state_cell),
    Column("name", _("Name"), lambda r: r.name, cells.text(80), cell=lambda r: _opens(r, "sources", r.name or "—"), sort=("name",)),
    Column("protocol", _("Protocol"), lambda r: r.get_protocol_display(), cells.choice(lambda: _labels(Protocol)), True, sort=("protocol",)),
    Column("place", _("Institution"), lambda r: r.institution.name, cell=_place_cell, sort=("institution__path",), decided="institution"),
    Column("institution", _("Institution code"), lambda r: r.institution.code, cells.text(20), True, _("the code of an institution of yours"), shown=False),
    Column("device", _("Panel code"), lambda r: r.device.code if r.device else "", cells.text(40), note=_("the code of a device of that institution"), shown=False),
    Column("last_heard", _("last heard"), lambda r: r.last_heard_at, cell=_heard, sort=("last_heard_at",)),
    Column("receiver", _("receiver number"), lambda r: r.receiver, cells.text(6), note=_("only where the account alone is not enough"), shown=False),
    Column("line", _("line number"), lambda r: r.line, cells.text(6), note=_("only where the account alone is not enough"), shown=False),
    Column("key", _("key"), lambda r: "****" if r.key else "", cells.text(64), note=_("32, 48 or 64 hexadecimal digits; kept sealed, shown with stars; empty or stars keep it"), shown=False),
    Column("interval", _("supervision interval, seconds"), lambda r: r.interval or None, cells.number(0, 86_400 * 7, whole=True), note=_("0 or empty: not supervised"), sort=("interval",)),
    Column("window_old", _("seconds a timestamp may be old"), lambda r: r.window_old, cells.number(0, 86_400, whole=True), shown=False),
    Column("window_ahead", _("seconds a timestamp may be ahead"), lambda r: r.window_ahead, cells.number(0, 86_400, whole=True), shown=False),
    Column("addresses", _("allowed addresses"), lambda r: r.addresses, cells.several(cells.text(49)), note=_("addresses or networks with commas between; empty: every one"), shown=False),
    Column("leniency", _("what it is forgiven"), lambda r: r.leniency, cells.several(cells.text(24)), note=_("names such as wrong-crc, with commas between; empty: nothing"), shown=False),
))  # fmt: skip

ZONES = Sheet("zones", _("Alarm zones"), (
    Column("number", _("zone number"), lambda r: r.number, cells.text(24), True, _("as the panel sends it; fire: system.address.component"),
           cell=lambda r: _opens(r, "zones", r.number), sort=("number",)),
    Column("name", _("Name"), lambda r: r.name, cells.text(60), sort=("name",)),
    Column("account", _("Account"), lambda r: r.source.account, cells.text(24), True, _("of the alarm source"), cell=lambda r: source_link(r.source, r.source.account), sort=("source__account",)),
    Column("place", _("Institution"), lambda r: r.source.institution.name, cell=_place_cell, sort=("source__institution__path",), decided="account"),
    Column("kind", _("Kind"), lambda r: kind_name(r.kind), cells.choice(_kinds), note=_("what its alarm means; empty: as the code says"), sort=("kind",)),
    Column("device", _("Device"), lambda r: r.device.code if r.device else "", cells.text(40), note=_("the code of a device of that institution")),
    Column("area", _("Key area"), lambda r: r.area.name if r.area else "", cells.text(60), note=_("the name of an area of that institution")),
    Column("tested", _("last tested"), lambda r: r.last_test_at, cell=lambda r: f"{timezone.localtime(r.last_test_at):%Y-%m-%d %H:%M}" if r.last_test_at else "—", sort=("last_test_at",)),
))  # fmt: skip

SCHEDULES = Sheet("schedules", _("Arming schedules"), (
    Column("days", _("days"), lambda r: r.get_days_display(), cells.choice(lambda: _labels(Days)), True, cell=lambda r: _opens(r, "schedules", r.get_days_display()), sort=("days",)),
    Column("place", _("Institution"), lambda r: r.institution.name, cell=_place_cell, sort=("institution__path",), decided="institution"),
    Column("institution", _("Institution code"), lambda r: r.institution.code, cells.text(20), True, _("the code of an institution of yours"), shown=False),
    Column("account", _("Account"), lambda r: r.source.account if r.source else "", cells.text(24), note=_("empty: every source of the institution")),
    Column("opens", _("disarmed from"), lambda r: r.opens, hour, note=_("a time such as 08:30; both empty: armed all day"), sort=("opens",)),
    Column("closes", _("armed by"), lambda r: r.closes, hour, note=_("a time such as 17:30"), sort=("closes",)),
    Column("since", pgettext_lazy("schedule", "Since"), lambda r: r.since, cells.day, True, _("a date such as 2022-02-04"), sort=("since",)),
    Column("until", _("Until"), lambda r: r.until, cells.day, note=_("a date such as 2022-02-04"), sort=("until",)),
))  # fmt: skip
