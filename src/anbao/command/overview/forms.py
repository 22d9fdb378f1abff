"""Forms of campaigns."""

from django import forms
from django.utils.translation import gettext_lazy as _

from anbao.loom.campaigns.queries import playbooks
from anbao.org.models import Institution


class CampaignForm(forms.Form):
    """A campaign from a playbook; the anchors' dates are asked by `AnchorsForm` of the chosen playbook."""

    playbook = forms.ChoiceField(label=_("Playbook"))
    name = forms.CharField(label=_("Name"), max_length=80)
    lead = forms.ModelChoiceField(None, label=_("Lead institution"))
    focus = forms.ModelChoiceField(None, label=_("Focus"), required=False)

    def __init__(self, *args, user, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["playbook"].choices = [(book.id, f"{book.zh} · {book.en}") for book in playbooks()]
        places = Institution.objects.visible_to(user).exclude(kind="vendor")
        self.fields["lead"].queryset = places.filter(kind__in=["head_office", "province", "city", "sub_branch"])
        self.fields["focus"].queryset = places.filter(kind__in=["city", "sub_branch", "outlet"])


class AnchorsForm(forms.Form):
    """One date for every anchor of a playbook."""

    def __init__(self, *args, book, **kwargs):
        super().__init__(*args, **kwargs)
        for name, words in book.anchors.items():
            self.fields[name] = forms.DateField(
                label=words, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
            )


class MoveForm(forms.Form):
    anchor = forms.CharField(widget=forms.HiddenInput)
    day = forms.DateField(label=_("New day"), widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    reason = forms.CharField(label=_("Reason"), max_length=300)
