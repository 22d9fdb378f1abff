"""The columns of transfers as they are brought in, and how an amount and a moment are read."""

from collections.abc import Iterable
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation
from typing import NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anbao.engines.tracing import cells as tracing
from anbao.kit import clock
from anbao.kit.tables import cells
from anbao.kit.tables.cells import CellFault
from anbao.kit.tables.sheets import Column, Sheet

#: transfers of one file, and the largest amount in cents (far from the engine's own limit)
ROW_LIMIT, MOST_CENTS = 200_000, 10**15
LONGEST = cells.text(64)


class Amount(NamedTuple):
    """Whole cents, and whether the cell had more than two decimals, so that they are the nearest."""

    cents: int
    rounded: bool


def account(value) -> str:
    """An account as the tracing engine reads one: without blanks and marks around it."""
    return LONGEST(tracing.bare(value) if isinstance(value, str) else value)


def amount(value) -> Amount | None:
    """Whole cents of an amount in yuan, never negative; what is finer is rounded by the tracing engine's rule."""
    said = repr(value) if isinstance(value, float) else cells.plain(value)
    words = tracing.bare(said).replace(",", "").replace("¥", "").replace("\N{FULLWIDTH YEN SIGN}", "").strip()
    if not words:
        return None
    try:
        found = Decimal(words)
        if not found.is_finite():
            raise InvalidOperation
    except InvalidOperation:
        raise CellFault(_("%(text)s is not an amount") % {"text": words}) from None
    if found < 0:
        raise CellFault(_("the amount is negative: a transfer back is a row of its own, from payee to payer"))
    if found * 100 > MOST_CENTS:
        raise CellFault(_("the amount is too large"))
    return Amount(*tracing.whole_cents(found))


def moment(value) -> datetime | None:
    """A date-and-time cell, a spreadsheet's day number, or any spelling that the tracing engine reads; Beijing time where no zone is named."""
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=clock.local_zone())
    if isinstance(value, date):
        return datetime.combine(value, time(), clock.local_zone())
    words = cells.plain(value)
    if not tracing.bare(words):
        return None
    try:
        found = tracing.spreadsheet_day(words) or tracing.moment(words)
        return found if found.tzinfo else found.replace(tzinfo=clock.local_zone())
    except ValueError:
        raise CellFault(
            _("%(text)s is not a moment such as 2022-02-04 20:00:00 or 20220204") % {"text": words}
        ) from None


def _column(name: str, head, read, also: Iterable[str], required: bool = False, note="") -> Column:
    return Column(name, head, lambda row: row.get(name), read=read, required=required, note=note, also=tuple(also))


TRANSFERS = Sheet(
    "transfers",
    gettext_lazy("Transfers"),
    (
        _column("from", gettext_lazy("Paying account"), account, tracing.HEADS["from"], True),
        _column("to", gettext_lazy("Receiving account"), account, tracing.HEADS["to"], True),
        _column("amount", gettext_lazy("Amount in yuan"), amount, tracing.HEADS["amount"], True, gettext_lazy("not negative; more than two decimals are rounded to the nearest cent")),
        _column("time", gettext_lazy("Moment"), moment, tracing.HEADS["time"], True, gettext_lazy("such as 2022-02-04 20:00:00 or 20220204, Beijing time")),
        _column("from_name", gettext_lazy("Payer's name"), cells.text(80), ("付款人", "付款户名", "转出户名")),
        _column("to_name", gettext_lazy("Payee's name"), cells.text(80), ("收款人", "收款户名", "转入户名", "对手户名")),
        _column("reference", gettext_lazy("Reference"), cells.text(60), ("流水号", "交易流水号", "id")),
    ),
)  # fmt: skip
