"""Reading a workbook that somebody filled in: whole-file refusals, then every bad cell. CSV where a table takes it."""

import csv
import re
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from io import BytesIO, StringIO

from django.conf import settings
from django.utils.translation import gettext as _
from django.utils.translation import override
from openpyxl import Workbook, load_workbook
from openpyxl.utils import column_index_from_string, get_column_letter
from openpyxl.utils.exceptions import IllegalCharacterError, InvalidFileException

from anbao.kit.tables.cells import CellFault, plain
from anbao.kit.tables.sheets import Column, Sheet
from anbao.kit.texts import listed

#: bytes of an upload, bytes it may unpack to, rows of an import
SIZE_LIMIT, UNPACKED_LIMIT, ROW_LIMIT = 10 * 2**20, 300 * 2**20, 20_000
#: elements of its XML: two or three make a cell, and the largest import (200,000 transfers) has a few million
ELEMENT_LIMIT = 8_000_000
#: cells that its merged ranges cover: reading makes an object for every one of them
MERGED_LIMIT = 2_000_000
MERGED = re.compile(rb"""mergeCell\s[^>]*?ref\s*=\s*["']([A-Za-z]{1,3})(\d{1,7}):([A-Za-z]{1,3})(\d{1,7})["']""")
#: how far to the right a stray format may reach before it is not worth reading
WIDTH_LIMIT = 200
LITERAL = re.compile(r'^="([^"]*)"$')
OLD_EXCEL = bytes.fromhex("D0CF11E0A1B11AE1")
#: what the readers of zip, XML and workbooks raise for bytes that are none (RuntimeError: a part with a password)
BROKEN = (
    zipfile.BadZipFile, zlib.error, InvalidFileException, LookupError, ValueError, TypeError, AttributeError, OSError,
    EOFError, SyntaxError, RuntimeError, OverflowError, struct.error,
)  # fmt: skip


class Unreadable(ValueError):
    """The file as a whole can't be taken; the message is for the user."""


@dataclass(frozen=True)
class Fault:
    """One cell that can't be taken; without a column the row, without a row (0) the sheet."""

    sheet: str
    row: int
    column: str
    reason: str

    def __str__(self) -> str:
        if not self.row:
            return f"{_('sheet %(sheet)s') % {'sheet': self.sheet}}: {self.reason}"
        place = _("sheet %(sheet)s, row %(row)d") % {"sheet": self.sheet, "row": self.row}
        return f"{place}, {self.column}: {self.reason}" if self.column else f"{place}: {self.reason}"


@dataclass(frozen=True)
class Row:
    """A row as read: its number in the sheet, the value of every column that the file has, and what the cells of
    columns say that are told but never imported."""

    number: int
    values: dict
    told: dict[str, str] = field(default_factory=dict)


@dataclass
class Filled:
    """What was read: the sheet's own name, good rows, faults of the others; `heads`: column id -> as the sheet says it."""

    sheet: str
    rows: list[Row] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    heads: dict[str, str] = field(default_factory=dict)

    def head(self, sheet: Sheet, column: str) -> str:
        """How this file names a column; one that it does not have as its other headers would; empty: no column."""
        found = next((known for known in sheet.columns if known.id == column), None)
        return self.heads.get(column) or (_in_tongue_of(self.heads, sheet, found) if found else "")


def _opened(content: bytes):
    """The first sheet of the workbook; raises Unreadable with what to do about it."""
    if not content:
        raise Unreadable(_("The file is empty."))
    if len(content) > SIZE_LIMIT:
        raise Unreadable(_("The file is too large: at most %(limit)d MB.") % {"limit": SIZE_LIMIT // 2**20})
    if content.startswith(OLD_EXCEL):
        raise Unreadable(_("This is an old .xls file or one with a password. Save it as .xlsx without a password."))
    if not content.startswith(b"PK"):
        raise Unreadable(_("This is not an Excel workbook (.xlsx). Save it as .xlsx in Excel or WPS."))
    try:
        with zipfile.ZipFile(BytesIO(content)) as parts:
            if "xl/workbook.xml" not in parts.namelist():
                raise Unreadable(_("This is not an Excel workbook (.xlsx). Save it as .xlsx in Excel or WPS."))
            if _unfolds_too_far(parts):
                raise Unreadable(_("The workbook unpacks to far more than a table needs."))
        book = load_workbook(BytesIO(content), data_only=False)
    except Unreadable:
        raise
    except BROKEN as error:
        raise Unreadable(_("The workbook is broken and can't be read. Save it again in Excel or WPS.")) from error
    if not book.worksheets:
        raise Unreadable(_("The workbook has no sheet."))
    return book.worksheets[0]


def _unfolds_too_far(parts: zipfile.ZipFile) -> bool:
    """Whether reading the workbook would take far more memory than any table does; told before it is read."""
    if sum(part.file_size for part in parts.infolist()) > UNPACKED_LIMIT:
        return True
    elements = merged = 0
    for name in parts.namelist():
        body = parts.read(name)
        elements += body.count(b"<") - body.count(b"</")
        for left, top, right, bottom in MERGED.findall(body):
            width = column_index_from_string(right.decode()) - column_index_from_string(left.decode()) + 1
            merged += max(width, 1) * max(int(bottom) - int(top) + 1, 1)
    return elements > ELEMENT_LIMIT or merged > MERGED_LIMIT


def _opened_text(content: bytes):
    """A CSV as a sheet of texts: UTF-8 or GB18030, as Excel and the banks' systems write it; raises Unreadable."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = content.decode(encoding)
            return _paged("CSV", csv.reader(StringIO(text, newline=""), strict=True))
        except UnicodeDecodeError:
            continue
        except (csv.Error, IllegalCharacterError, ValueError):
            break
    raise Unreadable(_("This is neither an Excel workbook (.xlsx) nor a CSV in UTF-8 or GB18030."))


def _paged(title: str, rows: Iterable):
    page = Workbook().active
    page.title = title
    for row in rows:
        page.append(row)
    return page


def title_of(content: bytes) -> str:
    """The name of the first sheet; raises Unreadable."""
    return _opened(content).title


def _in_tongue_of(heads: dict[str, str], sheet: Sheet, column: Column) -> str:
    """The title of a column in the language that most of a file's headers are in; the reader's where none decides."""
    best, most = str(column.head), 0
    for language, _name in settings.LANGUAGES:
        with override(language):
            same = sum(heads.get(known.id) == str(known.head) for known in sheet.columns)
            if same > most:
                best, most = str(column.head), same
    return best


def _headers(page, sheet: Sheet, filled: Filled) -> dict[int, Column]:
    """Column number (from 1) -> our column, its title kept in `filled`; raises Unreadable that names what is missing,
    unknown or doubled."""
    columns, unknown, doubled = {}, [], []
    for cell in page[1][:WIDTH_LIMIT] if page.max_row else ():
        said = plain(cell.value).rstrip("*").strip()
        if not said:
            continue
        known = [column for column in sheet.columns if said in column.names]
        found = next((column for column in known if column.read), known[0] if known else None)
        if found is None:
            unknown.append(said)
        elif found in columns.values():
            doubled.append(said)
        else:
            columns[cell.column] = found
            filled.heads[found.id] = said
    missing = [filled.head(sheet, c.id) for c in sheet.read_columns if c.required and c not in columns.values()]
    told = [
        words % {"heads": listed(heads)}
        for words, heads in (
            (_("missing: %(heads)s"), missing), (_("unknown: %(heads)s"), unknown), (_("twice: %(heads)s"), doubled),
        )
        if heads
    ]  # fmt: skip
    if told:
        raise Unreadable(_("The headers of the first row don't fit this table.") + " " + "; ".join(told))
    return columns


def _merged_faults(page) -> list[Fault]:
    return [
        Fault(page.title, span.min_row, get_column_letter(span.min_col), _("merged cells (%(where)s): split them") % {"where": span.coord})
        for span in page.merged_cells.ranges
    ]  # fmt: skip


def read(content: bytes, sheet: Sheet, *, texts: bool = False, limit: int = ROW_LIMIT) -> Filled:
    """Every row of the first sheet under its headers; empty rows are passed over. Raises Unreadable.

    `texts`: a CSV is taken too; `limit`: rows at most.
    """
    is_text = texts and content and not content.startswith((b"PK", OLD_EXCEL)) and len(content) <= SIZE_LIMIT
    return _read(_opened_text(content) if is_text else _opened(content), sheet, limit)


def read_rows(title: str, rows: Iterable, sheet: Sheet, *, limit: int = ROW_LIMIT) -> Filled:
    """The same for rows that came another way (headers first), judged like those of a workbook. Raises Unreadable."""
    try:
        return _read(_paged(title, rows), sheet, limit)
    except (IllegalCharacterError, ValueError) as error:
        if isinstance(error, Unreadable):
            raise
        raise Unreadable(_("The file holds values that a table can't hold.")) from error


def _read(page, sheet: Sheet, limit: int) -> Filled:
    filled = Filled(page.title, faults=_merged_faults(page))
    if any(span.min_row == 1 for span in page.merged_cells.ranges):
        return filled
    columns = _headers(page, sheet, filled)
    for number, cells in _written(page):
        ours = [(found, cells.get(place) or page.cell(number, place)) for place, found in columns.items()]
        if all(plain(cell.value) == "" for _column, cell in ours):
            continue
        if len(filled.rows) + len({fault.row for fault in filled.faults}) >= limit:
            raise Unreadable(_("Too many rows: at most %(n)d in one import.") % {"n": limit})
        values, faults = _values(filled, ours)
        faults += [
            Fault(page.title, number, get_column_letter(place), _("no header stands above this cell"))
            for place, cell in cells.items()
            if place not in columns and plain(cell.value) != ""
        ]
        filled.faults += faults
        if not faults:
            told = {column.id: plain(cell.value) for column, cell in ours if column.read is None}
            filled.rows.append(Row(number, values, told))
    if not filled.rows and not filled.faults:
        raise Unreadable(_("There is no row under the headers."))
    return filled


def _written(page) -> Iterator[tuple[int, dict]]:
    """The rows under the headers in which something was written: number and {column: cell}.

    ``iter_rows`` would make every cell down to the last one, and a stray one in Excel's last row makes millions.
    """
    rows: dict[int, dict] = {}
    for (number, place), cell in page._cells.items():
        if number > 1 and cell.value is not None:
            rows.setdefault(number, {})[place] = cell
    return ((number, rows[number]) for number in sorted(rows))


def _kept_as_text(formula) -> str:
    """What ``="..."`` keeps as text, as exports do with long numbers; any other formula is a CellFault."""
    found = LITERAL.match(formula) if isinstance(formula, str) else None
    if not found:
        raise CellFault(_("a formula: paste its value instead"))
    return found[1]


def _values(filled: Filled, ours) -> tuple[dict, list[Fault]]:
    values, faults = {}, []
    for column, cell in ours:
        if column.read is None:
            continue
        try:
            written = cell.value
            if cell.data_type == "f":
                written = _kept_as_text(written)
            if cell.data_type == "e":
                raise CellFault(_("the cell shows the error %(text)s") % {"text": cell.value})
            value = column.read(written)
            if column.required and value in ("", None, []):
                raise CellFault(_("must be filled in"))
            values[column.id] = value
        except CellFault as fault:
            faults.append(Fault(filled.sheet, cell.row, filled.heads[column.id], str(fault)))
    return values, faults
