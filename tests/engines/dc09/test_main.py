"""The command line form: one JSON object per event or fault, with fixed keys."""

import json
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import pytest

from anbao.engines.dc09.__main__ import KEYS, main
from anbao.engines.dc09.extended import ExtendedData, Form
from anbao.engines.dc09.panel import Panel

CASES = Path(__file__).parents[2] / "cases" / "dc09" / "lines.json"
AT = datetime(2022, 2, 4, 12, 0, tzinfo=UTC)
KEY = bytes(range(16))


def lines(capsys, *arguments):
    assert main([str(argument) for argument in arguments]) == 0
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def test_a_capture(tmp_path, capsys):
    clear = Panel("12AB", receiver="1", sequence=7)
    secret = Panel("C0DE", key=KEY)
    first = clear.sia("BA", "501", area="1", text="金库", at=AT)
    nasty = clear.contact_id("1130", 5, extended=[ExtendedData("", b"\r\n]", Form.BINARY_LENGTH)])
    bad = first.replace(b"501", b"502")
    capture = tmp_path / "capture.bin"
    capture.write_bytes(first + bad + nasty + secret.contact_id("3401", 12, at=AT) + b"\n1234")
    rows = lines(capsys, "--key", KEY.hex(), capture)
    assert [row["kind"] for row in rows] == ["SIA-DCS", "error", "ADM-CID", "ADM-CID", "error"]
    assert all(tuple(row)[: len(KEYS)] == KEYS for row in rows if row["kind"] != "error")
    assert {key: rows[0][key] for key in KEYS} == {
        "kind": "SIA-DCS",
        "account": "12AB",
        "receiver": "1",
        "line": "0",
        "sequence": 7,
        "code": "BA",
        "zone": "501",
        "text": "金库",
        "timestamp": "2022-02-04T12:00:00+00:00",
        "raw": first.decode("latin-1"),
        "offset": 0,
    }
    assert (rows[1]["reason"], rows[1]["offset"], rows[1]["account"]) == ("wrong-crc", len(first), "12AB")
    assert rows[2]["extended"] == [{"id": "", "value": "\r\n]", "form": "binary-length", "hex": "0d0a5d"}]
    assert rows[3]["encrypted"] and (rows[3]["code"], rows[3]["quality"]) == ("3401", "close")
    assert rows[4]["reason"] == "noise"


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_block_s_text_is_in_its_own_characters(tmp_path, capsys, encoding):
    capture = tmp_path / "capture.bin"
    capture.write_bytes(Panel("12AB").sia("BA", "1", extended=[ExtendedData("I", "保险柜".encode(encoding))]))
    (row,) = lines(capsys, capture)
    assert row["text"] == "保险柜"
    assert row["extended"] == [{"id": "I", "value": "保险柜", "form": "standard", "name": "alarm text"}]


def test_no_character_ends_a_line_but_the_line_feed(tmp_path, capsys):
    """0x85 is what a raw byte may be, U+2028 and U+2029 what a text may hold: readers that end lines there find whole objects."""
    capture = tmp_path / "capture.bin"
    ended = Panel("12AB").sia("BA", "501", text="金\u2028库\u2029房", at=AT)
    capture.write_bytes(ended + b"\x85noise\x85" + ended)
    assert main([str(capture)]) == 0
    printed = capsys.readouterr().out
    assert printed.splitlines() == printed.removesuffix("\n").split("\n")
    rows = [json.loads(line) for line in printed.splitlines()]
    assert rows[0]["text"] == "金\u2028库\u2029房" and "\x85" in rows[1]["raw"]


@pytest.mark.parametrize("case", json.loads(CASES.read_text(encoding="utf-8")), ids=lambda case: case["name"])
def test_published_lines(case, tmp_path, capsys):
    """Lines in the shapes that panels in the field send; see the file for what each one shows."""
    capture = tmp_path / "capture.bin"
    capture.write_bytes(case["frame"].encode("latin-1"))
    arguments = ["--key", case["key"]] if "key" in case else []
    if "lenient" in case:
        arguments += ["--lenient", case["lenient"]]
    (row,) = lines(capsys, *arguments, capture)
    assert {key: row[key] for key in case["gives"]} == case["gives"]


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["--key", "12", "x"], "not 2"),
        (["--key", "zz", "x"], "hexadecimal"),
        (["--lenient", "wrong-colour", "x"], "wrong-length"),
        (["--lenient", "foo,wrong-crc,Bar", "x"], "unknown leniency: foo, Bar;"),
        (["no-such-file"], "No such file"),
        ([], "FILE"),
    ],
)
def test_bad_input_ends_with_one_line_and_code_2(arguments, words):
    command = [sys.executable, "-m", "anbao.engines.dc09", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 2 and done.stdout == ""
    assert done.stderr.count("\n") == 1 and words in done.stderr


def test_help():
    done = subprocess.run([sys.executable, "-m", "anbao.engines.dc09", "--help"], capture_output=True, check=True)
    assert b"--key HEX" in done.stdout
