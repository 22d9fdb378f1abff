"""The screen's table from the same columns as the sheet: sorting by the query string, cells as the columns tell them."""

import django_tables2 as tables
from django.utils.encoding import force_str
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from anbao.kit.tables.sheets import Column, Sheet
from anbao.kit.texts import listed


def shown(column: Column, row):
    """What a screen shows of a row under a column: its own cell, or the value in words."""
    if column.cell:
        return column.cell(row)
    value = column.of(row)
    if isinstance(value, bool):
        return force_str(_("Yes") if value else _("No"))
    if isinstance(value, list | tuple):
        value = listed(value)
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return "—" if value in (None, "") else force_str(value)


class Told(tables.Column):
    """A column that asks its declaration what to show."""

    def __init__(self, column: Column):
        self.told = column
        super().__init__(
            verbose_name=column.head, empty_values=(), order_by=column.sort or None, orderable=bool(column.sort)
        )

    def render(self, record):
        return shown(self.told, record)

    def value(self, record):
        return self.told.of(record)


class Tick(tables.Column):
    """The box that chooses a row for a bulk change."""

    def render(self, record):
        words = force_str(_("Choose %(row)s")) % {"row": record}
        return format_html(
            '<input class="form-check-input" type="checkbox" name="row" value="{}" aria-label="{}">', record.pk, words
        )


def table_of(sheet: Sheet, *, ticks: bool) -> type[tables.Table]:
    """A django-tables2 class with the shown columns of the sheet, after a box to choose each row."""
    columns: dict = {"tick": Tick(verbose_name="", empty_values=(), orderable=False)} if ticks else {}
    columns |= {column.id: Told(column) for column in sheet.columns if column.shown}
    meta = type(
        "Meta", (), {"template_name": "tables/_table.html", "attrs": {"class": "table table-vcenter list-table"}}
    )
    return type(f"{sheet.id.title()}Table", (tables.Table,), {**columns, "Meta": meta})
