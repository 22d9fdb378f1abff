"""The command: draw, prove, simulate; refusals are one line."""

import csv
import json

import pytest

from anbao.engines.sealing.__main__ import main

PLACES = "name,lon,lat\n" + "".join(f"P{n},{114.8 + n / 50},{40.8 + n / 70}\n" for n in range(6))
DUTIES = "name,every,weight\nR,6,2\n" + "".join(f"P{n},12,\n" for n in range(9))


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "places.csv").write_text(PLACES, encoding="utf-8")
    (tmp_path / "duties.csv").write_text(DUTIES, encoding="utf-8")
    return tmp_path


DRAW = "draw places.csv --days 3 --least 1 --most 3 --out plan.csv --sealed sealed.json"


def test_a_draw_is_written_and_proves_itself(folder, capsys):
    assert main([*DRAW.split(), "--seed", "ab" * 32]) == 0
    rows = list(csv.DictReader((folder / "plan.csv").read_text(encoding="utf-8").splitlines()))
    assert {row["place"] for row in rows} == {f"P{n}" for n in range(6)}
    assert main(["recompute", "sealed.json"]) == 0
    told = capsys.readouterr().out
    assert "commitment " in told and "holds: commitment" in told


def test_a_draw_that_was_changed_afterwards_is_found(folder, capsys):
    main([*DRAW.split(), "--seed", "ab" * 32])
    sealed = json.loads((folder / "sealed.json").read_text(encoding="utf-8"))
    sealed["seed"] = "cd" * 32
    (folder / "sealed.json").write_text(json.dumps(sealed), encoding="utf-8")
    assert main(["recompute", "sealed.json"]) in (1, 2)
    assert "does not hold" in capsys.readouterr().out


def test_weeks_are_simulated_and_judged(folder, capsys):
    assert main(["weeks", "duties.csv", "--capacity", "4", "--weeks", "200", "--out", "weeks.csv"]) == 0
    assert "200 weeks" in (told := capsys.readouterr().out) and "0 obligations missed" in told
    assert (folder / "weeks.csv").read_text(encoding="utf-8").startswith("week,place\n1,")


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("draw places.csv --days 1 --most 3 --out o --sealed s", "too few days: 6 visits are wanted"),
        ("draw nothing.csv --days 1 --most 3 --out o --sealed s", "nothing.csv: No such file"),
        (f"{DRAW} --seed xy", "a seed is 32 bytes in hexadecimal"),
        ("weeks duties.csv --capacity 1 --weeks 3 --out o", "are too few to keep these deadlines"),
        ("weeks places.csv --capacity 1 --weeks 3 --out o", "needs the columns name, every"),
        ("recompute places.csv", "not a readable file of this form"),
    ],
)
def test_what_is_wrong_is_one_line_and_exit_code_2(folder, capsys, line, said):
    try:
        code = main(line.split())
    except SystemExit as exit_:
        code = exit_.code
    told = capsys.readouterr().err
    assert code == 2 and said in told and told.count("\n") == 1
