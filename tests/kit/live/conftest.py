"""A real server on a real socket, and a reader of its stream that knows nothing of the product's code."""

import http.client
import json
import socket
import subprocess
from contextlib import contextmanager
from dataclasses import dataclass

import pytest

from tests.branch import Branch, build_branch
from tests.serving import PATIENCE, free_port, served


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


@pytest.fixture
def bank(transactional_db) -> Branch:
    """The tests' branch in a database that other processes can read."""
    return build_branch()


@pytest.fixture
def server(bank: Branch):
    port = free_port()
    with served(port) as process:
        yield Server(port, process)
