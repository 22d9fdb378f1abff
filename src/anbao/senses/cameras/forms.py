"""The forms of the dialogs: a camera's source, a patrol plan, and what may be changed on many at once."""

from django import forms
from django.utils.translation import gettext_lazy as _

from anbao.org import words as org_words
from anbao.org.models import Device, Institution
from anbao.senses.cameras.models import SourceKind


def _styled(form: forms.Form) -> None:
    for field in form.fields.values():
        style = "form-select" if isinstance(field.widget, forms.Select) else "form-control"
        if not isinstance(field.widget, forms.CheckboxInput | forms.CheckboxSelectMultiple):
            field.widget.attrs["class"] = style


def _family(name: str):
    return [(key, str(word)) for key, word in org_words.kinds_of(name).items()]


class SourceForm(forms.Form):
    device = forms.ModelChoiceField(None, label=_("Camera"))
    kind = forms.ChoiceField(label=_("Kind"), choices=SourceKind.choices)
    address = forms.CharField(
        label=_("Address"),
        max_length=300,
        help_text=_("rtsp://10.1.2.3:554/stream1, http://10.1.2.3/snap.jpg, or the name of a clip"),
    )
    credentials = forms.CharField(
        label=_("Credentials"), max_length=120, required=False, widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
        help_text=_("user:password; empty: what is stored stays"),
    )  # fmt: skip
    timeout = forms.IntegerField(label=_("Limit (seconds)"), min_value=1, max_value=60, initial=8)
    enabled = forms.BooleanField(label=_("Enabled"), required=False, initial=True)

    def __init__(self, *args, user, at, instance=None, **kwargs):
        if instance is not None:
            kept = ("device", "kind", "address", "timeout", "enabled")
            kwargs["initial"] = {name: getattr(instance, name) for name in kept}
        super().__init__(*args, **kwargs)
        cameras = Device.objects.visible_to(user).filter(kind="camera").select_related("institution")
        taken = cameras.filter(source__isnull=True)
        self.fields["device"].queryset = (taken | cameras.filter(pk=instance.device_id)) if instance else taken
        self.fields["device"].label_from_instance = lambda d: f"{d.institution} · {d.name} ({d.code})"
        _styled(self)


class SourcesForm(forms.Form):
    """For many cameras at once; what stays empty stays as it is."""

    enabled = forms.ChoiceField(
        label=_("Enabled"), required=False, choices=[("", "—"), ("yes", _("Enabled")), ("no", _("Switched off"))]
    )
    timeout = forms.IntegerField(label=_("Limit (seconds)"), min_value=1, max_value=60, required=False)

    def __init__(self, *args, user, at, **kwargs):
        super().__init__(*args, **kwargs)
        _styled(self)


class PlanForm(forms.Form):
    institution = forms.ModelChoiceField(None, label=_("Institution"))
    name = forms.CharField(label=_("Name"), max_length=60)
    every = forms.IntegerField(label=_("Interval (minutes)"), min_value=1, max_value=1440, initial=30)
    tags = forms.MultipleChoiceField(label=_("Tags"), required=False, widget=forms.CheckboxSelectMultiple)
    areas = forms.MultipleChoiceField(label=_("Key areas"), required=False, widget=forms.CheckboxSelectMultiple)
    focus = forms.BooleanField(label=_("Focus only"), required=False)
    enabled = forms.BooleanField(label=_("Enabled"), required=False, initial=True)

    def __init__(self, *args, user, at, instance=None, **kwargs):
        if instance is not None:
            kwargs["initial"] = {name: getattr(instance, name) for name in self.base_fields}
        super().__init__(*args, **kwargs)
        places = Institution.objects.visible_to(user).exclude(kind="vendor").order_by("path")
        self.fields["institution"].queryset = places
        self.fields["tags"].choices, self.fields["areas"].choices = _family("tags"), _family("areas")
        _styled(self)


class PlansForm(forms.Form):
    enabled = forms.ChoiceField(
        label=_("Enabled"), required=False, choices=[("", "—"), ("yes", _("Enabled")), ("no", _("Switched off"))]
    )
    every = forms.IntegerField(label=_("Interval (minutes)"), min_value=1, max_value=1440, required=False)

    def __init__(self, *args, user, at, **kwargs):
        super().__init__(*args, **kwargs)
        _styled(self)
