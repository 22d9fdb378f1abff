"""How one cell of a file of transfers is read, whoever reads it: the command by columns, a page by cells.

An *account* is its text without what spreadsheets and exports put around it: blanks of any width, tabs, marks without
width, the apostrophe or the ``="..."`` by which a number is kept as text. A *moment* is a date, or a date and a time of
day; its spellings are rewritten into ISO 8601 by one table. Digits alone are a date where they can be one:
``20220101``, ``202201010830``, ``20220101083000`` of the years 1900 to 2100. Which other numbers are times, and in which
unit, only a whole column can say, but for the days that a spreadsheet counts. An *amount* is whole cents: what has more decimals is rounded to the nearest cent, half
a cent up, and whoever reads it tells how many were.
"""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from decimal import ROUND_FLOOR, Decimal

from anbao.engines.tracing.numbered_dates import SERIALS

#: how others head the same columns, in small letters: the command and the product's import read by this one table
HEADS = {
    name: tuple(head.strip() for head in heads.split(","))
    for name, heads in {
        "from": "from, from_account, fromid, payer, source, src, sender, paying account, "
        "付款, 付款账号, 付款账户, 付款方, 付款方账号, 转出账号, 转出账户",
        "to": "to, to_account, toid, payee, target, dst, receiver, receiving account, "
        "收款, 收款账号, 收款账户, 收款方, 收款方账号, 转入账号, 转入账户, 对手账号",
        "amount": "amount, amount in yuan, 金额, 金额(元), 金额（元）, 交易金额, 转账金额, 发生额",
        "time": "time, timestamp, createtime, moment, 时间, 交易时间, 交易日期, 转账时间",
    }.items()
}
#: marks without width, wherever they stand: byte order marks, joiners, directions
WIDTHLESS = "[\ufeff\u200b\u200e\u200f\u2060\u202a-\u202e\u2066-\u2069]"
#: blanks at either end: ASCII's, no-break, em to hair, full width
BLANKS = r"\t\n\v\f\r \x{a0}\x{1680}\x{2000}-\x{200a}\x{2028}\x{2029}\x{202f}\x{205f}\x{3000}\x{85}"

#: pattern -> replacement, in this order; patterns that RE2 and Python read alike but for ``\x{...}``
AROUND = (
    (WIDTHLESS, ""),
    (f"^[{BLANKS}]+|[{BLANKS}]+$", ""),
    (r'^="(.*)"$', r"\1"),
    (r"^'(.+)$", r"\1"),
    (f"^[{BLANKS}]+|[{BLANKS}]+$", ""),
)
#: a text of which ``AROUND`` may leave less; one look instead of five
DRESSED = f"{WIDTHLESS}|^[{BLANKS}=']|[{BLANKS}]$"
#: the years in which digits alone are a date
YEAR = r"^(19\d{2}|20\d{2}|2100)"
SPELLINGS = (
    ("\N{FULLWIDTH COLON}", ":"),
    (r"^(\d{4})年(\d{1,2})月(\d{1,2})日[ T]*(\d)", r"\1-\2-\3 \4"),
    (r"^(\d{4})[/.年](\d{1,2})[/.月](\d{1,2})日?", r"\1-\2-\3"),
    (r"^(\d{4})-(\d)-", r"\1-0\2-"),
    (r"^(\d{4}-\d{2})-(\d)([ T]|$)", r"\1-0\2\3"),
    (YEAR + r"(\d{2})(\d{2})[ T]+(\d{1,2}):", r"\1-\2-\3 \4:"),
    (YEAR + r"(\d{2})(\d{2})$", r"\1-\2-\3"),
    (YEAR + r"(\d{2})(\d{2})[ T]*(\d{2}):?(\d{2})$", r"\1-\2-\3 \4:\5"),
    (YEAR + r"(\d{2})(\d{2})[ T]*(\d{2}):?(\d{2}):?(\d{2}(\.\d+)?)$", r"\1-\2-\3 \4:\5:\6"),
    (r"^(\d{4}-\d{2}-\d{2})[ T]*(\d)", r"\1 \2"),
    (r"^(\d{4}-\d{2}-\d{2}) (\d):", r"\1 0\2:"),
    (r"^(\d{4}-\d{2}-\d{2} \d{2}:\S+) +(Z|[+-]\d)", r"\1\2"),
    (r"^(\d{4}-\d{2}-\d{2}) (\d{2})(\d{2})$", r"\1 \2:\3"),
    (r"^(\d{4}-\d{2}-\d{2}) (\d{2})(\d{2})(\d{2}(\.\d+)?)$", r"\1 \2:\3:\4"),
)
ISO = re.compile(r"\d{4}-\d{2}-\d{2}( \d{2}:\d{2}(:\d{2}(\.\d{1,9})?)?( ?(Z|[+-]\d{2}(:?\d{2})?))?)?")
#: the sign of money that may stand before an amount
CURRENCY = (("^[¥￥] *", ""),)
#: how far from a whole number of cents a float may stand that was written as one, in cents
GRAIN = 1e-6


def _for_python(table):
    """The table for ``re``: characters by number, and groups so that a digit may follow."""
    for pattern, new in table:
        plain = re.sub(r"\\x\{([0-9a-f]+)\}", lambda found: chr(int(found[1], 16)), pattern)
        yield re.compile(plain), re.sub(r"\\(\d)", r"\\g<\1>", new)


_AROUND, _SPELLINGS = tuple(_for_python(AROUND)), tuple(_for_python(SPELLINGS))


def bare(text: str) -> str:
    """The text of a cell without what stands around it."""
    for pattern, new in _AROUND:
        text = pattern.sub(new, text)
    return text


def moment(text: str) -> datetime:
    """The date, or date and time, that a cell spells; without a zone where it names none, ns cut off to us.

    Raises ValueError for any other text, a date that no calendar has included.
    """
    text = bare(text)
    for pattern, new in _SPELLINGS:
        text = pattern.sub(new, text)
    if not ISO.fullmatch(text):
        raise ValueError(text)
    return datetime.fromisoformat(text)


def spreadsheet_day(text: str) -> datetime | None:
    """The moment of a number that can be a spreadsheet's day (44596.5 is noon on 2022-02-04), to the millisecond, or None."""
    text, (low, high) = bare(text), SERIALS
    if not re.fullmatch(r"\d{5}(\.\d+)?", text) or not low <= float(text) < high:
        return None
    return datetime.fromisoformat("1899-12-30") + timedelta(milliseconds=round(float(text) * 86_400_000))


def whole_cents(amount: Decimal) -> tuple[int, bool]:
    """(cents, whether it was rounded) of an amount that is finite."""
    exact = amount * 100
    cents = (exact + Decimal("0.5") + Decimal(repr(GRAIN))).to_integral_value(ROUND_FLOOR)
    return int(cents), abs(exact - cents) > Decimal(repr(GRAIN))
