"""A demo that can't have its ports says so before it replays anything: each port, who wants it, the option for another."""

import socket

import pytest
from typer.testing import CliRunner

from anbao.project import cli
from anbao.project.ports import Wanted, faults, of_demo


@pytest.fixture
def taken():
    with socket.socket() as held:
        held.bind(("127.0.0.1", 0))
        held.listen()
        yield held.getsockname()[1]


def test_every_taken_port_is_told_with_who_wants_it_and_its_option(taken):
    found = faults([Wanted(taken, "the site", "--port"), Wanted(0, "others", "--x"), Wanted(taken, "more", "--y")])
    assert found == [
        f"can't listen on 127.0.0.1:{taken} for the site: Address already in use (--port names another port)",
        f"can't listen on 127.0.0.1:{taken} for more: it is wanted for the site too (--y names another port)",
    ]


def test_datagrams_count_where_they_are_wanted():
    with socket.socket(type=socket.SOCK_DGRAM) as held:
        held.bind(("127.0.0.1", 0))
        port = held.getsockname()[1]
        assert "in use" in faults([Wanted(port, "panels", "--alarms", udp=True)])[0]


def test_what_a_demo_listens_on():
    assert [one.port for one in of_demo(port=8000, alarms=9700, cameras=9720)] == [8000, 9700, 9701, 9720, 9721]
    assert [one.port for one in of_demo(port=8000, alarms=0, cameras=0)] == [8000]
    clash = faults(of_demo(port=8000, alarms=9700, cameras=9701))
    assert [words for words in clash if "9701 for camera pictures: it is wanted for fire transmitters too" in words]


def test_a_second_demo_is_refused_in_one_line_before_anything_is_made(taken, tmp_path, monkeypatch):
    monkeypatch.setenv("ANBAO_HOME", str(tmp_path))
    result = CliRunner().invoke(cli.app, ["demo", "--alarms", str(taken), "--cameras", "0", "--port", "1"])
    assert result.exit_code == 1 and result.stderr.count("\n") == 1
    assert f"127.0.0.1:{taken} for alarm panels" in result.stderr and "--alarms" in result.stderr
    assert not (tmp_path / "demo.json").exists() and not (tmp_path / "postgres").exists()
