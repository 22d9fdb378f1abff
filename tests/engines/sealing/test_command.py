"""The command: draw, prove, simulate; refusals are one line."""

import csv
import json
import subprocess
import sys
from pathlib import Path

import pytest

from anbao.engines.sealing.__main__ import main

ROOT = Path(__file__).parents[3]
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


def test_the_program_of_the_page_verifies_a_draw_without_a_line_of_this_project(folder):
    page = (ROOT / "docs/algorithms/sealing.md").read_text(encoding="utf-8")
    (folder / "verify.py").write_text(page.partition("```python\n")[2].partition("```")[0], encoding="utf-8")
    main([*DRAW.split(), "--seed", "ab" * 32])

    def verified():
        line = [sys.executable, "-I", "verify.py", "sealed.json"]
        return subprocess.run(line, capture_output=True, text=True, check=False, timeout=60)

    assert verified().stdout.startswith("holds; no chance is further than")
    sealed = json.loads((folder / "sealed.json").read_text(encoding="utf-8"))
    for key, value in (
        ("seed", "cd" * 32),
        ("plan", sealed["plan"][::-1]),
        ("document", sealed["document"] | {"odds": []}),
    ):
        (folder / "sealed.json").write_text(json.dumps(sealed | {key: value}), encoding="utf-8")
        assert verified().returncode == 1


def test_a_draw_overwrites_nothing_and_its_two_results_are_two_files(folder, capsys):
    for change, said in (
        (("plan.csv", "places.csv"), "--out places.csv would overwrite what is read (the places)"),
        (("sealed.json", "places.csv"), "--sealed places.csv would overwrite what is read (the places)"),
        (("sealed.json", "plan.csv"), "--sealed and --out name one file: plan.csv"),
    ):
        assert main(DRAW.replace(*change).split()) == 2
        assert said in capsys.readouterr().err
    assert main(["weeks", "duties.csv", "--capacity", "3", "--weeks", "2", "--out", "duties.csv"]) == 2
    assert "--out duties.csv would overwrite" in capsys.readouterr().err
    assert (folder / "places.csv").read_text(encoding="utf-8") == PLACES
    assert (folder / "duties.csv").read_text(encoding="utf-8") == DUTIES


def test_a_sealed_document_with_a_key_twice_is_refused(folder, capsys):
    main(DRAW.split())
    text = (folder / "sealed.json").read_text(encoding="utf-8")
    (folder / "sealed.json").write_text(text.replace('"least": 1', '"least": 9, "least": 1', 1), encoding="utf-8")
    assert main(["recompute", "sealed.json"]) == 2
    assert "error: document, slots 1: key 'least' stands more than once" in capsys.readouterr().err


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
        ("weeks places.csv --capacity 1 --weeks 3 --out o", "columns are missing: every"),
        ("weeks duties.csv --capacity 4 --weeks -1 --out o", "--weeks is 1 to"),
        ("draw places.csv --days 100000000 --most 2 --out o --sealed s", "100000000 days are more than"),
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


def test_every_fault_of_a_file_of_places_is_told_at_once(folder, capsys):
    bad = "Name,lon,lat,opens,closes\na,1,x,,\n,1,1,,\nb,1,1,25:00,\nc,200,1,,\nd,1,1,,\nd,1,1,12:00,11:00\n"
    (folder / "places.csv").write_text(bad, encoding="utf-8")
    assert main(DRAW.split()) == 2
    told = capsys.readouterr().err
    for words in ("lat: 'x' (row 2)", "missing: row 3", "'25:00' (row 4)", "earth: c", "once: d", "opens: d"):
        assert words in told
    assert "depot" not in told


@pytest.mark.parametrize(
    ("document", "said"),
    [
        ({}, "not a sealed document of the form anbao.sealing/1"),
        ([], "not a sealed document of the form anbao.sealing/1"),
        ({"format": "anbao.sealing/1", "places": 3, "slots": [], "roads": None, "marginals": "x", "odds": []},
         "missing or not of its form: places, marginals"),
    ],
)  # fmt: skip
def test_what_is_no_sealed_document_is_told_by_its_parts(folder, capsys, document, said):
    told = {"seed": "ab" * 32, "commitment": "c", "document": document}
    (folder / "sealed.json").write_text(json.dumps(told), encoding="utf-8")
    assert main(["recompute", "sealed.json"]) == 2
    assert said in (words := capsys.readouterr().err) and "Error" not in words


def test_a_file_nested_too_deep_is_told(folder, capsys):
    (folder / "sealed.json").write_text("[" * 100_000, encoding="utf-8")
    assert main(["recompute", "sealed.json"]) == 2
    assert "nested too deep" in capsys.readouterr().err


def test_files_of_a_chinese_spreadsheet_are_read_and_faults_told_in_chinese(folder, capsys):
    rows = [row.split(",") for row in PLACES.splitlines()[1:]]
    text = "名称,经度,纬度\n" + "".join(f"网点{n},{lon},{lat}\n" for n, (_, lon, lat) in enumerate(rows))
    (folder / "places.csv").write_text(text, encoding="gb18030")
    assert main(DRAW.split()) == 0
    assert {row[2] for row in csv.reader((folder / "plan.csv").read_text(encoding="utf-8").splitlines())} == {
        "place",
        *(f"网点{n}" for n in range(6)),
    }
    assert json.loads((folder / "sealed.json").read_text(encoding="utf-8"))["document"]["roads"] is not None
    (folder / "duties.csv").write_text(DUTIES.replace("P1", "网点"), encoding="gb18030")
    assert main(["weeks", "duties.csv", "--capacity", "4", "--weeks", "9", "--out", "weeks.csv"]) == 0
    capsys.readouterr()
    assert main(["--zh", "weeks", "duties.csv", "--capacity", "1", "--weeks", "0", "--out", "o"]) == 2
    assert "错误：周数须为 1 至" in (told := capsys.readouterr().err) and "error" not in told
    (folder / "places.csv").write_text("名称,经度\na,1\n", encoding="gb18030")
    assert main(["--zh", *DRAW.split()]) == 2
    assert "缺少列: lat" in capsys.readouterr().err


@pytest.mark.parametrize("verb", ["draw", "weeks"])
def test_a_name_of_any_length_is_told_by_its_row(folder, capsys, verb):
    long, before = "长" * 200_000, csv.field_size_limit()
    (folder / "places.csv").write_text(f"{PLACES}{long},114.9,40.9\n", encoding="utf-8")
    (folder / "duties.csv").write_text(f"{DUTIES}{long},12,\n", encoding="utf-8")
    told_to = {"draw": DRAW, "weeks": "weeks duties.csv --capacity 4 --weeks 9 --out weeks.csv"}[verb]
    assert main(told_to.split()) == 2
    told = capsys.readouterr().err
    assert "more than 200 characters: row" in told and "field" not in told and len(told) < 300
    assert csv.field_size_limit() == before


@pytest.mark.parametrize(("zh", "said"), [([], "the file is empty"), (["--zh"], "文件为空")])
def test_an_empty_file_is_said_to_be_empty(tmp_path, capsys, zh, said):
    nothing = tmp_path / "nothing"
    nothing.write_text("", encoding="utf-8")
    for line in (
        ["recompute", str(nothing)],
        ["weeks", str(nothing), "--capacity", "1", "--weeks", "1", "--out", str(tmp_path / "w.csv")],
    ):
        assert main([*zh, *line]) == 2
        assert said in capsys.readouterr().err
