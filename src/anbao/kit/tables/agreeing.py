"""Cells that an import does not take and that say another thing than the row they stand in.

A workbook tells names beside codes, and what another table decides. Whoever changes such a cell means something by it:
dropping it without a word would lose what he means, so it is a fault of that cell.
"""

from django.conf import settings
from django.utils.encoding import force_str
from django.utils.translation import gettext as _
from django.utils.translation import override

from anbao.kit.tables.cells import BETWEEN, plain
from anbao.kit.tables.reading import Fault, Filled, Row
from anbao.kit.tables.sheets import Column, Sheet

#: column id -> what its cell may say
Sayings = dict[str, list[str]]


def sayings(sheet: Sheet, row: Row, outcome) -> Sayings:
    """What the cells of `row` that are only told should say of `outcome`, in the reader's language, then in every one."""
    told = [column for column in sheet.columns if column.decided and column.id in row.told]
    found = {column.id: [_said(column, outcome)] for column in told}
    for language, _name in settings.LANGUAGES if told else ():
        with override(language):
            for column in told:
                found[column.id].append(_said(column, outcome))
    return found


def _said(column: Column, outcome) -> str:
    value = column.of(outcome)
    return "、".join(map(force_str, value)) if isinstance(value, list | tuple | set) else plain(value)


def disagreements(sheet: Sheet, filled: Filled, row: Row, *right: Sayings) -> list[Fault]:
    """A fault for every cell of the row that says nothing of what it may say. A name beside its code may be left out."""
    found = []
    ids = {column.id for column in sheet.columns}
    for column in sheet.columns:
        if not column.decided or column.id not in row.told:
            continue
        said, beside = row.told[column.id], str(column.decided) in ids
        if (not said and beside) or _parts(said) in [_parts(words) for each in right for words in each[column.id]]:
            continue
        if beside:
            words = _("%(said)s contradicts %(column)s, which means %(kept)s: change that, or leave this cell empty")
        else:
            words = _("here stands %(kept)s, and this import does not change it: that is done in the table %(column)s")
        by = filled.head(sheet, str(column.decided)) if beside else str(column.decided)
        told = {"said": said, "column": by, "kept": right[-1][column.id][0] or _("nothing")}
        found.append(Fault(filled.sheet, row.number, filled.head(sheet, column.id), words % told))
    return found


def _parts(words: str) -> list[str]:
    """The same for the same list, whatever stands between and in whichever order."""
    return sorted(part for part in BETWEEN.split(words) if part)
