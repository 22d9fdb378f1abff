"""The one URL of the live stream."""

from asgiref.sync import SyncToAsync, sync_to_async
from django.contrib.auth.decorators import login_not_required
from django.core.handlers.asgi import ASGIRequest
from django.db import connection
from django.http import HttpRequest, HttpResponse, StreamingHttpResponse

from anbao.kit.access.scopes import reach_of
from anbao.kit.live.hub import hub
from anbao.kit.live.streams import polled, stream

HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


def _scopes(request: HttpRequest) -> tuple[str, ...] | None:
    """The reader's scopes, None for a stranger. Lets the database go: a stream may stay for minutes."""
    scopes = reach_of(request.user).scopes if request.user.is_authenticated else None
    if isinstance(request, ASGIRequest) and not connection.in_atomic_block:
        connection.close()
    return scopes


def _release_thread() -> None:
    """Give back the thread that Django keeps for this request's synchronous parts; a new one comes when needed."""
    context = SyncToAsync.thread_sensitive_context.get(None)
    executor = SyncToAsync.context_to_thread_executor.pop(context, None) if context else None
    if executor is not None:
        executor.shutdown(wait=False)


@login_not_required
async def live(request: HttpRequest) -> HttpResponse:
    """The signed-in user's events as text/event-stream; 401 for strangers (a redirect would be read as an error anyway)."""
    scopes = await sync_to_async(_scopes)(request)
    if scopes is None:
        return HttpResponse(status=401)
    return streaming(request, scopes)


def streaming(request: HttpRequest, scopes: tuple[str, ...]) -> HttpResponse:
    """The answer to whoever may hear `scopes`: his events until he leaves, or "look again later" where the site can't stream."""
    if not isinstance(request, ASGIRequest):
        return HttpResponse(polled(hub.position), content_type="text/event-stream", headers=HEADERS)
    events = _lean(stream(hub, scopes, last_seen=request.headers.get("Last-Event-ID", "")))
    return StreamingHttpResponse(events, content_type="text/event-stream", headers=HEADERS)


async def _lean(events):
    """The events, with the request's thread given back before the first one."""
    _release_thread()
    try:
        async for text in events:
            yield text
    finally:
        await events.aclose()
