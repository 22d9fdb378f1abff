"""The servers of the simulated cameras: HTTP (``/<code>.jpg``, ``/<code>.mjpg``) and RTSP (``/<code>``) on two ports."""

import logging
import socket
import socketserver
import struct
import threading
from collections.abc import Callable, Mapping
from contextlib import contextmanager, suppress
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import monotonic, sleep

from anbao.demo.simulator.cameras import rtpjpeg
from anbao.demo.simulator.cameras.faults import Fault, fault_at
from anbao.demo.simulator.cameras.views import View

LOG = logging.getLogger("anbao.simulate")

#: pictures a second of the streams
RATE = 4
#: seconds for which one picture serves everybody who asks
FRESH = 0.2


class Cameras:
    """Every simulated camera by its code. ``now`` gives the campaign's moment, ``fault`` what is wrong then."""

    def __init__(
        self, kinds: Mapping[str, str], *, seed: int, now: Callable[[], datetime],
        fault: Callable[[int, str, datetime], Fault | None] = fault_at,
    ):  # fmt: skip
        self.views = {code: View(code, kind, seed) for code, kind in kinds.items()}
        self.seed, self.now, self._fault = seed, now, fault
        self._kept: dict[str, tuple[float, bytes]] = {}

    def fault(self, code: str, at: datetime) -> Fault | None:
        return self._fault(self.seed, code, at)

    def picture(self, code: str, at: datetime) -> bytes:
        """The JPEG of a camera at a moment."""
        return self.views[code].jpeg(at, self.fault(code, at))

    def fresh(self, code: str) -> bytes | None:
        """What the camera shows now; None while it is gone."""
        at = self.now()
        fault = self.fault(code, at)
        if fault is not None and fault.kind == "gone":
            return None
        kept = self._kept.get(code)
        if kept is None or monotonic() - kept[0] > FRESH:
            kept = self._kept[code] = (monotonic(), self.views[code].jpeg(at, fault))
        return kept[1]

    def is_slow(self, code: str) -> bool:
        fault = self.fault(code, self.now())
        return fault is not None and fault.kind == "slow"


class _Http(BaseHTTPRequestHandler):
    cameras: Cameras
    protocol_version = "HTTP/1.0"

    def do_GET(self):
        code, _dot, form = self.path.partition("?")[0].strip("/").rpartition(".")
        if code not in self.cameras.views or form not in ("jpg", "mjpg"):
            self.send_error(404)
            return
        picture = self.cameras.fresh(code)
        if picture is None:
            self.connection.close()  # its power is gone: no answer at all
            return
        (self._one if form == "jpg" else self._stream)(code, picture)

    def _one(self, code: str, picture: bytes) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "image/jpeg")
        self.send_header("Content-Length", str(len(picture)))
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        if self.cameras.is_slow(code):
            for byte in picture[:60]:
                self.wfile.write(bytes([byte]))
                sleep(1)
            return
        self.wfile.write(picture)

    def _stream(self, code: str, picture: bytes | None) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "multipart/x-mixed-replace; boundary=frame")
        self.end_headers()
        while picture is not None:
            head = f"--frame\r\nContent-Type: image/jpeg\r\nContent-Length: {len(picture)}\r\n\r\n"
            self.wfile.write(head.encode() + picture + b"\r\n")
            sleep(1 / RATE)
            picture = self.cameras.fresh(code)

    def log_message(self, *_args):
        pass

    def handle(self):
        with suppress(OSError):  # whoever looked has left
            super().handle()


class _Rtsp(socketserver.StreamRequestHandler):
    """RTSP 1.0 with interleaved TCP (RFC 2326): OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN."""

    cameras: Cameras
    timeout = 30

    def handle(self):
        self._playing = threading.Event()
        self._sending = threading.Lock()
        try:
            while request := self._request():
                self._answer(*request)
        except (OSError, ValueError):
            pass
        finally:
            self._playing.clear()

    def _request(self) -> tuple[str, str, dict[str, str]] | None:
        line = self.rfile.readline(4096)
        while line[:1] == b"$":  # interleaved RTCP of the reader: four bytes of head, then its length
            whole = line + self.rfile.read(max(4 - len(line), 0))
            size = struct.unpack(">H", whole[2:4])[0]
            left = size + 4 - len(whole)
            rest = self.rfile.read(left) if left > 0 else b""
            line = whole[4 + size :] if left < 0 else b""
            line = line or (self.rfile.readline(4096) if rest or left <= 0 else b"")
        if not line.strip():
            return None
        verb, url, _version = line.decode("latin-1").split(" ", 2)
        heads: dict[str, str] = {}
        while (text := self.rfile.readline(4096).decode("latin-1").strip()) and len(heads) < 50:
            name, _colon, value = text.partition(":")
            heads[name.strip().lower()] = value.strip()
        return verb, url, heads

    def _answer(self, verb: str, url: str, heads: dict[str, str]) -> None:
        code = url.rpartition("://")[2].partition("/")[2].split("/")[0].partition("?")[0]
        told, body = {"CSeq": heads.get("cseq", "0"), "Session": "1"}, b""
        known = code in self.cameras.views and self.cameras.fresh(code) is not None
        status = "200 OK" if known or verb in ("OPTIONS", "TEARDOWN") else "404 Not Found"
        if verb == "OPTIONS":
            told["Public"] = "OPTIONS, DESCRIBE, SETUP, PLAY, TEARDOWN"
        elif verb == "DESCRIBE" and known:
            told |= {"Content-Type": "application/sdp", "Content-Base": f"{url}/"}
            body = b"v=0\r\no=- 0 0 IN IP4 127.0.0.1\r\ns=AnBao\r\nc=IN IP4 0.0.0.0\r\nt=0 0\r\nm=video 0 RTP/AVP 26\r\na=control:track\r\n"
        elif verb == "SETUP":
            if "TCP" not in heads.get("transport", ""):
                status = "461 Unsupported Transport"
            told["Transport"] = "RTP/AVP/TCP;unicast;interleaved=0-1"
        if body:
            told["Content-Length"] = str(len(body))
        lines = [f"RTSP/1.0 {status}", *(f"{name}: {value}" for name, value in told.items())]
        with self._sending:
            self.wfile.write(("\r\n".join(lines) + "\r\n\r\n").encode() + body)
        if verb == "PLAY" and known and not self._playing.is_set():
            self._playing.set()
            threading.Thread(target=self._play, args=(code,), daemon=True).start()
        elif verb == "TEARDOWN":
            raise ValueError("the reader is done")

    def _play(self, code: str) -> None:
        sequence, begun = 1, monotonic()
        try:
            while self._playing.is_set() and (picture := self.cameras.fresh(code)) is not None:
                stamp = int((monotonic() - begun) * 90_000)
                for packet in rtpjpeg.packets(picture, sequence=sequence, stamp=stamp, source=0xA2BA0):
                    with self._sending:
                        self.wfile.write(b"$\x00" + struct.pack(">H", len(packet)) + packet)
                    sequence += 1
                sleep(1 / RATE)
        except (OSError, ValueError):
            pass
        self._playing.clear()


class _RtspServer(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


class _HttpServer(ThreadingHTTPServer):
    daemon_threads = True


@contextmanager
def served(cameras: Cameras, *, host: str = "127.0.0.1", http_port: int = 0, rtsp_port: int = 0):
    """Both servers while the block runs; yields (HTTP port, RTSP port)."""
    http = _HttpServer((host, http_port), type("Http", (_Http,), {"cameras": cameras}))
    try:
        rtsp = _RtspServer((host, rtsp_port), type("Rtsp", (_Rtsp,), {"cameras": cameras}))
    except OSError:
        http.server_close()
        raise
    servers = (http, rtsp)
    threads = [threading.Thread(target=s.serve_forever, kwargs={"poll_interval": 0.1}, daemon=True) for s in servers]
    for thread in threads:
        thread.start()
    try:
        yield http.server_address[1], rtsp.server_address[1]
    finally:
        for server in servers:
            server.shutdown()
            server.server_close()
        for thread in threads:
            thread.join()


def is_free(port: int, host: str = "127.0.0.1") -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True
