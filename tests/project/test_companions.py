"""What runs beside the demo's server ends with it; the commands refuse in one line what they can't do."""

import os
import signal
import threading

import pytest
from typer.testing import CliRunner

from anbao.demo.simulator.play import CantPlay, Wish, play
from anbao.project import beside, cli
from anbao.project.beside import companions
from anbao.project.demonstration import Wish as DemoWish
from anbao.project.demonstration import commands, ending_in_order
from tests.branch import NOW
from tests.serving import PATIENCE


def test_companions_end_with_the_block_also_when_it_fails():
    waiting = ["-c", "import signal; signal.pause()"]
    with pytest.raises(RuntimeError), companions({"one": waiting, "other": waiting}) as running:
        assert [one.process.poll() for one in running.values()] == [None, None]
        raise RuntimeError
    assert all(one.process.returncode is not None for one in running.values())


def test_a_companion_that_does_not_listen_is_killed(tmp_path, monkeypatch):
    monkeypatch.setattr(beside, "COMPANIONS_END", 0.01)
    deaf = tmp_path / "deaf"
    os.mkfifo(deaf)
    body = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); open({str(deaf)!r}, 'w'); signal.pause()"
    with companions({"deaf": ["-c", body]}) as running:
        deaf.read_text()  # ends when it has stopped listening
    assert running["deaf"].process.returncode == -signal.SIGKILL


def test_a_companion_that_dies_is_told_and_started_again_ever_later(tmp_path, monkeypatch):
    monkeypatch.setattr(beside, "LOOK", 0.001)
    monkeypatch.setattr(beside, "PAUSES", (0.001, 0.002))
    told, thrice = [], threading.Event()

    def said(words: str) -> None:
        told.append(words)
        if len(told) == 3:
            thrice.set()

    with companions({"weak": ["-c", "raise SystemExit(7)"]}, said=said):
        assert thrice.wait(PATIENCE)
    assert told[:3] == [f"weak ended with code 7; it is started again in {pause} s" for pause in (0.001, 0.002, 0.002)]


def test_a_replay_that_is_told_to_end_leaves_its_blocks_in_order():
    before, left = signal.getsignal(signal.SIGTERM), []
    with pytest.raises(SystemExit) as ended, ending_in_order():
        try:
            os.kill(os.getpid(), signal.SIGTERM)
            signal.pause()
        finally:
            left.append("in order")
    assert ended.value.code == 128 + signal.SIGTERM and left == ["in order"]
    assert signal.getsignal(signal.SIGTERM) is before


def test_without_alarms_neither_gateway_nor_simulator_runs():
    wish = DemoWish(NOW, 2022, False, 8000, 10.0, True, 0)
    assert not {"gateway", "simulator"} & commands(wish).keys()
    with_alarms = commands(DemoWish(NOW, 2022, False, 8000, 10.0, True, 9700, 6.0))
    assert with_alarms["gateway"][-6:-2] == ["--dc09", "9700", "--fire", "9701"] and "6.0" in with_alarms["simulator"]


def test_the_simulator_plays_only_in_a_demo(tmp_path, monkeypatch):
    monkeypatch.setenv("ANBAO_HOME", str(tmp_path))
    monkeypatch.delenv("ANBAO_DEMO", raising=False)
    result = CliRunner().invoke(cli.app, ["simulate"])
    assert result.exit_code == 1 and result.stderr.startswith("anbao: there is no demo here")
    assert result.stderr.count("\n") == 1


@pytest.mark.parametrize("scenario, words", [("tea", "no scenario 'tea'; there are: robbery"), ("", "no panels")])
def test_what_cannot_be_played_is_said_in_one_line(db, tmp_path, scenario, words):
    with pytest.raises(CantPlay, match=words):
        play(Wish(scenario, 4, 1, "127.0.0.1", 1, 2, tmp_path / "silent.json"), said=print)
