"""``python -m anbao.engines.tracing``: trace a file of transfers. The columns and flags are a stable contract."""

from __future__ import annotations

import argparse
import csv
import io
import os
import re
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np

from anbao.engines.destinations import wrong
from anbao.engines.tracing import Fault, Method, Problem, TracingError, solve
from anbao.engines.tracing.cells import bare

#: bytes within which the first line ends
HEAD = 1 << 16
#: rows and texts that a fault shows
SHOWN = 5
#: characters of one cell; Python's own limit of 131072 is told in words that no user reads
LONGEST_CELL = 2**31 - 1
HEADERS = {"account", "seed", "id", "账户", "账号"}
#: files that can't be read, in words
NO_TEXT = "not a text file in UTF-8 or GB18030", "不是 UTF-8 或 GB18030 文本文件"
UNREADABLE = (
    "not a CSV with a head and one row a line (or a line of it is longer than a megabyte)",
    "不是有表头、每行一条记录的 CSV（或某行超过 1 MB）",
)


class OneLine(argparse.ArgumentParser):
    def error(self, message: str):
        sys.exit(complain(message))


def complain(message: str) -> int:
    line = " ".join(message.split())
    print("error: " + "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in line), file=sys.stderr)
    return 2


def parser() -> argparse.ArgumentParser:
    p = OneLine(
        prog="python -m anbao.engines.tracing",
        description="Trace money along time-respecting transfers. Writes every transfer reached, as it was given, with "
        "hop (length of the shortest walk) and tainted (cents of it that are tainted, as an amount).",
    )
    given = "CSV (.csv, .csv.gz) or .parquet with columns from,to,amount,time; or a folder of Parquet files by day as "
    p.add_argument(
        "transfers",
        nargs="?",
        help=given
        + "written by --partition, or of those columns with typed amounts and times, traced without loading it",
    )
    p.add_argument("--seeds", help="text file, one involved account a line (first column, if there are more)")
    p.add_argument("--hops", type=int, help="longest walk, in transfers")
    p.add_argument("--dwell", type=float, help="longest rest in an account, in days; exactly that long still counts")
    p.add_argument("--backward", action="store_true", help="where the money came from: walks end at the seeds")
    p.add_argument("--method", choices=list(map(str, Method)), default="fifo", help="how tainted money leaves (fifo)")
    p.add_argument("--hub", type=int, help="don't follow accounts with more transfers than this; without it, all are")
    p.add_argument("--stop", metavar="FILE", help="accounts where the trace ends (cash desks, merchants); as --seeds")
    p.add_argument("--time-unit", choices=["day", "s", "ms", "us", "ns"], help="unit of times that are numbers")
    p.add_argument(
        "--zone",
        type=zone,
        default=8 * 3600,
        metavar="+HH:MM",
        help="zone of times that name none, as --zone=-05:00 (+08:00, Beijing time)",
    )
    p.add_argument("--out", help="CSV to write: from,to,amount,time,hop,tainted (and id, if given)")
    p.add_argument("--accounts", metavar="FILE", help="CSV to write: every account with its sums and roles")
    p.add_argument("--spark", metavar="MASTER", help="trace a folder on Apache Spark, for example spark://host:7077")
    p.add_argument("--partition", metavar="FOLDER", help="instead of tracing, write the transfers as Parquet by day")
    p.add_argument("--figures", metavar="FOLDER", help="instead of tracing, draw the figures of the algorithm page")
    return p


def zone(text: str) -> int:
    """Seconds east of Greenwich of +08:00."""
    found = re.fullmatch(r"([+-])(\d\d):?([0-5]\d)", text.strip())
    seconds = (int(found[2]) * 60 + int(found[3])) * 60 if found else 0
    if not found or seconds > 14 * 3600:
        raise argparse.ArgumentTypeError(f"{text!r} is not of the form +08:00")
    return -seconds if found[1] == "-" else seconds


def main(argv: list[str] | None = None) -> int:
    options = parser().parse_args(argv)
    limit = csv.field_size_limit(LONGEST_CELL)  # the process's, so it is given back
    try:
        return run(options)
    finally:
        csv.field_size_limit(limit)


def run(options) -> int:
    try:
        import pyarrow  # noqa: F401
    except ImportError:
        return complain("reading files needs pyarrow: pip install 'anbao[tracing]'")
    try:
        if options.figures:
            return draw(options.figures)
        if options.transfers is None:
            return complain("which transfers? give a file or folder")
        if options.partition:
            return partition(options)
        require(options)
        if not Path(options.transfers).exists():
            return complain(f"{options.transfers}: no such file")
        if Path(options.transfers).is_dir():
            return trace_folder(options)
        return trace(options)
    except TracingError as refused:
        return complain(str(refused))
    except OSError as fault:
        return complain(f"{fault.filename or options.transfers}: {fault.strerror or fault}")


def require(options) -> None:
    wanted = {"--seeds": options.seeds, "--hops": options.hops, "--dwell": options.dwell, "--out": options.out}
    faults = [Fault("option", f"{flag} is required", f"缺少 {flag}") for flag, value in wanted.items() if value is None]
    if options.dwell is not None and not 0 <= options.dwell < 1e6:
        faults.append(Fault("dwell", "--dwell must be 0 to 1000000 days", "停留时限须为 0 至 1000000 天"))
    if options.hops is not None and options.hops < 1:
        faults.append(Fault("hops", "--hops must be 1 or more", "跳数至少为 1"))
    if options.hub is not None and options.hub < 1:
        words = "--hub must be at least 1; without it every account is followed", "枢纽账户上限至少为 1；不填则不限"
        faults.append(Fault("hub", *words))
    faults += overwriting(options)
    if faults:
        raise TracingError(faults)


def overwriting(options) -> list[Fault]:
    read = {"the transfers": options.transfers, "--seeds": options.seeds, "--stop": options.stop}
    written = {"--out": options.out, "--accounts": options.accounts}
    return [Fault("out", *words) for words in wrong(read, written)]


def trace(options) -> int:
    from anbao.engines.tracing import columns

    table, reading, seeds, stops = read_all(options, columns)
    t = reading.transfers
    problem = Problem(
        t,
        known(t, seeds, "seed", reading.notes),
        options.hops,
        whole_ticks(options.dwell, reading.ticks_per_day),
        options.backward,
        Method(options.method),
        options.hub,
        known(t, stops, "stop", reading.notes),
    )
    answer = solve(problem)
    write_csv(columns.trace_table(answer, table), options.out)
    if options.accounts:
        write_csv(columns.accounts_table(answer), options.accounts)
    by_hop = ", ".join(f"hop {hop}: {count}" for hop, count in enumerate(np.bincount(answer.hop).tolist()) if count)
    reached = f"{len(answer)} of {len(t)} transfers reached; {by_hop}".rstrip("; ")
    for note in (*reading.notes, answer.hub_rule, reached):
        say(note)
    return 0


def read_all(options, columns):
    """(table, reading, seeds, stops); what is wrong with any of the files is told together."""
    faults, found = [], []

    def transfers():
        table, ragged = read_file(options.transfers)
        return table, read_rows(table, options, ragged)

    for read in (transfers, lambda: read_accounts(options.seeds), lambda: read_accounts(options.stop)):
        try:
            found.append(read())
        except TracingError as refused:
            faults += refused.faults
        except OSError as fault:
            said = f"{fault.filename or options.transfers}: {fault.strerror or fault}"
            faults.append(Fault("file", said, said))
    if faults:
        raise TracingError(faults)
    return *found[0], *found[1:]


def read_rows(table, options, ragged: Sequence[Fault]):
    """The reading of a table; of a text file, faults name lines of the file, as an editor counts them.

    ``ragged``: the fault of rows that are not in the table; what is wrong in the others is told beside it.
    """
    from anbao.engines.tracing import columns

    try:
        reading = columns.read_table(table, options.time_unit, options.zone)
    except TracingError as refused:
        if is_parquet(options.transfers):
            raise
        lines = [1, *lines_of(options.transfers, table.num_columns)[0]]
        told = [replace(f, rows=tuple(lines[row] for row in f.rows)) for f in refused.faults]
        raise TracingError([*ragged, *told]) from refused
    if ragged:
        raise TracingError(ragged)
    return reading


def is_parquet(path: str) -> bool:
    return path.endswith((".parquet", ".pq"))


def lines_of(path: str, width: int) -> tuple[list[int], list[int]]:
    """Lines of the file that are rows of ``width`` cells, and those of another width; the head, and empty lines, left
    out. Bytes suffice: neither encoding has a comma, quote or line's end inside a character."""
    import pyarrow as pa

    fitting, ragged = [], []
    with pa.input_stream(path, compression="detect") as file:
        numbered = ((n, line) for n, line in enumerate(file.read().splitlines(), 1) if line)
        next(numbered, None)
        for number, line in numbered:
            cells = next(csv.reader([line.decode("latin-1")]))
            (fitting if len(cells) == width else ragged).append(number)
    return fitting, ragged


def whole_ticks(days: float, ticks_per_day: int) -> int:
    """The days as they were written, without what a float product would lose: 2.3 days are 2.3 days to the tick."""
    return int(Fraction(repr(days)) * ticks_per_day)


def say(note: str) -> None:
    print(note, file=sys.stderr)


def read_file(path: str):
    """(table, faults of rows that are not in it): texts, so that what is written back is what was given; columns under
    the names of the contract."""
    import pyarrow as pa
    from pyarrow import parquet

    from anbao.engines.tracing.columns import named

    if is_parquet(path):
        try:
            return named(parquet.read_table(path)), []
        except pa.ArrowInvalid as fault:
            raise TracingError([Fault("file", f"{path}: not a Parquet file", f"{path}：不是 Parquet 文件")]) from fault
    for encoding in ("utf8", "gb18030"):
        try:
            table, ragged = read_csv(path, encoding)
        except UnicodeError:
            continue
        except pa.ArrowInvalid as fault:
            if "UTF" in str(fault).upper():
                continue
            words = ("the file is empty", "文件为空") if "Empty CSV" in str(fault) else UNREADABLE
            raise TracingError([Fault("file", f"{path}: {words[0]}", f"{path}：{words[1]}")]) from fault
        try:
            return named(table), ragged
        except TracingError as refused:
            raise TracingError([*ragged, *refused.faults]) from None
    raise TracingError([Fault("file", f"{path}: {NO_TEXT[0]}", f"{path}：{NO_TEXT[1]}")])


def read_csv(path: str, encoding: str):
    """(table with every column as text, the fault of rows that have too few or too many cells and are not in it)."""
    import pyarrow as pa
    from pyarrow import csv as arrow_csv

    bad: list[str] = []

    def crooked(row) -> str:
        bad.append(f"{row.text!r} ({row.actual_columns} cells, {row.expected_columns} expected)")
        return "skip"

    parsing = arrow_csv.ParseOptions(newlines_in_values=False, invalid_row_handler=crooked)
    with pa.input_stream(path, compression="detect") as file:
        raw = file.read(HEAD)
        if not raw.strip(b"\xef\xbb\xbf \t\r\n") or b"\0" in raw:
            said = NO_TEXT if b"\0" in raw else ("the file is empty", "文件为空")
            raise TracingError([Fault("file", f"{path}: {said[0]}", f"{path}：{said[1]}")])
        head = raw.partition(b"\n")[0].decode("utf-8-sig" if encoding == "utf8" else encoding)
    names = next(csv.reader([head.rstrip("\r")]), [])
    convert = arrow_csv.ConvertOptions(column_types=dict.fromkeys(names, pa.string()), strings_can_be_null=False)
    reading = arrow_csv.ReadOptions(encoding=encoding)
    table = arrow_csv.read_csv(path, reading, parsing, convert)
    if not bad:
        return table, []
    lines = lines_of(path, table.num_columns)[1]
    shown = ", ".join(sorted(bad)[:SHOWN]) + (", ..." if len(bad) > SHOWN else "")
    en = f"{path}: rows that don't fit the columns: {shown}"
    return table, [Fault("row", en, "行与列数不符", len(bad), tuple(lines[:SHOWN]))]


def read_accounts(path: str | None) -> list[str]:
    """First column of each line, bare, a header left out; order and repetition mean nothing."""
    if path is None:
        return []
    raw = Path(path).read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            rows = csv.reader(io.StringIO(raw.decode(encoding), newline=""))
            accounts = [account for line in rows if line and (account := bare(line[0]))]
            break
        except UnicodeError:
            continue
        except csv.Error as fault:
            raise TracingError([Fault("file", f"{path}: {NO_TEXT[0]}", f"{path}：{NO_TEXT[1]}")]) from fault
    else:
        raise TracingError([Fault("file", f"{path}: {NO_TEXT[0]}", f"{path}：{NO_TEXT[1]}")])
    if accounts and accounts[0].lower() in HEADERS:
        accounts = accounts[1:]
    if not accounts:
        raise TracingError([Fault("file", f"{path}: no accounts in it", f"{path}：没有账户")])
    return sorted(set(accounts))


def known(transfers, accounts: list[str], role: str, notes: list[str]) -> np.ndarray:
    """Account numbers; names that occur nowhere are told."""
    codes = transfers.codes(accounts)
    if len(codes) < len(accounts):
        found = {transfers.names[code] for code in codes}
        strangers = [name for name in accounts if name not in found]
        notes.append(strangers_told(strangers, accounts, role))
    return codes


def strangers_told(strangers: list[str], accounts: list[str], role: str) -> str:
    """Says which accounts occur in no transfer; a trace none of whose seeds does is refused."""
    shown = ", ".join(strangers[:5]) + (", ..." if len(strangers) > 5 else "")
    if role == "seed" and len(strangers) == len(accounts):
        raise TracingError([Fault("seed", f"no seed account has a transfer: {shown}", f"涉案账户均无转账：{shown}")])
    return f"{len(strangers)} {role} accounts have no transfers: {shown}"


def write_csv(table, path: str) -> None:
    import pyarrow as pa
    from pyarrow import csv as arrow_csv

    with open(path, "wb") as file:  # by Python, whose errors name the file
        try:
            arrow_csv.write_csv(table, file, arrow_csv.WriteOptions(quoting_style="none", quoting_header="none"))
        except pa.ArrowInvalid:  # some value holds a comma or a quote
            file.seek(0)
            file.truncate()
            arrow_csv.write_csv(table, file, arrow_csv.WriteOptions(quoting_style="needed", quoting_header="none"))


def draw(folder: str) -> int:
    from anbao.engines.tracing.figures import all_figures

    for name, svg in all_figures().items():
        (Path(folder) / name).write_text(svg, encoding="utf-8")
    return 0


def partition(options) -> int:
    """Write the transfers as Parquet, one folder a day; times become nanoseconds since 1970."""
    import pyarrow as pa
    from pyarrow import dataset

    from anbao.engines.tracing import columns

    if Path(options.transfers).is_dir():
        raise TracingError([Fault("file", "--partition takes one file, not a folder", "--partition 只接受单个文件")])
    table, ragged = read_file(options.transfers)
    reading = read_rows(table, options, ragged)
    t, grain = reading.transfers, columns.TICKS["ns"] // reading.ticks_per_day
    if len(t) and max(abs(int(t.time.max())), abs(int(t.time.min()))) * grain >= 2**62:
        raise TracingError([Fault("time-span", "times lie too far from 1970", "时间距 1970 年过远")])
    names, ticks = pa.array(t.names, pa.string()), t.time * grain
    table = pa.table(
        {
            "from": names.take(pa.array(t.src)),
            "to": names.take(pa.array(t.dst)),
            "cents": t.cents,
            "ticks": ticks,
            "day": ticks // columns.TICKS["ns"],
        }
    ).sort_by("ticks")
    days = len(np.unique(ticks // columns.TICKS["ns"]))
    if Path(options.partition).exists() and any(Path(options.partition).iterdir()):
        raise TracingError([Fault("folder", f"{options.partition} is not empty", f"{options.partition} 不是空文件夹")])
    by_day = dataset.partitioning(pa.schema([("day", pa.int64())]), flavor="hive")
    dataset.write_dataset(
        table,
        options.partition,
        format="parquet",
        partitioning=by_day,
        max_partitions=days + 1,
        existing_data_behavior="error",
    )
    for note in reading.notes:
        say(note)
    say(f"{len(t)} transfers in {days} days written to {options.partition}")
    return 0


def trace_folder(options) -> int:
    """Trace Parquet by day without loading it, on DuckDB or, with --spark, on Apache Spark."""
    try:
        import anbao.engines.tracing.partitions  # noqa: F401
    except ImportError as missing:
        return complain(f"tracing a folder needs {missing.name}: pip install 'anbao[tracing]'")
    try:
        return trace_table_of(options, open_folder(options))
    except (OSError, TracingError):
        raise
    except Exception as fault:  # what DuckDB and Spark raise has no common head
        if type(fault).__module__.partition(".")[0] not in ("_duckdb", "duckdb", "pyspark", "py4j", "ibis"):
            raise
        said = f"{options.transfers}: {str(fault).splitlines()[0]}"
        raise TracingError([Fault("folder", said, said)]) from fault


def trace_table_of(options, table) -> int:
    from anbao.engines.tracing import columns, partitions

    lowest = table.cents.min().to_pyarrow().as_py()
    if lowest is not None and lowest < 0:
        raise TracingError([Fault("negative-amount", "amounts are negative", "金额为负")])
    dwell = whole_ticks(options.dwell, columns.TICKS["ns"])
    seeds, stops = read_accounts(options.seeds), tuple(read_accounts(options.stop))
    search = partitions.Search(seeds, options.hops, dwell, options.backward, options.hub, stops)
    answer = partitions.listed(table, search, Method(options.method))
    near = answer["to" if options.backward else "from"]
    unseen = sorted(set(seeds) - {str(name) for name in near.unique().to_pylist()})
    if unseen:
        there = partitions.occurring(table, unseen)
        strangers = [name for name in unseen if name not in there]
        if strangers:
            say(strangers_told(strangers, seeds, "seed"))
    write_csv(columns.listed_table(answer), options.out)
    limit = "none, every account is followed" if options.hub is None else f"not beyond {options.hub} transfers"
    say(f"hub rule: {limit}")
    say(f"{len(answer)} transfers reached")
    return 0


def open_folder(options):
    import ibis

    from anbao.engines.tracing.partitions import WANTED
    from anbao.engines.tracing.plain import as_partitioned

    if options.spark:
        try:
            from pyspark.sql import SparkSession
        except ImportError:
            raise TracingError([Fault("spark", "--spark needs pip install 'anbao[spark]'", "缺少 Spark")]) from None
        session = SparkSession.builder.master(options.spark).appName("anbao-tracing").getOrCreate()
        table = ibis.pyspark.connect(session).read_parquet(str(Path(options.transfers).resolve()))
        missing = [name for name in WANTED if name not in table.columns]
        if missing:
            said = f"{options.transfers}: missing columns: {', '.join(missing)}; --spark takes what --partition wrote"
            raise TracingError([Fault("columns", said, "缺少列；--spark 只读取 --partition 写出的文件夹")])
        return table
    if not any(Path(options.transfers).rglob("*.parquet")):
        raise TracingError(
            [Fault("folder", f"{options.transfers}: no Parquet files in it", "文件夹中没有 Parquet 文件")]
        )
    spill = Path(tempfile.gettempdir()) / f"anbao-tracing-{os.getpid()}"
    duck = ibis.duckdb.connect(temp_directory=str(spill))
    table = duck.read_parquet(str(Path(options.transfers) / "**" / "*.parquet"), hive_partitioning=True)
    if all(name in table.columns for name in WANTED):
        return table
    notes: list[str] = []
    table = as_partitioned(duck, table, options.transfers, notes, options.zone)
    for note in notes:
        say(note)
    return table


if __name__ == "__main__":
    sys.exit(main())
