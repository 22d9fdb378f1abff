"""Command line of the naming engine: score pairs, or screen queries against a list.

    python -m anbao.engines.naming --pairs PAIRS.csv --out scored.csv
    python -m anbao.engines.naming --list LIST --queries QUERIES --out hits.csv [--previous OLD] [--confirm-loss]

PAIRS has the columns schema,name1,name2 (others are kept); score, verdict and reasons are added (columns of the file that are called so
stay as score_before and so on). LIST and QUERIES are
.csv with a header (name, or 姓名; optional id, aliases, schema, identity, account, phone) or .txt with one name a line;
.gz and .xz are read too. Exit code 2 with one line on bad input, 3 when the list is held for confirmation.
"""

import argparse
import csv
import gc
import gzip
import io
import lzma
import multiprocessing
import os
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from anbao.engines.destinations import wrong
from anbao.engines.naming import matchers, rows
from anbao.engines.naming.evidence import MATCH, REVIEW
from anbao.engines.naming.lists import Receipt, receive
from anbao.engines.naming.screening import Screen
from anbao.engines.naming.subjects import Refused, Subject

HELD = 3
CHUNK = 8000
#: characters of one cell: Python's own limit of 131072 would be told in words that no user reads, a row's are
LONGEST_CELL = 2**31 - 1


class OneLine(argparse.ArgumentParser):
    def error(self, message: str):
        print("error: " + " ".join(message.split()), file=sys.stderr)
        sys.exit(2)


def arguments(argv: list[str] | None) -> argparse.Namespace:
    parser = OneLine(
        prog="python -m anbao.engines.naming", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--pairs", type=Path, help="pairs to score (csv: schema,name1,name2)")
    parser.add_argument("--list", type=Path, help="the list (csv with a header, or one name a line)")
    parser.add_argument("--queries", type=Path, help="who is asked about, in the same form")
    parser.add_argument("--out", type=Path, required=True, help="where to write the result (csv)")
    parser.add_argument("--previous", type=Path, help="the edition of the list before this one")
    parser.add_argument("--confirm-loss", action="store_true", help="accept a list that lost many entries")
    parser.add_argument("--schema", default="Person", help="schema of rows that name none (default: %(default)s)")
    parser.add_argument("--floor", type=float, default=MATCH, help="lowest score to report (default: %(default)s)")
    parser.add_argument("--limit", type=int, default=0, help="most hits for one query (default: all)")
    parser.add_argument(
        "--workers", type=int, default=min(2, os.cpu_count() or 1), help="processes (default: %(default)s)"
    )
    parser.add_argument(
        "--matcher", default=matchers.CURRENT, choices=list(matchers.registry), help="version (default: %(default)s)"
    )
    asked = parser.parse_args(argv)
    faults = list(option_faults(asked))
    if faults:
        parser.error("; ".join(faults))
    return asked


def option_faults(asked: argparse.Namespace):
    if bool(asked.pairs) == bool(asked.list or asked.queries) or bool(asked.list) != bool(asked.queries):
        yield "give either --pairs or both --list and --queries"
    if not 0 < asked.floor <= 1:
        yield "--floor must be above 0 and at most 1"
    if asked.limit < 0:
        yield "--limit must not be negative"
    if asked.workers < 1:
        yield "--workers must be at least 1"
    if asked.schema.strip().lower() not in matchers.KINDS:
        yield f"--schema {asked.schema!r} is not known; there are {', '.join(k for k in matchers.KINDS if k)}"
    read = {f"--{name}": getattr(asked, name) for name in ("pairs", "list", "queries", "previous")}
    yield from (f"{zh} ({en})" for en, zh in wrong(read, {"--out": asked.out}))


def text_of(path: Path) -> str:
    try:
        raw = path.read_bytes()
        if path.suffix == ".xz":
            raw = lzma.decompress(raw)
        elif path.suffix == ".gz":
            raw = gzip.decompress(raw)
    except (OSError, EOFError, lzma.LZMAError) as error:
        raise Refused([f"{path}: {getattr(error, 'strerror', None) or error}"]) from error
    if not raw.removeprefix(b"\xef\xbb\xbf").strip():
        raise Refused([f"{path}: 文件为空 (the file is empty)"])
    wide = raw[:2] in (b"\xff\xfe", b"\xfe\xff")  # what a spreadsheet calls Unicode text
    for encoding in ("utf-16",) if wide else ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise Refused([f"{path}: 既非 UTF-8 也非 GB18030 文本 (neither UTF-8 nor GB18030 text)"])


def read_subjects(path: Path, schema: str, unique: bool = False) -> list[Subject]:
    text = text_of(path)
    if ".txt" in path.suffixes:
        table = ([line.strip()] for line in text.split("\n"))
    else:
        table = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        return rows.subjects(table, schema, path.name, unique, warned)
    except csv.Error as error:
        raise Refused([f"{path}: 不是有效的 CSV ({error})"]) from error


def warned(words: str) -> None:
    print(f"warning: {words}", file=sys.stderr)


def read_pairs(path: Path) -> tuple[list[dict[str, str]], list[str]]:
    reader = csv.DictReader(io.StringIO(text_of(path), newline=""))
    try:
        header = [known_column(c) for c in reader.fieldnames or ()]
        header = list(kept_apart(header, path))
        reader.fieldnames = header
        found = list(reader)
    except csv.Error as error:
        raise Refused([f"{path}: 不是有效的 CSV ({error})"]) from error
    faults = list(rows.header_faults(header, path.name))
    missing = [c for c in rows.PAIR_COLUMNS if c not in header]
    if missing:
        faults.append(f"{path}: 缺少列 {', '.join(missing)} (columns missing)")
    if faults:
        raise Refused(faults)
    return found, header


def known_column(head: str) -> str:
    """One of the three columns however it is dressed (" Name1"), any other as it stands."""
    plain = head.strip().lower()
    return plain if plain in rows.PAIR_COLUMNS else head


def kept_apart(header: list[str], path: Path) -> Iterator[str]:
    """The header with its own columns called score, verdict, reasons renamed, so that what they hold is kept; told."""
    for column in header:
        if column not in rows.ADDED_COLUMNS:
            yield column
            continue
        name = f"{column}_before"
        while name in header:
            name += "_before"
        print(
            f"warning: {path.name}: 原有列 {column} 改名为 {name} (column renamed, its values are kept)",
            file=sys.stderr,
        )
        yield name


def score_pairs(asked: argparse.Namespace) -> int:
    pairs, header = read_pairs(asked.pairs)
    done = list(rows.scored_pairs(pairs, asked.matcher))
    columns = [*header, *rows.ADDED_COLUMNS]
    with asked.out.open("w", encoding="utf-8", newline="") as out:
        writer = csv.DictWriter(out, columns, lineterminator="\n", extrasaction="ignore")
        writer.writeheader()
        writer.writerows(done)
    matched = sum(row["verdict"] == "match" for row in done)
    print(f"{len(done)} pairs, {matched} match -> {asked.out}", file=sys.stderr)
    return 0


def read_files(asked: argparse.Namespace) -> list[list[Subject] | None]:
    """The list, the edition before it (None without one) and the queries; what is wrong with any of them is told together."""
    found, faults = [], []
    for path, unique in ((asked.list, True), (asked.previous, False), (asked.queries, False)):
        try:
            found.append(read_subjects(path, asked.schema, unique) if path else None)
        except Refused as refusal:
            faults += refusal.faults
    if faults:
        raise Refused(faults)
    return found


def received(asked: argparse.Namespace, listed: list[Subject], previous: list[Subject] | None) -> Receipt:
    receipt = receive(listed, previous, asked.confirm_loss)
    for warning in receipt.warnings[: rows.MOST_FAULTS_SHOWN]:
        print(f"warning: {asked.list.name} {warning}", file=sys.stderr)
    if len(receipt.warnings) > rows.MOST_FAULTS_SHOWN:
        print(f"warning: and {len(receipt.warnings) - rows.MOST_FAULTS_SHOWN} more", file=sys.stderr)
    if receipt.faults:
        raise Refused([f"{asked.list.name}: {fault}" for fault in receipt.faults])
    return receipt


WORK: dict = {}


def hits_of(start: int) -> list[tuple[str, ...]]:
    """Rows of one chunk of queries; a worker process finds the screen in ``WORK``, shared by fork."""
    queries, screen, asked = WORK["queries"], WORK["screen"], WORK["asked"]
    chunk = queries[start : start + CHUNK]
    hits = screen.ask(chunk, asked.floor, asked.limit)
    return [rows.hit_row(hit, chunk, screen.entries, asked.matcher) for hit in hits]


def screen_list(asked: argparse.Namespace) -> int:
    began = time.perf_counter()
    listed, previous, queries = read_files(asked)
    receipt = received(asked, listed, previous)
    if receipt.held:
        print(f"held: {receipt.held}; --confirm-loss accepts it", file=sys.stderr)
        return HELD
    WORK.update(queries=queries, screen=Screen(receipt.subjects, asked.matcher), asked=asked)
    starts = range(0, len(queries), CHUNK)
    hits = found = 0
    with asked.out.open("w", encoding="utf-8", newline="") as out:
        writer = csv.writer(out, lineterminator="\n")
        writer.writerow(rows.HIT_COLUMNS)
        for number, chunk in enumerate(run(starts, asked.workers), 1):
            writer.writerows(chunk)
            hits += len(chunk)
            found += len({row[0] for row in chunk})
            progress(number, len(starts))
    seconds = time.perf_counter() - began
    if asked.floor > REVIEW:
        print(
            f"{asked.floor:g} 分以下的可能命中未列出 (possible hits below {asked.floor:g} were not looked for); "
            f"--floor {REVIEW} lists them with the verdict review",
            file=sys.stderr,
        )
    print(
        f"{len(receipt.subjects)} entries, {len(queries)} queries: {hits} hits for {found} queries "
        f"({1000 * found / len(queries):.1f} of 1,000) in {seconds:.1f} s -> {asked.out}",
        file=sys.stderr,
    )
    return 0


def run(starts: range, workers: int):
    if workers == 1 or len(starts) < 2:
        yield from map(hits_of, starts)
        return
    with multiprocessing.get_context("fork").Pool(workers) as pool:
        yield from pool.imap(hits_of, starts)


def progress(done: int, total: int) -> None:
    if sys.stderr.isatty():
        print(f"\r{done}/{total}", end="\n" if done == total else "", file=sys.stderr)


def main(argv: list[str] | None = None) -> int:
    asked, collects = arguments(argv), gc.isenabled()
    limit = csv.field_size_limit(LONGEST_CELL)  # the process's, so it is given back
    gc.disable()  # millions of rows without a cycle among them: looking for garbage would cost a fifth of the run
    try:
        return score_pairs(asked) if asked.pairs else screen_list(asked)
    except Refused as refusal:
        shown = refusal.faults[: rows.MOST_FAULTS_SHOWN]
        rest = f"; 另有 {len(refusal.faults) - len(shown)} 处 (and more)" if len(refusal.faults) > len(shown) else ""
        print(f"error: {'; '.join(shown)}{rest}", file=sys.stderr)
    except OSError as error:
        print(f"error: {error.filename or asked.out}: {error.strerror or error}", file=sys.stderr)
    finally:
        csv.field_size_limit(limit)
        if collects:
            gc.enable()
    return 2


if __name__ == "__main__":
    sys.exit(main())
