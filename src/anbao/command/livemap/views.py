"""The page of the map, its parts, and its JSON."""

from collections.abc import Callable
from functools import wraps

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, render

from anbao.command.livemap import feed, panels
from anbao.command.livemap.geography import region_of
from anbao.command.livemap.queries import View, counties_of
from anbao.command.livemap.rules import window
from anbao.kit.access.scopes import reach_of
from anbao.loom.campaigns.models import CampaignState
from anbao.loom.campaigns.queries import chosen
from anbao.org.models import Institution


def _view(request: HttpRequest) -> View | None:
    """The reader's look, from the query string (campaign, day, span); None without any campaign."""
    campaign, campaigns = chosen(request)
    if campaign is None or campaign.state == CampaignState.DRAFT:
        return None
    days = window(
        request.GET.get("day"), request.GET.get("span"),
        starts_on=campaign.starts_on, ends_on=campaign.ends_on, at=request.at,
    )  # fmt: skip
    return View(request.user, campaign, days, campaigns)


def looks(part: Callable) -> Callable:
    """A view of the map: needs the power map.view and a campaign; gets the reader's View."""

    @wraps(part)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        if not reach_of(request.user).may("map.view"):
            raise PermissionDenied
        view = _view(request)
        if view is None:
            if request.headers.get("accept", "").startswith("text/html"):
                return render(request, "livemap/nothing.html")
            raise Http404
        return part(request, view, *args, **kwargs)

    return guarded


@looks
def map_page(request: HttpRequest, view: View) -> HttpResponse:
    """The whole page; the map itself is drawn by frontend/src/livemap from state.json."""
    context = {**panels.figures(view), "items": feed.items(view), "settings": panels.page_settings(view)}
    return render(request, "livemap/map.html", context)


@looks
def figures_part(request: HttpRequest, view: View) -> HttpResponse:
    """Header, strip, layers, holes and today's numbers, each replacing the element of its id."""
    return render(request, "livemap/figures.html", panels.figures(view) | {"swap": True})


@looks
def feed_part(request: HttpRequest, view: View) -> HttpResponse:
    return render(request, "livemap/map.html#feed", {"view": view, "items": feed.items(view)})


@looks
def place_part(request: HttpRequest, view: View, place_id: int) -> HttpResponse:
    """The panel of one place: 404 outside the reader's posts."""
    place = get_object_or_404(Institution.objects.visible_to(request.user), pk=place_id)
    return render(request, "livemap/place.html", panels.place(view, place))


@looks
def state(request: HttpRequest, view: View) -> JsonResponse:
    """What the map draws: places with their tallies and holes, and the days of the slider."""
    counties = counties_of(view.places)
    body = {
        "day": view.window.day.isoformat(),
        "span": view.window.span,
        "live": view.window.live,
        "period": panels.period_word(view),
        "today": view.window.today.isoformat(),
        "region": region_of(counties.values()),
        "focus": view.campaign.focus_id,
        "places": panels.drawn(view, counties),
    }
    if request.GET.get("days") != "0":
        body["days"] = view.days()
    return JsonResponse(body, json_dumps_params={"ensure_ascii": False}, headers={"Cache-Control": "no-store"})


@looks
def facilities(request: HttpRequest, view: View) -> JsonResponse:
    """The layer of devices and vendors, read when it is switched on."""
    body = {"devices": panels.devices(view), "vendors": panels.vendors(view)}
    return JsonResponse(body, json_dumps_params={"ensure_ascii": False}, headers={"Cache-Control": "no-store"})
