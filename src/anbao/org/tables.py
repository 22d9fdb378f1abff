"""The columns of the organisation's tables: what the page shows, what Excel keeps, how it is read back."""

from collections.abc import Mapping

from django.conf import settings
from django.urls import reverse
from django.utils.encoding import force_str
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _
from django.utils.translation import override

from anbao.kit.fields import masked
from anbao.kit.tables import cells
from anbao.kit.tables.sheets import Column, Sheet
from anbao.org import words
from anbao.org.models import InstitutionKind, PersonKind

DAY_NOTE = _("a date such as 2022-02-04")
PLACE_NOTE = _("the code of an institution of yours")


def _labels(choices) -> Mapping[str, list[str]]:
    """Names of each choice in every language of the site."""
    found: dict[str, list[str]] = {}
    for language, _name in settings.LANGUAGES:
        with override(language):
            for key, label in choices.choices:
                found.setdefault(key, []).append(force_str(label))
    return found


def _words(known) -> Mapping[str, list[str]]:
    return {key: [word.zh, word.en] for key, word in known.items()}


def kinds(family: str):
    return cells.choice(lambda: _words(words.kinds_of(family)))


def _named(known, key: str) -> str:
    return str(known[key]) if key in known else key


def opens(row, table: str, text) -> str:
    """A link that opens the row's dialog on the list, and its page anywhere else."""
    url = reverse(f"org:{table}-detail", args=[row.pk])
    return format_html('<a href="{}" hx-get="{}" hx-target="#dialog" hx-push-url="false">{}</a>', url, url, text)


def place_link(place) -> str:
    return format_html('<a href="{}">{}</a>', reverse("places:detail", args=[place.pk]), place.name)


def _assumed(row, cell: str) -> str:
    if not row.assumed:
        return cell
    return format_html('{} <span class="assumed" title="{}">{}</span>', cell, _("assumed data"), _("assumed"))


def named_cell(table: str, field: str = "name"):
    def cell(row) -> str:
        return _assumed(row, opens(row, table, getattr(row, field)))

    return cell


def place_columns(path: str = "institution__path") -> tuple[Column, Column]:
    """The institution of a row: its name with a link on the screen, its code in Excel."""
    return (
        Column("place", _("Institution"), lambda r: r.institution.name, cell=lambda r: place_link(r.institution), sort=(path,), decided="institution"),
        Column("institution", _("Institution code"), lambda r: r.institution.code, cells.text(20), True, PLACE_NOTE, shown=False),
    )  # fmt: skip


ASSUMED = Column(
    "assumed", _("Assumed"), lambda r: r.assumed, cells.yes, note=_("yes when this is not a known fact"), shown=False
)

INSTITUTIONS = Sheet("institutions", _("Institutions"), (
    Column("name", _("Name"), lambda r: r.name, cells.text(80), True, cell=named_cell("institutions"), sort=("name",)),
    Column("code", _("Code"), lambda r: r.code, cells.text(20), True, _("unique; finds the row again"), sort=("code",)),
    Column("short_name", _("Short name"), lambda r: r.short_name, cells.text(30), True, shown=False),
    Column("kind", _("Kind"), lambda r: r.get_kind_display(), cells.choice(lambda: _labels(InstitutionKind)), True,
           _("head office, province branch, city branch, sub-branch, outlet, self-service bank or vendor"), sort=("kind",)),
    Column("above", _("Above"), lambda r: r.parent.name if r.parent else "", sort=("path",), decided="parent"),
    Column("parent", _("Code above"), lambda r: r.parent.code if r.parent else "", cells.text(20), False,
           _("the code of the institution it hangs under; it may be another row of this file"), shown=False),
    Column("tags", _("Tags"), lambda r: [_named(words.kinds_of("tags"), tag) for tag in r.tags], cells.several(kinds("tags")),
           note=_("with commas between")),
    Column("phone", _("Duty phone"), lambda r: r.phone, cells.text(30)),
    Column("address", _("Address"), lambda r: r.address, cells.text(120), shown=False),
    Column("lon", _("Longitude"), lambda r: r.lon, cells.number(-180, 180), shown=False),
    Column("lat", _("Latitude"), lambda r: r.lat, cells.number(-90, 90), shown=False),
    Column("vendor_kind", _("Kind of vendor"), lambda r: _named(words.kinds_of("vendor_kinds"), r.vendor_kind),
           kinds("vendor_kinds"), shown=False),
    Column("opened_on", _("Opened on"), lambda r: r.opened_on, cells.day, note=DAY_NOTE, shown=False),
    Column("closed_on", _("Closed on"), lambda r: r.closed_on, cells.day,
           note=_("a date such as 2022-02-04; what lies below is closed too; empty: it is open"), sort=("closed_on",)),
    ASSUMED,
))  # fmt: skip

AREAS = Sheet("areas", _("Key areas"), (
    Column("name", _("Name"), lambda r: r.name, cells.text(60), True, _("finds the row again, with the institution"),
           cell=named_cell("areas"), sort=("name",)),
    Column("kind", _("Kind"), lambda r: _named(words.kinds_of("areas"), r.kind), kinds("areas"), True, sort=("kind",)),
    *place_columns(), ASSUMED,
))  # fmt: skip

DEVICES = Sheet("devices", _("Devices"), (
    Column("code", _("Code"), lambda r: r.code, cells.text(40), True, _("unique; finds the row again"),
           cell=named_cell("devices", "code"), sort=("code",)),
    Column("kind", _("Kind"), lambda r: _named(words.kinds_of("devices"), r.kind), kinds("devices"), True, sort=("kind",)),
    Column("name", _("Name"), lambda r: r.name, cells.text(60), True, sort=("name",)),
    *place_columns(),
    Column("area", _("Key area"), lambda r: r.area.name if r.area else "", cells.text(60), note=_("the name of an area of that institution")),
    Column("panel", _("Panel code"), lambda r: r.panel.code if r.panel else "", cells.text(40), note=_("of an alarm zone"), shown=False),
    Column("zone_number", _("Zone"), lambda r: r.zone_number, cells.number(0, 9999, whole=True), shown=False),
    Column("make", _("Make"), lambda r: r.make, cells.text(40), sort=("make",)),
    Column("model", _("Model"), lambda r: r.model, cells.text(40), shown=False),
    Column("installed_on", _("Installed on"), lambda r: r.installed_on, cells.day, note=DAY_NOTE, sort=("installed_on",)),
    Column("expires_on", _("Expires on"), lambda r: r.expires_on, cells.day, note=DAY_NOTE, sort=("expires_on",)),
    ASSUMED,
))  # fmt: skip

PEOPLE = Sheet("people", _("People"), (
    Column("name", _("Full name"), lambda r: r.name, cells.text(40), True, cell=named_cell("people"), sort=("name",)),
    Column("staff_no", _("Staff number"), lambda r: r.staff_no, cells.text(20), True, _("unique; finds the row again"), sort=("staff_no",)),
    Column("kind", _("Kind"), lambda r: r.get_kind_display(), cells.choice(lambda: _labels(PersonKind)), True,
           _("staff or contractor"), sort=("kind",)),
    *place_columns(),
    Column("posts", _("Posts"), lambda r: [str(post.word) for post in r.held], decided=_("Posts")),
    Column("phone", _("Phone"), lambda r: masked(r.phone), cells.text(30), note=_("kept sealed; shown with stars")),
    Column("id_number", _("Identity number"), lambda r: masked(r.id_number, 4, 2), cells.text(30),
           note=_("kept sealed; format the column as text"), shown=False),
    Column("joined_on", _("Joined on"), lambda r: r.joined_on, cells.day, note=DAY_NOTE, shown=False),
    Column("left_on", _("Left on"), lambda r: r.left_on, cells.day, note=DAY_NOTE, sort=("left_on",)),
    ASSUMED,
))  # fmt: skip


def _holder(post) -> str:
    if post.person is None:
        return format_html('<span class="state state-warn"><span aria-hidden="true">◆</span>{}</span>', _("Vacant"))
    return opens(post.person, "people", post.person.name)


POSTS = Sheet("posts", _("Posts"), (
    Column("kind", _("Post"), lambda r: _named(words.post_kinds(), r.kind), cells.choice(lambda: _words(words.post_kinds())), True,
           cell=lambda r: opens(r, "posts", _named(words.post_kinds(), r.kind)), sort=("kind",)),
    *place_columns(),
    Column("holder", _("Holder"), lambda r: r.person.name if r.person else "", cell=_holder, sort=("person__name",), decided="person"),
    Column("person", _("Staff number"), lambda r: r.person.staff_no if r.person else "", cells.text(20),
           note=_("of the holder; empty: a vacant chair"), shown=False),
    Column("since", _("Since"), lambda r: r.since, cells.day, note=DAY_NOTE, sort=("since",)),
    Column("until", _("Until"), lambda r: r.until, cells.day, note=DAY_NOTE, sort=("until",)),
))  # fmt: skip

CERTIFICATES = Sheet("certificates", _("Certificates"), (
    Column("kind", _("Certificate"), lambda r: _named(words.kinds_of("certificates"), r.kind), kinds("certificates"), True,
           cell=lambda r: opens(r, "certificates", _named(words.kinds_of("certificates"), r.kind)), sort=("kind",)),
    Column("number", _("Certificate number"), lambda r: r.number, cells.text(40), True, _("finds the row again, with person and kind"), sort=("number",)),
    Column("holder", _("Holder"), lambda r: r.person.name, cell=lambda r: opens(r.person, "people", r.person.name), sort=("person__name",), decided="person"),
    Column("person", _("Staff number"), lambda r: r.person.staff_no, cells.text(20), True, _("of the holder"), shown=False),
    Column("place", _("Institution"), lambda r: r.person.institution.name, cell=lambda r: place_link(r.person.institution),
           sort=("person__institution__path",), decided="person"),
    Column("valid_from", _("Valid from"), lambda r: r.valid_from, cells.day, True, DAY_NOTE, sort=("valid_from",)),
    Column("valid_until", _("Valid until"), lambda r: r.valid_until, cells.day, True, DAY_NOTE, sort=("valid_until",)),
))  # fmt: skip
