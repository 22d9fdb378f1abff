"""The command line form: one JSON object per event or fault, with fixed keys."""

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from anbao.engines.fire26875.__main__ import KEYS, main
from anbao.engines.fire26875.station import Station
from anbao.engines.fire26875.timelabel import TimeLabel
from anbao.engines.fire26875.units import Information

CASES = Path(__file__).parents[2] / "cases" / "fire26875" / "frames.json"
AT = datetime(2026, 8, 31, 5, 12, 59, tzinfo=UTC)


def lines(capsys, *arguments):
    assert main([str(argument) for argument in arguments], now=AT) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_a_capture(tmp_path, capsys):
    station = Station("0102030405A6", "C0FFEE000001", serial=12)
    fire = station.component_state(2, text="金库烟感", system=(1, 3), component=(42, 217), at=AT)
    value = station.send(3, Information(11, 2, 99, 5, analogue=(4, 12), label=TimeLabel(AT)), at=AT)
    capture = tmp_path / "capture.bin"
    capture.write_bytes(fire + fire[:-4] + b"x##" + value + b"@@tail")
    rows = lines(capsys, capture)
    assert [row["kind"] for row in rows] == ["component-state", "error", "component-value", "error"]
    assert all(tuple(row)[: len(KEYS)] == KEYS for row in rows if row["kind"] != "error")
    assert {key: rows[0][key] for key in KEYS} == {
        "kind": "component-state",
        "account": "0102030405A6",
        "receiver": "C0FFEE000001",
        "line": None,
        "sequence": 12,
        "code": "fire",
        "zone": "1.3.217",
        "text": "金库烟感",
        "timestamp": "2026-08-31T13:12:59+08:00",
        "raw": fire.hex(),
        "offset": 0,
    }
    assert (rows[1]["offset"], rows[1]["account"]) == (len(fire), "0102030405A6")
    assert rows[2]["objects"][0]["measured"] == {"zh": "压力", "en": "pressure", "value": 1.2, "unit": "MPa"}
    assert rows[3]["reason"] == "incomplete"


def test_no_character_ends_a_line_but_the_line_feed(tmp_path, capsys):
    """GB 18030 can say U+0085 and U+2028; readers that end lines there find whole objects."""
    station = Station("0102030405A6", "C0FFEE000001", serial=12)
    capture = tmp_path / "capture.bin"
    capture.write_bytes(station.component_state(2, text="金\u2028\x85库", system=(1, 3), component=(42, 217), at=AT))
    assert main([str(capture)], now=AT) == 0
    printed = capsys.readouterr().out
    assert printed.count("\n") == len(printed.splitlines()) == 1
    assert json.loads(printed)["text"] == "金\u2028\x85库"


@pytest.mark.parametrize("case", json.loads(CASES.read_text(encoding="utf-8")), ids=lambda case: case["name"])
def test_frames(case, tmp_path, capsys):
    """Frames in the shapes that devices in the field send; see the file for what each one shows."""
    capture = tmp_path / "capture.bin"
    capture.write_bytes(bytes.fromhex(case["hex"]))
    (row,) = lines(capsys, *case.get("arguments", []), capture)
    assert {key: row[key] for key in case["gives"]} == case["gives"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--lenient", "wrong-colour", "x"], "wrong-sum, wrong-tail, loose-objects"),
        (["--lenient", "foo,wrong-sum,Bar", "x"], "unknown leniency: foo, Bar;"),
        (["--time", "octal", "x"], "octal"),
        (["no-such-file"], "No such file"),
        ([], "FILE"),
    ],
)
def test_bad_input_ends_with_one_line_and_code_2(arguments, words):
    command = [sys.executable, "-m", "anbao.engines.fire26875", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2 and done.stdout == ""
    assert done.stderr.count("\n") == 1 and words in done.stderr
