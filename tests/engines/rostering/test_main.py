import json
import re

import pytest

from anbao.engines.rostering.__main__ import main
from anbao.engines.rostering.document import read_roster, write_problem
from tests.engines.rostering.worlds import room

INSTANCE = """
SECTION_HORIZON
7
SECTION_SHIFTS
E,480,
SECTION_STAFF
A,E=7,2400,960,5,2,2,1
B,E=7,2400,960,5,2,2,1
SECTION_COVER
0,E,1,100,1
"""


def run(capsys, *argv) -> tuple[int, str, str]:
    try:
        code = main(list(map(str, argv)))
    except SystemExit as left:
        code = left.code
    told = capsys.readouterr()
    return code, told.out, told.err


def test_an_instance_becomes_a_roster_that_check_agrees_with(tmp_path, capsys):
    path, out = tmp_path / "i.txt", tmp_path / "roster.csv"
    path.write_text(INSTANCE)
    code, said, _ = run(capsys, path, "--seconds", 0.5, "--out", out)
    assert code == 0
    assert set(read_roster(out.read_text())) == {"A", "B"}
    code, judged, _ = run(capsys, path, "--check", out)
    assert code == 0
    assert judged.split(",")[0] == said.split(",")[0]


def test_a_file_in_gb18030_is_read(tmp_path, capsys):
    path, out = tmp_path / "i.txt", tmp_path / "roster.csv"
    path.write_text(INSTANCE.replace("A,E", "王建国,E"), encoding="gb18030")
    assert run(capsys, path, "--seconds", 0.5, "--out", out)[0] == 0
    assert set(read_roster(out.read_text(encoding="utf-8"))) == {"王建国", "B"}
    out.write_text(out.read_text(encoding="utf-8"), encoding="gb18030")
    assert run(capsys, path, "--check", out)[0] == 0


def test_a_refusal_is_said_in_chinese_where_that_is_asked(tmp_path, capsys):
    path = tmp_path / "p.json"
    people = [{"id": "A", "licences": [{"kind": 1}]}, {"foo": 1}]
    path.write_text(json.dumps({"days": 2, "shifts": [], "people": people, "rules": [{"kind": "Nap"}]}))
    code, _, said = run(capsys, path, "--check", path, "--zh")
    assert code == 2 and said.startswith("错误：")
    faults = [
        "第 1 个人员的证书：kind 须为文本",
        "第 2 个人员：未知的键 'foo'",
        "第 2 个人员：缺少 id",
        "第 1 个规则：kind 须为",
    ]
    assert all(fault in said for fault in faults) and not re.search("person|rule |missing", said)
    code, _, said = run(capsys, path, "--check", path)
    assert (
        code == 2
        and "person 1, licence: kind must be a text; person 2: unknown key 'foo'; person 2: id is missing" in said
    )


def test_a_month_that_cannot_hold_is_explained(tmp_path, capsys):
    path = tmp_path / "p.json"
    path.write_text(write_problem(room(people=2, days=3)))
    code, said, _ = run(capsys, path, "--explain", "--zh")
    assert code == 3
    assert "每一分钟" in said and said.startswith("以下各条不能同时成立；没有更小的冲突组合：")


@pytest.mark.parametrize(
    "argv",
    [
        (),
        ("nowhere.txt", "--out", "x.csv"),
        ("{file}",),
        ("{file}", "--out", "x.csv", "--seconds", "-1"),
        ("{file}", "--out", "x.csv", "--seconds", "soon"),
        ("{file}", "--out", "x.csv", "--seed", "-1"),
        ("{file}", "--out", "/nonexistent/x"),
        ("{bad}", "--out", "x.csv"),
        ("{file}", "--check", "{bad}"),
        ("--nope",),
    ],
)
def test_wrong_input_is_one_line(tmp_path, capsys, argv):
    file, bad = tmp_path / "i.txt", tmp_path / "bad.txt"
    file.write_text(INSTANCE)
    bad.write_bytes(b"SECTION_HORIZON\n\xff\xfe")
    code, said, told = run(capsys, *(part.format(file=file, bad=bad) for part in argv))
    assert (code, said) == (2, "")
    assert told.startswith("error: ")
    assert told.count("\n") == 1


def test_a_roster_never_overwrites_its_problem(tmp_path, capsys):
    path = tmp_path / "i.txt"
    path.write_text(INSTANCE)
    code, _, said = run(capsys, path, "--out", path)
    assert code == 2 and "would overwrite what is read (the problem)" in said
    assert "会覆盖输入文件" in run(capsys, path, "--out", path, "--zh")[2]
    assert path.read_text() == INSTANCE


def test_the_json_form_is_read(tmp_path, capsys):
    path, out = tmp_path / "p.json", tmp_path / "roster.csv"
    told = json.loads(write_problem(room(people=8, days=7)))
    path.write_text(json.dumps(told))
    code, _, _ = run(capsys, path, "--seconds", 0.5, "--threads", 1, "--out", out)
    assert code in (0, 3)
    assert len(read_roster(out.read_text())) == 8


def test_compiling_ahead_has_every_loop_that_a_roster_may_need_run_once(capsys):
    from anbao.engines.rostering.diagram import both_ways, cheapest_paths, has_path, unroll
    from anbao.engines.rostering.funnel import funnel, reach
    from anbao.engines.rostering.kernel import cheapest_lines, fold, outlook, slot_duals, slot_prices, walk

    assert run(capsys, "--compile") == (0, "", "")
    compiled = (both_ways, cheapest_lines, cheapest_paths, fold, has_path, outlook)
    for loop in (*compiled, slot_duals, slot_prices, funnel, reach, unroll, walk):
        assert loop.signatures, loop.__name__


@pytest.mark.parametrize(
    ("argv", "said"),
    [
        (["--zh", "--seconds", "soon"], "选项 --seconds 的值无效：'soon'"),
        (["--zh", "--out"], "选项 --out 缺少取值"),
        (["i.txt", "--zh", "--fast"], "无法识别的参数：--fast"),
        (["--zh"], "请给出要排班的问题文件"),
        (["nowhere.txt", "--zh", "--explain"], "nowhere.txt: 没有这个文件"),
        (["i.txt", "--zh"], "请用 --out 给出值班表写到哪里"),
        (["i.txt", "--zh", "--out", "no/such/roster.csv"], "no/such/roster.csv：不能在此写文件"),
    ],
)
def test_options_and_files_are_refused_in_chinese_too(capsys, argv, said):
    code, _, told = run(capsys, *argv)
    assert code == 2 and told.startswith(f"错误：{said}")


def test_a_watch_that_no_shift_reaches_names_the_minutes(tmp_path, capsys):
    path = tmp_path / "p.json"
    shifts = [{"id": "D", "start": 480, "minutes": 480}, {"id": "N", "start": 1020, "minutes": 900}]
    people = [{"id": name} for name in "ABCD"]
    told = {"days": 2, "shifts": shifts, "people": people, "rules": [{"kind": "Watch", "need": 1}]}
    path.write_text(json.dumps(told))
    code, out, _ = run(capsys, path, "--explain")
    assert code == 3 and "no shift reaches 16:00-17:00" in out
    assert "没有班次覆盖 16:00-17:00" in run(capsys, path, "--explain", "--zh")[1]


def test_an_empty_file_is_said_to_be_empty(tmp_path, capsys):
    nothing = tmp_path / "nothing.txt"
    nothing.write_text("\n", encoding="utf-8")
    for zh, said in (((), "the file is empty"), (("--zh",), "文件为空")):
        code, _told, wrong = run(capsys, nothing, "--out", tmp_path / "roster.csv", *zh)
        assert code == 2 and said in wrong
