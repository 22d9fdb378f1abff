"""A demo is not forgotten under a running server, and a wrong command is told in one line."""

import os
import socket
import subprocess
import sys
from datetime import UTC, datetime

import pytest
from typer.testing import CliRunner

from anbao.project.cli import app
from anbao.project.occupancy import Occupied, as_the_demo, using


def test_those_who_share_go_together_and_one_who_needs_it_alone_is_refused(tmp_path):
    shared = (using(tmp_path), using(tmp_path), pytest.raises(Occupied, match="stop it first"))
    with shared[0], shared[1], shared[2], using(tmp_path, alone=True):
        raise AssertionError("taken away from a server")
    with using(tmp_path, alone=True) as use:
        with pytest.raises(Occupied, match="made anew"), using(tmp_path):
            raise AssertionError("served in the middle of being made")
        use.share()
        with using(tmp_path):
            pass


def test_the_hold_ends_with_its_process(tmp_path):
    code = f"from pathlib import Path; from anbao.project.occupancy import using\nwith using(Path({str(tmp_path)!r})): print('held', flush=True); input()"
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as server:
        assert server.stdout.readline() == "held\n"
        with pytest.raises(Occupied), using(tmp_path, alone=True):
            raise AssertionError("taken away from a server")
        server.kill()
        server.wait()
        with using(tmp_path, alone=True):
            pass


def test_fresh_beside_a_server_is_refused_in_one_line_and_nothing_is_forgotten(tmp_path, monkeypatch):
    monkeypatch.setenv("ANBAO_HOME", str(tmp_path))
    monkeypatch.setattr("anbao.project.cli.set_up", lambda **_: pytest.fail("the database was touched"))
    (tmp_path / "demo.json").write_text("{}")
    with using(tmp_path):
        result = CliRunner().invoke(app, ["demo", "--fresh", "--no-serve"])
    assert result.exit_code == 1
    assert result.stderr.startswith("anbao: ") and result.stderr.count("\n") == 1 and "stop it first" in result.stderr
    assert sorted(os.listdir(tmp_path)) == ["demo.json", "demo.lock", "in-use.lock"]


@pytest.mark.parametrize("words", [["--port", "8765"], ["--no-serve"], ["--fresh"]], ids=" ".join)
def test_a_second_demo_in_the_folder_is_refused_in_one_line_that_names_the_first(tmp_path, monkeypatch, words):
    monkeypatch.setenv("ANBAO_HOME", str(tmp_path))
    monkeypatch.setattr("anbao.project.cli.set_up", lambda **_: pytest.fail("the database was touched"))
    code = (
        "from datetime import datetime; from pathlib import Path; from anbao.project.occupancy import as_the_demo\n"
        f"with as_the_demo(Path({str(tmp_path)!r}), port=8123, since=datetime(2022, 2, 4, 20, 5)): print('held', flush=True); input()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as demo:
        assert demo.stdout.readline() == "held\n"
        result = CliRunner().invoke(app, ["demo", *words])
        demo.kill()
    assert result.exit_code == 1 and result.stderr.startswith("anbao: ") and result.stderr.count("\n") == 1
    assert f"进程 {demo.pid}，2022-02-04 20:05 起，端口 8123" in result.stderr
    assert f"process {demo.pid}, since 2022-02-04 20:05, port 8123" in result.stderr
    with as_the_demo(
        tmp_path, port=0, since=datetime(2022, 2, 4, tzinfo=UTC)
    ):  # the killed one's hold has ended with it
        pass


def test_a_port_that_is_taken_is_told_before_minutes_of_replay(tmp_path, monkeypatch):
    monkeypatch.setenv("ANBAO_HOME", str(tmp_path))
    monkeypatch.setattr("anbao.project.cli.set_up", lambda **_: pytest.fail("the replay was begun"))
    with socket.create_server(("127.0.0.1", 0)) as taken:
        result = CliRunner().invoke(app, ["demo", "--port", str(taken.getsockname()[1])])
    assert result.exit_code == 1 and "can't listen on 127.0.0.1" in result.stderr and result.stderr.count("\n") == 1


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (["fligures"], "No such command 'fligures'"),
        (["figures", "--nope"], "No such option: --nope"),
        (["serve", "--port", "x"], "Invalid value for '--port'"),
        (["demo", "--until"], "requires an argument"),
        (["ledger", "nope"], "(see 'anbao ledger --help')"),
    ],
)
def test_what_the_parser_refuses_is_one_line(words, told):
    result = CliRunner().invoke(app, words, prog_name="anbao")
    assert result.exit_code == 2
    assert result.stderr.startswith("anbao: ") and result.stderr.count("\n") == 1 and told in result.stderr


def test_no_command_shows_the_help():
    result = CliRunner().invoke(app, [], prog_name="anbao")
    assert result.exit_code == 2 and "figures" in result.stderr + result.stdout
