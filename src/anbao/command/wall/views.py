"""What a screen asks for. It has no login: its token, kept in a cookie, names the screen and so the place it sees."""

import asyncio
import json
from collections.abc import Callable
from functools import wraps
from time import monotonic

from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, JsonResponse, StreamingHttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_POST

from anbao.command.wall import actions, programs
from anbao.command.wall.models import Screen
from anbao.command.wall.relay import Frame, relay, small
from anbao.kit.live.hub import hub
from anbao.kit.live.streams import stream
from anbao.senses.cameras.models import CameraSource
from anbao.senses.cameras.queries import bytes_of, snapshot_within, source_within, wish_of

COOKIE = "anbao_screen"
#: days that a screen keeps its token
DAYS = 400
#: widths that a tile may ask for, seconds a first picture is waited for, and between two of a stream
WIDTHS, PATIENCE, PACE = (480, 960, 1920), 0.4, 0.2
#: seconds for which it is remembered what a token may see: a token that was taken back is dark after them
KEPT = 5.0


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


@login_not_required
async def tile(request: HttpRequest, pk: int) -> HttpResponse:
    """The newest picture of a camera with its age (X-Age, seconds); the last snapshot when there is no live one."""
    found = await seen_by(request, pk)
    if isinstance(found, HttpResponse):
        return found
    source, at = found, request.at
    feed = relay.feed(source.pk, wish_of(source, at))
    asked = request.GET.get("w", "")
    width = int(asked) if asked.isdecimal() and int(asked) in WIDTHS else WIDTHS[0]
    ends = monotonic() + PATIENCE
    while feed and feed.look() is None and not feed.trouble and monotonic() < ends:
        await asyncio.sleep(0.05)
    frame = feed and feed.look()
    if frame is not None and not feed.trouble:
        content = await asyncio.to_thread(feed.small, frame, width)
        return _picture(content, age=frame.age(monotonic()), live=True)
    content = await asyncio.to_thread(_last, source, frame, width)
    if content is None:
        return HttpResponse(
            status=204, headers={"X-Trouble": feed.trouble if feed else "", "Cache-Control": "no-store"}
        )
    return _picture(
        content, age=frame.age(monotonic()) if frame else (at - source.picture.at).total_seconds(), live=False
    )


def _last(source: CameraSource, frame: Frame | None, width: int) -> bytes | None:
    """The last live picture, else the patrol's last snapshot."""
    content = frame.content if frame else (bytes_of(source.picture) if source.picture else None)
    return content and small(content, width)


async def seen_by(request: HttpRequest, pk: int) -> CameraSource | HttpResponse:
    """The camera for the screen behind the cookie, or the refusal. What a screen may see is kept for a few seconds: tiles ask often."""
    token = request.COOKIES.get(COOKIE, "")
    now = monotonic()
    key = (token, pk)
    kept = _seen.get(key)
    if kept is None or kept[0] < now:
        if len(_seen) > 4000:
            _seen.clear()
        kept = _seen[key] = (now + KEPT, await sync_to_async(_look_up)(token, pk))
    answer = kept[1]
    return answer if isinstance(answer, CameraSource) else HttpResponse(status=answer)


def _look_up(token: str, pk: int) -> CameraSource | int:
    screen = actions.screen_of(token)
    if screen is None:
        return 403
    return source_within((screen.institution.path,), pk) or 404


_seen: dict[tuple[str, int], tuple[float, CameraSource | int]] = {}


def _picture(content: bytes, *, age: float, live: bool) -> HttpResponse:
    heads = {"X-Age": f"{max(age, 0.0):.1f}", "X-Live": "1" if live else "0", "Cache-Control": "no-store"}
    return HttpResponse(content, content_type="image/jpeg", headers=heads)


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
async def mjpeg(request: HttpRequest, pk: int) -> HttpResponse:
    """A camera as a stream of pictures (multipart/x-mixed-replace), for whoever wants no script."""
    source = await seen_by(request, pk)
    if isinstance(source, HttpResponse):
        return source
    feed = relay.feed(source.pk, wish_of(source, request.at))
    if feed is None:
        return HttpResponse(status=503)
    return StreamingHttpResponse(_parts(feed), content_type="multipart/x-mixed-replace; boundary=frame")


async def _parts(feed):
    number, ends = 0, monotonic() + 600
    while monotonic() < ends and not feed.ended:
        frame: Frame | None = feed.look()
        if frame is not None and frame.number > number:
            number = frame.number
            yield (
                f"--frame\r\nContent-Type: image/jpeg\r\nContent-Length: {len(frame.content)}\r\n\r\n".encode()
                + frame.content
                + b"\r\n"
            )
        await asyncio.sleep(PACE)


@login_not_required
async def events(request: HttpRequest) -> HttpResponse:
    """Live events of the screen's place, as every page gets them."""
    screen = await sync_to_async(actions.screen_of)(request.COOKIES.get(COOKIE, ""))
    if screen is None:
        return HttpResponse(status=401)
    told = stream(hub, (screen.institution.path,), last_seen=request.headers.get("Last-Event-ID", ""))
    return StreamingHttpResponse(
        told, content_type="text/event-stream", headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    )
