"""Pages of tours: the list, the draw, one tour for who follows it, the inspector's next stop on the phone, the proof."""

from datetime import date, time, timedelta

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponseRedirect, JsonResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from anbao.kit import clock
from anbao.kit.access.scopes import Denied, reach_of
from anbao.loom.campaigns.queries import current
from anbao.nets.riskcontrol.unannounced import actions, queries
from anbao.nets.riskcontrol.unannounced.forms import TourForm
from anbao.nets.riskcontrol.unannounced.models import Draw, Tour
from anbao.org.models import Institution, Person
from anbao.org.queries import names_behind, person_of

#: the hour at which a day of a tour begins, unless the planner says another
MORNING = 8


def _readable(request, pk: int) -> Tour:
    rows = queries.counted(Tour.objects.visible_to(request.user), request.at).select_related(
        "lead", "campaign", "drawn_by"
    )
    tour = get_object_or_404(rows, pk=pk)
    if not queries.may_follow(request.user, tour):
        raise Denied(_("Unannounced tours are seen by who draws, follows, audits or drives them."))
    return tour


def tours(request):
    """All tours in reach: days, how far, commitment."""
    if not queries.may_follow(request.user):
        raise Denied(_("Unannounced tours are seen by who draws, follows, audits or drives them."))
    rows = (
        queries.counted(Tour.objects.visible_to(request.user), request.at)
        .select_related("lead")
        .prefetch_related("draws")
    )
    context = {
        "tours": rows,
        "today": clock.local_day(request.at),
        "may_draw": reach_of(request.user).may("inspection.draw"),
    }
    return render(request, "unannounced/list.html", context)


def new(request):
    """Draw a tour: the form starts with what the campaign's measure asks for."""
    reach, campaign = reach_of(request.user), current(request.user)
    if not reach.may("inspection.draw"):
        raise Denied(_("You may not draw unannounced inspections of this branch."))
    if campaign is None or not reach.covers(campaign.lead.path):
        return render(request, "unannounced/new.html", {"campaign": None})
    # a day that has begun is no day to start on
    asked = queries.proposed(campaign, clock.local_day(request.at + timedelta(hours=24 - MORNING)))
    form = TourForm(
        request.POST or None,
        user=request.user,
        lead=campaign.lead,
        at=request.at,
        initial=_initial(request, campaign, asked),
    )
    faults = ()
    if request.method == "POST" and form.is_valid():
        try:
            tour = actions.draw_tour(
                actor=person_of(request.user), reach=reach, campaign=campaign, name=form.cleaned_data["name"], wish=form.wish(),
                measure=asked.get("measure"), at=request.at,
            )  # fmt: skip
            return HttpResponseRedirect(reverse("unannounced:detail", args=[tour.pk]))
        except actions.TourFault as refused:
            faults = refused.faults
    return render(request, "unannounced/new.html", {"form": form, "campaign": campaign, "faults": faults})


def _initial(request, campaign, asked: dict) -> dict:
    places = Institution.objects.visible_to(request.user).filter(
        path__startswith=campaign.lead.path, kind__in=asked["kinds"]
    )
    people = Person.objects.visible_to(request.user).filter(institution=campaign.lead, posts__kind__in=asked["posts"])
    measure = asked.get("measure")
    return {
        "name": str(measure) if measure else "", "starts_on": asked["starts_on"], "ends_on": asked["ends_on"], "opens": time(MORNING), "closes": time(18),
        "visit_minutes": 90, "places": list(places.filter(closed_on__isnull=True)), "inspectors": list(people.distinct()),
    }  # fmt: skip


def detail(request, pk: int):
    """One tour: the seal, how far it has come, what was visited; after the reveal the whole draw and its guessability."""
    tour, reach = _readable(request, pk), reach_of(request.user)
    person, today = person_of(request.user), clock.local_day(request.at)
    draws, delays = list(tour.draws.all()), list(tour.delays.all())
    owns = reach.may("inspection.draw") and reach.covers(tour.lead.path)
    audits = reach.may("inspection.audit") and reach.covers(tour.lead.path)
    days = (tour.ends_on - tour.starts_on).days + 1
    context = {
        "tour": tour, "draws": draws, "delays": delays, "names": names_behind({d.made_by for d in delays}),
        "visited": queries.visited(request.user, tour), "days": days, "number": (today - tour.starts_on).days + 1, "today": today,
        "inspectors": list(tour.inspectors.all()), "inspects": tour.inspectors.filter(pk=person.pk).exists(), "owns": owns, "audits": audits,
        "share": round(100 * tour.visited / tour.stops) if tour.stops else 0,
        "may_reveal": (owns or audits) and queries.may_reveal(tour, request.at),
    }  # fmt: skip
    context["may_postpone"], context["may_redraw"] = queries.movable(tour, request.at)
    if tour.revealed_at:
        context |= {"plans": [(draw, queries.planned(draw), queries.guess_of(draw)) for draw in draws]}
    return render(request, "unannounced/detail.html", context)


def next_stop(request, pk: int):
    """The inspector's phone: sealed, open, or checked in and to be filed."""
    tour, person = _readable(request, pk), person_of(request.user)
    if not tour.inspectors.filter(pk=person.pk).exists():
        raise Denied(_("You are no inspector of this tour."))
    days = (tour.ends_on - tour.starts_on).days + 1
    number = (clock.local_day(request.at) - tour.starts_on).days + 1
    context = {"tour": tour, "next": queries.next_of(tour, person), "days": days, "number": number}
    return render(request, "unannounced/next.html", context)


def _point(post) -> tuple[float, float] | None:
    try:
        lon, lat = float(post.get("lon", "")), float(post.get("lat", ""))
    except ValueError:
        return None
    return (lon, lat) if -180 <= lon <= 180 and -90 <= lat <= 90 else None


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return date.min


@require_POST
def step(request, pk: int, verb: str):
    """open, check-in (the inspector); postpone, redraw, reveal: one action each."""
    tour, person, post = _readable(request, pk), person_of(request.user), request.POST
    who = {"actor": person, "tour_id": tour.pk, "at": request.at}
    owner = who | {"reach": reach_of(request.user)}
    reason = post.get("reason", "")
    works = {
        "open": ("next", lambda: actions.open_next(**who)),
        "check-in": ("next", lambda: actions.check_in(location=_point(post), remark=reason, **who)),
        "postpone": ("detail", lambda: actions.postpone(day=_day(post.get("day", "")), to=_day(post.get("to", "")), reason=reason, **owner)),
        "redraw": ("detail", lambda: actions.redraw(reason=reason, **owner)),
        "reveal": ("detail", lambda: actions.reveal(**owner)),
    }  # fmt: skip
    if verb not in works:
        raise Http404
    page, work = works[verb]
    try:
        done = work()
    except actions.TourFault as refused:
        for fault in refused.faults:
            messages.error(request, fault)
        return HttpResponseRedirect(reverse(f"unannounced:{page}", args=[tour.pk]))
    if verb == "check-in":
        return HttpResponseRedirect(reverse("records:task", args=[done.task_id]))
    return HttpResponseRedirect(reverse(f"unannounced:{page}", args=[tour.pk]))


def _revealed(request, pk: int, number: int) -> Draw:
    tour = _readable(request, pk)
    draw = get_object_or_404(Draw.objects.visible_to(request.user), tour=tour, number=number)
    if draw.revealed is None:
        raise PermissionDenied(_("The seed is shown when every stop was visited or the last day is over."))
    return draw


def document(request, pk: int, number: int):
    """What anybody needs to recompute a revealed draw: ``python -m anbao.engines.sealing recompute FILE``."""
    draw = _revealed(request, pk, number)
    answer = JsonResponse({"commitment": draw.commitment, **draw.revealed}, json_dumps_params={"ensure_ascii": False})
    answer["Content-Disposition"] = f'attachment; filename="tour-{pk}-draw-{number}.json"'
    return answer


@require_POST
def recompute(request, pk: int, number: int):
    """Recompute now and say what holds."""
    return render(
        request,
        "unannounced/_proof.html",
        {"proof": queries.recomputed(_revealed(request, pk, number)), "now": request.at},
    )
