"""What a row of a code table says: a quality and a name in both languages; and how a table is read.

The tables themselves are data with a date and a source: ``sia_codes`` and ``contact_id``; ``meanings`` joins them.
"""

from enum import Enum
from typing import NamedTuple


class Quality(Enum):
    """What a code qualifies as; the value is the stable id."""

    ALARM = "alarm"
    RESTORE = "restore"
    TROUBLE = "trouble"
    SUPERVISION = "supervision"
    OPEN = "open"
    CLOSE = "close"
    BYPASS = "bypass"
    UNBYPASS = "unbypass"
    TEST = "test"
    CANCEL = "cancel"
    ACCESS = "access"
    STATUS = "status"
    UNKNOWN = "unknown"


#: The ids in words, for tables and screens.
QUALITY_WORDS: dict[Quality, tuple[str, str]] = {
    Quality.ALARM: ("报警", "alarm"),
    Quality.RESTORE: ("恢复", "restore"),
    Quality.TROUBLE: ("故障", "trouble"),
    Quality.SUPERVISION: ("监管", "supervision"),
    Quality.OPEN: ("撤防", "disarm (opening)"),
    Quality.CLOSE: ("布防", "arm (closing)"),
    Quality.BYPASS: ("旁路", "bypass"),
    Quality.UNBYPASS: ("解除旁路", "bypass removed"),
    Quality.TEST: ("测试", "test"),
    Quality.CANCEL: ("取消", "cancel"),
    Quality.ACCESS: ("门禁", "access control"),
    Quality.STATUS: ("状态", "status"),
    Quality.UNKNOWN: ("未知", "unlisted code"),
}


class Meaning(NamedTuple):
    """What a code qualifies as and what to call it."""

    quality: Quality
    zh: str
    en: str


class CodeTableError(ValueError):
    """A code table holds a line that isn't a row; raised when the module is loaded."""


def read_rows(table: str, width: int, source: str):
    """Rows of a table written as ``a | b | c`` lines. Raises ``CodeTableError`` for a line of another width."""
    for number, line in enumerate(table.strip().splitlines(), 1):
        cells = [cell.strip() for cell in line.split("|")]
        if len(cells) != width or not all(cells):
            raise CodeTableError(f"{source}, line {number}: {line!r} must have {width} filled cells")
        yield cells
