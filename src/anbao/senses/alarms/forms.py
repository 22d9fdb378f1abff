"""The forms of the register. A row of another table is named by its code, offered while typing."""

from django import forms
from django.db.models import Model
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from anbao.org.models import Area, Device, Institution, Person
from anbao.senses.alarms import words
from anbao.senses.alarms.judging import leniencies, plain_name, wrong_in
from anbao.senses.alarms.models import AlarmSource, Days, Protocol, Zone

#: rows offered while typing; any other code can still be typed
OFFERED = 400


class OfferedInput(forms.TextInput):
    """A text input with a list of codes and names to pick from."""

    offers: list[tuple[str, str]] = []

    def render(self, name, value, attrs=None, renderer=None):
        box = f"{name}-offers"
        shown = super().render(name, value, {**(attrs or {}), "list": box, "autocomplete": "off"}, renderer)
        options = format_html_join("", '<option value="{}">{}</option>', self.offers)
        return format_html('{}<datalist id="{}">{}</datalist>', shown, box, options)


class Coded(forms.CharField):
    """A row that the user sees, named by its code: the clean value is the row, None for nothing."""

    def __init__(self, model, code: str, **kwargs):
        self.model, self.code, self.rows = model, code, None
        super().__init__(widget=OfferedInput, **kwargs)

    def offer(self, rows) -> None:
        self.rows = rows
        self.widget.offers = [(getattr(row, self.code), str(row)) for row in rows[:OFFERED]]

    def prepare_value(self, value):
        return getattr(value, self.code) if isinstance(value, self.model) else value

    def clean(self, value):
        said = super().clean(value).strip()
        if not said:
            return None
        row = self.rows.filter(**{self.code: self.kept(said)}).first()
        if row is None:
            raise forms.ValidationError(_("Nothing with this code is in your institutions."))
        return row

    def kept(self, said: str) -> str:
        """The code as it is kept: an account is found however it is typed."""
        return plain_name(said) if self.code == "account" else said


class Listed(forms.CharField):
    """Several words with commas or blanks between."""

    def prepare_value(self, value):
        return ", ".join(value) if isinstance(value, list) else value

    def clean(self, value):
        return [part for part in super().clean(value).replace(",", " ").replace("、", " ").split() if part]


class DayField(forms.DateField):
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


class HourField(forms.TimeField):
    widget = forms.TimeInput(format="%H:%M", attrs={"type": "time"})


def _kinds():
    """What a zone may be of: every kind that something at a zone can have."""
    kinds = (kind for kind in words.alarm_kinds().values() if kind.id not in words.NO_DETECTORS)
    return [("", "—"), *((kind.id, str(kind)) for kind in kinds)]


class RowForm(forms.Form):
    """A form of one row: initial values come from the row's attributes of the same names. Numbers are typed as text, so that the
    server reads whatever was typed and says every fault at once."""

    #: whose rules judge what the form could read
    model: type[Model] | None = None

    def __init__(self, *args, user, at, instance=None, **kwargs):
        if instance is not None:
            kwargs["initial"] = {name: getattr(instance, name, None) for name in self.base_fields if name != "key"}
        super().__init__(*args, **kwargs)
        self.instance = instance
        for shown in self.fields.values():
            if isinstance(shown, Coded):
                shown.offer(shown.model.objects.visible_to(user))
            if isinstance(shown.widget, forms.NumberInput):
                shown.widget = forms.TextInput({**shown.widget.attrs, "inputmode": "numeric", "autocomplete": "off"})
            if not isinstance(shown.widget, forms.CheckboxInput | forms.CheckboxSelectMultiple):
                shown.widget.attrs["class"] = (
                    "form-select" if isinstance(shown.widget, forms.Select) else "form-control"
                )
        self.prepare(user)

    def prepare(self, user) -> None:
        """Narrow choices to what the user sees."""

    def clean(self) -> dict:
        """Everything at once: what a field refuses and what the register's rules say of the others."""
        said = super().clean()
        for field, fault in wrong_in(self.model, said) if self.model else ():
            if field in said:  # a field that could not be read has its own fault
                self.add_error(field, fault)
        return said


class SourceForm(RowForm):
    model = AlarmSource
    protocol = forms.ChoiceField(label=_("Protocol"), choices=Protocol.choices)
    account = forms.CharField(label=_("Account"), max_length=24)
    name = forms.CharField(label=_("Name"), max_length=80, required=False)
    institution = Coded(Institution, "code", label=_("Institution code"))
    device = Coded(Device, "code", label=_("Panel code"), required=False)
    interval = forms.IntegerField(label=_("supervision interval, seconds"), min_value=0, max_value=604_800, initial=0)
    key = forms.CharField(
        label=_("key"),
        max_length=80,
        required=False,
        help_text=_("32, 48 or 64 hexadecimal digits; empty keeps what is there."),
    )
    forget_key = forms.BooleanField(label=_("forget the key"), required=False)
    window_old = forms.IntegerField(
        label=_("seconds a timestamp may be old"), min_value=0, max_value=86_400, initial=40
    )
    window_ahead = forms.IntegerField(
        label=_("seconds a timestamp may be ahead"), min_value=0, max_value=86_400, initial=20
    )
    addresses = Listed(label=_("allowed addresses"), required=False)
    leniency = forms.MultipleChoiceField(
        label=_("what it is forgiven"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Nothing unless the panel can't be put right; what was forgiven stands on the signal."),
    )
    receiver = forms.CharField(label=_("receiver number"), max_length=6, required=False)
    line = forms.CharField(label=_("line number"), max_length=6, required=False)
    enabled = forms.BooleanField(label=_("enabled"), required=False, initial=True)

    def prepare(self, user) -> None:
        """What makes a difference, and what was entered otherwise; one that isn't the protocol's is judged."""
        offered = [(str(label), leniencies(value, always=False)) for value, label in Protocol.choices]
        here = {name for _label, names in offered for name in names}
        other = [name for name in getattr(self.instance, "leniency", ()) if name not in here]
        if other:
            offered.append((_("Other"), other))
        self.fields["leniency"].choices = [
            (label, [(name, f"{words.forgiven(name)} ({name})") for name in names]) for label, names in offered
        ]


class SourceBulk(RowForm):
    interval = forms.IntegerField(
        label=_("supervision interval, seconds"), min_value=0, max_value=604_800, required=False
    )
    window_old = forms.IntegerField(
        label=_("seconds a timestamp may be old"), min_value=0, max_value=86_400, required=False
    )
    window_ahead = forms.IntegerField(
        label=_("seconds a timestamp may be ahead"), min_value=0, max_value=86_400, required=False
    )


class ZoneForm(RowForm):
    model = Zone
    source = Coded(AlarmSource, "account", label=_("Account"))
    number = forms.CharField(label=_("zone number"), max_length=24)
    name = forms.CharField(label=_("Name"), max_length=60, required=False)
    kind = forms.ChoiceField(label=_("Kind"), choices=_kinds, required=False)
    device = Coded(Device, "code", label=_("Device"), required=False)
    area = forms.ModelChoiceField(None, label=_("Key area"), required=False)

    def prepare(self, user) -> None:
        areas = Area.objects.visible_to(user).select_related("institution")
        if self.instance:
            areas = areas.filter(institution=self.instance.source.institution_id)
        self.fields["area"].queryset = areas
        self.fields["area"].label_from_instance = lambda area: f"{area.institution} · {area}"


class ZoneBulk(RowForm):
    kind = forms.ChoiceField(label=_("Kind"), choices=_kinds, required=False)


class ScheduleForm(RowForm):
    institution = Coded(Institution, "code", label=_("Institution code"))
    source = Coded(
        AlarmSource,
        "account",
        label=_("Account"),
        required=False,
        help_text=_("Empty: every source of the institution."),
    )
    days = forms.ChoiceField(label=_("days"), choices=Days.choices)
    opens = HourField(label=_("disarmed from"), required=False)
    closes = HourField(label=_("armed by"), required=False)
    since = DayField(label=pgettext_lazy("schedule", "Since"))
    until = DayField(label=_("Until"), required=False)


class ScheduleBulk(RowForm):
    until = DayField(label=_("Until"))


class PermitForm(RowForm):
    """What somebody permits a panel for some time, and for what; ``who`` names the field of the person who answers for it."""

    who = ""

    reason = forms.CharField(label=_("Reason"), max_length=200)


class TestForm(PermitForm):
    """Putting a source under test."""

    who = "tester"
    field_order = ("hours", "reason", "tester")

    hours = forms.IntegerField(label=_("For how many hours"), min_value=1, max_value=24, initial=1)
    tester = Coded(
        Person,
        "staff_no",
        label=_("Staff number of who tests"),
        required=False,
        help_text=_("Who triggers the devices signs their tests; empty: you."),
    )


class LateHoursForm(PermitForm):
    """Approving late hours of a panel."""

    who = "approver"
    field_order = ("until", "reason", "approver")

    until = HourField(label=_("until what hour"))
    reason = forms.CharField(label=_("What for"), max_length=200)
    approver = Coded(
        Person,
        "staff_no",
        label=_("Staff number of who approved"),
        required=False,
        help_text=_("Somebody of the place or above it; empty: you."),
    )
