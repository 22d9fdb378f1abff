"""What the lists of cameras and plans can be narrowed by."""

import django_filters as filters
from django import forms
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from anbao.kit.tables.filters import ListFilters
from anbao.org import words as org_words
from anbao.org.models import Institution, InstitutionKind
from anbao.senses.cameras.models import CameraState
from anbao.senses.cameras.words import FAULTS

#: institutions offered in the select
OFFERED = 300
SELECT = {"class": "form-select"}


class PlaceFilters(ListFilters):
    """place=<id>: that institution and everything below it; one that the reader does not see is a 404."""

    place_field = "institution__path"
    place = filters.NumberFilter(method="below", label=_("Institution"))

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        seen = Institution.objects.visible_to(self.request.user)
        branches = seen.exclude(kind__in=[InstitutionKind.OUTLET, InstitutionKind.SELF_SERVICE, InstitutionKind.VENDOR])
        offered = {str(pk): name for pk, name in branches.order_by("path").values_list("pk", "name")[:OFFERED]}
        chosen = self.data.get("place", "")
        if chosen.isdecimal() and chosen not in offered:
            offered |= {str(pk): name for pk, name in seen.filter(pk=chosen).values_list("pk", "name")}
        choices = [("", _("All my institutions")), *offered.items()]
        self.filters["place"].extra["widget"] = forms.Select(attrs=SELECT, choices=choices)

    def below(self, rows, _name, value):
        place = Institution.objects.visible_to(self.request.user).filter(pk=value).first()
        if place is None:
            raise Http404
        return rows.filter(**{f"{self.place_field}__startswith": place.path})


class SourceFilters(PlaceFilters):
    searched = ("device__code", "device__name", "device__institution__name", "address")
    place_field = "device__institution__path"
    state = filters.ChoiceFilter(
        choices=CameraState.choices, label=_("State"), empty_label=_("All states"), widget=forms.Select(attrs=SELECT)
    )
    fault = filters.ChoiceFilter(
        choices=lambda: [(k, str(w)) for k, w in FAULTS.items() if k not in ("ok", "no_picture")], label=_("Picture fault"),
        empty_label=_("All faults"), widget=forms.Select(attrs=SELECT),
    )  # fmt: skip
    area = filters.ChoiceFilter(
        field_name="device__area__kind", choices=lambda: [(k, str(w)) for k, w in org_words.kinds_of("areas").items()],
        label=_("Key area"), empty_label=_("All key areas"), widget=forms.Select(attrs=SELECT),
    )  # fmt: skip


class PlanFilters(PlaceFilters):
    searched = ("name", "institution__name")
