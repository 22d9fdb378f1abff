"""Campaigns: the list, the page of one, making, weaving, starting, revising, closing."""

from datetime import date

from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from anbao.command.figures.queries import double_zero, figures
from anbao.command.figures.words import FIGURES
from anbao.command.overview.forms import AnchorsForm, CampaignForm, MoveForm
from anbao.command.overview.queries import measure_lines
from anbao.kit import clock
from anbao.kit.access.scopes import Denied, reach_of
from anbao.kit.tables import sheets
from anbao.loom.campaigns import actions
from anbao.loom.campaigns.models import Campaign, CampaignState, Measure
from anbao.loom.campaigns.queries import anchor_words, phases_of, playbooks, tops
from anbao.loom.campaigns.words import revised
from anbao.loom.tasks.actions import Plan, plan_weave, weave_campaign
from anbao.org.queries import names_behind, person_of


def own_campaign(request, pk: int) -> Campaign:
    """The campaign, where the reader may see it."""
    rows = Campaign.objects.visible_to(request.user).select_related("lead", "focus")
    return get_object_or_404(rows, pk=pk)


def _may_see(request) -> None:
    if not reach_of(request.user).may("board.view"):
        raise Denied(_("Campaign pages belong to those who lead a place."))


def campaign_list(request):
    _may_see(request)
    rows = Campaign.objects.visible_to(request.user).select_related("lead", "focus")
    return render(
        request, "overview/list.html", {"rows": rows, "may_edit": reach_of(request.user).may("campaign.edit")}
    )


def detail(request, pk: int):
    """Phases, countdown, double zero, figures, measures, revisions; every number is of the places the reader sees."""
    _may_see(request)
    campaign, reach, today = own_campaign(request, pk), reach_of(request.user), clock.local_day(request.at)
    rows, roots = figures(campaign, request.at, request.user), tops(campaign, request.user)
    if sheets.wanted(request):
        return sheets.answer(FIGURES, rows, request.at)
    zeros = double_zero(campaign, request.at, rows, request.user)
    may_edit = reach.may("campaign.edit") and reach.covers(campaign.lead.path)
    revisions, words = list(campaign.revisions.all()), anchor_words(campaign)
    nets = measure_lines(campaign, roots, request.user)
    by_code = {line.measure.code: line.measure for net in nets for line in net.lines}
    context = {
        "campaign": campaign, "figures": rows, "zeros": zeros, "met": sum(row.met for row in rows), "today": today,
        "roots": roots, "whole": reach.covers(campaign.lead.path),
        "phases": _phase_bars(campaign, today), "measures": nets, "may_edit": may_edit,
        "revisions": [(r, revised(r.change, campaign, by_code)) for r in revisions], "names": names_behind(r.made_by for r in revisions),
        "anchors": [(name, date.fromisoformat(day), words.get(name, name)) for name, day in campaign.anchors.items()],
        "countdown": _countdown(campaign, today), "move": MoveForm(),
    }  # fmt: skip
    return render(request, "overview/detail.html", context)


def _phase_bars(campaign: Campaign, today: date) -> list[dict]:
    """Phases as parts of the campaign's length in percent, the running one marked."""
    whole = (campaign.ends_on - campaign.starts_on).days + 1
    known, bars = phases_of(campaign), []
    for phase in campaign.phases:
        start, end = known[phase["id"]]
        left = 100 * max((start - campaign.starts_on).days, 0) / whole
        width = 100 * ((end - start).days + 1) / whole
        bars.append(
            {**phase, "left": f"{left:.2f}", "width": f"{min(width, 100 - left):.2f}", "now": start <= today <= end}
        )
    return bars


def _countdown(campaign: Campaign, today: date) -> tuple[int, str] | None:
    """Days to the opening, or to the campaign's end once it has opened; a closed one counts no more."""
    if campaign.state == CampaignState.CLOSED:
        return None
    opening = campaign.anchors.get("opening")
    if opening and date.fromisoformat(opening) >= today:
        return (date.fromisoformat(opening) - today).days, "opening"
    return ((campaign.ends_on - today).days, "end") if campaign.ends_on >= today else None


def new(request):
    """Two steps on one page: playbook, name and places; then the dates that the playbook asks for."""
    if not reach_of(request.user).may("campaign.edit"):
        raise Denied(_("You may not change campaigns of this branch."))
    data = request.POST or None
    form = CampaignForm(data, user=request.user)
    chosen = next((book for book in playbooks() if data and book.id == data.get("playbook")), None)
    dates = AnchorsForm(data if data and "dated" in data else None, book=chosen) if chosen else None
    if dates is not None and form.is_valid() and dates.is_bound and dates.is_valid():
        fields = form.cleaned_data
        try:
            campaign = actions.create_campaign(
                actor=person_of(request.user), reach=reach_of(request.user), playbook=chosen, name=fields["name"],
                lead=fields["lead"], focus=fields["focus"], anchors=dates.cleaned_data, at=request.at,
            )  # fmt: skip
            return HttpResponseRedirect(reverse("campaigns:detail", args=[campaign.pk]))
        except (actions.CampaignFault, ValueError) as fault:
            form.add_error(None, str(fault))
    return render(request, "overview/new.html", {"form": form, "dates": dates, "chosen": chosen})


def plan(request, pk: int):
    """What weaving would change now, by measure, before it does it; it speaks of the whole campaign."""
    _may_see(request)
    campaign = own_campaign(request, pk)
    if not reach_of(request.user).covers(campaign.lead.path):
        raise Denied(_("The preview speaks of the whole campaign: it is for those who see all of it."))
    foreseen = plan_weave(campaign, at=request.at) if campaign.state != CampaignState.CLOSED else None
    return render(
        request,
        "overview/plan.html",
        {"campaign": campaign, "may_edit": reach_of(request.user).may("campaign.edit")}
        | plan_lines(campaign, foreseen),
    )


#: what a weave changes (Plan.counted), as the heads of the table
CHANGES = {
    "new": gettext_lazy("new"), "moved": gettext_lazy("moved"), "cancelled": gettext_lazy("cancelled"), "reopened": gettext_lazy("reopened"),
    "assigned": gettext_lazy("newly assigned"), "ranked": gettext_lazy("of other urgency"),
}  # fmt: skip


def plan_lines(campaign: Campaign, foreseen: Plan | None, made: Measure | None = None, only: str = "") -> dict:
    """What the templates show of a plan: totals, a line a measure that changes; `made` is a measure that is only planned.

    `only`: the code of the one measure that is spoken of; the rest of the weave is one number, ``others``.
    """
    if foreseen is None:
        return {"plan": None}
    names = {m.code: str(m) for m in [*campaign.measures.all(), *([made] if made else [])]}
    counted = foreseen.counted()
    codes = sorted({code for counts in counted.values() for code in counts if not only or code == only})
    totals = {name: sum(counts[code] for code in codes) for name, counts in counted.items()}
    return {
        "plan": foreseen, "heads": list(CHANGES.values()), "others": sum(foreseen.totals()[name] - totals[name] for name in CHANGES),
        "unmatched": [names.get(code, code) for code in foreseen.unmatched if not only or code == only],
        "lines": [(names.get(code, code), [counted[name][code] for name in CHANGES]) for code in codes],
        "totals": [(totals[name], word) for name, word in CHANGES.items()]
        + ([] if only else [(foreseen.unchanged, _("unchanged"))]),
    }  # fmt: skip


def woven_words(made: Plan) -> str:
    """What a weave did, all of it, for a message."""
    totals = made.totals()
    done = [_("%(n)d %(what)s") % {"n": totals[name], "what": word} for name, word in CHANGES.items() if totals[name]]
    comma = ", " if (get_language() or "zh").startswith("en") else "，"
    return _("Woven: %(changes)s.") % {"changes": comma.join(done) or _("nothing to change")}


def _unmatched(campaign: Campaign, made: Plan | None) -> list[str]:
    """The names of the measures that no place or person of the campaign comes under."""
    return [str(m) for m in campaign.measures.all() if made and m.code in made.unmatched]


def _warn_of_unmatched(request, campaign: Campaign, made: Plan) -> None:
    if names := _unmatched(campaign, made):
        told = _("No place or person here comes under these measures, so they have no task: %(names)s")
        messages.warning(request, told % {"names": ", ".join(names)})


def _move(request, campaign: Campaign) -> None:
    form = MoveForm(request.POST)
    if not form.is_valid():
        raise actions.CampaignFault(_("A new day and a reason are wanted."))
    fields = form.cleaned_data
    actions.move_anchor(
        actor=person_of(request.user), reach=reach_of(request.user), campaign=campaign, anchor=fields["anchor"],
        day=fields["day"], reason=fields["reason"], at=request.at,
    )  # fmt: skip


@require_POST
def act(request, pk: int, verb: str):
    """start, close, weave, move, and of a draft rename and delete: one action each; a refusal is a message."""
    campaign, actor, reach = own_campaign(request, pk), person_of(request.user), reach_of(request.user)
    try:
        if verb == "start":
            started = actions.start_campaign(actor=actor, reach=reach, campaign=campaign, at=request.at)
            made = weave_campaign(started, actor=actor, reach=reach, at=request.at)
            _warn_of_unmatched(request, campaign, made)
            messages.success(request, _("Started: %(n)d tasks woven.") % {"n": made.totals()["new"]})
        elif verb == "weave":
            made = weave_campaign(campaign, actor=actor, reach=reach, at=request.at)
            _warn_of_unmatched(request, campaign, made)
            messages.success(request, woven_words(made))
        elif verb == "close":
            actions.close_campaign(actor=actor, reach=reach, campaign=campaign, at=request.at)
        elif verb == "move":
            _move(request, campaign)
            return HttpResponseRedirect(reverse("campaigns:plan", args=[pk]))
        elif verb == "rename":
            actions.rename_campaign(
                actor=actor, reach=reach, campaign=campaign, name=request.POST.get("name", ""), at=request.at
            )
        elif verb == "delete":
            actions.delete_campaign(actor=actor, reach=reach, campaign=campaign, at=request.at)
            messages.success(request, _("The draft %(name)s was deleted.") % {"name": campaign.name})
            return HttpResponseRedirect(reverse("campaigns:list"))
        else:
            raise Http404
    except (actions.CampaignFault, ValueError) as fault:
        messages.error(request, str(fault))
    return HttpResponseRedirect(reverse("campaigns:detail", args=[pk]))
