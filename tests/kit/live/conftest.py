"""A real server on a real socket, and a reader of its stream that knows nothing of the product's code."""

import http.client
import json
import os
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass

import pytest
from django.db import connection
from django.test import Client

from tests.branch import Branch, build_branch

#: seconds a test waits at most for something that comes in milliseconds
PATIENCE = 15


@dataclass
class Message:
    """One block of the stream: an event, or only an id."""

    id: str = ""
    event: str = ""
    data: str = ""
    retry: str = ""
    comment: str = ""

    @property
    def facts(self) -> dict:
        return json.loads(self.data)


class Reader:
    """Reads /live/ block by block over a socket."""

    def __init__(self, port: int, *, cookie: str = "", last_seen: str = ""):
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        headers = {"Accept": "text/event-stream", "Cookie": cookie}
        if last_seen:
            headers["Last-Event-ID"] = last_seen
        self.connection.request("GET", "/live/", headers=headers)
        self.response = self.connection.getresponse()

    def next(self) -> Message:
        message = Message()
        while line := self.response.readline().decode().rstrip("\n"):
            name, _, value = line.partition(": ")
            setattr(message, name or "comment", value)
        return message

    def next_event(self) -> Message:
        while not (message := self.next()).event:
            assert not self.response.isclosed()
        return message

    def close(self) -> None:
        # half of the stream is still to come, forever: shut the socket down instead of draining it
        if self.connection.sock:
            self.connection.sock.shutdown(socket.SHUT_RDWR)
        self.response.close()
        self.connection.close()


@dataclass
class Server:
    port: int
    process: subprocess.Popen

    @contextmanager
    def reading(self, cookie: str, last_seen: str = ""):
        reader = Reader(self.port, cookie=cookie, last_seen=last_seen)
        try:
            yield reader
        finally:
            reader.close()


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
def served(port: int):
    """The product under Granian on the test's own database, ready to answer."""
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.settings", "ANBAO_DATABASE": connection.settings_dict["NAME"], "PYTHONWARNINGS": "default",
    }  # fmt: skip
    command = [
        sys.executable, "-m", "granian", "--interface", "asginl", "--port", str(port), "--workers", "1", "--workers-kill-timeout", "1",
        "anbao.project.asgi:application",
    ]  # fmt: skip
    process = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    await_port(port, process)
    try:
        yield Server(port, process)
    finally:
        process.terminate()
        process.wait(PATIENCE)
        process.stdout.close()


@pytest.fixture
def bank(transactional_db) -> Branch:
    """The tests' branch in a database that other processes can read."""
    return build_branch()


@pytest.fixture
def server(bank: Branch):
    with served(free_port()) as running:
        yield running


def cookie_of(user) -> str:
    client = Client()
    client.force_login(user)
    return f"sessionid={client.cookies['sessionid'].value}"
