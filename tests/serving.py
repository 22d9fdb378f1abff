"""The product under a real server, in a process of its own, on the test's database."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import connection
from django.test import Client

#: seconds a test waits at most for something that comes in milliseconds
PATIENCE = 30


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def await_port(port: int, process: subprocess.Popen) -> None:
    """Until something accepts on `port`; refused tries return at once, and a dead server ends the wait."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=PATIENCE).close()
            return
        except ConnectionRefusedError:
            assert process.poll() is None and time.monotonic() < end, process.stdout.read()
            time.sleep(0.02)


@contextmanager
def served(port: int, **environ: str) -> Iterator[subprocess.Popen]:
    """The product under Granian on the test's own database, ready to answer."""
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.settings", "ANBAO_DATABASE": connection.settings_dict["NAME"], "PYTHONWARNINGS": "default", **environ,
    }  # fmt: skip
    command = [
        sys.executable, "-m", "granian", "--interface", "asginl", "--port", str(port), "--workers", "1", "--workers-kill-timeout", "1",
        "anbao.project.asgi:application",
    ]  # fmt: skip
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    await_port(port, process)
    try:
        yield process
    finally:
        process.terminate()
        process.wait(PATIENCE)
        process.stdout.close()


def cookie_of(user) -> str:
    client = Client()
    client.force_login(user)
    return f"sessionid={client.cookies['sessionid'].value}"
