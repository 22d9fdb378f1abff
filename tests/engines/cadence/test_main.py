"""The command's contract: columns, flags, one line per fault and exit code 2."""

import csv
import io

import pytest

from anbao.engines.cadence.__main__ import COLUMNS, main

WINDOW = ["--from", "2022-01-01", "--until", "2022-02-28"]


@pytest.fixture
def declared(tmp_path):
    def write(text):
        path = tmp_path / "cadence.yaml"
        path.write_text(text, encoding="utf-8")
        return [str(path), *WINDOW]

    return write


def test_prints_occurrences_as_csv(declared, capsys):
    words = declared("at: [opening-10d, opening-3wd, phase:games.end]\ndue: 17:30\ngrace: 2h\n")
    assert main([*words, "--anchor", "opening=2022-02-04", "--phase", "games=2022-02-04..2022-02-20"]) == 0
    rows = list(csv.reader(io.StringIO(capsys.readouterr().out)))
    assert tuple(rows[0]) == COLUMNS
    assert rows[2] == ["opening-3wd", "2022-01-28", *(f"2022-01-28T{t}:00+08:00" for t in ("00:00", "17:30", "19:30"))]
    assert len(rows) == 4


def test_tightens_and_describes(declared, capsys):
    words = declared("{every: week, on: [mon], overrides: {focus: {every: day}}}")
    assert main([*words, "--factor", "2", "--describe"]) == 0
    assert capsys.readouterr().out == "每周一、周四\nEvery week on Monday and Thursday\n"
    assert main([*words, "--priority", "focus", "--describe"]) == 0
    assert capsys.readouterr().out.startswith("每日\n")


@pytest.mark.parametrize(
    "text, lines", [("every: dya\ngrace: x", 2), ("at: closing", 1), ("{", 1), ("at: 2022-02-30", 1), ("", 1)]
)
def test_bad_input_is_one_line_per_fault_and_code_2(declared, capsys, text, lines):
    assert main(declared(text)) == 2
    out, err = capsys.readouterr()
    assert out == "" and len(err.splitlines()) == lines


@pytest.mark.parametrize("wrong", [["missing.yaml", "--from", "soon", "--until", "2022-01-01"], []])
def test_bad_arguments_exit_with_code_2(wrong, capsys):
    with pytest.raises(SystemExit) as ended:
        main(wrong)
    assert ended.value.code == 2


def test_a_missing_file_is_one_line(capsys):
    assert main(["/nonexistent/cadence.yaml", *WINDOW]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1
