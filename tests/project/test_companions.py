"""What runs beside the demo's server ends with it; the commands refuse in one line what they can't do."""

import pytest
from typer.testing import CliRunner

from anbao.demo.simulator.play import CantPlay, Wish, play
from anbao.project import cli
from anbao.project.demonstration import Wish as DemoWish
from anbao.project.demonstration import commands, companions
from tests.branch import NOW


def test_companions_end_with_the_block_also_when_it_fails():
    waiting = ["-c", "import signal; signal.pause()"]
    with pytest.raises(RuntimeError), companions({"one": waiting, "other": waiting}) as running:
        assert [process.poll() for process in running.values()] == [None, None]
        raise RuntimeError
    assert all(process.returncode is not None for process in running.values())


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
