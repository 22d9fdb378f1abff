"""What a record without a task is about: the place named, and its area, device or person, read for one reader."""

from django.utils.translation import gettext as _

from anbao.kit.access.scopes import reach_of
from anbao.loom.records import filers
from anbao.loom.records.descriptors import Kind
from anbao.loom.records.queries import places_to_file
from anbao.org.models import Area, Device, Institution, InstitutionKind, Person

TABLES = {"area": Area, "device": Device, "person": Person}


def place_named(user, kind: Kind, pk: int) -> tuple[Institution | None, str]:
    """The place with this id if the user may file the kind about it, else None and the words why not."""
    place = Institution.objects.visible_to(user).filter(pk=pk).first()
    if place is None:
        return None, _("That place is not in your institutions.")
    if not filers.is_about(kind, place.kind):
        words = "、".join(str(InstitutionKind(one).label) for one in kind.places)
        said = {"kind": kind, "place": place.get_kind_display(), "places": words}
        if not words:
            return None, _("“%(kind)s” is not filed about a %(place)s.") % said
        return None, _("“%(kind)s” is not filed about a %(place)s but about: %(places)s.") % said
    if not filers.may_file(kind, reach_of(user), path=place.path, place_kind=place.kind):
        return None, _("Your posts don't file “%(kind)s” about %(place)s.") % {"kind": kind, "place": place}
    return place, ""


def first_place(user, kind: Kind) -> Institution | None:
    """Where the form starts: the first place that the user's posts file the kind about."""
    return places_to_file(kind, reach_of(user)).order_by("path").first()


def subjects_of(user, kind: Kind, place: Institution):
    """The areas, devices or people of a place that a kind may be about."""
    rows = TABLES[kind.target].objects.visible_to(user).filter(institution=place)
    wanted = kind.areas or kind.devices
    return rows.filter(kind__in=wanted) if wanted else rows
