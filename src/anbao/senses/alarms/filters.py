"""What the lists of alarms can be narrowed by; all of it stands in the query string."""

import django_filters as filters
from django import forms
from django.db.models import Q
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from anbao.kit.tables.filters import ListFilters
from anbao.org.models import Institution
from anbao.senses.alarms import words
from anbao.senses.alarms.models import AlarmSource, Days, Event, Protocol

SELECT = {"class": "form-select"}


def chosen(choices, label, empty, **more):
    return filters.ChoiceFilter(
        choices=choices, label=label, empty_label=empty, widget=forms.Select(attrs=SELECT), **more
    )


class AlarmFilters(ListFilters):
    """Below a place: ``place=12``."""

    place_field = "institution__path"
    place = filters.NumberFilter(method="below", widget=forms.HiddenInput)

    def below(self, rows, _name, value):
        place = Institution.objects.visible_to(self.request.user).filter(pk=int(value)).first()
        if place is None:
            raise Http404
        return rows.filter(**{f"{self.place_field}__startswith": place.path})


class SourceFilters(AlarmFilters):
    searched = ("account", "name", "institution__name", "last_peer")
    protocol = chosen(Protocol.choices, _("Protocol"), _("All protocols"))
    state = chosen(
        [("unknown", _("Unknown account")), ("silent", _("Silent")), ("never", _("Never heard")), ("test", _("Under test"))],
        _("State"), _("All states"), method="in_state",
    )  # fmt: skip

    def in_state(self, rows, _name, value):
        wanted = {
            "unknown": Q(known=False), "silent": Q(enabled=True, silent_since__isnull=False),
            "never": Q(enabled=True, known=True, last_heard_at__isnull=True), "test": Q(test_until__gt=self.request.at),
        }  # fmt: skip
        return rows.filter(wanted[value])


class ZoneFilters(AlarmFilters):
    place_field = "source__institution__path"
    searched = ("number", "name", "source__account", "source__name", "device__code")
    kind = chosen(lambda: [(k.id, str(k)) for k in words.alarm_kinds().values()], _("Kind"), _("All kinds"))
    untested = filters.BooleanFilter(field_name="last_test_at", lookup_expr="isnull", widget=forms.HiddenInput)
    source = filters.ModelChoiceFilter(
        queryset=lambda request: AlarmSource.objects.visible_to(request.user), widget=forms.HiddenInput
    )


class ScheduleFilters(AlarmFilters):
    searched = ("institution__name", "institution__code")
    days = chosen(Days.choices, _("days"), _("All days"))


class SignalFilters(AlarmFilters):
    """The log: by source, event, kind; the search looks at codes, zones and texts."""

    place_field = "source__institution__path"
    searched = ("code", "zone", "text", "source__account", "source__name")
    event = chosen(Event.choices, _("Event"), _("All events"))
    source = filters.ModelChoiceFilter(
        queryset=lambda request: AlarmSource.objects.visible_to(request.user), widget=forms.HiddenInput
    )
