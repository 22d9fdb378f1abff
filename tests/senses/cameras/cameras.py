"""Cameras for tests: small servers on real sockets, each with one habit."""

import io
import random
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from PIL import Image


def jpeg(shade: int = 120, size: tuple[int, int] = (320, 240), seed: int = 1, quality: int = 85) -> bytes:
    """A scene with edges and a little noise around `shade`."""
    dice = random.Random(seed)
    image = Image.new("L", size, shade)
    for _ in range(24):
        x, y = dice.randrange(size[0]), dice.randrange(size[1])
        image.paste(
            max(0, min(255, shade + dice.randrange(-60, 60))), (x, y, min(x + 40, size[0]), min(y + 30, size[1]))
        )
    held = io.BytesIO()
    image.convert("RGB").save(held, "JPEG", quality=quality)
    return held.getvalue()


def answer(body: bytes, kind: str = "image/jpeg", status: str = "200 OK", **heads: str) -> bytes:
    lines = [f"HTTP/1.1 {status}", f"Content-Type: {kind}", f"Content-Length: {len(body)}", "Connection: close"]
    lines += [f"{name.replace('_', '-')}: {value}" for name, value in heads.items()]
    return ("\r\n".join(lines) + "\r\n\r\n").encode() + body


@contextmanager
def camera(habit: Callable[[socket.socket, bytes], None]) -> Iterator[str]:
    """A server that hands every connection and its request to `habit`; yields its base address."""
    listener = socket.create_server(("127.0.0.1", 0))
    open_ones: list[socket.socket] = []

    def serve(connection: socket.socket) -> None:
        with connection:
            try:
                request = b""
                while b"\r\n\r\n" not in request and (block := connection.recv(4096)):
                    request += block
                habit(connection, request)
            except OSError:
                pass

    def accept() -> None:
        while True:
            try:
                connection, _peer = listener.accept()
            except OSError:
                return
            open_ones.append(connection)
            threading.Thread(target=serve, args=(connection,), daemon=True).start()

    threading.Thread(target=accept, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{listener.getsockname()[1]}"
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        for connection in open_ones:
            connection.close()


def says(reply: bytes) -> Callable:
    return lambda connection, _request: connection.sendall(reply)


def trickles(reply: bytes, seconds: float = 0.05) -> Callable:
    """A byte at a time, and never the end of it within any patience."""

    def habit(connection: socket.socket, _request: bytes) -> None:
        waits = threading.Event()
        for byte in reply:
            connection.sendall(bytes([byte]))
            waits.wait(seconds)

    return habit
