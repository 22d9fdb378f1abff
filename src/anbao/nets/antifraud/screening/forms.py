"""The forms of screening: a list, a look-up."""

import re

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anbao.engines.naming.identity import READERS, identity_check
from anbao.engines.naming.subjects import LONGEST_NAME, Refused, Subject
from anbao.engines.naming.text import fold
from anbao.nets.antifraud.screening.words import PURPOSES


class ListForm(forms.Form):
    name = forms.CharField(label=gettext_lazy("Name"), max_length=60)
    source = forms.CharField(label=gettext_lazy("Source"), max_length=120)


class LookUpForm(forms.Form):
    """One subject, with what it is asked for; ``subject()`` after validation."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Kind of subject"),
        choices=[("person", gettext_lazy("Person")), ("company", gettext_lazy("Company"))],
    )
    name = forms.CharField(label=gettext_lazy("Name"), max_length=LONGEST_NAME, required=False)
    identity = forms.CharField(label=gettext_lazy("Identity number or credit code"), max_length=40, required=False)
    account = forms.CharField(label=gettext_lazy("Account"), max_length=60, required=False)
    phone = forms.CharField(label=gettext_lazy("Phone"), max_length=40, required=False)
    purpose = forms.ChoiceField(label=gettext_lazy("What it is for"), choices=[("", "—"), *PURPOSES.items()])
    reference = forms.CharField(
        label=gettext_lazy("Number of the request or case"), max_length=60,
        help_text=gettext_lazy("Goes into the ledger: no names, no identity numbers."),
    )  # fmt: skip

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            look = "form-select" if isinstance(field.widget, forms.Select) else "form-control"
            field.widget.attrs |= {"class": look, "autocomplete": "off"}

    def clean_name(self):
        name = self.cleaned_data["name"].strip()
        if name and not fold(name):
            raise forms.ValidationError(_("There is nothing to compare in this name."))
        return name

    def clean_reference(self):
        said = self.cleaned_data["reference"].strip()
        if re.search(r"\d{17}[\dXx]|1[3-9]\d{9}", said):
            raise forms.ValidationError(
                _("This looks like an identity or phone number: give the number of the request.")
            )
        return said

    def clean(self):
        said = super().clean()
        if not any(said.get(name) for name in ("name", "identity", "account", "phone")) and not self.errors:
            raise forms.ValidationError(_("Give a name or a number."))
        return said

    def subject(self) -> Subject | None:
        said = self.cleaned_data
        try:
            return Subject(
                "asked", (said["name"],) if said["name"] else (), said["kind"], said["identity"],
                (said["account"],) if said["account"] else (), (said["phone"],) if said["phone"] else (),
            )  # fmt: skip
        except Refused:
            self.add_error("name", _("too many names, or one that is too long"))
            return None

    def doubts(self) -> dict[str, str]:
        """Field -> why its number can't be right, after validation. No fault: a miswritten number is looked up all the same."""
        found = ((name, _doubt(name, self.cleaned_data[name])) for name in READERS if self.cleaned_data.get(name))
        return {name: words for name, words in found if words}


def _doubt(kind: str, text: str) -> str:
    number = READERS[kind](text)
    if number.sound:
        return ""
    due = identity_check(number.canonical[:17]) if number.kind == "identity" and not number.old else ""
    if due and due != number.canonical[17]:
        return _("The check digit should be %(due)s, not %(was)s. It was looked up all the same.") % {
            "due": due, "was": number.canonical[17],
        }  # fmt: skip
    return _("This number fails its check. It was looked up all the same.")
