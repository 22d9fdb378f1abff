"""Where results may go: told before any work, links and other spellings followed."""

import os

from anbao.engines.destinations import wrong


def test_results_that_would_overwrite_are_told(tmp_path):
    source, link, hard = tmp_path / "in.csv", tmp_path / "link.csv", tmp_path / "hard.csv"
    source.write_text("x", encoding="utf-8")
    link.symlink_to(source)
    os.link(source, hard)
    for path in (source, link, hard, tmp_path / "sub" / ".." / "in.csv"):
        (tmp_path / "sub").mkdir(exist_ok=True)
        ((en, zh),) = wrong({"--list": source, "--queries": None}, {"--out": path})
        assert "would overwrite what is read (--list)" in en and "覆盖" in zh
    assert not list(wrong({"--list": source}, {"--out": tmp_path / "out.csv", "--other": None}))
    assert not list(wrong({"--list": "/dev/null"}, {"--out": "/dev/null"}))


def test_files_of_a_folder_that_is_read_are_not_overwritten(tmp_path):
    part = tmp_path / "days" / "day=1" / "part.parquet"
    part.parent.mkdir(parents=True)
    part.write_text("x", encoding="utf-8")
    assert len(list(wrong({"the transfers": tmp_path / "days"}, {"--out": part}))) == 1
    assert not list(wrong({"the transfers": tmp_path / "days"}, {"--out": tmp_path / "o.csv"}))


def test_two_results_in_one_file_and_places_that_take_no_file_are_told(tmp_path):
    one = tmp_path / "new.csv"
    ((en, _),) = wrong({}, {"--out": one, "--sealed": one})
    assert en.startswith("--sealed and --out name one file")
    for bad in (tmp_path, tmp_path / "none" / "x.csv"):
        ((en, zh),) = wrong({}, {"--out": bad})
        assert "no folder to write a file in" in en and "不能在此写文件" in zh
