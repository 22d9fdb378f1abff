"""A measure of a campaign changed, added or dropped: the form, what it would change, then the revision and the weave."""

import hashlib
import json
from collections.abc import Mapping

from django.contrib import messages
from django.http import HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _

from anbao.command.overview.measures import DropForm, MeasureForm
from anbao.command.overview.views import own_campaign, plan_lines, woven_words
from anbao.kit.access.scopes import Denied, reach_of
from anbao.loom.campaigns import actions
from anbao.loom.campaigns.models import Campaign, CampaignState, Measure
from anbao.loom.campaigns.words import Difference, differences
from anbao.loom.tasks.actions import plan_weave, weave_campaign
from anbao.org.queries import person_of


def _editable(request, pk: int) -> Campaign:
    campaign, reach = own_campaign(request, pk), reach_of(request.user)
    if not reach.may("campaign.edit") or not reach.covers(campaign.lead.path):
        raise Denied(_("You may not change campaigns of this branch."))
    if campaign.state == CampaignState.CLOSED:
        raise Denied(_("A closed campaign does not change."))
    return campaign


def measure(request, pk: int, code: str = ""):
    """Look first, then do: a change is done only as it was looked at, with a reason, and is then woven."""
    campaign = _editable(request, pk)
    row = get_object_or_404(campaign.measures.all(), code=code) if code else None
    form = MeasureForm(request.POST or None, campaign=campaign, measure=row)
    if request.method == "POST" and form.is_valid():
        return _asked(request, campaign, row, form, form.code(), form.made)
    return _page(request, campaign, row, form)


def drop(request, pk: int, code: str):
    """Drop a measure: what it asked for and is not done yet is cancelled; what was done stays."""
    campaign = _editable(request, pk)
    row = get_object_or_404(campaign.measures.filter(active=True), code=code)
    form = DropForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        return _asked(request, campaign, row, form, row.code, None)
    return _page(request, campaign, row, form, dropping=True)


def _asked(request, campaign: Campaign, row: Measure | None, form, code: str, made: Measure | None):
    """The preview, or the change itself where it is the one that was looked at."""
    wanted = made.definition if made else None
    seen = hashlib.sha256(json.dumps([code, wanted], sort_keys=True).encode()).hexdigest()
    told = _told(campaign, row, made)
    if not told and row is not None and row.active:
        form.add_error(None, _("Nothing was changed."))
        return _page(request, campaign, row, form)
    if request.POST.get("seen") != seen:
        foreseen = plan_weave(campaign, at=request.at, revised={code: made})
        return _page(
            request, campaign, row, form, dropping=made is None, seen=seen, told=told, **plan_lines(campaign, foreseen, made, only=code)
        )  # fmt: skip
    actor, reach = person_of(request.user), reach_of(request.user)
    try:
        changed = actions.change_measure(
            actor=actor, reach=reach, campaign=campaign, code=code, definition=wanted, reason=form.cleaned_data["reason"], at=request.at,
        )  # fmt: skip
    except actions.CampaignFault as fault:
        form.add_error(None, str(fault))
        return _page(request, campaign, row, form, dropping=made is None)
    if changed.state == CampaignState.STARTED:
        woven = weave_campaign(changed, actor=actor, reach=reach, at=request.at)
        messages.success(request, woven_words(woven))
    return HttpResponseRedirect(reverse("campaigns:detail", args=[campaign.pk]))


def _told(campaign: Campaign, row: Measure | None, made: Measure | None) -> list[Difference]:
    if made is None:
        return [Difference(str(row), _("in force"), _("dropped"))]
    before = row.definition if row is not None else {}
    found = differences(_parts(before), _parts(made.definition), campaign)
    if row is not None and not row.active:
        found.insert(0, Difference(str(row), _("dropped"), _("in force again")))
    return found


def _parts(definition: Mapping) -> dict:
    """The definition with what a new measure leaves empty left out."""
    return {key: value for key, value in definition.items() if value or key in ("priority", "cadence")}


def _page(request, campaign: Campaign, row: Measure | None, form, **context):
    shown = {"campaign": campaign, "measure": row, "form": form, "dropping": False} | context
    return render(request, "overview/measure.html", shown)
