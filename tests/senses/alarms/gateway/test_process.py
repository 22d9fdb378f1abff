"""The gateway as a process: it says where it listens, works alarms, ends on SIGTERM; a taken port is one line."""

import os
import re
import signal
import socket
import subprocess
import sys

import pytest
from django.db import connection

from anbao.engines.dc09.panel import Panel
from anbao.senses.alarms.models import Alarm, Gateway
from tests.senses.alarms.gateway.conftest import PATIENCE, Caller
from tests.serving import free_port


def start(*arguments: str) -> subprocess.Popen:
    environment = os.environ | {
        "DJANGO_SETTINGS_MODULE": "tests.settings",
        "ANBAO_DATABASE": connection.settings_dict["NAME"],
    }
    command = [sys.executable, "-m", "anbao.project.cli", "gateway", *arguments]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


@pytest.mark.slow
def test_it_listens_works_alarms_and_ends_cleanly(bank):
    port = free_port()
    process = start("--dc09", str(port), "--fire", "0", "--name", "tested")
    try:
        said = process.stdout.readline()
        assert re.match(rf"listening on 127.0.0.1: DC-09 {port} \(TCP and UDP\)", said), said
        caller = Caller(port, Panel("1234"))
        caller.send(caller.panel.sia("BA", "1"))
        assert [reply.kind for reply in caller.replies()] == ["ACK"]
        with connection.cursor() as cursor:
            cursor.execute("LISTEN anbao_live")
            while not Alarm.house.exists():  # the keeper tells when it has worked the signal
                assert process.poll() is None
                list(cursor.connection.notifies(timeout=0.2, stop_after=1))
        process.send_signal(signal.SIGTERM)
        assert process.wait(PATIENCE) == 0 and caller.closed() == b""
        caller.close()
        assert Gateway.house.get(name="tested").listening is False
    finally:
        if process.poll() is None:
            process.kill()
        process.stdout.close()
        process.wait()


@pytest.mark.slow
@pytest.mark.parametrize(
    "arguments, words",
    [(["--dc09", "TAKEN"], "can't listen on 127.0.0.1"), (["--dc09", "0", "--fire", "0"], "nothing to listen on")],
)
def test_what_can_not_be_is_said_in_one_line(bank, arguments, words):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = str(taken.getsockname()[1])
        process = start(*[port if word == "TAKEN" else word for word in arguments])
        told, _ = process.communicate(timeout=PATIENCE)
    assert process.returncode in (1, 2) and words in told and told.count("\n") == 1
