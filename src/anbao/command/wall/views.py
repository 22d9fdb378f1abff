"""What a screen asks for. It has no login: its token, kept in a cookie, names the screen and so the place it sees."""

import json
from collections.abc import Callable
from functools import wraps

from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from anbao.command.wall import actions, programs
from anbao.command.wall.models import Screen
from anbao.command.wall.pictures import COOKIE
from anbao.command.wall.relay import small
from anbao.kit.live.views import streaming
from anbao.senses.cameras.queries import bytes_of, snapshot_within

#: days that a screen keeps its token
DAYS = 400


@login_not_required
def enter(request: HttpRequest, token: str) -> HttpResponse:
    """The address that is opened once on a screen: the token moves into a cookie and out of the address bar."""
    if actions.screen_of(token) is None:
        return render(request, "wall/unknown.html", status=404)
    answer = HttpResponseRedirect(reverse("wall:screen"))
    answer.set_cookie(
        COOKIE,
        token,
        max_age=DAYS * 86400,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
        path="/wall/",
    )
    return answer


def for_screens(view: Callable) -> Callable:
    """A view of a screen: gets the standing Screen behind the cookie; 403 for anybody else."""

    @login_not_required
    @wraps(view)
    def guarded(request: HttpRequest, *args, **kwargs) -> HttpResponse:
        screen = actions.screen_of(request.COOKIES.get(COOKIE, ""))
        if screen is None:
            if request.headers.get("accept", "").startswith("text/html"):
                return render(request, "wall/unknown.html", status=403)
            return HttpResponse(status=403)
        return view(request, screen, *args, **kwargs)

    return guarded


@for_screens
def screen_page(request: HttpRequest, screen: Screen) -> HttpResponse:
    """The whole page; frontend/src/wall draws it from the program."""
    return render(request, "wall/screen.html", {"screen": screen})


@for_screens
def program(request: HttpRequest, screen: Screen) -> HttpResponse:
    body = programs.program(screen, request.at)
    return JsonResponse(body, json_dumps_params={"ensure_ascii": False}, headers={"Cache-Control": "no-store"})


@for_screens
def snapshot(request: HttpRequest, screen: Screen, pk: int) -> HttpResponse:
    """A kept picture: before and after an alarm."""
    shot = snapshot_within((screen.institution.path,), pk)
    content = bytes_of(shot) if shot else None
    if content is None:
        raise Http404
    answer = HttpResponse(small(content, 960), content_type="image/jpeg")
    answer["Cache-Control"] = "private, max-age=3600, immutable"
    return answer


@require_POST
@for_screens
def beacon(request: HttpRequest, screen: Screen) -> HttpResponse:
    """What the screen showed since its last beacon; nonsense is refused whole."""
    try:
        told = json.loads(request.body[:200_000])
        kept = actions.note_shown(screen=screen, shown=list(told["shown"]), cursor=int(told["cursor"]), at=request.at)
    except (ValueError, TypeError, KeyError, OverflowError):
        return HttpResponse(status=400)
    return JsonResponse({"kept": kept})


@login_not_required
async def events(request: HttpRequest) -> HttpResponse:
    """Live events of the screen's place, as every page gets them."""
    screen = await sync_to_async(actions.screen_of)(request.COOKIES.get(COOKIE, ""))
    if screen is None:
        return HttpResponse(status=401)
    return streaming(request, (screen.institution.path,))
