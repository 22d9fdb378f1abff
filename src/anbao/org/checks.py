"""What holds of rows of the organisation whoever writes them: a dialog, a bulk change, an import.

``own`` asks the row and the rows that it names; ``faults`` asks, besides, the rows that name it and are not written with
it. A fault is (field, words). What the database holds by constraints of one column is not repeated here.
"""

from collections.abc import Iterable, Iterator, Sequence

from django.db.models import Q
from django.utils.translation import gettext as _

from anbao.org.models import Area, Certificate, Device, Institution, InstitutionKind, Person, PersonKind, Post
from anbao.org.rules import may_hang

PANEL, ZONE = "alarm_panel", "alarm_zone"
Fault = tuple[str, str]


def own(row) -> Iterator[Fault]:
    """Faults between the fields of a row, and between it and the rows that it names."""
    rules = _OWN.get(type(row))
    return rules(row) if rules else iter(())


def faults(rows: Sequence) -> Iterator[tuple[object, str, str]]:
    """(row, field, words) of rows of one table that are written together; stored rows that name them are read."""
    for row in rows:
        for field, words in own(row):
            yield row, field, words
    if rows and type(rows[0]) is Device:
        yield from _numbered_twice(rows)
    kept = [row for row in rows if row.pk]
    if kept and type(kept[0]) in _NAMED:
        yield from _NAMED[type(kept[0])](kept)


def _days(first, last, field: str, words: str) -> Iterator[Fault]:
    if first and last and last < first:
        yield field, words


def _institution(place: Institution) -> Iterator[Fault]:
    above = place.parent
    if not may_hang(place.kind, above.kind if above else None):
        told = {"kind": place.get_kind_display(), "parent": above or _("nothing")}
        yield "parent", _("A %(kind)s can't hang under %(parent)s.") % told
    if place.vendor_kind and place.kind != InstitutionKind.VENDOR:
        yield "vendor_kind", _("Only a vendor has a kind of vendor.")
    if above is not None and above.closed_on is not None and place.closed_on is None:
        yield "closed_on", _("%(place)s above is closed") % {"place": above}
    yield from _days(place.opened_on, place.closed_on, "closed_on", _("An institution closes after it opened."))


def _device(device: Device) -> Iterator[Fault]:
    panel, area = device.panel, device.area
    if area is not None and area.institution_id != device.institution_id:
        yield "area", _("This area belongs to another institution.")
    if panel is not None and device.kind != ZONE:
        yield "panel", _("Only an alarm zone hangs under a panel.")
    elif panel is not None and panel.kind != PANEL:
        yield "panel", _("%(device)s is not an alarm panel.") % {"device": panel}
    elif panel is not None and panel.institution_id != device.institution_id:
        yield "panel", _("The panel of a zone stands at the same institution.")
    if device.installed_on and device.expires_on and device.expires_on <= device.installed_on:
        yield "expires_on", _("A device expires after it was installed.")


def _person(person: Person) -> Iterator[Fault]:
    if (person.kind == PersonKind.CONTRACTOR) != (person.institution.kind == InstitutionKind.VENDOR):
        yield "kind", _("Contractors belong to a vendor, staff to the bank.")
    yield from _days(person.joined_on, person.left_on, "left_on", _("nobody leaves before joining"))


def _post(post: Post) -> Iterator[Fault]:
    yield from _days(post.since, post.until, "until", _("a post ends after it begins"))


def _certificate(row: Certificate) -> Iterator[Fault]:
    yield from _days(row.valid_from, row.valid_until, "valid_until", _("A certificate ends after it begins."))


_OWN = {
    Institution: _institution, Device: _device, Person: _person, Post: _post, Certificate: _certificate,
}  # fmt: skip


def _by(rows: Iterable, field: str) -> dict[int, list]:
    found: dict[int, list] = {}
    for row in rows:
        found.setdefault(getattr(row, field), []).append(row)
    return found


def _institutions_named(places: Sequence[Institution]) -> Iterator[tuple[Institution, str, str]]:
    """What hangs below, and who works there."""
    pks = [place.pk for place in places]
    below = _by(Institution.house.filter(parent__in=pks).exclude(pk__in=pks), "parent_id")
    people = _by(_strangers(places), "institution_id")
    for place in places:
        children = below.get(place.pk, ())
        if wrong := sum(not may_hang(child.kind, place.kind) for child in children):
            told = {"n": wrong, "kind": place.get_kind_display()}
            yield place, "kind", _("%(n)d institutions below can't hang under this kind: %(kind)s.") % told
        if place.pk in people:
            words = _("%(n)d people belong here. Contractors belong to a vendor, staff to the bank.")
            yield place, "kind", words % {"n": len(people[place.pk])}
        if place.closed_on and (still := sum(child.closed_on is None for child in children)):
            yield place, "closed_on", _("%(n)d institutions below are still open; close them first.") % {"n": still}


def _strangers(places: Sequence[Institution]) -> Iterable[Person]:
    """Who belongs to one of the places and would not, were he taken on where it stops or begins to be a vendor."""
    vendor, contractors = Q(kind=InstitutionKind.VENDOR), Q(kind=PersonKind.CONTRACTOR)
    begins = [place.pk for place in places if place.kind == InstitutionKind.VENDOR]
    stops = [place.pk for place in places if place.kind != InstitutionKind.VENDOR]
    begins = Institution.house.filter(~vendor, pk__in=begins).order_by().values("pk")
    stops = Institution.house.filter(vendor, pk__in=stops).order_by().values("pk")
    return Person.house.filter(Q(institution__in=begins) & ~contractors | Q(institution__in=stops) & contractors)


def _areas_named(areas: Sequence[Area]) -> Iterator[tuple[Area, str, str]]:
    stand = _by(Device.house.filter(area__in=[area.pk for area in areas]), "area_id")
    for area in areas:
        if left := sum(device.institution_id != area.institution_id for device in stand.get(area.pk, ())):
            yield area, "institution", _("%(n)d devices of another institution stand in it.") % {"n": left}


def _devices_named(devices: Sequence[Device]) -> Iterator[tuple[Device, str, str]]:
    pks = [device.pk for device in devices]
    zones = _by(Device.house.filter(panel__in=pks).exclude(pk__in=pks), "panel_id")
    for device in devices:
        hanging = zones.get(device.pk, ())
        if hanging and device.kind != PANEL:
            yield device, "kind", _("%(n)d zones name it as their panel.") % {"n": len(hanging)}
        elif left := sum(zone.institution_id != device.institution_id for zone in hanging):
            yield device, "institution", _("%(n)d zones of another institution name it as their panel.") % {"n": left}


def _numbered_twice(devices: Sequence[Device]) -> Iterator[tuple[Device, str, str]]:
    """Zones of one panel with one number, among these and beside those that are stored and not written now."""
    zones = [device for device in devices if device.panel is not None and device.zone_number is not None]
    panels = {zone.panel_id for zone in zones if zone.panel_id}
    rest = Device.house.filter(panel__in=panels, zone_number__isnull=False).exclude(
        pk__in=[d.pk for d in devices if d.pk]
    )
    taken = {(code, number): of for code, number, of in rest.values_list("panel__code", "zone_number", "code")}
    for zone in zones:
        other = taken.setdefault((zone.panel.code, zone.zone_number), zone.code)
        if other != zone.code:
            words = _("The panel %(panel)s already has a zone %(n)d: %(other)s.")
            yield zone, "zone_number", words % {"panel": zone.panel.code, "n": zone.zone_number, "other": other}


_NAMED = {Institution: _institutions_named, Area: _areas_named, Device: _devices_named}
