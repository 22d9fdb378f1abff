"""`anbao figures` prints numbers as they are."""

import re

import pytest
from django.utils import translation
from typer.testing import CliRunner

from anbao.command.figures.queries import Figure
from anbao.project import cli


@pytest.mark.parametrize(
    ("number", "said"),
    [
        (1_005_060, "1,005,060"),
        (2_740, "2,740"),
        (16, "16"),
        (0, "0"),
        (0.985714, "0.985714"),
        (0.5, "0.5"),
        (1.0, "1"),
    ],
)
def test_whole_numbers_are_printed_whole(monkeypatch, number, said):
    figure = Figure("drills", "演练", "Drills", ">=", number, number, True, "")
    monkeypatch.setenv("COLUMNS", "160")
    monkeypatch.setattr(cli, "set_up", lambda **_: None)
    monkeypatch.setattr(cli, "campaigns_of", lambda number: [None])
    monkeypatch.setattr("anbao.command.figures.queries.figures", lambda campaign, at: [figure])
    with translation.override("zh-hans"):  # the command speaks English, and what comes after it here does not
        printed = CliRunner().invoke(cli.app, ["figures"]).stdout
    assert re.search(rf">= {re.escape(said)}\s+│ {re.escape(said)}\s", printed), printed
