"""The ledger as a table of a workbook: every column as it is chained, so that a copy can be held against the chain."""

from django.utils.translation import gettext_lazy as _

from anbao.kit.tables.sheets import Column, Sheet

LEDGER = Sheet("ledger", _("Ledger"), (
    Column("seq", _("Line"), lambda r: r.seq), Column("at", _("When"), lambda r: r.at), Column("actor", _("Who"), lambda r: r.actor),
    Column("verb", _("What"), lambda r: r.verb), Column("subject", _("To what"), lambda r: r.subject),
    Column("scope", _("Scope"), lambda r: r.scope), Column("detail", _("Details"), lambda r: r.detail), Column("hash", "SM3", lambda r: r.hex),
))  # fmt: skip
