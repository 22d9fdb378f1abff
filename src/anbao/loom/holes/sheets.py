"""Holes as a table of a workbook."""

from collections.abc import Callable

from django.utils.translation import gettext_lazy as _

from anbao.kit.tables.sheets import Column, Sheet
from anbao.loom.holes.words import KINDS


def _name(field: str) -> Callable:
    return lambda row: getattr(row, field).name if getattr(row, field) else ""


def _place(row):
    return row.institution.name


def _code(row):
    return row.institution.code


#: what a row asks of a hole's relations
TOLD = ("institution", "assignee")

HOLES = Sheet("holes", _("Holes"), (
    Column("id", _("Number"), lambda r: r.pk), Column("hole", _("Hole"), str),
    Column("kind", _("Kind"), lambda r: str(KINDS[r.kind][0]) if r.kind in KINDS else r.kind), Column("net", _("Net"), lambda r: r.get_net_display()),
    Column("place", _("Institution"), _place), Column("institution", _("Institution code"), _code),
    Column("opened_at", _("since"), lambda r: r.opened_at), Column("assignee", _("Assignee"), _name("assignee")),
    Column("excused_until", _("Excused until"), lambda r: r.excused_until), Column("excuse", _("Reason"), lambda r: r.excuse),
    Column("closed_at", _("Closed at"), lambda r: r.closed_at),
))  # fmt: skip
