"""Holes as a table of a workbook."""

from django.utils.translation import gettext_lazy as _

from anbao.kit.tables.sheets import Column, Sheet, of
from anbao.loom.holes.words import KINDS

#: what a row asks of a hole's relations
TOLD = ("institution", "assignee")

HOLES = Sheet("holes", _("Holes"), (
    Column("id", _("Number"), lambda r: r.pk), Column("hole", _("Hole"), str),
    Column("kind", _("Kind"), lambda r: str(KINDS[r.kind][0]) if r.kind in KINDS else r.kind), Column("net", _("Net"), lambda r: r.get_net_display()),
    Column("place", _("Institution"), of("institution")), Column("institution", _("Institution code"), of("institution", "code")),
    Column("opened_at", _("since"), lambda r: r.opened_at), Column("assignee", _("Assignee"), of("assignee")),
    Column("excused_until", _("Excused until"), lambda r: r.excused_until), Column("excuse", _("Reason"), lambda r: r.excuse),
    Column("closed_at", _("Closed at"), lambda r: r.closed_at),
))  # fmt: skip
