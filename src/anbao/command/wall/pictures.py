"""The pictures a screen asks for: all its tiles in one answer, one camera's newest, one camera as a stream or as HLS.

A browser opens at most six connections to a host over HTTP/1.1. A screen with sixteen tiles therefore asks once a second
for all of them: ``batch`` answers with every picture that is newer than the one the screen has, and with the age of all.
"""

import asyncio
import json
import struct
from dataclasses import dataclass
from time import monotonic

from asgiref.sync import sync_to_async
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse
from django.utils.translation import gettext as _

from anbao.command.wall import actions
from anbao.command.wall.films import PLAYLIST, Film, films, maker
from anbao.command.wall.relay import Feed, Frame, relay, small
from anbao.kit.access.scopes import reach_of
from anbao.senses.cameras.models import CameraSource
from anbao.senses.cameras.queries import bytes_of, source_within, wish_of

COOKIE = "anbao_screen"
#: widths that a tile may ask for, seconds a first picture is waited for, and between two of a stream
WIDTHS, PATIENCE, PACE = (480, 960, 1920), 0.4, 0.2
#: seconds that a playlist is waited for before the player is told to come again
BEGINS = 4.0
#: seconds for which it is remembered what a token may see: a token that was taken back is dark after them
KEPT = 5.0
#: tiles of one batch: the largest layout has sixteen, and each may wait for its next camera
MOST = 64


@dataclass(frozen=True)
class Shown:
    """A camera's picture as a screen gets it. ``tag`` names the picture: equal tags, equal bytes. No content: there is none,
    for the reason ``trouble``, or the screen has it already. ``age``: seconds since the bytes differed; ``still``: since
    anything but an overlay did, None while that is not known; ``live``: the camera answers; ``lived``: it was seen to live."""

    age: float
    live: bool
    tag: str
    content: bytes | None
    trouble: str = ""
    still: float | None = None
    lived: bool = False


NOT_HERE = Shown(0.0, False, "", None, "not_here")

# ---- who may see what


async def seen_by(request: HttpRequest, pk: int) -> CameraSource | int:
    """The camera for the screen behind the cookie, or the status that refuses it."""
    return await seen_with(request.COOKIES.get(COOKIE, ""), pk)


async def seen_with(token: str, pk: int) -> CameraSource | int:
    """The camera for the screen with that token, or the status that refuses it. Kept for a few seconds: tiles ask often."""
    now = monotonic()
    key = (token, pk)
    kept = _seen.get(key)
    if kept is None or kept[0] < now:
        if len(_seen) > 4000:
            _seen.clear()
        kept = _seen[key] = (now + KEPT, await sync_to_async(_look_up)(token, pk))
    return kept[1]


def _look_up(token: str, pk: int) -> CameraSource | int:
    screen = actions.screen_of(token)
    if screen is None:
        return 403
    return source_within((screen.institution.path,), pk) or 404


_seen: dict[tuple[str, int], tuple[float, CameraSource | int]] = {}


# ---- the newest picture of a camera


async def _newest(source: CameraSource, at, width: int, had: str, ends: float) -> Shown:
    """The live picture, else the last live one, else the patrol's last snapshot; waits for a first one until `ends`."""
    feed = relay.feed(source.pk, wish_of(source, at))
    while feed and feed.look() is None and not feed.trouble and monotonic() < ends:
        await asyncio.sleep(0.05)
    frame = feed and feed.look()
    if frame is not None:
        tag = f"{feed.mark}-{frame.number}"
        content = None if tag == had else await asyncio.to_thread(feed.small, frame, width)
        now = monotonic()
        return Shown(
            frame.age(now), not feed.trouble, tag, content, feed.trouble, feed.life.still(now), feed.life.lived
        )
    trouble = feed.trouble if feed else "busy"
    if source.picture is None:
        return Shown(0.0, False, "", None, trouble)
    tag = f"s{source.picture_id}"
    content = None if tag == had else await asyncio.to_thread(_kept, source, width)
    return Shown((at - source.picture.at).total_seconds(), False, tag, content, trouble)


def _kept(source: CameraSource, width: int) -> bytes | None:
    content = bytes_of(source.picture)
    return content and small(content, width)


def _width(asked: str) -> int:
    return int(asked) if asked.isascii() and asked.isdecimal() and int(asked) in WIDTHS else WIDTHS[0]


# ---- all tiles of a screen in one answer


@login_not_required
async def batch(request: HttpRequest) -> HttpResponse:
    """``?c=CAMERA.WIDTH.TAG`` for each tile, TAG that of the picture it has. The answer: four bytes with the length of a JSON
    list (big-endian), the list ({"camera", "age", "live", "still", "lived", "tag", "bytes", "trouble"}; see ``Shown``) and the pictures, both in the order asked.

    A camera outside the screen's place has no picture. 403 without a standing token, 400 for nonsense.
    """
    try:
        wanted = [_tile(text) for text in request.GET.getlist("c")[:MOST]]
    except ValueError:
        return HttpResponse(status=400)
    ends, at = monotonic() + PATIENCE, request.at
    found = await asyncio.gather(*(seen_by(request, pk) for pk, _width, _tag in wanted or [(0, 0, "")]))
    if 403 in found:
        return HttpResponse(status=403)

    async def one(number: int) -> Shown:
        source, (_pk, width, tag) = found[number], wanted[number]
        return await _newest(source, at, width, tag, ends) if isinstance(source, CameraSource) else NOT_HERE

    shown = await asyncio.gather(*map(one, range(len(wanted))))
    heads = [
        {
            "camera": pk, "age": round(max(had.age, 0.0), 1), "live": had.live, "tag": had.tag, "bytes": len(had.content or b""),
            "trouble": had.trouble, "still": None if had.still is None else round(had.still, 1), "lived": had.lived,
        }
        for (pk, _width, _tag), had in zip(wanted, shown, strict=True)
    ]  # fmt: skip
    head = json.dumps(heads).encode()
    body = b"".join((struct.pack(">I", len(head)), head, *(had.content or b"" for had in shown)))
    return HttpResponse(body, content_type="application/octet-stream", headers={"Cache-Control": "no-store"})


def _tile(text: str) -> tuple[int, int, str]:
    """(camera, width, tag) of one ``c``; ValueError for nonsense."""
    camera, width, tag = (text.split(".", 2) + ["", ""])[:3]
    if not (camera.isascii() and camera.isdecimal() and len(camera) < 19):
        raise ValueError(text)
    return int(camera), _width(width), tag[:40]


# ---- one camera


@login_not_required
async def tile(request: HttpRequest, pk: int) -> HttpResponse:
    """The newest picture of a camera with its age (X-Age, seconds); the last snapshot when there is no live one.

    X-Live is 1 only when the camera answers and its last two pictures differ by more than an overlay; X-Still says since when
    they don't (seconds), and is not there while nobody knows.
    """
    source = await seen_by(request, pk)
    if isinstance(source, int):
        return HttpResponse(status=source)
    return await _one(request, source)


async def live(request: HttpRequest, pk: int) -> HttpResponse:
    """As ``tile``, for a desk: whoever works alarms and sees the camera's place. 403 without that power."""
    source = await sync_to_async(_for_user)(request, pk)
    return HttpResponse(status=source) if isinstance(source, int) else await _one(request, source)


def _for_user(request: HttpRequest, pk: int) -> CameraSource | int:
    if not reach_of(request.user).may("alarm.work"):
        return 403
    rows = CameraSource.objects.visible_to(request.user).filter(enabled=True, pk=pk)
    return rows.select_related("device__institution", "device__area", "picture").first() or 404


async def _one(request: HttpRequest, source: CameraSource) -> HttpResponse:
    shown = await _newest(source, request.at, _width(request.GET.get("w", "")), "", monotonic() + PATIENCE)
    heads = {"Cache-Control": "no-store"}
    if shown.content is None:
        return HttpResponse(status=204, headers=heads | {"X-Trouble": shown.trouble})
    heads |= {"X-Age": f"{max(shown.age, 0.0):.1f}", "X-Live": "1" if shown.live and shown.still == 0 else "0"}
    if shown.still is not None:
        heads["X-Still"] = f"{shown.still:.1f}"
    return HttpResponse(shown.content, content_type="image/jpeg", headers=heads)


@login_not_required
async def mjpeg(request: HttpRequest, pk: int) -> HttpResponse:
    """A camera as a stream of pictures (multipart/x-mixed-replace), for whoever wants no script."""
    source = await seen_by(request, pk)
    if isinstance(source, int):
        return HttpResponse(status=source)
    feed = relay.feed(source.pk, wish_of(source, request.at))
    if feed is None:
        return HttpResponse(status=503)
    return StreamingHttpResponse(
        _parts(request, pk, feed),
        content_type="multipart/x-mixed-replace; boundary=frame",
        headers={"Cache-Control": "no-store"},
    )


async def _parts(request: HttpRequest, pk: int, feed: Feed):
    """Every picture that differs, as a part; a camera that stands still sends nothing. Ends after ten minutes, and when the
    token was taken back."""
    number, ends = 0, monotonic() + 600
    while monotonic() < ends and not feed.ended and isinstance(await seen_by(request, pk), CameraSource):
        frame: Frame | None = feed.look()
        if frame is not None and frame.number > number:
            number = frame.number
            head = f"--frame\r\nContent-Type: image/jpeg\r\nContent-Length: {len(frame.content)}\r\n\r\n"
            yield head.encode() + frame.content + b"\r\n"
        await asyncio.sleep(PACE)


@login_not_required
async def hls(request: HttpRequest, token: str, pk: int, part: str) -> HttpResponse:
    """A part of a camera's film. The screen's token stands in the address: players and wall controllers keep no cookie.

    404 for what a screen may not see, and for cameras that give single pictures; 501 where nothing makes HLS; 503 while it begins.
    """
    source = await seen_with(token, pk)
    if isinstance(source, int) or source.kind != "rtsp":
        return HttpResponse(status=404)
    if not maker():
        return HttpResponse(
            _("HLS is not there: PyAV is not installed (the extra anbao[vision])."),
            status=501,
            content_type="text/plain; charset=utf-8",
        )
    film = await asyncio.to_thread(films.film, pk, wish_of(source, request.at))
    if film is None:
        return HttpResponse(status=503, headers={"Retry-After": "10"})
    content = await _part_of(film, part)
    if content is None:
        return HttpResponse(status=404 if part != PLAYLIST else 503, headers={"Retry-After": "1"})
    kind = "application/vnd.apple.mpegurl" if part == PLAYLIST else "video/mp2t"
    return HttpResponse(
        content, content_type=kind, headers={"Cache-Control": "no-store", "Access-Control-Allow-Origin": "*"}
    )


async def _part_of(film: Film, name: str) -> bytes | None:
    ends = monotonic() + (BEGINS if name == PLAYLIST else 0.0)
    while (content := film.part(name)) is None and monotonic() < ends and not film.ended:
        await asyncio.sleep(0.05)
    return content
