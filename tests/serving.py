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
#: seconds that a server may take to start where many cores' work shares few cores
STARTS = 90


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def await_port(port: int, process: subprocess.Popen) -> None:
    """Until something accepts on `port`; a dead server ends the wait with what it said, a late one is ended too."""
    end = time.monotonic() + STARTS
    while True:
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except (ConnectionRefusedError, TimeoutError):
            if process.poll() is None and time.monotonic() < end:
                time.sleep(0.02)
                continue
            process.kill()  # what it said is read to its end, which a server that lives never reaches
            raise AssertionError(f"nothing listens on {port}: {process.communicate()[0]}") from None


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
