"""A list of records as Excel: every field of the kind, one row a record, rows of small tables as text.

A list of several kinds has the fields that all of them have, and names the kind of each record (``several``).
"""

from collections.abc import Iterator
from datetime import datetime
from itertools import islice

from django.http import HttpResponse
from django.utils.translation import gettext as _
from openpyxl import Workbook

from anbao.kit.tables import sheets
from anbao.loom.records import drawing
from anbao.loom.records.descriptors import Kind, kinds
from anbao.loom.records.models import Flag

#: records that are put into words at a time: memory stays bounded whatever the list
BATCH = 2000


def _heads(kind: Kind, several: bool) -> list[str]:
    return [
        _("Number"), *([_("Kind")] if several else []), _("Institution"), _("Area or device"), _("Day"), _("Filed at (server)"), _("Done at (claimed)"), _("Filed by"),
        *(str(spec) for spec in kind.fields), *(str(item) for item in kind.checklist),
        _("Attendance"), _("Defects"), _("Photos"), _("Signatures"), _("Flags"),
    ]  # fmt: skip


def _cells(kind: Kind, record, names, answers, flags, several: bool) -> list:
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
        record.pk, *([str(kinds().get(record.kind, record.kind))] if several else []), record.institution.name, str(subject) if subject else "", record.day, record.filed_at,
        record.claimed_at, record.filed_by.name, *values,
        *(answers.get(record.checks.get(item.id), "") for item in kind.checklist), record.attendance, record.defects,
        record.photos, "、".join(sign["name"] for sign in record.signatures), "、".join(flags.get(f, f) for f in record.flags),
    ]  # fmt: skip


def _told(kind: Kind, records: list, several: bool) -> Iterator[list]:
    people: set[int] = set()
    places: set[int] = set()
    for record in records:
        named = drawing.mentioned(kind.fields, record.values)
        people |= named[0]
        places |= named[1]
    names = drawing.names_of(people, places)
    answers = {"ok": _("In order"), "defect": _("Defect"), "na": _("Not applicable")}
    flags = {value: str(label) for value, label in Flag.choices}
    for record in records:
        yield _cells(kind, record, names, answers, flags, several)


def written(kind: Kind, rows, progress=lambda seen: None, *, several: bool = False) -> Workbook:
    """The workbook of a queryset of records of one kind; people and places are named batch by batch."""
    stream = rows[: sheets.EXPORT_LIMIT].iterator(chunk_size=BATCH)
    batches = iter(lambda: list(islice(stream, BATCH)), [])
    values = (cells for batch in batches for cells in _told(kind, batch, several))
    return sheets.workbook(str(kind), _heads(kind, several), values, progress)


def answer(kind: Kind, rows, at: datetime, *, several: bool = False) -> HttpResponse:
    """The workbook as a download; `rows` is the filtered queryset."""
    return sheets.download(written(kind, rows, several=several), kind.id, at)
