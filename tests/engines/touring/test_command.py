"""The command: its file form is a stable contract, its refusals are one line."""

import csv
from pathlib import Path

import pytest

from anbao.engines.touring.__main__ import main

ROWS = "name,lon,lat,service,opens,closes,kind\nbase,114.88,40.81,,,,depot\na,114.9,40.8,30,09:00,12:00,\nb,115.0,40.9,,,,\n"


def written(path) -> list[dict]:
    return list(csv.DictReader(path.read_text(encoding="utf-8").splitlines()))


@pytest.fixture
def stops(tmp_path):
    def write(text: str = ROWS, name: str = "stops.csv"):
        path = tmp_path / name
        path.write_text(text, encoding="utf-8")
        return str(path)

    return write


def test_a_plan_is_written_in_order(stops, tmp_path, capsys):
    out = tmp_path / "plan.csv"
    assert main([stops(), "--days", "2", "--seed", "4", "--iterations", "50", "--out", str(out)]) == 0
    rows = written(out)
    assert list(rows[0]) == ["day", "position", "stop", "arrives", "begins", "leaves", "travel_minutes"]
    assert {row["stop"] for row in rows} == {"a", "b"}
    assert [(r["begins"], r["leaves"]) for r in rows if r["stop"] == "a"] == [("09:00", "09:30")]
    assert "2 stops in 1 of 2 days" in capsys.readouterr().out


def test_a_matrix_replaces_coordinates(stops, tmp_path):
    matrix = stops("from,to,minutes\nbase,a,10\na,base,10\nbase,b,20\nb,base,20\nb,a,5\n", "matrix.csv")
    out = tmp_path / "plan.csv"
    assert main([stops(), "--days", "1", "--matrix", matrix, "--hours", "08:00-12:00", "--out", str(out)]) == 0
    assert [row["stop"] for row in written(out)] == ["b", "a"]


def test_with_a_matrix_no_coordinates_are_wanted(stops, tmp_path, capsys):
    out = tmp_path / "plan.csv"
    ways = "from,to,minutes\n{0},a,10\na,{0},10\n{0},b,20\nb,{0},20\nb,a,5\n"
    for text, depot in (("name,kind\nbase,depot\na,\nb,\n", "base"), ("name\na\nb\n", "depot")):
        line = [stops(text), "--days", "1", "--matrix", stops(ways.format(depot), "matrix.csv"), "--out", str(out)]
        assert main([*line, "--iterations", "50"]) == 0, capsys.readouterr().err
        assert [row["stop"] for row in written(out)] == ["b", "a"]
    assert main([stops("name\na\n"), "--days", "1", "--out", str(out)]) == 2
    assert "columns are missing: lon, lat" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("text", "more", "said"),
    [
        ("name,lon\na,1\n", [], "columns are missing: lat"),
        ("name,lon,lat,opens\na,x,40,9\nb,114,y,10:00\n", [], "not readable as lon: 'x' (row 2)"),
        (ROWS, ["--days", "0"], "there are no days"),
        (ROWS, ["--hours", "early"], "is not of the form 08:00-18:00"),
        (ROWS, ["--hours", "08:00-08:20"], "cannot be reached, seen and left within the hours of any day: a, b"),
        (ROWS, ["--depot", "114"], "is not of the form LON,LAT"),
        ("", [], "the file is empty"),
        ("name\na\n", [], "columns are missing: lon, lat"),
        ("name,lon,lat,x\na,114.9,40.8,200\n", [], "columns that mean the same stand more than once: lon"),
        (ROWS + "other,115,41,,,,depot\n", [], "only one row may be a depot: base, other"),
        (ROWS, ["--days", "0", "--zh"], "错误：没有可用的天数"),
    ],
)
def test_what_is_wrong_is_one_line_and_exit_code_2(stops, tmp_path, capsys, text, more, said):
    try:
        code = main([stops(text), "--days", "1", "--out", str(tmp_path / "plan.csv"), *more])
    except SystemExit as exit_:
        code = exit_.code
    told = capsys.readouterr().err
    assert code == 2 and said in told and told.count("\n") == 1
    assert not (tmp_path / "plan.csv").exists()


BAD = """name,lon,lat,service,opens,closes
a,114.9,x,30,09:00,12:00
b,115.0,40.9,,25:00,

c,200,40.9,,,
d,114,40.9,,,
d,114,40.9,,,
,114,40.9,,,
e,114,40.9,-5,,
f,114,40.9,,12:00,11:00
g,114,nan,,,
"""


def test_every_fault_of_file_and_options_is_told_at_once(stops, tmp_path, capsys):
    line = [stops(BAD), "--days", "100000000", "--seconds", "nan", "--seed", "-5", "--out", str(tmp_path / "plan.csv")]
    assert main(line) == 2
    told = capsys.readouterr().err
    for words in (
        "lat: 'x' (row 2)", "opens: '25:00' (row 3)", "the name is missing: row 8", "more than once: d",
        "on earth: c, g", "service time is negative: e", "closes before it opens: f", "100000000 days are more than",
        "seconds of search are", "--seed is 0 to",
    ):  # fmt: skip
        assert words in told
    assert "depot" not in told and "on earth: a" not in told


@pytest.mark.parametrize("option", ["--seconds=-1", "--seconds=nan", "--iterations=-5", "--seed=-5", "--service=nan"])
def test_an_option_out_of_bounds_is_one_line(stops, tmp_path, capsys, option):
    assert main([stops(), "--days", "2", option, "--out", str(tmp_path / "plan.csv")]) == 2
    told = capsys.readouterr().err
    assert option[2:].partition("=")[0] in told and told.count("\n") == 1


def test_stops_out_of_reach_of_an_assumed_depot_say_that_it_was_assumed(stops, tmp_path, capsys):
    text = "name,lon,lat\nnear,114.9,40.8\nfar,87.6,43.8\nbeside,114.9,40.81\n"
    asked = ["--days", "1", "--out", str(tmp_path / "plan.csv")]
    assert main([stops(text), *asked]) == 2
    told = capsys.readouterr().err
    assert "within the hours of any day: far; no depot is named" in told and "(114.9000,40.8" in told
    assert main([stops(text), *asked, "--zh"]) == 2
    assert "未指定出发地" in capsys.readouterr().err
    assert main([stops(text), *asked, "--depot", "114.8,40.8"]) == 2
    assert "no depot is named" not in capsys.readouterr().err


def test_one_day_is_no_days(stops, tmp_path, capsys):
    text = "name,lon,lat,service\n" + "".join(f"s{n},114.9,40.8,300\n" for n in range(3))
    assert main([stops(text), "--days", "1", "--out", str(tmp_path / "plan.csv")]) == 2
    assert "the one day has 10.0" in capsys.readouterr().err


def test_a_plan_never_overwrites_its_stops_or_matrix(stops, tmp_path, capsys):
    source = stops()
    before = Path(source).read_bytes()
    assert main([source, "--days", "0", "--zh", "--out", source]) == 2
    told = capsys.readouterr().err
    assert "会覆盖输入文件" in told and "没有可用的天数" in told and told.count("\n") == 1
    assert Path(source).read_bytes() == before


def test_a_file_that_is_not_there_is_said(tmp_path, capsys):
    assert main([str(tmp_path / "no.csv"), "--days", "1", "--out", "x"]) == 2
    assert "no.csv" in capsys.readouterr().err


def test_a_cell_of_any_length_is_told_in_words(stops, tmp_path, capsys):
    before, out = csv.field_size_limit(), str(tmp_path / "plan.csv")
    text = f"name,lon,lat,note\n{'长' * 200_000},114.9,40.8,\nb,{'9' * 200_000}x,40.9,{'y' * 200_000}\n"
    assert main([stops(text), "--days", "1", "--out", out]) == 2
    told = capsys.readouterr().err
    assert "more than 200 characters: row 2" in told and "not readable as lon" in told
    assert "field" not in told and len(told) < 300
    assert csv.field_size_limit() == before


@pytest.mark.parametrize(("zh", "said"), [([], "the file is empty"), (["--zh"], "文件为空")])
def test_an_empty_file_is_said_to_be_empty(stops, tmp_path, capsys, zh, said):
    assert main([stops("\n"), "--days", "1", "--out", str(tmp_path / "plan.csv"), *zh]) == 2
    assert said in capsys.readouterr().err
