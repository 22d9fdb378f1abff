"""The hole list: every hole can be opened, named, assigned, excused, and its people reminded."""

from datetime import timedelta
from urllib.parse import urlencode

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.http import require_POST

from anbao.kit import clock
from anbao.kit.access.scopes import Denied, reach_of
from anbao.kit.tables import sheets
from anbao.loom.campaigns.models import Net
from anbao.loom.campaigns.queries import chosen, tops
from anbao.loom.holes import actions
from anbao.loom.holes.models import Hole
from anbao.loom.holes.queries import Key, by_kind, closed_page, gaping_numbers, kind_counts, named, page_of
from anbao.loom.holes.sheets import HOLES, TOLD
from anbao.loom.holes.words import KINDS
from anbao.loom.tasks import actions as tasks
from anbao.org.models import Institution, Person
from anbao.org.queries import person_of, takers

#: people whom the message of a reminder names; the rest are counted
NAMED = 5

#: digits that a row's number never has
LONGEST_NUMBER = 19


class ExcuseForm(forms.Form):
    reason = forms.CharField(label=_("Reason"), max_length=300)
    days = forms.IntegerField(label=_("For how many days"), min_value=1, max_value=60, initial=3)


def _leads(request) -> None:
    if not reach_of(request.user).may("board.view"):
        raise Denied(_("Holes are shown to those who lead a place."))


def hole_list(request):
    """Gaping holes of what the reader sees, gravest kinds first, page by key; filters live in the query string."""
    _leads(request)
    campaign, campaigns = chosen(request)
    rows = Hole.objects.visible_to(request.user).filter(campaign=campaign)
    place, net, kind = None, request.GET.get("net", ""), request.GET.get("kind", "")
    if request.GET.get("place", "").isdecimal():
        place = get_object_or_404(Institution.objects.visible_to(request.user), pk=request.GET["place"])
        rows = rows.filter(institution__path__startswith=place.path)
    net = net if net in Net.values else ""
    rows = rows.filter(net=net) if net else rows
    shown, after = request.GET.get("show", "open"), Key.read(request.GET.get("after", ""))
    if shown in ("excused", "closed"):
        rows = rows.filter(kind=kind) if kind in KINDS else rows
        rows = rows.filter(closed_at__isnull=shown == "excused")
        rows = rows.filter(excused_until__gte=request.at) if shown == "excused" else rows
        if sheets.wanted(request):
            order = ("opened_at", "pk") if shown == "excused" else ("-closed_at", "pk")
            return sheets.answer(HOLES, rows.select_related(*TOLD).order_by(*order), request.at)
        kinds, capped = kind_counts(rows)
        found, more = page_of(rows, dict.fromkeys(KINDS, 1), after) if shown == "excused" else closed_page(rows, after)
    else:
        if sheets.wanted(request):
            rows = rows.filter(kind=kind) if kind in KINDS else rows
            gaping = rows.gaping(request.at).select_related(*TOLD).order_by("-opened_at", "pk")
            return sheets.answer(HOLES, gaping, request.at)
        places = [place] if place else tops(campaign, request.user) if campaign else []
        counts = by_kind(gaping_numbers(campaign, places, request.at, net=net))
        kinds, capped = named(counts), False
        counts = {kind: counts[kind]} if kind in KINDS else counts
        found, more = page_of(rows.gaping(request.at), counts, after)
    query = request.GET.copy()
    query.pop("after", None)
    reach = reach_of(request.user)
    context = {
        "kept": _kept(request, "campaign", "place", "net"), "kept_wide": _kept(request, "campaign", "place"),
        "campaign": campaign, "campaigns": campaigns, "place": place, "kinds": kinds, "shown": shown, "nets": Net.choices, "query": query.urlencode(),
        "found": found, "more": more, "paged": "after" in request.GET, "capped": capped,
        "may_assign": reach.may("task.assign"), "may_excuse": reach.may("hole.excuse"),
        "may_choose": bool(found) and shown != "closed" and (reach.may("task.assign") or reach.may("hole.excuse")),
    }  # fmt: skip
    template = "holes/list.html#holes" if request.htmx and request.htmx.target == "holes" else "holes/list.html"
    return render(request, template, context)


def _kept(request, *names: str) -> str:
    """What the links of the page carry on of its query string."""
    kept = urlencode({name: request.GET[name] for name in names if request.GET.get(name)})
    return f"&{kept}" if kept else ""


def _back(request) -> HttpResponseRedirect:
    from django.utils.http import url_has_allowed_host_and_scheme

    wanted = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(wanted, {request.get_host()}, require_https=request.is_secure())
    return HttpResponseRedirect(wanted if safe else reverse("holes:list"))


def _own(request, pk: int) -> Hole:
    _leads(request)
    return get_object_or_404(Hole.objects.visible_to(request.user), pk=pk)


def assign_modal(request, pk: int):
    """The people who may take the hole over: those of the place and of the places above that the reader sees."""
    hole = _own(request, pk)
    people = takers(request.user, [hole.institution], clock.local_day(request.at))
    return render(
        request, "holes/assign_modal.html", {"hole": hole, "people": people, "next": request.GET.get("next", "")}
    )


def excuse_modal(request, pk: int):
    context = {"hole": _own(request, pk), "form": ExcuseForm(), "next": request.GET.get("next", "")}
    return render(request, "holes/excuse_modal.html", context)


def _told(request, work, done: str) -> HttpResponseRedirect:
    """Run the action; its refusal is a message on the page one came from."""
    try:
        work()
        messages.success(request, done)
    except (actions.HoleFault, tasks.TaskFault) as fault:
        messages.error(request, str(fault))
    return _back(request)


@require_POST
def assign(request, pk: int):
    hole = _own(request, pk)
    chosen = request.POST.get("person", "")
    if not chosen:
        messages.error(request, _("Say who mends it: nobody was chosen."))
        return _back(request)
    person = get_object_or_404(Person.objects.visible_to(request.user), pk=chosen if chosen.isdecimal() else 0)
    actor, reach = person_of(request.user), reach_of(request.user)
    return _told(
        request,
        lambda: actions.assign(actor=actor, reach=reach, hole_id=hole.pk, person=person, at=request.at),
        _("The hole was given to %(name)s.") % {"name": person.name},
    )


@require_POST
def excuse(request, pk: int):
    hole, form = _own(request, pk), ExcuseForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("An excuse needs a reason and a number of days."))
        return _back(request)
    until = request.at + timedelta(days=form.cleaned_data["days"])
    actor, reach, reason = person_of(request.user), reach_of(request.user), form.cleaned_data["reason"]
    return _told(
        request,
        lambda: actions.excuse(actor=actor, reach=reach, hole_id=hole.pk, reason=reason, until=until, at=request.at),
        _("The hole is excused until %(day)s.") % {"day": f"{until.astimezone(clock.local_zone()):%m-%d %H:%M}"},
    )


@require_POST
def remind(request, pk: int):
    """Remind whoever mends the hole and those who answer for the tasks that make it, and say who they are."""
    hole, actor, reach = _own(request, pk), person_of(request.user), reach_of(request.user)
    try:
        told = actions.remind(actor=actor, reach=reach, hole_id=hole.pk, at=request.at)
        names = [person.name for person in told[:NAMED]]
        said = {"n": len(told) - NAMED, "names": ", ".join(names)}
        words = _("Reminded: %(names)s") if len(told) <= NAMED else _("Reminded: %(names)s and %(n)d more")
        messages.success(request, words % said)
    except (actions.HoleFault, tasks.TaskFault) as fault:
        messages.error(request, str(fault))
    return _back(request)


def _chosen(request) -> list[Hole]:
    """The holes that were ticked; one that the reader doesn't see is none at all."""
    sent = request.POST.getlist("hole") or request.GET.getlist("hole")
    ids = {int(pk) for pk in sent if pk.isdecimal() and len(pk) < LONGEST_NUMBER}
    found = list(Hole.objects.visible_to(request.user).filter(pk__in=ids).select_related("institution").order_by("pk"))
    if len(found) != len(ids):
        raise Http404
    return found


def several(request, verb: str):
    """Assign or excuse the ticked holes, all or none: the dialog by GET, the deed by POST."""
    _leads(request)
    holes = _chosen(request)
    if verb not in ("assign", "excuse"):
        raise Http404
    if request.method != "POST":
        people = takers(request.user, [hole.institution for hole in holes], clock.local_day(request.at))
        context = {
            "holes": holes,
            "verb": verb,
            "people": people,
            "form": ExcuseForm(),
            "next": request.GET.get("next", ""),
        }
        return render(request, "holes/several_modal.html", context)
    actor, reach, ids = person_of(request.user), reach_of(request.user), [hole.pk for hole in holes]
    words = _("Done for %(n)d holes.") % {"n": len(ids)}
    if not ids:
        messages.error(request, _("Choose at least one hole."))
        return _back(request)
    if verb == "assign":
        sent = request.POST.get("person", "")
        person = (
            Person.objects.visible_to(request.user)
            .filter(pk=sent if sent.isdecimal() and len(sent) < LONGEST_NUMBER else 0)
            .first()
        )
        if person is None:
            messages.error(request, _("Say who mends it: nobody was chosen."))
            return _back(request)
        return _told(
            request,
            lambda: actions.assign_several(actor=actor, reach=reach, holes=ids, person=person, at=request.at),
            words,
        )
    form = ExcuseForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("An excuse needs a reason and a number of days."))
        return _back(request)
    until, reason = request.at + timedelta(days=form.cleaned_data["days"]), form.cleaned_data["reason"]
    return _told(
        request,
        lambda: actions.excuse_several(actor=actor, reach=reach, holes=ids, reason=reason, until=until, at=request.at),
        words,
    )
