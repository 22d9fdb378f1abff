"""Fetching one picture, with limits that hold whatever the camera does. No database here: many threads call it."""

import email.utils
import http.client
import json
import logging
import socket
import subprocess
import sys
import threading
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from pathlib import Path
from time import monotonic
from urllib.parse import quote, urlsplit, urlunsplit

log = logging.getLogger(__name__)

#: bytes of one picture; a 4K JPEG is about 3 MB
LIMIT = 8 * 1024 * 1024
BLOCK = 64 * 1024
PICTURE_STARTS = (b"\xff\xd8\xff", b"\x89PNG\r\n\x1a\n")
#: FFmpeg's options of a stream: a second of looking into it is enough to know it; its own five would be half of the limit
STREAMING = {"rtsp_transport": "tcp", "analyzeduration": "1000000", "fpsprobesize": "0"}
JPEG_START, JPEG_END = b"\xff\xd8", b"\xff\xd9"
CLIPS = (".mp4", ".mkv", ".avi", ".mov", ".mjpeg", ".mjpg", ".ts", ".webm", ".jpg", ".jpeg", ".png")


class NoPicture(Exception):
    """Why there is none: an id of words.REASONS."""

    def __init__(self, reason: str):
        super().__init__(reason)
        self.reason = reason


@dataclass(frozen=True)
class Wish:
    """What to fetch. ``address`` carries no credentials; ``clips`` is the only folder clips are read from."""

    kind: str
    address: str
    seconds: float
    at: datetime
    credentials: str = field(default="", repr=False)
    clips: Path = Path(".")


@dataclass(frozen=True)
class Picture:
    """Bytes of a JPEG or PNG, and the moment the camera says it took it, if it says one."""

    content: bytes
    claimed_at: datetime | None = None


def fetch(wish: Wish) -> Picture:
    """One picture within ``wish.seconds``; raises NoPicture with the reason."""
    ways = {"http_snapshot": _snapshot, "rtsp": _stream, "file": _clip}
    return ways[wish.kind](wish)


# ---- HTTP


class _Cut:
    """Cuts a connection at its limit: a thread's timer shuts the socket down, so that a blocked read returns."""

    def __init__(self, seconds: float):
        self._held: list[socket.socket] = []
        self._answers: list[http.client.HTTPResponse] = []
        self._timer = threading.Timer(seconds, self._cut)
        self._timer.daemon = True
        self.done = False

    def __enter__(self):
        self._timer.start()
        return self

    def __exit__(self, *_):
        self._timer.cancel()
        for held in (*self._answers, *self._held):
            held.close()

    def keep(self, answer: http.client.HTTPResponse) -> http.client.HTTPResponse:
        """Closed at the end: urllib forgets the answer that asked for credentials."""
        self._answers.append(answer)
        return answer

    def connect(self, *args, **kwargs) -> socket.socket:
        """socket.create_connection, with a second handle on the connection: TLS takes the first one for itself."""
        made = socket.create_connection(*args, **kwargs)
        self._held.append(made.dup())
        if self.done:
            self._cut()
        return made

    def _cut(self) -> None:
        self.done = True
        for held in self._held:
            with suppress(OSError):  # it ended by itself meanwhile
                held.shutdown(socket.SHUT_RDWR)


def _held(kind: type[http.client.HTTPConnection], cut: _Cut, *args, **kwargs) -> http.client.HTTPConnection:
    made = kind(*args, **kwargs)
    made._create_connection = cut.connect
    return made


class _Opens(urllib.request.HTTPHandler, urllib.request.HTTPSHandler):
    """HTTP and HTTPS over connections that a timer may cut."""

    def __init__(self, cut: _Cut):
        super().__init__()
        self._cut = cut

    def http_open(self, request):
        return self._cut.keep(self.do_open(partial(_held, http.client.HTTPConnection, self._cut), request))

    def https_open(self, request):
        return self._cut.keep(self.do_open(partial(_held, http.client.HTTPSConnection, self._cut), request))


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """A camera has no business sending us elsewhere."""

    def redirect_request(self, *_args, **_kwargs):
        return None


def _opener(wish: Wish, cut: _Cut) -> urllib.request.OpenerDirector:
    """Without proxies and redirects; basic and digest credentials as the camera asks for them."""
    handlers: list = [urllib.request.ProxyHandler({}), _Opens(cut), _NoRedirect()]
    if wish.credentials:
        user, _colon, password = wish.credentials.partition(":")
        book = urllib.request.HTTPPasswordMgrWithDefaultRealm()
        book.add_password(None, wish.address, user, password)
        handlers += [urllib.request.HTTPDigestAuthHandler(book), urllib.request.HTTPBasicAuthHandler(book)]
    return urllib.request.build_opener(*handlers)


@contextmanager
def _told(cut: _Cut) -> Iterator[None]:
    """Errors of the network as reasons."""
    try:
        yield
    except urllib.error.HTTPError as error:
        error.close()
        raise NoPicture("unauthorised" if error.code in (401, 403) else "refused") from None
    except (TimeoutError, OSError, http.client.HTTPException, ValueError) as error:
        inner = getattr(error, "reason", error)
        timed_out = cut.done or isinstance(inner, TimeoutError)
        raise NoPicture("timeout" if timed_out else "unreachable") from None


def _snapshot(wish: Wish) -> Picture:
    """An HTTP snapshot; of a stream of pictures (MJPEG) the first whole one."""
    with _Cut(wish.seconds) as cut:
        with _told(cut), _opener(wish, cut).open(wish.address, timeout=wish.seconds) as answer:
            streamed = answer.headers.get_content_type() == "multipart/x-mixed-replace"
            content = _first_of_stream(answer) if streamed else _whole(answer)
            claimed = _moment(answer.headers.get("Last-Modified"))
        if cut.done:
            raise NoPicture("timeout")
    if not content.startswith(PICTURE_STARTS):
        raise NoPicture("not_a_picture")
    return Picture(content, claimed)


def _whole(answer) -> bytes:
    parts, size = [], 0
    while block := answer.read1(BLOCK):
        parts.append(block)
        size += len(block)
        if size > LIMIT:
            raise NoPicture("too_large")
    wanted = answer.headers.get("Content-Length", "")
    if wanted.isdecimal() and size < int(wanted):
        raise NoPicture("timeout")
    return b"".join(parts)


def _first_of_stream(answer) -> bytes:
    held = bytearray()
    while block := answer.read1(BLOCK):
        held += block
        start = held.find(JPEG_START)
        end = held.find(JPEG_END, start + 2) if start >= 0 else -1
        if end >= 0:
            return bytes(held[start : end + 2])
        if len(held) > LIMIT:
            raise NoPicture("too_large")
    raise NoPicture("not_a_picture")


def _moment(text: str | None) -> datetime | None:
    """A date of HTTP (RFC 9110), None for nonsense."""
    try:
        found = email.utils.parsedate_to_datetime(text) if text else None
    except (TypeError, ValueError):
        return None
    return found if found is not None and found.tzinfo else None


# ---- streams and clips: in a process that is killed at the limit


def with_credentials(address: str, credentials: str) -> str:
    """The address as FFmpeg wants it: credentials before the host."""
    if not credentials:
        return address
    parts = urlsplit(address)
    user, _colon, password = credentials.partition(":")
    place = f"{quote(user, safe='')}:{quote(password, safe='')}@{parts.netloc}"
    return urlunsplit(parts._replace(netloc=place))


def _stream(wish: Wish) -> Picture:
    return Picture(_grabbed(with_credentials(wish.address, wish.credentials), wish, STREAMING, None))


def stream_frames(
    wish: Wish, take: Callable[[bytes], bool], *, pace: float = 0.4, see: Callable[[object], None] = lambda _luma: None
) -> None:
    """Pictures of an RTSP stream to `take` until it says no, at most one in `pace` seconds; raises NoPicture when it breaks.

    `see` gets the same frame before it is a JPEG: its luma as an array, (h, w) uint8. In this process, for the wall: the reading has FFmpeg's own limits, and the thread belongs to one camera.
    """
    try:
        import av

        from anbao.senses.cameras.grab import jpeg_of, reason_of
    except ImportError:
        raise NoPicture("no_vision") from None
    url = with_credentials(wish.address, wish.credentials)
    last = 0.0
    try:
        with av.open(url, options=STREAMING, timeout=wish.seconds) as container:
            if not container.streams.video:
                raise NoPicture("no_video")
            for frame in container.decode(container.streams.video[0]):
                now = monotonic()
                if now - last < pace:
                    continue
                last = now
                see(frame.to_ndarray(format="gray"))
                if not take(jpeg_of(frame)):
                    return
    except (av.FFmpegError, OSError, ValueError) as error:
        raise NoPicture(reason_of(error)) from None
    raise NoPicture("no_video")


def begin_film(wish: Wish, folder: Path) -> subprocess.Popen:
    """A process that writes an RTSP stream as HLS into `folder` until its standard input is closed (see film)."""
    url = with_credentials(wish.address, wish.credentials)
    job = {"url": url, "options": STREAMING, "folder": str(folder), "seconds": wish.seconds}
    process = subprocess.Popen(
        [sys.executable, "-m", "anbao.senses.cameras.film"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )  # fmt: skip
    process.stdin.write(json.dumps(job).encode() + b"\n")
    process.stdin.flush()
    return process


def _clip(wish: Wish) -> Picture:
    """The clip plays for ever: what it shows at a moment depends on the moment only."""
    place = (wish.clips / wish.address).resolve()
    if not place.is_relative_to(wish.clips.resolve()) or place.suffix.lower() not in CLIPS or not place.is_file():
        raise NoPicture("no_file")
    return Picture(_grabbed(str(place), wish, {}, wish.at.timestamp() % 86400))


def _grabbed(url: str, wish: Wish, options: dict, offset: float | None) -> bytes:
    started = monotonic()
    job = json.dumps({"url": url, "options": options, "seconds": wish.seconds, "offset": offset})
    command = [sys.executable, "-m", "anbao.senses.cameras.grab"]
    try:
        done = subprocess.run(
            command, input=job.encode(), capture_output=True, timeout=wish.seconds + 1.0, check=False
        )  # a second for the interpreter to start
    except subprocess.TimeoutExpired:
        raise NoPicture("timeout") from None
    if done.returncode == 0 and done.stdout.startswith(PICTURE_STARTS):
        return done.stdout
    reason = done.stderr.decode(errors="replace").strip().splitlines()[-1:] or [""]
    log.debug("grab: %s after %.1f s", reason[0], monotonic() - started)
    raise NoPicture(reason[0] if done.returncode == 3 else "no_video")
