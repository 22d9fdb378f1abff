"""The pages about the wall for people with a login: screens and tokens, challenges, the tour."""

from datetime import date, datetime, time, timedelta

from django.contrib import messages
from django.http import HttpResponse, HttpResponseRedirect
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from anbao.command.wall import actions, challenges, queries, rules
from anbao.command.wall.films import maker
from anbao.command.wall.models import Challenge, Screen, Showing
from anbao.command.wall.programs import own_layouts
from anbao.command.wall.words import presets
from anbao.kit import clock
from anbao.kit.access.scopes import Denied, reach_of
from anbao.org.models import Institution
from anbao.org.queries import person_of
from anbao.senses.cameras.models import CameraSource

SEE = frozenset({"map.view", "board.view", "alarm.work", "org.edit"})


def reader(request):
    reach = reach_of(request.user)
    if not SEE & reach.powers:
        raise Denied(_("The wall belongs to the monitoring centre and to those who lead a place."))
    return reach


def screens(request):
    """The screens of the reader's places: which layout, last sign, challenge; new ones, tokens taken back."""
    reach = reader(request)
    rows = list(Screen.objects.visible_to(request.user).standing().select_related("institution"))
    waiting = {
        c.screen_id: c for c in Challenge.objects.visible_to(request.user).filter(until__gte=request.at).waiting()
    }
    context = {
        "rows": [(s, own_layouts(s) | presets(), waiting.get(s.pk), not rules.is_dark(s.seen_at, request.at, clock.pace())) for s in rows],
        "hls": maker(), "may_edit": reach.may(actions.EDIT), "may_confirm": reach.may(actions.WORK),
        "places": Institution.objects.visible_to(request.user).exclude(kind="vendor").order_by("path")[:300],
        "own": person_of(request.user).institution_id,
    }  # fmt: skip
    return render(request, "wall/screens.html", context)


def _done(request, work, words: str = "") -> HttpResponse:
    """Run a step; a refusal is a message."""
    try:
        work(actor=person_of(request.user), reach=reach_of(request.user), at=request.at)
        if words:
            messages.success(request, words)
    except actions.WallFault as fault:
        messages.error(request, str(fault))
    return HttpResponseRedirect(reverse("wall:screens"))


@require_POST
def add(request):
    """A new screen; its address is shown this once."""
    reader(request)
    asked = request.POST.get("institution", "")
    place = get_object_or_404(Institution.objects.visible_to(request.user), pk=int(asked) if asked.isdecimal() else 0)
    try:
        screen, token = actions.add_screen(
            actor=person_of(request.user),
            reach=reach_of(request.user),
            institution=place,
            name=request.POST.get("name", ""),
            at=request.at,
        )
    except actions.WallFault as fault:
        messages.error(request, str(fault))
        return HttpResponseRedirect(reverse("wall:screens"))
    address = request.build_absolute_uri(reverse("wall:enter", args=[token]))
    return render(request, "wall/token.html", {"screen": screen, "address": address})


def _screen(request, pk: int) -> Screen:
    reader(request)
    return get_object_or_404(Screen.objects.visible_to(request.user), pk=pk)


@require_POST
def revoke(request, pk: int):
    screen = _screen(request, pk)
    words = _("The token of %(screen)s was taken back.") % {"screen": screen}
    return _done(request, lambda **k: actions.revoke_screen(screen_id=screen.pk, **k), words)


@require_POST
def pin(request, pk: int):
    screen = _screen(request, pk)
    return _done(
        request, lambda **k: actions.pin_preset(screen_id=screen.pk, preset=request.POST.get("preset", ""), **k)
    )


@require_POST
def confirm(request, pk: int):
    screen = _screen(request, pk)
    words = _("Confirmed: somebody watches.")
    return _done(
        request, lambda **k: challenges.confirm(screen_id=screen.pk, code=request.POST.get("code", ""), **k), words
    )


def tour(request):
    """What the screens showed on a day: by branch, and the cameras that were never shown."""
    reader(request)
    since, until, day = _hours(request)
    showings, sources = Showing.objects.visible_to(request.user), CameraSource.objects.visible_to(request.user)
    lines, missed = queries.tour(sources, showings, since=since, until=until)
    asked = request.GET.get("camera", "")
    camera = sources.filter(pk=int(asked)).select_related("device__institution").first() if asked.isdecimal() else None
    today = clock.local_day(request.at)
    context = {
        "lines": sorted(lines, key=lambda line: line.place.path), "missed": missed, "day": day, "until": until,
        "before": day - timedelta(days=1), "after": day + timedelta(days=1) if day < today else None,
        "challenges": Challenge.objects.visible_to(request.user).filter(at__gte=since, at__lt=until).select_related("screen", "confirmed_by"),
        "camera": camera, "turns": queries.turns_of(showings, camera=camera, since=since, until=until) if camera else (),
        "branches": sum(1 for line in lines if line.place.kind == "sub_branch"),
        "seen": sum(1 for line in lines if line.place.kind == "sub_branch" and line.shown),
        "total": {"cameras": sum(x.cameras for x in lines), "shown": sum(x.shown for x in lines), "turns": sum(x.turns for x in lines)},
    }  # fmt: skip
    return render(request, "wall/tour.html", context)


def _hours(request) -> tuple[datetime, datetime, date]:
    today = clock.local_day(request.at)
    try:
        day = min(date.fromisoformat(request.GET.get("day", "")), today)
    except ValueError:
        day = today
    since = datetime.combine(day, time(), clock.local_zone())
    return since, min(since + timedelta(days=1), request.at), day
