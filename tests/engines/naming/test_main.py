import csv
import lzma

import pytest

from anbao.engines.naming.__main__ import HELD, main


def table(path) -> list[dict[str, str]]:
    before = csv.field_size_limit(2**31 - 1)  # a long cell that the command kept is read here as well
    try:
        with path.open(encoding="utf-8", newline="") as file:
            return list(csv.DictReader(file))
    finally:
        csv.field_size_limit(before)


def test_pairs(tmp_path):
    pairs, out = tmp_path / "pairs.csv", tmp_path / "scored.csv"
    pairs.write_text(
        "note,schema,name1,name2\nx,Person,张伟,張偉\ny,Company,Siemens AG,Deutsche Bank AG\n", encoding="utf-8"
    )
    assert main(["--pairs", str(pairs), "--out", str(out)]) == 0
    one, two = table(out)
    assert list(one) == ["note", "schema", "name1", "name2", "score", "verdict", "reasons"]
    assert (one["note"], one["score"], one["verdict"]) == ("x", "0.9900", "match")
    assert "写法不同" in one["reasons"]
    assert two["verdict"] == "no-match"


def test_list_and_queries_in_both_languages(tmp_path):
    listed, queries, out = tmp_path / "list.csv", tmp_path / "queries.txt", tmp_path / "hits.csv"
    listed.write_text("编号,姓名,身份证号\nA,欧阳锋,11010519491231002X\nB,王小明,\n", encoding="gb18030")
    queries.write_text("歐陽鋒\nOuyang Feng\n没有此人\n", encoding="utf-8")
    assert main(["--list", str(listed), "--queries", str(queries), "--out", str(out)]) == 0
    found = table(out)
    assert [(r["query_id"], r["list_id"], r["verdict"], r["matcher"]) for r in found] == [
        ("1", "A", "match", "names-3"),
        ("2", "A", "match", "names-3"),
    ]


def test_compressed_list_and_two_workers_give_the_same(tmp_path, monkeypatch):
    listed, queries = tmp_path / "list.txt.xz", tmp_path / "q.txt"
    listed.write_bytes(lzma.compress("王小明\n欧阳锋\n".encode()))
    queries.write_text("王晓明\n欧阳锋\n王小明\n", encoding="utf-8")
    monkeypatch.setattr("anbao.engines.naming.__main__.CHUNK", 1)
    results = []
    for workers in ("1", "2"):
        out = tmp_path / f"hits{workers}.csv"
        assert main(["--list", str(listed), "--queries", str(queries), "--out", str(out), "--workers", workers]) == 0
        results.append(out.read_text(encoding="utf-8"))
    assert results[0] == results[1]
    assert results[0].count("\n") == 4


def test_a_list_that_lost_half_is_held(tmp_path, capsys):
    old, new, queries, out = (tmp_path / n for n in ("old.txt", "new.txt", "q.txt", "hits.csv"))
    names = [f"王{chr(0x4E00 + i)}" for i in range(20)]
    old.write_text("\n".join(names), encoding="utf-8")
    new.write_text("\n".join(names[:10]), encoding="utf-8")
    queries.write_text(names[0], encoding="utf-8")
    asked = ["--list", str(new), "--previous", str(old), "--queries", str(queries), "--out", str(out)]
    assert main(asked) == HELD
    assert "held" in capsys.readouterr().err and not out.exists()
    assert main([*asked, "--confirm-loss"]) == 0
    assert out.exists()


def test_a_score_that_was_there_is_kept_beside_the_new_one(tmp_path, capsys):
    pairs, out = tmp_path / "pairs.csv", tmp_path / "scored.csv"
    pairs.write_text("score,verdict,verdict_before,schema,name1,name2\n7,?,!,Person,王建国,王建国\n", encoding="utf-8")
    assert main(["--pairs", str(pairs), "--out", str(out)]) == 0
    (one,) = table(out)
    kept = ("score_before", "verdict_before_before", "verdict_before", "verdict")
    assert [one[column] for column in kept] == ["7", "?", "!", "match"]
    told = capsys.readouterr().err
    assert "原有列 score 改名为 score_before" in told and "verdict_before_before" in told


def test_a_cell_of_any_length_is_kept_or_told_in_words(tmp_path, capsys):
    pairs, out = tmp_path / "pairs.csv", tmp_path / "scored.csv"
    pairs.write_text(f"schema,name1,name2,note\nPerson,王建国,王建国,{'长' * 200_000}\n", encoding="utf-8")
    assert main(["--pairs", str(pairs), "--out", str(out)]) == 0
    assert len(table(out)[0]["note"]) == 200_000
    listed = tmp_path / "list.csv"
    listed.write_text(f"id,name\n1,{'长' * 200_000}\n", encoding="utf-8")
    assert main(["--list", str(listed), "--queries", str(listed), "--out", str(tmp_path / "o.csv")]) == 2
    told = capsys.readouterr().err
    assert "第 2 行" in told and "field" not in told


def test_a_spreadsheets_unicode_text_and_dressed_column_names(tmp_path):
    pairs, out = tmp_path / "pairs.csv", tmp_path / "scored.csv"
    pairs.write_text(" Schema,Name1 ,NAME2\nAddress,Nordweg 1,Nordweg 1\n", encoding="utf-16")
    assert main(["--pairs", str(pairs), "--out", str(out)]) == 0
    assert table(out)[0]["verdict"] == "match"


def test_wrong_options_are_told_all_at_once_in_one_line(capsys):
    with pytest.raises(SystemExit) as stopped:
        main(["--pairs", "p.csv", "--out", "o.csv", "--floor", "2", "--limit", "-1", "--schema", "Spaceship"])
    error = capsys.readouterr().err
    assert stopped.value.code == 2 and error.count("\n") == 1
    assert all(word in error for word in ("--floor", "--limit", "Spaceship"))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("schema,name1\nPerson,a\n", ["name2"]),
        ("schema,name1,name2\nSpaceship,a,b\nPerson,,b\nPerson,a\n", ["Spaceship", "第 3 行", "第 4 行"]),
        ("", ["文件为空 (the file is empty)"]),
        ("schema,name1,name2\nCompany,HUAWEI CO., LTD.,华为\nPerson,,b\nPerson,a,b,,\n", ["第 2 行多出", "第 3 行"]),
        ("schema,name1,name2\nPerson," + "a" * 200_000 + ",b\nPerson,,b\n", ["第 2 行 name1 超过 300 字", "第 3 行"]),
    ],
)
def test_bad_pairs_give_one_line_with_every_fault(tmp_path, capsys, content, words):
    pairs, out = tmp_path / "pairs.csv", tmp_path / "out.csv"
    pairs.write_text(content, encoding="utf-8")
    assert main(["--pairs", str(pairs), "--out", str(out)]) == 2
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert all(word in error for word in words)
    assert not out.exists()


def test_a_column_that_stands_twice_is_refused(tmp_path, capsys):
    pairs, listed, out = (tmp_path / n for n in ("pairs.csv", "list.csv", "out.csv"))
    pairs.write_text("schema,name1, Name1,note,note,,\nPerson,张伟,李强,a,b,,\n", encoding="utf-8")
    assert main(["--pairs", str(pairs), "--out", str(out)]) == 2
    told = capsys.readouterr().err
    assert "列 name1 出现 2 次" in told
    assert "列 note 出现 2 次" in told
    assert "缺少列 name2" in told
    listed.write_text("编号,姓名,姓名\nA,张伟,李强\nB,,\n", encoding="utf-8")
    assert main(["--list", str(listed), "--queries", str(listed), "--out", str(out)]) == 2
    told = capsys.readouterr().err
    assert "列 姓名 出现 2 次" in told
    assert "第 3 行" in told
    assert not out.exists()


def test_faults_of_list_former_edition_and_queries_are_told_together(tmp_path, capsys):
    listed, before, queries = (tmp_path / n for n in ("list.csv", "before.csv", "queries.csv"))
    listed.write_text("编号,姓名\nA,张伟\nA,李强\n", encoding="utf-8")
    before.write_text("编号,姓名\nA,...\n", encoding="utf-8")
    queries.write_text("", encoding="utf-8")
    options = ["--list", listed, "--previous", before, "--queries", queries, "--out", tmp_path / "out.csv"]
    assert main(list(map(str, options))) == 2
    told = capsys.readouterr().err
    assert all(words in told for words in ("编号 A 重复", "before.csv 第 2 行", "queries.csv: 文件为空"))
    assert told.count("\n") == 1


def test_an_unquoted_comma_in_a_list_is_refused(tmp_path, capsys):
    listed, queries = tmp_path / "list.csv", tmp_path / "q.csv"
    listed.write_text("name,note\n华为,\nHUAWEI CO., LTD.,x\n", encoding="utf-8")
    queries.write_text("华为\nHUAWEI CO., LTD.\n", encoding="utf-8")
    for one, other in ((listed, queries), (queries, queries)):
        assert main(["--list", str(one), "--queries", str(other), "--out", str(tmp_path / "o.csv")]) == 2
    assert "list.csv 第 3 行多出单元格" in (error := capsys.readouterr().err) and "q.csv 第 2 行多出单元格" in error


def test_bad_rows_of_a_list_are_all_named(tmp_path, capsys):
    listed, queries = tmp_path / "list.csv", tmp_path / "q.txt"
    listed.write_text("id,name,schema\n1,,Person\n2,王一,Spaceship\n3,王二,Person\n", encoding="utf-8")
    queries.write_text("王二\n", encoding="utf-8")
    assert main(["--list", str(listed), "--queries", str(queries), "--out", str(tmp_path / "o.csv")]) == 2
    error = capsys.readouterr().err
    assert "第 2 行" in error and "第 3 行" in error and error.count("\n") == 1


@pytest.mark.parametrize("raw", [b"\xff\xff\x00\x81", b"", b"\n\n"])
def test_files_that_hold_nothing_readable(tmp_path, capsys, raw):
    listed = tmp_path / "list.txt"
    listed.write_bytes(raw)
    assert main(["--list", str(listed), "--queries", str(listed), "--out", str(tmp_path / "o.csv")]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_what_was_not_looked_for_is_said(tmp_path, capsys):
    listed, queries, out = (tmp_path / name for name in ("list.txt", "queries.txt", "hits.csv"))
    listed.write_text("王伟\n", encoding="utf-8")
    queries.write_text("王玮\n", encoding="utf-8")
    files = ["--list", str(listed), "--queries", str(queries), "--out", str(out)]
    assert main(files) == 0 and table(out) == []
    assert "--floor 0.5" in capsys.readouterr().err
    assert main([*files, "--floor", "0.5"]) == 0 and [row["verdict"] for row in table(out)] == ["review"]
    assert "--floor" not in capsys.readouterr().err


def test_no_added_column_is_ever_empty(tmp_path):
    pairs, out = tmp_path / "pairs.csv", tmp_path / "out.csv"
    text = "schema,name1,name2\nPerson,李小龙,Fyodor Dostoevsky\nCompany,宏达商贸,Gazprom\nPerson,李小龙,李小龙\n"
    pairs.write_text(text, encoding="utf-8")
    assert main(["--pairs", str(pairs), "--out", str(out)]) == 0
    assert [row["verdict"] for row in table(out)] == ["no-match", "no-match", "match"]
    assert all(row[column] for row in table(out) for column in ("score", "verdict", "reasons"))


def test_a_result_never_overwrites_what_is_read(tmp_path, capsys):
    one, other = tmp_path / "a.csv", tmp_path / "b.csv"
    for path in (one, other):
        path.write_text("name\n张伟\n", encoding="utf-8")
    for flags in (["--pairs", one], ["--list", one, "--queries", other], ["--list", other, "--queries", one]):
        with pytest.raises(SystemExit) as stop:
            main([*map(str, flags), "--out", str(one)])
        assert stop.value.code == 2
        said = capsys.readouterr().err
        assert "would overwrite what is read" in said and "会覆盖输入文件" in said
    assert one.read_text(encoding="utf-8") == "name\n张伟\n"


def test_a_missing_file_and_wrong_flags(tmp_path, capsys):
    assert main(["--pairs", str(tmp_path / "none.csv"), "--out", str(tmp_path / "o.csv")]) == 2
    assert "none.csv" in capsys.readouterr().err
    for flags in ([], ["--list", "x"], ["--pairs", "x", "--list", "y", "--queries", "z"]):
        with pytest.raises(SystemExit) as stop:
            main([*flags, "--out", "o.csv"])
        assert stop.value.code == 2


def test_a_repeated_id_is_told_beside_bad_rows_and_by_its_line(tmp_path, capsys):
    (tmp_path / "list.csv").write_text("id,name\n1,王建国\n\n2,\n1,李四\n", encoding="utf-8")
    (tmp_path / "queries.csv").write_text("name\n王建国\n", encoding="utf-8")
    files = [str(tmp_path / name) for name in ("list.csv", "queries.csv", "hits.csv")]
    assert main(["--list", files[0], "--queries", files[1], "--out", files[2]]) == 2
    told = capsys.readouterr().err
    assert "第 4 行" in told and "第 5 行与第 2 行编号 1 重复" in told


def test_the_limit_of_a_cell_is_given_back(tmp_path):
    pairs, before = tmp_path / "pairs.csv", csv.field_size_limit()
    for text, code in (("schema,name1,name2\nPerson,王建国,王建国\n", 0), ("nothing\n", 2)):
        pairs.write_text(text, encoding="utf-8")
        assert main(["--pairs", str(pairs), "--out", str(tmp_path / "out.csv")]) == code
        assert csv.field_size_limit() == before


def test_two_columns_of_one_meaning_are_refused_and_several_phones_are_all_read(tmp_path, capsys):
    listed, queries, out = (tmp_path / n for n in ("list.csv", "queries.csv", "out.csv"))
    listed.write_text("name,姓名\n张伟,李强\n", encoding="utf-8")
    queries.write_text("姓名,手机\n王芳,13900000002\n", encoding="utf-8")
    asked = ["--list", str(listed), "--queries", str(queries), "--out", str(out)]
    assert main(asked) == 2
    assert (
        "列 name、姓名 含义相同，只能保留一列 (columns that mean the same)" in capsys.readouterr().err
        and not out.exists()
    )
    listed.write_text("序号,工号,姓名,电话,手机\n1,E7,赵敏,03131234567,13900000002\n", encoding="utf-8")
    assert main(asked) == 0
    assert "list.csv: 以列 序号 为编号，未用 工号" in capsys.readouterr().err
    assert [row["list_id"] for row in table(out)] == ["1"]


@pytest.mark.parametrize("nothing", ["", "\ufeff", " \n"])
def test_an_empty_list_is_said_to_be_empty(tmp_path, capsys, nothing):
    listed = tmp_path / "list.csv"
    listed.write_text(nothing, encoding="utf-8")
    assert main(["--list", str(listed), "--queries", str(listed), "--out", str(tmp_path / "out.csv")]) == 2
    assert "文件为空 (the file is empty)" in capsys.readouterr().err
