"""What each list of the organisation can be narrowed by; all of it stands in the query string."""

import django_filters as filters
from django import forms
from django.db.models import Q
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from anbao.kit import clock, crypto
from anbao.kit.tables.filters import ListFilters
from anbao.org import words
from anbao.org.models import Institution, InstitutionKind, PersonKind

#: institutions offered in the select; another one is reached by its link from elsewhere
OFFERED = 300


class Ticked(forms.BooleanField):
    """True or nothing: a box that is not ticked is no filter."""

    def clean(self, value):
        return True if super().clean(value) else None


class Only(filters.Filter):
    """A box to tick: ``expired=1``."""

    field_class = Ticked


def only(words_, method: str) -> Only:
    return Only(method=method, label=words_)


def kind_filter(choices) -> filters.ChoiceFilter:
    return filters.ChoiceFilter(
        field_name="kind", choices=choices, label=_("Kind"), empty_label=_("All kinds"),
        widget=forms.Select(attrs={"class": "form-select"}),
    )  # fmt: skip


class PlaceFilters(ListFilters):
    """place=<id> narrows to that institution and everything below it; one that the reader does not see is a 404."""

    place_field = "institution__path"
    place = filters.NumberFilter(method="below", label=_("Institution"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.filters["place"].extra["widget"] = forms.Select(attrs={"class": "form-select"}, choices=self._offered())

    def _offered(self) -> list[tuple]:
        seen = Institution.objects.visible_to(self.request.user)
        branches = seen.exclude(kind__in=[InstitutionKind.OUTLET, InstitutionKind.SELF_SERVICE]).order_by("path")
        offered = {str(pk): name for pk, name in branches.values_list("pk", "name")[:OFFERED]}
        chosen = self.data.get("place", "")
        if chosen.isdecimal() and chosen not in offered:
            offered |= {str(pk): name for pk, name in seen.filter(pk=chosen).values_list("pk", "name")}
        return [("", _("All my institutions")), *offered.items()]

    def below(self, rows, _name, value):
        place = Institution.objects.visible_to(self.request.user).filter(pk=value).first()
        if place is None:
            raise Http404
        return rows.filter(**{f"{self.place_field}__startswith": place.path})

    @property
    def day(self):
        return clock.local_day(self.request.at)


class InstitutionFilters(PlaceFilters):
    searched = ("name", "code", "short_name", "address")
    place_field = "path"
    kind = kind_filter(InstitutionKind.choices)
    tag = filters.ChoiceFilter(
        method="tagged", choices=lambda: [(k, str(w)) for k, w in words.kinds_of("tags").items()], label=_("Tag"),
        empty_label=_("All tags"), widget=forms.Select(attrs={"class": "form-select"}),
    )  # fmt: skip
    closed = only(_("Closed only"), "closed_only")
    assumed = only(_("Assumed only"), "assumed_only")

    def tagged(self, rows, _name, value):
        return rows.filter(tags__contains=[value])

    def closed_only(self, rows, _name, _value):
        return rows.filter(closed_on__isnull=False)

    def assumed_only(self, rows, _name, _value):
        return rows.filter(assumed=True)


class AreaFilters(PlaceFilters):
    searched = ("name", "institution__name")
    kind = kind_filter(lambda: [(k, str(w)) for k, w in words.kinds_of("areas").items()])


class DeviceFilters(PlaceFilters):
    searched = ("code", "name", "make", "model", "institution__name")
    kind = kind_filter(lambda: [(k, str(w)) for k, w in words.kinds_of("devices").items()])
    expired = only(_("Past expiry only"), "past")

    def past(self, rows, _name, _value):
        return rows.expired(self.day)


class PersonFilters(PlaceFilters):
    """A search word of eight digits or more is also tried as a whole phone or identity number, by keyed hash."""

    searched = ("name", "staff_no", "institution__name")
    kind = kind_filter(PersonKind.choices)
    left = only(_("Left only"), "gone")

    def search(self, rows, name, value):
        found = super().search(rows, name, value)
        if sum(sign.isdigit() for sign in value) < 8:
            return found
        mark = crypto.fingerprint(value)
        return found | rows.filter(Q(phone_hash=mark) | Q(id_hash=mark))

    def gone(self, rows, _name, _value):
        return rows.filter(left_on__isnull=False)


class PostFilters(PlaceFilters):
    searched = ("person__name", "person__staff_no", "institution__name")
    kind = kind_filter(lambda: [(k, str(w)) for k, w in words.post_kinds().items()])
    vacant = only(_("Vacant only"), "empty")
    past = only(_("Ended ones too"), "ended_too")

    def empty(self, rows, _name, _value):
        return rows.filter(person__isnull=True)

    def ended_too(self, rows, _name, _value):
        return rows

    def filter_queryset(self, queryset):
        rows = super().filter_queryset(queryset)
        if self.form.cleaned_data.get("past"):
            return rows
        return rows.filter(Q(until__isnull=True) | Q(until__gte=self.day))


class CertificateFilters(PlaceFilters):
    searched = ("number", "person__name", "person__staff_no")
    place_field = "person__institution__path"
    kind = kind_filter(lambda: [(k, str(w)) for k, w in words.kinds_of("certificates").items()])
    expired = only(_("Past validity only"), "past")

    def past(self, rows, _name, _value):
        return rows.filter(valid_until__lt=self.day)
