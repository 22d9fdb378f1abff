"""The planner's form: which places, which days, who inspects."""

from django import forms
from django.utils.translation import gettext_lazy as _

from anbao.nets.riskcontrol.unannounced import actions, drawing
from anbao.nets.riskcontrol.unannounced.drawing import Wish
from anbao.org.models import Institution, Person


class TourForm(forms.Form):
    #: choices of a list above which a box beside it narrows them by name
    narrowed_from = 12

    name = forms.CharField(label=_("Name"), max_length=80)
    starts_on = forms.DateField(label=_("First day"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    ends_on = forms.DateField(label=_("Final day"), widget=forms.DateInput({"type": "date"}, "%Y-%m-%d"))
    opens = forms.TimeField(label=_("The day begins"), widget=forms.TimeInput({"type": "time"}, "%H:%M"))
    closes = forms.TimeField(label=_("The day ends"), widget=forms.TimeInput({"type": "time"}, "%H:%M"))
    visit_minutes = forms.IntegerField(label=_("Minutes a visit"), min_value=15, max_value=480)
    inspectors = forms.ModelMultipleChoiceField(None, label=_("Inspectors"), widget=forms.CheckboxSelectMultiple)
    places = forms.ModelMultipleChoiceField(None, label=_("Places"), widget=forms.CheckboxSelectMultiple)

    def __init__(self, *args, user, lead, at, **kwargs):
        super().__init__(*args, **kwargs)
        self.lead, self.at = lead, at
        under = Institution.objects.visible_to(user).filter(path__startswith=lead.path, closed_on__isnull=True)
        self.fields["places"].queryset = under.filter(kind__in=["sub_branch", "outlet"]).order_by("-kind", "path")
        self.fields["places"].label_from_instance = lambda place: place.short_name or place.name
        staff = Person.objects.visible_to(user).filter(institution=lead, kind="staff", posts__isnull=False)
        self.fields["inspectors"].queryset = staff.distinct().order_by("name")

    def clean(self):
        """A first day that is still to come, days and hours in their order (told at the later one's field), not too many days;
        drawing asks it again of every wish."""
        said = super().clean()
        starts, ends, opens = (said.get(name) for name in ("starts_on", "ends_on", "opens"))
        if starts and (fault := actions.first_day_fault(starts, opens, self.at)):
            self.add_error("starts_on", fault)
        if starts and ends and (fault := drawing.length_fault(starts, ends)):
            self.add_error("ends_on", fault)
        for first, last, words in (
            ("starts_on", "ends_on", _("The last day is before the first.")), ("opens", "closes", _("The day ends before it begins.")),
        ):  # fmt: skip
            given = said.get(first), said.get(last)
            if None not in given and (given[1] < given[0] or (first == "opens" and given[0] == given[1])):
                self.add_error(last, words)
        return said

    def wish(self) -> Wish:
        said = self.cleaned_data
        return Wish(
            self.lead, list(said["places"]), list(said["inspectors"]), said["starts_on"], said["ends_on"], said["opens"], said["closes"],
            said["visit_minutes"],
        )  # fmt: skip
