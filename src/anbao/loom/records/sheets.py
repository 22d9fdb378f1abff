"""A list of records as Excel: every field of the kind, one row a record, rows of small tables as text."""

from datetime import datetime

from django.http import HttpResponse
from django.utils import timezone
from django.utils.translation import gettext as _
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell
from openpyxl.styles import Font

from anbao.loom.records import drawing
from anbao.loom.records.descriptors import Kind
from anbao.loom.records.models import Flag

#: one sheet's worth; the filters narrow what is wanted
LIMIT = 50_000
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
#: a cell that begins like this would be a formula to a spreadsheet
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def _safe(value):
    return f"'{value}" if isinstance(value, str) and value.startswith(FORMULA) and len(value) > 1 else value


def _heads(kind: Kind) -> list[str]:
    return [
        _("Number"), _("Institution"), _("Area or device"), _("Day"), _("Filed at (server)"), _("Done at (claimed)"), _("Filed by"),
        *(str(spec) for spec in kind.fields), *(str(item) for item in kind.checklist),
        _("Attendance"), _("Defects"), _("Photos"), _("Signatures"), _("Flags"),
    ]  # fmt: skip


def _local(moment: datetime | None):
    return timezone.localtime(moment).replace(tzinfo=None) if moment else None


def _cells(kind: Kind, record, names, answers, flags) -> list:
    values = []
    for spec in kind.fields:
        given = record.values.get(spec.id)
        if spec.type == "rows":
            rows = (" · ".join(drawing.said(c, row.get(c.id), names) for c in spec.columns) for row in given or [])
            values.append("\n".join(rows))
        elif spec.type in ("integer", "decimal"):
            values.append(given)
        else:
            values.append("" if given in (None, "", []) else drawing.said(spec, given, names))
    subject = record.area or record.device
    return [
        record.pk, record.institution.name, str(subject) if subject else "", record.day, _local(record.filed_at),
        _local(record.claimed_at), record.filed_by.name, *values,
        *(answers.get(record.checks.get(item.id), "") for item in kind.checklist), record.attendance, record.defects,
        record.photos, "、".join(sign["name"] for sign in record.signatures), "、".join(flags.get(f, f) for f in record.flags),
    ]  # fmt: skip


def answer(kind: Kind, rows, at: datetime) -> HttpResponse:
    """The workbook as a download; `rows` is the filtered queryset."""
    records = list(rows[:LIMIT])
    people: set[int] = set()
    places: set[int] = set()
    for record in records:
        named = drawing.mentioned(kind.fields, record.values)
        people |= named[0]
        places |= named[1]
    names = drawing.names_of(people, places)
    answers = {"ok": _("In order"), "defect": _("Defect"), "na": _("Not applicable")}
    flags = {value: str(label) for value, label in Flag.choices}
    book = Workbook(write_only=True)
    sheet = book.create_sheet(str(kind)[:31])
    sheet.freeze_panes = "A2"
    heads = []
    for words in _heads(kind):
        cell = WriteOnlyCell(sheet, words)
        cell.font = Font(bold=True)
        heads.append(cell)
    sheet.append(heads)
    for record in records:
        sheet.append([_safe(value) for value in _cells(kind, record, names, answers, flags)])
    response = HttpResponse(content_type=MEDIA_TYPE)
    response["Content-Disposition"] = f'attachment; filename="{kind.id}-{timezone.localtime(at):%Y%m%d-%H%M}.xlsx"'
    book.save(response)
    return response
