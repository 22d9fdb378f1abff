"""The command line: exact columns and flags, texts given back as they came, faults in one line."""

import csv
import random
from decimal import Decimal
from pathlib import Path

import pyarrow as pa
import pytest
from pyarrow import parquet

from anbao.engines.tracing.__main__ import main

CASES = Path(__file__).parents[2] / "cases" / "tracing"
#: ibis 12 still calls DuckDB by names that DuckDB 2 discourages
pytestmark = pytest.mark.filterwarnings("ignore:fetch_.*:DeprecationWarning")


def lines_of(path: Path) -> list[list[str]]:
    return list(csv.reader(path.read_text(encoding="utf-8").splitlines()))


@pytest.fixture
def trace(tmp_path, capsys):
    def run(rows, *flags, seeds=("M1",), hops=4, dwell=3):
        source, seed_file, out = tmp_path / "transfers.csv", tmp_path / "seeds.txt", tmp_path / "trace.csv"
        if isinstance(rows, str):
            source.write_text(rows, encoding="utf-8")
        else:
            with source.open("w", encoding="utf-8", newline="") as file:
                csv.writer(file).writerows(rows)
        seed_file.write_text("\n".join(seeds), encoding="utf-8")
        command = [
            str(source),
            "--seeds",
            str(seed_file),
            "--hops",
            str(hops),
            "--dwell",
            str(dwell),
            "--out",
            str(out),
        ]
        code = main([*command, *flags])
        said = capsys.readouterr().err
        return code, said, lines_of(out) if code == 0 else None

    return run


def case(name: str) -> list[list[str]]:
    return lines_of(CASES / name)


def test_the_mules_by_hand(trace):
    code, said, rows = trace(case("mules.csv"))
    assert code == 0
    assert rows == case("mules-fifo.csv")
    assert "hub rule: none" in said
    assert "9 of 12 transfers reached; hop 1: 3, hop 2: 3, hop 3: 3" in said


def test_shuffled_rows_give_the_same_file(trace):
    header, *rows = case("mules.csv")
    for seed in range(5):
        random.Random(seed).shuffle(rows)
        assert trace([header, *rows])[2] == case("mules-fifo.csv")


def test_backward_and_the_other_methods(trace):
    _, _, rows = trace(case("mules.csv"), "--backward", seeds=["ATM-07"])
    assert [row[0] for row in rows[1:]] == ["M5", "M5", "M2", "M3", "M4", "M1", "M1", "victim"]
    tainted = [trace(case("mules.csv"), "--method", method)[2][8][5] for method in ("fifo", "lifo", "pro-rata")]
    assert tainted == ["19500.00", "20000.00", "19661.02"]


def test_accounts_with_roles(trace, tmp_path):
    accounts = tmp_path / "accounts.csv"
    assert trace(case("mules.csv"), "--accounts", str(accounts))[0] == 0
    roles = {row["account"]: row for row in csv.DictReader(accounts.read_text(encoding="utf-8").splitlines())}
    assert roles["M1"]["roles"] == "seed splitting"
    assert roles["ATM-07"]["roles"] == "cash-out"
    assert roles["ATM-07"]["standing"] == "39500.00"
    assert (roles["victim"]["roles"], roles["victim"]["paid_in"]) == ("other-victim", "90000.00")


def test_a_folder_by_day_gives_the_same(trace, tmp_path, capsys):
    _, _, expected = trace(case("mules.csv"))
    folder, out = tmp_path / "days", tmp_path / "folder.csv"
    assert main([str(tmp_path / "transfers.csv"), "--partition", str(folder)]) == 0
    assert "12 transfers in 4 days" in capsys.readouterr().err
    command = ["--seeds", str(tmp_path / "seeds.txt"), "--hops", "4", "--dwell", "3", "--out", str(out)]
    assert main([str(folder), *command]) == 0
    rows = lines_of(out)
    assert sorted(rows[1:]) == sorted(row[:6] for row in expected[1:])
    assert main([str(tmp_path / "transfers.csv"), "--partition", str(folder)]) == 2
    assert "is not empty" in capsys.readouterr().err


@pytest.mark.parametrize(
    ("times", "word"),
    [
        (("18000", "18001", "18004"), "day"),
        (("1643932800", "1644019200", "1644278400"), "read as s"),
        (("1643932800000", "1644019200000", "1644278400000"), "ms"),
        (("1643932800.5", "1644019200.5", "1644278400.5"), "read as s"),
        (("2022-02-04", "2022-02-05", "2022-02-08"), "reached"),
        (("2022-02-04 00:00:00 Z", "2022-02-04 16:00 -08", "2022/2/8 8:00:00 +0800"), "reached"),
        (("2022-02-04T00:00:00Z", "2022-02-05T00:00:00Z", "2022-02-08T08:00:00+08:00"), "reached"),
    ],
)
def test_times_of_every_kind(trace, times, word):
    steps = zip(("M1", "b", "c"), ("b", "c", "d"), times, strict=True)
    rows = [["from", "to", "amount", "time"], *([src, dst, "5", time] for src, dst, time in steps)]
    code, said, out = trace(rows)
    assert (code, len(out)) == (0, 4), said
    assert word in said
    assert [row[3] for row in out[1:]] == list(times)
    assert len(trace(rows, dwell=2.99)[2]) == 3


@pytest.mark.parametrize(
    "times",
    [
        ("20220204", "20220205", "20220208"),
        ("202202040830", "202202050830", "202202080830"),
        ("20220204083000", "20220205083000", "20220208083000"),
        ("20220204", "20220205000000", "202202080000"),
        ("20220204.0", "20220205.0", "20220208.0"),
        ("20220204 8:30", "2022/2/5 8:30", "2022年2月8日08：30"),
        ("2022.2.4", '="2022-02-05"', " 20220208\u3000"),
        (" 1643932800", "1644019200\t", "'1644278400"),
    ],
)
def test_moments_as_banks_export_them(trace, times):
    steps = zip(("M1", "b", "c"), ("b", "c", "d"), times, strict=True)
    rows = [["from", "to", "amount", "time"], *([src, dst, "5", time] for src, dst, time in steps)]
    code, said, out = trace(rows)
    assert (code, len(out or ())) == (0, 4), said
    assert "times read as" not in said or "like 20220101" in said or "1643932800" in times[0]
    assert len(trace(rows, dwell=2.99)[2]) == 3


def test_a_unit_that_is_told_makes_numbers_of_what_looks_like_dates(trace):
    rows = [["from", "to", "amount", "time"], ["M1", "b", "5", "20220101"], ["b", "c", "5", "20230101"]]
    assert len(trace(rows, "--time-unit", "s")[2]) == 3
    assert len(trace(rows)[2]) == 2


@pytest.mark.parametrize("dressed", ["b\t", "b ", "\u3000b", "b\u00a0", "\ufeffb", "'b", '="b"', "b\u200b "])
def test_what_stands_around_an_account_makes_no_other_account(trace, dressed):
    rows = [["from", "to", "amount", "time"], ["M1", dressed, "5", "2022-02-04"], ["b", "c", "5", "2022-02-05"]]
    code, said, out = trace(rows)
    assert (code, len(out)) == (0, 3), said
    assert "1 accounts stood with blanks or marks around them" in said
    assert out[1][1] == dressed
    assert len(trace(rows, seeds=[dressed])[2]) == 2


def test_partitioning_says_how_cells_were_read(tmp_path, capsys):
    table = tmp_path / "t.csv"
    table.write_text("from,to,amount,time\nM1,b\t,5.005,20220101\nb,c,5,20220102\n", encoding="utf-8")
    assert main([str(table), "--partition", str(tmp_path / "days")]) == 0
    said = capsys.readouterr().err
    assert "dates like 20220101" in said and "1 accounts stood" in said and "rounded to the cent" in said
    assert "2 transfers in 2 days" in said


def test_names_with_commas_and_leading_zeros_come_back(trace):
    rows = [["from", "to", "amount", "time"], ["001", 'a,"b"', "0.285", "1"], ['a,"b"', "1", "00.10", "2"]]
    code, said, out = trace(rows, seeds=["account", "001"])
    assert code == 0
    assert out == [[*rows[0], "hop", "tainted"], [*rows[1], "1", "0.29"], [*rows[2], "2", "0.10"]]
    assert "1 amounts have more than two decimals" in said


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "the file is empty"),
        ("\ufeff\n\n", "the file is empty"),
        ("from,to,amount,time\na,b,1,\0\n", "not a text file in UTF-8 or GB18030"),
        ("from;to;amount;time\na;b;1;1\n", "missing columns: from, to, amount, time; the head is: from;to;amount;time"),
        ("from,to,amount,amount,time\na,b,1,2,1\n", "more than one column is amount: amount, amount"),
        (
            "付款方,付款账号,收款方,金额,交易金额,时间\na,b,c,1,2,1\n",
            "more than one column is from: 付款方, 付款账号; more than one column is amount: 金额, 交易金额",
        ),
        ("from,to,amount,time,from\na,b,1,1,c\n", "more than one column is from: from, from"),
        (
            "from,To,to,amount\na,b,c,1\n",
            "more than one column is to: To, to; missing column: time; the head is: from, To, to,",
        ),
        ("付款方,付款账号,收款,金额,时间\na,b,c,1,1\n", "more than one column is from: 付款方, 付款账号"),
        (
            "from,to,amount,time,id,id\na,b,1,1,7,8\nc\n",
            "(1 cells, 6 expected) in 1 row (3); more than one column is id",
        ),
        (f"from,to,amount,time\na,b,1,1\n{'x' * 2**21},b,1,1\na,b,1,1\n", "not a CSV with a head and one row a line"),
        ("from,to,amount\na,b,1\n", "missing column: time"),
        ("from,to,amount,time\na,b,-1,1\n", "amount is negative in 1 row (2)"),
        ("from,to,amount,time\na,b,1,1\na,b,x,2\na,b,nan,2\n", "amount is not a number in 2 rows (3, 4)"),
        ("from,to,amount,time\na,b,1e300,1\n", "too large"),
        ("from,to,amount,time\n,b,1,1\na,,1,1\n", "payer is missing in 1 row (2); payee is missing in 1 row (3)"),
        ("from,to,amount,time\na,b,1,2022-02-30\na,b,1,2022-02-01\n", "time is not a date"),
        (
            "from,to,amount,time\na,b,1,1\na,b,1,2\na,b,1,soon\n",
            "time is not a number as in the other rows in 1 row (4)",
        ),
        ("from,to,amount,time\n\na,b,1,1\n\na,b,x,2\n", "amount is not a number in 1 row (5)"),
        ('from,to,amount,time\na,b,"1,000",1\n', "may mean one or a thousand in 1 row (2)"),
        ("from,to,amount,time\na,b,1,2026/01/03\na,b,1,03/01/2026\n", "is not year/month/day in 1 row (3)"),
        ("from,to,amount,time\na,b,1\nc,d\n", "'a,b,1' (3 cells, 4 expected), 'c,d' (2 cells, 4 expected)"),
        (
            "from,to,amount,time\na,b,1\n\nc,d,x,2022-02-30\nc,d,1,2022-02-01\n",
            "'a,b,1' (3 cells, 4 expected) in 1 row (2); amount is not a number in 1 row (4); time is not a date",
        ),
        ("from,to,amount,time\na,b,1,20220101\na,b,1,20220102\na,b,1,1643932800\n", "not a date in digits"),
        ("from,to,amount,time\na,b,1,1643932801\na,b,1,20220102\na,b,1,1643932800\n", "unlike the other rows; "),
        ("from,to,amount,time\na,b,1,20220101\na,b,1,20220230\n", "no date of the calendar in 1 row (3)"),
        ("from,to,amount,time\na,b,1,20220101\na,b,1,20220230\na,b,1,soon\n", "not a date, date and time, or number"),
        ("from,to,amount,time\na, ,1,1\n'\ufeff,b,1,1\n", "payee is missing in 1 row (2)"),
        ("from,to,amount,time\na,b,9e13,1\n" + "a,b,9e13,1\n" * 200, "add up to more"),
    ],
)
def test_bad_files_are_refused_in_one_line(trace, text, words):
    code, said, _ = trace(text)
    assert code == 2
    assert words in said
    assert said.startswith("error: ") and said.count("\n") == 1


def test_bad_options_and_missing_files(trace, tmp_path, capsys):
    assert main([str(tmp_path / "none.csv")]) == 2
    assert "--seeds is required; --hops is required" in capsys.readouterr().err
    code, said, _ = trace(case("mules.csv"), hops=0, dwell=-1)
    assert code == 2
    assert "--dwell must be 0" in said and "--hops must be 1" in said
    assert all("--hub must be at least 1" in trace(case("mules.csv"), "--hub", few)[1] for few in ("-1", "0"))
    code, said, _ = trace(case("mules.csv"), seeds=[])
    assert (code, "no accounts in it" in said) == (2, True)
    with pytest.raises(SystemExit) as left:
        main(["x", "--hops", "many"])
    assert left.value.code == 2
    assert capsys.readouterr().err.count("\n") == 1
    with pytest.raises(SystemExit) as left:
        main(["--help"])
    assert left.value.code == 0


def test_faults_of_several_files_are_told_together(trace, tmp_path, capsys):
    bad = tmp_path / "bad.csv"
    bad.write_text("from,to,amount,time\na,b,-1,1\n", encoding="utf-8")
    asked = [
        str(bad),
        "--seeds",
        str(tmp_path / "none.txt"),
        "--hops",
        "2",
        "--dwell",
        "3",
        "--out",
        str(tmp_path / "o.csv"),
    ]
    assert main(asked) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1 and "negative" in said and "none.txt" in said


def test_other_heads_and_encodings(tmp_path):
    table, seeds, out = tmp_path / "t.csv", tmp_path / "s.txt", tmp_path / "o.csv"
    table.write_text("付款账户,收款账户, 金额,交易时间\n甲,乙,1,1\n乙,丙,1,2\n", encoding="gb18030")
    seeds.write_text("甲\n", encoding="utf-8")
    assert main([str(table), "--seeds", str(seeds), "--hops", "2", "--dwell", "3", "--out", str(out)]) == 0
    assert out.read_text(encoding="utf-8").splitlines()[0] == "from,to,amount,time,hop,tainted"
    assert len(out.read_text(encoding="utf-8").splitlines()) == 3


@pytest.mark.parametrize(("content", "words"), [(None, "no Parquet files"), (b"not parquet", "x.parquet")])
def test_folders_that_hold_no_transfers(tmp_path, capsys, content, words):
    folder, seeds = tmp_path / "days", tmp_path / "s.txt"
    folder.mkdir()
    if content:
        (folder / "x.parquet").write_bytes(content)
    seeds.write_text("a\n", encoding="utf-8")
    asked = [str(folder), "--seeds", str(seeds), "--hops", "2", "--dwell", "3", "--out", str(tmp_path / "o.csv")]
    assert main(asked) == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1 and words in said


def test_exactly_the_dwell_limit_still_counts(trace):
    text = "from,to,amount,time\nM1,b,5,2022-02-01 00:00:00\nb,c,5,2022-02-03 07:12:00{}\n"
    assert len(trace(text.format(""), dwell=2.3)[2]) == 3
    assert len(trace(text.format(".000000001"), dwell=2.3)[2]) == 2


def test_unknown_seeds_are_told_and_refused_when_none_is_known(trace, tmp_path, capsys):
    code, said, _ = trace(case("mules.csv"), seeds=["nobody"])
    assert (code, "no seed account has a transfer: nobody" in said) == (2, True)
    assert trace("from,to,amount,time\n")[0] == 2
    code, said, _ = trace(case("mules.csv"), seeds=["nobody", "M1"])
    assert (code, "1 seed accounts have no transfers: nobody" in said) == (0, True)
    assert main([str(tmp_path / "transfers.csv"), "--partition", str(tmp_path / "days")]) == 0
    folder = [str(tmp_path / "days"), "--seeds", str(tmp_path / "seeds.txt"), "--hops", "2", "--dwell", "3"]
    assert main([*folder, "--out", str(tmp_path / "o.csv")]) == 0
    assert "1 seed accounts have no transfers: nobody" in capsys.readouterr().err
    (tmp_path / "seeds.txt").write_text("nobody\n", encoding="utf-8")
    assert main([*folder, "--out", str(tmp_path / "p.csv")]) == 2
    assert "no seed account has a transfer: nobody" in capsys.readouterr().err


def test_thousands_and_slashes_are_read_where_they_can_mean_one_thing(trace):
    rows = [["M1", "b", "1,000.50", "2026/01/03"], ["b", "c", "1,000", "2026/1/4 8:05"]]
    code, said, out = trace([["from", "to", "amount", "time"], *rows])
    assert (code, [row[:4] for row in out[1:]]) == (0, rows), said
    assert [row[5] for row in out[1:]] == ["1000.50", "1000.00"]


PLAIN_AMOUNTS = {
    "decimal": pa.array([Decimal("10.25"), Decimal("4.10")], pa.decimal128(12, 2)),
    "float": pa.array([10.25, 4.1]),
    "whole": pa.array([10, 4]),
}
MOMENTS = pa.array(["2026-01-03T00:00:00", "2026-01-04T08:05:00"]).cast(pa.timestamp("us"))


@pytest.fixture
def plain_folder(tmp_path, capsys):
    """Traces a folder of one Parquet file as others write it; (exit code, what was said, rows)."""

    def run(amount, time, head=("from", "to", "amount", "time"), payee="b"):
        folder, seeds, out = tmp_path / "plain", tmp_path / "s.txt", tmp_path / "o.csv"
        folder.mkdir()
        columns = [pa.array(["a", "b"]), pa.array([payee, "c"]), amount, time]
        parquet.write_table(pa.table(dict(zip(head, columns, strict=True))), folder / "x.parquet")
        seeds.write_text("a\n", encoding="utf-8")
        code = main([str(folder), "--seeds", str(seeds), "--hops", "2", "--dwell", "3", "--out", str(out)])
        return code, capsys.readouterr().err, lines_of(out) if code == 0 else None

    return run


@pytest.mark.parametrize("amount", PLAIN_AMOUNTS)
@pytest.mark.parametrize(
    "time", [pa.timestamp("us"), pa.timestamp("ns"), pa.timestamp("ms", "UTC"), pa.date32()], ids=str
)
def test_a_folder_that_others_wrote_is_read(plain_folder, amount, time):
    code, said, rows = plain_folder(
        PLAIN_AMOUNTS[amount], MOMENTS.cast(time, safe=False), ("付款账户", "to", "金额", "time")
    )
    assert code == 0, said
    hours = ("00:00:00", "00:00:00") if time == pa.date32() else ("00:00:00", "08:05:00")
    if time == pa.timestamp("ms", "UTC"):  # told in Beijing time, as everything else is
        hours = ("08:00:00", "16:05:00")
    sums = ("10.00", "4.00") if amount == "whole" else ("10.25", "4.10")
    assert rows[1:] == [
        ["a", "b", sums[0], f"2026-01-03 {hours[0]}", "1", sums[0]],
        ["b", "c", sums[1], f"2026-01-04 {hours[1]}", "2", sums[1]],
    ]


def test_a_folder_that_others_wrote_is_read_bare_and_rounded(plain_folder):
    code, said, rows = plain_folder(pa.array([1.005, 2.0]), MOMENTS, payee="b\u3000\t")
    assert (code, [row[5] for row in rows[1:]]) == (0, ["1.01", "1.01"]), said
    assert "1 accounts stood" in said and "1 amounts have more than two decimals" in said


@pytest.mark.parametrize(
    ("amount", "time", "said"),
    [
        (pa.array([-1, None]), MOMENTS, "amount is missing in 1 row; "),
        (pa.array([float("nan"), 1.0]), pa.array([None, 0], pa.timestamp("us")), "no number in 1 row; "),
        (pa.array(["1", "2"]), pa.array([1, 2]), "not a number; write it as one file and use --partition; "),
    ],
)
def test_a_folder_that_others_wrote_is_refused_in_words(plain_folder, amount, time, said):
    code, told, _ = plain_folder(amount, time)
    assert (code, told.count("\n")) == (2, 1) and said in told


def test_the_limit_of_a_cell_is_given_back(trace):
    before = csv.field_size_limit()
    for rows, code in ((case("mules.csv"), 0), ("nothing\n", 2)):
        assert trace(rows)[0] == code
        assert csv.field_size_limit() == before


def test_a_spreadsheets_dates_are_the_days_they_are(trace, tmp_path):
    head = ["from", "to", "amount", "time"]
    dated = [["M1", "A", "9", "2022-02-04"], ["A", "B", "9", "2022-02-06 12:00:00"], ["B", "C", "9", "2022-02-12"]]
    counted = [["M1", "A", "9", "44596"], ["A", "B", "9", "44598.5"], ["B", "C", "9", "44604"]]
    (_, _, told), (code, said, rows) = trace([head, *dated]), trace([head, *counted])
    assert code == 0 and "times read as a spreadsheet's dates" in said
    assert [row[4:] for row in rows] == [row[4:] for row in told] and len(rows) == 3
    folder = tmp_path / "days"
    assert main([str(tmp_path / "transfers.csv"), "--partition", str(folder)]) == 0
    assert {path.name.rpartition("=")[2] for path in folder.iterdir() if path.is_dir()} == {"19027", "19029", "19035"}


@pytest.mark.parametrize(
    ("times", "flags"),
    [
        (("44596", "44597"), ("--time-unit", "day")),
        (("100", "44597"), ()),
        (("29220", "29221"), ()),
        (("73050", "73051"), ()),
    ],
)
def test_numbers_that_are_no_spreadsheets_dates_stay_days(trace, times, flags):
    rows = [["from", "to", "amount", "time"], *(["M1", "A", "9", time] for time in times)]
    _, said, _ = trace(rows, *flags)
    assert "times read as day" in said and "spreadsheet" not in said


@pytest.mark.parametrize(
    ("east", "reached"), [((), 3), (("--zone", "+08:00"), 3), (("--zone=-05:00",), 2), (("--zone", "+0000"), 2)]
)
def test_a_moment_without_a_zone_is_beijings_or_of_the_zone_told(trace, east, reached):
    head = ["from", "to", "amount", "time"]
    # 10:00 in Beijing is an hour before 03:00 in Greenwich, and 10:00 there is seven hours after it
    rows = [head, ["M1", "b", "5", "2022-02-04 10:00"], ["b", "c", "5", "2022-02-04T03:00:00Z"]]
    code, said, out = trace(rows, *east)
    assert (code, len(out)) == (0, reached), said
    word = "Beijing time (+08:00)" if reached == 3 else east[-1][-6:].lstrip("=")[:3]
    assert f"1 of 2 times name no zone and were read as {word}" in said
    assert "name no zone" not in trace([head, *rows[1:2]], *east)[1]


def test_mixed_zones_beside_a_fault_name_the_fault_alone(trace):
    text = "from,to,amount,time\nM1,b,1,2022-02-04 10:00\nb,c,1,2022-02-04T03:00:00Z\nb,c,1,2022-02-30\n"
    code, said, _ = trace(text)
    assert code == 2 and "time is not a date, date and time, or number in 1 row (4)" in said


@pytest.mark.parametrize("zone", ["8", "+8:00", "+15:00", "Asia/Shanghai"])
def test_a_zone_that_is_none_is_refused(tmp_path, capsys, zone):
    with pytest.raises(SystemExit) as left:
        main([str(tmp_path / "t.csv"), "--zone", zone])
    assert left.value.code == 2
    assert "is not of the form +08:00" in capsys.readouterr().err


def test_a_folder_tells_every_kind_of_time_by_one_clock(tmp_path):
    told = []
    for number, time in enumerate(("2022-02-04 08:00", "2022-02-04T00:00:00Z", "1643932800", "1643932800000")):
        table, seeds = tmp_path / f"t{number}.csv", tmp_path / "s.txt"
        table.write_text(f"from,to,amount,time\na,b,1,{time}\n", encoding="utf-8")
        seeds.write_text("a\n", encoding="utf-8")
        folder, out = tmp_path / f"days{number}", tmp_path / f"o{number}.csv"
        assert main([str(table), "--partition", str(folder)]) == 0
        assert main([str(folder), "--seeds", str(seeds), "--hops", "1", "--dwell", "1", "--out", str(out)]) == 0
        told.append(lines_of(out)[1][3])
    assert set(told) == {"2022-02-04 08:00:00"}


def test_the_headings_of_the_products_import_are_read(tmp_path):
    for heads in (
        "付款账号,收款账号,金额(元),交易时间",
        "Paying account,Receiving account,Amount in yuan,Moment",
        "付款,收款,金额,时间",
    ):
        table, seeds, out = tmp_path / "t.csv", tmp_path / "s.txt", tmp_path / "o.csv"
        table.write_text(f"{heads}\na,b,1,1\n", encoding="utf-8")
        seeds.write_text("a\n", encoding="utf-8")
        assert main([str(table), "--seeds", str(seeds), "--hops", "1", "--dwell", "1", "--out", str(out)]) == 0, heads


@pytest.mark.parametrize("raw", [b"from,to,amount,time\n\xff\xff,b,1,1\n", b"\xff\xff,to\n"])
def test_bytes_that_are_no_text_are_told_in_words(tmp_path, capsys, raw):
    table, seeds = tmp_path / "t.csv", tmp_path / "s.txt"
    table.write_bytes(raw)
    seeds.write_text("a\n", encoding="utf-8")
    asked = [str(table), "--seeds", str(seeds), "--hops", "1", "--dwell", "1", "--out", str(tmp_path / "o.csv")]
    assert main(asked) == 2
    assert capsys.readouterr().err == f"error: {table}: not a text file in UTF-8 or GB18030\n"


def test_a_result_never_overwrites_what_is_read_and_a_bad_place_is_named(trace, tmp_path, capsys):
    trace(case("mules.csv"))
    source, seeds = tmp_path / "transfers.csv", tmp_path / "seeds.txt"
    before = source.read_bytes(), seeds.read_bytes()
    (tmp_path / "link.csv").symlink_to(source)
    asked = [str(source), "--seeds", str(seeds), "--hops", "2", "--dwell", "3"]
    for out, said in (
        (source, "would overwrite what is read (the transfers)"),
        (tmp_path / "link.csv", "would overwrite what is read (the transfers)"),
        (seeds, "would overwrite what is read (--seeds)"),
        (tmp_path / "none" / "o.csv", f"--out {tmp_path / 'none' / 'o.csv'}: no folder to write a file in"),
    ):
        assert main([*asked, "--out", str(out)]) == 2
        told = capsys.readouterr().err
        assert said in told and told.count("\n") == 1
    one = str(tmp_path / "o.csv")
    assert main([*asked, "--out", one, "--accounts", one]) == 2
    assert "--accounts and --out name one file" in capsys.readouterr().err
    assert (source.read_bytes(), seeds.read_bytes()) == before
