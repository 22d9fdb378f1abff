"""What the planner types: a changed turn, an absence."""

from django import forms
from django.utils.translation import gettext_lazy as _

from anbao.nets.riskcontrol.duty.models import AbsenceKind
from anbao.org.models import Person


class DateInput(forms.DateInput):
    """A date as browsers read it, whatever the page's language writes."""

    input_type = "date"

    def __init__(self, attrs=None):
        super().__init__(attrs, format="%Y-%m-%d")


class TurnForm(forms.Form):
    """Another shift for one person on one day."""

    person = forms.ModelChoiceField(Person.house.none(), label=_("Person"))
    day = forms.DateField(label=_("Day"), widget=DateInput)
    shift = forms.ChoiceField(label=_("Shift"), required=False)
    reason = forms.CharField(label=_("Reason"), max_length=300, required=False)

    def __init__(self, *args, people, shifts, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people
        self.fields["shift"].choices = [("", _("off")), *((shift.id, str(shift)) for shift in shifts)]
        _dress(self)

    def shift_word(self) -> str:
        """The shift chosen, as the form names it."""
        return str(dict(self.fields["shift"].choices)[self.cleaned_data["shift"]])


class AbsenceForm(forms.Form):
    """Leave, or a sick call."""

    person = forms.ModelChoiceField(Person.house.none(), label=_("Person"))
    kind = forms.ChoiceField(label=_("Kind"), choices=AbsenceKind.choices, initial=AbsenceKind.SICK)
    first = forms.DateField(label=_("From"), widget=DateInput)
    last = forms.DateField(label=_("To"), widget=DateInput)
    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)

    def __init__(self, *args, people, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["person"].queryset = people
        _dress(self)


def _dress(form: forms.Form) -> None:
    for bound in form.fields.values():
        select = isinstance(bound.widget, forms.Select)
        bound.widget.attrs["class"] = "form-select" if select else "form-control"
