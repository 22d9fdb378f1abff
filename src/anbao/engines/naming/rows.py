"""Rows of files to subjects and back: column names in both languages, all faults with their row numbers."""

import re
from collections.abc import Callable, Iterable, Iterator

from anbao.engines.naming.evidence import Score
from anbao.engines.naming.matchers import CURRENT, UnknownMatcher, compare
from anbao.engines.naming.screening import Hit
from anbao.engines.naming.subjects import LONGEST_NAME, Refused, Subject
from anbao.engines.naming.text import fold

COLUMNS = {
    "id": "id list_id query_id entity_id 编号 序号 工号",
    "name": "name full_name caption 姓名 名称 名字 户名 单位名称 企业名称 公司名称",
    "aliases": "aliases alias other_names 别名 曾用名 其他名称",
    "schema": "schema type kind 类型 类别",
    "identity": "identity id_number identity_number id_no 身份证 身份证号 身份证号码 证件号码 统一社会信用代码",
    "accounts": "accounts account account_number 账号 账户 卡号 银行账号",
    "phones": "phones phone mobile 手机 手机号 手机号码 电话 联系电话",
}
#: fields that hold several values, so that every column of the meaning is read
SEVERAL = ("aliases", "accounts", "phones")
PAIR_COLUMNS = ("schema", "name1", "name2")
ADDED_COLUMNS = ("score", "verdict", "reasons")
HIT_COLUMNS = ("query_id", "query_name", "list_id", "list_name", "score", "verdict", "reasons", "matcher")
MOST_FAULTS_SHOWN = 20
#: the reason of a score of 0, where nothing was found that could speak for the pair
NOTHING_ALIKE = "没有可比之处 (nothing alike)"
#: an unquoted comma (HUAWEI CO., LTD.) moves what stands behind it, so that the wrong cells would be compared
SHIFTED = "多出单元格，含逗号的名称须加引号 (more cells than columns; a name with a comma is quoted)"


def column_places(header: list[str]) -> dict[str, tuple[int, ...]]:
    """Field -> columns of a header that are read for it: all of SEVERAL, else the first; {} when the first row is no header."""
    known = {field: tuple(columns.values()) for field, columns in meanings(header).items()}
    places = {field: columns if field in SEVERAL else columns[:1] for field, columns in known.items()}
    return places if places.keys() & {"name", "identity", "accounts", "phones"} else {}


def meanings(header: list[str]) -> dict[str, dict[str, int]]:
    """Field -> the columns of a header that mean it, by name."""
    cells = [cell.strip().lower().lstrip("\ufeff") for cell in header]
    known = {
        field: {word: cells.index(word) for word in words.split() if word in cells} for field, words in COLUMNS.items()
    }
    return {field: columns for field, columns in known.items() if columns}


def meaning_faults(header: list[str], source: str) -> Iterator[str]:
    """Two columns of one meaning where only one is read: what the other holds would be dropped."""
    for field, columns in meanings(header).items():
        if len(columns) > 1 and field not in (*SEVERAL, "id"):
            yield f"{source}: 列 {'、'.join(columns)} 含义相同，只能保留一列 (columns that mean the same)"


def header_faults(header: list[str], source: str) -> Iterator[str]:
    """A column that stands twice: one of the two would be read, and nobody could say which. Columns without a name are none."""
    cells = [cell.strip().lower().lstrip("\ufeff") for cell in header]
    for cell in dict.fromkeys(c for c in cells if c and cells.count(c) > 1):
        yield f"{source}: 列 {cell} 出现 {cells.count(cell)} 次 (column stands more than once)"


def id_warnings(header: list[str], source: str) -> Iterator[str]:
    """Several columns that number the rows: any will do, the first in ``COLUMNS`` is taken and that is said."""
    first, *rest = meanings(header).get("id", {"": 0})
    if rest:
        yield f"{source}: 以列 {first} 为编号，未用 {'、'.join(rest)} (taken as the id; the others are left aside)"


def subjects(
    rows: Iterable[list[str]],
    schema: str,
    source: str,
    unique: bool = False,
    warn: Callable[[str], None] = lambda words: None,
) -> list[Subject]:
    """Subjects of a file's rows: with a header, or one name a row. Refuses with every bad row and, where ids must be
    ``unique``, with every id that stands twice, on bad rows too; ``warn`` hears what is no fault."""
    found, faults = [], []
    lines: dict[str, int] = {}
    places: dict[str, tuple[int, ...]] | None = None
    for number, row in enumerate(rows, 1):
        if places is None:
            places, width = column_places(row), len(row)
            if places:
                faults += [*header_faults(row, source), *meaning_faults(row, source)]
                for words in id_warnings(row, source):
                    warn(words)
                continue
            if len(row) > 1:
                raise Refused([f"{source}: 首行没有姓名或号码列 (no column named name, identity, account or phone)"])
        if not any(cell.strip() for cell in row):
            continue
        if any(cell.strip() for cell in row[width:]):
            faults.append(f"{source} 第 {number} 行{SHIFTED}")
        own = cell_of(row, places.get("id", ())) if unique else ""
        if own and lines.setdefault(own, number) != number:
            faults.append(f"{source} 第 {number} 行与第 {lines[own]} 行编号 {own} 重复 (id repeated)")
        try:
            found.append(subject(row, places, number, schema))
        except Refused as refusal:
            faults += [f"{source} 第 {number} 行: {fault}" for fault in refusal.faults]
    if faults:
        raise Refused(faults)
    if not found:
        raise Refused([f"{source}: 没有数据 (no rows)"])
    return found


def cell_of(row: list[str], columns: tuple[int, ...]) -> str:
    """What a row holds in columns, several of them apart by a semicolon."""
    return ";".join(text for column in columns if column < len(row) and (text := row[column].strip()))


def subject(row: list[str], places: dict[str, tuple[int, ...]], number: int, schema: str) -> Subject:
    if not places:
        return Subject(str(number), (row[0].strip(),), schema)

    def cell(field: str) -> str:
        return cell_of(row, places.get(field, ()))

    names = [cell("name"), *re.split(r"[;；|]", cell("aliases"))]
    return Subject(
        cell("id") or str(number),
        tuple(dict.fromkeys(n.strip() for n in names if n.strip())),
        cell("schema") or schema,
        cell("identity"),
        several(cell("accounts")),
        several(cell("phones")),
    )


def several(text: str) -> tuple[str, ...]:
    return tuple(part.strip() for part in re.split(r"[;；|,，、]", text) if part.strip())


def scored_pairs(rows: list[dict], version: str = CURRENT) -> Iterator[dict[str, str]]:
    """Rows with score, verdict and reasons added. Refuses with every bad row before the first is scored."""
    faults = list(pair_faults(rows))
    if faults:
        raise Refused(faults)
    for row in rows:
        found: Score = compare(row["name1"], row["name2"], row["schema"], version)
        kept = {column: cell for column, cell in row.items() if column is not None}
        yield {
            **kept,
            "score": f"{found.value:.4f}",
            "verdict": found.verdict,
            "reasons": found.reasons() or NOTHING_ALIKE,
        }


def pair_faults(rows: list[dict]):
    """Each fault in words; a row's cells beyond its columns stand under None, as csv.DictReader leaves them."""
    for number, row in enumerate(rows, 2):
        if any(cell.strip() for cell in row.get(None, ())):
            yield f"第 {number} 行{SHIFTED}"
        for column in PAIR_COLUMNS:
            if row.get(column) is None:
                yield f"第 {number} 行缺少 {column} (column missing)"
        for column in ("name1", "name2"):
            name = row.get(column) or ""
            if len(name) > LONGEST_NAME:
                yield f"第 {number} 行 {column} 超过 {LONGEST_NAME} 字 (name too long)"
            elif row.get(column) is not None and not fold(name):
                yield f"第 {number} 行 {column} 为空 (no name)"
        try:
            compare("", "", row.get("schema") or "")
        except UnknownMatcher as unknown:
            yield f"第 {number} 行: {unknown}"


def hit_row(hit: Hit, queries: list[Subject], entries: tuple[Subject, ...], version: str) -> tuple[str, ...]:
    query, entry = queries[hit.query], entries[hit.entry]
    score = hit.score
    return (
        query.id,
        hit.query_name,
        entry.id,
        hit.entry_name,
        f"{score.value:.4f}",
        score.verdict,
        score.reasons(),
        version,
    )
