"""The columns of a table, and the workbook written from them."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from io import BytesIO

from django.conf import settings
from django.http import HttpResponse
from django.utils import timezone
from django.utils.encoding import force_str
from django.utils.translation import gettext as _
from django.utils.translation import override
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font

from anbao.kit.tables.cells import Reader
from anbao.kit.texts import listed

MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: rows of one export; the filters narrow what is wanted
EXPORT_LIMIT = 200_000
#: characters of one cell, and of a sheet's name (Excel's own limits)
CELL_LIMIT, NAME_LIMIT = 32_767, 31


def in_every_language(words) -> set[str]:
    """A lazy text as each language of the site says it."""
    found = set()
    for language, _name in settings.LANGUAGES:
        with override(language):
            found.add(force_str(words))
    return found


@dataclass(frozen=True)
class Column:
    """One column of a table.

    head      its title (lazy text); an import takes it in any language of the site, or the id
    also      other titles that an import takes
    of        row -> the value as a workbook keeps it (text, number, date, None)
    read      cell -> value, raises CellFault; None: the column is told but never imported
    decided   of a column that is only told: the id of the column that decides it, or the title of the table that it is
              changed in; an import holds what the cell says against it. Empty: what the site noted by itself
    cell      row -> what the screen shows; default: the value as text
    sort      fields of the query that order by it; none: the page can't sort by it
    """

    id: str
    head: str
    of: Callable
    read: Reader | None = None
    required: bool = False
    note: str = ""
    cell: Callable | None = None
    sort: tuple[str, ...] = ()
    shown: bool = True
    also: tuple[str, ...] = ()
    decided: str = ""

    @cached_property
    def names(self) -> frozenset[str]:
        """Everything a header may say for this column."""
        return frozenset({self.id, *self.also} | in_every_language(self.head))


def of(relation: str, attribute: str = "name") -> Callable:
    """A column's reading of what a row's relation says of itself; empty where there is none."""
    return lambda row: getattr(getattr(row, relation), attribute) if getattr(row, relation) else ""


@dataclass(frozen=True)
class Sheet:
    """A table as a sheet: its name and its columns."""

    id: str
    title: str
    columns: tuple[Column, ...]

    @property
    def read_columns(self) -> list[Column]:
        return [column for column in self.columns if column.read]


def names_of(sheet: Sheet) -> set[str]:
    """What a workbook may call this table."""
    return {sheet.id} | in_every_language(sheet.title)


def kept(sheet, value) -> WriteOnlyCell:
    """A cell that stays what it is: text never becomes a formula, moments lose their zone, odd characters go."""
    if isinstance(value, datetime) and value.tzinfo:
        value = timezone.localtime(value).replace(tzinfo=None)
    if isinstance(value, list | tuple | set):
        value = listed(value)
    if isinstance(value, bool):
        value = _("Yes") if value else _("No")
    if value is None or isinstance(value, int | float) or hasattr(value, "year"):
        return WriteOnlyCell(sheet, value)
    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", force_str(value))[:CELL_LIMIT])
    cell.data_type = "s"
    return cell


def workbook(title: str, heads: Iterable[str], rows: Iterable[Iterable], progress=lambda seen: None) -> Workbook:
    """A workbook of one sheet, written row by row: memory does not grow with the rows."""
    book = Workbook(write_only=True)
    sheet = book.create_sheet(force_str(title).replace("/", " ")[:NAME_LIMIT])
    sheet.freeze_panes = "A2"
    _heads(sheet, heads)
    for seen, values in enumerate(rows, 1):
        sheet.append([kept(sheet, value) for value in values])
        progress(seen)
    return book


def _heads(sheet, heads: Iterable[str]) -> None:
    cells = []
    for words in heads:
        cell = WriteOnlyCell(sheet, force_str(words))
        cell.font = Font(bold=True)
        cells.append(cell)
    sheet.append(cells)


def written(sheet: Sheet, rows: Iterable, progress=lambda seen: None) -> Workbook:
    values = ([column.of(row) for column in sheet.columns] for row in rows)
    return workbook(sheet.title, [column.head for column in sheet.columns], values, progress)


def template(sheet: Sheet) -> Workbook:
    """An empty workbook to fill in: the headers, and a second sheet that says what each column wants."""
    columns = sheet.read_columns
    book = workbook(sheet.title, [column.head for column in columns], [])
    notes = book.create_sheet(_("How to fill in"))
    notes.column_dimensions["A"].width, notes.column_dimensions["C"].width = 20, 90
    _heads(notes, [_("Column"), _("Must be filled in"), _("What it wants")])
    for column in columns:
        notes.append([kept(notes, column.head), kept(notes, column.required), kept(notes, column.note)])
    return book


def download(book: Workbook, name: str, at: datetime) -> HttpResponse:
    """The workbook as a file named after the table and the moment."""
    stream = BytesIO()
    book.save(stream)
    response = HttpResponse(stream.getvalue(), content_type=MEDIA_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{name}-{timezone.localtime(at):%Y%m%d-%H%M}.xlsx"'
    return response


def wanted(request) -> bool:
    """Whether the page is asked for as a workbook: ``?format=xlsx`` beside the page's own filters."""
    return request.GET.get("format") == "xlsx"


def answer(sheet: Sheet, rows, at: datetime) -> HttpResponse:
    """The rows as a download, a queryset read in portions; the filters narrow what is wanted."""
    some = rows[:EXPORT_LIMIT]
    return download(written(sheet, some.iterator(chunk_size=2000) if hasattr(some, "iterator") else some), sheet.id, at)
