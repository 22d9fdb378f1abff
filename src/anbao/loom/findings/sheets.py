"""Findings as a table of a workbook."""

from django.utils.translation import gettext_lazy as _

from anbao.kit.tables.sheets import Column, Sheet, of
from anbao.loom.findings.words import categories

#: what a row asks of a finding's relations
TOLD = ("institution", "area", "device", "owner", "rectified_by")

FINDINGS = Sheet("findings", _("Findings"), (
    Column("id", _("Number"), lambda r: r.pk), Column("title", _("What is wrong"), lambda r: r.title),
    Column("detail", _("Details"), lambda r: r.detail),
    Column("category", _("Category"), lambda r: str(categories().get(r.category, r.category))),
    Column("severity", _("Severity"), lambda r: r.get_severity_display()), Column("net", _("Net"), lambda r: r.get_net_display()),
    Column("place", _("Institution"), of("institution")), Column("institution", _("Institution code"), of("institution", "code")),
    Column("area", _("Key area"), of("area")), Column("device", _("Device"), of("device", "code")),
    Column("found_at", _("Found"), lambda r: r.found_at), Column("owner", _("Owner"), of("owner")),
    Column("deadline", _("Deadline"), lambda r: r.deadline), Column("state", _("State"), lambda r: r.get_state_display()),
    Column("rectified_by", _("Rectified by"), of("rectified_by")), Column("rectified_at", _("Rectified at"), lambda r: r.rectified_at),
    Column("closed_at", _("Closed at"), lambda r: r.closed_at), Column("recurrences", _("Recurrences"), lambda r: r.recurrences),
))  # fmt: skip
