"""How a cell of a workbook is read: each reader takes what openpyxl gives and returns a value or raises CellFault."""

import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime

from django.utils.translation import gettext as _

from anbao.kit.texts import listed

DAY = re.compile(r"^(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})\s*日?$")
#: Excel keeps 15 digits of a number; a longer one typed without the text format has lost its end
EXACT_DIGITS = 15
BETWEEN = re.compile(r"[,,、;;\s]+")

Reader = Callable[[object], object]


class CellFault(ValueError):
    """A value that can't be taken; the message is for the user. ``column``: another column than the one being read."""

    def __init__(self, words: str, column: str = ""):
        super().__init__(words)
        self.column = column


def plain(value) -> str:
    """What a person sees in the cell, as text."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat() if (value.hour, value.minute, value.second) == (0, 0, 0) else str(value)
    return str(value).strip()


def text(limit: int = 200) -> Reader:
    def read(value) -> str:
        if isinstance(value, int | float) and not isinstance(value, bool) and abs(value) >= 10**EXACT_DIGITS:
            raise CellFault(_("a number this long has lost digits in Excel: format the column as text, type it again"))
        words = plain(value)
        if len(words) > limit:
            raise CellFault(_("at most %(n)d characters") % {"n": limit})
        return words

    return read


def day(value) -> date | None:
    """A date cell, or text such as 2022-02-04, 2022/2/4, 2022年2月4日."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    words = plain(value)
    if not words:
        return None
    found = DAY.match(words)
    try:
        if found:
            return date(*map(int, found.groups()))
    except ValueError:
        pass
    raise CellFault(_("%(text)s is not a date such as 2022-02-04") % {"text": words})


def number(low: float, high: float, *, whole: bool = False) -> Reader:
    def read(value):
        words = plain(value)
        if not words:
            return None
        try:
            found = int(words) if whole else float(words)
        except ValueError:
            raise CellFault(_("%(text)s is not a number") % {"text": words}) from None
        if not low <= found <= high:
            raise CellFault(_("between %(low)g and %(high)g is wanted") % {"low": low, "high": high})
        return found

    return read


def choice(words_of: Callable[[], Mapping[str, Iterable[str]]]) -> Reader:
    """One of the ids of ``words_of()``, said by id or by any of its names."""

    def read(value) -> str:
        said = plain(value)
        known = words_of()
        for key, names in known.items():
            if said == key or said in names:
                return key
        if not said:
            return ""
        wanted = listed(next(iter(names)) for names in known.values())
        raise CellFault(_("%(text)s is none of: %(wanted)s") % {"text": said, "wanted": wanted})

    return read


def several(one: Reader) -> Reader:
    """A list written with commas or spaces between, each read by ``one``."""

    def read(value) -> list:
        return [one(part) for part in BETWEEN.split(plain(value)) if part]

    return read


def yes(value) -> bool:
    said = plain(value).lower()
    if said in {"", "0", "否", "no", "n", "false"}:
        return False
    if said in {"1", "是", "yes", "y", "true"}:
        return True
    raise CellFault(_("yes or no is wanted"))
