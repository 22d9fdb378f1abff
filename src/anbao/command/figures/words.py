"""A campaign's figures as a table of a workbook."""

from django.utils.translation import gettext_lazy as _

from anbao.kit.tables.sheets import Column, Sheet

FIGURES = Sheet("figures", _("Figures"), (
    Column("id", _("Number"), lambda f: f.id), Column("figure", _("Figure"), str), Column("compare", _("Comparison"), lambda f: f.compare),
    Column("stated", _("Stated"), lambda f: f.stated), Column("counted", _("Counted"), lambda f: f.counted),
))  # fmt: skip
