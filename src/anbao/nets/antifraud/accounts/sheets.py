"""The columns of transfers as they are brought in, and how an amount and a moment are read."""

import re
from datetime import date, datetime, time
from decimal import Decimal, InvalidOperation

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from anbao.kit import clock
from anbao.kit.tables import cells
from anbao.kit.tables.cells import CellFault
from anbao.kit.tables.sheets import Column, Sheet

#: transfers of one file, and the largest amount in cents (far from the engine's own limit)
ROW_LIMIT, MOST_CENTS = 200_000, 10**15
MOMENT = re.compile(
    r"^(\d{4})[-/.年]?(\d{1,2})[-/.月]?(\d{1,2})日?[ T]*(\d{1,2})[::]?(\d{2})(?:[::]?(\d{2})(?:\.(\d{1,6}))?)?$"
)


def cents(value) -> int | None:
    """Whole cents of an amount in yuan: at most two decimals, never negative."""
    words = cells.plain(value).replace(",", "").replace("¥", "").replace("¥", "").strip()
    if not words:
        return None
    try:
        amount = Decimal(words)
        if not amount.is_finite():
            raise InvalidOperation
    except InvalidOperation:
        raise CellFault(_("%(text)s is not an amount") % {"text": words}) from None
    if amount < 0:
        raise CellFault(_("the amount is negative: a transfer back is a row of its own, from payee to payer"))
    found = amount * 100
    if isinstance(value, float):
        found = Decimal(round(found))
    if found != found.to_integral_value():
        raise CellFault(_("the amount has more than two decimals"))
    if found > MOST_CENTS:
        raise CellFault(_("the amount is too large"))
    return int(found)


def moment(value) -> datetime | None:
    """A date-and-time cell, or text such as 2022-02-04 20:00:00; Beijing time."""
    if isinstance(value, datetime):
        return value if value.tzinfo else value.replace(tzinfo=clock.local_zone())
    if isinstance(value, date):
        return datetime.combine(value, time(), clock.local_zone())
    words = cells.plain(value)
    if not words:
        return None
    found = MOMENT.match(words)
    try:
        if found:
            parts = found.groups()
            fine = int((parts[6] or "0").ljust(6, "0"))
            return datetime(*(int(part or 0) for part in parts[:6]), fine, tzinfo=clock.local_zone())
        return datetime.combine(cells.day(words), time(), clock.local_zone())
    except (ValueError, CellFault):
        raise CellFault(_("%(text)s is not a moment such as 2022-02-04 20:00:00") % {"text": words}) from None


def _column(name: str, head, read, also: str, required: bool = False, note="") -> Column:
    return Column(
        name, head, lambda row: row.get(name), read=read, required=required, note=note, also=tuple(also.split())
    )


TRANSFERS = Sheet(
    "transfers",
    gettext_lazy("Transfers"),
    (
        _column("from", gettext_lazy("Paying account"), cells.text(64), "付款账号 付款方账号 转出账号 payer", True),
        _column("to", gettext_lazy("Receiving account"), cells.text(64), "收款账号 收款方账号 转入账号 对手账号 payee", True),
        _column("amount", gettext_lazy("Amount in yuan"), cents, "金额 交易金额 发生额", True, gettext_lazy("two decimals, not negative")),
        _column("time", gettext_lazy("Moment"), moment, "时间 交易时间 交易日期", True, gettext_lazy("such as 2022-02-04 20:00:00, Beijing time")),
        _column("from_name", gettext_lazy("Payer's name"), cells.text(80), "付款人 付款户名 转出户名"),
        _column("to_name", gettext_lazy("Payee's name"), cells.text(80), "收款人 收款户名 转入户名 对手户名"),
        _column("reference", gettext_lazy("Reference"), cells.text(60), "流水号 交易流水号 id"),
    ),
)  # fmt: skip
