"""The forms of the organisation's dialogs. A row of another table is named by its code, offered while typing."""

from collections.abc import Callable

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext_lazy as _

from anbao.kit import clock
from anbao.kit.access.models import User
from anbao.kit.fields import masked
from anbao.org import words
from anbao.org.models import Area, Device, Institution, InstitutionKind, Person, PersonKind
from anbao.org.numbers import identity_fault, phone_fault

#: rows offered while typing; any other code can still be typed
OFFERED = 400


class OfferedInput(forms.TextInput):
    """A text input with a list of codes and names to pick from."""

    offers: list[tuple[str, str]] = []

    def render(self, name, value, attrs=None, renderer=None):
        box = f"{name}-offers"
        field = super().render(name, value, {**(attrs or {}), "list": box, "autocomplete": "off"}, renderer)
        options = format_html_join("", '<option value="{}">{}</option>', self.offers)
        return format_html('{}<datalist id="{}">{}</datalist>', field, box, options)


class CodeField(forms.CharField):
    """A row that the user sees, named by its code: the clean value is the row."""

    def __init__(self, model, code: str, **kwargs):
        self.model, self.code, self.rows = model, code, None
        super().__init__(widget=OfferedInput, **kwargs)

    def offer(self, rows) -> None:
        self.rows = rows
        self.widget.offers = [(getattr(row, self.code), str(row)) for row in rows[:OFFERED]]

    def prepare_value(self, value):
        if isinstance(value, self.model):
            return getattr(value, self.code)
        return value

    def clean(self, value):
        said = super().clean(value).strip()
        if not said:
            return None
        row = self.rows.filter(**{self.code: said}).first()
        if row is None:
            raise forms.ValidationError(_("Nothing with this code is in your institutions."))
        return row


class DayField(forms.DateField):
    widget = forms.DateInput(format="%Y-%m-%d", attrs={"type": "date"})


def _place(**kwargs) -> CodeField:
    return CodeField(Institution, "code", label=_("Institution code"), **kwargs)


def _someone(**kwargs) -> CodeField:
    return CodeField(Person, "staff_no", label=_("Staff number"), **kwargs)


def _choices(known):
    return lambda: [("", "—"), *((key, str(word)) for key, word in known().items())]


class RowForm(forms.Form):
    """A form of one row: initial values come from the row's attributes of the same names."""

    def __init__(self, *args, user, at, instance=None, **kwargs):
        if instance is not None:
            kwargs["initial"] = {name: getattr(instance, name, None) for name in self.base_fields}
        super().__init__(*args, **kwargs)
        self.instance, self.day = instance, clock.local_day(at)
        for field in self.fields.values():
            if isinstance(field, CodeField):
                rows = self.offered(field.model, user)
                field.offer(rows.select_related("institution") if field.model is Device else rows)
            style = "form-select" if isinstance(field.widget, forms.Select) else "form-control"
            if not isinstance(field.widget, forms.CheckboxInput | forms.CheckboxSelectMultiple):
                field.widget.attrs["class"] = style
        self.prepare(user)

    def offered(self, model, user):
        """The rows of a table that a code may name."""
        return model.objects.visible_to(user)

    def prepare(self, user) -> None:
        """Narrow choices to what the user sees."""


class InstitutionForm(RowForm):
    code = forms.CharField(label=_("Code"), max_length=20)
    name = forms.CharField(label=_("Name"), max_length=80)
    short_name = forms.CharField(label=_("Short name"), max_length=30)
    kind = forms.ChoiceField(label=_("Kind"), choices=InstitutionKind.choices)
    parent = CodeField(
        Institution, "code", label=_("Code above"), help_text=_("Another institution moves it there, with all below.")
    )
    tags = forms.MultipleChoiceField(label=_("Tags"), required=False, widget=forms.CheckboxSelectMultiple)
    phone = forms.CharField(label=_("Duty phone"), max_length=30, required=False)
    address = forms.CharField(label=_("Address"), max_length=120, required=False)
    lon = forms.FloatField(label=_("Longitude"), min_value=-180, max_value=180, required=False)
    lat = forms.FloatField(label=_("Latitude"), min_value=-90, max_value=90, required=False)
    vendor_kind = forms.ChoiceField(
        label=_("Kind of vendor"), choices=_choices(lambda: words.kinds_of("vendor_kinds")), required=False
    )
    opened_on = DayField(label=_("Opened on"), required=False)
    assumed = forms.BooleanField(label=_("assumed data"), required=False)

    def prepare(self, user) -> None:
        self.fields["tags"].choices = _choices(lambda: words.kinds_of("tags"))()[1:]
        parent = self.instance and self.instance.parent
        if self.instance and (parent is None or not Institution.objects.visible_to(user).filter(pk=parent.pk).exists()):
            del self.fields["parent"]  # the head of what this user sees stays where it is


class AreaForm(RowForm):
    name = forms.CharField(label=_("Name"), max_length=60)
    kind = forms.ChoiceField(label=_("Kind"), choices=_choices(lambda: words.kinds_of("areas")))
    institution = _place()
    assumed = forms.BooleanField(label=_("assumed data"), required=False)


class DeviceForm(RowForm):
    code = forms.CharField(label=_("Code"), max_length=40)
    name = forms.CharField(label=_("Name"), max_length=60)
    kind = forms.ChoiceField(label=_("Kind"), choices=_choices(lambda: words.kinds_of("devices")))
    institution = _place()
    area = forms.ModelChoiceField(None, label=_("Key area"), required=False)
    panel = CodeField(Device, "code", label=_("Panel code"), required=False)
    zone_number = forms.IntegerField(label=_("Zone"), min_value=0, max_value=9999, required=False)
    make = forms.CharField(label=_("Make"), max_length=40, required=False)
    model = forms.CharField(label=_("Model"), max_length=40, required=False)
    installed_on = DayField(label=_("Installed on"), required=False)
    expires_on = DayField(label=_("Expires on"), required=False)
    assumed = forms.BooleanField(label=_("assumed data"), required=False)

    def prepare(self, user) -> None:
        areas = Area.objects.visible_to(user).select_related("institution")
        if self.instance:
            areas = areas.filter(institution=self.instance.institution_id)
        self.fields["area"].queryset = areas
        self.fields["area"].label_from_instance = lambda area: f"{area.institution} · {area}"
        self.fields["panel"].offer(Device.objects.visible_to(user).filter(kind="alarm_panel"))

    def clean(self):
        data = super().clean()
        area, place = data.get("area"), data.get("institution")
        if area and place and area.institution_id != place.pk:
            self.add_error("area", _("This area belongs to another institution."))
        return data


class PersonForm(RowForm):
    name = forms.CharField(label=_("Full name"), max_length=40)
    staff_no = forms.CharField(label=_("Staff number"), max_length=20)
    kind = forms.ChoiceField(label=_("Kind"), choices=PersonKind.choices)
    institution = _place()
    phone = forms.CharField(label=_("Phone"), max_length=30, required=False)
    id_number = forms.CharField(label=_("Identity number"), max_length=30, required=False)
    joined_on = DayField(label=_("Joined on"), required=False)
    left_on = DayField(label=_("Left on"), required=False)
    assumed = forms.BooleanField(label=_("assumed data"), required=False)

    def prepare(self, user) -> None:
        """Sealed values are never put into the page: an empty field leaves them as they are."""
        for name, shape in (("phone", (3, 4)), ("id_number", (4, 2))):
            kept = getattr(self.instance, name, "") if self.instance else ""
            self.initial.pop(name, None)
            if kept:
                self.fields[name].widget.attrs["placeholder"] = masked(kept, *shape)
                self.fields[name].help_text = _("Leave empty to keep it.")

    def clean_phone(self) -> str:
        return _sound(self.cleaned_data["phone"], phone_fault)

    def clean_id_number(self) -> str:
        return _sound(self.cleaned_data["id_number"], identity_fault)


def _sound(said: str, fault_of: Callable[[str], str]) -> str:
    """The number as it was typed, when it can be one."""
    if said and (words := fault_of(said)):
        raise forms.ValidationError(words)
    return said


class PostForm(RowForm):
    kind = forms.ChoiceField(label=_("Post"), choices=_choices(words.post_kinds))
    institution = _place()
    person = _someone(required=False, help_text=_("Empty: a vacant chair."))
    since = DayField(label=_("Since"), required=False)


class PostEditForm(RowForm):
    """Who sits there changes by seating and unseating; here only where and what the chair is."""

    kind = forms.ChoiceField(label=_("Post"), choices=_choices(words.post_kinds))
    institution = _place()
    since = DayField(label=_("Since"), required=False)


def post_form(*args, instance=None, **kwargs) -> RowForm:
    return (PostEditForm if instance else PostForm)(*args, instance=instance, **kwargs)


class CertificateForm(RowForm):
    person = _someone()
    kind = forms.ChoiceField(label=_("Certificate"), choices=_choices(lambda: words.kinds_of("certificates")))
    number = forms.CharField(label=_("Certificate number"), max_length=40)
    valid_from = DayField(label=_("Valid from"))
    valid_until = DayField(label=_("Valid until"))


class InstitutionBulk(RowForm):
    add_tags = forms.MultipleChoiceField(
        label=_("Put on these tags"), required=False, widget=forms.CheckboxSelectMultiple
    )
    drop_tags = forms.MultipleChoiceField(
        label=_("Take off these tags"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def prepare(self, user) -> None:
        for field in self.fields.values():
            field.choices = _choices(lambda: words.kinds_of("tags"))()[1:]


class AreaBulk(RowForm):
    kind = forms.ChoiceField(label=_("Kind"), choices=_choices(lambda: words.kinds_of("areas")), required=False)


class DeviceBulk(RowForm):
    make = forms.CharField(label=_("Make"), max_length=40, required=False)
    model = forms.CharField(label=_("Model"), max_length=40, required=False)
    installed_on = DayField(label=_("Installed on"), required=False)
    expires_on = DayField(label=_("Expires on"), required=False)


class PersonBulk(RowForm):
    institution = _place(required=False)
    left_on = DayField(label=_("Left on"), required=False)


class PostBulk(RowForm):
    until = DayField(label=_("Last day of the holders"), help_text=_("Their chairs stay, vacant from the next day."))


class CertificateBulk(RowForm):
    valid_until = DayField(label=_("Valid until"))


class CloseForm(RowForm):
    on = DayField(label=_("Closed on"))


class SeatForm(RowForm):
    person = _someone()
    since = DayField(label=_("Since"))


class UnseatForm(RowForm):
    until = DayField(label=_("Last day"))


class PurposeForm(RowForm):
    purpose = forms.CharField(label=_("What you need it for"), max_length=200)


class OfLogins(RowForm):
    """A form of the security administrator, who names people without seeing what they do."""

    def offered(self, model, user):
        return model.objects.administered_by(user)


class LoginForm(OfLogins):
    person = _someone()
    username = forms.CharField(label=_("Login name"), max_length=150, help_text=_("Letters, digits and @ . + - _"))

    def clean_username(self):
        said = self.cleaned_data["username"].strip()
        User.username_validator(said)
        return said


class LinkForm(OfLogins):
    person = _someone()
